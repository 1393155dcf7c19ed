//! Reading one ticket: its events by a range of record ids, without any index.

use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::TicketKey;
use domain::sla::Policy;
use domain::ticket::{Event, Ticket};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, array, vars};

use super::outcomes::{Listed, read_listed};
use crate::Store;
use crate::access::Scope;
use crate::directory::Directory;
use crate::error::StoreError;
use crate::record::record;

/// The ids of all events of a ticket.
pub(crate) fn events_range(key: &str) -> RecordId {
    let bound = |seq: i64| RecordIdKey::Array(array![key, seq]);
    let range = RecordIdKeyRange::from(bound(0)..=bound(i64::from(u32::MAX)));
    RecordId::new("event", RecordIdKey::from(range))
}

/// A ticket with what a change to it starts from.
pub(super) struct Loaded {
    pub(super) ticket: Ticket,
    pub(super) events: Vec<Event>,
    pub(super) engagement: Arc<Engagement>,
    /// The place its row has now, from which the tally counts on.
    pub(super) stored_place: String,
    /// The watch instant its row has now.
    pub(super) stored_watch_at: Option<i64>,
    /// The number of events its row was made from: another one means that somebody else was first.
    pub(super) stored_version: i64,
    /// Which outcomes stand.
    pub(super) stored_outcomes: Vec<Listed>,
}

impl Loaded {
    /// The moment of a write: never before the last event. Who was overtaken by somebody else's write, or works off a
    /// list made some time ago, would otherwise judge the clocks as if that event had not happened.
    pub(super) fn not_before(&self, now: Timestamp) -> Timestamp {
        now.max(self.ticket.updated_at)
    }

    /// The policy version it is measured by.
    pub(super) fn policy(&self, directory: &Directory) -> Result<Arc<Policy>, StoreError> {
        let missing = || StoreError::damaged(self.ticket.key.to_string(), "its policy does not exist");
        directory.policy_for(&self.ticket.policy, &self.engagement).ok_or_else(missing)
    }
}

#[derive(SurrealValue)]
struct LoadedRow {
    row: Option<PlaceRow>,
    events: Vec<String>,
}

#[derive(SurrealValue)]
struct PlaceRow {
    place: String,
    watch_at: Option<i64>,
    version: i64,
    outcomes: Option<String>,
}

const LOAD: &str = "RETURN {
    row: (SELECT place, watch_at, version, outcomes FROM ONLY $ticket),
    events: (SELECT VALUE document FROM $events)
}";
pub(super) const EVENTS: &str = "SELECT VALUE document FROM $events";
const ENGAGEMENT_OF: &str = "SELECT VALUE engagement FROM ONLY $ticket";

pub(super) fn parse_events(key: &TicketKey, documents: &[String]) -> Result<Vec<Event>, StoreError> {
    let parse = |document: &String| serde_json::from_str(document);
    documents.iter().map(parse).collect::<Result<_, _>>().map_err(|error| StoreError::damaged(key.to_string(), error))
}

impl Store {
    /// The events of a ticket, whoever asks. Empty when there is none.
    pub(crate) async fn events_of(&self, key: &TicketKey) -> Result<Vec<Event>, StoreError> {
        let documents: Vec<String> = self.db.read(EVENTS, vars! { events: events_range(&key.to_string()) }).await?;
        parse_events(key, &documents)
    }

    /// A ticket to be changed. `None` when it does not exist or, with a scope, is not the scope's.
    pub(super) async fn load_ticket(
        &self,
        directory: &Directory,
        scope: Option<&Scope>,
        key: &TicketKey,
    ) -> Result<Option<Loaded>, StoreError> {
        let text = key.to_string();
        let vars = vars! { ticket: record("ticket", &text), events: events_range(&text) };
        let loaded: LoadedRow = self.db.read(LOAD, vars).await?;
        let Some(row) = loaded.row else { return Ok(None) };
        let events = parse_events(key, &loaded.events)?;
        let ticket = Ticket::fold(key.clone(), &events).map_err(|error| StoreError::damaged(text.clone(), error))?;
        let engagement = directory
            .engagement(&ticket.engagement)
            .ok_or_else(|| StoreError::damaged(text, "its engagement does not exist"))?;
        if scope.is_some_and(|scope| !scope.sees(engagement)) {
            return Ok(None);
        }
        let engagement = Arc::clone(engagement);
        let stored_outcomes =
            read_listed(row.outcomes.as_deref()).map_err(|error| StoreError::damaged(key.to_string(), error))?;
        Ok(Some(Loaded {
            ticket,
            events,
            engagement,
            stored_place: row.place,
            stored_watch_at: row.watch_at,
            stored_version: row.version,
            stored_outcomes,
        }))
    }

    /// Whether a ticket exists and is a scope's to see.
    pub async fn ticket_exists(&self, scope: &Scope, key: &TicketKey) -> Result<bool, StoreError> {
        let vars = vars! { ticket: record("ticket", &key.to_string()) };
        let engagement: Option<String> = self.db.read(ENGAGEMENT_OF, vars).await?;
        let directory = self.directory();
        let known = engagement.and_then(|id| directory.engagement(&domain::ids::EngagementId::new(id)).cloned());
        Ok(known.is_some_and(|engagement| scope.sees(&engagement)))
    }
}
