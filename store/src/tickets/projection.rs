//! Where a ticket stands: its clocks and its place, computed from its events.

use domain::engagement::Engagement;
use domain::sla::{Clock, evaluate_through};
use domain::ticket::{Event, Place, Ticket, place, sla_events, waits_until};
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
        let pause_end = waits_until(&ticket, events);
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
