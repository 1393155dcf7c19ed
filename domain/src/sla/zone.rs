//! Time zones. Nothing else in the product converts between wall-clock time and instants; the browser gets
//! expanded [`OpenWindows`] instead.

use chrono::{DateTime, NaiveDateTime, Offset, TimeZone};
use chrono_tz::GapInfo;
pub use chrono_tz::Tz;
use thiserror::Error;

use super::calendar::Calendar;
use super::explain::HolidaySpan;
use super::local::{LocalDate, LocalTime};
use super::windows::{OpenWindows, Opening};
use crate::time::{Seconds, Timestamp};

mod display;
mod stints;
mod transitions;

pub use super::zoned::Zoned;
pub use stints::{Stint, expand_stints};
pub use transitions::{DstChange, next_dst_changes};

/// The zone's name is not in the time-zone database.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0:?} is not an IANA time zone; write one like Europe/Vienna or Etc/UTC")]
pub struct UnknownZone(pub String);

/// Why calendars cannot be expanded.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpandError {
    /// A version names a zone that does not exist.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// There is no version at all.
    #[error("a calendar needs at least one version")]
    NoVersion,
}

/// The release of the embedded time-zone database, like `2025b`; kept in snapshots (SLA.md rule 15).
pub const fn tz_database_version() -> &'static str {
    chrono_tz::IANA_TZDB_VERSION
}

/// Looks a zone up by its IANA name.
///
/// # Errors
/// When the database has no such zone.
pub fn parse_zone(name: &str) -> Result<Tz, UnknownZone> {
    name.parse().map_err(|_| UnknownZone(name.to_owned()))
}

/// The instant of a wall-clock time, by SLA.md rule 4: a time in the gap moves forward by the gap, an
/// ambiguous one is the earlier instant. `time` may run into the next day.
pub fn local_to_utc(zone: Tz, date: LocalDate, time: LocalTime) -> Timestamp {
    let wall = i64::from(date.days()) * 86_400 + i64::from(time.seconds());
    wall_to_utc(zone, wall)
}

/// The second instant of a wall-clock time that a zone's clocks show twice; nothing for any other.
pub fn shown_again(zone: Tz, date: LocalDate, time: LocalTime) -> Option<Timestamp> {
    let first = local_to_utc(zone, date, time);
    let wall = i64::from(date.days()) * 86_400 + i64::from(time.seconds());
    let latest = zone.offset_from_local_datetime(&naive(wall)).latest()?;
    let second = Timestamp::from_unix(wall - offset_seconds(&latest));
    (second > first).then_some(second)
}

/// The instant of a wall-clock time given as the seconds that a clock in UTC would show.
fn wall_to_utc(zone: Tz, wall: i64) -> Timestamp {
    let naive = naive(wall);
    let local = zone.offset_from_local_datetime(&naive);
    let candidates = local.earliest().into_iter().chain(local.latest());
    let earliest = candidates.map(|offset| wall - offset_seconds(&offset)).min();
    let instant = earliest.unwrap_or_else(|| {
        // In the gap: read with the offset from before it, the time lands after it, moved by the gap.
        let before = GapInfo::new(&naive, &zone).and_then(|gap| gap.begin);
        wall - before.map_or(0, |(_, offset)| offset_seconds(&offset))
    });
    Timestamp::from_unix(instant)
}

/// Seconds that the zone's wall clock is ahead of UTC at an instant.
pub fn offset_at(zone: Tz, at: Timestamp) -> Seconds {
    Seconds::new(offset_seconds(&zone.offset_from_utc_datetime(&naive(at.unix()))))
}

/// The local date and time of day at an instant.
pub fn local_at(zone: Tz, at: Timestamp) -> (LocalDate, LocalTime) {
    let wall = at.unix() + offset_at(zone, at).get();
    let day = i32::try_from(wall.div_euclid(86_400)).unwrap_or(i32::MAX);
    let second = u32::try_from(wall.rem_euclid(86_400)).unwrap_or(0);
    let time = LocalTime::from_seconds(second).unwrap_or(LocalTime::MIDNIGHT);
    (LocalDate::from_days(day), time)
}

fn offset_seconds(offset: &impl Offset) -> i64 {
    i64::from(offset.fix().local_minus_utc())
}

fn naive(wall: i64) -> NaiveDateTime {
    DateTime::from_timestamp(wall, 0).unwrap_or_default().naive_utc()
}

/// The opening hours of a calendar's versions within `[from, to)`.
///
/// Each version counts from its `effective_from` until the next one's; the earliest also counts for all
/// time before it. When every version that counts is always open, the result is
/// [`OpenWindows::always`], without a horizon.
///
/// # Errors
/// When there is no version, or one names an unknown zone.
pub fn expand(versions: &[Calendar], from: Timestamp, to: Timestamp) -> Result<OpenWindows, ExpandError> {
    if versions.is_empty() {
        return Err(ExpandError::NoVersion);
    }
    if versions.iter().all(|calendar| calendar.always_open) {
        return Ok(OpenWindows::always());
    }
    Ok(OpenWindows::new(from, to, openings_of(versions, from, to)?))
}

/// The openings of a calendar's versions within `[from, to)`, those that are always open as whole days.
fn openings_of(versions: &[Calendar], from: Timestamp, to: Timestamp) -> Result<Vec<Opening>, ExpandError> {
    let mut order: Vec<&Calendar> = versions.iter().collect();
    order.sort_by_key(|calendar| (calendar.effective_from, calendar.version));
    let mut openings = Vec::new();
    for (index, calendar) in order.iter().enumerate() {
        let starts = if index == 0 { from } else { calendar.effective_from.max(from) };
        let ends = order.get(index + 1).map_or(to, |next| next.effective_from.min(to));
        if starts < ends {
            push_openings(&mut openings, calendar, parse_zone(&calendar.zone)?, starts, ends);
        }
    }
    Ok(openings)
}

/// The openings of one version, cut to the time for which it counts.
fn push_openings(openings: &mut Vec<Opening>, calendar: &Calendar, zone: Tz, from: Timestamp, to: Timestamp) {
    for date in dates(zone, from, to) {
        let windows = calendar.windows_of(date);
        if windows.is_empty() {
            continue;
        }
        let day = local_to_utc(zone, date, LocalTime::MIDNIGHT);
        for window in windows {
            let open = local_to_utc(zone, date, window.open).max(from);
            let close = local_to_utc(zone, date, window.effective_close()).min(to);
            if open < close {
                openings.push(Opening { open, close, day });
            }
        }
    }
}

/// Every local date whose windows may touch a range: three days back, for windows reach into the next
/// day and zones have skipped a date; one ahead.
fn dates(zone: Tz, from: Timestamp, to: Timestamp) -> impl Iterator<Item = LocalDate> {
    let first = local_at(zone, from).0.days() - 3;
    let last = local_at(zone, to).0.days() + 1;
    (first..=last).map(LocalDate::from_days)
}

/// The holidays of a calendar's versions that touch `[from, to)`, in order, for explanations. Those of a version count
/// for as long as it does, as in [`expand`]: what the next one took out or renamed is not named any more.
///
/// # Errors
/// When a version names an unknown zone.
pub fn holiday_spans(versions: &[Calendar], from: Timestamp, to: Timestamp) -> Result<Vec<HolidaySpan>, UnknownZone> {
    let mut order: Vec<&Calendar> = versions.iter().collect();
    order.sort_by_key(|calendar| (calendar.effective_from, calendar.version));
    let mut spans = Vec::new();
    for (index, calendar) in order.iter().enumerate() {
        let zone = parse_zone(&calendar.zone)?;
        let since = (index > 0).then_some(calendar.effective_from);
        let until = order.get(index + 1).map(|next| next.effective_from);
        for date in calendar.holidays.keys() {
            let Some(name) = calendar.holiday_on(*date) else { continue };
            let midnight = local_to_utc(zone, *date, LocalTime::MIDNIGHT);
            let next_midnight = local_to_utc(zone, *date, LocalTime::END_OF_DAY);
            let begin = since.map_or(midnight, |since| since.max(midnight));
            let end = until.map_or(next_midnight, |until| until.min(next_midnight));
            if begin < end && begin < to && from < end {
                spans.push(HolidaySpan { from: begin, to: end, name: name.to_owned() });
            }
        }
    }
    spans.sort_by_key(|span| span.from);
    Ok(spans)
}

#[cfg(test)]
mod tests;
