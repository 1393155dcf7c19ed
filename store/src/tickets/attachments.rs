//! Files of tickets. The bytes are in the data folder under the id; here is who may have them.

use std::collections::BTreeSet;

use domain::ids::{AttachmentId, TicketKey};
use domain::people::Side;
use domain::ticket::{Attachment, Event, EventKind, Visibility};
use surrealdb::types::{RecordId, SurrealValue, vars};

use crate::Store;
use crate::access::{Scope, SystemScope};
use crate::error::StoreError;
use crate::record::{key_text, record};

/// A file with the ticket it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttachment {
    /// The file.
    pub attachment: Attachment,
    /// Its ticket.
    pub ticket: TicketKey,
    /// Whether it came with an internal note.
    pub internal: bool,
}

#[derive(SurrealValue, Clone, Debug, PartialEq)]
pub(crate) struct AttachmentRow {
    pub(crate) id: RecordId,
    pub(crate) ticket: String,
    internal: bool,
    name: String,
    media_type: String,
    size: i64,
}

/// The rows of the files that events of a ticket bring.
pub(crate) fn attachment_rows(ticket: &str, events: &[Event]) -> Vec<AttachmentRow> {
    let files = |event: &Event| match &event.kind {
        EventKind::Reported { attachments, .. } => (false, attachments.clone()),
        EventKind::MessageAdded { attachments, visibility, .. } => {
            (*visibility == Visibility::Internal, attachments.clone())
        }
        _ => (false, Vec::new()),
    };
    events
        .iter()
        .map(files)
        .flat_map(|(internal, attachments)| attachments.into_iter().map(move |file| (internal, file)))
        .map(|(internal, file)| AttachmentRow {
            id: record("attachment", file.id.as_str()),
            ticket: ticket.to_owned(),
            internal,
            name: file.name,
            media_type: file.media_type,
            size: i64::try_from(file.size).unwrap_or(i64::MAX),
        })
        .collect()
}

const KNOWN: &str = "RETURN array::concat((SELECT VALUE id FROM $attachments), (SELECT VALUE id FROM $evidence))";
const ATTACHMENT: &str = "SELECT * FROM ONLY $attachment";

impl Store {
    /// Which of these files belong to a ticket or a checklist. A file that does not, and is not just arriving, is nobody's.
    pub async fn known_attachments(
        &self,
        _: &SystemScope,
        ids: &[AttachmentId],
    ) -> Result<BTreeSet<AttachmentId>, StoreError> {
        let records = |table| ids.iter().map(|id| record(table, id.as_str())).collect::<Vec<RecordId>>();
        let vars = vars! { attachments: records("attachment"), evidence: records("evidence") };
        let known: Vec<RecordId> = self.db.read(KNOWN, vars).await?;
        Ok(known.iter().map(|id| AttachmentId::new(key_text(id))).collect())
    }

    /// A file that is a scope's to see: one of a ticket it sees, and for clients not one of an internal note.
    pub async fn attachment(&self, scope: &Scope, id: &AttachmentId) -> Result<Option<StoredAttachment>, StoreError> {
        let vars = vars! { attachment: record("attachment", id.as_str()) };
        let row: Option<AttachmentRow> = self.db.read(ATTACHMENT, vars).await?;
        let Some(row) = row else { return Ok(None) };
        let damaged = |error: &dyn std::fmt::Display| StoreError::damaged(["attachment:", id.as_str()].concat(), error);
        let ticket: TicketKey = row.ticket.parse().map_err(|error| damaged(&error))?;
        if (row.internal && scope.side() == Side::Client) || !self.ticket_exists(scope, &ticket).await? {
            return Ok(None);
        }
        let size = u64::try_from(row.size).map_err(|error| damaged(&error))?;
        let attachment = Attachment { id: id.clone(), name: row.name, media_type: row.media_type, size };
        Ok(Some(StoredAttachment { attachment, ticket, internal: row.internal }))
    }
}
