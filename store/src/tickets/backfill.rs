//! What a newer program wants to know of the tickets that an older one wrote. Done once, beside the requests.

use std::ops::Bound;
use std::sync::atomic::Ordering;

use surrealdb::types::{Object, RecordId, RecordIdKey, Value, object, vars};

use super::load::parse_events;
use super::outcomes::{OutcomeChange, outcomes_of};
use super::rows::read_key;
use super::{Standing, load};
use crate::Store;
use crate::access::SystemScope;
use crate::clock::wall_clock;
use crate::error::StoreError;
use crate::record::{IDS, key_text, record, records_from};

/// Tickets of one transaction.
const PORTION: i64 = 200;

/// Whether it is noted as done, and whether there is no ticket to do it for.
const STAGE: &str = "RETURN [record::exists($chore), array::is_empty((SELECT VALUE id FROM ticket LIMIT 1))]";
const DONE: &str = "{ UPSERT ONLY $chore CONTENT { at: $at } RETURN NONE; RETURN NONE; }";
// A ticket that has moved since it was read has its outcomes from whoever moved it.
const FILL: &str = "{
    FOR $one IN $portion {
        IF (SELECT VALUE version FROM ONLY $one.ticket) = $one.version {
            UPDATE ONLY $one.ticket SET outcomes = $one.outcomes, reported_at = $one.reported_at RETURN NONE;
            IF array::len($one.put) > 0 {
                INSERT INTO outcome $one.put ON DUPLICATE KEY UPDATE document = $input.document RETURN NONE
            };
        };
    };
    RETURN NONE;
}";

fn chore() -> RecordId {
    record("chore", "outcomes")
}

impl Store {
    /// Whether reports know every ticket. False while [`Self::fill_outcomes`] is at work.
    pub fn has_all_outcomes(&self) -> bool {
        self.has_all_outcomes.load(Ordering::Relaxed)
    }

    /// Asks the database whether [`Self::fill_outcomes`] has anything to do.
    pub(crate) async fn look_for_outcomes(&self) -> Result<(), StoreError> {
        let (is_done, is_empty): (bool, bool) = self.db.read(STAGE, vars! { chore: chore() }).await?;
        if is_empty && !is_done {
            return self.note_all_outcomes().await;
        }
        self.has_all_outcomes.store(is_done, Ordering::Relaxed);
        Ok(())
    }

    async fn note_all_outcomes(&self) -> Result<(), StoreError> {
        self.db.write::<Value>(DONE, vars! { chore: chore(), at: wall_clock().unix() }).await?;
        self.has_all_outcomes.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Writes the outcomes of every ticket, if that has not been done yet. May be cut off and begun again. A history
    /// that cannot be read is left to the doctor.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn fill_outcomes(&self, _system: &SystemScope) -> Result<(), StoreError> {
        if self.has_all_outcomes() {
            return Ok(());
        }
        let mut after = RecordIdKey::String(String::new());
        let mut filled = 0;
        loop {
            let vars = vars! { range: records_from("ticket", Bound::Excluded(after)), limit: PORTION };
            let ids: Vec<RecordId> = self.db.read(IDS, vars).await?;
            let Some(last) = ids.last() else { break };
            after = last.key.clone();
            let mut portion = Vec::with_capacity(ids.len());
            for id in &ids {
                portion.extend(self.filling(id).await?);
            }
            filled += portion.len();
            self.db.write::<Value>(FILL, vars! { portion: portion }).await?;
            tracing::info!(tickets = filled, "noting what the clocks of existing tickets came to");
        }
        self.note_all_outcomes().await
    }

    /// What is written of one ticket.
    async fn filling(&self, id: &RecordId) -> Result<Option<Object>, StoreError> {
        let Ok(key) = read_key(id) else { return Ok(None) };
        let text = key_text(id);
        let documents: Vec<String> = self.db.read(load::EVENTS, vars! { events: super::events_range(text) }).await?;
        let Ok(events) = parse_events(&key, &documents) else { return Ok(None) };
        let Ok(ticket) = domain::ticket::Ticket::fold(key, &events) else { return Ok(None) };
        let directory = self.directory();
        let Some(engagement) = directory.engagement(&ticket.engagement) else { return Ok(None) };
        let now = wall_clock().max(ticket.updated_at);
        let (version, reported_at) = (i64::from(ticket.version), ticket.reported_at.unix());
        let Ok(standing) = Standing::of(ticket, &events, engagement, &directory, now) else { return Ok(None) };
        let computed = outcomes_of(&standing, &events, engagement, &directory);
        let change = OutcomeChange::between(&[], &computed, text, engagement, &directory)?;
        Ok(Some(object! {
            ticket: id.clone(), version: version, reported_at: reported_at, outcomes: change.listed, put: change.put,
        }))
    }
}
