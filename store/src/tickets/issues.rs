//! A client's own list of issues: what changed last comes first.

use domain::ids::{EngagementId, ProductId, TicketKey};
use domain::people::PersonRef;
use domain::sla::{ClockChip, PriorityKey};
use domain::ticket::TicketState;
use domain::time::Timestamp;
use surrealdb::types::{RecordId, SurrealValue, vars};

use super::cursor::Cursor;
use super::rows::{product_of, read_chip, read_key, read_person};
use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;
use crate::record::{key_text, record};

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
            Self::Only(only) => state == only,
        }
    }

    fn names(self) -> Option<Vec<&'static str>> {
        if self == Self::All {
            return None;
        }
        Some(TicketState::ALL.into_iter().filter(|state| self.shows(*state)).map(TicketState::as_str).collect())
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
    public_at: i64,
}

pub(super) const OF_CLIENT: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, chip, public_at
    FROM ticket
    WHERE client = $client AND public_at <= $from AND (public_at < $from OR id < $after)
        AND ($states = NONE OR state IN $states)
    ORDER BY public_at DESC, id DESC LIMIT $limit";

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
            from: after.map_or(i64::MAX, |cursor| cursor.sort),
            after: after.map_or_else(|| record("ticket", ""), |cursor| RecordId::new("ticket", cursor.key.to_string())),
            states: filter.names(),
            limit: i64::try_from(limit + 1).unwrap_or(i64::MAX),
        };
        let mut listed: Vec<ListedIssue> = self.db.read(OF_CLIENT, vars).await?;
        let more = listed.len() > limit;
        listed.truncate(limit);
        let next = match listed.last() {
            Some(last) if more => Some(Cursor { sort: last.public_at, key: read_key(&last.id)? }),
            _ => None,
        };
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
                updated_at: Timestamp::from_unix(row.public_at),
            })
        };
        Ok(IssuesPage { rows: listed.into_iter().map(into_row).collect::<Result<_, StoreError>>()?, next })
    }
}
