//! Rules 1 to 5, 12, 13: opening hours and what counts.

use domain::sla::broken::broken_promises;
use domain::sla::clock::{ClockState, Misconfiguration};
use domain::sla::face::{ClockChip, face};
use domain::sla::{Basis, Metric, OpenWindows, Target, due_of, templates};
use domain::time::Seconds;

use crate::story::{Kind, Story, around_the_clock, at, business, calendar, hours, local, window};

#[test]
fn rule_01_windows_are_half_open_several_a_day_overnight_overridden_and_closed_on_holidays() {
    let mut weekly = calendar("Etc/UTC", "mon tue", &["09:00-12:00", "13:00-17:00"]);
    weekly.holidays.insert("2026-11-30".parse().unwrap(), "Founders' day".to_owned());
    weekly.overrides.insert("2026-11-24".parse().unwrap(), vec![window("10:00-11:00")]);
    let open = hours(&weekly);
    assert_eq!(open.is_open(at("2026-11-23 08:59:59")), Some(false));
    assert_eq!(open.is_open(at("2026-11-23 09:00")), Some(true));
    assert_eq!(open.is_open(at("2026-11-23 11:59:59")), Some(true));
    assert_eq!(open.is_open(at("2026-11-23 12:00")), Some(false), "the closing instant is closed");
    assert_eq!(open.is_open(at("2026-11-23 16:59:59")), Some(true));
    assert_eq!(open.elapsed(at("2026-11-24 00:00"), at("2026-11-25 00:00")), Some(Seconds::hours(1)), "override");
    assert_eq!(open.elapsed(at("2026-11-30 00:00"), at("2026-12-01 00:00")), Some(Seconds::ZERO), "holiday");

    let whole = Some(Seconds::hours(24));
    for close in ["24:00", "23:59"] {
        let open = hours(&calendar("Etc/UTC", "all", &[&format!("00:00-{close}")]));
        assert_eq!(open.elapsed(at("2026-11-24 00:00"), at("2026-11-25 00:00")), whole, "closing at {close}");
    }

    let mut night = calendar("Etc/UTC", "mon", &["23:00-31:00"]);
    let open = hours(&night);
    assert_eq!(open.is_open(at("2026-11-24 06:59:59")), Some(true), "Monday's window runs into Tuesday");
    assert_eq!(open.is_open(at("2026-11-24 07:00")), Some(false));
    night.holidays.insert("2026-11-24".parse().unwrap(), "Tuesday off".to_owned());
    assert_eq!(hours(&night).is_open(at("2026-11-24 06:00")), Some(true), "the window belongs to Monday");
    night.holidays.insert("2026-11-23".parse().unwrap(), "Monday off".to_owned());
    assert_eq!(hours(&night).is_open(at("2026-11-24 06:00")), Some(false), "and is closed with it");
}

#[test]
fn rule_01_an_override_opens_a_holiday() {
    let mut weekly = calendar("Etc/UTC", "mon", &["09:00-17:00"]);
    weekly.holidays.insert("2026-11-23".parse().unwrap(), "Founders' day".to_owned());
    weekly.overrides.insert("2026-11-23".parse().unwrap(), vec![window("09:00-12:00")]);
    assert_eq!(hours(&weekly).is_open(at("2026-11-23 10:00")), Some(true));
}

#[test]
fn rule_02_a_budget_used_up_at_closing_is_due_at_closing_and_broken_only_after_it() {
    let open = hours(&calendar("Etc/UTC", "mon tue", &["09:00-17:00"]));
    let closing = at("2026-11-23 17:00");
    assert_eq!(open.due(at("2026-11-23 09:00"), Seconds::hours(8)), Some(closing));
    assert_eq!(open.due(at("2026-11-23 09:00"), Seconds::new(28_801)), Some(at("2026-11-24 09:00:01")));
    let story = Story::of(Metric::Resolution, business(Seconds::hours(8))).reported("2026-11-23 09:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-23 17:00");
    assert!(!clock.is_overdue(closing));
    assert!(clock.is_overdue(at("2026-11-23 17:00:01")));
    let in_time = story.then("2026-11-23 17:00", Kind::Resolved);
    assert_eq!(in_time.clock(Metric::Resolution, "2026-11-24 09:00").state, ClockState::Met);
    let mut late = in_time;
    late.events[1].at = at("2026-11-23 17:00:01");
    assert_eq!(late.clock(Metric::Resolution, "2026-11-24 09:00").state, ClockState::Missed);
}

#[test]
fn rule_03_a_zero_target_or_a_start_while_closed_is_due_at_the_next_opening() {
    let story = Story::of(Metric::Resolution, business(Seconds::ZERO)).reported("2026-11-21 12:00", "high");
    assert_eq!(story.due(Metric::Resolution, "2026-11-21 12:00"), Some(at("2026-11-23 09:00")));
    let open = hours(&calendar("Etc/UTC", "mon", &["09:00-17:00"]));
    assert_eq!(open.due(at("2026-11-23 10:00"), Seconds::ZERO), Some(at("2026-11-23 10:00")), "open: at once");
    assert_eq!(open.due(at("2026-11-23 17:00"), Seconds::ZERO), Some(at("2026-11-30 09:00")));
    let weekend = Story::of(Metric::Resolution, business(Seconds::hours(1))).reported("2026-11-21 12:00", "high");
    let clock = weekend.clock(Metric::Resolution, "2026-11-22 12:00");
    assert_eq!((clock.due, clock.state), (Some(at("2026-11-23 10:00")), ClockState::Pending));
}

#[test]
fn rule_04_edges_in_the_gap_move_forward_ambiguous_ones_are_the_earlier_and_real_seconds_count() {
    // Vienna: on 2026-03-29 02:00 becomes 03:00, on 2026-10-25 03:00 becomes 02:00.
    let zone = "Europe/Vienna";
    assert_eq!(local(zone, "2026-03-29 02:30"), at("2026-03-29 01:30"), "moved by the gap to 03:30");
    assert_eq!(local(zone, "2026-10-25 02:30"), at("2026-10-25 00:30"), "the earlier 02:30");
    // A gap at midnight itself, and one of half an hour.
    assert_eq!(local("America/Sao_Paulo", "2015-10-17 24:00"), at("2015-10-18 03:00"));
    assert_eq!(local("Australia/Lord_Howe", "2026-10-04 02:15"), at("2026-10-03 15:45"));
    let day = |date: &str| {
        hours(&calendar(zone, "all", &["00:00-24:00"]))
            .elapsed(local(zone, &format!("{date} 00:00")), local(zone, &format!("{date} 24:00")))
    };
    assert_eq!(day("2026-10-25"), Some(Seconds::hours(25)));
    assert_eq!(day("2026-03-29"), Some(Seconds::hours(23)));
    let gap = hours(&calendar(zone, "sun", &["02:30-03:15"]));
    assert_eq!(gap.is_open(at("2026-03-29 01:10")), Some(false), "opens at 03:30 after it closed: never");
    assert_eq!(gap.is_open(at("2026-03-29 01:30")), Some(false));
    let twice = hours(&calendar(zone, "sun", &["02:30-04:00"]));
    let total = twice.elapsed(at("2026-10-25 00:00"), at("2026-10-26 00:00"));
    assert_eq!(total, Some(Seconds::new(9_000)), "from the earlier 02:30: two and a half real hours");
}

#[test]
fn rule_05_seconds_are_exact_and_the_display_rounds_to_the_worse_side() {
    let story =
        Story::of(Metric::Resolution, around_the_clock(Seconds::new(7_261))).reported("2026-11-23 09:00", "high");
    let words = |now: &str| {
        let chip = ClockChip::from(&story.clock(Metric::Resolution, now));
        face(&chip, &story.windows, at(now)).words
    };
    assert_eq!(words("2026-11-23 09:00:02"), "Resolution 2 h left", "7259 s are not 2 h 01 min");
    assert_eq!(words("2026-11-23 11:00:01"), "Resolution 1 min left");
    assert_eq!(words("2026-11-23 11:00:02"), "Resolution 59 s left");
    assert_eq!(words("2026-11-23 11:01:01"), "Resolution 0 s left", "the due instant is in time");
    assert_eq!(words("2026-11-23 11:01:02"), "Resolution 1 s over");
    assert_eq!(words("2026-11-23 11:02:02"), "Resolution 2 min over", "61 s over");
    // A clock that used 99.99 % is not late: no percentage decides.
    let clock = story.clock(Metric::Resolution, "2026-11-23 11:01:01");
    assert_eq!((clock.remaining, clock.elapsed), (Some(Seconds::ZERO), Seconds::new(7_261)));
    assert!(!clock.is_overdue(at("2026-11-23 11:01:01")));
}

#[test]
fn rule_12_a_calendar_without_open_time_is_misconfigured_and_never_around_the_clock() {
    let closed = hours(&calendar("Etc/UTC", "", &[]));
    let story =
        Story::of(Metric::Resolution, business(Seconds::hours(1))).on(closed).reported("2026-11-23 09:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-23 12:00");
    assert_eq!(clock.state, ClockState::Misconfigured { why: Misconfiguration::NoOpenTime });
    assert_eq!((clock.due, clock.warn_at, clock.remaining), (None, None, None));
    assert!(clock.is_open() && !clock.is_overdue(at("2036-11-23 12:00")));
    let ended = story.then("2026-11-23 13:00", Kind::Resolved);
    let clock = ended.clock(Metric::Resolution, "2026-11-23 14:00");
    assert_eq!(clock.state, ClockState::Misconfigured { why: Misconfiguration::NoOpenTime });
    // The rest of the ticket's clocks do not suffer.
    let both = Story::shipped("standard").on(hours(&calendar("Etc/UTC", "", &[]))).reported("2026-11-23 09:00", "high");
    assert!(both.clocks("2026-11-23 12:00").iter().all(|clock| clock.state == ClockState::Running));
}

#[test]
fn rule_12_what_the_settings_cannot_keep_is_told_before_a_ticket_needs_it() {
    let now = at("2026-11-23 09:00");
    let broken = |policy: &str, windows: &OpenWindows| -> Vec<(String, Metric, Misconfiguration)> {
        let policy = templates::policy_by_key(policy).unwrap();
        let promises = broken_promises(&policy, windows, now).into_iter();
        promises.map(|one| (one.priority.key.to_string(), one.metric, one.why)).collect()
    };
    let (never, week) = (hours(&calendar("Etc/UTC", "", &[])), hours(&calendar("Etc/UTC", "mon", &["09:00-17:00"])));
    let triage = |why| vec![("p1".to_owned(), Metric::Triage, why)];
    assert_eq!(broken("hrm-route", &never), triage(Misconfiguration::NoOpenTime));
    assert_eq!(broken("hrm-route", &OpenWindows::always()), triage(Misconfiguration::NoClosingTime));
    assert_eq!(broken("hrm-route", &week), []);
    assert_eq!(broken("standard", &never), [], "it counts around the clock");
}

#[test]
fn rule_12_an_answer_beyond_the_horizon_is_misconfigured_too() {
    let short = domain::sla::zone::expand(
        &[calendar("Etc/UTC", "mon", &["09:00-17:00"])],
        at("2026-11-01 00:00"),
        at("2026-12-01 00:00"),
    );
    let story = Story::of(Metric::Resolution, business(Seconds::hours(80))).on(short.unwrap());
    let story = story.reported("2026-11-23 09:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-23 12:00");
    assert_eq!(clock.state, ClockState::Misconfigured { why: Misconfiguration::BeyondHorizon });
    // Stopped long before, it was in time whatever the due.
    let ended = story.then("2026-11-23 13:00", Kind::Resolved);
    assert_eq!(ended.clock(Metric::Resolution, "2026-11-24 09:00").state, ClockState::Met);
}

#[test]
fn rule_13_same_business_day_is_the_days_closing_time_or_the_next_business_days() {
    let weekdays = ["mon", "tue", "wed", "thu", "fri"].join(" ");
    let open = hours(&calendar("Etc/UTC", &weekdays, &["09:00-12:00", "13:00-17:00"]));
    let story = |arrival: &str| {
        let story = Story::of(Metric::Triage, Target::SAME_BUSINESS_DAY).on(open.clone());
        story.reported(arrival, "high").due(Metric::Triage, arrival)
    };
    assert_eq!(story("2026-11-23 15:00"), Some(at("2026-11-23 17:00")), "exactly 120 min are left");
    assert_eq!(story("2026-11-23 15:00:01"), Some(at("2026-11-24 17:00")));
    assert_eq!(story("2026-11-23 06:00"), Some(at("2026-11-23 17:00")), "before opening");
    assert_eq!(story("2026-11-23 12:30"), Some(at("2026-11-23 17:00")), "in the lunch break");
    assert_eq!(story("2026-11-23 20:00"), Some(at("2026-11-24 17:00")), "after closing");
    assert_eq!(story("2026-11-27 16:00"), Some(at("2026-11-30 17:00")), "Friday to Monday");
    assert_eq!(story("2026-11-28 12:00"), Some(at("2026-11-30 17:00")), "the weekend");
}

#[test]
fn a_target_that_is_given_at_an_instant_is_due_by_its_own_way_of_counting() {
    let open = hours(&calendar("Etc/UTC", "mon tue wed thu fri", &["09:00-12:00", "13:00-17:00"]));
    let due = |target| due_of(target, &open, at("2026-11-23 11:00"));
    let within = |basis| Target::Within { target: Seconds::hours(4), basis };
    assert_eq!(due(within(Basis::Calendar)), Some(at("2026-11-23 15:00")));
    assert_eq!(due(within(Basis::Business)), Some(at("2026-11-23 16:00")), "the lunch break does not count");
    assert_eq!(due(Target::SAME_BUSINESS_DAY), Some(at("2026-11-23 17:00")));
    assert_eq!((due(Target::None), due(Target::Scheduled)), (None, None));
    assert_eq!(due_of(Target::SAME_BUSINESS_DAY, &OpenWindows::always(), at("2026-11-23 11:00")), None);
}

#[test]
fn rule_13_the_minimum_is_configurable_and_a_calendar_without_closing_time_is_refused() {
    let target = Target::SameBusinessDay { min_remaining: Seconds::minutes(30) };
    let story = Story::of(Metric::Triage, target).reported("2026-11-23 16:30", "high");
    assert_eq!(story.due(Metric::Triage, "2026-11-23 16:30"), Some(at("2026-11-23 17:00")));
    let always = story.on(OpenWindows::always());
    let clock = always.clock(Metric::Triage, "2026-11-23 16:30");
    assert_eq!(clock.state, ClockState::Misconfigured { why: Misconfiguration::NoClosingTime });
}

#[test]
fn rule_13_a_pause_moves_it_to_the_first_closing_time_with_enough_unpaused_time() {
    let story = |from: &str, to: &str| {
        Story::of(Metric::Triage, Target::SAME_BUSINESS_DAY)
            .reported("2026-11-23 10:00", "high")
            .paused(from, "waiting_on_client", Seconds::days(9))
            .then(to, Kind::Resumed)
            .due(Metric::Triage, to)
    };
    assert_eq!(story("2026-11-23 15:59", "2026-11-23 16:00"), Some(at("2026-11-23 17:00")), "hours were unpaused");
    assert_eq!(story("2026-11-23 10:30", "2026-11-23 16:50"), Some(at("2026-11-24 17:00")), "only 40 min were");
}
