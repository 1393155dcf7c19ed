//! Versions of policies and calendars with who saved them and when.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::ids::{EngagementId, PersonId, PolicyId};
use domain::people::{Actor, PersonRef};
use domain::sla::zone::{ExpandError, expand};
use domain::sla::{Calendar, HoursSince, OpenWindows};
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{RecordId, SurrealValue};

use super::rows::{DocumentRow, place};
use super::{Directory, WINDOWS_AHEAD, WINDOWS_BACK};
use crate::error::StoreError;

/// Before every ticket: when the first version of a calendar became known.
pub(super) const EVER: Timestamp = Timestamp::from_unix(i64::MIN);

/// Who saved a version, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// When.
    pub at: Timestamp,
    /// Who; `None` for the program itself.
    pub by: Option<PersonRef>,
    /// For a calendar: the engagements that counted by it then.
    pub engagements: Vec<EngagementId>,
}

/// A calendar's versions and what they come to.
#[derive(Debug, Clone, Default)]
pub struct CalendarVersions {
    /// Every version, oldest first.
    pub versions: Vec<Calendar>,
    /// By version, where it is known.
    pub saved: BTreeMap<u32, Saved>,
    /// What was known of its hours from when on, oldest first: about ten years back and five ahead.
    pub layers: Vec<HoursSince>,
}

impl CalendarVersions {
    /// All versions together, expanded to UTC.
    pub fn windows(&self) -> Arc<OpenWindows> {
        self.layers.last().map_or_else(|| Arc::new(never_open()), |layer| Arc::clone(&layer.windows))
    }

    /// The version that counts at an instant; the earliest one also before it begins.
    pub fn at(&self, now: Timestamp) -> Option<&Calendar> {
        let begun = self.versions.iter().filter(|version| version.effective_from <= now);
        begun.max_by_key(|version| (version.effective_from, version.version)).or(self.versions.first())
    }

    /// With one more version, saved now.
    pub(super) fn with(mut self, next: &Calendar, loaded_at: Timestamp, now: Timestamp) -> Result<Self, ExpandError> {
        self.versions.push(next.clone());
        let windows = Arc::new(expand_around(&self.versions, loaded_at)?);
        self.layers.push(layer(next, now, windows));
        Ok(self)
    }

    /// Derives the layers from the versions.
    pub(super) fn expand(&mut self, loaded_at: Timestamp) -> Result<(), ExpandError> {
        self.versions.sort_by_key(|version| version.version);
        let mut layers: Vec<HoursSince> = Vec::with_capacity(self.versions.len());
        for (index, version) in self.versions.iter().enumerate() {
            let windows = Arc::new(expand_around(&self.versions[..=index], loaded_at)?);
            let known = self.saved.get(&version.version).map(|saved| saved.at);
            // What came with the data was known from the beginning.
            match (known, layers.last_mut()) {
                (None, Some(last)) => *last = layer(version, last.since, windows),
                (known, _) => layers.push(layer(version, known.unwrap_or(EVER), windows)),
            }
        }
        self.layers = layers;
        Ok(())
    }
}

fn layer(newest: &Calendar, since: Timestamp, windows: Arc<OpenWindows>) -> HoursSince {
    HoursSince { calendar: newest.id.clone(), version: newest.version, since, is_switch: false, windows }
}

fn expand_around(versions: &[Calendar], at: Timestamp) -> Result<OpenWindows, ExpandError> {
    let (from, to) = horizon(at);
    expand(versions, from, to)
}

/// The time for which opening hours are worked out.
pub(super) fn horizon(at: Timestamp) -> (Timestamp, Timestamp) {
    (at - WINDOWS_BACK, at + WINDOWS_AHEAD)
}

/// No opening hours at all: a clock that needs some is misconfigured (SLA.md rule 12).
pub(super) fn never_open() -> OpenWindows {
    OpenWindows::new(Timestamp::default(), Timestamp::default() + Seconds::new(0), Vec::new())
}

impl Directory {
    /// Who saved a version of a policy, and when; `None` for one that came with the data.
    pub fn policy_saved(&self, id: &PolicyId, version: u32) -> Option<&Saved> {
        self.policies_saved.get(&(id.clone(), version))
    }
}

/// A version as it is stored.
#[derive(SurrealValue)]
pub(super) struct VersionRow {
    pub(super) id: RecordId,
    document: String,
    saved_at: Option<i64>,
    saved_by: Option<String>,
    saved_by_name: Option<String>,
    engagements: Option<Vec<String>>,
}

impl VersionRow {
    /// A version saved by somebody.
    pub(super) fn saved(row: DocumentRow, by: &Actor, at: Timestamp, engagements: &[EngagementId]) -> Self {
        let person = by.person();
        Self {
            id: row.id,
            document: row.document,
            saved_at: Some(at.unix()),
            saved_by: person.map(|person| person.id.to_string()),
            saved_by_name: person.map(|person| person.name.clone()),
            engagements: Some(engagements.iter().map(ToString::to_string).collect()),
        }
    }

    pub(super) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_str(&self.document).map_err(|error| StoreError::damaged(place(&self.id), error))
    }

    pub(super) fn meta(self) -> Option<Saved> {
        let by = self.saved_by.zip(self.saved_by_name).map(|(id, name)| PersonRef { id: PersonId::new(id), name });
        let engagements = self.engagements.unwrap_or_default().into_iter().map(EngagementId::new).collect();
        self.saved_at.map(|at| Saved { at: Timestamp::from_unix(at), by, engagements })
    }
}
