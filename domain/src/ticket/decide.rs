//! The rules: what a command may do to a ticket in its present state.
//!
//! [`decide`] is the only way to new events. It never changes anything; `store` appends what it returns.

use crate::people::{Actor, PersonRef};
use crate::problem::{Problem, text};
use crate::sla::{OpenWindows, Policy, PolicyRef};
use crate::ticket::{Attachment, Command, EventKind, Relation, StateCause, Ticket, Visibility};
use crate::time::{Seconds, Timestamp};

mod moves;
mod promise;

use moves::{accept, change_state, confirm, end_pause, reopen, reopened, resume, wake};
pub use promise::{latest_next_update, longest_next_update, next_update};

/// The longest message, in characters.
pub const MESSAGE_MAX: usize = 20_000;
/// The longest title, in characters.
pub const TITLE_MAX: usize = 140;
/// The longest one-line fact or reason, in characters.
pub const FACT_MAX: usize = 500;
/// The farthest a snooze may reach.
pub const SNOOZE_MAX: Seconds = Seconds::days(30);

/// Turns a command into the events it causes. `hours` are the opening hours of the ticket's engagement.
///
/// # Errors
/// Every problem found, each naming the form field. Nothing has changed then.
pub fn decide(
    ticket: &Ticket,
    command: &Command,
    by: &Actor,
    policy: &Policy,
    hours: &OpenWindows,
    now: Timestamp,
) -> Result<Vec<EventKind>, Vec<Problem>> {
    if let Some(problem) = gone_on(ticket, command) {
        return Err(vec![problem]);
    }
    match command {
        Command::Reply { body, attachments, next_update_at } => {
            let events = reply(ticket, body, attachments, *next_update_at, by)?;
            match next_update_at {
                Some(at) => promise::check(ticket, *at, by, policy, hours, now).map(|()| events),
                None => Ok(events),
            }
        }
        Command::Confirm => confirm(ticket, by),
        Command::Reopen { body } => reopen(ticket, body, by),
        Command::AddParticipant { person } => add_participant(ticket, person),
        Command::EndPause => end_pause(ticket, by),
        Command::Wake => wake(ticket, by, now),
        _ if !by.is_staff() => Err(vec![Problem::new("", "Only the support team can do this.")]),
        Command::Note { body, attachments } => note(body, attachments),
        Command::Take => Ok(take(ticket, by)),
        Command::Accept(facts) => accept(ticket, facts, by, policy),
        Command::Assign { to } => Ok(assign(ticket, to.as_ref())),
        Command::ChangePriority { to, reason } => {
            if policy.priority(to).is_none() {
                return Err(vec![Problem::new(
                    "priority",
                    format!(
                        "“{}” is not a priority of this policy. Choose one of: {}.",
                        to.as_str(),
                        priority_names(policy)
                    ),
                )]);
            }
            let reason = text("reason", "The reason", reason, FACT_MAX).map_err(|problem| vec![problem])?;
            if *to == ticket.priority {
                return Err(vec![Problem::new(
                    "priority",
                    "The ticket has this priority already. Choose another one.",
                )]);
            }
            Ok(vec![EventKind::PriorityChanged { from: ticket.priority.clone(), to: to.clone(), reason }])
        }
        Command::ChangePolicy { to } => change_policy(ticket, to),
        Command::ChangeState(change) => change_state(ticket, change, policy),
        Command::EditTitle { title } => {
            let title = text("title", "The title", title, TITLE_MAX).map_err(|problem| vec![problem])?;
            if title == ticket.title {
                Ok(Vec::new())
            } else {
                Ok(vec![EventKind::TitleChanged { from: ticket.title.clone(), to: title }])
            }
        }
        Command::Link { other, relation } => link(ticket, other, *relation),
        Command::Snooze { until } => snooze(ticket, *until, now),
    }
}

/// Nobody looks at a ticket that goes on in another one: what is written belongs there. Staff may reopen it, which
/// undoes the merge for it.
fn gone_on(ticket: &Ticket, command: &Command) -> Option<Problem> {
    let into = ticket.merged_into.as_ref()?;
    let field = match command {
        Command::Reply { .. } | Command::Note { .. } | Command::Reopen { .. } => "body",
        Command::AddParticipant { .. } => "person",
        _ => return None,
    };
    Some(Problem::new(field, format!("This issue goes on as {into}. Please write there.")))
}

/// A ticket that has ended keeps the promises it was measured by.
fn change_policy(ticket: &Ticket, to: &PolicyRef) -> Result<Vec<EventKind>, Vec<Problem>> {
    if ticket.policy == *to {
        return Ok(Vec::new());
    }
    if !ticket.state.is_open() {
        return Err(vec![Problem::new("policy", "The ticket has ended; it keeps the policy it was measured by.")]);
    }
    Ok(vec![EventKind::PolicyChanged { from: ticket.policy.clone(), to: to.clone() }])
}

fn reply(
    ticket: &Ticket,
    body: &str,
    attachments: &[Attachment],
    next_update_at: Option<Timestamp>,
    by: &Actor,
) -> Result<Vec<EventKind>, Vec<Problem>> {
    let body = message_text(body, attachments)?;
    // Nobody looks at what has ended: a client who writes there is not content.
    if by.is_client() && !ticket.state.is_open() {
        return Ok(reopened(ticket, body, attachments, by));
    }
    let mut events = Vec::new();
    if by.is_staff() && !ticket.acknowledged {
        events.push(EventKind::Acknowledged);
    }
    events.push(EventKind::MessageAdded {
        visibility: Visibility::Public,
        body,
        attachments: attachments.to_vec(),
        next_update_at,
    });
    // SLA.md rule 7: a client message ends a pause at once, whatever it was waiting for.
    if by.is_client() && ticket.state.is_waiting() {
        events.push(resume(ticket, StateCause::ClientMessage));
    }
    Ok(events)
}

fn note(body: &str, attachments: &[Attachment]) -> Result<Vec<EventKind>, Vec<Problem>> {
    let body = message_text(body, attachments)?;
    Ok(vec![EventKind::MessageAdded {
        visibility: Visibility::Internal,
        body,
        attachments: attachments.to_vec(),
        next_update_at: None,
    }])
}

fn message_text(body: &str, attachments: &[Attachment]) -> Result<String, Vec<Problem>> {
    if body.trim().is_empty() && !attachments.is_empty() {
        return Ok(String::new());
    }
    text("body", "The message", body, MESSAGE_MAX).map_err(|problem| vec![problem])
}

fn take(ticket: &Ticket, by: &Actor) -> Vec<EventKind> {
    let mut events = Vec::new();
    // Somebody who owns it already still answers those who ask.
    if !ticket.acknowledged || ticket.escalation.asked.is_some() {
        events.push(EventKind::Acknowledged);
    }
    events.extend(assign(ticket, by.person()));
    events
}

fn assign(ticket: &Ticket, to: Option<&PersonRef>) -> Vec<EventKind> {
    if ticket.assignee.as_ref().map(|person| &person.id) == to.map(|person| &person.id) {
        return Vec::new();
    }
    vec![EventKind::Assigned { to: to.cloned() }]
}

fn link(ticket: &Ticket, other: &crate::ids::TicketKey, relation: Relation) -> Result<Vec<EventKind>, Vec<Problem>> {
    if *other == ticket.key {
        return Err(vec![Problem::new("other", "A ticket cannot be linked to itself. Name the other ticket.")]);
    }
    if ticket.links.iter().any(|(_, linked)| linked == other) {
        return Err(vec![Problem::new("other", format!("{other} is linked already."))]);
    }
    Ok(vec![EventKind::Linked { other: other.clone(), relation }])
}

fn snooze(ticket: &Ticket, until: Timestamp, now: Timestamp) -> Result<Vec<EventKind>, Vec<Problem>> {
    if !ticket.state.is_open() {
        return Err(vec![Problem::new("until", "Only an open ticket can be snoozed.")]);
    }
    if until <= now || until - now > SNOOZE_MAX {
        return Err(vec![Problem::new("until", "Choose a time between now and 30 days from now.")]);
    }
    Ok(vec![EventKind::Snoozed { until }])
}

fn add_participant(ticket: &Ticket, person: &PersonRef) -> Result<Vec<EventKind>, Vec<Problem>> {
    if ticket.reporter.id == person.id || ticket.participants.iter().any(|present| present.id == person.id) {
        return Err(vec![Problem::new("person", format!("{} follows this ticket already.", person.name))]);
    }
    Ok(vec![EventKind::ParticipantAdded { person: person.clone() }])
}

fn priority_names(policy: &Policy) -> String {
    policy.priorities.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>().join(", ")
}
