//! The stored form of tickets and events. Never leaves this crate.

use domain::ids::{ClientId, EngagementId, PersonId, ProductId, TicketKey};
use domain::people::PersonRef;
use domain::sla::{ClockChip, PriorityKey, soonest};
use domain::ticket::{Event, Lane, TicketState};
use domain::time::Timestamp;
use surrealdb::types::{Object, RecordId, RecordIdKey, SurrealValue, array, object};

use super::sort_key::{place_key, rank, read_place, recent_key};
use super::{Row, Standing};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::record::key_text;

/// What a list shows of a ticket, as it is written.
#[derive(SurrealValue, Clone, PartialEq, Debug)]
pub(crate) struct TicketRow {
    pub(crate) client: String,
    pub(crate) engagement: String,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) priority: String,
    pub(crate) assignee: String,
    pub(crate) assignee_name: String,
    pub(crate) reporter_name: String,
    /// Whether something is still owed: the first column of the inbox's index.
    pub(crate) open: bool,
    pub(crate) place: String,
    pub(crate) recent: String,
    pub(crate) watch_at: Option<i64>,
    pub(crate) chip: Option<String>,
    pub(crate) version: i64,
    pub(crate) updated_at: i64,
    /// When it was first said.
    pub(crate) reported_at: Option<i64>,
    /// Which outcomes of its clocks stand (`outcomes.rs`).
    pub(crate) outcomes: Option<String>,
}

impl TicketRow {
    /// The projection of a ticket as it stands, without any outcome. `key` ends its sort keys; it is empty before the
    /// ticket has a number.
    pub(crate) fn of(standing: &Standing, key: &str, events: &[Event], client: &ClientId) -> Result<Self, StoreError> {
        let ticket = &standing.ticket;
        let chip = soonest(&standing.clocks).map(ClockChip::from);
        let chip = chip.map(|chip| serde_json::to_string(&chip)).transpose();
        let public_at = events.iter().filter(|event| event.kind.is_visible_to_client()).map(|event| event.at).max();
        let assignee = ticket.assignee.as_ref();
        Ok(Self {
            client: client.as_str().to_owned(),
            engagement: ticket.engagement.as_str().to_owned(),
            title: ticket.title.clone(),
            state: ticket.state.as_str().to_owned(),
            priority: ticket.priority.as_str().to_owned(),
            assignee: assignee.map(|person| person.id.as_str().to_owned()).unwrap_or_default(),
            assignee_name: assignee.map(|person| person.name.clone()).unwrap_or_default(),
            reporter_name: ticket.reporter.name.clone(),
            open: standing.place.lane != Lane::Done,
            place: place_key(&standing.place, key),
            recent: recent_key(public_at.unwrap_or(ticket.created_at), key),
            watch_at: standing.place.watch_at.map(Timestamp::unix),
            chip: chip.map_err(|error| StoreError::damaged(ticket.key.to_string(), error))?,
            version: i64::from(ticket.version),
            updated_at: ticket.updated_at.unix(),
            reported_at: Some(ticket.reported_at.unix()),
            outcomes: None,
        })
    }
}

/// The same as it is read for the inbox.
#[derive(SurrealValue)]
pub(super) struct ListedRow {
    pub(super) id: RecordId,
    engagement: String,
    title: String,
    state: String,
    priority: String,
    assignee: String,
    assignee_name: String,
    reporter_name: String,
    pub(super) place: String,
    chip: Option<String>,
    version: i64,
    updated_at: i64,
}

impl ListedRow {
    pub(super) fn into_row(self, directory: &Directory) -> Result<Row, StoreError> {
        let key = key_text(&self.id).to_owned();
        let damaged = |what: &str| StoreError::damaged(["ticket:", &key].concat(), what);
        let engagement = EngagementId::new(self.engagement);
        let known = directory.engagement(&engagement).ok_or_else(|| damaged("its engagement does not exist"))?;
        let (lane, due) = read_place(&self.place).ok_or_else(|| damaged("impossible place"))?;
        Ok(Row {
            key: read_key(&self.id)?,
            state: TicketState::from_name(&self.state).ok_or_else(|| damaged("unknown state"))?,
            title: self.title,
            priority: PriorityKey::new(self.priority),
            client: known.client.clone(),
            product: known.product.clone(),
            engagement,
            assignee: read_person(self.assignee, self.assignee_name),
            reporter_name: self.reporter_name,
            lane,
            due,
            chip: read_chip(self.chip.as_deref()).map_err(|error| damaged(&error))?,
            version: u32::try_from(self.version).unwrap_or_default(),
            updated_at: Timestamp::from_unix(self.updated_at),
        })
    }
}

/// The product of a listed ticket's engagement.
pub(super) fn product_of(directory: &Directory, engagement: &EngagementId) -> Option<ProductId> {
    directory.engagement(engagement).map(|engagement| engagement.product.clone())
}

pub(crate) fn read_key(id: &RecordId) -> Result<TicketKey, StoreError> {
    let text = key_text(id);
    text.parse().map_err(|error| StoreError::damaged(["ticket:", text].concat(), error))
}

pub(super) fn read_person(id: String, name: String) -> Option<PersonRef> {
    (!id.is_empty()).then(|| PersonRef { id: PersonId::new(id), name })
}

pub(super) fn read_chip(json: Option<&str>) -> Result<Option<ClockChip>, String> {
    json.map(serde_json::from_str).transpose().map_err(|error| error.to_string())
}

/// An event as it is written: the domain's own JSON. The database never looks into it, so a nested enum costs one
/// string instead of a checked object per level, and what is read back is exactly what was decided.
#[derive(SurrealValue, Clone, Debug)]
pub(crate) struct EventRow {
    pub(crate) id: RecordId,
    pub(crate) document: String,
}

impl EventRow {
    pub(crate) fn of(key: &str, event: &Event) -> Result<Self, StoreError> {
        Ok(Self { id: event_id(key, event.seq), document: event_document(event)? })
    }
}

/// The id of one event.
pub(crate) fn event_id(key: &str, seq: u32) -> RecordId {
    RecordId::new("event", RecordIdKey::Array(array![key, i64::from(seq)]))
}

pub(crate) fn event_document(event: &Event) -> Result<String, StoreError> {
    serde_json::to_string(event).map_err(|error| StoreError::damaged("a new event", error))
}

/// How an engagement's tally changes: one number for each lane.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct TallyDelta([i64; Lane::ALL.len()]);

impl TallyDelta {
    /// A ticket appears in a lane.
    pub(crate) fn arrival(lane: Lane) -> Self {
        Self::default().add(lane, 1)
    }

    /// A ticket goes from one lane to another.
    pub(crate) fn step(from: Lane, to: Lane) -> Self {
        Self::default().add(from, -1).add(to, 1)
    }

    /// One more change.
    pub(crate) fn add(mut self, lane: Lane, change: i64) -> Self {
        if let Some(slot) = self.0.get_mut(rank(lane)) {
            *slot += change;
        }
        self
    }

    /// Both changes together.
    pub(crate) fn plus(self, other: Self) -> Self {
        let mut sum = self;
        for (slot, change) in sum.0.iter_mut().zip(other.0) {
            *slot += change;
        }
        sum
    }

    /// Whether nothing changes.
    pub(crate) fn is_nothing(self) -> bool {
        self.0.iter().all(|change| *change == 0)
    }

    pub(crate) fn into_object(self) -> Object {
        let [overdue, soon, running, paused, snoozed, unclocked, done] = self.0;
        object! {
            overdue: overdue, soon: soon, running: running, paused: paused,
            snoozed: snoozed, unclocked: unclocked, done: done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_within_a_lane_changes_no_tally() {
        assert!(TallyDelta::step(Lane::Soon, Lane::Soon).is_nothing());
        assert!(!TallyDelta::step(Lane::Soon, Lane::Overdue).is_nothing());
    }

    #[test]
    fn the_object_names_each_lane_by_its_stored_name() {
        for lane in Lane::ALL {
            let object = TallyDelta::arrival(lane).into_object();
            assert_eq!(object.len(), Lane::ALL.len());
            let counted = object.get(lane.as_str()).cloned().map(i64::from_value);
            assert_eq!(counted.transpose().unwrap(), Some(1), "{lane:?}");
        }
    }
}
