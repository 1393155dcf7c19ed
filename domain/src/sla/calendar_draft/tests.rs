use super::*;
use crate::sla::local::LocalTime;
use crate::sla::templates::business_week;
use crate::time::Seconds;

/// Mon 23 Nov 2026, 09:00:30 UTC.
const NOW: Timestamp = Timestamp::from_unix(1_795_424_430);

fn newest() -> Calendar {
    business_week("Europe/Vienna")
}

fn check(change: impl FnOnce(&mut CalendarDraft)) -> Result<Calendar, Vec<Problem>> {
    let mut draft = CalendarDraft::of(&newest());
    change(&mut draft);
    draft.check(&newest().id, Some(&newest()), NOW)
}

fn refused(change: impl FnOnce(&mut CalendarDraft)) -> Vec<Problem> {
    check(change).expect_err("a problem")
}

fn fields(change: impl FnOnce(&mut CalendarDraft)) -> Vec<String> {
    refused(change).into_iter().map(|problem| problem.field).collect()
}

#[test]
fn what_a_version_looks_like_in_the_form_is_read_back_as_the_same_version() {
    let mut calendar = newest();
    let time = |hour| LocalTime::new(hour, 0).unwrap();
    calendar.weekly.insert(
        Weekday::Fri,
        vec![DayWindow::new(time(9), time(12)), DayWindow::new(time(13), time(17)), DayWindow::new(time(22), time(30))],
    );
    calendar.weekly.insert(Weekday::Sun, vec![DayWindow::new(time(6), time(24))]);
    calendar.holidays.insert("2026-12-25".parse().unwrap(), "Christmas Day".to_owned());
    calendar.overrides.insert("2026-12-24".parse().unwrap(), vec![DayWindow::new(time(9), time(12))]);
    calendar.overrides.insert("2026-12-31".parse().unwrap(), Vec::new());
    let draft = CalendarDraft::of(&calendar);
    assert_eq!(draft.weekly[4], "09:00-12:00, 13:00-17:00, 22:00-06:00");
    assert_eq!(draft.overrides, "2026-12-24 09:00-12:00\n2026-12-31 closed");
    let again = draft.check(&calendar.id, None, NOW).unwrap();
    assert_eq!(again, Calendar { effective_from: NOW, ..calendar });
}

#[test]
fn a_window_over_midnight_is_written_with_its_plain_closing_time() {
    let calendar = check(|draft| draft.weekly[5] = "22:00-06:00".to_owned()).unwrap();
    let window = calendar.weekly[&Weekday::Sat][0];
    assert_eq!((window.open.to_string(), window.close.to_string()), ("22:00".to_owned(), "30:00".to_owned()));
    let whole = check(|draft| draft.weekly[5] = "00:00 – 24:00".to_owned()).unwrap();
    assert_eq!(whole.weekly[&Weekday::Sat][0].close, LocalTime::END_OF_DAY);
}

#[test]
fn close_before_open_is_refused_where_it_is_no_night() {
    let problems = refused(|draft| draft.weekly[1] = "17:00-09:00".to_owned());
    assert_eq!(problems[0].field, "tue");
    assert!(problems[0].message.contains("17:00-33:00"), "{problems:?}");
    assert_eq!(check(|draft| draft.weekly[5] = "17:00-33:00".to_owned()).unwrap().weekly[&Weekday::Sat].len(), 1);
    assert_eq!(fields(|draft| draft.weekly[0] = "09:00-09:00".to_owned()), ["mon"]);
}

#[test]
fn each_field_that_is_wrong_is_named() {
    assert_eq!(fields(|draft| draft.name = " ".to_owned()), ["name"]);
    assert_eq!(fields(|draft| draft.name = "x".repeat(81)), ["name"]);
    assert_eq!(fields(|draft| draft.zone = "Europe/Atlantis".to_owned()), ["zone"]);
    assert_eq!(fields(|draft| draft.weekly = <[String; 7]>::default()), ["mon"]);
    assert_eq!(fields(|draft| draft.weekly[2] = "9 to 5".to_owned()), ["wed"]);
    assert_eq!(fields(|draft| draft.weekly[3] = "09:00-12:00, 11:00-17:00".to_owned()), ["thu"], "overlapping");
    assert_eq!(fields(|draft| draft.weekly[0] = "22:00-09:30".to_owned()), ["mon"], "into Tuesday's window");
    assert_eq!(fields(|draft| draft.always_open = true), ["always_open"]);
    assert_eq!(fields(|draft| draft.holidays = "Christmas".to_owned()), ["holidays"]);
    assert_eq!(fields(|draft| draft.holidays = "2026-12-25".to_owned()), ["holidays"], "without a name");
    assert_eq!(fields(|draft| draft.holidays = "2026-12-25 A\n\n2026-12-25 B".to_owned()), ["holidays"], "twice");
    assert_eq!(fields(|draft| draft.overrides = "2026-12-24".to_owned()), ["overrides"]);
    assert_eq!(fields(|draft| draft.overrides = "2026-12-24 12:00-12:00".to_owned()), ["overrides"]);
    assert_eq!(fields(|draft| draft.overrides = "2026-02-30 closed".to_owned()), ["overrides"]);
    let nights = "2026-12-24 22:00-06:00\n2026-12-25 05:00-12:00";
    assert_eq!(fields(|draft| draft.overrides = nights.to_owned()), ["overrides"], "overlapping");
    let always = |draft: &mut CalendarDraft| (draft.always_open, draft.weekly) = (true, <[String; 7]>::default());
    let with_holidays = |draft: &mut CalendarDraft| {
        always(draft);
        draft.holidays = "2026-12-25 Christmas Day".to_owned();
    };
    assert_eq!(fields(with_holidays), ["always_open"], "nothing closes it");
    assert!(check(always).is_ok());
    assert_eq!(fields(|_| {}), [""], "nothing was changed");
}

#[test]
fn the_number_of_a_bad_line_is_told() {
    let problems = refused(|draft| draft.holidays = "2026-12-25 Christmas Day\n24.12.2026 Eve".to_owned());
    assert!(problems[0].message.starts_with("Line 2: “24.12.2026” is not a date"), "{problems:?}");
}

#[test]
fn a_version_begins_when_it_says_in_its_own_zone_and_never_in_the_past() {
    let from = |date: &str, time: &str| {
        check(|draft| {
            draft.weekly[5] = "10:00-12:00".to_owned();
            (draft.effective_date, draft.effective_time) = (date.to_owned(), time.to_owned());
        })
    };
    // 10:30 in Vienna is 09:30 in UTC.
    assert_eq!(from("2026-11-23", "10:30").unwrap().effective_from, Timestamp::from_unix(1_795_426_200));
    assert_eq!(from("2027-01-01", "").unwrap().effective_from, Timestamp::from_unix(1_798_758_000));
    let field = |date, time| from(date, time).unwrap_err().remove(0);
    assert!(field("2026-11-23", "10:00").message.contains("in the past"));
    assert_eq!(field("2026-11-23", "10:00").field, "effective_date");
    assert_eq!(field("23.11.2026", "").field, "effective_date");
    assert_eq!(field("", "08:00").field, "effective_date");
    assert_eq!(field("2026-12-01", "25:00").field, "effective_time");
    let soonest = from("", "").unwrap();
    assert_eq!(soonest.effective_from, Timestamp::from_unix(1_795_424_400 + 600), "a whole minute, ten ahead");
    assert_eq!(soonest.version, 2);
}

#[test]
fn a_version_never_begins_before_the_one_it_follows() {
    let later = Calendar { version: 4, effective_from: NOW + Seconds::days(30), ..newest() };
    let mut draft = CalendarDraft::of(&later);
    draft.weekly[5] = "10:00-12:00".to_owned();
    assert_eq!(draft.check(&later.id, Some(&later), NOW).unwrap().effective_from, later.effective_from);
    draft.effective_date = "2026-12-01".to_owned();
    let problems = draft.check(&later.id, Some(&later), NOW).unwrap_err();
    assert_eq!(problems[0].field, "effective_date");
    assert!(problems[0].message.contains("Version 4 begins"), "{problems:?}");
}

#[test]
fn a_moment_written_into_the_fields_is_read_back() {
    let mut draft = CalendarDraft::of(&newest());
    draft.weekly[6] = "10:00-12:00".to_owned();
    let at = draft.check(&newest().id, Some(&newest()), NOW).unwrap().effective_from;
    draft.set_effective_from(at);
    assert_eq!(draft.check(&newest().id, Some(&newest()), NOW).unwrap().effective_from, at);
}

#[test]
fn a_moment_that_is_written_into_the_fields_is_read_back() {
    let mut draft = CalendarDraft { name: "Other hours".to_owned(), ..CalendarDraft::of(&newest()) };
    let at = NOW - Seconds::new(30) + Seconds::hours(2);
    draft.set_effective_from(at);
    assert_eq!((draft.effective_date.as_str(), draft.effective_time.as_str()), ("2026-11-23", "12:00"));
    assert_eq!(draft.check(&newest().id, Some(&newest()), NOW).unwrap().effective_from, at);
}

#[test]
fn a_day_that_cannot_be_read_is_no_missing_day_and_hides_nothing_else() {
    let mut told = fields(|draft| {
        draft.weekly = std::array::from_fn(|_| String::new());
        draft.weekly[0] = "all day".to_owned();
        draft.name = " ".to_owned();
    });
    told.sort();
    assert_eq!(told, ["mon", "name"]);
}

#[test]
fn a_problem_says_which_day_or_date_it_is_about_and_one_of_the_whole_week_is_a_sentence() {
    let message = |change: fn(&mut CalendarDraft)| refused(change).remove(0).message;
    let no_day = message(|draft| draft.weekly = <[String; 7]>::default());
    assert_eq!(no_day, "No day has opening hours; give at least one weekday a window.");
    let empty_window = message(|draft| draft.weekly[0] = "09:00-09:00".to_owned());
    assert!(empty_window.starts_with("Mon: closes at 09:00 but opens at 09:00;"), "{empty_window}");
    let on_a_date = message(|draft| draft.overrides = "2026-12-24 12:00-12:00".to_owned());
    assert!(on_a_date.starts_with("2026-12-24: closes at 12:00 but opens at 12:00;"), "{on_a_date}");
    let nameless = message(|draft| draft.holidays = "2026-12-25".to_owned());
    assert_eq!(nameless, "2026-12-25: give the holiday a name");
}

#[test]
fn only_a_night_of_at_most_twelve_hours_is_typed_and_shown_with_its_plain_closing_time() {
    for typed in ["18:00-06:00", "18:00-30:01", "17:00-33:00", "18:00-24:00"] {
        let calendar = check(|draft| draft.weekly[5] = typed.to_owned()).unwrap();
        assert_eq!(CalendarDraft::of(&calendar).weekly[5], typed);
    }
    assert_eq!(fields(|draft| draft.weekly[5] = "18:00-06:01".to_owned()), ["sat"]);
}
