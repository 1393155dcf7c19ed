//! How many tickets are in each lane: from counter rows, never by counting.

use std::collections::BTreeMap;

use domain::ids::EngagementId;
use domain::people::Side;
use domain::ticket::Lane;
use surrealdb::types::{Object, RecordId, SurrealValue, vars};

use super::sort_key::rank;
use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;
use crate::record::key_text;

/// Tickets by lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LaneCounts([u64; Lane::ALL.len()]);

impl LaneCounts {
    /// Tickets in one lane.
    pub fn get(&self, lane: Lane) -> u64 {
        self.0.get(rank(lane)).copied().unwrap_or_default()
    }

    /// Tickets in which something is still owed.
    pub fn open(&self) -> u64 {
        Lane::OPEN.into_iter().map(|lane| self.get(lane)).sum()
    }

    fn set(&mut self, lane: Lane, count: u64) {
        if let Some(slot) = self.0.get_mut(rank(lane)) {
            *slot = count;
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = *self;
        for lane in Lane::ALL {
            sum.set(lane, self.get(lane) + other.get(lane));
        }
        sum
    }
}

#[derive(SurrealValue)]
pub(crate) struct TallyRow {
    pub(crate) id: RecordId,
    overdue: i64,
    soon: i64,
    running: i64,
    paused: i64,
    snoozed: i64,
    unclocked: i64,
    done: i64,
}

impl TallyRow {
    pub(crate) fn engagement(&self) -> EngagementId {
        EngagementId::new(key_text(&self.id))
    }

    /// One lane's counter as stored; below zero only when it is damaged.
    pub(crate) fn raw(&self, lane: Lane) -> i64 {
        match lane {
            Lane::Overdue => self.overdue,
            Lane::Soon => self.soon,
            Lane::Running => self.running,
            Lane::Paused => self.paused,
            Lane::Snoozed => self.snoozed,
            Lane::Unclocked => self.unclocked,
            Lane::Done => self.done,
        }
    }

    /// The content of a row with given counts.
    pub(crate) fn content(count: impl Fn(Lane) -> i64) -> Object {
        Lane::ALL.into_iter().fold(Object::new(), |mut content, lane| {
            content.insert(lane.as_str().to_owned(), count(lane).into_value());
            content
        })
    }

    fn counts(&self) -> LaneCounts {
        let mut counts = LaneCounts::default();
        for lane in Lane::ALL {
            counts.set(lane, u64::try_from(self.raw(lane)).unwrap_or_default());
        }
        counts
    }
}

/// Adds `$delta` to the row `$tally`, which exists.
macro_rules! add_to_tally {
    () => {
        "UPDATE $tally SET
            overdue += $delta.overdue, soon += $delta.soon, running += $delta.running, paused += $delta.paused,
            snoozed += $delta.snoozed, unclocked += $delta.unclocked, done += $delta.done
            RETURN VALUE done"
    };
}
pub(crate) use add_to_tally;

/// Adds `$delta` to the row `$tally`; the first count makes the row. (`UPSERT` would first fail to create it, each
/// time, which is dearer than all the rest of a small block.)
macro_rules! count_tally {
    () => {
        concat!(
            "IF array::len((",
            crate::tickets::add_to_tally!(),
            ")) = 0 { CREATE ONLY $tally CONTENT $delta RETURN NONE };"
        )
    };
}
pub(crate) use count_tally;

pub(crate) const TALLIES: &str = "SELECT * FROM tally";

impl Store {
    /// The counts of each engagement a scope sees. For a client's scope snoozed tickets count as running: snoozing is
    /// the provider's own business.
    pub async fn lane_counts(&self, scope: &Scope) -> Result<BTreeMap<EngagementId, LaneCounts>, StoreError> {
        let rows: Vec<TallyRow> = self.db.read(TALLIES, vars! {}).await?;
        let directory = self.directory();
        let mut counts = BTreeMap::new();
        for row in &rows {
            let id = row.engagement();
            if !directory.engagement(&id).is_some_and(|engagement| scope.sees(engagement)) {
                continue;
            }
            let mut tally = row.counts();
            if scope.side() == Side::Client {
                tally.set(Lane::Running, tally.get(Lane::Running) + tally.get(Lane::Snoozed));
                tally.set(Lane::Snoozed, 0);
            }
            counts.insert(id, tally);
        }
        Ok(counts)
    }
}
