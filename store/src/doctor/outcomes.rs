//! Rows of outcomes against the histories they come from: what a report counts.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeSet, HashSet};
use std::hash::{Hash, Hasher};

use domain::insight::{Outcome, OutcomeKind};
use surrealdb::types::{RecordId, RecordIdKey, Value, array, vars};

use super::check::Round;
use super::expected::Expected;
use super::{Finding, RowFault};
use crate::error::StoreError;
use crate::record::IDS;
use crate::tickets::{Listed, OutcomeChange, OutcomeRow, outcome_name, outcome_row, ticket_of_outcome};

const ROWS: &str = "SELECT * FROM $ids";
const PUT_ROW: &str = "{ UPSERT ONLY $row.id CONTENT $row RETURN NONE; RETURN NONE; }";
const DELETE_ROW: &str = "{ DELETE $id RETURN NONE; RETURN NONE; }";

/// The outcomes that histories come to.
#[derive(Default)]
pub(super) struct Outcomes {
    /// Their ids, as hashes: there may be millions.
    known: HashSet<u64>,
    /// Tickets whose histories cannot be read, so that nobody knows which outcomes are theirs.
    unreadable: BTreeSet<String>,
}

impl Outcomes {
    /// The history of a ticket cannot be read.
    pub(super) fn skip(&mut self, ticket: &str) {
        self.unreadable.insert(ticket.to_owned());
    }
}

fn hash(id: &RecordId) -> u64 {
    let mut hasher = DefaultHasher::new();
    outcome_name(id).hash(&mut hasher);
    hasher.finish()
}

impl Round<'_> {
    /// The rows of a ticket's outcomes, and the list of them that its own row should have. `listed` is the one it has.
    pub(super) async fn check_outcomes(
        &mut self,
        ticket: &str,
        listed: &[Listed],
        expected: &Expected,
    ) -> Result<Option<String>, StoreError> {
        let directory = self.directory.clone();
        let change = OutcomeChange::between(listed, &expected.outcomes, ticket, &expected.engagement, &directory)?;
        if change.ids.is_empty() {
            return Ok(change.listed);
        }
        self.outcomes.known.extend(change.ids.iter().map(hash));
        let stored: Vec<OutcomeRow> = self.store.db.read(ROWS, vars! { ids: change.ids.clone() }).await?;
        let computed = expected
            .outcomes
            .iter()
            .map(|outcome| Ok((outcome, outcome_row(outcome, ticket, &expected.engagement, &directory)?)))
            .collect::<Result<Vec<_>, StoreError>>()?;
        for id in &change.ids {
            let right = computed.iter().find(|(_, row)| row.id == *id);
            let fault = match (stored.iter().find(|row| row.id == *id), right) {
                (Some(stored), right) if is_plausible(stored, right) => continue,
                (Some(_), _) => RowFault::Differs,
                (None, _) => RowFault::Missing,
            };
            let (key, id) = (ticket.to_owned(), outcome_name(id));
            let Some((_, row)) = right else {
                // It is one of a clock that had ended when other rules counted; nothing says any more what it was.
                self.report.findings.push(Finding::LostOutcome { key, id });
                continue;
            };
            self.report.findings.push(Finding::Outcome { key, id, fault });
            if self.rebuild {
                self.store.db.write::<Value>(PUT_ROW, vars! { row: row.clone() }).await?;
                self.report.repaired += 1;
            }
        }
        Ok(change.listed)
    }

    /// Rows that no history comes to; call it when every history has been read.
    pub(super) async fn check_stray_outcomes(&mut self) -> Result<(), StoreError> {
        let mut after = RecordIdKey::Array(array![""]);
        loop {
            let ids: Vec<RecordId> = self.page("outcome", after.clone(), IDS).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = last.key.clone();
            for id in ids {
                let ticket = ticket_of_outcome(&id).to_owned();
                if self.outcomes.known.contains(&hash(&id)) || self.outcomes.unreadable.contains(&ticket) {
                    continue;
                }
                let name = outcome_name(&id);
                self.report.findings.push(Finding::Outcome { key: ticket, id: name, fault: RowFault::Unknown });
                if self.rebuild {
                    self.store.db.write::<Value>(DELETE_ROW, vars! { id: id }).await?;
                    self.report.repaired += 1;
                }
            }
        }
    }
}

/// Whether a stored row is right as far as it can be known. What was computed with another calendar than the
/// engagement's of today, or lies further back than opening hours are kept, stands as it was written (SLA.md rule 10).
fn is_plausible(stored: &OutcomeRow, right: Option<&(&Outcome, OutcomeRow)>) -> bool {
    let Ok(outcome) = serde_json::from_str::<Outcome>(&stored.document) else { return false };
    let Some((expected, row)) = right else { return true };
    let is_same_clock = outcome.id() == expected.id() && outcome.at == expected.at;
    let is_beyond = expected.kind == OutcomeKind::Misconfigured && outcome.kind != OutcomeKind::Misconfigured;
    is_same_clock && (outcome.says_the_same_as(expected) || row.calendar != stored.calendar || is_beyond)
}
