//! Rows of files against the histories that name the files. Without its row nobody gets a file any more, and
//! housekeeping removes it; with a wrong one the wrong people may get it.
//!
//! Written apart from `tickets/attachments.rs`, which writes the rows: a mistake there must be found here.

use std::collections::BTreeSet;

use domain::ticket::{Attachment, Event, EventKind, Visibility};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value, vars};

use super::check::Round;
use super::{FileFault, Finding};
use crate::error::StoreError;
use crate::record::{key_text, record};

/// A file's row as it is stored.
#[derive(SurrealValue, Clone, Debug, PartialEq)]
pub(super) struct FileRow {
    id: RecordId,
    ticket: String,
    internal: bool,
    name: String,
    media_type: String,
    size: i64,
}

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

/// The rows that the events of a ticket call for.
pub(super) fn files_of(ticket: &str, events: &[Event]) -> Vec<FileRow> {
    let mut rows = Vec::new();
    for event in events {
        let (internal, files): (bool, &[Attachment]) = match &event.kind {
            EventKind::Reported { attachments, .. } => (false, attachments),
            EventKind::MessageAdded { attachments, visibility, .. } => {
                (*visibility == Visibility::Internal, attachments)
            }
            _ => continue,
        };
        rows.extend(files.iter().map(|file| FileRow {
            id: record("attachment", file.id.as_str()),
            ticket: ticket.to_owned(),
            internal,
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: i64::try_from(file.size).unwrap_or(i64::MAX),
        }));
    }
    rows
}

impl Round<'_> {
    /// The rows of a ticket's files.
    pub(super) async fn check_files(&mut self, ticket: &str, expected: Vec<FileRow>) -> Result<(), StoreError> {
        if expected.is_empty() {
            return Ok(());
        }
        let ids: Vec<RecordId> = expected.iter().map(|row| row.id.clone()).collect();
        let stored: Vec<FileRow> = self.store.db.read(ROWS, vars! { files: ids }).await?;
        for row in expected {
            let file = key_text(&row.id).to_owned();
            self.files.named.insert(file.clone());
            let fault = match stored.iter().find(|stored| stored.id == row.id) {
                Some(stored) if *stored == row => continue,
                Some(_) => FileFault::Differs,
                None => FileFault::Missing,
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
            let rows: Vec<FileRow> = self.page("attachment", after, PAGE_OF_ROWS).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id.key.clone();
            for row in rows {
                let file = key_text(&row.id).to_owned();
                if !self.files.named.contains(&file) && !self.files.unreadable.contains(&row.ticket) {
                    let fault = FileFault::Unknown;
                    self.report.findings.push(Finding::Attachment { key: row.ticket, file, fault });
                }
            }
        }
    }
}
