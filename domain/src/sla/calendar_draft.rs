//! A calendar as people type it: one line of windows per weekday, one line per holiday and per exception, and the
//! moment from which it counts.

use std::collections::BTreeMap;

use super::begins::{Newest, effective_from};
use super::calendar::{Calendar, DayWindow};
use super::field_error::FieldError;
use super::local::Weekday;
use super::zone::{Zoned, parse_zone};
use crate::ids::CalendarId;
use crate::problem::{Problem, text};
use crate::time::Timestamp;

mod lines;

use lines::{dated_lines, windows, windows_text};

/// The longest name, in characters.
pub const NAME_MAX: usize = 80;
/// What the form "Calendar" carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalendarDraft {
    /// What people call it.
    pub name: String,
    /// IANA time zone.
    pub zone: String,
    /// Open 24 hours, 7 days.
    pub always_open: bool,
    /// Monday to Sunday, like `09:00-12:00, 13:00-17:00`; empty for a closed day.
    pub weekly: [String; 7],
    /// `2026-12-25 Christmas Day`, one a line.
    pub holidays: String,
    /// `2026-12-24 09:00-12:00` or `2026-12-24 closed`, one a line.
    pub overrides: String,
    /// From which date it counts, in its own zone; empty for as soon as possible.
    pub effective_date: String,
    /// From which time of that date; empty for its beginning.
    pub effective_time: String,
}

impl CalendarDraft {
    /// What a version looks like in the form. When it begins is left open: that is the next version's to say.
    pub fn of(calendar: &Calendar) -> Self {
        let weekly = Weekday::ALL.map(|day| windows_text(calendar.weekly.get(&day).map_or(&[], Vec::as_slice)));
        let holidays = calendar.holidays.iter().map(|(date, name)| format!("{date} {name}\n"));
        let overrides = calendar.overrides.iter().map(|(date, open)| {
            let hours = windows_text(open);
            format!("{date} {}\n", if hours.is_empty() { "closed" } else { &hours })
        });
        Self {
            name: calendar.name.clone(),
            zone: calendar.zone.clone(),
            always_open: calendar.always_open,
            weekly,
            holidays: holidays.collect::<String>().trim_end().to_owned(),
            overrides: overrides.collect::<String>().trim_end().to_owned(),
            effective_date: String::new(),
            effective_time: String::new(),
        }
    }

    /// Writes a moment into the fields, in the draft's zone.
    pub fn set_effective_from(&mut self, at: Timestamp) {
        if let Ok(zone) = parse_zone(self.zone.trim()) {
            let local = Zoned::new(at, zone);
            self.effective_date = local.date.to_string();
            self.effective_time = local.time.to_string();
        }
    }

    /// Makes the next version out of what was typed; the first one of a new calendar counts at once.
    ///
    /// # Errors
    /// Every problem, naming `name`, `zone`, `always_open`, `mon` to `sun`, `holidays`, `overrides`,
    /// `effective_date` or `effective_time`.
    pub fn check(&self, id: &CalendarId, newest: Option<&Calendar>, now: Timestamp) -> Result<Calendar, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut keep = |problem| problems.push(problem);
        if let Err(problem) = text("name", "The name", &self.name, NAME_MAX)
            && !self.name.trim().is_empty()
        {
            keep(problem);
        }
        let mut weekly = BTreeMap::new();
        for (day, typed) in Weekday::ALL.into_iter().zip(&self.weekly) {
            match windows(typed) {
                Ok(open) if open.is_empty() => {}
                Ok(open) => drop(weekly.insert(day, open)),
                Err(message) => keep(of_day(day, &message)),
            }
        }
        let has_unread_day = !problems.is_empty();
        let holidays = dated_lines("holidays", &self.holidays, &mut problems, |name| Ok(name.to_owned()));
        let overrides = dated_lines("overrides", &self.overrides, &mut problems, |hours| match hours {
            "" => Err("Write the hours after the date, or “closed”.".to_owned()),
            hours if hours.eq_ignore_ascii_case("closed") => Ok(Vec::<DayWindow>::new()),
            hours => windows(hours),
        });
        let begins = newest.zip(parse_zone(self.zone.trim()).ok()).map(|(newest, zone)| {
            let follows = Newest { version: newest.version, effective_from: newest.effective_from };
            effective_from(&self.effective_date, &self.effective_time, zone, follows, now)
        });
        let effective_from = begins.unwrap_or(Ok(now)).unwrap_or_else(|problem| {
            problems.push(problem);
            now
        });
        let calendar = Calendar {
            id: id.clone(),
            version: newest.map_or(1, |newest| newest.version + 1),
            name: self.name.trim().to_owned(),
            zone: self.zone.trim().to_owned(),
            weekly,
            holidays,
            overrides,
            effective_from,
            always_open: self.always_open,
        };
        let found = calendar.validate().err().unwrap_or_default();
        // A day that cannot be read is no missing day.
        problems.extend(found.into_iter().filter(|error| !(has_unread_day && error.field == "weekly")).map(problem));
        if problems.is_empty()
            && newest.is_some_and(|newest| {
                *newest
                    == Calendar { version: newest.version, effective_from: newest.effective_from, ..calendar.clone() }
            })
        {
            problems.push(Problem::new("", "Nothing differs from the newest version. Change something first."));
        }
        if problems.is_empty() { Ok(calendar) } else { Err(problems) }
    }
}

/// A problem of a calendar under the name of the form's field.
fn problem(error: FieldError) -> Problem {
    let (field, rest) = error.field.split_once(['.', '[']).unwrap_or((&error.field, ""));
    let message = sentence(&error.message);
    match field {
        "weekly" if rest.is_empty() => Problem::new("mon", message),
        "weekly" => {
            let day = Weekday::ALL.into_iter().find(|day| rest.starts_with(day.key())).unwrap_or(Weekday::Mon);
            of_day(day, &error.message)
        }
        "overrides" => {
            let date = rest.split(['[', '.']).next().unwrap_or_default();
            Problem::new("overrides", format!("{date}: {}", error.message))
        }
        "holidays" => Problem::new("holidays", format!("{rest}: {}", error.message)),
        _ => Problem::new(field, message),
    }
}

/// Seven fields look alike: the sentence says which day it is about.
fn of_day(day: Weekday, message: &str) -> Problem {
    let end = if message.ends_with('.') { "" } else { "." };
    Problem::new(day.key(), format!("{}: {message}{end}", day.short_name()))
}

fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    [first.as_str(), letters.as_str(), "."].concat()
}

#[cfg(test)]
mod tests;
