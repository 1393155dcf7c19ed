//! "Why is it due then?": the explanation that client and staff read.

use domain::sla::Metric;
use domain::sla::explain::{Context, IntervalKind};
use domain::sla::zone::{format_local, format_span, holiday_spans, parse_zone};
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
    let utc = parse_zone("Etc/UTC").unwrap();
    let text = explanation.to_text(|from, to| format_span(from, to, utc), |at| format_local(at, utc));
    assert_eq!(
        text,
        "Counts from when the issue was reported.\n\
         Promised within 8 h of opening hours.\n  \
           Mon 16:10 to 18:00      open  1 h 50 min\n  \
           Mon 18:00 to Tue 00:00  closed  0\n  \
           Tue 00:00 to Wed 00:00  closed: Founders' day  0\n  \
           Wed 00:00 to 08:00      closed  0\n  \
           Wed 08:00 to 09:20      open  1 h 20 min\n  \
           Wed 09:20 to 10:05      paused: Waiting on the client (Mira)  0\n  \
           Wed 10:05 to 10:43      open  38 min\n\
         Counted: 3 h 48 min\n\
         Due: Wed 25 Nov 2026 14:55"
    );
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
    let utc = parse_zone("Etc/UTC").unwrap();
    let text = explanation.to_text(|from, to| format_span(from, to, utc), |at| format_local(at, utc));
    assert!(text.contains("Without the grace it would have been due: Mon 23 Nov 2026 13:00"), "{text}");
    assert!(text.contains("Until Mon 23 Nov 2026 15:00 it was due: Tue 24 Nov 2026 09:00"), "{text}");
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
