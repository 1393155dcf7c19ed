//! Moving between states: what each move asks for, and what ends or begins with it.

use super::{FACT_MAX, MESSAGE_MAX, assign};
use crate::people::{Actor, Side};
use crate::problem::{Problem, optional_text, text};
use crate::sla::Policy;
use crate::ticket::{
    Attachment, EventKind, Facts, PauseGrant, Requirement, StateCause, StateChange, Ticket, TicketState, Visibility,
    required_for,
};
use crate::time::Timestamp;

pub(super) fn accept(
    ticket: &Ticket,
    facts: &Facts,
    by: &Actor,
    policy: &Policy,
) -> Result<Vec<EventKind>, Vec<Problem>> {
    if ticket.state != TicketState::New {
        return Err(vec![Problem::new(
            "state",
            format!("Only a new ticket can be accepted; this one is {}.", spoken(ticket.state)),
        )]);
    }
    let mut facts = facts.clone();
    if facts.owner.is_none() && ticket.assignee.is_none() {
        facts.owner = by.person().cloned();
    }
    let mut events = Vec::new();
    if !ticket.acknowledged {
        events.push(EventKind::Acknowledged);
    }
    let change = StateChange { facts, ..StateChange::to(TicketState::Triaged) };
    events.extend(change_state(ticket, &change, policy)?);
    Ok(events)
}

pub(super) fn change_state(
    ticket: &Ticket,
    change: &StateChange,
    policy: &Policy,
) -> Result<Vec<EventKind>, Vec<Problem>> {
    let to = change.to;
    if !ticket.state.next().contains(&to) {
        let ways = ticket.state.next().iter().map(|state| spoken(*state)).collect::<Vec<_>>().join(", ");
        return Err(vec![Problem::new(
            "state",
            format!(
                "A ticket that is {} cannot become {}. From here it can become: {ways}.",
                spoken(ticket.state),
                spoken(to)
            ),
        )]);
    }
    let mut problems = Vec::new();
    let mut events = record_facts(ticket, &change.facts, &mut problems);
    if let Some(owner) = &change.facts.owner {
        events.extend(assign(ticket, Some(owner)));
    }
    problems.extend(missing_requirements(ticket, change, policy));

    let pause = if to.is_waiting() { pause_grant(to, &change.pause_reason, policy, &mut problems) } else { None };
    let reason = match optional_text("reason", "The reason", &change.reason, FACT_MAX) {
        Ok(reason) => reason,
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    if to == TicketState::Declined && reason.is_none() && change.reason.trim().is_empty() {
        problems.push(Problem::new("reason", "Say why it is declined; the client reads this sentence."));
    }
    let duplicate_of =
        if to == TicketState::Duplicate { duplicate_target(ticket, change, &mut problems) } else { None };
    if !problems.is_empty() {
        return Err(problems);
    }
    events.push(EventKind::StateChanged {
        from: ticket.state,
        to,
        reason,
        pause,
        duplicate_of,
        cause: StateCause::Person,
    });
    Ok(events)
}

fn record_facts(ticket: &Ticket, facts: &Facts, problems: &mut Vec<Problem>) -> Vec<EventKind> {
    let mut read = |field: &str, label: &str, value: &str, present: Option<&String>| match optional_text(
        field, label, value, FACT_MAX,
    ) {
        Ok(value) => value.filter(|value| Some(value) != present),
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    let workaround = read("workaround", "The workaround", &facts.workaround, ticket.workaround.as_ref());
    let business_impact =
        read("impact", "The business impact", &facts.business_impact, ticket.business_impact.as_ref());
    let target_window = read("target_window", "The target window", &facts.target_window, ticket.target_window.as_ref());
    if workaround.is_none() && business_impact.is_none() && target_window.is_none() {
        return Vec::new();
    }
    vec![EventKind::FactsRecorded { workaround, business_impact, target_window }]
}

/// A problem for each thing that [`required_for`] names and nobody has said.
fn missing_requirements(ticket: &Ticket, change: &StateChange, policy: &Policy) -> Vec<Problem> {
    let Some(rule) = policy.rule_for(&ticket.priority) else { return Vec::new() };
    let target = spoken(change.to);
    required_for(ticket.state, change.to, rule)
        .into_iter()
        .filter_map(|requirement| {
            let (missing, sentence) = match requirement {
                Requirement::Workaround => (
                    is_missing(&change.facts.workaround, ticket.workaround.as_ref()),
                    "a workaround (write “none known” if there is none)",
                ),
                Requirement::Owner => (change.facts.owner.is_none() && ticket.assignee.is_none(), "an owner"),
                Requirement::BusinessImpact => {
                    (is_missing(&change.facts.business_impact, ticket.business_impact.as_ref()), "the business impact")
                }
                Requirement::TargetWindow => (
                    is_missing(&change.facts.target_window, ticket.target_window.as_ref()),
                    "a target window, like “release 2.4” or “week of 7 December”",
                ),
                Requirement::IncidentNotes | Requirement::NextUpdateTime | Requirement::ReleaseNote => return None,
            };
            let field = requirement.field().filter(|_| missing)?;
            Some(Problem::new(field, format!("{} needs {sentence} before it can be {target}.", rule.name)))
        })
        .collect()
}

fn is_missing(given: &str, recorded: Option<&String>) -> bool {
    given.trim().is_empty() && recorded.is_none()
}

fn pause_grant(to: TicketState, reason: &str, policy: &Policy, problems: &mut Vec<Problem>) -> Option<PauseGrant> {
    // SLA.md rule 7: only reasons of the policy's list. A waiting state with the list's reason of the same name needs no choice.
    let wanted = if reason.trim().is_empty() { to.as_str() } else { reason.trim() };
    let found = policy.pause_reason(wanted);
    if found.is_none() {
        let names = policy.pause_reasons.iter().map(|candidate| candidate.name.as_str()).collect::<Vec<_>>().join(", ");
        problems.push(Problem::new(
            "pause_reason",
            format!("The policy knows no pause reason “{wanted}”. Choose one of: {names}."),
        ));
    }
    found.map(|reason| PauseGrant { reason: reason.key.clone(), name: reason.name.clone(), max: reason.max })
}

fn duplicate_target(
    ticket: &Ticket,
    change: &StateChange,
    problems: &mut Vec<Problem>,
) -> Option<crate::ids::TicketKey> {
    match &change.duplicate_of {
        None => problems.push(Problem::new("duplicate_of", "Name the ticket it repeats, like ACME-42.")),
        Some(other) if *other == ticket.key => {
            problems.push(Problem::new("duplicate_of", "A ticket cannot repeat itself. Name the other ticket."));
        }
        Some(other) => return Some(other.clone()),
    }
    None
}

pub(super) fn confirm(ticket: &Ticket, by: &Actor) -> Result<Vec<EventKind>, Vec<Problem>> {
    if !by.is_client() || ticket.state != TicketState::Resolved {
        return Err(vec![Problem::new("state", "Only a resolved ticket can be confirmed, and only by the client.")]);
    }
    Ok(vec![EventKind::StateChanged {
        from: ticket.state,
        to: TicketState::Closed,
        reason: None,
        pause: None,
        duplicate_of: None,
        cause: StateCause::Person,
    }])
}

pub(super) fn reopen(ticket: &Ticket, body: &str, by: &Actor) -> Result<Vec<EventKind>, Vec<Problem>> {
    if ticket.state.is_open() {
        return Err(vec![Problem::new("state", "The ticket is open. Write a reply instead.")]);
    }
    let body = text("body", "What is still wrong", body, MESSAGE_MAX).map_err(|problem| vec![problem])?;
    Ok(reopened(ticket, body, &[], by))
}

/// The ticket goes on, and the message says why.
pub(super) fn reopened(ticket: &Ticket, body: String, attachments: &[Attachment], by: &Actor) -> Vec<EventKind> {
    let attachments = attachments.to_vec();
    vec![
        EventKind::StateChanged {
            from: ticket.state,
            to: TicketState::InProgress,
            reason: None,
            pause: None,
            duplicate_of: None,
            cause: if by.is_client() { StateCause::ClientMessage } else { StateCause::Person },
        },
        EventKind::MessageAdded { visibility: Visibility::Public, body, attachments, next_update_at: None },
    ]
}

pub(super) fn end_pause(ticket: &Ticket, by: &Actor) -> Result<Vec<EventKind>, Vec<Problem>> {
    if *by != Actor::System || !ticket.state.is_waiting() {
        return Err(vec![Problem::new("state", "There is no pause to end.")]);
    }
    Ok(vec![resume(ticket, StateCause::PauseMaximum)])
}

pub(super) fn wake(ticket: &Ticket, by: &Actor, now: Timestamp) -> Result<Vec<EventKind>, Vec<Problem>> {
    let over = ticket.snoozed_until.is_some_and(|until| until <= now);
    if ticket.snoozed_until.is_none() || (*by == Actor::System && !over) {
        return Err(vec![Problem::new("until", "There is no snooze to end.")]);
    }
    Ok(vec![EventKind::Woken])
}

pub(super) fn resume(ticket: &Ticket, cause: StateCause) -> EventKind {
    EventKind::StateChanged {
        from: ticket.state,
        to: TicketState::InProgress,
        reason: None,
        pause: None,
        duplicate_of: None,
        cause,
    }
}

fn spoken(state: TicketState) -> String {
    state.label(Side::Staff).to_lowercase()
}
