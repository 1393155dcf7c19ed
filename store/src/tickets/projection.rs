//! Where a ticket stands: its clocks and its place, computed from its events.

use domain::engagement::Engagement;
use domain::sla::{Clock, evaluate_through};
use domain::ticket::{Event, EventKind, Place, Ticket, place, sla_events};
use domain::time::Timestamp;

use super::escalation::upcoming;
use crate::directory::Directory;
use crate::error::StoreError;

/// A ticket as it stands at one instant.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    pub(crate) ticket: Ticket,
    pub(crate) clocks: Vec<Clock>,
    pub(crate) place: Place,
}

impl Standing {
    /// Evaluates a folded ticket.
    pub(crate) fn of(
        ticket: Ticket,
        events: &[Event],
        engagement: &Engagement,
        directory: &Directory,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let clocks = clocks_of(&ticket, events, engagement, directory, now)?;
        let mut place = place(&ticket, &clocks, now);
        // A pause ends by itself also where no clock paused (a priority that never pauses).
        let pause_end = pause_end(&ticket, events);
        let step = upcoming(&ticket, engagement, directory).map(|step| step.at);
        place.watch_at = [place.watch_at, pause_end, step].into_iter().flatten().min();
        Ok(Self { ticket, clocks, place })
    }
}

/// The clocks of a ticket, from its own engagement's policies and hours.
pub(crate) fn clocks_of(
    ticket: &Ticket,
    events: &[Event],
    engagement: &Engagement,
    directory: &Directory,
    now: Timestamp,
) -> Result<Vec<Clock>, StoreError> {
    let book = directory
        .book_of(engagement)
        .ok_or_else(|| StoreError::damaged(ticket.key.to_string(), "the policy of its engagement does not exist"))?;
    Ok(evaluate_through(&sla_events(events), book, directory.hours_of(engagement), now))
}

/// When the waiting state a ticket is in ends by itself (SLA.md rule 7).
pub(crate) fn pause_end(ticket: &Ticket, events: &[Event]) -> Option<Timestamp> {
    if !ticket.state.is_waiting() {
        return None;
    }
    let last_move = events.iter().rev().find_map(|event| match &event.kind {
        EventKind::StateChanged { pause, .. } => Some((event.at, pause)),
        _ => None,
    });
    last_move.and_then(|(at, pause)| pause.as_ref().map(|pause| at + pause.max))
}
