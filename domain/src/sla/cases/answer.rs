//! Our answer to a case.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value};

use super::input::{self, Understood, calendar, instant_field, object, seconds_field, unsupported, with_windows};
use super::{COMPARED, DESCRIPTIVE, MEANINGFUL, Unsupported, policy_case};
use crate::sla::zone::{local_at, local_to_utc};
use crate::time::{Seconds, Timestamp};

/// Expected keys that are known but do not decide: other suites' own units.
const INFORMATIVE: [&str; 5] =
    ["business_days", "remainder_seconds", "business_day_seconds", "same_as_local", "resolution_escalation"];

pub(super) type Answers = Map<String, Value>;

/// An instant as the contract writes it, or null.
pub(super) fn time(at: Option<Timestamp>) -> Value {
    let time = at.and_then(|at| DateTime::from_timestamp(at.unix(), 0));
    time.map_or(Value::Null, |time| Value::String(time.to_rfc3339_opts(SecondsFormat::Secs, true)))
}

/// The answers to the expected keys, and why the case is unsupported if it is; what is understood is
/// answered all the same.
pub(super) fn answer(case: &Value, expected: &Map<String, Value>) -> (Answers, Option<Unsupported>) {
    let mut known = DESCRIPTIVE.to_vec();
    known.extend(MEANINGFUL);
    let strange = object(Some(case), "the case", &known).err();
    let unknown = expected.keys().find(|key| !COMPARED.contains(&key.as_str()) && !INFORMATIVE.contains(&key.as_str()));
    let unknown = unknown.map(|key| Unsupported(format!("unknown expected key {key:?}")));
    let all = match by_kind(case, expected) {
        Ok(all) => all,
        Err(unsupported) => return (Map::new(), Some(unsupported)),
    };
    let missing = expected.keys().find(|key| COMPARED.contains(&key.as_str()) && !all.contains_key(*key));
    let missing = missing.map(|key| Unsupported(format!("this kind does not answer {key:?}")));
    let answers = all.into_iter().filter(|(key, _)| expected.contains_key(key)).collect();
    (answers, strange.or(unknown).or(missing))
}

fn by_kind(case: &Value, expected: &Map<String, Value>) -> Understood<Answers> {
    let input = |known: &[&str]| object(case.get("input"), "input", known);
    match case.get("kind").and_then(Value::as_str) {
        Some("due") => due(case, input(&["start", "business_seconds"])?),
        Some("elapsed") => elapsed(case, input(&["start", "end"])?, expected),
        Some("next_open") => {
            let at = instant_field(input(&["at"])?, "at")?;
            let answer = with_windows(&calendar(case)?, at, at, |windows| windows.next_open(at))?;
            Ok(one("next_open", time(answer)))
        }
        Some("is_open") => {
            let at = instant_field(input(&["at"])?, "at")?;
            let answer = with_windows(&calendar(case)?, at, at, |windows| windows.is_open(at))?;
            Ok(one("open", answer.map_or(Value::Null, Value::Bool)))
        }
        Some("local_to_utc") => local_to_utc_case(case, input(&["local"])?),
        Some("policy") => policy_case::answer(case, input(&["created", "targets", "events"])?, expected),
        Some(other) => unsupported(format!("unknown kind {other:?}")),
        None => unsupported("the case has no kind"),
    }
}

fn one(key: &str, value: Value) -> Answers {
    Map::from_iter([(key.to_owned(), value)])
}

fn due(case: &Value, input: &Map<String, Value>) -> Understood<Answers> {
    let start = instant_field(input, "start")?;
    let budget = seconds_field(input, "business_seconds")?;
    if budget < Seconds::ZERO {
        return unsupported("business_seconds is negative");
    }
    let answer = with_windows(&calendar(case)?, start, start + budget, |windows| windows.due(start, budget))?;
    Ok(one("due", time(answer)))
}

fn elapsed(case: &Value, input: &Map<String, Value>, expected: &Map<String, Value>) -> Understood<Answers> {
    let (start, end) = (instant_field(input, "start")?, instant_field(input, "end")?);
    let counted =
        with_windows(&calendar(case)?, start.min(end), end.max(start), |windows| windows.elapsed(start, end))?;
    let Some(counted) = counted.map(Seconds::get) else { return unsupported("the time is out of range") };
    let mut answers = one("elapsed_seconds", Value::from(counted));
    let day = expected.get("business_day_seconds").and_then(Value::as_i64).filter(|day| *day > 0);
    if let Some(day) = day {
        answers.insert("business_day_seconds".to_owned(), Value::from(day));
        answers.insert("business_days".to_owned(), Value::from(counted / day));
        answers.insert("remainder_seconds".to_owned(), Value::from(counted % day));
    }
    Ok(answers)
}

fn local_to_utc_case(case: &Value, input: &Map<String, Value>) -> Understood<Answers> {
    let zone = input::zone(case)?;
    let text = input.get("local").and_then(Value::as_str).and_then(input::local);
    let Some((date, wall)) = text else { return unsupported("local is not a date and time like 2026-03-29T02:30:00") };
    let at = local_to_utc(zone, date, wall);
    let (date, shown) = local_at(zone, at);
    let seconds = shown.seconds();
    let same = format!("{date}T{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let mut answers = one("utc", time(Some(at)));
    answers.insert("same_as_local".to_owned(), Value::String(same));
    Ok(answers)
}
