//! Counters against what was counted.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{EngagementId, TicketKey};
use domain::ticket::Lane;
use surrealdb::types::{RecordId, SurrealValue, Value, vars};

use super::Finding;
use super::check::Round;
use crate::error::StoreError;
use crate::record::{key_text, record};
use crate::tickets::{TALLIES, TallyRow};

#[derive(SurrealValue)]
struct NumberRow {
    id: RecordId,
    last: i64,
}

const NUMBERS: &str = "SELECT * FROM number";
const PUT_TALLY: &str = "{ UPSERT ONLY $tally CONTENT $counts RETURN NONE; RETURN NONE; }";
const PUT_NUMBER: &str = "{ UPSERT ONLY $number CONTENT { last: $last } RETURN NONE; RETURN NONE; }";

/// What the tickets came to.
#[derive(Default)]
pub(super) struct Counted {
    lanes: BTreeMap<EngagementId, BTreeMap<&'static str, i64>>,
    numbers: BTreeMap<String, (u32, u32)>,
}

impl Counted {
    pub(super) fn add(&mut self, engagement: &EngagementId, lane: Lane, key: &TicketKey) {
        *self.lanes.entry(engagement.clone()).or_default().entry(lane.as_str()).or_default() += 1;
        let (count, highest) = self.numbers.entry(key.prefix().to_owned()).or_default();
        *count += 1;
        *highest = (*highest).max(key.number());
    }
}

impl Round<'_> {
    /// Counters of lanes.
    pub(super) async fn check_tallies(&mut self) -> Result<(), StoreError> {
        let stored: Vec<TallyRow> = self.store.db.read(TALLIES, vars! {}).await?;
        let stored: BTreeMap<EngagementId, &TallyRow> = stored.iter().map(|row| (row.engagement(), row)).collect();
        let engagements: BTreeSet<&EngagementId> = stored.keys().chain(self.counted.lanes.keys()).collect();
        for engagement in engagements {
            let counts = self.counted.lanes.get(engagement);
            let mut wrong = 0;
            for lane in Lane::ALL {
                let is = stored.get(engagement).map_or(0, |row| row.raw(lane));
                let should = counts.and_then(|counts| counts.get(lane.as_str())).copied().unwrap_or_default();
                if is != should {
                    wrong += 1;
                    self.report.findings.push(Finding::Tally {
                        engagement: engagement.clone(),
                        lane,
                        stored: is,
                        counted: should,
                    });
                }
            }
            if wrong > 0 && self.rebuild {
                let lanes = counts.cloned().unwrap_or_default();
                let counts = TallyRow::content(|lane| lanes.get(lane.as_str()).copied().unwrap_or_default());
                let vars = vars! { tally: record("tally", engagement.as_str()), counts: counts };
                self.store.db.write::<Value>(PUT_TALLY, vars).await?;
                self.report.repaired += wrong;
            }
        }
        Ok(())
    }

    /// Counters of ticket numbers.
    pub(super) async fn check_numbers(&mut self) -> Result<(), StoreError> {
        let rows: Vec<NumberRow> = self.store.db.read(NUMBERS, vars! {}).await?;
        let last_numbers: BTreeMap<String, u32> = rows
            .iter()
            .map(|row| (key_text(&row.id).to_owned(), u32::try_from(row.last).unwrap_or(u32::MAX)))
            .collect();
        let prefixes: BTreeSet<&String> = last_numbers.keys().chain(self.counted.numbers.keys()).collect();
        for prefix in prefixes {
            let (tickets, highest) = self.counted.numbers.get(prefix).copied().unwrap_or_default();
            let last_given = last_numbers.get(prefix).copied().unwrap_or_default();
            if tickets == highest && highest == last_given {
                continue;
            }
            let finding = Finding::Numbers { prefix: prefix.clone(), tickets, highest, counter: last_given };
            if self.rebuild && finding.is_repairable() {
                let vars = vars! { number: record("number", prefix), last: i64::from(highest) };
                self.store.db.write::<Value>(PUT_NUMBER, vars).await?;
                self.report.repaired += 1;
            }
            self.report.findings.push(finding);
        }
        Ok(())
    }
}
