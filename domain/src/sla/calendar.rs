//! A calendar: opening hours, holidays and exceptions, in the wall-clock time of one zone.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::field_error::FieldError;
use super::local::{LocalDate, LocalTime, Weekday};
use crate::ids::CalendarId;
use crate::time::Timestamp;

/// One opening window of a day, half-open: open at `open`, closed at `close` (SLA.md rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "(LocalTime, LocalTime)", into = "(LocalTime, LocalTime)")]
pub struct DayWindow {
    /// When the doors open; before 24:00 of the day that owns the window.
    pub open: LocalTime,
    /// When they close; hours above 24:00 are in the next day.
    pub close: LocalTime,
}

impl DayWindow {
    /// A window from `open` to `close`.
    pub const fn new(open: LocalTime, close: LocalTime) -> Self {
        Self { open, close }
    }

    /// The closing time that counts: 23:59 means the end of the day (SLA.md rule 1).
    pub fn effective_close(self) -> LocalTime {
        if self.close.seconds() == 86_340 { LocalTime::END_OF_DAY } else { self.close }
    }
}

impl From<(LocalTime, LocalTime)> for DayWindow {
    fn from((open, close): (LocalTime, LocalTime)) -> Self {
        Self { open, close }
    }
}

impl From<DayWindow> for (LocalTime, LocalTime) {
    fn from(window: DayWindow) -> Self {
        (window.open, window.close)
    }
}

/// The windows of every date of a calendar that is always open.
const WHOLE_DAY: [DayWindow; 1] = [DayWindow::new(LocalTime::MIDNIGHT, LocalTime::END_OF_DAY)];

/// The weekly pattern; a weekday that is absent is closed.
pub type Weekly = BTreeMap<Weekday, Vec<DayWindow>>;

/// One version of a calendar. Versions share the id; a later one replaces an earlier one from its
/// `effective_from` on (SLA.md rule 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Shared by all versions.
    pub id: CalendarId,
    /// Counts up from 1.
    pub version: u32,
    /// What people call it.
    pub name: String,
    /// IANA time zone of every date and time below, like `Europe/Vienna`.
    pub zone: String,
    /// Opening windows per weekday.
    #[serde(default)]
    pub weekly: Weekly,
    /// Closed local dates and their names.
    #[serde(default)]
    pub holidays: BTreeMap<LocalDate, String>,
    /// Dates with windows of their own; they replace the weekday's, and a holiday's closure.
    #[serde(default)]
    pub overrides: BTreeMap<LocalDate, Vec<DayWindow>>,
    /// From when this version counts. The earliest version also counts for all time before it.
    pub effective_from: Timestamp,
    /// Open 24 hours, 7 days: no windows, no holidays, no daylight-saving effects.
    #[serde(default)]
    pub always_open: bool,
}

impl Calendar {
    /// The windows that belong to a local date: an override replaces everything, a holiday closes the
    /// date, else the weekday's pattern (SLA.md rule 1). Empty for a closed day; nothing closes `always_open`.
    pub fn windows_of(&self, date: LocalDate) -> &[DayWindow] {
        if self.always_open {
            return &WHOLE_DAY;
        }
        if let Some(windows) = self.overrides.get(&date) {
            return windows;
        }
        if self.holidays.contains_key(&date) {
            return &[];
        }
        self.weekly.get(&date.weekday()).map_or(&[], Vec::as_slice)
    }

    /// Whether a date is a holiday or has hours of its own; for `always_open` none is.
    pub fn is_special(&self, date: LocalDate) -> bool {
        !self.always_open && (self.holidays.contains_key(&date) || self.overrides.contains_key(&date))
    }

    /// The dates that are special, in order.
    pub fn special_dates(&self) -> BTreeSet<LocalDate> {
        let dates = self.holidays.keys().chain(self.overrides.keys()).copied();
        dates.filter(|date| self.is_special(*date)).collect()
    }

    /// The name of the holiday that closes a date; none when an override opens it, or `always_open` every date.
    pub fn holiday_on(&self, date: LocalDate) -> Option<&str> {
        let closed = !self.always_open && self.overrides.get(&date).is_none_or(Vec::is_empty);
        let name = self.holidays.get(&date).map(String::as_str);
        name.filter(|_| closed)
    }

    /// Checks everything that can be checked without a time-zone database; with feature `native` also
    /// that the zone exists.
    ///
    /// # Errors
    /// One entry per problem, naming the field.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        if self.name.trim().is_empty() {
            errors.push(FieldError::new("name", "give the calendar a name"));
        }
        self.check_zone(&mut errors);
        if self.always_open {
            if !(self.has_no_window() && self.overrides.is_empty() && self.holidays.is_empty()) {
                let message = "a calendar that is always open has no windows or holidays; remove them or switch it off";
                errors.push(FieldError::new("always_open", message));
            }
        } else {
            if self.has_no_window() {
                let message = "no day has opening hours; give at least one weekday a window";
                errors.push(FieldError::new("weekly", message));
            }
            self.check_weekly(&mut errors);
            self.check_overrides(&mut errors);
        }
        for (date, name) in &self.holidays {
            if name.trim().is_empty() {
                let field = format!("holidays.{date}");
                errors.push(FieldError::new(field, "give the holiday a name"));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn has_no_window(&self) -> bool {
        self.weekly.values().all(Vec::is_empty)
    }

    fn check_zone(&self, errors: &mut Vec<FieldError>) {
        if self.zone.trim().is_empty() {
            errors.push(FieldError::new("zone", "name an IANA time zone, like Europe/Vienna"));
        } else {
            #[cfg(feature = "native")]
            if let Err(unknown) = super::zone::parse_zone(&self.zone) {
                errors.push(FieldError::new("zone", unknown.to_string()));
            }
        }
    }

    fn check_weekly(&self, errors: &mut Vec<FieldError>) {
        for day in Weekday::ALL {
            let windows = self.weekly.get(&day).map_or(&[][..], Vec::as_slice);
            let field = format!("weekly.{}", day.key());
            check_windows(&field, windows, errors);
            let next = Weekday::ALL[(day as usize + 1) % 7];
            let following = self.weekly.get(&next).map_or(&[][..], Vec::as_slice);
            check_overnight(&field, windows, next.key(), following, errors);
        }
    }

    /// An override meets what is open on the dates around it: another override, or the weekday's windows where no
    /// holiday closes them. Two overrides that overlap are told once, at the earlier one.
    fn check_overrides(&self, errors: &mut Vec<FieldError>) {
        for (date, windows) in &self.overrides {
            let field = format!("overrides.{date}");
            check_windows(&field, windows, errors);
            let (before, next) = (date.plus_days(-1), date.plus_days(1));
            check_overnight(&field, windows, &next.to_string(), self.windows_of(next), errors);
            if !self.overrides.contains_key(&before) {
                check_begun(&field, windows, &before.to_string(), self.windows_of(before), errors);
            }
        }
    }
}

/// Checks the windows of one day among themselves.
fn check_windows(field: &str, windows: &[DayWindow], errors: &mut Vec<FieldError>) {
    for (index, window) in windows.iter().enumerate() {
        if window.open >= LocalTime::END_OF_DAY {
            let message = "a window opens on its own day, before 24:00";
            errors.push(FieldError::new(format!("{field}[{index}].open"), message));
        }
        if window.effective_close() <= window.open {
            let message = format!(
                "closes at {} but opens at {}; for a window over midnight add 24 hours to the closing time",
                window.close, window.open
            );
            errors.push(FieldError::new(format!("{field}[{index}].close"), message));
        }
    }
    for (index, window) in windows.iter().enumerate() {
        let clash = windows[..index]
            .iter()
            .find(|earlier| earlier.open < window.effective_close() && window.open < earlier.effective_close());
        if let Some(earlier) = clash {
            let message = format!(
                "{} to {} overlaps {} to {}; windows of a day must not overlap",
                window.open, window.close, earlier.open, earlier.close
            );
            errors.push(FieldError::new(format!("{field}[{index}]"), message));
        }
    }
}

/// A window over midnight must not reach into the first window of the next weekday or date.
fn check_overnight(
    field: &str,
    windows: &[DayWindow],
    next_key: &str,
    following: &[DayWindow],
    errors: &mut Vec<FieldError>,
) {
    let Some(first) = following.iter().map(|window| window.open).min() else {
        return;
    };
    for (index, window) in windows.iter().enumerate() {
        if window.effective_close().seconds() > first.seconds() + 86_400 {
            let message = format!(
                "closes at {} and so overlaps the window of {next_key} at {first}; close earlier",
                window.close
            );
            errors.push(FieldError::new(format!("{field}[{index}].close"), message));
        }
    }
}

/// A window must not open before those of the date before it, which run over midnight, have closed.
fn check_begun(
    field: &str,
    windows: &[DayWindow],
    before_key: &str,
    before: &[DayWindow],
    errors: &mut Vec<FieldError>,
) {
    let Some(last) = before.iter().copied().map(DayWindow::effective_close).max() else {
        return;
    };
    for (index, window) in windows.iter().enumerate() {
        if last.seconds() > window.open.seconds() + 86_400 {
            let message = format!(
                "opens at {} and so overlaps the window of {before_key} that closes at {last}; open later",
                window.open
            );
            errors.push(FieldError::new(format!("{field}[{index}].open"), message));
        }
    }
}
