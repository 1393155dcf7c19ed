//! The checks, reading the tickets in pages of their keys.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use domain::ids::EngagementId;
use domain::time::Timestamp;
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value, vars};

use super::attachments::Files;
use super::counters::Counted;
use super::expected::{Expected, differences};
use super::notifications::Told;
use super::outcomes::Outcomes;
use super::{Finding, Report};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::record::{IDS, key_text, record, records_from};
use crate::tickets::{TicketRow, events_range, read_listed, read_place};
use crate::{Store, SystemScope};

/// Records read at once.
const PAGE: i64 = 500;

#[derive(SurrealValue)]
struct StoredTicket {
    id: RecordId,
    row: TicketRow,
    events: Vec<String>,
}

const TICKET: &str = "RETURN {
    id: $ticket,
    row: (SELECT * OMIT id FROM ONLY $ticket),
    events: (SELECT VALUE document FROM $events)
}";
const ROW_EXISTS: &str = "RETURN record::exists($ticket)";
const EVENTS: &str = "SELECT VALUE document FROM $events";
const PUT_ROW: &str = "{ UPSERT ONLY $ticket CONTENT $row RETURN NONE; RETURN NONE; }";

/// One visit of the doctor: what it knows and what it has found so far.
pub(super) struct Round<'a> {
    pub(super) store: &'a Store,
    pub(super) directory: Arc<Directory>,
    /// Whether to repair.
    pub(super) rebuild: bool,
    pub(super) now: Timestamp,
    pub(super) report: Report,
    pub(super) counted: Counted,
    pub(super) files: Files,
    pub(super) told: Told,
    pub(super) outcomes: Outcomes,
}

impl Store {
    /// Checks everything that is derived from events, and the indexes; with `rebuild`, repairs it and builds every
    /// index of tickets anew. Run it while nothing else writes.
    ///
    /// The place of a ticket also depends on the time; only tickets whose watcher is not behind are compared in it.
    pub async fn doctor(&self, _: &SystemScope, rebuild: bool, now: Timestamp) -> Result<Report, StoreError> {
        let mut round = Round {
            store: self,
            directory: self.directory(),
            rebuild,
            now,
            report: Report::default(),
            counted: Counted::default(),
            files: Files::default(),
            told: Told::default(),
            outcomes: Outcomes::default(),
        };
        round.check_indexes().await?;
        round.check_tickets().await?;
        round.check_orphans().await?;
        round.check_attachments().await?;
        round.check_notifications().await?;
        round.check_stray_outcomes().await?;
        round.check_tallies().await?;
        round.check_numbers().await?;
        round.check_checklists().await?;
        round.rebuild_indexes().await?;
        Ok(round.report)
    }
}

impl Round<'_> {
    /// A page of a table in the order of its keys.
    pub(super) async fn page<T: SurrealValue>(
        &self,
        table: &'static str,
        after: RecordIdKey,
        sql: &'static str,
    ) -> Result<Vec<T>, StoreError> {
        let vars = vars! { range: records_from(table, Bound::Excluded(after)), limit: PAGE };
        self.store.db.read(sql, vars).await
    }

    async fn check_tickets(&mut self) -> Result<(), StoreError> {
        let mut after = String::new();
        loop {
            let ids: Vec<RecordId> = self.page("ticket", RecordIdKey::String(after), IDS).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = key_text(last).to_owned();
            for id in ids {
                self.check_ticket(id).await?;
            }
        }
    }

    async fn check_ticket(&mut self, id: RecordId) -> Result<(), StoreError> {
        let text = key_text(&id).to_owned();
        let vars = vars! { ticket: id, events: events_range(&text) };
        let stored: StoredTicket = self.store.db.read(TICKET, vars).await?;
        self.report.tickets += 1;
        self.report.events += stored.events.len() as u64;
        if stored.events.is_empty() {
            self.files.skip(&text);
            self.told.skip(&text);
            self.outcomes.skip(&text);
            self.report.findings.push(Finding::NoEvents { key: text });
            return Ok(());
        }
        let Some(expected) = self.expected(&text, &stored.events)? else { return Ok(()) };
        let listed = read_listed(stored.row.outcomes.as_deref()).unwrap_or_default();
        let outcomes = self.check_outcomes(&text, &listed, &expected).await?;
        let Expected { key, mut row, files, told, .. } = expected;
        row.outcomes = outcomes;
        let is_settled = stored.row.watch_at.is_none_or(|at| at > self.now.unix());
        let fields = differences(&stored.row, &row, is_settled, self.now);
        let engagement = EngagementId::new(row.engagement.clone());
        let place = if fields.is_empty() || !self.rebuild { &stored.row.place } else { &row.place };
        if let Some((lane, _)) = read_place(place) {
            self.counted.add(&engagement, lane, &key);
        }
        if !fields.is_empty() {
            self.report.findings.push(Finding::Projection { key, fields });
            if self.rebuild {
                self.store.db.write::<Value>(PUT_ROW, vars! { ticket: stored.id, row: row }).await?;
                self.report.repaired += 1;
            }
        }
        self.check_told(told).await?;
        self.check_files(&text, files).await
    }

    /// Histories whose row is missing.
    async fn check_orphans(&mut self) -> Result<(), StoreError> {
        let mut after = RecordIdKey::Array(surrealdb::types::array![""]);
        let mut seen = BTreeSet::new();
        loop {
            let ids: Vec<RecordId> = self.page("event", after.clone(), IDS).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = last.key.clone();
            for text in ids.iter().filter_map(ticket_of_event) {
                if !seen.insert(text.clone()) {
                    continue;
                }
                if seen.len() > 2 {
                    seen.pop_first();
                }
                self.check_orphan(&text).await?;
            }
        }
    }

    async fn check_orphan(&mut self, text: &str) -> Result<(), StoreError> {
        let id = record("ticket", text);
        let db = &self.store.db;
        if db.read::<bool>(ROW_EXISTS, vars! { ticket: id.clone() }).await? {
            return Ok(());
        }
        let documents: Vec<String> = db.read(EVENTS, vars! { events: events_range(text) }).await?;
        self.report.events += documents.len() as u64;
        let Some(expected) = self.expected(text, &documents)? else { return Ok(()) };
        let outcomes = self.check_outcomes(text, &[], &expected).await?;
        let Expected { key, mut row, files, told, .. } = expected;
        row.outcomes = outcomes;
        if self.rebuild {
            if let Some((lane, _)) = read_place(&row.place) {
                self.counted.add(&EngagementId::new(row.engagement.clone()), lane, &key);
            }
            db.write::<Value>(PUT_ROW, vars! { ticket: id, row: row }).await?;
            self.report.repaired += 1;
        }
        self.report.findings.push(Finding::NoRow { key });
        self.check_told(told).await?;
        self.check_files(text, files).await
    }
}

fn ticket_of_event(id: &RecordId) -> Option<String> {
    match &id.key {
        RecordIdKey::Array(parts) => match parts.first() {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
