//! A client's own list of issues: what changed last comes first.

use domain::ids::{EngagementId, ProductId, TicketKey};
use domain::people::PersonRef;
use domain::sla::{ClockChip, PriorityKey};
use domain::ticket::TicketState;
use domain::time::Timestamp;
use surrealdb::types::{RecordId, SurrealValue, vars};

use super::cursor::Cursor;
use super::rows::{product_of, read_chip, read_key, read_person};
use super::sort_key::{LATEST, read_recent};
use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;
use crate::record::key_text;

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
}

pub(super) const OF_CLIENT: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, chip, recent
    FROM ticket WHERE client = $client AND recent < $after
    ORDER BY recent DESC LIMIT $limit";
pub(super) const OF_CLIENT_IN_STATES: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, chip, recent
    FROM ticket WHERE client = $client AND recent < $after AND state IN $states
    ORDER BY recent DESC LIMIT $limit";

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
        let into_row = |row: ListedIssue| {
            let place = ["ticket:", key_text(&row.id)].concat();
            let engagement = EngagementId::new(row.engagement);
            let missing = |what: &str| StoreError::damaged(place.clone(), what);
            Ok(IssueRow {
                key: read_key(&row.id)?,
                state: TicketState::from_name(&row.state).ok_or_else(|| missing("unknown state"))?,
                title: row.title,
                priority: PriorityKey::new(row.priority),
                product: product_of(&directory, &engagement).ok_or_else(|| missing("its engagement does not exist"))?,
                engagement,
                assignee: read_person(row.assignee, row.assignee_name),
                reporter_name: row.reporter_name,
                chip: read_chip(row.chip.as_deref()).map_err(|error| missing(&error))?,
                updated_at: read_recent(&row.recent).ok_or_else(|| missing("impossible sort key"))?,
            })
        };
        Ok(IssuesPage { rows: listed.into_iter().map(into_row).collect::<Result<_, StoreError>>()?, next })
    }
}
