use super::*;
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
