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

/// `Mon 23 Nov 2026 09:05`: an instant in full, in a zone.
pub fn format_local(at: Timestamp, zone: Tz) -> String {
    let zoned = Zoned::new(at, zone);
    format!("{} {}", zoned.date_text(i32::MIN), zoned.time_text())
}

/// Two instants as an explanation shows them: `Mon 16:10 to 18:00`, `Mon 18:00 to Tue 08:00`, and with
/// dates when they are a week or more apart.
pub fn format_span(from: Timestamp, to: Timestamp, zone: Tz) -> String {
    let (start, end) = (Zoned::new(from, zone), Zoned::new(to, zone));
    let days = end.date.days() - start.date.days();
    let year = start.date.parts().0;
    if days >= 7 {
        let (start_date, end_date) = (start.date_text(year), end.date_text(year));
        return format!("{start_date} {} to {end_date} {}", start.time_text(), end.time_text());
    }
    let weekday = start.weekday().short_name();
    if days == 0 {
        return format!("{weekday} {} to {}", start.time_text(), end.time_text());
    }
    let next = end.weekday().short_name();
    format!("{weekday} {} to {next} {}", start.time_text(), end.time_text())
}
