//! Rules 8 and 10, merges and splits: what moves promises that already run.

use domain::sla::clock::{ClockState, Misconfiguration, PreviousDue, StartedBy};
use domain::sla::event::PreviousPromise;
use domain::sla::policy::Targets;
use domain::sla::zone::expand;
use domain::sla::{Metric, PriorityKey, Target};
use domain::time::Seconds;

use crate::story::{Kind, Story, around_the_clock, at, business, calendar, reference, window};

fn resolutions(high: Target, low: Target) -> Story {
    let of = |resolution| Targets { resolution, ..Targets::default() };
    Story::new(of(high), of(low))
}

#[test]
fn rule_08_a_change_keeps_start_and_pauses_and_takes_the_new_target() {
    let story = resolutions(business(Seconds::hours(4)), business(Seconds::hours(12)))
        .reported("2026-11-23 09:00", "low")
        .paused("2026-11-23 10:00", "waiting_on_client", Seconds::days(1))
        .then("2026-11-23 11:00", Kind::Resumed)
        .priority("2026-11-23 12:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-23 12:00");
    assert_eq!((clock.started_at, clock.due), (at("2026-11-23 09:00"), Some(at("2026-11-23 14:00"))));
    assert_eq!(clock.priority, PriorityKey::new("high"));
    let changed_at = at("2026-11-23 12:00");
    assert_eq!(clock.previous_due, [PreviousDue { changed_at, due: at("2026-11-24 14:00") }]);
    assert_eq!(clock.due_without_grace, None);
}

#[test]
fn rule_08_a_new_due_in_the_past_becomes_the_change_plus_grace_and_both_are_recorded() {
    let story = resolutions(around_the_clock(Seconds::hours(4)), around_the_clock(Seconds::hours(24)))
        .reported("2026-11-23 09:00", "low")
        .priority("2026-11-23 15:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-23 15:00");
    assert_eq!(clock.due, Some(at("2026-11-23 15:15")));
    assert_eq!(clock.due_without_grace, Some(at("2026-11-23 13:00")));
    assert_eq!(clock.previous_due[0].due, at("2026-11-24 09:00"));
    assert!(clock.is_overdue(at("2026-11-23 15:15:01")), "the grace is short, not endless");
    // A new due exactly at the change is not yet past.
    let exact = resolutions(around_the_clock(Seconds::hours(4)), around_the_clock(Seconds::hours(24)))
        .reported("2026-11-23 09:00", "low")
        .priority("2026-11-23 13:00", "high");
    assert_eq!(exact.due(Metric::Resolution, "2026-11-23 13:00"), Some(at("2026-11-23 13:00")));
}

#[test]
fn rule_08_met_stays_met_and_a_broken_promise_stays_broken() {
    let broken = resolutions(around_the_clock(Seconds::hours(4)), around_the_clock(Seconds::hours(24)))
        .reported("2026-11-23 09:00", "high")
        .priority("2026-11-23 14:00", "low");
    let clock = broken.clock(Metric::Resolution, "2026-11-23 14:00");
    assert_eq!(clock.due, Some(at("2026-11-23 13:00")), "no longer target washes it away");
    let ended = broken.then("2026-11-23 16:00", Kind::Resolved);
    assert_eq!(ended.clock(Metric::Resolution, "2026-11-23 16:00").state, ClockState::Missed);

    let of = |hours| Targets { first_response: around_the_clock(Seconds::hours(hours)), ..Targets::default() };
    let met = Story::new(of(1), of(24))
        .reported("2026-11-23 09:00", "low")
        .then("2026-11-23 14:00", Kind::PublicReply)
        .priority("2026-11-23 15:00", "high");
    let clock = met.clock(Metric::FirstResponse, "2026-11-23 15:00");
    assert_eq!((clock.state, clock.cycle), (ClockState::Met, 1));
}

#[test]
fn rule_08_without_a_matching_policy_or_priority_the_fallback_counts() {
    let story = resolutions(around_the_clock(Seconds::hours(4)), around_the_clock(Seconds::hours(24)));
    let lost = Kind::Reported { reported_at: None, policy: reference("gone", 9), priority: PriorityKey::new("p7") };
    let story = story.then("2026-11-23 09:00", lost);
    assert_eq!(story.due(Metric::Resolution, "2026-11-23 09:00"), Some(at("2026-11-23 13:00")), "high is the fallback");
    let mut hopeless = story;
    hopeless.policies[0].fallback_priority = PriorityKey::new("gone");
    let clock = hopeless.clock(Metric::Resolution, "2026-11-23 09:00");
    assert_eq!(clock.state, ClockState::Misconfigured { why: Misconfiguration::NoPriority }, "shown, never silent");
}

#[test]
fn rule_08_a_metric_that_only_the_new_priority_has_counts_from_the_start_with_grace() {
    let story = Story::shipped("hrm-route").reported("2026-11-23 09:00", "p2").priority("2026-11-23 09:40", "p0");
    let clock = story.clock(Metric::Acknowledge, "2026-11-23 09:40");
    assert_eq!((clock.started_at, clock.started_by), (at("2026-11-23 09:00"), StartedBy::Change));
    assert_eq!((clock.due, clock.due_without_grace), (Some(at("2026-11-23 09:55")), Some(at("2026-11-23 09:05"))));
}

#[test]
fn rule_10_a_new_calendar_version_counts_from_its_date_and_the_previous_due_is_kept() {
    let old = calendar("Etc/UTC", "mon tue", &["09:00-17:00"]);
    let mut new = old.clone();
    new.version = 2;
    new.effective_from = at("2026-11-24 00:00");
    new.overrides.insert("2026-11-24".parse().unwrap(), vec![window("12:00-17:00")]);
    let span = (at("2026-01-01 00:00"), at("2027-01-01 00:00"));
    let before = expand(std::slice::from_ref(&old), span.0, span.1).unwrap();
    let after = expand(&[new, old], span.0, span.1).unwrap();
    let story = resolutions(business(Seconds::hours(10)), Target::None).on(before).reported("2026-11-23 09:00", "high");
    let due = story.due(Metric::Resolution, "2026-11-23 10:00").unwrap();
    assert_eq!(due, at("2026-11-24 11:00"));
    let previous = vec![PreviousPromise { metric: Metric::Resolution, cycle: 1, due }];
    let edited = story.then("2026-11-23 12:00", Kind::CalendarChanged { previous }).on(after);
    let clock = edited.clock(Metric::Resolution, "2026-11-23 12:00");
    assert_eq!(clock.due, Some(at("2026-11-24 14:00")), "an open clock is computed again");
    assert_eq!(clock.previous_due, [PreviousDue { changed_at: at("2026-11-23 12:00"), due }]);
}

#[test]
fn rule_10_a_policy_version_moves_an_open_ticket_only_by_an_explicit_event() {
    let mut story = resolutions(around_the_clock(Seconds::hours(4)), Target::None).reported("2026-11-23 09:00", "high");
    let mut second = story.policies[0].clone();
    second.version = 2;
    second.priorities[0].targets.resolution = around_the_clock(Seconds::hours(8));
    story.policies.push(second);
    assert_eq!(story.due(Metric::Resolution, "2026-11-23 10:00"), Some(at("2026-11-23 13:00")));
    let moved = story.then("2026-11-23 10:00", Kind::PolicyChanged { to: reference("standard", 2) });
    let clock = moved.clock(Metric::Resolution, "2026-11-23 10:00");
    assert_eq!((clock.due, clock.policy_version), (Some(at("2026-11-23 17:00")), 2));
}
