//! Figures for reports: outcomes read by ranges of record ids, and the backlog from the lists' own index.

use std::ops::Bound;
use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::{ClientId, ProductId};
use domain::insight::{Backlog, Figures, Month, MonthRange, OpenTicket};
use domain::sla::PriorityKey;
use domain::sla::zone::Tz;
use domain::ticket::Lane;
use domain::time::Timestamp;
use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, vars};

use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;
use crate::tickets::{OPEN_START, ReadOutcome, first_from, read_key, read_place};

/// Records read at once.
const PAGE: i64 = 2000;

/// Open tickets of which the age is looked at, at most.
pub const BACKLOG_MAX: usize = 20_000;

/// What a report is narrowed to. An empty filter shows all that the scope sees.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportFilter {
    /// One client.
    pub client: Option<ClientId>,
    /// One product.
    pub product: Option<ProductId>,
    /// One priority, by its key in its policy.
    pub priority: Option<PriorityKey>,
}

/// The backlog, and what was left out of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BacklogFigures {
    /// The open tickets that were looked at.
    pub backlog: Backlog,
    /// Whether there are more than [`BACKLOG_MAX`], so that some were left out.
    pub is_cut: bool,
}

#[derive(SurrealValue)]
struct OpenRow {
    id: RecordId,
    priority: String,
    place: String,
    reported_at: Option<i64>,
    updated_at: i64,
}

pub(crate) const OUTCOMES: &str = "SELECT id, document FROM $range LIMIT $limit";
pub(crate) const OPEN_OF_ENGAGEMENT: &str = "
    SELECT id, priority, place, reported_at, updated_at FROM ticket
    WHERE engagement = $engagement AND place > $after
    ORDER BY place LIMIT $limit";

impl Store {
    /// What the promises of a scope's tickets came to in a range of months of a zone.
    pub async fn figures(
        &self,
        scope: &Scope,
        filter: &ReportFilter,
        range: MonthRange,
        zone: Tz,
    ) -> Result<Figures, StoreError> {
        let months: Vec<(Timestamp, Month)> = range.months().map(|month| (month.begin(zone), month)).collect();
        let (from, to) = range.bounds(zone);
        let mut figures = Figures::default();
        for engagement in self.reported(scope, filter) {
            let end = RecordIdKey::Array(first_from(&engagement.id, to));
            let mut start = Bound::Included(RecordIdKey::Array(first_from(&engagement.id, from)));
            loop {
                let range = RecordIdKeyRange::from((start, Bound::Excluded(end.clone())));
                let vars = vars! { range: RecordId::new("outcome", RecordIdKey::from(range)), limit: PAGE };
                let rows: Vec<ReadOutcome> = self.db.read(OUTCOMES, vars).await?;
                let Some(last) = rows.last() else { break };
                start = Bound::Excluded(last.id.key.clone());
                let is_last = i64::try_from(rows.len()).is_ok_and(|count| count < PAGE);
                for row in rows {
                    let settled = row.into_settled()?;
                    let is_wanted = filter.priority.as_ref().is_none_or(|key| settled.outcome.priority == *key);
                    let month = months.iter().rev().find(|(begin, _)| *begin <= settled.outcome.at);
                    if let Some((_, month)) = month.filter(|_| is_wanted) {
                        figures.add(&settled, *month);
                    }
                }
                if is_last {
                    break;
                }
            }
        }
        Ok(figures)
    }

    /// The ages of a scope's open tickets. For a client's scope snoozed tickets count like any other.
    pub async fn backlog(
        &self,
        scope: &Scope,
        filter: &ReportFilter,
        now: Timestamp,
    ) -> Result<BacklogFigures, StoreError> {
        let mut figures = BacklogFigures::default();
        let mut looked_at = 0;
        for engagement in self.reported(scope, filter) {
            let mut after = OPEN_START.to_owned();
            loop {
                let vars = vars! { engagement: engagement.id.as_str(), after: after.as_str(), limit: PAGE };
                let rows: Vec<OpenRow> = self.db.read(OPEN_OF_ENGAGEMENT, vars).await?;
                let Some(last) = rows.last() else { break };
                after.clone_from(&last.place);
                let is_last = i64::try_from(rows.len()).is_ok_and(|count| count < PAGE);
                for row in rows {
                    if looked_at == BACKLOG_MAX {
                        figures.is_cut = true;
                        return Ok(figures);
                    }
                    looked_at += 1;
                    if filter.priority.as_ref().is_none_or(|key| key.as_str() == row.priority) {
                        figures.backlog.add(row.into_open()?, now);
                    }
                }
                if is_last {
                    break;
                }
            }
        }
        Ok(figures)
    }

    /// The engagements of a report, which are the scope's.
    fn reported(&self, scope: &Scope, filter: &ReportFilter) -> Vec<Arc<Engagement>> {
        let wanted = |engagement: &&Arc<Engagement>| {
            filter.client.as_ref().is_none_or(|client| engagement.client == *client)
                && filter.product.as_ref().is_none_or(|product| engagement.product == *product)
        };
        self.directory().engagements(scope).into_iter().filter(wanted).cloned().collect()
    }
}

impl OpenRow {
    fn into_open(self) -> Result<OpenTicket, StoreError> {
        let key = read_key(&self.id)?;
        let lane = read_place(&self.place).map_or(Lane::Running, |(lane, _)| lane);
        let reported_at = Timestamp::from_unix(self.reported_at.unwrap_or(self.updated_at));
        Ok(OpenTicket { key, reported_at, lane })
    }
}
