//! Instants as a wall clock shows them, and as people read them. Needs no time-zone database: whoever knows the offset
//! reads the clock.

use super::local::{LocalDate, LocalTime, Weekday};
use super::words::push_number;
use crate::time::{Seconds, Timestamp};

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
    /// Reads a wall clock that is `offset` ahead of UTC at an instant.
    pub fn at_offset(at: Timestamp, offset: Seconds) -> Self {
        let wall = at.unix() + offset.get();
        let day = i32::try_from(wall.div_euclid(86_400)).unwrap_or(i32::MAX);
        let second = u32::try_from(wall.rem_euclid(86_400)).unwrap_or(0);
        let time = LocalTime::from_seconds(second).unwrap_or(LocalTime::MIDNIGHT);
        Self { date: LocalDate::from_days(day), time, offset_minutes: offset.get().div_euclid(60) }
    }

    /// The day of the week.
    pub fn weekday(self) -> Weekday {
        self.date.weekday()
    }

    /// `09:05`; seconds are left out.
    pub fn time_text(self) -> String {
        let seconds = self.time.seconds();
        let mut text = String::new();
        push_two(&mut text, seconds / 3_600);
        text.push(':');
        push_two(&mut text, seconds / 60 % 60);
        text
    }

    /// `Mon 23 Nov`, with the year when it is not `year`.
    pub fn date_text(self, year: i32) -> String {
        let (own_year, month, day) = self.date.parts();
        let mut text = String::from(self.weekday().short_name());
        text.push(' ');
        push_number(&mut text, u64::from(day));
        text.push(' ');
        text.push_str(month_name(month));
        if own_year != year {
            text.push(' ');
            push_number(&mut text, u64::from(own_year.unsigned_abs()));
        }
        text
    }

    /// `Mon 23 Nov, 09:05`, with the year when it is not that of `today`.
    pub fn date_and_time(self, today: LocalDate) -> String {
        [&self.date_text(today.parts().0), ", ", &self.time_text()].concat()
    }

    /// `Mon 16:10`; with the date when it is more than six days from `today`.
    pub fn weekday_time(self, today: LocalDate) -> String {
        if (today.days() - self.date.days()).abs() > 6 {
            return [&self.date_text(today.parts().0), " ", &self.time_text()].concat();
        }
        [self.weekday().short_name(), " ", &self.time_text()].concat()
    }
}

fn push_two(text: &mut String, number: u32) {
    if number < 10 {
        text.push('0');
    }
    push_number(text, u64::from(number));
}

/// The short English name of a month, 1 to 12.
fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    NAMES[usize::try_from(month.clamp(1, 12) - 1).unwrap_or(0)]
}
