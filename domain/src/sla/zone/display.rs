//! Instants in a reader's zone.

use chrono_tz::Tz;

use super::{local_at, offset_at};
use crate::sla::local::{LocalDate, LocalTime, Weekday};
use crate::time::Timestamp;

/// An instant as a zone's wall clock shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zoned {
    /// The local date.
    pub date: LocalDate,
    /// The local time of day.
    pub time: LocalTime,
    /// Minutes ahead of UTC, rounded down.
    pub offset_minutes: i64,
}

impl Zoned {
    /// Reads a zone's wall clock at an instant.
    pub fn new(at: Timestamp, zone: Tz) -> Self {
        let (date, time) = local_at(zone, at);
        let offset_minutes = offset_at(zone, at).get().div_euclid(60);
        Self { date, time, offset_minutes }
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        self.date.weekday()
    }

    /// `09:05`; seconds are left out.
    pub fn time_text(self) -> String {
        let seconds = self.time.seconds();
        format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)
    }

    /// `Mon 23 Nov`, with the year when it is not `year`.
    pub fn date_text(self, year: i32) -> String {
        let (own_year, month, day) = self.date.parts();
        let month = month_name(month);
        let weekday = self.weekday().short_name();
        if own_year == year {
            format!("{weekday} {day} {month}")
        } else {
            format!("{weekday} {day} {month} {own_year}")
        }
    }
}

/// The short English name of a month, 1 to 12.
fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[usize::try_from(month.clamp(1, 12) - 1).unwrap_or(0)]
}
