//! `cargo xtask same-bytes`: the SLA engine answers generated cases natively, as WASM in Node and as WASM in Chromium,
//! and the answers are the same bytes.
//!
//! The cases are those of the oracle test (`domain/tests/sla_oracle`): a test of it writes them, with the native answers,
//! because expanding calendars needs time zones, which no browser code has.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::paths::Paths;
use crate::process::{cargo, run};
use crate::{tools, twin};

/// Cases of one setting: forty questions and eight tickets.
const OF_A_SETTING: u64 = 48;
/// Cases of one file, which must fit into a browser's memory.
const OF_A_FILE: u64 = 500 * OF_A_SETTING;

/// What `cargo xtask same-bytes` can be told.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many cases
    #[arg(long, default_value_t = 4_800)]
    cases: u64,
    /// Another seed gives other cases
    #[arg(long, default_value_t = 0x5EED_0F5A)]
    seed: u64,
}

impl Default for Arguments {
    fn default() -> Self {
        Self { cases: 4_800, seed: 0x5EED_0F5A }
    }
}

/// Compares.
pub fn command(paths: &Paths, arguments: &Arguments) -> Result<()> {
    check(paths, arguments)
}

/// Compares; fails where the answers differ, and says at which case.
pub fn check(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let Arguments { cases, seed } = arguments;
    println!("seed {seed}, {cases} cases; again with: cargo xtask same-bytes --cases {cases} --seed {seed}");
    twin::build(paths)?;
    let chromium = tools::chromium(paths)?;
    let folder = paths.fresh_folder("same-bytes")?;
    let (mut done, mut bytes) = (0, 0);
    while done < *cases {
        let now = OF_A_FILE.min(cases - done).next_multiple_of(OF_A_SETTING);
        run(cargo(paths)
            .args(["test", "--quiet", "-p", "domain", "--features", "domain/native", "--test", "sla_oracle", "--"])
            .args(["--ignored", "--exact", "write_cases_for_other_machines"])
            .env("SLA_CASES_FOLDER", &folder)
            .env("SLA_ORACLE_SEED", seed.to_string())
            .env("SLA_ORACLE_CASES", now.to_string())
            .env("SLA_CASES_FROM", (done / OF_A_SETTING).to_string()))?;
        run(twin::node(paths, "answer.mjs").arg(&folder).env("CHROMIUM", &chromium))?;
        for other in ["node", "chromium"] {
            bytes = compare(&folder, other, done / OF_A_SETTING)?;
        }
        done += now;
        println!("{done} cases: native, Node and Chromium gave the same {bytes} bytes");
    }
    crate::paths::remove_folder(&folder)
}

/// Compares the native answers with another machine's; answers with their number of bytes.
fn compare(folder: &Path, other: &str, first: u64) -> Result<usize> {
    let read = |name: &str| {
        let file = folder.join(format!("{name}.jsonl"));
        fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
    };
    let (native, theirs) = (read("native")?, read(other)?);
    if native.is_empty() {
        bail!("no answers at all in {}", folder.display());
    }
    if let Some(round) = first_difference(&native, &theirs) {
        bail!(
            "{other} differs from native in round {} of the seed; see line {} of the files in {}",
            first + round,
            round + 1,
            folder.display()
        );
    }
    Ok(native.len())
}

/// The first line that differs, counted from 0; none when all bytes are the same.
fn first_difference(one: &[u8], other: &[u8]) -> Option<u64> {
    if one == other {
        return None;
    }
    let same = one.split(|byte| *byte == b'\n').zip(other.split(|byte| *byte == b'\n'));
    u64::try_from(same.take_while(|(one, other)| one == other).count()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_byte_is_noticed_and_its_line_named() {
        assert_eq!(first_difference(b"a\nb\n", b"a\nb\n"), None);
        assert_eq!(first_difference(b"a\nb\n", b"a\nc\n"), Some(1));
        assert_eq!(first_difference(b"a\nb\n", b"a\n"), Some(1));
        assert_eq!(first_difference(b"a\n", b"a"), Some(1));
        assert_eq!(first_difference(b"a\nb\n", b""), Some(0));
    }
}
