use super::*;
use crate::sla::Weekday;
use crate::sla::calendar::DayWindow;
use crate::sla::templates::{always_open, business_week};

fn at(text: &str) -> Timestamp {
    let (date, time) = text.split_once(' ').unwrap();
    local_to_utc(Tz::UTC, date.parse().unwrap(), time.parse().unwrap())
}

#[test]
fn a_calendar_version_counts_from_its_date_and_the_earliest_before_it() {
    let mut first = business_week("Europe/Vienna");
    first.effective_from = at("2026-06-01 00:00");
    let mut second = business_week("America/New_York");
    second.effective_from = at("2026-11-24 00:00");
    second.version = 2;
    let hours = expand(&[second, first], at("2026-01-01 00:00"), at("2027-01-01 00:00")).unwrap();
    assert_eq!(hours.is_open(at("2026-03-02 08:00")), Some(true), "09:00 in Vienna, before the first version");
    assert_eq!(hours.is_open(at("2026-11-23 08:00")), Some(true), "09:00 in Vienna");
    assert_eq!(hours.is_open(at("2026-11-24 08:00")), Some(false), "03:00 in New York");
    assert_eq!(hours.is_open(at("2026-11-24 21:59")), Some(true), "16:59 in New York");
}

#[test]
fn always_open_needs_no_horizon_but_beside_other_versions_is_expanded_to_whole_days() {
    let day = (at("2026-11-23 00:00"), at("2026-11-24 00:00"));
    assert!(expand(&[always_open("Europe/Vienna")], day.0, day.1).unwrap().is_always());
    let mut later = business_week("Europe/Vienna");
    later.effective_from = at("2027-01-01 00:00");
    let mixed = expand(&[always_open("Europe/Vienna"), later], day.0, day.1).unwrap();
    assert!(!mixed.is_always());
    assert_eq!(mixed.elapsed(day.0, day.1), Some(Seconds::hours(24)));
}

#[test]
fn bad_input_is_named() {
    assert_eq!(expand(&[], at("2026-01-01 00:00"), at("2026-02-01 00:00")), Err(ExpandError::NoVersion));
    let error = expand(&[business_week("Mars/Olympus")], at("2026-01-01 00:00"), at("2026-02-01 00:00")).unwrap_err();
    assert!(error.to_string().contains("Mars/Olympus"), "{error}");
}

#[test]
fn the_next_changes_of_a_zone_are_found_to_the_second() {
    let zone = parse_zone("Europe/Vienna").unwrap();
    let changes = next_dst_changes(zone, at("2026-11-22 00:00"), 2);
    assert_eq!(changes[0], DstChange { at: at("2027-03-28 01:00"), jump: Seconds::hours(1) });
    assert_eq!(changes[1], DstChange { at: at("2027-10-31 01:00"), jump: Seconds::hours(-1) });
    assert_eq!(next_dst_changes(parse_zone("Asia/Tokyo").unwrap(), at("2026-11-22 00:00"), 2), []);
    let half_hour = next_dst_changes(parse_zone("Australia/Lord_Howe").unwrap(), at("2026-11-22 00:00"), 1);
    assert_eq!(half_hour[0].jump, Seconds::minutes(-30));
}

#[test]
fn instants_are_written_in_the_readers_zone() {
    let zone = parse_zone("Asia/Kathmandu").unwrap();
    let moment = at("2026-11-22 20:00");
    assert_eq!(Zoned::new(moment, zone).date_text(2027), "Mon 23 Nov 2026");
    assert_eq!(Zoned::new(moment, zone).time_text(), "01:45");
    assert_eq!(Zoned::new(moment, zone).date_text(2026), "Mon 23 Nov");
    assert_eq!(Zoned::new(moment, zone).offset_minutes, 345);
}

#[test]
fn a_time_within_six_days_is_named_by_its_weekday_and_further_away_by_its_date() {
    for (moment, shown) in [
        ("2026-11-23 10:10", "Mon 10:10"),
        ("2026-11-29 09:09", "Sun 09:09"),
        ("2026-11-30 00:00", "Mon 30 Nov 00:00"),
        ("2026-11-17 23:59", "Tue 23:59"),
        ("2026-11-16 16:10", "Mon 16 Nov 16:10"),
        ("2027-01-04 16:10", "Mon 4 Jan 2027 16:10"),
    ] {
        assert_eq!(Zoned::new(at(moment), Tz::UTC).weekday_time("2026-11-23".parse().unwrap()), shown);
    }
}

#[test]
fn a_date_and_time_has_its_year_only_when_that_is_not_this_year() {
    let moment = Zoned::new(at("2026-12-31 09:05"), Tz::UTC);
    assert_eq!(moment.date_and_time("2026-01-01".parse().unwrap()), "Thu 31 Dec, 09:05");
    assert_eq!(moment.date_and_time("2027-01-01".parse().unwrap()), "Thu 31 Dec 2026, 09:05");
}

#[test]
fn holidays_are_found_as_local_dates_unless_an_override_opens_them() {
    let mut calendar = business_week("Europe/Vienna");
    calendar.holidays.insert("2026-12-24".parse().unwrap(), "Christmas Eve".to_owned());
    calendar.holidays.insert("2026-12-25".parse().unwrap(), "Christmas Day".to_owned());
    let open = calendar.weekly[&crate::sla::Weekday::Mon].clone();
    calendar.overrides.insert("2026-12-24".parse().unwrap(), open);
    let spans = holiday_spans(&[calendar], at("2026-12-01 00:00"), at("2026-12-31 00:00")).unwrap();
    assert_eq!(spans.len(), 1);
    assert_eq!((spans[0].from, spans[0].to), (at("2026-12-24 23:00"), at("2026-12-25 23:00")));
}

#[test]
fn the_holidays_of_a_version_are_named_as_long_as_it_counts() {
    let version = |version, from: &str, holidays: &[(&str, &str)]| {
        let holidays = holidays.iter().map(|(date, name)| (date.parse().unwrap(), (*name).to_owned())).collect();
        Calendar { version, effective_from: at(from), holidays, ..business_week("Etc/UTC") }
    };
    let founders = ("2026-11-30", "Founders' day");
    let first = version(
        1,
        "2026-06-01 00:00",
        &[founders, ("2026-12-10", "Half a day"), ("2026-12-24", "Christmas Eve"), ("2026-12-25", "Christmas")],
    );
    let second =
        version(2, "2026-12-10 12:00", &[("2026-11-26", "Too late"), ("2026-12-25", "Christmas Day"), founders]);
    let spans = holiday_spans(&[second, first], at("2026-01-01 00:00"), at("2027-01-01 00:00")).unwrap();
    let named: Vec<_> = spans.iter().map(|span| (span.name.as_str(), span.from, span.to)).collect();
    assert_eq!(
        named,
        [
            ("Founders' day", at("2026-11-30 00:00"), at("2026-12-01 00:00")),
            ("Half a day", at("2026-12-10 00:00"), at("2026-12-10 12:00")),
            ("Christmas Day", at("2026-12-25 00:00"), at("2026-12-26 00:00")),
        ]
    );
}

#[test]
fn calendars_that_follow_one_another_keep_what_has_passed_and_bring_what_comes() {
    let (from, to) = (at("2026-11-01 00:00"), at("2027-02-01 00:00"));
    let (vienna, new_york) = ([business_week("Europe/Vienna")], [business_week("America/New_York")]);
    let [in_vienna, in_new_york] = [&vienna, &new_york].map(|versions| expand(versions, from, to).unwrap());
    for switch in ["2026-11-23 10:17", "2026-11-23 16:00", "2026-11-23 23:00", "2026-11-28 12:00"].map(at) {
        let stints = [Stint { versions: &vienna, since: from }, Stint { versions: &new_york, since: switch }];
        let hours = expand_stints(&stints, from, to).unwrap();
        for end in (0..90 * 24).map(|hour| from + Seconds::hours(hour)) {
            let before = in_vienna.elapsed(from, end.min(switch)).unwrap();
            let after = in_new_york.elapsed(switch, end).unwrap();
            assert_eq!(hours.elapsed(from, end), Some(before + after));
        }
    }
}

#[test]
fn calendars_that_are_always_open_stay_so_and_one_that_is_missing_opens_nothing() {
    let (from, to) = (at("2026-11-01 00:00"), at("2026-12-01 00:00"));
    let always = [always_open("UTC")];
    let since = at("2026-11-23 12:00");
    let stint = |versions| Stint { versions, since };
    assert!(expand_stints(&[stint(&always), stint(&always)], from, to).unwrap().is_always());
    let missing = expand_stints(&[stint(&always), stint(&[])], from, to).unwrap();
    assert_eq!(missing.elapsed(from, to), Some(since - from));
    let none = expand_stints(&[], from, to).unwrap();
    assert!(!none.has_open_time());
    // A switch before everything that is known: only the later calendar counts.
    let long_ago = [Stint { versions: &[], since: from }, Stint { versions: &always, since: at("2020-01-01 00:00") }];
    assert!(expand_stints(&long_ago, from, to).unwrap().is_always());
}

/// Monday to Friday in UTC, with one window.
fn open_daily(open: &str, close: &str) -> Calendar {
    let window = DayWindow::new(open.parse().unwrap(), close.parse().unwrap());
    let mut calendar = business_week("Etc/UTC");
    for windows in calendar.weekly.values_mut() {
        *windows = vec![window];
    }
    calendar
}

#[test]
fn a_business_day_that_another_calendar_cuts_off_goes_on_until_its_first_closing() {
    let (from, to) = (at("2026-11-01 00:00"), at("2027-02-01 00:00"));
    let before = [open_daily("09:00", "17:00")];
    let closing = |after: &Calendar, switch: &str, asked: &str| {
        let after = std::slice::from_ref(after);
        let stints = [Stint { versions: &before, since: from }, Stint { versions: after, since: at(switch) }];
        let (closing, begun) = expand_stints(&stints, from, to).unwrap().closing_of_day(at(asked)).unwrap();
        (closing.close, begun)
    };
    let (mornings, evenings) = (open_daily("06:00", "09:00"), open_daily("18:00", "20:00"));
    let on_tuesday = at("2026-11-24 09:00");
    assert_eq!(closing(&mornings, "2026-11-23 10:00", "2026-11-23 09:30"), (on_tuesday, true));
    assert_eq!(closing(&mornings, "2026-11-23 09:00", "2026-11-23 09:00"), (on_tuesday, false), "it had not begun");
    let late = "2026-11-23 16:00";
    assert_eq!(closing(&evenings, "2026-11-23 16:59", late), (at("2026-11-23 20:00"), true));
    assert_eq!(closing(&evenings, "2026-11-23 17:00", late), (at("2026-11-23 17:00"), true), "it was over");
    assert_eq!(closing(&evenings, "2026-11-23 17:00", "2026-11-23 17:00"), (at("2026-11-23 20:00"), true));
    // A closing at the very moment of the change is not one of the next calendar's.
    let noon = open_daily("09:00", "12:00");
    assert_eq!(closing(&noon, "2026-11-23 12:00", "2026-11-23 10:00"), (at("2026-11-24 12:00"), true));
    assert_eq!(closing(&noon, "2026-11-23 11:59", "2026-11-23 10:00"), (at("2026-11-23 12:00"), true));
}

#[test]
fn a_calendar_that_counts_for_an_hour_without_opening_begins_no_day() {
    let (from, to) = (at("2026-11-01 00:00"), at("2027-02-01 00:00"));
    let mut saturdays = business_week("Etc/UTC");
    saturdays.weekly.clear();
    saturdays.weekly.insert(Weekday::Sat, vec![DayWindow::new("09:00".parse().unwrap(), "17:00".parse().unwrap())]);
    let calendars = [open_daily("09:00", "17:00"), saturdays, open_daily("11:00", "12:00")];
    let since = [from, at("2026-11-23 09:00"), at("2026-11-23 10:00")];
    let stints: Vec<_> =
        calendars.iter().zip(since).map(|(one, since)| Stint { versions: std::slice::from_ref(one), since }).collect();
    let (closing, begun) = expand_stints(&stints, from, to).unwrap().closing_of_day(at("2026-11-23 09:30")).unwrap();
    assert_eq!((closing.close, begun), (at("2026-11-23 12:00"), true), "Monday has begun at midnight");
}

#[test]
fn a_date_whose_midnight_clocks_show_twice_opens_at_the_first() {
    // In St. John's it was 00:01 of Sunday, 7 November 2010, when clocks went back to 23:01 of Saturday.
    let mut calendar = business_week("America/St_Johns");
    calendar.weekly.insert(Weekday::Sun, vec![DayWindow::new(LocalTime::MIDNIGHT, LocalTime::END_OF_DAY)]);
    let hours = expand(&[calendar], at("2010-11-06 12:00"), at("2010-11-07 03:00")).unwrap();
    assert_eq!(hours.is_open(at("2010-11-07 02:29")), Some(false));
    assert_eq!(hours.is_open(at("2010-11-07 02:30")), Some(true));
    assert_eq!(hours.is_open(at("2010-11-07 02:59")), Some(true), "a clock shows Saturday, but Sunday has opened");
}

#[test]
fn a_holiday_that_only_touches_what_is_asked_for_is_not_named() {
    let mut calendar = business_week("Etc/UTC");
    calendar.holidays.insert("2026-12-25".parse().unwrap(), "Christmas Day".to_owned());
    let versions = [calendar];
    let named = |from: &str, to: &str| holiday_spans(&versions, at(from), at(to)).unwrap().len();
    assert_eq!(named("2026-12-24 00:00", "2026-12-25 00:00"), 0);
    assert_eq!(named("2026-12-24 00:00", "2026-12-25 00:01"), 1);
    assert_eq!(named("2026-12-25 23:59", "2026-12-27 00:00"), 1);
    assert_eq!(named("2026-12-26 00:00", "2026-12-27 00:00"), 0);
}

#[test]
fn the_earliest_version_names_holidays_before_it_and_the_next_takes_over_at_its_first_midnight() {
    let version = |version, from: &str, holidays: &[(&str, &str)]| {
        let holidays = holidays.iter().map(|(date, name)| (date.parse().unwrap(), (*name).to_owned())).collect();
        Calendar { version, effective_from: at(from), holidays, ..business_week("Etc/UTC") }
    };
    let first = version(1, "2026-06-01 00:00", &[("2026-05-01", "May Day"), ("2026-12-10", "Too late")]);
    let second = version(2, "2026-12-10 00:00", &[("2026-12-09", "Too early"), ("2026-12-11", "Friday off")]);
    let spans = holiday_spans(&[first, second], at("2026-01-01 00:00"), at("2027-01-01 00:00")).unwrap();
    let named: Vec<_> = spans.iter().map(|span| (span.name.as_str(), span.from)).collect();
    assert_eq!(named, [("May Day", at("2026-05-01 00:00")), ("Friday off", at("2026-12-11 00:00"))]);
}

#[test]
fn the_next_changes_of_a_zone_are_those_of_five_years() {
    let vienna = parse_zone("Europe/Vienna").unwrap();
    let changes = next_dst_changes(vienna, at("2026-11-22 00:00"), 99);
    assert_eq!(changes.len(), 10);
    assert_eq!(changes[9].at, at("2031-10-26 01:00"));
}
