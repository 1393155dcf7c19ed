//! From when a new version counts, as people type it.

use super::local::{LocalDate, LocalTime};
use super::zone::{Tz, Zoned, local_to_utc, shown_again};
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
/// before the version it follows (SLA.md rule 10), nor more than [`AHEAD_MAX`] ahead. A time that clocks show twice is
/// the earlier instant that may be chosen.
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
    let first = local_to_utc(zone, date, time);
    // In the hour that clocks show twice: where the first one will not do, the second is meant.
    let earliest = now.max(newest.effective_from);
    let again = shown_again(zone, date, time).filter(|again| first < earliest && *again >= earliest);
    let at = again.unwrap_or(first);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sla::zone::parse_zone;

    /// Clocks in Vienna show 02:00 to 03:00 twice on 25 October 2026: from 00:00 UTC, and again from 01:00 UTC.
    const FIRST: Timestamp = Timestamp::from_unix(1_792_886_400);

    #[test]
    fn as_soon_as_possible_can_be_read_back_in_the_hour_that_clocks_show_twice() {
        let zone = parse_zone("Europe/Vienna").unwrap();
        let newest = |at| Newest { version: 1, effective_from: at };
        for minutes in 0..180 {
            let now = FIRST - Seconds::minutes(30) + Seconds::minutes(minutes);
            for follows in [now - Seconds::days(9), now, now + Seconds::minutes(75)] {
                let soonest = effective_from("", "", zone, newest(follows), now).unwrap();
                let local = Zoned::new(soonest, zone);
                // Applied some minutes after it was looked at.
                let later = now + Seconds::minutes(9);
                let (date, time) = (local.date.to_string(), local.time.to_string());
                let read = effective_from(&date, &time, zone, newest(follows), later).unwrap();
                let is_same_wall = Zoned::new(read, zone).time == local.time;
                assert!(read >= later && read >= follows && is_same_wall, "{minutes} {follows:?}: {read:?}");
            }
        }
    }

    #[test]
    fn a_version_may_begin_five_years_ahead_and_not_a_second_later() {
        assert_eq!((AHEAD_MAX.get(), SOONEST.get()), (158_112_000, 600));
        let utc = parse_zone("UTC").unwrap();
        // A Monday at midnight, and the last day on which it may begin.
        let now = Timestamp::from_unix(1_795_392_000);
        let newest = Newest { version: 1, effective_from: now };
        let last = Zoned::new(now + AHEAD_MAX, utc);
        let (date, time) = (last.date.to_string(), last.time.to_string());
        assert_eq!(effective_from(&date, &time, utc, newest, now), Ok(now + AHEAD_MAX));
        let problem = effective_from(&date, &time, utc, newest, now - Seconds::new(1)).unwrap_err();
        assert!(problem.message.contains("five years ahead"), "{}", problem.message);
        let next = last.date.plus_days(1).to_string();
        assert!(effective_from(&next, "", utc, newest, now).is_err());
    }

    #[test]
    fn of_a_time_that_clocks_show_twice_the_earlier_instant_is_meant_while_it_is_to_come() {
        let zone = parse_zone("Europe/Vienna").unwrap();
        let newest = Newest { version: 1, effective_from: FIRST - Seconds::days(1) };
        let read = |now| effective_from("2026-10-25", "02:30", zone, newest, now);
        let half = FIRST + Seconds::minutes(30);
        assert_eq!(read(FIRST), Ok(half));
        assert_eq!(read(half), Ok(half));
        assert_eq!(read(half + Seconds::new(1)), Ok(half + Seconds::hours(1)));
        assert_eq!(read(half + Seconds::minutes(61)).unwrap_err().field, "effective_date");
        assert_eq!(shown_again(zone, "2026-10-25".parse().unwrap(), "03:00".parse().unwrap()), None);
        assert_eq!(shown_again(zone, "2026-03-29".parse().unwrap(), "02:30".parse().unwrap()), None, "it never comes");
    }

    #[test]
    fn the_time_of_a_date_is_before_24_00_which_is_midnight_of_the_next_date() {
        let utc = parse_zone("UTC").unwrap();
        // The beginning of 23 November 2026.
        let now = Timestamp::from_unix(1_795_392_000);
        let newest = Newest { version: 1, effective_from: now };
        let read = |time: &str| effective_from("2026-11-23", time, utc, newest, now);
        assert_eq!(read("23:59:59"), Ok(now + Seconds::new(86_399)));
        assert_eq!(read("24:00").unwrap_err().field, "effective_time");
    }
}
