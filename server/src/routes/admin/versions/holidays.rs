//! Holidays out of an `.ics` file (RFC 5545), as public holidays are offered.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use domain::problem::Problem;
use domain::sla::LocalDate;
use icalendar::{Calendar, CalendarComponent, Component, DatePerhapsTime, Event};

use super::typed::File;

/// A holiday repeated each year is written down for so many years.
const YEARS: i32 = 3;
/// The longest event that is taken as holidays, in days. A longer one is more likely a season than a closure.
pub(super) const LONGEST: u64 = 31;
/// The longest name, in characters.
const NAME_MAX: usize = 80;

/// What a file held.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Holidays {
    /// From the given date on.
    pub days: BTreeMap<LocalDate, String>,
    /// Events that are cancelled, no whole days or too many of them, or repeat in a way that is not understood.
    pub left_out: usize,
}

/// Reads the whole days of a file from `today` on.
pub(super) fn read(file: &File, today: LocalDate) -> Result<Holidays, Problem> {
    let name = &file.name;
    let refuse = |why: &str| Problem::new("ics", format!("“{name}” {why}"));
    let text = std::str::from_utf8(&file.bytes).map_err(|_| refuse("is not text. Choose an .ics file."))?;
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with("BEGIN:VCALENDAR") {
        return Err(refuse("is not a calendar file. Choose one that ends in .ics and begins with BEGIN:VCALENDAR."));
    }
    let calendar: Calendar = text
        .trim_start_matches('\u{feff}')
        .parse()
        .map_err(|_| refuse("cannot be read as a calendar file: it breaks off or is damaged."))?;
    let mut found = Holidays::default();
    let events = || calendar.components.iter().filter_map(CalendarComponent::as_event);
    let replaced: BTreeSet<Occurrence<'_>> = events().filter_map(replaces).collect();
    for event in events() {
        // It is taken out of the event that repeats, which is all it says.
        if is_cancelled(event) && replaces(event).is_some() {
            continue;
        }
        match days(event, today, &replaced) {
            Some(dates) => {
                let name = summary(event);
                for date in dates.into_iter().filter(|date| *date >= today) {
                    found.days.entry(date).or_insert_with(|| name.clone());
                }
            }
            None => found.left_out += 1,
        }
    }
    if found.days.is_empty() {
        return Err(refuse("holds no whole day from today on. Nothing was added."));
    }
    Ok(found)
}

fn summary(event: &Event) -> String {
    let name = event.get_summary().unwrap_or_default();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name = if name.is_empty() { "Holiday" } else { &name };
    name.chars().take(NAME_MAX).collect()
}

/// One date of an event that repeats: the event's UID and the date.
type Occurrence<'a> = (&'a str, NaiveDate);

/// The date of a repeated event of which this one tells something else: that it is cancelled, moved or renamed.
fn replaces(event: &Event) -> Option<Occurrence<'_>> {
    let date = NaiveDate::parse_from_str(event.property_value("RECURRENCE-ID")?.trim().get(..8)?, "%Y%m%d").ok()?;
    Some((event.get_uid()?, date))
}

fn is_cancelled(event: &Event) -> bool {
    event.property_value("STATUS").is_some_and(|status| status.trim().eq_ignore_ascii_case("CANCELLED"))
}

/// The dates of an event of whole days; its end is the first day after it. Nothing for what is left out.
fn days(event: &Event, today: LocalDate, replaced: &BTreeSet<Occurrence<'_>>) -> Option<Vec<LocalDate>> {
    if is_cancelled(event) {
        return None;
    }
    let Some(DatePerhapsTime::Date(first)) = event.get_start() else { return None };
    let end = match event.get_end() {
        Some(DatePerhapsTime::Date(end)) => end,
        _ => first.checked_add_days(Days::new(1))?,
    };
    let length = u64::try_from((end - first).num_days()).ok().filter(|days| *days <= LONGEST)?.max(1);
    let mut starts = match event.property_value("RRULE") {
        None => vec![first],
        Some(rule) => {
            let uid = event.get_uid().unwrap_or_default();
            let mut starts = repeated(rule, first, today)?;
            starts.retain(|start| !replaced.contains(&(uid, *start)));
            starts
        }
    };
    let excepted = exceptions(event)?;
    starts.retain(|start| !excepted.contains(start));
    let dates =
        starts.into_iter().flat_map(|first| (0..length).filter_map(move |day| first.checked_add_days(Days::new(day))));
    Some(dates.filter_map(local).collect())
}

/// The starts that a repeated event does not have after all; none when they cannot be read, or others are added.
fn exceptions(event: &Event) -> Option<Vec<NaiveDate>> {
    let lines = event.multi_properties();
    if lines.contains_key("RDATE") {
        return None;
    }
    let values = lines.get("EXDATE").into_iter().flatten().flat_map(|line| line.value().split(','));
    values.map(|value| NaiveDate::parse_from_str(value.trim().get(..8)?, "%Y%m%d").ok()).collect()
}

/// The same date each year; other repetitions are not understood.
fn repeated(rule: &str, first: NaiveDate, today: LocalDate) -> Option<Vec<NaiveDate>> {
    let parts: Vec<_> = rule.split(';').filter_map(|part| part.split_once('=')).collect();
    let known = ["FREQ", "BYMONTH", "BYMONTHDAY", "INTERVAL", "UNTIL", "COUNT", "WKST"];
    let value = |name: &str| parts.iter().find(|(key, _)| *key == name).map(|(_, value)| *value);
    let is_plain = value("FREQ") == Some("YEARLY")
        && value("INTERVAL").is_none_or(|every| every == "1")
        && parts.iter().all(|(key, _)| known.contains(key))
        && value("BYMONTH").is_none_or(|month| month.parse() == Ok(first.month()))
        && value("BYMONTHDAY").is_none_or(|day| day.parse() == Ok(first.day()));
    if !is_plain {
        return None;
    }
    let until = value("UNTIL").and_then(|text| NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok());
    let count = value("COUNT").and_then(|text| text.parse::<i32>().ok());
    let this_year = today.parts().0.max(first.year());
    let years = (this_year..this_year + YEARS).filter(|year| count.is_none_or(|count| year - first.year() < count));
    let dates = years.filter_map(|year| first.with_year(year));
    Some(dates.filter(|date| until.is_none_or(|until| *date <= until)).collect())
}

fn local(date: NaiveDate) -> Option<LocalDate> {
    LocalDate::new(date.year(), date.month(), date.day()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(events: &str) -> File {
        let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\n{events}END:VCALENDAR\r\n");
        File { name: "days.ics".to_owned(), bytes: text.into_bytes() }
    }

    fn event(lines: &[&str]) -> String {
        event_of(&lines.concat().len().to_string(), lines)
    }

    fn event_of(uid: &str, lines: &[&str]) -> String {
        format!("BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20260101T000000Z\r\n{}\r\nEND:VEVENT\r\n", lines.join("\r\n"))
    }

    fn found(events: &str) -> Holidays {
        read(&file(events), "2026-11-23".parse().unwrap()).unwrap()
    }

    fn lines(holidays: &Holidays) -> Vec<String> {
        holidays.days.iter().map(|(date, name)| format!("{date} {name}")).collect()
    }

    #[test]
    fn whole_days_from_today_on_are_holidays() {
        let past = event(&["DTSTART;VALUE=DATE:20261101", "DTEND;VALUE=DATE:20261102", "SUMMARY:All Saints"]);
        let long =
            event(&["DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227", "SUMMARY:Christmas\\, both days"]);
        let timed = event(&["DTSTART:20261224T120000Z", "DTEND:20261224T130000Z", "SUMMARY:Lunch"]);
        let holidays = found(&[past, long, timed].concat());
        assert_eq!(lines(&holidays), ["2026-12-25 Christmas, both days", "2026-12-26 Christmas, both days"]);
        assert_eq!(holidays.left_out, 1);
    }

    #[test]
    fn a_yearly_day_is_written_down_for_three_years() {
        let yearly = event(&["DTSTART;VALUE=DATE:20200101", "SUMMARY:New Year", "RRULE:FREQ=YEARLY"]);
        let monday = event(&["DTSTART;VALUE=DATE:20200525", "SUMMARY:Last Monday", "RRULE:FREQ=YEARLY;BYDAY=-1MO"]);
        let holidays = found(&[yearly, monday].concat());
        assert_eq!(lines(&holidays), ["2027-01-01 New Year", "2028-01-01 New Year"]);
        assert_eq!(holidays.left_out, 1, "a repetition that is not understood is told, not guessed");
    }

    #[test]
    fn what_is_cancelled_or_a_whole_season_is_left_out_and_told() {
        let cancelled = event(&["DTSTART;VALUE=DATE:20261225", "SUMMARY:Moved", "STATUS:CANCELLED"]);
        let confirmed = event(&["DTSTART;VALUE=DATE:20261226", "SUMMARY:Boxing Day", "STATUS:CONFIRMED"]);
        let month = event(&["DTSTART;VALUE=DATE:20270101", "DTEND;VALUE=DATE:20270201", "SUMMARY:A month"]);
        let season = event(&["DTSTART;VALUE=DATE:20270601", "DTEND;VALUE=DATE:20270703", "SUMMARY:32 days"]);
        let holidays = found(&[cancelled, confirmed, month, season].concat());
        assert_eq!(lines(&holidays)[..2], ["2026-12-26 Boxing Day", "2027-01-01 A month"]);
        assert_eq!((holidays.days.len(), holidays.left_out), (1 + 31, 2));
    }

    #[test]
    fn the_exceptions_of_a_yearly_day_are_no_holidays() {
        let yearly = |more: &[&str]| {
            let own = ["DTSTART;VALUE=DATE:20200101", "SUMMARY:New Year", "RRULE:FREQ=YEARLY"];
            event(&[&own[..], more].concat())
        };
        let next = yearly(&["EXDATE;VALUE=DATE:20210101,20270101"]);
        assert_eq!(lines(&found(&next)), ["2028-01-01 New Year"]);
        let other = event(&["DTSTART;VALUE=DATE:20261225", "SUMMARY:Christmas"]);
        for strange in ["EXDATE;VALUE=DATE:soon", "RDATE;VALUE=DATE:20270102"] {
            let holidays = found(&[yearly(&[strange]), other.clone()].concat());
            assert_eq!((lines(&holidays), holidays.left_out), (vec!["2026-12-25 Christmas".to_owned()], 1));
        }
    }

    #[test]
    fn a_date_of_a_yearly_day_that_is_told_apart_is_taken_as_told() {
        let yearly =
            |uid| event_of(uid, &["DTSTART;VALUE=DATE:20200501", &format!("SUMMARY:Day {uid}"), "RRULE:FREQ=YEARLY"]);
        let cancelled =
            event_of("a", &["RECURRENCE-ID;VALUE=DATE:20270501", "DTSTART;VALUE=DATE:20270501", "STATUS:CANCELLED"]);
        let moved = event_of(
            "a",
            &["RECURRENCE-ID;VALUE=DATE:20280501", "DTSTART;VALUE=DATE:20280502", "SUMMARY:Day a, moved"],
        );
        let holidays = found(&[cancelled, yearly("a"), moved].concat());
        assert_eq!((lines(&holidays), holidays.left_out), (vec!["2028-05-02 Day a, moved".to_owned()], 0));
        let apart =
            event_of("b", &["RECURRENCE-ID;VALUE=DATE:20270501", "DTSTART;VALUE=DATE:20270501", "STATUS:CANCELLED"]);
        let holidays = found(&[yearly("a"), apart].concat());
        assert_eq!(lines(&holidays), ["2027-05-01 Day a", "2028-05-01 Day a"], "another event's date is its own");
    }

    #[test]
    fn what_is_no_calendar_file_names_the_field() {
        let refused = |bytes: &[u8]| {
            let file = File { name: "x.ics".to_owned(), bytes: bytes.to_vec() };
            let problem = read(&file, "2026-11-23".parse().unwrap()).unwrap_err();
            assert_eq!(problem.field, "ics");
            problem.message
        };
        assert!(refused(b"\xff\xfe\x00").contains("is not text"));
        assert!(refused(b"Christmas,2026-12-25").contains("not a calendar file"));
        assert!(refused(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE").contains("x.ics"));
        assert!(refused(&file("").bytes).contains("no whole day"));
    }
}
