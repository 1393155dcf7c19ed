//! Notifications against the histories that call for them. Without its row nobody learns that they were asked; a stray
//! one asks for what nobody needs.

use std::collections::BTreeSet;

use surrealdb::types::{RecordId, RecordIdKey, Value, array, vars};

use super::check::Round;
use super::{Finding, RowFault};
use crate::error::StoreError;
use crate::notifications::NotificationRow;

const ROWS: &str = "SELECT * FROM $rows";
const PAGE_OF_ROWS: &str = "SELECT * FROM $range LIMIT $limit";
const PUT_ROW: &str = "{ UPSERT ONLY $row.id CONTENT $row RETURN NONE; RETURN NONE; }";
const DELETE_ROW: &str = "{ DELETE $row; RETURN NONE; }";

/// The notifications that histories call for.
#[derive(Default)]
pub(super) struct Told {
    wanted: BTreeSet<(String, String, i64)>,
    /// Tickets whose histories cannot be read, so that nobody knows whom they call.
    unreadable: BTreeSet<String>,
}

impl Told {
    /// The history of a ticket cannot be read.
    pub(super) fn skip(&mut self, ticket: &str) {
        self.unreadable.insert(ticket.to_owned());
    }
}

fn named(row: &NotificationRow) -> (String, String, i64) {
    (row.person.clone(), row.ticket.clone(), row.seq)
}

fn finding(row: &NotificationRow, fault: RowFault) -> Finding {
    Finding::Notification { key: row.ticket.clone(), person: row.person.clone(), fault }
}

impl Round<'_> {
    /// The notifications of a ticket.
    pub(super) async fn check_told(&mut self, expected: Vec<NotificationRow>) -> Result<(), StoreError> {
        if expected.is_empty() {
            return Ok(());
        }
        let ids: Vec<RecordId> = expected.iter().map(|row| row.id.clone()).collect();
        let stored: Vec<NotificationRow> = self.store.db.read(ROWS, vars! { rows: ids }).await?;
        for row in expected {
            self.told.wanted.insert(named(&row));
            let fault = match stored.iter().find(|stored| stored.id == row.id) {
                Some(stored) if stored.agrees_with(&row) => continue,
                Some(_) => RowFault::Differs,
                None => RowFault::Missing,
            };
            self.report.findings.push(finding(&row, fault));
            if self.rebuild {
                self.store.db.write::<Value>(PUT_ROW, vars! { row: row }).await?;
                self.report.repaired += 1;
            }
        }
        Ok(())
    }

    /// Notifications that no history calls for; call it when every history has been read.
    pub(super) async fn check_notifications(&mut self) -> Result<(), StoreError> {
        let mut after = RecordIdKey::Array(array![""]);
        loop {
            let rows: Vec<NotificationRow> = self.page("notification", after, PAGE_OF_ROWS).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.key.clone();
            for row in rows {
                if self.told.wanted.contains(&named(&row)) || self.told.unreadable.contains(&row.ticket) {
                    continue;
                }
                self.report.findings.push(finding(&row, RowFault::Unknown));
                if self.rebuild {
                    self.store.db.write::<Value>(DELETE_ROW, vars! { row: row.id }).await?;
                    self.report.repaired += 1;
                }
            }
        }
    }
}
