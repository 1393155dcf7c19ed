//! Reading a case: strict about keys, so that nothing is silently left out.

use std::collections::BTreeMap;

use chrono::DateTime;
use chrono_tz::Tz;
use serde_json::{Map, Value};

use super::Unsupported;
use crate::ids::CalendarId;
use crate::sla::calendar::{Calendar, DayWindow};
use crate::sla::local::{LocalDate, LocalTime, Weekday};
use crate::sla::windows::OpenWindows;
use crate::sla::zone::{expand, parse_zone};
use crate::time::{Seconds, Timestamp};

pub(super) type Understood<T> = Result<T, Unsupported>;

pub(super) fn unsupported<T>(why: impl Into<String>) -> Understood<T> {
    Err(Unsupported(why.into()))
}

/// An RFC 3339 instant with whole seconds.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    (time.timestamp_subsec_nanos() == 0).then(|| Timestamp::from_unix(time.timestamp()))
}

/// An object with no other keys than the known ones.
pub(super) fn object<'a>(value: Option<&'a Value>, what: &str, known: &[&str]) -> Understood<&'a Map<String, Value>> {
    let Some(Value::Object(map)) = value else { return unsupported(format!("{what} is not an object")) };
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => unsupported(format!("unknown key {key:?} in {what}")),
        None => Ok(map),
    }
}

pub(super) fn instant_field(map: &Map<String, Value>, key: &str) -> Understood<Timestamp> {
    let text = map.get(key).and_then(Value::as_str);
    text.and_then(instant).map_or_else(|| unsupported(format!("{key} is not an RFC 3339 time with whole seconds")), Ok)
}

pub(super) fn seconds_field(map: &Map<String, Value>, key: &str) -> Understood<Seconds> {
    match map.get(key).and_then(Value::as_i64) {
        Some(seconds) => Ok(Seconds::new(seconds)),
        None => unsupported(format!("{key} is not a whole number of seconds")),
    }
}

/// A local date and time; hours above 24 run into the next day.
pub(super) fn local(text: &str) -> Option<(LocalDate, LocalTime)> {
    let (date, time) = text.split_once('T')?;
    Some((date.parse().ok()?, time.parse().ok()?))
}

/// The zone of a case.
pub(super) fn zone(case: &Value) -> Understood<Tz> {
    let Some(name) = case.get("timezone").and_then(Value::as_str) else {
        return unsupported("timezone is missing");
    };
    parse_zone(name).or_else(|unknown| unsupported(unknown.to_string()))
}

/// The calendar of a case.
pub(super) fn calendar(case: &Value) -> Understood<Calendar> {
    let zone = zone(case)?;
    let map = object(case.get("calendar"), "calendar", &["weekly", "holidays", "overrides", "always_open"])?;
    let always_open = match map.get("always_open") {
        None => false,
        Some(Value::Bool(value)) => *value,
        Some(_) => return unsupported("always_open is not true or false"),
    };
    let mut weekly = BTreeMap::new();
    for (key, value) in entries(map, "weekly")? {
        let Some(day) = Weekday::ALL.into_iter().find(|day| day.key() == key) else {
            return unsupported(format!("unknown weekday {key:?}"));
        };
        weekly.insert(day, day_windows(value)?);
    }
    let mut overrides = BTreeMap::new();
    for (key, value) in entries(map, "overrides")? {
        overrides.insert(date(key)?, day_windows(value)?);
    }
    Ok(Calendar {
        id: CalendarId::new("case"),
        version: 1,
        name: "case".to_owned(),
        zone: zone.name().to_owned(),
        weekly,
        holidays: holidays(map)?,
        overrides,
        effective_from: Timestamp::from_unix(0),
        always_open,
    })
}

/// Holidays are a list of dates, or dates with names.
fn holidays(map: &Map<String, Value>) -> Understood<BTreeMap<LocalDate, String>> {
    let mut dates = Vec::new();
    match map.get("holidays") {
        None | Some(Value::Null) => {}
        Some(Value::Array(list)) => {
            for item in list {
                let Some(text) = item.as_str() else { return unsupported("a holiday is not a date") };
                dates.push(date(text)?);
            }
        }
        Some(Value::Object(named)) => {
            for key in named.keys() {
                dates.push(date(key)?);
            }
        }
        Some(_) => return unsupported("holidays is not a list of dates"),
    }
    Ok(dates.into_iter().map(|date| (date, date.to_string())).collect())
}

fn entries<'a>(map: &'a Map<String, Value>, key: &str) -> Understood<Vec<(&'a String, &'a Value)>> {
    match map.get(key) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Object(entries)) => Ok(entries.iter().collect()),
        Some(_) => unsupported(format!("{key} is not an object")),
    }
}

fn date(text: &str) -> Understood<LocalDate> {
    text.parse().or_else(|_| unsupported(format!("{text:?} is not a date")))
}

fn day_windows(value: &Value) -> Understood<Vec<DayWindow>> {
    let Some(list) = value.as_array() else { return unsupported("windows are not a list") };
    list.iter().map(day_window).collect()
}

fn day_window(value: &Value) -> Understood<DayWindow> {
    let time = |index: usize| value.get(index).and_then(Value::as_str).and_then(|text| text.parse::<LocalTime>().ok());
    let is_pair = value.as_array().is_some_and(|pair| pair.len() == 2);
    match (time(0), time(1)) {
        (Some(open), Some(close)) if is_pair && open < close => Ok(DayWindow::new(open, close)),
        _ => unsupported(format!("{value} is not a window like [\"09:00\",\"17:00\"]")),
    }
}

/// Asks a question of the calendar's opening hours, with a horizon that grows until there is an answer, up
/// to 70 years; a calendar without open time has none.
pub(super) fn with_windows<T>(
    calendar: &Calendar,
    first: Timestamp,
    last: Timestamp,
    ask: impl Fn(&OpenWindows) -> Option<T>,
) -> Understood<Option<T>> {
    for days in [40, 400, 6_400, 25_600] {
        let (from, to) = (first - Seconds::days(10), last + Seconds::days(days));
        let windows = match expand(std::slice::from_ref(calendar), from, to) {
            Ok(windows) => windows,
            Err(error) => return unsupported(error.to_string()),
        };
        let answer = ask(&windows);
        if answer.is_some() || windows.is_always() {
            return Ok(answer);
        }
    }
    Ok(None)
}
