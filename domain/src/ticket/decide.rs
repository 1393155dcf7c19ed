//! The rules: what a command may do to a ticket in its present state.
//!
//! [`decide`] is the only way to new events. It never changes anything; `store` appends what it returns.

use crate::people::{Actor, PersonRef};
use crate::problem::{Problem, text};
use crate::sla::{Basis, Policy, Target};
use crate::ticket::{
    Attachment, Command, EventKind, Facts, PauseGrant, Relation, Requirement, StateCause, StateChange, Ticket, TicketState, Visibility,
};
use crate::time::{Seconds, Timestamp};

/// The longest message, in characters.
pub const MESSAGE_MAX: usize = 20_000;
/// The longest title, in characters.
pub const TITLE_MAX: usize = 140;
/// The longest one-line fact or reason, in characters.
pub const FACT_MAX: usize = 500;
/// The farthest a snooze may reach.
pub const SNOOZE_MAX: Seconds = Seconds::days(30);

/// Turns a command into the events it causes.
///
/// # Errors
/// Every problem found, each naming the form field. Nothing has changed then.
pub fn decide(
    ticket: &Ticket,
    command: &Command,
    by: &Actor,
    policy: &Policy,
    now: Timestamp,
) -> Result<Vec<EventKind>, Vec<Problem>> {
    match command {
        Command::Reply { body, attachments, next_update_at } => reply(ticket, body, attachments, *next_update_at, by, policy, now),
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
                return Err(vec![Problem::new("priority", format!("“{}” is not a priority of this policy. Choose one of: {}.", to.as_str(), priority_names(policy)))]);
            }
            let reason = text("reason", "The reason", reason, FACT_MAX).map_err(|problem| vec![problem])?;
            if *to == ticket.priority {
                return Err(vec![Problem::new("priority", "The ticket has this priority already. Choose another one.")]);
            }
            Ok(vec![EventKind::PriorityChanged { from: ticket.priority.clone(), to: to.clone(), reason }])
        }
        Command::ChangeState(change) => change_state(ticket, change, by, policy),
        Command::EditTitle { title } => {
            let title = text("title", "The title", title, TITLE_MAX).map_err(|problem| vec![problem])?;
            if title == ticket.title { Ok(Vec::new()) } else { Ok(vec![EventKind::TitleChanged { from: ticket.title.clone(), to: title }]) }
        }
        Command::Link { other, relation } => link(ticket, other, *relation),
        Command::Snooze { until } => snooze(ticket, *until, now),
    }
}

fn reply(
    ticket: &Ticket,
    body: &str,
    attachments: &[Attachment],
    next_update_at: Option<Timestamp>,
    by: &Actor,
    policy: &Policy,
    now: Timestamp,
) -> Result<Vec<EventKind>, Vec<Problem>> {
    let body = message_text(body, attachments)?;
    if next_update_at.is_some() && !by.is_staff() {
        return Err(vec![Problem::new("promise", "Only the support team promises updates.")]);
    }
    if let Some(at) = next_update_at {
        let latest = longest_next_update(ticket, policy).map(|longest| now + longest);
        if at <= now {
            return Err(vec![Problem::new("promise", "The promised time is in the past. Choose a later one.")]);
        }
        // SLA.md rule 11: earlier than the plan's maximum is a kindness, later is a broken contract.
        if latest.is_some_and(|latest| at > latest) {
            return Err(vec![Problem::new("promise", "The plan promises the next update sooner than that. Choose an earlier time.")]);
        }
    }
    let mut events = Vec::new();
    if by.is_staff() && !ticket.acknowledged {
        events.push(EventKind::Acknowledged);
    }
    events.push(EventKind::MessageAdded { visibility: Visibility::Public, body, attachments: attachments.to_vec(), next_update_at });
    // SLA.md rule 7: a client message ends a pause at once.
    if by.is_client() && ticket.state == TicketState::WaitingOnClient {
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
    if !ticket.acknowledged {
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

fn accept(ticket: &Ticket, facts: &Facts, by: &Actor, policy: &Policy) -> Result<Vec<EventKind>, Vec<Problem>> {
    if ticket.state != TicketState::New {
        return Err(vec![Problem::new("state", format!("Only a new ticket can be accepted; this one is {}.", spoken(ticket.state)))]);
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
    events.extend(change_state(ticket, &change, by, policy)?);
    Ok(events)
}

fn change_state(ticket: &Ticket, change: &StateChange, by: &Actor, policy: &Policy) -> Result<Vec<EventKind>, Vec<Problem>> {
    let to = change.to;
    if !ticket.state.next().contains(&to) {
        let ways = ticket.state.next().iter().map(|state| spoken(*state)).collect::<Vec<_>>().join(", ");
        return Err(vec![Problem::new(
            "state",
            format!("A ticket that is {} cannot become {}. From here it can become: {ways}.", spoken(ticket.state), spoken(to)),
        )]);
    }
    let mut problems = Vec::new();
    let mut events = record_facts(ticket, &change.facts, &mut problems);
    if let Some(owner) = &change.facts.owner {
        events.extend(assign(ticket, Some(owner)));
    }
    problems.extend(missing_requirements(ticket, change, policy));

    let pause = if to.is_waiting() { pause_grant(to, &change.pause_reason, policy, &mut problems) } else { None };
    let reason = match crate::problem::optional_text("reason", "The reason", &change.reason, FACT_MAX) {
        Ok(reason) => reason,
        Err(problem) => {
            problems.push(problem);
            None
        }
    };
    if to == TicketState::Declined && reason.is_none() && change.reason.trim().is_empty() {
        problems.push(Problem::new("reason", "Say why it is declined; the client reads this sentence."));
    }
    let duplicate_of = if to == TicketState::Duplicate { duplicate_target(ticket, change, &mut problems) } else { None };
    if !problems.is_empty() {
        return Err(problems);
    }
    events.push(EventKind::StateChanged { from: ticket.state, to, reason, pause, duplicate_of, cause: StateCause::Person });
    Ok(events)
}

fn record_facts(ticket: &Ticket, facts: &Facts, problems: &mut Vec<Problem>) -> Vec<EventKind> {
    let mut read = |field: &str, label: &str, value: &str, present: Option<&String>| {
        match crate::problem::optional_text(field, label, value, FACT_MAX) {
            Ok(value) => value.filter(|value| Some(value) != present),
            Err(problem) => {
                problems.push(problem);
                None
            }
        }
    };
    let workaround = read("workaround", "The workaround", &facts.workaround, ticket.workaround.as_ref());
    let business_impact = read("impact", "The business impact", &facts.business_impact, ticket.business_impact.as_ref());
    let target_window = read("target_window", "The target window", &facts.target_window, ticket.target_window.as_ref());
    if workaround.is_none() && business_impact.is_none() && target_window.is_none() {
        return Vec::new();
    }
    vec![EventKind::FactsRecorded { workaround, business_impact, target_window }]
}

/// What the policy asks for before the ticket may go on: P1 before `triaged`, P2 before `queued` (facts: `hrm-route`).
/// Leaving `new` for work counts as passing `triaged`.
fn missing_requirements(ticket: &Ticket, change: &StateChange, policy: &Policy) -> Vec<Problem> {
    let Some(rule) = policy.rule_for(&ticket.priority) else { return Vec::new() };
    let required: &[String] = match change.to {
        TicketState::Triaged => &rule.requires_before_triaged,
        TicketState::InProgress if ticket.state == TicketState::New => &rule.requires_before_triaged,
        TicketState::Queued => &rule.requires_before_queued,
        _ => &[],
    };
    let target = spoken(change.to);
    required
        .iter()
        .filter_map(|text| Requirement::read(text))
        .filter_map(|requirement| {
            let (field, missing, sentence) = match requirement {
                Requirement::Workaround => (
                    "workaround",
                    is_missing(&change.facts.workaround, ticket.workaround.as_ref()),
                    "a workaround (write “none known” if there is none)",
                ),
                Requirement::Owner => ("owner", change.facts.owner.is_none() && ticket.assignee.is_none(), "an owner"),
                Requirement::BusinessImpact => (
                    "impact",
                    is_missing(&change.facts.business_impact, ticket.business_impact.as_ref()),
                    "the business impact",
                ),
                Requirement::TargetWindow => (
                    "target_window",
                    is_missing(&change.facts.target_window, ticket.target_window.as_ref()),
                    "a target window, like “release 2.4” or “week of 7 December”",
                ),
                // Kept with incidents and releases, which have rules of their own.
                Requirement::IncidentNotes | Requirement::NextUpdateTime | Requirement::ReleaseNote => return None,
            };
            missing.then(|| Problem::new(field, format!("{} needs {sentence} before it can be {target}.", rule.name)))
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
        problems.push(Problem::new("pause_reason", format!("The policy knows no pause reason “{wanted}”. Choose one of: {names}.")));
    }
    found.map(|reason| PauseGrant { reason: reason.key.clone(), name: reason.name.clone(), max: reason.max })
}

fn duplicate_target(ticket: &Ticket, change: &StateChange, problems: &mut Vec<Problem>) -> Option<crate::ids::TicketKey> {
    match &change.duplicate_of {
        None => problems.push(Problem::new("duplicate_of", "Name the ticket it repeats, like ACME-42.")),
        Some(other) if *other == ticket.key => problems.push(Problem::new("duplicate_of", "A ticket cannot repeat itself. Name the other ticket.")),
        Some(other) => return Some(other.clone()),
    }
    None
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

fn confirm(ticket: &Ticket, by: &Actor) -> Result<Vec<EventKind>, Vec<Problem>> {
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

fn reopen(ticket: &Ticket, body: &str, by: &Actor) -> Result<Vec<EventKind>, Vec<Problem>> {
    if ticket.state.is_open() {
        return Err(vec![Problem::new("state", "The ticket is open. Write a reply instead.")]);
    }
    let body = text("body", "What is still wrong", body, MESSAGE_MAX).map_err(|problem| vec![problem])?;
    Ok(vec![
        EventKind::StateChanged {
            from: ticket.state,
            to: TicketState::InProgress,
            reason: None,
            pause: None,
            duplicate_of: None,
            cause: if by.is_client() { StateCause::ClientMessage } else { StateCause::Person },
        },
        EventKind::MessageAdded { visibility: Visibility::Public, body, attachments: Vec::new(), next_update_at: None },
    ])
}

fn end_pause(ticket: &Ticket, by: &Actor) -> Result<Vec<EventKind>, Vec<Problem>> {
    if *by != Actor::System || !ticket.state.is_waiting() {
        return Err(vec![Problem::new("state", "There is no pause to end.")]);
    }
    Ok(vec![resume(ticket, StateCause::PauseMaximum)])
}

fn wake(ticket: &Ticket, by: &Actor, now: Timestamp) -> Result<Vec<EventKind>, Vec<Problem>> {
    let over = ticket.snoozed_until.is_some_and(|until| until <= now);
    if ticket.snoozed_until.is_none() || (*by == Actor::System && !over) {
        return Err(vec![Problem::new("until", "There is no snooze to end.")]);
    }
    Ok(vec![EventKind::Woken])
}

fn resume(ticket: &Ticket, cause: StateCause) -> EventKind {
    EventKind::StateChanged { from: ticket.state, to: TicketState::InProgress, reason: None, pause: None, duplicate_of: None, cause }
}

/// The longest silence the plan allows after an update: the policy's own limit, else the metric's target when it
/// counts day and night (a business target is checked by the clock itself).
fn longest_next_update(ticket: &Ticket, policy: &Policy) -> Option<Seconds> {
    policy.max_next_update.or_else(|| match policy.rule_for(&ticket.priority)?.targets.next_update {
        Target::Within { target, basis: Basis::Calendar } => Some(target),
        _ => None,
    })
}

fn priority_names(policy: &Policy) -> String {
    policy.priorities.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn spoken(state: TicketState) -> String {
    state.label(crate::people::Side::Staff).to_lowercase()
}
