//! Merging: one ticket goes on in another of the same client.
//!
//! What SLA.md leaves open is decided by one principle: no bookkeeping makes a promise later. So what was still owed on
//! the merged ticket is owed on the other one, at the same instant at the latest; of two promises of one metric the sooner
//! one goes on, and the higher priority stays. The people of the merged ticket follow the other one; what was written
//! stays where it was written, so that no note changes its readers.

use crate::ids::TicketKey;
use crate::people::{Actor, PersonRef, Side};
use crate::problem::{Problem, optional_text};
use crate::sla::event::Carried;
use crate::sla::{Clock, Metric, Policy, PriorityKey};
use crate::ticket::causes::gaps;
use crate::ticket::{Event, EventKind, FACT_MAX, StateCause, Ticket, TicketState, Visibility, waits_until};
use crate::time::Timestamp;

/// The ticket that is to go on in another one.
#[derive(Debug, Clone, Copy)]
pub struct Merging<'a> {
    /// It.
    pub ticket: &'a Ticket,
    /// Its history.
    pub events: &'a [Event],
    /// Its clocks now.
    pub clocks: &'a [Clock],
    /// The policy version it is measured by.
    pub policy: &'a Policy,
}

/// What a merge adds to both histories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// To the ticket that goes on in the other one.
    pub from: Vec<EventKind>,
    /// To the ticket in which it goes on.
    pub into: Vec<EventKind>,
}

/// Decides what becomes of two tickets when one goes on in the other. `policy` is the one that `into` is measured by.
///
/// The instant of a merge must be later than everything in the history of `into`: what happened there before, such as an
/// answer, was not said to the people of the other ticket, and events of one instant are one to the clocks (SLA.md
/// rule 16).
///
/// # Errors
/// Every problem found, of the fields `into` and `reason`.
pub fn merge(
    from: &Merging<'_>,
    into: &Ticket,
    into_events: &[Event],
    reason: &str,
    by: &Actor,
    policy: &Policy,
) -> Result<Merge, Vec<Problem>> {
    if !by.is_staff() {
        return Err(vec![Problem::new("", "Only the support team can do this.")]);
    }
    let mut problems: Vec<Problem> = refusal(from.ticket, into).into_iter().collect();
    let reason = optional_text("reason", "The reason", reason, FACT_MAX).unwrap_or_else(|problem| {
        problems.push(problem);
        None
    });
    if !problems.is_empty() {
        return Err(problems);
    }
    let ticket = from.ticket;
    let moved = |from: TicketState, to: TicketState, other: Option<&TicketKey>, reason| EventKind::StateChanged {
        from,
        to,
        reason,
        pause: None,
        duplicate_of: other.cloned(),
        cause: StateCause::Merge,
    };
    let acknowledged = (!ticket.acknowledged).then_some(EventKind::Acknowledged);
    let gone = moved(ticket.state, TicketState::Duplicate, Some(&into.key), reason);
    let taken_in = EventKind::Merged {
        from: ticket.key.clone(),
        title: ticket.title.clone(),
        reporter: ticket.reporter.clone(),
        reported_at: ticket.reported_at,
        followers: followers(ticket, into),
        carried: carried(from),
        unanswered_since: unanswered_since(from.events),
    };
    // What waits for somebody else does not make later what did not wait, nor what would have waited less long.
    let goes_on = match (waits_until(ticket, from.events), waits_until(into, into_events)) {
        (Some(end), Some(later)) => end < later,
        (None, Some(_)) => true,
        (_, None) => into.state.is_waiting() && !ticket.state.is_waiting(),
    };
    let resumed = goes_on.then(|| moved(into.state, TicketState::InProgress, None, None));
    Ok(Merge {
        from: acknowledged.into_iter().chain([gone]).collect(),
        into: [taken_in].into_iter().chain(raised(from, into, policy)).chain(resumed).collect(),
    })
}

/// Why a ticket can go on in no other one, whichever that is; staff read it before they choose.
pub fn cannot_go_on(ticket: &Ticket) -> Option<String> {
    match &ticket.merged_into {
        Some(into) => Some(format!("{} was merged into {into} already.", ticket.key)),
        None if ticket.state.is_open() => None,
        None => Some(format!("{} has ended: it is {}.", ticket.key, spoken(ticket.state))),
    }
}

fn spoken(state: TicketState) -> String {
    state.label(Side::Staff).to_lowercase()
}

/// Why two tickets cannot be merged.
fn refusal(from: &Ticket, into: &Ticket) -> Option<Problem> {
    let message = match (cannot_go_on(from), &into.merged_into) {
        _ if from.key == into.key => "A ticket cannot be merged into itself. Name the other ticket.".to_owned(),
        (Some(why), _) if from.merged_into.is_some() => why,
        _ if from.key.prefix() != into.key.prefix() => {
            format!("{} is another client's ticket. Only tickets of one client can be merged.", into.key)
        }
        _ if from.engagement != into.engagement => {
            format!("{} is about another product, whose promises are others. Link the two tickets instead.", into.key)
        }
        (Some(why), _) => format!("{why} Link the two tickets instead."),
        (_, Some(other)) => format!("{} was itself merged into {other}. Merge this one into {other}.", into.key),
        _ if !into.state.is_open() => format!(
            "{} has ended: it is {}. Reopen it first, so that what is promised here goes on there.",
            into.key,
            spoken(into.state)
        ),
        _ => return None,
    };
    Some(Problem::new("into", message))
}

/// The people of a ticket who do not follow the other one yet.
fn followers(from: &Ticket, into: &Ticket) -> Vec<PersonRef> {
    let follows = |person: &&PersonRef| {
        into.reporter.id != person.id && into.participants.iter().all(|present| present.id != person.id)
    };
    std::iter::once(&from.reporter).chain(&from.participants).filter(follows).cloned().collect()
}

/// What is still owed. That somebody took it and decided what it is has happened with the merge.
fn carried(from: &Merging<'_>) -> Vec<Carried> {
    let goes_on = |metric| matches!(metric, Metric::FirstResponse | Metric::NextUpdate | Metric::Resolution);
    let owed = from.clocks.iter().filter(|clock| clock.is_open() && goes_on(clock.metric));
    owed.filter_map(|clock| {
        Some(Carried {
            metric: clock.metric,
            started_at: clock.started_at,
            due: clock.due?,
            excluded: gaps(clock, from.events),
        })
    })
    .collect()
}

/// The higher priority of the two stays.
fn raised(from: &Merging<'_>, into: &Ticket, policy: &Policy) -> Option<EventKind> {
    let rank = |key: &PriorityKey| policy.priorities.iter().position(|rule| rule.key == *key);
    let to = &from.ticket.priority;
    if rank(to)? >= rank(&into.priority)? {
        return None;
    }
    let name = from.policy.priority(to).map_or_else(|| to.to_string(), |rule| rule.name.clone());
    let reason = format!("{}, which was merged into it, had {name}", from.ticket.key);
    Some(EventKind::PriorityChanged { from: into.priority.clone(), to: to.clone(), reason })
}

/// When the client wrote what nobody has answered yet: the oldest such message of an open ticket.
pub fn unanswered_since(events: &[Event]) -> Option<Timestamp> {
    let mut since = None;
    for event in events {
        match (&event.kind, &event.by) {
            (EventKind::Reported { split: Some(split), .. }, _) if split.is_answered => since = Some(event.at),
            (EventKind::Reported { reported_at, .. }, _) => since = Some(*reported_at),
            (EventKind::MessageAdded { visibility: Visibility::Public, .. }, Actor::Client(_)) => {
                since = since.or(Some(event.at));
            }
            (EventKind::MessageAdded { visibility: Visibility::Public, .. }, Actor::Staff(_)) => since = None,
            (EventKind::StateChanged { to, .. }, _) if !to.is_open() => since = None,
            (EventKind::Merged { unanswered_since, .. }, _) => {
                since = since.into_iter().chain(*unanswered_since).min();
            }
            _ => {}
        }
    }
    since
}
