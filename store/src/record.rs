//! Creating and saving one record with its outbox row in one transaction.

use std::ops::Bound;

use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Value, vars};

use crate::Store;
use crate::directory::RolloutRow;
use crate::error::{SaveError, StoreError};
use crate::outbox::Change;

/// The id of a record with a text key.
pub(crate) fn record(table: &'static str, key: &str) -> RecordId {
    RecordId::new(table, key)
}

/// The records of a table from a key on, as a range for `SELECT ... FROM $range`.
pub(crate) fn records_from(table: &'static str, start: Bound<RecordIdKey>) -> RecordId {
    RecordId::new(table, RecordIdKey::from(RecordIdKeyRange::from((start, Bound::Unbounded))))
}

/// A portion of the ids in a range.
pub(crate) const IDS: &str = "SELECT VALUE id FROM $range LIMIT $limit";

/// The text key of an id; empty for ids of other kinds, which no table of ours mixes with text keys.
pub(crate) fn key_text(id: &RecordId) -> &str {
    match &id.key {
        RecordIdKey::String(key) => key,
        _ => "",
    }
}

const CREATE_RECORD: &str = "{
    CREATE ONLY $row.id CONTENT $row RETURN NONE;
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}";
const UPDATE_RECORD: &str = "{
    LET $stored = (SELECT VALUE rev FROM ONLY $id);
    IF $stored = NONE { THROW 'missing' };
    IF $stored != $rev { THROW 'stale' };
    UPDATE ONLY $id CONTENT $row RETURN NONE;
    IF $rollout != NONE { CREATE ONLY $rollout.id CONTENT $rollout RETURN NONE };
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}";

impl Store {
    /// Creates a record of the directory and reloads it.
    pub(crate) async fn create_record(&self, row: impl SurrealValue, change: Change) -> Result<(), SaveError> {
        let vars = vars! { row: row, outbox: change.into_row() };
        self.db.write::<Value>(CREATE_RECORD, vars).await?;
        self.reload_directory().await?;
        Ok(())
    }

    /// Saves a record of the directory over revision `rev` and reloads it.
    pub(crate) async fn update_record(
        &self,
        id: RecordId,
        rev: u32,
        row: impl SurrealValue,
        change: Change,
    ) -> Result<(), SaveError> {
        self.update_rolling_out(id, rev, row, None, change).await
    }

    /// The same with what it does to open tickets, in one step: neither is ever there without the other.
    pub(crate) async fn update_rolling_out(
        &self,
        id: RecordId,
        rev: u32,
        row: impl SurrealValue,
        rollout: Option<RolloutRow>,
        change: Change,
    ) -> Result<(), SaveError> {
        let vars = vars! { id: id, rev: i64::from(rev), row: row, rollout: rollout, outbox: change.into_row() };
        self.db.write::<Value>(UPDATE_RECORD, vars).await.map_err(|error: StoreError| match error.thrown() {
            Some("missing") => SaveError::NotFound,
            Some("stale") => SaveError::Conflict,
            _ => SaveError::Store(error),
        })?;
        self.reload_directory().await?;
        Ok(())
    }
}
