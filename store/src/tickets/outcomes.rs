//! What counts of a ticket's clocks, kept so that a report reads rows instead of evaluating histories.
//!
//! Rows are written in the transaction in which a clock ends or a breach is marked. The ticket's own row lists which
//! ones stand, so that what changes is known without looking. The row of a clock that has ended is never computed
//! again (SLA.md rules 10 and 15); only a resolution that is reopened takes its row back (rule 9).

use std::collections::BTreeSet;

use domain::engagement::Engagement;
use domain::ids::{EngagementId, TicketKey};
use domain::insight::{Outcome, Part, Settled, outcomes};
use domain::sla::Metric;
use domain::sla::hours::known_at;
use domain::sla::zone::tz_database_version;
use domain::ticket::Event;
use domain::time::Timestamp;
use surrealdb::types::{Array, RecordId, RecordIdKey, SurrealValue, Value, array};

use super::Standing;
use crate::directory::Directory;
use crate::error::StoreError;

/// An outcome as it is stored.
#[derive(SurrealValue, Clone, Debug, PartialEq)]
pub(crate) struct OutcomeRow {
    pub(crate) id: RecordId,
    pub(crate) document: String,
    pub(crate) calendar: String,
    pub(crate) calendar_version: i64,
    pub(crate) tz_database: String,
}

/// The part of it that a report reads.
#[derive(SurrealValue)]
pub(crate) struct ReadOutcome {
    pub(crate) id: RecordId,
    document: String,
}

/// An outcome in the list of its ticket: when, metric, cycle, part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(crate) struct Listed(i64, Metric, u32, u8);

impl Listed {
    fn of(outcome: &Outcome) -> Self {
        let (metric, cycle, part) = outcome.id();
        Self(outcome.at.unix(), metric, cycle, part.number())
    }

    fn clock(self) -> (Metric, u32) {
        (self.1, self.2)
    }

    fn is_end(self) -> bool {
        self.3 == Part::End.number()
    }

    fn id(self, engagement: &EngagementId, key: &str) -> RecordId {
        let Self(at, metric, cycle, part) = self;
        let parts = array![engagement.as_str(), at, key, metric.key(), i64::from(cycle), i64::from(part)];
        RecordId::new("outcome", RecordIdKey::Array(parts))
    }
}

/// What becomes of a ticket's outcomes.
#[derive(Debug, Default)]
pub(crate) struct OutcomeChange {
    /// To be written.
    pub(crate) put: Vec<OutcomeRow>,
    /// To be taken back.
    pub(crate) removed: Vec<RecordId>,
    /// All that stand then, for the ticket's row.
    pub(crate) listed: Option<String>,
    /// Their ids.
    pub(crate) ids: Vec<RecordId>,
}

/// Reads a ticket row's list.
pub(crate) fn read_listed(list: Option<&str>) -> Result<Vec<Listed>, serde_json::Error> {
    list.map_or(Ok(Vec::new()), serde_json::from_str)
}

/// The outcomes of a ticket as it stands.
pub(crate) fn outcomes_of(
    standing: &Standing,
    events: &[Event],
    engagement: &Engagement,
    directory: &Directory,
) -> Vec<Outcome> {
    outcomes(events, &standing.clocks, &directory.windows_of(engagement))
}

impl OutcomeChange {
    /// From the outcomes that stand to those that should.
    pub(crate) fn between(
        stored: &[Listed],
        computed: &[Outcome],
        key: &str,
        engagement: &Engagement,
        directory: &Directory,
    ) -> Result<Self, StoreError> {
        let wanted: Vec<Listed> = computed.iter().map(Listed::of).collect();
        // A clock that ended when it ended before is as it was, whatever would be computed of it today.
        let settled: BTreeSet<(Metric, u32)> =
            stored.iter().filter(|one| one.is_end() && wanted.contains(one)).map(|one| one.clock()).collect();
        let stays = |one: &Listed| settled.contains(&one.clock()) || wanted.contains(one);
        let mut change = Self::default();
        let mut all = BTreeSet::new();
        for one in stored {
            if stays(one) {
                all.insert(*one);
            } else {
                change.removed.push(one.id(&engagement.id, key));
            }
        }
        for (one, outcome) in wanted.iter().zip(computed) {
            if !settled.contains(&one.clock()) && !stored.contains(one) {
                all.insert(*one);
                change.put.push(row(outcome, key, engagement, directory)?);
            }
        }
        change.ids = all.iter().map(|one| one.id(&engagement.id, key)).collect();
        if !all.is_empty() {
            let text = serde_json::to_string(&all).map_err(|error| StoreError::damaged(key, error))?;
            change.listed = Some(text);
        }
        Ok(change)
    }
}

/// An outcome's row, with the versions with which it was computed.
pub(crate) fn row(
    outcome: &Outcome,
    key: &str,
    engagement: &Engagement,
    directory: &Directory,
) -> Result<OutcomeRow, StoreError> {
    let calendar = known_at(directory.hours_of(engagement), outcome.at).map_or(&engagement.calendar, |at| &at.calendar);
    let versions = directory.calendar(calendar).map_or(&[][..], |calendar| &calendar.versions);
    let version = versions.iter().rev().find(|version| version.effective_from <= outcome.at).or(versions.first());
    Ok(OutcomeRow {
        id: Listed::of(outcome).id(&engagement.id, key),
        document: serde_json::to_string(outcome).map_err(|error| StoreError::damaged(key, error))?,
        calendar: calendar.as_str().to_owned(),
        calendar_version: version.map_or(0, |version| i64::from(version.version)),
        tz_database: tz_database_version().to_owned(),
    })
}

/// The id's part of a place: engagement, instant, ticket.
fn place_in_id(id: &RecordId) -> Option<(&str, &str)> {
    let RecordIdKey::Array(parts) = &id.key else { return None };
    match (parts.first(), parts.get(2)) {
        (Some(Value::String(engagement)), Some(Value::String(ticket))) => Some((engagement, ticket)),
        _ => None,
    }
}

/// An id for people to read: `acme-hrm/1795424401/ACME-1/resolution/1/0`.
pub(crate) fn outcome_name(id: &RecordId) -> String {
    let RecordIdKey::Array(parts) = &id.key else { return String::new() };
    let text = |part: &Value| match part {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    parts.iter().map(text).collect::<Vec<_>>().join("/")
}

/// The ticket whose outcome an id names; empty when it names none.
pub(crate) fn ticket_of_outcome(id: &RecordId) -> &str {
    place_in_id(id).map_or("", |(_, ticket)| ticket)
}

impl ReadOutcome {
    /// What it says.
    pub(crate) fn into_settled(self) -> Result<Settled, StoreError> {
        let damaged = |what: &dyn std::fmt::Display| StoreError::damaged("an outcome", what);
        let (engagement, ticket) = place_in_id(&self.id).ok_or_else(|| damaged(&"its id names no ticket"))?;
        let key: TicketKey = ticket.parse().map_err(|error| damaged(&error))?;
        let engagement = EngagementId::new(engagement);
        let outcome = serde_json::from_str(&self.document).map_err(|error| damaged(&error))?;
        Ok(Settled { key, engagement, outcome })
    }
}

/// The first id of an engagement's outcomes from an instant on.
pub(crate) fn first_from(engagement: &EngagementId, at: Timestamp) -> Array {
    array![engagement.as_str(), at.unix()]
}
