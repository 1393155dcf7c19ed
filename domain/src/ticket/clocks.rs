//! A ticket's history as the SLA engine reads it.

use crate::people::Actor;
use crate::sla::{SlaEvent, SlaEventKind};
use crate::ticket::{Event, EventKind, StateCause, Ticket, TicketState, Visibility};
use crate::time::Timestamp;

/// When the waiting state a ticket is in ends by itself (SLA.md rule 7).
pub fn waits_until(ticket: &Ticket, events: &[Event]) -> Option<Timestamp> {
    if !ticket.state.is_waiting() {
        return None;
    }
    let last_move = events.iter().rev().find_map(|event| match &event.kind {
        EventKind::StateChanged { pause, .. } => Some((event.at, pause)),
        _ => None,
    });
    last_move.and_then(|(at, pause)| pause.as_ref().map(|pause| at + pause.max))
}

/// Translates a history. Events that concern no clock disappear; one event may mean several things to the clocks.
pub fn sla_events(events: &[Event]) -> Vec<SlaEvent> {
    let mut out = Vec::with_capacity(events.len() + 4);
    for event in events {
        let by = event.by.person().map(|person| person.name.clone());
        let mut push = |kind| out.push(SlaEvent { at: event.at, by: by.clone(), kind });
        match &event.kind {
            EventKind::Reported { policy, priority, reported_at, split, .. } => {
                let (policy, priority) = (policy.clone(), priority.clone());
                push(match split {
                    Some(split) if split.is_answered => {
                        SlaEventKind::SplitFrom { resolution_from: *reported_at, policy, priority }
                    }
                    _ => SlaEventKind::Reported {
                        reported_at: (*reported_at < event.at).then_some(*reported_at),
                        policy,
                        priority,
                    },
                });
            }
            EventKind::MessageAdded { visibility, next_update_at, .. } => {
                message(*visibility, &event.by, *next_update_at, push);
            }
            EventKind::Acknowledged => push(SlaEventKind::Acknowledged),
            EventKind::PriorityChanged { to, .. } => push(SlaEventKind::PriorityChanged { to: to.clone() }),
            EventKind::CalendarChanged { previous, .. } => {
                push(SlaEventKind::CalendarChanged { previous: previous.clone() });
            }
            EventKind::PolicyChanged { to, .. } => push(SlaEventKind::PolicyChanged { to: to.clone() }),
            EventKind::StateChanged { from, to, pause, cause, .. } => {
                moved(*from, *to, *cause, &mut push);
                if let Some(pause) = pause {
                    push(SlaEventKind::Paused { reason: pause.reason.clone(), max: pause.max });
                }
            }
            EventKind::FactsRecorded { target_window: Some(window), .. } => {
                push(SlaEventKind::TargetWindowSet { window: window.clone() });
            }
            EventKind::Merged { carried, unanswered_since, .. } => {
                push(SlaEventKind::MergedFrom { carried: carried.clone(), unanswered_since: *unanswered_since });
            }
            EventKind::FactsRecorded { .. }
            | EventKind::SplitOff { .. }
            | EventKind::Assigned { .. }
            | EventKind::TitleChanged { .. }
            | EventKind::Linked { .. }
            | EventKind::ParticipantAdded { .. }
            | EventKind::Snoozed { .. }
            | EventKind::Woken
            | EventKind::ClockWarned { .. }
            | EventKind::ClockBreached { .. }
            | EventKind::Escalated { .. } => {}
        }
    }
    out
}

/// Internal notes and automatic messages stop nothing (SLA.md rule 6); a public one of ours resets "next update".
fn message(visibility: Visibility, by: &Actor, promised: Option<Timestamp>, mut push: impl FnMut(SlaEventKind)) {
    match (visibility, by) {
        (Visibility::Internal, _) => push(SlaEventKind::InternalNote),
        (Visibility::Public, Actor::System) => push(SlaEventKind::AutomaticReply),
        (Visibility::Public, Actor::Client(_)) => push(SlaEventKind::ClientMessage),
        (Visibility::Public, Actor::Staff(_)) => {
            push(SlaEventKind::PublicReply);
            if let Some(at) = promised {
                push(SlaEventKind::NextUpdatePromised { at });
            }
        }
    }
}

/// Leaving `new` by any way is a decision on what it is: the triage clock stops.
fn moved(from: TicketState, to: TicketState, cause: StateCause, push: &mut impl FnMut(SlaEventKind)) {
    if !from.is_open() && to.is_open() {
        push(SlaEventKind::Reopened);
    }
    if from == TicketState::New {
        push(SlaEventKind::Triaged);
    }
    if from.is_waiting() {
        push(SlaEventKind::Resumed);
    }
    match to {
        TicketState::Resolved => push(SlaEventKind::Resolved),
        TicketState::Closed => push(SlaEventKind::Closed),
        TicketState::Declined => push(SlaEventKind::Declined),
        TicketState::Duplicate if cause == StateCause::Merge => push(SlaEventKind::MergedInto),
        TicketState::Duplicate => push(SlaEventKind::Duplicate),
        _ => {}
    }
}
