//! One ticket with everything its page shows, read in one range of record ids.

use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::TicketKey;
use domain::people::Side;
use domain::sla::{Clock, OpenWindows, Policy, PolicyBook};
use domain::ticket::{Event, EventKind, NextStep, Ticket};
use domain::time::Timestamp;

use super::escalation::upcoming;
use super::projection::clocks_of;
use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;

/// A ticket with its history, its clocks and what they are computed from.
///
/// For a client's scope this is the client's copy: events that clients do not see are left out and the rest numbered
/// anew, and the ticket is folded from those. What is not in it cannot leak from a page.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The ticket.
    pub ticket: Ticket,
    /// Its history, oldest first.
    pub events: Vec<Event>,
    /// Where it belongs.
    pub engagement: Arc<Engagement>,
    /// The policy version it is measured by.
    pub policy: Arc<Policy>,
    /// Every policy version, for [`Clock::explain`].
    pub book: Arc<PolicyBook>,
    /// The opening hours its business time is counted in.
    pub windows: Arc<OpenWindows>,
    /// The next step of its escalation if nobody acknowledges before. Never for a client's scope.
    pub next_step: Option<NextStep>,
    /// Its clocks at `now`, by metric and cycle; their event indexes are those of `sla_events(&events)`.
    pub clocks: Vec<Clock>,
}

impl Store {
    /// A ticket's page. `None` when it does not exist or is not the scope's to see.
    pub async fn detail(&self, scope: &Scope, key: &TicketKey, now: Timestamp) -> Result<Option<Detail>, StoreError> {
        let damaged = |what: &dyn std::fmt::Display| StoreError::damaged(key.to_string(), what);
        let mut events = self.events_of(key).await?;
        if events.is_empty() {
            return Ok(None);
        }
        let fold = |events: &[Event]| Ticket::fold(key.clone(), events).map_err(|error| damaged(&error));
        let mut ticket = fold(&events)?;
        let directory = self.directory();
        let engagement =
            directory.engagement(&ticket.engagement).ok_or_else(|| damaged(&"its engagement does not exist"))?;
        if !scope.sees(engagement) {
            return Ok(None);
        }
        if scope.side() == Side::Client {
            events = for_client(key, &events);
            ticket = fold(&events)?;
        }
        let missing = || damaged(&"its policy does not exist");
        let policy = directory.policy_for(&ticket.policy, engagement).ok_or_else(missing)?;
        let book = Arc::clone(directory.book_of(engagement).ok_or_else(missing)?);
        let clocks = clocks_of(&ticket, &events, engagement, &directory, now)?;
        let windows = directory.windows_of(engagement);
        let next_step = upcoming(&ticket, engagement, &directory).filter(|_| scope.side() == Side::Staff);
        Ok(Some(Detail {
            next_step,
            ticket,
            events,
            engagement: Arc::clone(engagement),
            policy,
            book,
            windows,
            clocks,
        }))
    }
}

/// A client's copy of a history. Keeping the numbers would tell how many internal notes lie between.
pub(super) fn for_client(key: &TicketKey, events: &[Event]) -> Vec<Event> {
    let visible = events.iter().filter(|event| event.kind.is_visible_to_client()).cloned();
    (1..).zip(visible).map(|(seq, event)| Event { seq, kind: without_internals(key, event.kind), ..event }).collect()
}

fn without_internals(key: &TicketKey, kind: EventKind) -> EventKind {
    match kind {
        EventKind::FactsRecorded { workaround, target_window, .. } => {
            EventKind::FactsRecorded { workaround, business_impact: None, target_window }
        }
        // The ticket it repeats may be another client's.
        EventKind::StateChanged { from, to, reason, pause, duplicate_of, cause } => {
            let duplicate_of = duplicate_of.filter(|other| other.prefix() == key.prefix());
            EventKind::StateChanged { from, to, reason, pause, duplicate_of, cause }
        }
        // They see who of them was told, not whom the team asked, nor that nobody had answered.
        EventKind::Escalated { cause, told, .. } => {
            EventKind::Escalated { cause, level: 1, round: 1, to: Vec::new(), told, waited: None }
        }
        other => other,
    }
}
