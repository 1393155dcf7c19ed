//! Wall-clock dates and times, without a time zone and without a time-zone database.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a text is not a date or a time of day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LocalError {
    /// Not `YYYY-MM-DD`, or a day that no month has.
    #[error("a date is written YYYY-MM-DD, like 2026-12-24")]
    Date,
    /// Not `HH:MM` or `HH:MM:SS` up to `48:00`.
    #[error("a time is written HH:MM from 00:00 to 48:00; hours above 24 run into the next day")]
    Time,
}

/// A calendar date, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalDate(i32);

/// A time of day in whole seconds after local midnight, up to 48:00: a window that opens at 23:00 and
/// closes at 31:00 ends at 07:00 of the next day (SLA.md rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LocalTime(u32);

/// A day of the week; a week begins on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// Monday to Sunday.
    pub const ALL: [Self; 7] = [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The key used in stored calendars: `mon` to `sun`.
    pub const fn key(self) -> &'static str {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][self as usize]
    }

    /// The short name on screen: `Mon` to `Sun`.
    pub const fn short_name(self) -> &'static str {
        ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][self as usize]
    }
}

impl LocalDate {
    /// A date from its parts in the Gregorian calendar, years 1 to 9999.
    ///
    /// # Errors
    /// When no such day exists.
    pub fn new(year: i32, month: u32, day: u32) -> Result<Self, LocalError> {
        let valid = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
        if !valid {
            return Err(LocalError::Date);
        }
        let date = Self(days_from_civil(year, month, day));
        if date.parts() == (year, month, day) { Ok(date) } else { Err(LocalError::Date) }
    }

    /// The date so many days after 1970-01-01.
    pub const fn from_days(days: i32) -> Self {
        Self(days)
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12), day (1 to 31).
    pub fn parts(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        // 1970-01-01 was a Thursday.
        let index = (self.0 + 3).rem_euclid(7);
        Weekday::ALL[usize::try_from(index).unwrap_or(0)]
    }

    /// The date `days` later (earlier when negative).
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0 + days)
    }
}

impl LocalTime {
    /// Midnight at the beginning of the day.
    pub const MIDNIGHT: Self = Self(0);
    /// Midnight at the end of the day.
    pub const END_OF_DAY: Self = Self(86_400);
    /// The latest time that a window may name: the end of the following day.
    pub const MAX: Self = Self(172_800);

    /// A time `seconds` after local midnight.
    ///
    /// # Errors
    /// Beyond 48:00.
    pub const fn from_seconds(seconds: u32) -> Result<Self, LocalError> {
        if seconds <= Self::MAX.0 { Ok(Self(seconds)) } else { Err(LocalError::Time) }
    }

    /// A time from hours and minutes.
    ///
    /// # Errors
    /// When the minute is above 59 or the time beyond 48:00.
    pub const fn new(hour: u32, minute: u32) -> Result<Self, LocalError> {
        if hour > 48 || minute > 59 {
            return Err(LocalError::Time);
        }
        Self::from_seconds(hour * 3_600 + minute * 60)
    }

    /// Seconds after local midnight.
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian date, counting years from March so that the leap day
/// is the last of its year.
fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let march_year = if month <= 2 { year - 1 } else { year };
    let era = march_year.div_euclid(400);
    let year_of_era = march_year.rem_euclid(400);
    let months_since_march = (i32::try_from(month).unwrap_or(1) + 9) % 12;
    let day_of_year = (153 * months_since_march + 2) / 5 + i32::try_from(day).unwrap_or(1) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let months_since_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * months_since_march + 2) / 5 + 1;
    let month = if months_since_march < 10 { months_since_march + 3 } else { months_since_march - 9 };
    let year = year_of_era + era * 400 + i32::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

/// A date and a time of day as forms send them: `2026-11-22T08:30`, also with a space; seconds are left out. None for
/// anything else: a calendar's windows may run past midnight, a moment that somebody names does not.
pub fn parse_moment(text: &str) -> Option<(LocalDate, LocalTime)> {
    let (date, time) = text.trim().split_once(['T', ' '])?;
    let time: LocalTime = time.get(..5)?.parse().ok()?;
    (time < LocalTime::END_OF_DAY).then_some((date.parse().ok()?, time))
}

/// Reads exactly `width` digits.
fn digits(text: &str, width: usize) -> Option<u32> {
    let plain = text.len() == width && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

impl FromStr for LocalDate {
    type Err = LocalError;
    fn from_str(text: &str) -> Result<Self, LocalError> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next().and_then(|p| digits(p, 4));
        let month = parts.next().and_then(|p| digits(p, 2));
        let day = parts.next().and_then(|p| digits(p, 2));
        match (year, month, day) {
            (Some(year), Some(month), Some(day)) => Self::new(i32::try_from(year).unwrap_or(0), month, day),
            _ => Err(LocalError::Date),
        }
    }
}

impl FromStr for LocalTime {
    type Err = LocalError;
    fn from_str(text: &str) -> Result<Self, LocalError> {
        let mut parts = text.split(':');
        let hour = parts.next().and_then(|p| digits(p, 2).or_else(|| digits(p, 1)));
        let minute = parts.next().and_then(|p| digits(p, 2));
        let second = parts.next().map_or(Some(0), |p| digits(p, 2));
        match (hour, minute, second, parts.next()) {
            (Some(hour), Some(minute), Some(second), None) if minute < 60 && second < 60 => {
                Self::from_seconds(hour * 3_600 + minute * 60 + second)
            }
            _ => Err(LocalError::Time),
        }
    }
}

impl fmt::Display for LocalDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.0 / 3_600, self.0 / 60 % 60, self.0 % 60);
        write!(f, "{hour:02}:{minute:02}")?;
        if second > 0 {
            write!(f, ":{second:02}")?;
        }
        Ok(())
    }
}

macro_rules! text_form {
    ($type:ident) => {
        impl TryFrom<String> for $type {
            type Error = LocalError;
            fn try_from(text: String) -> Result<Self, LocalError> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.to_string()
            }
        }
    };
}

text_form!(LocalDate);
text_form!(LocalTime);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_has_a_date_that_leads_back_to_it() {
        let mut weekday = LocalDate::new(1800, 1, 1).unwrap().weekday();
        assert_eq!(weekday, Weekday::Wed);
        for days in days_from_civil(1800, 1, 1)..=days_from_civil(2200, 12, 31) {
            let date = LocalDate::from_days(days);
            assert_eq!(date.to_string().parse(), Ok(date));
            assert_eq!(date.weekday(), weekday);
            weekday = Weekday::ALL[(weekday as usize + 1) % 7];
        }
        assert_eq!(LocalDate::new(1970, 1, 1).unwrap().days(), 0);
        assert_eq!(LocalDate::new(2000, 2, 29).unwrap().days(), 11_016);
    }

    #[test]
    fn days_that_no_month_has_are_refused() {
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2024-04-31",
            "2024-13-01",
            "2024-00-10",
            "2024-1-01",
            "24-01-01",
            "2024-01-0x",
            "",
        ] {
            assert_eq!(bad.parse::<LocalDate>(), Err(LocalError::Date), "{bad}");
        }
    }

    #[test]
    fn times_run_to_the_end_of_the_next_day() {
        assert_eq!("31:30".parse::<LocalTime>().unwrap().seconds(), 113_400);
        assert_eq!("24:00".parse(), Ok(LocalTime::END_OF_DAY));
        assert_eq!("9:05".parse::<LocalTime>().unwrap().to_string(), "09:05");
        assert_eq!("09:05:07".parse::<LocalTime>().unwrap().to_string(), "09:05:07");
        for bad in ["48:01", "09:60", "9", "09:5", "-1:00", "09:00:60", "09:00:00:00", "099:00"] {
            assert_eq!(bad.parse::<LocalTime>(), Err(LocalError::Time), "{bad}");
        }
    }

    #[test]
    fn a_moment_is_a_date_and_a_time_of_that_day_and_seconds_are_left_out() {
        let moment = |date: &str, time: &str| -> Option<(LocalDate, LocalTime)> {
            Some((date.parse().unwrap(), time.parse().unwrap()))
        };
        assert_eq!(parse_moment("2026-11-22T08:30"), moment("2026-11-22", "08:30"));
        assert_eq!(parse_moment(" 2026-11-22 23:59:58 "), moment("2026-11-22", "23:59"));
        for bad in ["2026-11-22T24:00", "2026-11-22T31:00", "2026-11-22", "2026-11-31T08:30", "08:30"] {
            assert_eq!(parse_moment(bad), None, "{bad}");
        }
    }
}
