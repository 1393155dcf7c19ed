//! What a device did without a network and the server has later.

use super::{START, Story, staff};
use crate::ids::OpId;
use crate::problem::Problem;
use crate::sla::OpenWindows;
use crate::sync::{TicketDeed, TicketOp};
use crate::ticket::{Command, EventKind};
use crate::time::{Seconds, Timestamp};

fn made(deed: TicketDeed) -> TicketOp {
    TicketOp { id: OpId::new("op"), at: START, deed }
}

fn update(promised_after: Seconds) -> TicketOp {
    made(TicketDeed::IncidentUpdate { text: "Still down".to_owned(), next_update_at: START + promised_after })
}

fn arrives(story: &mut Story, op: &TicketOp) -> Result<Vec<EventKind>, Vec<Problem>> {
    let command = op.arrived(&story.ticket(), &story.policy, &OpenWindows::always(), story.now)?;
    story.try_give(&staff(), &command)
}

/// The time that the update which counts promises.
fn promise(kinds: &[EventKind]) -> Timestamp {
    let promised = kinds.iter().find_map(|kind| match kind {
        EventKind::MessageAdded { body, next_update_at, .. } if body == "Still down" => *next_update_at,
        _ => None,
    });
    promised.expect("the words got through, with a promise")
}

#[test]
fn an_update_whose_promise_passed_on_the_way_gets_through_and_promises_the_same_span_from_its_arrival() {
    let thirty = Seconds::minutes(30);
    for (late, expected) in [
        (Seconds::minutes(29), thirty),
        (Seconds::minutes(30), Seconds::minutes(60)),
        (Seconds::hours(5), Seconds::hours(5) + thirty),
    ] {
        let mut story = Story::begin("hrm-route", "stopped");
        let kinds = arrives(story.later(late), &update(thirty)).expect("it counts");
        assert_eq!(promise(&kinds), START + expected, "{late:?}");
    }
}

#[test]
fn a_late_promise_is_never_later_than_the_plan_allows() {
    let mut story = Story::begin("hrm-route", "stopped");
    let longest = crate::ticket::longest_next_update(&story.ticket(), &story.policy).expect("the policy has one");
    let days = Seconds::days(2);
    assert!(longest < days);
    let now = story.later(Seconds::days(3)).now;
    assert_eq!(promise(&arrives(&mut story, &update(days)).expect("it counts")), now + longest);
    // In time, it is the person's own to mend: nothing was said to anybody yet.
    let mut story = Story::begin("hrm-route", "stopped");
    assert_eq!(arrives(&mut story, &update(days)).expect_err("refused")[0].field, "promise");
}

#[test]
fn what_was_promised_into_the_past_when_it_was_made_stays_refused() {
    let mut story = Story::begin("hrm-route", "stopped");
    let problems = arrives(story.later(Seconds::minutes(1)), &update(Seconds::minutes(-5))).expect_err("refused");
    assert!(problems[0].message.contains("in the past"), "{problems:?}");
}

#[test]
fn a_snooze_that_is_over_at_its_arrival_is_refused_and_says_that_sending_it_again_changes_nothing() {
    let snooze = made(TicketDeed::Snooze { base: 1, until: START + Seconds::hours(2) });
    let mut story = Story::begin("hrm-route", "blocked");
    let problems = arrives(story.later(Seconds::hours(2)), &snooze).expect_err("refused");
    assert_eq!(problems[0].field, "until");
    assert!(problems[0].message.contains("sending it again changes nothing"), "{problems:?}");
    let mut story = Story::begin("hrm-route", "blocked");
    let kinds = arrives(story.later(Seconds::hours(1)), &snooze).expect("it counts");
    assert_eq!(kinds, [EventKind::Snoozed { until: START + Seconds::hours(2) }]);
}

#[test]
fn words_without_a_promise_are_the_same_whenever_they_arrive() {
    let comment = made(TicketDeed::Comment { text: "Hello".to_owned(), internal: false });
    let story = Story::begin("hrm-route", "blocked");
    let (ticket, hours) = (story.ticket(), OpenWindows::always());
    let command = comment.arrived(&ticket, &story.policy, &hours, START + Seconds::days(20)).expect("a command");
    assert_eq!(command, comment.deed.command());
    assert!(matches!(command, Command::Reply { next_update_at: None, .. }));
}
