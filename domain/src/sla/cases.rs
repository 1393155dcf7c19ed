//! The `sla-cases/1` contract: checks the engine against cases from other suites.
//!
//! A case counts as passed only when everything in it was understood: an unknown kind, key or event makes
//! it unsupported, never ok.

use serde::Serialize;
use serde_json::{Map, Value};
use thiserror::Error;

mod answer;
mod input;
mod policy_case;

/// The format that is read.
pub const FORMAT: &str = "sla-cases/1";

/// Keys of a case that describe it and change nothing.
const DESCRIPTIVE: [&str; 5] = ["id", "source", "stance", "note", "source_times_naive"];
/// Keys of a case that say what to do.
const MEANINGFUL: [&str; 5] = ["kind", "timezone", "calendar", "input", "expected"];

/// Expected keys that decide whether a case passes.
const COMPARED: [&str; 11] = [
    "due",
    "elapsed_seconds",
    "next_open",
    "open",
    "utc",
    "starts",
    "first_response_due",
    "update_due",
    "resolution_due",
    "pause_business_s",
    "resolution_elapsed_s",
];

/// Why a file cannot be read at all.
#[derive(Debug, Error)]
pub enum CasesError {
    /// Not JSON.
    #[error("the file is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// JSON, but something else.
    #[error("expected {{\"format\":\"{FORMAT}\",\"cases\":[...]}}")]
    Format,
}

/// Why a case is not checked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Unsupported(String);

/// The outcome of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// One JSON object per case, in the file's order: `id`, `kind`, `got`, `expected`, `ok`. An unsupported
    /// case says why in `got.unsupported`.
    pub lines: Vec<String>,
    /// Cases that agree.
    pub passed: usize,
    /// Cases that do not.
    pub failed: usize,
    /// Cases that were not understood.
    pub unsupported: usize,
}

impl Report {
    /// The last line: `N passed, M failed, K unsupported`.
    pub fn summary(&self) -> String {
        format!("{} passed, {} failed, {} unsupported", self.passed, self.failed, self.unsupported)
    }
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Value,
    kind: &'a Value,
    got: Map<String, Value>,
    expected: Map<String, Value>,
    ok: bool,
}

/// Runs a whole file.
///
/// # Errors
/// When the text is not a case file of the known format.
pub fn run(text: &str) -> Result<Report, CasesError> {
    let file: Value = serde_json::from_str(text)?;
    if file.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(CasesError::Format);
    }
    let cases = file.get("cases").and_then(Value::as_array).ok_or(CasesError::Format)?;
    let mut report = Report::default();
    for case in cases {
        let line = run_case(case, &mut report)?;
        report.lines.push(line);
    }
    Ok(report)
}

/// Runs one case and counts it.
fn run_case(case: &Value, report: &mut Report) -> Result<String, CasesError> {
    let expected = normalised(case.get("expected"));
    let (got, unsupported) = answer::answer(case, &expected);
    let compared = expected.iter().filter(|(key, _)| COMPARED.contains(&key.as_str()));
    let agrees = compared.clone().all(|(key, value)| got.get(key) == Some(value));
    let unsupported = match unsupported {
        None if compared.count() == 0 => Some(Unsupported("nothing expected that can be compared".to_owned())),
        other => other,
    };
    let ok = agrees && unsupported.is_none();
    match (&unsupported, ok) {
        (Some(_), _) => report.unsupported += 1,
        (None, true) => report.passed += 1,
        (None, false) => report.failed += 1,
    }
    let mut got = got;
    if let Some(Unsupported(why)) = unsupported {
        got.insert("unsupported".to_owned(), Value::String(why));
    }
    let null = Value::Null;
    let field = |name| case.get(name).unwrap_or(&null);
    let line = Line { id: field("id"), kind: field("kind"), got, expected, ok };
    Ok(serde_json::to_string(&line)?)
}

/// Expected values in the form of our answers: times in UTC with `Z`, whole numbers.
fn normalised(expected: Option<&Value>) -> Map<String, Value> {
    let Some(Value::Object(expected)) = expected else { return Map::new() };
    let value = |value: &Value| match value {
        Value::String(text) => match input::instant(text) {
            Some(at) => answer::time(Some(at)),
            None => value.clone(),
        },
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.as_i64().is_none() && float.fract() == 0.0 => {
                format!("{float:.0}").parse::<i64>().map_or_else(|_| value.clone(), Value::from)
            }
            _ => value.clone(),
        },
        _ => value.clone(),
    };
    expected.iter().map(|(key, item)| (key.clone(), value(item))).collect()
}

#[cfg(test)]
mod tests;
