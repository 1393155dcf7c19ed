//! Versions of policies and calendars. A version is written once and never changed (SLA.md rule 10).

use domain::people::Actor;
use domain::problem::Problem;
use domain::sla::{Calendar, FieldError, Policy};
use surrealdb::types::{RecordId, RecordIdKey, array};

use super::rows::DocumentRow;
use crate::Store;
use crate::access::Scope;
use crate::error::SaveError;
use crate::outbox::{Change, Topic};

fn version_id(table: &'static str, id: &str, version: u32) -> RecordId {
    RecordId::new(table, RecordIdKey::Array(array![id, i64::from(version)]))
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
    pub async fn add_policy_version(&self, scope: &Scope, by: &Actor, policy: &Policy) -> Result<(), SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let newest = self.directory().policy_versions(&policy.id).last().map_or(0, |version| version.version);
        next_version(newest, policy.version)?;
        self.create_record(policy_row(policy)?, Change::by(Topic::Directory, by)).await.map_err(version_taken)
    }

    /// Adds a version of a calendar; it must be the next one. [`SaveError::Conflict`] when somebody added it first.
    pub async fn add_calendar_version(&self, scope: &Scope, by: &Actor, calendar: &Calendar) -> Result<(), SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let directory = self.directory();
        let newest = directory
            .calendar(&calendar.id)
            .and_then(|known| known.versions.last())
            .map_or(0, |version| version.version);
        next_version(newest, calendar.version)?;
        self.create_record(calendar_row(calendar)?, Change::by(Topic::Directory, by)).await.map_err(version_taken)
    }
}

fn next_version(newest: u32, offered: u32) -> Result<(), SaveError> {
    if offered == newest + 1 { Ok(()) } else { Err(SaveError::Conflict) }
}

fn version_taken(error: SaveError) -> SaveError {
    match error {
        SaveError::Store(store) if store.is_taken() => SaveError::Conflict,
        other => other,
    }
}
