//! Rows of files against the histories that name the files. Without its row nobody gets a file any more, and
//! housekeeping removes it; with a wrong one the wrong people may get it.

use std::collections::BTreeSet;

use surrealdb::types::{RecordId, RecordIdKey, Value, vars};

use super::check::Round;
use super::{Finding, RowFault};
use crate::error::StoreError;
use crate::record::key_text;
use crate::tickets::AttachmentRow;

const ROWS: &str = "SELECT * FROM $files";
const PAGE_OF_ROWS: &str = "SELECT * FROM $range LIMIT $limit";
const PUT_ROW: &str = "{ UPSERT ONLY $row.id CONTENT $row RETURN NONE; RETURN NONE; }";

/// The files that histories name.
#[derive(Default)]
pub(super) struct Files {
    named: BTreeSet<String>,
    /// Tickets whose histories cannot be read, so that nobody knows which files are theirs.
    unreadable: BTreeSet<String>,
}

impl Files {
    /// The history of a ticket cannot be read.
    pub(super) fn skip(&mut self, ticket: &str) {
        self.unreadable.insert(ticket.to_owned());
    }
}

impl Round<'_> {
    /// The rows of a ticket's files.
    pub(super) async fn check_files(&mut self, ticket: &str, expected: Vec<AttachmentRow>) -> Result<(), StoreError> {
        if expected.is_empty() {
            return Ok(());
        }
        let ids: Vec<RecordId> = expected.iter().map(|row| row.id.clone()).collect();
        let stored: Vec<AttachmentRow> = self.store.db.read(ROWS, vars! { files: ids }).await?;
        for row in expected {
            let file = key_text(&row.id).to_owned();
            self.files.named.insert(file.clone());
            let fault = match stored.iter().find(|stored| stored.id == row.id) {
                Some(stored) if *stored == row => continue,
                Some(_) => RowFault::Differs,
                None => RowFault::Missing,
            };
            self.report.findings.push(Finding::Attachment { key: ticket.to_owned(), file, fault });
            if self.rebuild {
                self.store.db.write::<Value>(PUT_ROW, vars! { row: row }).await?;
                self.report.repaired += 1;
            }
        }
        Ok(())
    }

    /// Rows of files that no history names; call it when every history has been read.
    pub(super) async fn check_attachments(&mut self) -> Result<(), StoreError> {
        let mut after = RecordIdKey::String(String::new());
        loop {
            let rows: Vec<AttachmentRow> = self.page("attachment", after, PAGE_OF_ROWS).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.key.clone();
            for row in rows {
                let file = key_text(&row.id).to_owned();
                if !self.files.named.contains(&file) && !self.files.unreadable.contains(&row.ticket) {
                    let fault = RowFault::Unknown;
                    self.report.findings.push(Finding::Attachment { key: row.ticket, file, fault });
                }
            }
        }
    }
}
