use super::{START, Story, client, person, staff};
use crate::people::{Actor, PersonRef};
use crate::sla::PriorityKey;
use crate::sla::escalation::{Chain, Level, Recipient, Trigger};
use crate::ticket::{
    Cause, Command, Event, EventKind, NextStep, Reachable, StateChange, TicketState, ask, next_step, pending_marks,
};
use crate::time::{Seconds, Timestamp};

fn minutes(count: i64) -> Seconds {
    Seconds::minutes(count)
}

fn people() -> Reachable {
    Reachable {
        staff: vec![person("Mira"), person("Amal"), person("Tove")],
        admins: vec![person("Mira")],
        supplier_owner: Some(person("Amal").id),
        buyer_owner: Some(person("Ruth")),
    }
}

impl Story {
    fn next(&self) -> Option<NextStep> {
        next_step(&self.ticket(), &self.policy, |at| at)
    }

    fn push(&mut self, kind: EventKind) {
        let seq = u32::try_from(self.events.len() + 1).expect("short stories");
        self.events.push(Event { seq, at: self.now, by: Actor::System, kind });
    }

    /// What the watcher does at a look; answers the names of those who were asked, a list for each step.
    fn watch(&mut self) -> Vec<Vec<String>> {
        for mark in pending_marks(&self.ticket(), &self.clocks(), self.now) {
            self.push(mark.event());
        }
        let mut asked = Vec::new();
        while let Some(step) = self.next().filter(|step| step.at <= self.now) {
            let chain = self.policy.escalation_chain.clone().expect("a step without a chain");
            let kind = ask(&step, &self.ticket(), &chain, &people());
            if let EventKind::Escalated { to, .. } = &kind {
                asked.push(names(to));
            }
            self.push(kind);
        }
        asked
    }

    fn chain(&mut self) -> &mut Chain {
        self.policy.escalation_chain.as_mut().expect("the policy ships with one")
    }
}

fn names(people: &[PersonRef]) -> Vec<String> {
    people.iter().map(|person| person.name.clone()).collect()
}

fn p0() -> Story {
    Story::begin("hrm-route", "stopped")
}

fn last(story: &Story) -> &EventKind {
    &story.events.last().expect("a history").kind
}

#[test]
fn a_new_p0_asks_its_owner_at_once_tells_the_clients_and_then_asks_the_next() {
    let mut story = p0();
    assert_eq!(story.watch(), [["Amal"]]);
    assert!(
        matches!(last(&story), EventKind::Escalated { cause: Cause::Reported, level: 1, round: 1, told, waited: None, .. } if names(told) == ["Ruth"])
    );
    assert_eq!(story.later(Seconds::new(299)).watch(), [[""; 0]; 0], "they have five minutes");
    assert_eq!(story.later(Seconds::new(1)).watch(), [["Mira"]]);
    assert!(
        matches!(last(&story), EventKind::Escalated { level: 2, round: 1, waited: Some(waited), told, .. } if *waited == minutes(5) && told.is_empty())
    );
    assert_eq!(story.watch(), [[""; 0]; 0], "a step is asked for once");
}

#[test]
fn a_chain_begins_again_as_often_as_it_may_and_then_rests_until_something_new() {
    let mut story = p0();
    for _ in 0..20 {
        story.watch();
        story.later(minutes(15));
    }
    let steps: Vec<(u32, u32)> = story
        .events
        .iter()
        .filter_map(|event| match &event.kind {
            EventKind::Escalated { level, round, cause: Cause::Reported, .. } => Some((*level, *round)),
            _ => None,
        })
        .collect();
    assert_eq!(steps, [(1, 1), (2, 1), (1, 2), (2, 2)]);
    // Something new is another matter: it begins a chain of its own.
    for to in ["p1", "p0"] {
        let reason = "Whole ward".to_owned();
        story.give(&staff(), Command::ChangePriority { to: PriorityKey::new(to), reason });
    }
    assert_eq!(story.watch(), [["Amal"]]);
    assert!(matches!(last(&story), EventKind::Escalated { cause: Cause::Raised { .. }, level: 1, round: 1, .. }));
}

#[test]
fn every_way_of_acknowledging_ends_it_and_nothing_else_does() {
    let reply = |by: &str| Command::Reply { body: by.to_owned(), attachments: vec![], next_update_at: None };
    let ends: [(Actor, Command); 4] = [
        (staff(), Command::Take),
        (staff(), reply("On it")),
        (staff(), Command::ChangeState(StateChange::to(TicketState::InProgress))),
        (staff(), Command::Assign { to: Some(person("Mira")) }),
    ];
    for (by, command) in ends {
        let mut story = p0();
        story.watch();
        story.later(minutes(1)).give(&by, command.clone());
        assert_eq!(story.next(), None, "{command:?}");
    }
    let goes_on: [(Actor, Command); 5] = [
        (client(), reply("Hello?")),
        (staff(), Command::Note { body: "Odd".to_owned(), attachments: vec![] }),
        (staff(), Command::Assign { to: Some(person("Amal")) }),
        (staff(), Command::EditTitle { title: "Another".to_owned() }),
        (staff(), Command::Snooze { until: START + Seconds::hours(2) }),
    ];
    for (by, command) in goes_on {
        let mut story = p0();
        story.watch();
        story.later(minutes(1)).give(&by, command.clone());
        assert_eq!(story.next().map(|step| step.at), Some(START + minutes(5)), "{command:?}");
    }
}

#[test]
fn an_owner_who_is_asked_again_answers_by_taking_it_once_more() {
    let mut story = p0();
    story.give(&staff(), Command::Take);
    assert_eq!(story.watch(), [[""; 0]; 0]);
    assert_eq!(story.later(minutes(31)).watch(), [["Amal"]], "the next update was missed");
    assert_eq!(story.give(&staff(), Command::Take).next(), None);
    assert_eq!(*last(&story), EventKind::Acknowledged);
    let before = story.events.len();
    story.give(&staff(), Command::Take);
    assert_eq!(story.events.len(), before, "nobody asks any more");
}

#[test]
fn what_ends_a_ticket_ends_its_chain_and_a_client_who_reopens_begins_one() {
    let mut story = p0();
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::Resolved)));
    assert_eq!(story.next(), None);
    story.later(minutes(10)).give(&client(), Command::Reopen { body: "Still dead".to_owned() });
    let step = story.next().expect("somebody is asked");
    assert_eq!((step.cause, step.at), (Cause::Reopened, story.now));
}

#[test]
fn raising_to_p0_asks_also_when_somebody_has_it_and_lowering_does_not() {
    let mut story = Story::begin("hrm-route", "blocked");
    story.give(&staff(), Command::Take);
    assert_eq!(story.next(), None);
    let change = |to: &str| Command::ChangePriority { to: PriorityKey::new(to), reason: "Whole ward".to_owned() };
    story.later(minutes(3)).give(&staff(), change("p0"));
    assert_eq!(story.watch(), [["Amal"]]);
    story.give(&staff(), Command::Take);
    story.chain().triggers.entry(PriorityKey::new("p2")).or_default().insert(Trigger::New);
    story.give(&staff(), change("p2"));
    assert_eq!(story.next(), None);
}

#[test]
fn quiet_hours_postpone_everything_but_the_worst_priority() {
    let morning = START + Seconds::hours(9);
    let awake = |at: Timestamp| at.max(morning);
    let worst = p0();
    assert_eq!(next_step(&worst.ticket(), &worst.policy, awake).map(|step| step.at), Some(START));
    let mut story = Story::begin("hrm-route", "blocked");
    story.chain().triggers.entry(PriorityKey::new("p1")).or_default().insert(Trigger::New);
    assert_eq!(next_step(&story.ticket(), &story.policy, awake).map(|step| step.at), Some(morning));
}

#[test]
fn after_a_stop_of_hours_one_level_is_asked_and_has_its_whole_time() {
    let mut story = p0();
    story.later(Seconds::hours(6));
    assert_eq!(story.watch().len(), 1);
    assert_eq!(story.next().map(|step| step.at), Some(story.now + minutes(5)));
}

#[test]
fn warnings_and_breaches_begin_it_where_the_policy_says() {
    let mut story = Story::begin("standard", "blocked");
    assert_eq!(story.next(), None, "a new high ticket asks nobody");
    story.later(Seconds::hours(7));
    assert_eq!(story.watch(), [[""; 0]; 0], "the next update is due soon, which the policy leaves alone");
    story.later(Seconds::hours(2));
    assert_eq!(story.watch(), [["Amal"]]);
    assert!(
        matches!(last(&story), EventKind::Escalated { cause: Cause::Breached { due, .. }, .. } if *due == START + Seconds::hours(8))
    );
    let mut other = Story::begin("standard", "blocked");
    other.chain().triggers.entry(PriorityKey::new("high")).or_default().insert(Trigger::Warning);
    other.later(Seconds::hours(7));
    assert_eq!(other.watch(), [["Amal"]]);
}

#[test]
fn a_policy_without_a_chain_asks_nobody() {
    let mut story = p0();
    story.policy.escalation_chain = None;
    assert_eq!(story.later(Seconds::days(1)).next(), None);
}

#[test]
fn levels_in_which_nobody_can_be_reached_are_passed_over_and_admins_are_the_last_resort() {
    let level = |who: Recipient| Level { who: vec![who], wait: minutes(5) };
    let mut story = p0();
    story.chain().levels = vec![
        level(Recipient::Assignee),
        level(Recipient::Person { id: person("Tove").id }),
        level(Recipient::SupplierOwner),
    ];
    assert_eq!(story.watch(), [["Tove"]], "nobody owns it yet");
    assert!(matches!(last(&story), EventKind::Escalated { level: 2, .. }));
    let mut story = p0();
    story.chain().levels = vec![level(Recipient::Person { id: person("Gone").id })];
    assert_eq!(story.watch(), [["Mira"]]);
    let mut story = p0();
    story.chain().levels =
        vec![Level { who: vec![Recipient::Admins, Recipient::Person { id: person("Mira").id }], wait: minutes(5) }];
    assert_eq!(story.watch(), [["Mira"]], "each person is asked once");
}

#[test]
fn clients_see_that_one_of_them_was_told_and_nothing_else() {
    let mut story = p0();
    story.watch();
    assert!(last(&story).is_visible_to_client());
    story.later(minutes(5)).watch();
    assert!(!last(&story).is_visible_to_client());
}

#[test]
fn a_history_with_escalations_is_read_back_from_its_documents() {
    let mut story = p0();
    story.watch();
    story.later(minutes(6)).watch();
    let documents: Vec<String> = story.events.iter().map(|event| serde_json::to_string(event).unwrap()).collect();
    let read: Vec<Event> = documents.iter().map(|document| serde_json::from_str(document).unwrap()).collect();
    assert_eq!(read, story.events);
    let steps = story.ticket().escalation.asked.expect("nobody has acknowledged").steps;
    let numbers: Vec<u32> = story
        .events
        .iter()
        .filter(|event| matches!(event.kind, EventKind::Escalated { .. }))
        .map(|event| event.seq)
        .collect();
    assert_eq!(steps, numbers);
}
