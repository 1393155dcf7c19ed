//! Runs in order: open ones, the one begun last first; ended ones, the one that ended last first.

use domain::ids::{ChecklistId, EngagementId};
use surrealdb::types::{Variables, vars};

use super::ChecklistRow;
use super::rows::ListedRow;
use crate::Store;
use crate::access::{Reach, Scope};
use crate::error::StoreError;
use crate::record::record;
use crate::tickets::OPEN_START;

/// Up to so many engagements are read one by one and merged; beyond, all runs are read and filtered.
const MERGED_MAX: usize = 24;

/// Which runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChecklistFilter {
    /// One engagement's.
    pub engagement: Option<EngagementId>,
    /// Ended ones instead of open ones.
    pub ended: bool,
}

/// A page of runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChecklistsPage {
    /// The runs.
    pub rows: Vec<ChecklistRow>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<String>,
}

/// One page of runs that fulfil a condition, in an order.
macro_rules! page {
    ($condition:literal, $order:literal) => {
        concat!(
            "SELECT id, engagement, kind, name, open, place, done, skipped, total, minutes_left, unsigned, started_at, ",
            "updated_at FROM checklist WHERE ",
            $condition,
            " ORDER BY ",
            $order,
            " LIMIT $limit"
        )
    };
}
const EVERYTHING: &str = page!("open = true AND place > $after", "place");
const EVERYTHING_ENDED: &str = page!("open = false AND place < $after", "place DESC");
const FILTERED: &str = page!("open = true AND place > $after AND engagement IN $engagements", "place");
const FILTERED_ENDED: &str = page!("open = false AND place < $after AND engagement IN $engagements", "place DESC");
const OF_ENGAGEMENT: &str = page!("engagement = $engagement AND place > $after", "place");
const OF_ENGAGEMENT_ENDED: &str = page!("engagement = $engagement AND place < $after", "place DESC");
const OF_CLIENT: &str = page!("client = $client AND place > $after", "place");
const OF_CLIENT_ENDED: &str = page!("client = $client AND place < $after", "place DESC");
const ENGAGEMENT_OF: &str = "SELECT VALUE engagement FROM ONLY $run";

/// Every list query with the index it must use, and whether the engine must read no more than the page; for the test
/// of query plans.
#[cfg(test)]
pub(crate) const QUERIES: [(&str, bool, &str); 8] = [
    ("checklist_open", true, EVERYTHING),
    ("checklist_open", true, EVERYTHING_ENDED),
    ("checklist_open", false, FILTERED),
    ("checklist_open", false, FILTERED_ENDED),
    ("checklist_engagement", true, OF_ENGAGEMENT),
    ("checklist_engagement", true, OF_ENGAGEMENT_ENDED),
    ("checklist_client", true, OF_CLIENT),
    ("checklist_client", true, OF_CLIENT_ENDED),
];

impl Store {
    /// A page of the runs that a scope sees.
    pub async fn checklists(
        &self,
        scope: &Scope,
        filter: &ChecklistFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<ChecklistsPage, StoreError> {
        // A cursor of the other order cannot lead out of this one's runs.
        let after = after.filter(|key| (*key < OPEN_START) == filter.ended).unwrap_or(OPEN_START);
        let vars = vars! { after: after, limit: i64::try_from(limit + 1).unwrap_or(i64::MAX) };
        let mut listed = self.listed(scope, filter, vars).await?;
        let more = listed.len() > limit;
        listed.truncate(limit);
        let next = listed.last().filter(|_| more).map(|last| last.place.clone());
        Ok(ChecklistsPage { rows: listed.into_iter().map(ListedRow::into_row).collect(), next })
    }

    async fn listed(
        &self,
        scope: &Scope,
        filter: &ChecklistFilter,
        mut vars: Variables,
    ) -> Result<Vec<ListedRow>, StoreError> {
        let directory = self.directory();
        let ended = filter.ended;
        if let Some(id) = &filter.engagement {
            return match directory.engagement(id).filter(|engagement| scope.sees(engagement)) {
                Some(_) => self.checklists_of(std::slice::from_ref(id), vars, ended).await,
                None => Ok(Vec::new()),
            };
        }
        match scope.reach() {
            Reach::Nothing => Ok(Vec::new()),
            Reach::Everything => self.db.read(if ended { EVERYTHING_ENDED } else { EVERYTHING }, vars).await,
            Reach::Client(client) => {
                vars.insert("client", client.as_str());
                self.db.read(if ended { OF_CLIENT_ENDED } else { OF_CLIENT }, vars).await
            }
            Reach::Engagements(ids) => {
                let ids: Vec<EngagementId> = ids.iter().cloned().collect();
                if ids.len() <= MERGED_MAX {
                    return self.checklists_of(&ids, vars, ended).await;
                }
                vars.insert("engagements", ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>());
                self.db.read(if ended { FILTERED_ENDED } else { FILTERED }, vars).await
            }
        }
    }

    /// Reads each engagement's first rows at the same time and merges them.
    async fn checklists_of(
        &self,
        ids: &[EngagementId],
        vars: Variables,
        ended: bool,
    ) -> Result<Vec<ListedRow>, StoreError> {
        let sql = if ended { OF_ENGAGEMENT_ENDED } else { OF_ENGAGEMENT };
        let mut rows: Vec<ListedRow> = self.db.read_of_each(sql, ids, &vars).await?;
        rows.sort_by(|left, right| left.place.cmp(&right.place));
        if ended {
            rows.reverse();
        }
        Ok(rows)
    }

    /// Whether a run exists and is a scope's to see.
    pub async fn checklist_exists(&self, scope: &Scope, id: &ChecklistId) -> Result<bool, StoreError> {
        let vars = vars! { run: record("checklist", id.as_str()) };
        let engagement: Option<String> = self.db.read(ENGAGEMENT_OF, vars).await?;
        let directory = self.directory();
        let known = engagement.and_then(|id| directory.engagement(&EngagementId::new(id)).cloned());
        Ok(known.is_some_and(|engagement| scope.sees(&engagement)))
    }
}
