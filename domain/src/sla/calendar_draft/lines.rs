//! Windows of a day and lists of dates, as typed.

use std::collections::BTreeMap;

use crate::problem::Problem;
use crate::sla::calendar::DayWindow;
use crate::sla::local::{LocalDate, LocalTime};

/// A window over midnight that is written with its plain closing time is at most so long: what is longer is more likely
/// a mistake, and is written with hours above 24.
const NIGHT_MAX: u32 = 12 * 3_600;

/// Reads `09:00-12:00, 13:00-17:00`, `22:00-06:00`, `00:00-24:00`. Empty text is a closed day.
pub(super) fn windows(typed: &str) -> Result<Vec<DayWindow>, String> {
    let parts = typed.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(window).collect()
}

fn window(typed: &str) -> Result<DayWindow, String> {
    let plain = typed.replace(['–', '—'], "-").replace(" to ", "-");
    let unreadable =
        || format!("“{typed}” is not a window. Write it like 09:00-17:00, several with commas between them.");
    let (open, close) = plain.split_once('-').ok_or_else(unreadable)?;
    let time = |text: &str| text.trim().parse::<LocalTime>().map_err(|_| unreadable());
    let (open, close) = (time(open)?, time(close)?);
    let next_day = LocalTime::from_seconds(close.seconds() + LocalTime::END_OF_DAY.seconds());
    match next_day {
        // 22:00-06:00 runs over midnight and belongs to the day on which it starts (SLA.md rule 1).
        Ok(next_day) if close < open && next_day.seconds() - open.seconds() <= NIGHT_MAX => {
            Ok(DayWindow::new(open, next_day))
        }
        Ok(next_day) if close < open => Err(format!(
            "{open} to {close} closes before it opens. If it is meant to run over midnight for more than 12 hours, write {open}-{next_day}."
        )),
        _ => Ok(DayWindow::new(open, close)),
    }
}

/// The inverse of [`windows`].
pub(super) fn windows_text(windows: &[DayWindow]) -> String {
    let text = |window: &DayWindow| {
        let (open, close) = (window.open, window.close);
        let short = close
            .seconds()
            .checked_sub(LocalTime::END_OF_DAY.seconds())
            .filter(|left| *left > 0 && *left < open.seconds() && close.seconds() - open.seconds() <= NIGHT_MAX);
        let close = short.and_then(|left| LocalTime::from_seconds(left).ok()).unwrap_or(close);
        format!("{open}-{close}")
    };
    windows.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// Reads one date a line, each with something after it. Every line that cannot be read is a problem of the field.
pub(super) fn dated_lines<T>(
    field: &str,
    typed: &str,
    problems: &mut Vec<Problem>,
    read: impl Fn(&str) -> Result<T, String>,
) -> BTreeMap<LocalDate, T> {
    let mut found = BTreeMap::new();
    for (line, number) in typed.lines().map(str::trim).zip(1..).filter(|(line, _)| !line.is_empty()) {
        let (date, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let mut refuse = |message: String| problems.push(Problem::new(field, format!("Line {number}: {message}")));
        let Ok(date) = date.parse::<LocalDate>() else {
            refuse(format!("“{date}” is not a date. Begin each line with one like 2026-12-24."));
            continue;
        };
        match read(rest.trim()) {
            Ok(value) => {
                if found.insert(date, value).is_some() {
                    refuse(format!("{date} is there twice. Keep one of them."));
                }
            }
            Err(message) => refuse(message),
        }
    }
    found
}
