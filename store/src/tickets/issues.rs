//! A client's own lists of issues: all of them, what changed last in front, and the promises that end first.

use std::collections::BTreeSet;

use domain::ids::{EngagementId, ProductId, TicketKey};
use domain::people::PersonRef;
use domain::sla::{ChipState, ClockChip, PriorityKey};
use domain::ticket::{Lane, Place, TicketState};
use domain::time::Timestamp;
use futures::future::try_join_all;
use surrealdb::types::{RecordId, SurrealValue, vars};

use super::cursor::Cursor;
use super::rows::{product_of, read_chip, read_key, read_person};
use super::sort_key::{LATEST, place_key, read_place, read_recent};
use crate::Store;
use crate::access::Scope;
use crate::directory::Directory;
use crate::error::StoreError;
use crate::record::key_text;

/// The lanes of tickets whose first clock runs. That we snoozed a ticket is nothing to its client: its promise counts.
const PROMISING: [Lane; 4] = [Lane::Overdue, Lane::Soon, Lane::Running, Lane::Snoozed];
/// Snoozed tickets read at once.
const SNOOZED_PAGE: usize = 50;
/// How often a lane is read on at most: a request's work has an end.
const PAGES_MAX: usize = 8;

/// Which states a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StateFilter {
    /// All.
    #[default]
    All,
    /// Those in which something is still owed.
    Open,
    /// The others.
    Ended,
    /// Those that wait for the client: a question to answer, or a solution to confirm.
    YourTurn,
    /// One.
    Only(TicketState),
}

impl StateFilter {
    /// Whether a state is shown.
    pub fn shows(self, state: TicketState) -> bool {
        match self {
            Self::All => true,
            Self::Open => state.is_open(),
            Self::Ended => !state.is_open(),
            Self::YourTurn => matches!(state, TicketState::WaitingOnClient | TicketState::Resolved),
            Self::Only(only) => state == only,
        }
    }

    fn names(self) -> Vec<&'static str> {
        TicketState::ALL.into_iter().filter(|state| self.shows(*state)).map(TicketState::as_str).collect()
    }
}

/// A ticket in a client's list: nothing in it tells of internal notes, snoozes or lanes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueRow {
    /// What people call it.
    pub key: TicketKey,
    /// One sentence.
    pub title: String,
    /// Where it stands.
    pub state: TicketState,
    /// How much it matters, by its policy.
    pub priority: PriorityKey,
    /// What it is about.
    pub product: ProductId,
    /// Where it belongs.
    pub engagement: EngagementId,
    /// Who works on it.
    pub assignee: Option<PersonRef>,
    /// The name of the person who has the problem.
    pub reporter_name: String,
    /// The clock that ends first; `None` when nothing is owed.
    pub chip: Option<ClockChip>,
    /// When something last happened that the client may know.
    pub updated_at: Timestamp,
}

/// A page of a client's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuesPage {
    /// The tickets.
    pub rows: Vec<IssueRow>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

#[derive(SurrealValue)]
struct ListedIssue {
    id: RecordId,
    engagement: String,
    title: String,
    state: String,
    priority: String,
    assignee: String,
    assignee_name: String,
    reporter_name: String,
    chip: Option<String>,
    recent: String,
    place: String,
}

pub(super) const OF_CLIENT: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, chip, recent, place
    FROM ticket WHERE client = $client AND recent < $after
    ORDER BY recent DESC LIMIT $limit";
pub(super) const OF_CLIENT_IN_STATES: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, chip, recent, place
    FROM ticket WHERE client = $client AND recent < $after AND state IN $states
    ORDER BY recent DESC LIMIT $limit";
// A range with one bound, so that the engine reads exactly the page; where the lane ends is seen in its rows.
pub(super) const FROM_LANE: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, chip, recent, place
    FROM ticket WHERE engagement = $engagement AND place > $after
    ORDER BY place LIMIT $limit";

impl Store {
    /// A page of a client's own issues. A staff scope gets an empty one: staff have [`Store::inbox`].
    pub async fn client_issues(
        &self,
        scope: &Scope,
        filter: StateFilter,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<IssuesPage, StoreError> {
        let Some(client) = scope.client() else { return Ok(IssuesPage { rows: Vec::new(), next: None }) };
        let vars = vars! {
            client: client.as_str(),
            after: after.map_or(LATEST, |cursor| cursor.0.as_str()),
            states: filter.names(),
            limit: i64::try_from(limit + 1).unwrap_or(i64::MAX),
        };
        let sql = if filter == StateFilter::All { OF_CLIENT } else { OF_CLIENT_IN_STATES };
        let mut listed: Vec<ListedIssue> = self.db.read(sql, vars).await?;
        let more = listed.len() > limit;
        listed.truncate(limit);
        let next = listed.last().filter(|_| more).map(|last| Cursor(last.recent.clone()));
        let directory = self.directory();
        let rows = listed.into_iter().map(|row| row.into_row(&directory)).collect::<Result<_, _>>()?;
        Ok(IssuesPage { rows, next })
    }

    /// A client's open issues with a running promise, the one that ends first in front, at most `limit`. A staff scope
    /// gets none: staff have [`Store::inbox`].
    pub async fn client_promises(&self, scope: &Scope, limit: usize) -> Result<Vec<IssueRow>, StoreError> {
        if scope.client().is_none() {
            return Ok(Vec::new());
        }
        let directory = self.directory();
        let mut reads = Vec::new();
        for engagement in directory.engagements(scope) {
            for lane in PROMISING {
                reads.push(self.promises_in(&directory, &engagement.id, lane, limit));
            }
        }
        let mut rows: Vec<IssueRow> = try_join_all(reads).await?.into_iter().flatten().collect();
        rows.sort_by_key(IssueRow::due);
        // A ticket that went from one lane to another meanwhile was read in both.
        let mut seen = BTreeSet::new();
        rows.retain(|row| seen.insert(row.key.clone()));
        rows.truncate(limit);
        Ok(rows)
    }

    /// An engagement's running promises in one lane: the first ones. What is due first comes first within a lane; only
    /// snoozed tickets come as they wake up, so all of them are looked at.
    async fn promises_in(
        &self,
        directory: &Directory,
        engagement: &EngagementId,
        lane: Lane,
        limit: usize,
    ) -> Result<Vec<IssueRow>, StoreError> {
        let page = if lane == Lane::Snoozed { SNOOZED_PAGE } else { limit };
        let begin = Place { lane, due: Timestamp::from_unix(0), metric: None, watch_at: None };
        let (mut after, mut promised) = (place_key(&begin, ""), Vec::new());
        for _ in 0..PAGES_MAX {
            let vars = vars! {
                engagement: engagement.as_str(),
                after: after.as_str(),
                limit: i64::try_from(page).unwrap_or(i64::MAX),
            };
            let listed: Vec<ListedIssue> = self.db.read(FROM_LANE, vars).await?;
            let is_last = listed.len() < page;
            for row in listed {
                if read_place(&row.place).is_none_or(|(found, _)| found != lane) {
                    return Ok(promised);
                }
                after.clone_from(&row.place);
                promised.extend(Some(row.into_row(directory)?).filter(IssueRow::is_promised));
            }
            if is_last || (lane != Lane::Snoozed && promised.len() >= limit) {
                break;
            }
        }
        Ok(promised)
    }
}

impl IssueRow {
    fn due(&self) -> Option<Timestamp> {
        self.chip.as_ref().and_then(|chip| chip.due)
    }

    /// Whether a clock with an end runs: not one that waits for the client, and no target window.
    fn is_promised(&self) -> bool {
        self.due().is_some() && self.chip.as_ref().is_some_and(|chip| chip.state == ChipState::Running)
    }
}

impl ListedIssue {
    fn into_row(self, directory: &Directory) -> Result<IssueRow, StoreError> {
        let record = ["ticket:", key_text(&self.id)].concat();
        let engagement = EngagementId::new(self.engagement);
        let missing = |what: &str| StoreError::damaged(record.clone(), what);
        Ok(IssueRow {
            key: read_key(&self.id)?,
            state: TicketState::from_name(&self.state).ok_or_else(|| missing("unknown state"))?,
            title: self.title,
            priority: PriorityKey::new(self.priority),
            product: product_of(directory, &engagement).ok_or_else(|| missing("its engagement does not exist"))?,
            engagement,
            assignee: read_person(self.assignee, self.assignee_name),
            reporter_name: self.reporter_name,
            chip: read_chip(self.chip.as_deref()).map_err(|error| missing(&error))?,
            updated_at: read_recent(&self.recent).ok_or_else(|| missing("impossible sort key"))?,
        })
    }
}
