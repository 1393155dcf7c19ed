//! "Why is it due then?": the explanation that client and staff read.

use domain::sla::explain::{Context, IntervalKind};
use domain::sla::zone::{expand, holiday_spans};
use domain::sla::{Clock, Metric, OpenWindows};
use domain::time::Seconds;

use crate::story::{Kind, Story, around_the_clock, at, business, calendar, hours};

#[test]
fn an_explanation_lists_open_closed_holiday_and_paused_time_by_turns() {
    let mut weekdays = calendar("Etc/UTC", "mon tue wed", &["08:00-18:00"]);
    weekdays.holidays.insert("2026-11-24".parse().unwrap(), "Founders' day".to_owned());
    let story = Story::of(Metric::Resolution, business(Seconds::hours(8)))
        .on(hours(&weekdays))
        .reported("2026-11-23 16:10", "high")
        .paused("2026-11-25 09:20", "waiting_on_client", Seconds::days(1))
        .then("2026-11-25 10:05", Kind::Resumed);
    let now = at("2026-11-25 10:43");
    let clock = story.clock(Metric::Resolution, "2026-11-25 10:43");
    let holidays = holiday_spans(&[weekdays], at("2026-11-01 00:00"), at("2026-12-01 00:00")).unwrap();
    let policy = &story.policies[0];
    let context = Context { events: &story.events, windows: &story.windows, holidays: &holidays, policy: Some(policy) };
    let explanation = clock.explain(&context, now);
    let rows: Vec<_> =
        explanation.intervals.iter().map(|one| (one.from, one.kind.clone(), one.counted_words())).collect();
    let row = |from: &str, kind: IntervalKind, counted: &str| (at(from), kind, counted.to_owned());
    let paused = IntervalKind::Paused { reason: "Waiting on the client".to_owned(), by: Some("Mira".to_owned()) };
    assert_eq!(
        rows,
        [
            row("2026-11-23 16:10", IntervalKind::Counted, "1 h 50 min"),
            row("2026-11-23 18:00", IntervalKind::Closed, "0"),
            row("2026-11-24 00:00", IntervalKind::Holiday { name: "Founders' day".to_owned() }, "0"),
            row("2026-11-25 00:00", IntervalKind::Closed, "0"),
            row("2026-11-25 08:00", IntervalKind::Counted, "1 h 20 min"),
            row("2026-11-25 09:20", paused, "0"),
            row("2026-11-25 10:05", IntervalKind::Counted, "38 min"),
        ]
    );
    assert!(explanation.intervals.is_sorted_by(|one, next| one.to == next.from), "there are holes");
    assert_eq!(explanation.start_rule, "Counts from when the issue was reported.");
    assert_eq!(explanation.target_rule, "Promised within 8 h of opening hours.");
    assert_eq!(explanation.due, Some(at("2026-11-25 14:55")));
    assert_eq!(explanation.counted, clock.elapsed);
}

#[test]
fn an_explanation_keeps_what_was_promised_before_and_why_the_start() {
    let story = Story::new(
        domain::sla::policy::Targets { resolution: around_the_clock(Seconds::hours(4)), ..Default::default() },
        domain::sla::policy::Targets { resolution: around_the_clock(Seconds::hours(24)), ..Default::default() },
    )
    .reported("2026-11-23 09:00", "low")
    .priority("2026-11-23 15:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-23 15:05");
    let context = Context { events: &story.events, windows: &story.windows, holidays: &[], policy: None };
    let explanation = clock.explain(&context, at("2026-11-23 15:05"));
    assert_eq!(explanation.intervals.len(), 1);
    assert_eq!(explanation.intervals[0].kind, IntervalKind::Counted);
    assert_eq!(explanation.due_without_grace, Some(at("2026-11-23 13:00")));
    let previous: Vec<_> = explanation.previous_due.iter().map(|one| (one.due, one.changed_at)).collect();
    assert_eq!(previous, [(at("2026-11-24 09:00"), at("2026-11-23 15:00"))]);
}

#[test]
fn the_time_between_resolved_and_reopened_is_named() {
    let story = Story::of(Metric::Resolution, around_the_clock(Seconds::hours(8)))
        .reported("2026-11-23 09:00", "high")
        .then("2026-11-23 10:00", Kind::Resolved)
        .then("2026-11-23 12:00", Kind::Reopened);
    let clock = story.clock(Metric::Resolution, "2026-11-23 13:00");
    let context = Context { events: &story.events, windows: &story.windows, holidays: &[], policy: None };
    let kinds: Vec<_> =
        clock.explain(&context, at("2026-11-23 13:00")).intervals.into_iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [IntervalKind::Counted, IntervalKind::Ended, IntervalKind::Counted]);
}

fn kinds(story: &Story, clock: &Clock, until: &str) -> Vec<IntervalKind> {
    let context = Context { events: &story.events, windows: &story.windows, holidays: &[], policy: None };
    clock.explain(&context, at(until)).intervals.into_iter().map(|one| one.kind).collect()
}

#[test]
fn days_that_are_open_to_their_last_second_are_one_stretch() {
    let story = Story::of(Metric::Resolution, business(Seconds::hours(100)))
        .on(hours(&calendar("Etc/UTC", "mon tue wed", &["00:00-24:00"])))
        .reported("2026-11-23 10:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-25 10:00");
    assert_eq!(kinds(&story, &clock, "2026-11-25 10:00"), [IntervalKind::Counted]);
}

#[test]
fn time_for_which_the_calendar_was_not_worked_out_is_called_unknown() {
    let weekdays = calendar("Etc/UTC", "mon tue wed thu fri", &["09:00-17:00"]);
    let mut story = Story::of(Metric::Resolution, business(Seconds::hours(100))).reported("2026-11-23 10:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-23 12:00");
    story.windows = expand(&[weekdays], at("2026-11-01 00:00"), at("2026-11-24 00:00")).unwrap();
    assert_eq!(kinds(&story, &clock, "2026-11-23 12:00"), [IntervalKind::Counted]);
    assert_eq!(kinds(&story, &clock, "2026-11-24 12:00"), [IntervalKind::Unknown]);
}

#[test]
fn nights_count_for_a_promise_by_day_and_night_and_where_it_is_always_open() {
    let of = |target| Story::of(Metric::Resolution, target).reported("2026-11-23 10:00", "high");
    let day_and_night = of(around_the_clock(Seconds::hours(48)));
    let always_open = of(business(Seconds::hours(48))).on(OpenWindows::always());
    for story in [day_and_night, always_open] {
        let clock = story.clock(Metric::Resolution, "2026-11-24 10:00");
        assert_eq!(kinds(&story, &clock, "2026-11-24 10:00"), [IntervalKind::Counted]);
    }
}
