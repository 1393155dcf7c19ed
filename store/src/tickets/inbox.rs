//! The staff's inbox: lanes in order, what is due first comes first, read by keyset from one index.

use domain::engagement::Engagement;
use domain::ids::{ClientId, EngagementId, PersonId, ProductId};
use domain::sla::PriorityKey;
use domain::ticket::TicketState;
use surrealdb::types::{Variables, vars};

use super::Row;
use super::cursor::Cursor;
use super::rows::ListedRow;
use super::sort_key::OPEN_START;
use crate::Store;
use crate::access::{Reach, Scope};
use crate::directory::Directory;
use crate::error::StoreError;

/// Up to so many engagements are read one by one and merged; beyond, the whole inbox is read and filtered.
const MERGED_MAX: usize = 24;

/// Whose tickets are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssigneeFilter {
    /// One person's.
    Person(PersonId),
    /// Nobody's.
    Nobody,
}

/// What the inbox is narrowed to. An empty filter shows all open tickets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InboxFilter {
    /// One client.
    pub client: Option<ClientId>,
    /// One product.
    pub product: Option<ProductId>,
    /// One priority, by its key in its policy.
    pub priority: Option<PriorityKey>,
    /// Whose.
    pub assignee: Option<AssigneeFilter>,
    /// One state. Ended states are listed by when they ended, the latest first.
    pub state: Option<TicketState>,
}

/// A page of the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxPage {
    /// The tickets.
    pub rows: Vec<Row>,
    /// Where the next page begins; `None` on the last one.
    pub next: Option<Cursor>,
}

// Without filters the index alone decides, and the engine reads exactly the page.
pub(super) const EVERYTHING: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE open = true AND place > $after
    ORDER BY place LIMIT $limit";
pub(super) const OF_ENGAGEMENT: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE engagement = $engagement AND place > $after
    ORDER BY place LIMIT $limit";
pub(super) const OF_ASSIGNEE: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE assignee = $assignee AND place > $after
    ORDER BY place LIMIT $limit";
// With filters it reads on along the index until the page is full.
pub(super) const EVERYTHING_FILTERED: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE open = true AND place > $after
        AND ($engagements = NONE OR engagement IN $engagements) AND ($assignee = NONE OR assignee = $assignee)
        AND ($state = NONE OR state = $state) AND ($priority = NONE OR priority = $priority)
    ORDER BY place LIMIT $limit";
pub(super) const OF_ENGAGEMENT_FILTERED: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE engagement = $engagement AND place > $after
        AND ($engagements = NONE OR engagement IN $engagements) AND ($assignee = NONE OR assignee = $assignee)
        AND ($state = NONE OR state = $state) AND ($priority = NONE OR priority = $priority)
    ORDER BY place LIMIT $limit";
pub(super) const OF_ASSIGNEE_FILTERED: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE assignee = $assignee AND place > $after
        AND ($engagements = NONE OR engagement IN $engagements) AND ($assignee = NONE OR assignee = $assignee)
        AND ($state = NONE OR state = $state) AND ($priority = NONE OR priority = $priority)
    ORDER BY place LIMIT $limit";
// Ended tickets, the last one first.
pub(super) const EVERYTHING_ENDED: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE open = false AND place < $after
        AND ($engagements = NONE OR engagement IN $engagements) AND ($assignee = NONE OR assignee = $assignee)
        AND ($state = NONE OR state = $state) AND ($priority = NONE OR priority = $priority)
    ORDER BY place DESC LIMIT $limit";
pub(super) const OF_ENGAGEMENT_ENDED: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE engagement = $engagement AND place < $after
        AND ($engagements = NONE OR engagement IN $engagements) AND ($assignee = NONE OR assignee = $assignee)
        AND ($state = NONE OR state = $state) AND ($priority = NONE OR priority = $priority)
    ORDER BY place DESC LIMIT $limit";
pub(super) const OF_ASSIGNEE_ENDED: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE assignee = $assignee AND place < $after
        AND ($engagements = NONE OR engagement IN $engagements) AND ($assignee = NONE OR assignee = $assignee)
        AND ($state = NONE OR state = $state) AND ($priority = NONE OR priority = $priority)
    ORDER BY place DESC LIMIT $limit";

/// Which index a page is read from.
enum Path {
    Everything,
    Engagements(Vec<EngagementId>),
    Assignee,
}

/// Which way it is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Open tickets upwards, all that the index gives.
    Open,
    /// Open tickets upwards, some of them.
    OpenFiltered,
    /// Ended tickets downwards.
    Ended,
}

impl Order {
    fn of(filter: &InboxFilter, path: &Path, is_narrowed: bool) -> Self {
        if filter.state.is_some_and(|state| !state.is_open()) {
            return Self::Ended;
        }
        let nobody = filter.assignee == Some(AssigneeFilter::Nobody);
        // Engagements are what that path's index begins with; the others have to filter by them.
        let by_engagement = is_narrowed && !matches!(path, Path::Engagements(_));
        let is_filtered = filter.state.is_some() || filter.priority.is_some() || nobody || by_engagement;
        if is_filtered { Self::OpenFiltered } else { Self::Open }
    }
}

impl Store {
    /// A page of the inbox. A client's scope gets an empty one: clients have [`Store::client_issues`].
    pub async fn inbox(
        &self,
        scope: &Scope,
        filter: &InboxFilter,
        after: Option<&Cursor>,
        limit: usize,
    ) -> Result<InboxPage, StoreError> {
        let directory = self.directory();
        let engagements = match (scope.reach(), &filter.client, &filter.product) {
            (Reach::Client(_) | Reach::Nothing, ..) => Some(Vec::new()),
            (Reach::Everything, None, None) => None,
            _ => Some(wanted_engagements(&directory, scope, filter)),
        };
        let path = match (&engagements, &filter.assignee) {
            (Some(ids), _) if ids.is_empty() => return Ok(InboxPage { rows: Vec::new(), next: None }),
            (_, Some(AssigneeFilter::Person(_))) => Path::Assignee,
            (Some(ids), _) if ids.len() <= MERGED_MAX => Path::Engagements(ids.clone()),
            _ => Path::Everything,
        };
        let order = Order::of(filter, &path, engagements.is_some());
        let vars = list_vars(filter, engagements, after, order, limit + 1);
        let mut listed = match (&path, order) {
            (Path::Everything, Order::Open) => self.db.read(EVERYTHING, vars).await?,
            (Path::Everything, Order::OpenFiltered) => self.db.read(EVERYTHING_FILTERED, vars).await?,
            (Path::Everything, Order::Ended) => self.db.read(EVERYTHING_ENDED, vars).await?,
            (Path::Assignee, Order::Open) => self.db.read(OF_ASSIGNEE, vars).await?,
            (Path::Assignee, Order::OpenFiltered) => self.db.read(OF_ASSIGNEE_FILTERED, vars).await?,
            (Path::Assignee, Order::Ended) => self.db.read(OF_ASSIGNEE_ENDED, vars).await?,
            (Path::Engagements(ids), Order::Open) => self.merged(OF_ENGAGEMENT, ids, vars, order).await?,
            (Path::Engagements(ids), Order::OpenFiltered) => {
                self.merged(OF_ENGAGEMENT_FILTERED, ids, vars, order).await?
            }
            (Path::Engagements(ids), Order::Ended) => self.merged(OF_ENGAGEMENT_ENDED, ids, vars, order).await?,
        };
        let more = listed.len() > limit;
        listed.truncate(limit);
        let next = listed.last().filter(|_| more).map(|last| Cursor(last.place.clone()));
        let rows = listed.into_iter().map(|row| row.into_row(&directory)).collect::<Result<_, _>>()?;
        Ok(InboxPage { rows, next })
    }

    /// Reads each engagement's first rows at the same time and merges them.
    async fn merged(
        &self,
        sql: &'static str,
        engagements: &[EngagementId],
        vars: Variables,
        order: Order,
    ) -> Result<Vec<ListedRow>, StoreError> {
        let mut rows: Vec<ListedRow> = self.db.read_of_each(sql, engagements, &vars).await?;
        rows.sort_by(|left, right| left.place.cmp(&right.place));
        if order == Order::Ended {
            rows.reverse();
        }
        Ok(rows)
    }
}

fn wanted_engagements(directory: &Directory, scope: &Scope, filter: &InboxFilter) -> Vec<EngagementId> {
    let wanted = |engagement: &Engagement| {
        filter.client.as_ref().is_none_or(|client| engagement.client == *client)
            && filter.product.as_ref().is_none_or(|product| engagement.product == *product)
    };
    directory
        .engagements(scope)
        .into_iter()
        .filter(|engagement| wanted(engagement))
        .map(|engagement| engagement.id.clone())
        .collect()
}

fn list_vars(
    filter: &InboxFilter,
    engagements: Option<Vec<EngagementId>>,
    after: Option<&Cursor>,
    order: Order,
    limit: usize,
) -> Variables {
    let assignee = filter.assignee.as_ref().map(|assignee| match assignee {
        AssigneeFilter::Person(person) => person.as_str().to_owned(),
        AssigneeFilter::Nobody => String::new(),
    });
    let after = after.map(|cursor| cursor.0.as_str());
    // A cursor of the other order cannot lead out of this one's tickets.
    let after = after.filter(|key| (*key < OPEN_START) == (order == Order::Ended)).unwrap_or(OPEN_START);
    vars! {
        after: after,
        engagements: engagements.map(|ids| ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>()),
        assignee: assignee,
        state: filter.state.map(TicketState::as_str),
        priority: filter.priority.as_ref().map(PriorityKey::as_str),
        limit: i64::try_from(limit).unwrap_or(i64::MAX),
    }
}
