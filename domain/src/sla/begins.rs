//! From when a new version counts, as people type it.

use super::local::{LocalDate, LocalTime};
use super::zone::{Tz, Zoned, local_to_utc};
use crate::problem::Problem;
use crate::time::{Seconds, Timestamp};

/// How long what is to begin "as soon as possible" can be looked at before it is applied.
pub const SOONEST: Seconds = Seconds::minutes(10);

/// How far ahead a version may begin. No later one may begin before it, so that a mistyped year would be the last word.
pub const AHEAD_MAX: Seconds = Seconds::days(5 * 366);

/// The version that another one follows: its number, and from when it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Newest {
    /// Its number.
    pub version: u32,
    /// From when it counts.
    pub effective_from: Timestamp,
}

/// Reads a date and a time of a zone. Both empty: as soon as possible, a whole minute. Never in the past, and never
/// before the version it follows (SLA.md rule 10), nor more than [`AHEAD_MAX`] ahead.
///
/// # Errors
/// A problem of `effective_date` or `effective_time`.
pub fn effective_from(date: &str, time: &str, zone: Tz, newest: Newest, now: Timestamp) -> Result<Timestamp, Problem> {
    let (date, time) = (date.trim(), time.trim());
    if date.is_empty() && time.is_empty() {
        let minute = now.unix().div_euclid(60) * 60;
        return Ok((Timestamp::from_unix(minute) + SOONEST).max(newest.effective_from));
    }
    if date.is_empty() {
        return Err(Problem::new("effective_date", "Choose the date too, or leave both empty."));
    }
    let date: LocalDate = date
        .parse()
        .map_err(|_| Problem::new("effective_date", format!("“{date}” is not a date. Write it like 2026-12-24.")))?;
    let read = if time.is_empty() { Ok(LocalTime::MIDNIGHT) } else { time.parse() };
    let time = read.ok().filter(|time| *time < LocalTime::END_OF_DAY).ok_or_else(|| {
        Problem::new("effective_time", format!("“{time}” is not a time of day. Write it like 08:30."))
    })?;
    let at = local_to_utc(zone, date, time);
    let shown = |at| {
        let local = Zoned::new(at, zone);
        format!("{} {} in {}", local.date, local.time_text(), zone.name())
    };
    if at < now {
        let message = format!("This is in the past. Choose a moment after {}.", shown(now));
        return Err(Problem::new("effective_date", message));
    }
    if at > now + AHEAD_MAX {
        let message = format!("This is more than five years ahead. Choose a moment before {}.", shown(now + AHEAD_MAX));
        return Err(Problem::new("effective_date", message));
    }
    if at < newest.effective_from {
        let (version, begins) = (newest.version, shown(newest.effective_from));
        let message = format!("Version {version} begins {begins}. Choose that moment or a later one.");
        return Err(Problem::new("effective_date", message));
    }
    Ok(at)
}
