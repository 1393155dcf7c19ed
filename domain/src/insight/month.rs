//! Months of a zone, and ranges of them.

use std::fmt;
use std::str::FromStr;

use crate::problem::Problem;
use crate::sla::zone::{Tz, local_at, local_to_utc};
use crate::sla::{LocalDate, LocalTime};
use crate::time::{Seconds, Timestamp};

/// A calendar month, 0001-01 to 9998-12.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Month {
    /// The month of an instant on a zone's wall calendar.
    pub fn of(at: Timestamp, zone: Tz) -> Self {
        let (year, month, _) = local_at(zone, at).0.parts();
        Self { year, month }
    }

    /// The month so many later (earlier when negative), within the years there are.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = (self.index() + months).clamp(12, 9998 * 12 + 11);
        Self { year: index.div_euclid(12), month: index.rem_euclid(12).unsigned_abs() + 1 }
    }

    /// Its first instant in a zone.
    pub fn begin(self, zone: Tz) -> Timestamp {
        let first = LocalDate::new(self.year, self.month, 1).unwrap_or(LocalDate::from_days(0));
        local_to_utc(zone, first, LocalTime::MIDNIGHT)
    }

    /// `Nov 2026`.
    pub fn label(self) -> String {
        format!("{} {}", self.short(), self.year)
    }

    /// `Nov`.
    pub fn short(self) -> &'static str {
        usize::try_from(self.month).ok().and_then(|month| NAMES.get(month.checked_sub(1)?)).copied().unwrap_or("")
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    fn index(self) -> i32 {
        self.year * 12 + i32::try_from(self.month).unwrap_or(1) - 1
    }
}

impl fmt::Display for Month {
    /// `2026-11`, as forms and addresses carry it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The text is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a month like 2026-11")]
pub struct MonthError;

impl FromStr for Month {
    type Err = MonthError;

    fn from_str(text: &str) -> Result<Self, MonthError> {
        let (year, month) = text.trim().split_once('-').ok_or(MonthError)?;
        let digits = |text: &str, count| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return Err(MonthError);
        }
        let (year, month) = (year.parse().map_err(|_| MonthError)?, month.parse().map_err(|_| MonthError)?);
        if !(1..=9998).contains(&year) || !(1..=12).contains(&month) {
            return Err(MonthError);
        }
        Ok(Self { year, month })
    }
}

/// Months in a row, at most [`MonthRange::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthRange {
    first: Month,
    last: Month,
}

impl MonthRange {
    /// The longest range: three years, month by month.
    pub const MAX: usize = 36;
    /// The months shown unless others are asked for.
    pub const USUAL: i32 = 6;

    /// The usual range: the month of `now` and the five before it.
    pub fn usual(now: Timestamp, zone: Tz) -> Self {
        let last = Month::of(now, zone);
        Self { first: last.plus(1 - Self::USUAL), last }
    }

    /// Reads a form's two fields; empty ones are filled in: without a last month the present one, without a first the
    /// usual number of months before the last.
    ///
    /// # Errors
    /// A [`Problem`] for each field that is no month, or for `from` when the range runs backwards or is too long.
    pub fn read(from: &str, to: &str, now: Timestamp, zone: Tz) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut read = |field: &str, label: &str, text: &str| {
            let text = text.trim();
            if text.is_empty() {
                return None;
            }
            let month: Result<Month, MonthError> = text.parse();
            if month.is_err() {
                problems.push(Problem::new(field, format!("{label} is not a month. Write one like 2026-11.")));
            }
            month.ok()
        };
        let (first, last) = (read("from", "“From”", from), read("to", "“To”", to));
        if !problems.is_empty() {
            return Err(problems);
        }
        let last = last.unwrap_or_else(|| Month::of(now, zone).max(first.unwrap_or(Month { year: 1, month: 1 })));
        let first = first.unwrap_or_else(|| last.plus(1 - Self::USUAL));
        let range = Self { first, last };
        if first > last {
            return Err(vec![Problem::new("from", "“From” lies after “To”. Choose the same month or an earlier one.")]);
        }
        if range.count() > Self::MAX {
            let message = format!("These are {} months. Choose up to {} at once.", range.count(), Self::MAX);
            return Err(vec![Problem::new("from", message)]);
        }
        Ok(range)
    }

    /// The first month.
    pub const fn first(&self) -> Month {
        self.first
    }

    /// The last month.
    pub const fn last(&self) -> Month {
        self.last
    }

    /// Every month, oldest first.
    pub fn months(&self) -> impl Iterator<Item = Month> + use<> {
        let (first, last) = (self.first, self.last);
        (0..).map(move |step| first.plus(step)).take_while(move |month| *month <= last)
    }

    /// How many months there are.
    pub fn count(&self) -> usize {
        usize::try_from(self.last.index() - self.first.index() + 1).unwrap_or(0)
    }

    /// `[from, to)` in instants.
    pub fn bounds(&self, zone: Tz) -> (Timestamp, Timestamp) {
        (self.first.begin(zone), self.last.plus(1).begin(zone))
    }

    /// Whether an instant lies in it, given its bounds' zone.
    pub fn contains(&self, at: Timestamp, zone: Tz) -> bool {
        let (from, to) = self.bounds(zone);
        from <= at && at <= to - Seconds::new(1)
    }

    /// `Jun to Nov 2026`, `Nov 2026`, `Dec 2025 to Nov 2026`.
    pub fn label(&self) -> String {
        if self.first == self.last {
            self.last.label()
        } else if self.first.year == self.last.year {
            format!("{} to {}", self.first.short(), self.last.label())
        } else {
            format!("{} to {}", self.first.label(), self.last.label())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sla::zone::parse_zone;

    /// Mon 23 Nov 2026, 09:00 UTC.
    const NOW: Timestamp = Timestamp::from_unix(1_795_424_400);

    fn zone(name: &str) -> Tz {
        parse_zone(name).expect("a zone")
    }

    fn month(text: &str) -> Month {
        text.parse().expect("a month")
    }

    #[test]
    fn an_instant_belongs_to_the_month_on_the_zones_own_wall() {
        let turn = Timestamp::from_unix(1_796_083_200);
        assert_eq!(Month::of(turn, zone("Etc/UTC")).to_string(), "2026-12");
        assert_eq!(Month::of(turn - Seconds::new(1), zone("Etc/UTC")).to_string(), "2026-11");
        assert_eq!(Month::of(turn - Seconds::new(1), zone("Europe/Berlin")).to_string(), "2026-12");
        assert_eq!(Month::of(turn, zone("America/New_York")).to_string(), "2026-11");
        assert_eq!(month("2026-12").begin(zone("Europe/Berlin")), turn - Seconds::hours(1));
    }

    #[test]
    fn months_follow_each_other_over_the_turn_of_the_year() {
        assert_eq!(month("2026-11").plus(2), month("2027-01"));
        assert_eq!(month("2026-01").plus(-1), month("2025-12"));
        assert_eq!(month("0001-01").plus(-5), month("0001-01"));
        assert_eq!((month("2026-11").label().as_str(), month("2026-03").short()), ("Nov 2026", "Mar"));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in ["", "2026", "2026-13", "2026-00", "26-11", "2026-1", "+026-11", "0000-01", "9999-01", "x"] {
            assert_eq!(text.parse::<Month>(), Err(MonthError), "{text}");
        }
    }

    #[test]
    fn an_empty_form_means_the_last_six_months() {
        let range = MonthRange::read("", " ", NOW, zone("Europe/Berlin")).expect("the usual");
        assert_eq!(range, MonthRange::usual(NOW, zone("Europe/Berlin")));
        let months: Vec<String> = range.months().map(|month| month.to_string()).collect();
        assert_eq!(months, ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"]);
        assert_eq!((range.count(), range.label().as_str()), (6, "Jun to Nov 2026"));
        let (from, to) = range.bounds(zone("Europe/Berlin"));
        assert!(range.contains(from, zone("Europe/Berlin")) && !range.contains(to, zone("Europe/Berlin")));
    }

    #[test]
    fn one_field_alone_sets_the_other() {
        let read = |from: &str, to: &str| MonthRange::read(from, to, NOW, zone("Etc/UTC")).expect("a range").label();
        assert_eq!(read("2026-09", ""), "Sep to Nov 2026");
        assert_eq!(read("", "2026-02"), "Sep 2025 to Feb 2026");
        assert_eq!(read("2026-11", "2026-11"), "Nov 2026");
        assert_eq!(read("2027-03", ""), "Mar 2027");
    }

    #[test]
    fn bad_ranges_name_the_field_and_what_is_accepted() {
        let problems = |from: &str, to: &str| MonthRange::read(from, to, NOW, zone("Etc/UTC")).expect_err("refused");
        let fields = |problems: &[Problem]| problems.iter().map(|one| one.field.clone()).collect::<Vec<_>>();
        let both = problems("November", "2026-13");
        assert_eq!(fields(&both), ["from", "to"]);
        assert!(both.iter().all(|problem| problem.message.contains("2026-11")), "{both:?}");
        assert_eq!(fields(&problems("2026-11", "2026-10")), ["from"]);
        let long = problems("2020-01", "2026-11");
        assert!(long[0].message.contains("83 months") && long[0].message.contains("36"), "{long:?}");
        assert!(MonthRange::read("2023-12", "2026-11", NOW, zone("Etc/UTC")).is_ok());
    }
}
