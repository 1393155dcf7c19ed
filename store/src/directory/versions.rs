//! Versions of policies and calendars. A version is written once and never changed (SLA.md rule 10).

use domain::ids::{EngagementId, TicketKey};
use domain::people::Actor;
use domain::problem::Problem;
use domain::sla::{Calendar, FieldError, Policy};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value, array, vars};

use super::rows::DocumentRow;
use super::saved::VersionRow;
use crate::Store;
use crate::access::Scope;
use crate::error::{SaveError, StoreError};
use crate::outbox::{Change, Topic};

/// What a version, or another calendar, does to open tickets, to be carried out by [`Store::roll_out`].
#[derive(SurrealValue)]
pub(crate) struct RolloutRow {
    id: RecordId,
    at: i64,
    of: String,
    version: i64,
    tickets: Vec<String>,
}

/// The version, and what it does to open tickets, in one step: neither is ever there without the other.
const ADD_VERSION: &str = "{
    CREATE ONLY $row.id CONTENT $row RETURN NONE;
    IF $rollout != NONE { CREATE ONLY $rollout.id CONTENT $rollout RETURN NONE };
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}";

fn version_id(table: &'static str, id: &str, version: u32) -> RecordId {
    RecordId::new(table, RecordIdKey::Array(array![id, i64::from(version)]))
}

/// The work of a policy's or calendar's version, or of an engagement's revision.
pub(super) fn rollout(table: &'static str, id: &str, version: u32, at: Timestamp, tickets: &[TicketKey]) -> RolloutRow {
    RolloutRow {
        id: RecordId::new("rollout", RecordIdKey::Array(array![table, id, i64::from(version)])),
        at: at.unix(),
        of: id.to_owned(),
        version: i64::from(version),
        tickets: tickets.iter().map(ToString::to_string).collect(),
    }
}

pub(super) fn policy_row(policy: &Policy) -> Result<DocumentRow, SaveError> {
    policy.validate().map_err(problems)?;
    Ok(DocumentRow::of(version_id("policy", policy.id.as_str(), policy.version), policy)?)
}

pub(super) fn calendar_row(calendar: &Calendar) -> Result<DocumentRow, SaveError> {
    calendar.validate().map_err(problems)?;
    Ok(DocumentRow::of(version_id("calendar", calendar.id.as_str(), calendar.version), calendar)?)
}

fn problems(errors: Vec<FieldError>) -> SaveError {
    SaveError::Refused(errors.into_iter().map(|error| Problem::new(error.field, error.message)).collect())
}

impl Store {
    /// Adds a version of a policy; it must be the next one. [`SaveError::Conflict`] when somebody added it first.
    /// New tickets get it from its `effective_from` on; the open tickets named in `moving` are moved to it then, by
    /// [`Store::roll_out`] (SLA.md rule 10).
    pub async fn add_policy_version(
        &self,
        scope: &Scope,
        by: &Actor,
        policy: &Policy,
        moving: &[TicketKey],
        now: Timestamp,
    ) -> Result<(), SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let newest = self.directory().policy_versions(&policy.id).last().map_or(0, |version| version.version);
        next_version(newest, policy.version)?;
        let row = VersionRow::saved(policy_row(policy)?, by, now, &[]);
        let begins = policy.effective_from.max(now);
        let rollout =
            (!moving.is_empty()).then(|| rollout("policy", policy.id.as_str(), policy.version, begins, moving));
        self.add_version(row, rollout, by).await
    }

    /// Adds a version of a calendar; it must be the next one. [`SaveError::Conflict`] when somebody added it first.
    /// Open tickets follow by [`Store::roll_out`] (SLA.md rule 10).
    pub async fn add_calendar_version(
        &self,
        scope: &Scope,
        by: &Actor,
        calendar: &Calendar,
        now: Timestamp,
    ) -> Result<(), SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let directory = self.directory();
        let newest = directory
            .calendar(&calendar.id)
            .and_then(|known| known.versions.last())
            .map_or(0, |version| version.version);
        next_version(newest, calendar.version)?;
        let engagements: Vec<EngagementId> = directory
            .engagements
            .values()
            .filter(|engagement| engagement.calendar == calendar.id)
            .map(|engagement| engagement.id.clone())
            .collect();
        let row = VersionRow::saved(calendar_row(calendar)?, by, now, &engagements);
        let rollout =
            (!engagements.is_empty()).then(|| rollout("calendar", calendar.id.as_str(), calendar.version, now, &[]));
        self.add_version(row, rollout, by).await
    }

    async fn add_version(&self, row: VersionRow, rollout: Option<RolloutRow>, by: &Actor) -> Result<(), SaveError> {
        let vars = vars! { row: row, rollout: rollout, outbox: Change::by(Topic::Directory, by).into_row() };
        self.db.write::<Value>(ADD_VERSION, vars).await.map_err(version_taken)?;
        self.reload_directory().await?;
        Ok(())
    }
}

fn next_version(newest: u32, offered: u32) -> Result<(), SaveError> {
    if offered == newest + 1 { Ok(()) } else { Err(SaveError::Conflict) }
}

fn version_taken(error: StoreError) -> SaveError {
    if error.is_taken() { SaveError::Conflict } else { SaveError::Store(error) }
}
