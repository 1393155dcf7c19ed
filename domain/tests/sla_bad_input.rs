//! Bad input of calendars and policies: each problem names its field and what is accepted.
#![cfg(feature = "native")]

use domain::sla::calendar::DayWindow;
use domain::sla::templates::{always_open, business_week, policy_by_key};
use domain::sla::{Basis, Calendar, FieldError, LocalDate, LocalTime, Policy, PriorityKey, Target, Weekday};
use domain::time::Seconds;

fn window(open: u32, close: u32) -> DayWindow {
    DayWindow::new(LocalTime::new(open, 0).unwrap(), LocalTime::new(close, 0).unwrap())
}

fn fields(errors: Result<(), Vec<FieldError>>) -> Vec<String> {
    errors.expect_err("a problem").into_iter().map(|error| error.field).collect()
}

fn calendar(change: impl FnOnce(&mut Calendar)) -> Vec<String> {
    let mut calendar = business_week("Europe/Vienna");
    change(&mut calendar);
    fields(calendar.validate())
}

#[test]
fn a_calendar_names_every_problem() {
    assert_eq!(calendar(|one| one.name = " ".into()), ["name"]);
    assert_eq!(calendar(|one| one.zone = String::new()), ["zone"]);
    assert_eq!(calendar(|one| one.zone = "Europe/Atlantis".into()), ["zone"]);
    assert_eq!(calendar(|one| one.weekly.clear()), ["weekly"]);
    assert_eq!(calendar(|one| one.always_open = true), ["always_open"]);
    let day = |windows: Vec<DayWindow>| calendar(|one| drop(one.weekly.insert(Weekday::Mon, windows)));
    assert_eq!(day(vec![window(9, 12), window(11, 17)]), ["weekly.mon[1]"], "overlapping");
    assert_eq!(day(vec![window(17, 9)]), ["weekly.mon[0].close"], "close before open");
    assert_eq!(day(vec![window(9, 9)]), ["weekly.mon[0].close"], "no time at all");
    assert_eq!(day(vec![window(25, 26)]), ["weekly.mon[0].open"], "on the next day");
    assert_eq!(day(vec![window(22, 34)]), ["weekly.mon[0].close"], "into Tuesday's window");
    let date = "2026-12-24".parse().unwrap();
    assert_eq!(
        calendar(|one| drop(one.overrides.insert(date, vec![window(17, 9)]))),
        ["overrides.2026-12-24[0].close"]
    );
    assert_eq!(calendar(|one| drop(one.holidays.insert(date, String::new()))), ["holidays.2026-12-24"]);
}

#[test]
fn windows_that_only_touch_do_not_overlap() {
    let day = |windows: Vec<DayWindow>| {
        let mut calendar = business_week("Europe/Vienna");
        calendar.weekly.insert(Weekday::Mon, windows);
        calendar.validate()
    };
    assert_eq!(day(vec![window(9, 12), window(12, 17)]), Ok(()));
    assert_eq!(day(vec![window(12, 17), window(9, 12)]), Ok(()));
    // Tuesday opens at 09:00.
    assert_eq!(day(vec![window(22, 33)]), Ok(()));
    assert!(day(vec![window(22, 34)]).is_err());
}

#[test]
fn only_dates_that_are_out_of_the_ordinary_are_special() {
    let [eve, day, other]: [LocalDate; 3] =
        ["2026-12-24", "2026-12-25", "2026-12-28"].map(|date| date.parse().unwrap());
    let mut calendar = business_week("Europe/Vienna");
    calendar.overrides.insert(eve, vec![window(9, 12)]);
    calendar.holidays.insert(day, "Christmas".into());
    assert_eq!([eve, day, other].map(|date| calendar.is_special(date)), [true, true, false]);
    assert_eq!(calendar.special_dates().into_iter().collect::<Vec<_>>(), [eve, day]);
    let always = Calendar { always_open: true, ..calendar };
    assert_eq!([eve, day, other].map(|date| always.is_special(date)), [false; 3]);
    assert!(always.special_dates().is_empty() && always.holiday_on(day).is_none());
    assert_eq!(always.windows_of(day), [DayWindow::new(LocalTime::MIDNIGHT, LocalTime::END_OF_DAY)]);
}

#[test]
fn an_override_must_not_overlap_what_is_open_on_the_dates_around_it() {
    // Thursday and Friday, open from 09:00 to 17:00.
    let [eve, day]: [LocalDate; 2] = ["2026-12-24", "2026-12-25"].map(|date| date.parse().unwrap());
    let two = |one: &mut Calendar| one.overrides = [(eve, vec![window(22, 30)]), (day, vec![window(5, 12)])].into();
    assert_eq!(calendar(two), ["overrides.2026-12-24[0].close"], "told once");
    assert_eq!(
        calendar(|one| drop(one.overrides.insert(eve, vec![window(9, 17), window(22, 34)]))),
        ["overrides.2026-12-24[1].close"],
        "into the weekday's window"
    );
    let night = |one: &mut Calendar| drop(one.weekly.insert(Weekday::Thu, vec![window(22, 30)]));
    let after_night = |one: &mut Calendar| {
        night(one);
        one.overrides.insert(day, vec![window(5, 8), window(9, 12)]);
    };
    assert_eq!(calendar(after_night), ["overrides.2026-12-25[0].open"], "into it from the weekday before");

    let fine = |change: &dyn Fn(&mut Calendar)| {
        let mut calendar = business_week("Europe/Vienna");
        change(&mut calendar);
        calendar.validate()
    };
    let holiday = |one: &mut Calendar, date| drop(one.holidays.insert(date, "Christmas".into()));
    let closed_after = |one: &mut Calendar| {
        one.overrides.insert(eve, vec![window(22, 34)]);
        holiday(one, day);
    };
    assert_eq!(fine(&closed_after), Ok(()), "the holiday closes the weekday's window");
    let closed_before = |one: &mut Calendar| {
        after_night(one);
        holiday(one, eve);
    };
    assert_eq!(fine(&closed_before), Ok(()), "the holiday closes the night before");
    let replaced = |one: &mut Calendar| {
        after_night(one);
        one.overrides.insert(eve, Vec::new());
    };
    assert_eq!(fine(&replaced), Ok(()), "an override replaces the night before");
    let touching = |one: &mut Calendar| {
        night(one);
        one.overrides.insert(day, vec![window(6, 12), window(22, 48)]);
        one.overrides.insert(day.plus_days(1), vec![window(0, 1)]);
    };
    let told: Vec<_> = fine(&touching).unwrap_err().into_iter().map(|error| error.field).collect();
    assert_eq!(told, ["overrides.2026-12-25[1].close"], "06:00 only touches, 48:00 does not");
}

#[test]
fn nothing_is_closed_in_a_calendar_that_is_always_open() {
    let mut calendar = always_open("Europe/Vienna");
    let date: LocalDate = "2026-12-25".parse().unwrap();
    calendar.holidays.insert(date, "Christmas Day".into());
    assert_eq!(fields(calendar.validate()), ["always_open"]);
    // One that was saved before this was refused.
    assert_eq!((calendar.holiday_on(date), calendar.special_dates().len()), (None, 0));
    assert_eq!(calendar.windows_of(date), [window(0, 24)]);
}

#[test]
fn windows_that_only_touch_and_shifts_that_end_before_the_next_are_fine() {
    let mut calendar = business_week("Europe/Vienna");
    calendar.weekly.insert(Weekday::Mon, vec![window(9, 12), window(12, 17), window(22, 33)]);
    assert_eq!(calendar.validate(), Ok(()));
    calendar.weekly.insert(Weekday::Mon, vec![window(12, 17), window(9, 12), window(17, 18)]);
    assert_eq!(calendar.validate(), Ok(()), "in any order");
    assert_eq!(always_open("Europe/Vienna").validate(), Ok(()));
}

#[test]
fn an_error_says_what_is_accepted() {
    let mut calendar = business_week("Europe/Vienna");
    calendar.weekly.insert(Weekday::Mon, vec![window(22, 6)]);
    let errors = calendar.validate().unwrap_err();
    assert!(errors[0].message.contains("add 24 hours to the closing time"), "{}", errors[0]);
}

#[test]
fn a_calendar_is_stored_as_people_write_it_and_unknown_keys_are_refused() {
    let mut calendar = business_week("Europe/Vienna");
    calendar.holidays.insert("2026-12-25".parse().unwrap(), "Christmas Day".into());
    let text = serde_json::to_string(&calendar).unwrap();
    assert!(text.contains(r#""mon":[["09:00","17:00"]]"#), "{text}");
    assert!(text.contains(r#""2026-12-25":"Christmas Day""#), "{text}");
    assert_eq!(serde_json::from_str::<Calendar>(&text).unwrap(), calendar);
    let typo = text.replace("\"holidays\"", "\"hollidays\"");
    assert!(serde_json::from_str::<Calendar>(&typo).is_err());
}

fn policy(change: impl FnOnce(&mut Policy)) -> Vec<String> {
    let mut policy = policy_by_key("standard").unwrap();
    // Its escalation has tests of its own, and names priorities that are changed here.
    policy.escalation_chain = None;
    change(&mut policy);
    fields(policy.validate())
}

#[test]
fn a_policy_names_every_problem() {
    assert_eq!(policy(|one| one.name = String::new()), ["name"]);
    assert_eq!(policy(|one| one.fallback_priority = PriorityKey::new("gone")), ["fallback_priority"]);
    assert_eq!(policy(|one| one.priorities.clear()), ["priorities", "fallback_priority"]);
    assert_eq!(policy(|one| one.priorities[3].key = PriorityKey::new("high")), ["priorities[3].key"]);
    assert_eq!(policy(|one| one.priorities[3].key = PriorityKey::new("")), ["priorities[3].key"]);
    assert_eq!(policy(|one| one.priorities[0].short = "far too long".into()), ["priorities.critical.short"]);
    assert_eq!(policy(|one| one.pause_reasons[1].key = "waiting_on_client".into()), ["pause_reasons[1].key"]);
    assert_eq!(policy(|one| one.pause_reasons[0].max = Seconds::ZERO), ["pause_reasons[0].max"]);
    assert_eq!(policy(|one| one.grace = Seconds::new(-1)), ["grace"]);
    assert_eq!(policy(|one| one.reopen_within = Seconds::days(4_000)), ["reopen_within"]);
    assert_eq!(policy(|one| one.max_next_update = Some(Seconds::ZERO)), ["max_next_update"]);
    assert_eq!(policy(|one| one.warning.remaining_per_mille = 1_001), ["warning.remaining_per_mille"]);
    assert_eq!(policy(|one| one.warning.at_most = Seconds::ZERO), ["warning.at_least"]);
}

#[test]
fn a_target_of_zero_or_beyond_ten_years_is_refused_for_its_metric() {
    let set = |target: Target| policy(|one| one.priorities[1].targets.resolution = target);
    let within = |target| Target::Within { target, basis: Basis::Business };
    assert_eq!(set(within(Seconds::ZERO)), ["priorities.high.resolution"]);
    assert_eq!(set(within(Seconds::days(3_654))), ["priorities.high.resolution"]);
    assert_eq!(set(Target::SameBusinessDay { min_remaining: Seconds::hours(25) }), ["priorities.high.resolution"]);
    let scheduled = policy(|one| one.priorities[1].targets.first_response = Target::Scheduled);
    assert_eq!(scheduled, ["priorities.high.first_response"], "an answer cannot wait for a release");
    let mut longest = policy_by_key("standard").unwrap();
    longest.priorities[1].targets.resolution = within(Seconds::days(3_653));
    assert_eq!(longest.validate(), Ok(()));
}

#[test]
fn a_policy_is_stored_losslessly_with_defaults_for_what_is_left_out() {
    let policy = policy_by_key("hrm-route").unwrap();
    let text = serde_json::to_string(&policy).unwrap();
    assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
    let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
    for key in ["grace", "reopen_within", "warning", "max_next_update"] {
        value.as_object_mut().unwrap().remove(key);
    }
    let read: Policy = serde_json::from_value(value).unwrap();
    assert_eq!((read.grace, read.reopen_within), (Seconds::minutes(15), Seconds::days(14)));
}
