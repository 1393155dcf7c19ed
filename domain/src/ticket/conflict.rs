//! When two people's changes get in each other's way.
//!
//! Most commands commute: replies, notes, taking a ticket, links, participants and snoozes add to whatever has
//! happened meanwhile. The others were decided by looking at something; when exactly that was changed since, the
//! second person is shown the change instead of overwriting it.

use super::{Command, Event, EventKind};
use crate::people::Actor;

/// A part of a ticket that a person looks at before changing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Its title.
    Title,
    /// Its state.
    State,
    /// Its priority.
    Priority,
    /// Who has it.
    Assignee,
    /// What triage found out.
    Facts,
}

fn changed_by(kind: &EventKind) -> Option<Aspect> {
    match kind {
        EventKind::TitleChanged { .. } => Some(Aspect::Title),
        EventKind::StateChanged { .. } => Some(Aspect::State),
        EventKind::PriorityChanged { .. } => Some(Aspect::Priority),
        EventKind::Assigned { .. } => Some(Aspect::Assignee),
        EventKind::FactsRecorded { .. } => Some(Aspect::Facts),
        _ => None,
    }
}

/// What a command is decided by.
pub fn looked_at(command: &Command) -> &'static [Aspect] {
    match command {
        Command::EditTitle { .. } => &[Aspect::Title],
        Command::Assign { .. } => &[Aspect::Assignee],
        Command::ChangePriority { .. } => &[Aspect::Priority, Aspect::State],
        Command::Accept(_) | Command::ChangeState(_) => {
            &[Aspect::State, Aspect::Priority, Aspect::Assignee, Aspect::Facts]
        }
        _ => &[],
    }
}

/// What a snooze is decided by that is sent later than it was made: in a page nothing, because it can be ended at once;
/// but a ticket that somebody works on since must not vanish from the inbox hours afterwards.
const LOOKED_AT_BEFORE_SNOOZING: &[Aspect] = &[Aspect::State, Aspect::Assignee];

/// The same for what a device sends later than it was made.
pub fn looked_at_offline(command: &Command) -> &'static [Aspect] {
    match command {
        Command::Snooze { .. } => LOOKED_AT_BEFORE_SNOOZING,
        _ => looked_at(command),
    }
}

/// The events after `seen`, when one of them changed what was looked at. What somebody did themselves meanwhile, as
/// when a device sends several decisions that were made on the same copy, is not in their own way: `own` says whose.
pub fn conflict(looked_at: &[Aspect], seen: Option<u32>, own: Option<&Actor>, events: &[Event]) -> Option<Vec<Event>> {
    let since: Vec<Event> = events.iter().filter(|event| event.seq > seen.unwrap_or(u32::MAX)).cloned().collect();
    let others = since.iter().filter(|event| own != Some(&event.by));
    let in_the_way = others.filter_map(|event| changed_by(&event.kind)).any(|aspect| looked_at.contains(&aspect));
    in_the_way.then_some(since)
}
