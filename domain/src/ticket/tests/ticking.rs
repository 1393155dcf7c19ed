use super::{START, Story, staff};
use crate::people::Actor;
use crate::sla::{ClockState, Metric};
use crate::ticket::{Command, EventKind, Lane, MarkKind, StateChange, TicketState, pending_marks};
use crate::time::Seconds;

#[test]
fn a_report_starts_the_promises_of_its_priority() {
    let story = Story::begin("standard", "stopped");
    let first = story.clocks().into_iter().find(|clock| clock.metric == Metric::FirstResponse).expect("promised");
    assert_eq!(first.due, Some(START + Seconds::hours(4)));
}

#[test]
fn lanes_follow_the_promise_that_ends_first() {
    let mut story = Story::begin("hrm-route", "stopped");
    assert_eq!((story.place().lane, story.place().metric), (Lane::Running, Some(Metric::Acknowledge)));
    story.later(Seconds::new(299));
    assert_eq!(story.place().lane, Lane::Soon);
    story.later(Seconds::new(1));
    assert_eq!(story.place().lane, Lane::Soon, "the due instant itself is in time (SLA.md rule 2)");
    story.later(Seconds::new(1));
    assert_eq!(story.place().lane, Lane::Overdue);
    story.give(&staff(), Command::Take);
    assert_eq!((story.place().lane, story.place().metric), (Lane::Running, Some(Metric::NextUpdate)));
}

#[test]
fn waiting_pauses_and_ending_is_done() {
    let mut story = Story::begin("standard", "blocked");
    story.give(&staff(), Command::Reply { body: "Which ward?".to_owned(), attachments: vec![], next_update_at: None });
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::WaitingOnClient)));
    let paused = story.clocks().into_iter().any(|clock| matches!(clock.state, ClockState::Paused { .. }));
    assert!(paused, "resolution of a high ticket may pause");
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::Resolved)));
    assert_eq!(story.place().lane, Lane::Done);
}

#[test]
fn a_snooze_hides_a_running_promise_but_never_one_about_to_break() {
    let mut story = Story::begin("standard", "workaround");
    story.give(&staff(), Command::Snooze { until: story.now + Seconds::days(20) });
    assert_eq!(story.place().lane, Lane::Snoozed);
    story.later(Seconds::days(8));
    assert_eq!(story.place().lane, Lane::Overdue);
}

#[test]
fn marks_are_due_once_and_a_late_watcher_writes_the_true_instant() {
    let mut story = Story::begin("hrm-route", "stopped");
    story.later(Seconds::new(200));
    let due = START + Seconds::minutes(5);
    assert_eq!(story.place().watch_at.map(|at| at < due), Some(true), "first the warning");
    story.later(Seconds::hours(2));
    let marks = pending_marks(&story.ticket(), &story.clocks(), story.now);
    assert!(marks.iter().all(|mark| mark.kind == MarkKind::Breached), "no warning after the breach: {marks:?}");
    let acknowledge = marks.iter().find(|mark| mark.metric == Metric::Acknowledge).expect("the 5 minutes are over");
    assert_eq!(acknowledge.due, due);
    for mark in &marks {
        let seq = u32::try_from(story.events.len() + 1).expect("short");
        story.events.push(crate::ticket::Event { seq, at: story.now, by: Actor::System, kind: mark.event() });
    }
    assert_eq!(pending_marks(&story.ticket(), &story.clocks(), story.now), []);
    assert!(story.events.iter().any(|event| matches!(event.kind, EventKind::ClockBreached { .. })));
}

#[test]
fn a_promise_kept_late_still_gets_its_breach() {
    let mut story = Story::begin("hrm-route", "stopped");
    story.later(Seconds::minutes(6)).give(&staff(), Command::Take);
    let marks = pending_marks(&story.ticket(), &story.clocks(), story.now);
    assert!(
        marks.iter().any(|mark| mark.metric == Metric::Acknowledge && mark.kind == MarkKind::Breached),
        "{marks:?}"
    );
}
