//! Rule 10: closed clocks keep the opening hours that were known when they stopped; open ones move with every edit.

use std::sync::Arc;

use domain::sla::event::PreviousPromise;
use domain::sla::hours::{known_at, replaced_promises};
use domain::sla::policy::{PolicyBook, Targets};
use domain::sla::zone::expand;
use domain::sla::{ClockState, HoursSince, Metric, evaluate_through};
use domain::time::{Seconds, Timestamp};

use crate::story::{Kind, Story, around_the_clock, at, business, calendar};

fn layer(version: u32, since: &str, open: &str) -> HoursSince {
    let hours = calendar("Etc/UTC", "all", &[open]);
    let span = (at("2026-11-01 00:00"), at("2026-12-31 00:00"));
    let windows = Arc::new(expand(std::slice::from_ref(&hours), span.0, span.1).unwrap());
    HoursSince { calendar: hours.id, version, since: at(since), is_switch: false, windows }
}

/// The doors open at 09:00, since an edit at 10:00 at 13:00, since one at 12:00 at 15:00.
fn layers() -> [HoursSince; 3] {
    [
        layer(1, "2026-11-01 00:00", "09:00-17:00"),
        layer(2, "2026-11-23 10:00", "13:00-17:00"),
        layer(3, "2026-11-23 12:00", "15:00-17:00"),
    ]
}

/// Reported at 09:00: an answer within one opening hour, a solution within four hours by day and night.
fn reported() -> Story {
    let targets = Targets {
        first_response: business(Seconds::hours(1)),
        resolution: around_the_clock(Seconds::hours(4)),
        ..Targets::default()
    };
    Story::new(targets, targets).reported("2026-11-23 09:00", "high")
}

/// When the first response is and was due, as of the next day.
fn due(story: &Story, layers: &[HoursSince]) -> Option<Timestamp> {
    let book = PolicyBook::new(story.policies[0].clone());
    let clocks = evaluate_through(&story.events, &book, layers, at("2026-11-24 09:00"));
    assert_eq!(clocks.len(), 2);
    clocks.into_iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap().due
}

#[test]
fn rule_10_hours_that_are_saved_at_an_instant_are_known_from_the_next_second_on() {
    let layers = layers();
    let version = |when: &str| known_at(&layers, at(when)).map(|layer| layer.version);
    assert_eq!(version("2026-11-23 10:00"), Some(1));
    assert_eq!(version("2026-11-23 10:00:01"), Some(2));
    assert_eq!(version("2026-11-23 12:00:01"), Some(3));
    assert_eq!(version("2026-10-31 00:00"), Some(1), "before everything the first counts");
    assert!(known_at(&[], at("2026-11-23 10:00")).is_none());
}

#[test]
fn rule_10_a_closed_clock_keeps_the_hours_that_were_known_when_it_stopped() {
    let layers = layers();
    for (answered, was_due) in [
        ("2026-11-23 09:30", "2026-11-23 10:00"),
        ("2026-11-23 10:00", "2026-11-23 10:00"),
        ("2026-11-23 10:00:01", "2026-11-23 14:00"),
        ("2026-11-23 12:00", "2026-11-23 14:00"),
        ("2026-11-23 12:00:01", "2026-11-23 16:00"),
    ] {
        let story = reported().then(answered, Kind::PublicReply);
        assert_eq!(due(&story, &layers), Some(at(was_due)), "answered {answered}");
    }
    assert_eq!(due(&reported(), &layers), Some(at("2026-11-23 16:00")), "an open clock counts by the newest hours");
}

#[test]
fn rule_12_without_any_hours_only_clocks_that_count_day_and_night_have_a_due() {
    let story = reported();
    let book = PolicyBook::new(story.policies[0].clone());
    let clocks = evaluate_through(&story.events, &book, &[], at("2026-11-23 10:00"));
    let rows: Vec<_> = clocks
        .iter()
        .map(|clock| (clock.metric, matches!(clock.state, ClockState::Misconfigured { .. }), clock.due))
        .collect();
    let day_and_night = (Metric::Resolution, false, Some(at("2026-11-23 13:00")));
    assert_eq!(rows, [(Metric::FirstResponse, true, None), day_and_night]);
}

#[test]
fn rule_10_an_edit_replaces_the_promises_that_were_open_and_come_to_another_time() {
    let [before, after, _] = layers();
    let replaced = |story: &Story| {
        let book = PolicyBook::new(story.policies[0].clone());
        replaced_promises(&story.events, &book, &before.windows, &after)
    };
    let promise = PreviousPromise { metric: Metric::FirstResponse, cycle: 1, due: at("2026-11-23 10:00") };
    assert_eq!(replaced(&reported()), [promise], "the resolution counts day and night");
    let later = reported().then("2026-11-23 10:00:01", Kind::PublicReply);
    assert_eq!(replaced(&later), [promise], "it was open then");
    assert_eq!(replaced(&reported().then("2026-11-23 10:00", Kind::PublicReply)), [], "it had ended");
}
