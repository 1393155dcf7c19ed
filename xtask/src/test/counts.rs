//! How many tests passed and failed, read from what the test runners print.

use std::fmt;
use std::ops::AddAssign;

use anyhow::{Context, Result};
use serde_json::Value;

/// Tests that passed and that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed, also those that needed a second try.
    pub passed: u64,
    /// Failed, timed out or never started.
    pub failed: u64,
}

impl Counts {
    /// For a part that went wrong as a whole.
    pub fn one_failure() -> Self {
        Self { passed: 0, failed: 1 }
    }

    /// Reads `test result: ok. 3 passed; 1 failed; ...` lines of `cargo test`.
    pub fn from_cargo_test(text: &str) -> Self {
        let mut counts = Self::default();
        for line in text.lines().filter(|line| line.starts_with("test result:")) {
            counts.passed += number_before(line, " passed");
            counts.failed += number_before(line, " failed");
        }
        counts
    }

    /// Reads the `Summary [...] 12 tests run: 11 passed (1 slow), 1 failed, ...` line of nextest.
    pub fn from_nextest(text: &str) -> Self {
        let summary = text.lines().rev().find(|line| line.trim_start().starts_with("Summary ["));
        summary.map_or_else(Self::default, |line| Self {
            passed: number_before(line, " passed"),
            failed: [" failed", " exec failed", " timed out"].iter().map(|word| number_before(line, word)).sum(),
        })
    }

    /// Reads Playwright's JSON report.
    pub fn from_playwright(report: &[u8]) -> Result<Self> {
        let report: Value = serde_json::from_slice(report)?;
        let stat =
            |name: &str| report["stats"][name].as_u64().with_context(|| format!("no stats.{name} in the report"));
        // An error outside any test, such as a spec that does not compile.
        let errors = report["errors"].as_array().map_or(0, Vec::len) as u64;
        Ok(Self { passed: stat("expected")? + stat("flaky")?, failed: stat("unexpected")? + errors })
    }

    /// Adds a failure when the program failed although none of its tests did.
    pub fn with_status(mut self, success: bool) -> Self {
        if !success && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number that stands directly before a word, or 0.
fn number_before(line: &str, word: &str) -> u64 {
    let Some(at) = line.find(word) else { return 0 };
    let before = &line[..at];
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before[before.len() - digits..].parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_test_binaries_add_up() {
        let text = "test a ... ok\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n\
            test result: FAILED. 10 passed; 2 failed; 0 ignored\n";
        assert_eq!(Counts::from_cargo_test(text), Counts { passed: 13, failed: 2 });
    }

    #[test]
    fn nextest_summary_is_read() {
        let text = "     Summary [   1.234s] 14 tests run: 11 passed (1 slow), 2 failed, \
                    1 timed out, 5 skipped\n        FAIL [   0.1s] a b\n";
        assert_eq!(Counts::from_nextest(text), Counts { passed: 11, failed: 3 });
        let text = "     Summary [   0.012s] 4 tests run: 4 passed, 0 skipped";
        assert_eq!(Counts::from_nextest(text), Counts { passed: 4, failed: 0 });
    }

    #[test]
    fn playwright_errors_outside_tests_count() {
        let report = br#"{"stats":{"expected":5,"unexpected":1,"flaky":2,"skipped":3},
                          "errors":[{"message":"does not compile"}]}"#;
        let counts = Counts::from_playwright(report).unwrap();
        assert_eq!(counts, Counts { passed: 7, failed: 2 });
        assert!(Counts::from_playwright(b"{}").is_err());
    }

    #[test]
    fn failing_program_without_failing_test_counts() {
        let counts = Counts { passed: 3, failed: 0 };
        assert_eq!(counts.with_status(false).to_string(), "3 passed, 1 failed");
        assert_eq!(counts.with_status(true).to_string(), "3 passed, 0 failed");
    }
}
