//! SLA.md rule 10: an edit of the calendar moves open clocks, keeps what was promised, and leaves closed clocks alone.

use std::sync::Arc;

use super::{START, Story, staff};
use crate::people::Actor;
use crate::sla::calendar::DayWindow;
use crate::sla::local::{LocalTime, Weekday};
use crate::sla::templates::business_week;
use crate::sla::zone::expand;
use crate::sla::{Basis, Calendar, Clock, ClockState, HoursSince, Metric, PolicyBook, Target, evaluate_through};
use crate::ticket::{Command, Event, EventKind, calendar_changes, sla_events};
use crate::time::{Seconds, Timestamp};

pub(super) fn window(open: u32, close: u32) -> DayWindow {
    DayWindow::new(LocalTime::new(open, 0).unwrap(), LocalTime::new(close, 0).unwrap())
}

fn layer(version: u32, since: Timestamp, versions: &[Calendar]) -> HoursSince {
    HoursSince {
        calendar: versions[0].id.clone(),
        version,
        since,
        is_switch: false,
        windows: Arc::new(expand(versions, START - Seconds::days(9), START + Seconds::days(400)).unwrap()),
    }
}

/// Version 1: 09:00 to 17:00. Version 2, saved an hour after the report, from Tuesday on: 13:00 to 17:00.
fn layers() -> Vec<HoursSince> {
    let first = business_week("UTC");
    let weekly = Weekday::ALL[..5].iter().map(|day| (*day, vec![window(13, 17)])).collect();
    let second = Calendar { version: 2, weekly, effective_from: START + Seconds::hours(15), ..first.clone() };
    vec![
        layer(1, Timestamp::from_unix(0), std::slice::from_ref(&first)),
        layer(2, START + Seconds::hours(1), &[first, second]),
    ]
}

/// Reported Monday 09:00; the resolution takes 12 opening hours, the first answer 10.
fn story() -> Story {
    let mut story = Story::begin("standard", "blocked");
    for rule in &mut story.policy.priorities {
        let hours = |hours| Target::Within { target: Seconds::hours(hours), basis: Basis::Business };
        rule.targets.set(Metric::Resolution, hours(12));
        rule.targets.set(Metric::FirstResponse, hours(10));
        rule.targets.set(Metric::NextUpdate, Target::None);
    }
    story
}

fn clock(story: &Story, metric: Metric, now: Timestamp) -> Clock {
    let book = PolicyBook::new(story.policy.clone());
    let clocks = evaluate_through(&sla_events(&story.events), &book, &layers(), now);
    clocks.into_iter().find(|clock| clock.metric == metric).expect("promised")
}

fn changes(story: &Story, concerns: bool) -> Vec<(u32, EventKind)> {
    let (layers, book) = (layers(), PolicyBook::new(story.policy.clone()));
    let changes = calendar_changes(&story.events, &layers, &book, |_| concerns);
    changes.into_iter().map(|(layer, kind)| (layer.version, kind)).collect()
}

fn write(story: &mut Story, at: Timestamp) {
    for (_, kind) in changes(story, true) {
        let seq = u32::try_from(story.events.len() + 1).expect("short stories");
        story.events.push(Event { seq, at, by: Actor::System, kind });
    }
}

#[test]
fn rule_10_an_edit_moves_open_clocks_and_keeps_what_was_promised() {
    let mut story = story();
    let promised = START + Seconds::hours(24 + 4);
    let at = START + Seconds::hours(2);
    write(&mut story, at);
    let resolution = clock(&story, Metric::Resolution, at);
    assert_eq!(resolution.due, Some(START + Seconds::hours(24 + 8)), "13:00 to 17:00 on Tuesday");
    assert_eq!(resolution.previous_due.iter().map(|one| one.due).collect::<Vec<_>>(), [promised]);
    assert_eq!(resolution.previous_due[0].changed_at, at);
}

#[test]
fn rule_10_the_event_of_an_edit_is_asked_for_once_whenever_it_is_asked() {
    let mut story = story();
    assert_eq!(changes(&story, true).len(), 1);
    story.later(Seconds::hours(3)).give(&staff(), Command::Take);
    assert_eq!(changes(&story, true).len(), 1, "what happened since does not matter");
    let at = story.now;
    write(&mut story, at);
    assert_eq!(changes(&story, true), []);
    assert_eq!(changes(&self::story(), false), [], "it counted by another calendar then");
}

#[test]
fn rule_10_what_is_reported_after_an_edit_was_promised_by_it() {
    let mut story = story();
    story.events[0].at = START + Seconds::hours(1) + Seconds::new(1);
    if let EventKind::Reported { reported_at, .. } = &mut story.events[0].kind {
        *reported_at = START + Seconds::hours(1) + Seconds::new(1);
    }
    assert_eq!(changes(&story, true), []);
}

#[test]
fn rule_10_closed_clocks_are_immutable() {
    let mut story = story();
    let half = START + Seconds::minutes(30);
    story
        .later(Seconds::minutes(30))
        .give(&staff(), Command::Reply { body: "Looking".to_owned(), attachments: vec![], next_update_at: None });
    let now = START + Seconds::days(9);
    let first = clock(&story, Metric::FirstResponse, now);
    assert_eq!((first.state, first.stopped_at), (ClockState::Met, Some(half)));
    assert_eq!(first.due, Some(START + Seconds::hours(24 + 2)), "as it was promised when it stopped");
    // It stopped before the edit, so nothing is written about it, only about the resolution.
    let changes = changes(&story, true);
    let EventKind::CalendarChanged { previous, version: 2, .. } = &changes[0].1 else { panic!("{changes:?}") };
    assert_eq!(previous.iter().map(|one| one.metric).collect::<Vec<_>>(), [Metric::Resolution]);
}

#[test]
fn rule_10_no_edit_makes_a_kept_promise_broken() {
    // Same business day: reported 09:00, answered 12:30. The edit closes the day at 12:00, from 12:45 on.
    let mut story = story();
    for rule in &mut story.policy.priorities {
        rule.targets.set(Metric::FirstResponse, Target::SAME_BUSINESS_DAY);
    }
    story
        .later(Seconds::minutes(210))
        .give(&staff(), Command::Reply { body: "Done".to_owned(), attachments: vec![], next_update_at: None });
    let mut first = business_week("UTC");
    first.weekly.insert(Weekday::Mon, vec![window(9, 12), window(13, 17)]);
    let mut second = Calendar { version: 2, effective_from: START + Seconds::minutes(225), ..first.clone() };
    second.weekly.insert(Weekday::Mon, vec![window(9, 12)]);
    let layers = [
        layer(1, Timestamp::from_unix(0), std::slice::from_ref(&first)),
        layer(2, START + Seconds::minutes(220), &[first, second]),
    ];
    let book = PolicyBook::new(story.policy.clone());
    let verdict = |layers: &[HoursSince]| {
        let clocks = evaluate_through(&sla_events(&story.events), &book, layers, START + Seconds::days(1));
        clocks.into_iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap().state
    };
    assert_eq!(verdict(&layers[1..]), ClockState::Missed, "by the new hours alone it would be");
    assert_eq!(verdict(&layers), ClockState::Met);
}
