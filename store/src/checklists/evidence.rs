//! Files of checklists. The bytes are in the data folder under the id; here is who may have them.

use domain::ids::{AttachmentId, ChecklistId};
use domain::ticket::Attachment;
use surrealdb::types::{RecordId, SurrealValue, vars};

use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;
use crate::record::record;

/// A file's row.
#[derive(SurrealValue, Clone, Debug, PartialEq)]
pub(crate) struct EvidenceRow {
    pub(crate) id: RecordId,
    run: String,
    name: String,
    media_type: String,
    size: i64,
}

impl EvidenceRow {
    pub(crate) fn of(run: &ChecklistId, file: &Attachment) -> Self {
        Self {
            id: record("evidence", file.id.as_str()),
            run: run.as_str().to_owned(),
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: i64::try_from(file.size).unwrap_or(i64::MAX),
        }
    }
}

const EVIDENCE: &str = "SELECT * FROM ONLY $evidence";

impl Store {
    /// A checklist's file that is a scope's to see.
    pub async fn evidence(&self, scope: &Scope, id: &AttachmentId) -> Result<Option<Attachment>, StoreError> {
        let vars = vars! { evidence: record("evidence", id.as_str()) };
        let row: Option<EvidenceRow> = self.db.read(EVIDENCE, vars).await?;
        let Some(row) = row else { return Ok(None) };
        if !self.checklist_exists(scope, &ChecklistId::new(row.run)).await? {
            return Ok(None);
        }
        let size = u64::try_from(row.size).unwrap_or_default();
        Ok(Some(Attachment { id: id.clone(), name: row.name, media_type: row.media_type, size }))
    }
}
