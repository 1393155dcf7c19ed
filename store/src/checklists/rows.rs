//! How runs and operations are stored.

use domain::checklist::{Entry, Kind, Plan, Progress, Run};
use domain::ids::{ChecklistId, ClientId, EngagementId};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, array};

use super::ChecklistRow;
use crate::error::StoreError;
use crate::record::{key_text, record};
use crate::tickets::{OPEN_START, newest_key, recent_key};

/// A run's row.
#[derive(SurrealValue, Clone, Debug, PartialEq)]
pub(crate) struct RunRow {
    pub(crate) id: RecordId,
    pub(crate) engagement: String,
    client: String,
    kind: String,
    name: String,
    pub(crate) document: String,
    open: bool,
    place: String,
    pub(crate) rev: i64,
    done: i64,
    skipped: i64,
    total: i64,
    minutes_left: i64,
    unsigned: i64,
    started_at: i64,
    updated_at: i64,
}

impl RunRow {
    /// The projection of a run.
    pub(crate) fn of(run: &Run, client: &ClientId, rev: u32) -> Result<Self, StoreError> {
        let (plan, progress) = (&run.plan, run.progress());
        let id = plan.id.as_str();
        let document = serde_json::to_string(plan).map_err(|error| damaged(&plan.id, error))?;
        Ok(Self {
            id: record("checklist", id),
            engagement: plan.engagement.as_str().to_owned(),
            client: client.as_str().to_owned(),
            kind: plan.kind.as_str().to_owned(),
            name: plan.name.clone(),
            document,
            open: run.is_open(),
            place: place(run),
            rev: i64::from(rev),
            done: i64::from(progress.done),
            skipped: i64::from(progress.skipped),
            total: i64::from(progress.total),
            minutes_left: i64::from(progress.minutes_left),
            unsigned: i64::from(progress.unsigned),
            started_at: plan.started_at.unix(),
            updated_at: run.updated_at.unix(),
        })
    }
}

/// Open runs upwards from [`OPEN_START`], the one begun last first; ended ones downwards from it, the one that ended
/// last first.
fn place(run: &Run) -> String {
    let id = run.plan.id.as_str();
    if run.is_open() {
        [OPEN_START, &newest_key(run.plan.started_at, id)].concat()
    } else {
        ["0", &recent_key(run.updated_at, id)].concat()
    }
}

/// The same as it is read for lists.
#[derive(SurrealValue)]
pub(super) struct ListedRow {
    id: RecordId,
    engagement: String,
    kind: String,
    name: String,
    open: bool,
    pub(super) place: String,
    done: i64,
    skipped: i64,
    total: i64,
    minutes_left: i64,
    unsigned: i64,
    started_at: i64,
    updated_at: i64,
}

impl ListedRow {
    pub(super) fn into_row(self) -> ChecklistRow {
        let small = |count: i64| u32::try_from(count).unwrap_or_default();
        ChecklistRow {
            id: ChecklistId::new(key_text(&self.id)),
            engagement: EngagementId::new(self.engagement),
            kind: Kind::from_name(&self.kind).unwrap_or(Kind::Other),
            name: self.name,
            is_open: self.open,
            progress: Progress {
                done: small(self.done),
                skipped: small(self.skipped),
                total: small(self.total),
                minutes_left: small(self.minutes_left),
                unsigned: small(self.unsigned),
            },
            started_at: Timestamp::from_unix(self.started_at),
            updated_at: Timestamp::from_unix(self.updated_at),
        }
    }
}

/// An operation that was accepted.
#[derive(SurrealValue)]
pub(super) struct OpRow {
    id: RecordId,
    document: String,
}

impl OpRow {
    pub(super) fn of(run: &ChecklistId, entry: &Entry) -> Result<Self, StoreError> {
        let rev = i64::from(entry.rev.unwrap_or_default());
        let document = serde_json::to_string(entry).map_err(|error| damaged(run, error))?;
        Ok(Self { id: RecordId::new("checklist_op", RecordIdKey::Array(array![run.as_str(), rev])), document })
    }
}

/// The ids of all operations of a run.
pub(crate) fn ops_range(run: &str) -> RecordId {
    let bound = |rev: i64| RecordIdKey::Array(array![run, rev]);
    RecordId::new("checklist_op", RecordIdKey::from(RecordIdKeyRange::from(bound(0)..=bound(i64::from(u32::MAX)))))
}

/// Reads what a run began with and everything that happened.
pub(crate) fn read_run(run: &ChecklistId, document: &str, ops: &[String]) -> Result<Run, StoreError> {
    let plan: Plan = serde_json::from_str(document).map_err(|error| damaged(run, error))?;
    let entries: Result<Vec<Entry>, _> = ops.iter().map(|op| serde_json::from_str(op)).collect();
    Ok(Run::fold(plan, entries.map_err(|error| damaged(run, error))?))
}

pub(super) fn damaged(run: &ChecklistId, what: impl ToString) -> StoreError {
    StoreError::damaged(["checklist:", run.as_str()].concat(), what)
}
