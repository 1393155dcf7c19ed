//! When two people's changes get in each other's way.
//!
//! Most commands commute: replies, notes, taking a ticket, links, participants and snoozes add to whatever has
//! happened meanwhile. The others were decided by looking at something; when exactly that was changed since, the
//! second person is shown the change instead of overwriting it.

use domain::ticket::{Command, Event, EventKind};

/// A part of a ticket that a person looks at before changing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aspect {
    Title,
    State,
    Priority,
    Assignee,
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
pub(super) fn looked_at(command: &Command) -> &'static [Aspect] {
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
pub(super) const LOOKED_AT_BEFORE_SNOOZING: &[Aspect] = &[Aspect::State, Aspect::Assignee];

/// The events after `seen`, when one of them changed what was looked at.
pub(super) fn conflict(looked_at: &[Aspect], seen: Option<u32>, events: &[Event]) -> Option<Vec<Event>> {
    let since: Vec<Event> = events.iter().filter(|event| event.seq > seen.unwrap_or(u32::MAX)).cloned().collect();
    let in_the_way = since.iter().filter_map(|event| changed_by(&event.kind)).any(|aspect| looked_at.contains(&aspect));
    in_the_way.then_some(since)
}
