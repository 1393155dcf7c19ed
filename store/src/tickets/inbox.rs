//! The staff's inbox: lanes in order, what is due first comes first, read by keyset from one index.

use domain::engagement::Engagement;
use domain::ids::{ClientId, EngagementId, PersonId, ProductId};
use domain::sla::PriorityKey;
use domain::ticket::{Lane, TicketState};
use surrealdb::types::{RecordId, Variables, vars};

use super::Row;
use super::cursor::Cursor;
use super::place_code::{CEILING, floor};
use super::rows::ListedRow;
use crate::Store;
use crate::access::{Reach, Scope};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::record::{key_text, record};

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

pub(super) const EVERYTHING: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE place >= $from AND place < $end AND (place > $from OR id > $after)
        AND ($engagements = NONE OR engagement IN $engagements) AND ($state = NONE OR state = $state)
        AND ($priority = NONE OR priority = $priority) AND ($assignee = NONE OR assignee = $assignee)
    ORDER BY place, id LIMIT $limit";
pub(super) const OF_ENGAGEMENT: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE engagement = $engagement AND place >= $from AND place < $end AND (place > $from OR id > $after)
        AND ($state = NONE OR state = $state)
        AND ($priority = NONE OR priority = $priority) AND ($assignee = NONE OR assignee = $assignee)
    ORDER BY place, id LIMIT $limit";
pub(super) const OF_ASSIGNEE: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE assignee = $assignee AND place >= $from AND place < $end AND (place > $from OR id > $after)
        AND ($engagements = NONE OR engagement IN $engagements) AND ($state = NONE OR state = $state)
        AND ($priority = NONE OR priority = $priority)
    ORDER BY place, id LIMIT $limit";
pub(super) const EVERYTHING_ENDED: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE place <= $from AND place >= $end AND (place < $from OR id < $after)
        AND ($engagements = NONE OR engagement IN $engagements) AND ($state = NONE OR state = $state)
        AND ($priority = NONE OR priority = $priority) AND ($assignee = NONE OR assignee = $assignee)
    ORDER BY place DESC, id DESC LIMIT $limit";
pub(super) const ENDED_OF_ENGAGEMENT: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE engagement = $engagement AND place <= $from AND place >= $end AND (place < $from OR id < $after)
        AND ($state = NONE OR state = $state)
        AND ($priority = NONE OR priority = $priority) AND ($assignee = NONE OR assignee = $assignee)
    ORDER BY place DESC, id DESC LIMIT $limit";
pub(super) const ENDED_OF_ASSIGNEE: &str = "
    SELECT id, engagement, title, state, priority, assignee, assignee_name, reporter_name, place, chip, version, updated_at
    FROM ticket
    WHERE assignee = $assignee AND place <= $from AND place >= $end AND (place < $from OR id < $after)
        AND ($engagements = NONE OR engagement IN $engagements) AND ($state = NONE OR state = $state)
        AND ($priority = NONE OR priority = $priority)
    ORDER BY place DESC, id DESC LIMIT $limit";

/// Which index a page is read from.
enum Path {
    Everything,
    Engagements(Vec<EngagementId>),
    Assignee,
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
            (Reach::Client(_), ..) => Some(Vec::new()),
            (Reach::Everything, None, None) => None,
            _ => Some(wanted_engagements(&directory, scope, filter)),
        };
        let path = match (&engagements, &filter.assignee) {
            (Some(ids), _) if ids.is_empty() => return Ok(InboxPage { rows: Vec::new(), next: None }),
            (_, Some(AssigneeFilter::Person(_))) => Path::Assignee,
            (Some(ids), _) if ids.len() <= MERGED_MAX => Path::Engagements(ids.clone()),
            _ => Path::Everything,
        };
        let ended = filter.state.is_some_and(|state| !state.is_open());
        let vars = list_vars(filter, engagements, after, ended, limit + 1);
        let mut listed = match path {
            Path::Everything => self.db.read(if ended { EVERYTHING_ENDED } else { EVERYTHING }, vars).await?,
            Path::Assignee => self.db.read(if ended { ENDED_OF_ASSIGNEE } else { OF_ASSIGNEE }, vars).await?,
            Path::Engagements(ids) => self.merged(if ended { ENDED_OF_ENGAGEMENT } else { OF_ENGAGEMENT }, &ids, vars, ended).await?,
        };
        let more = listed.len() > limit;
        listed.truncate(limit);
        let next = if more { listed.last().map(cursor_after).transpose()? } else { None };
        let rows = listed.into_iter().map(|row| row.into_row(&directory)).collect::<Result<_, _>>()?;
        Ok(InboxPage { rows, next })
    }

    /// Reads each engagement's first rows at the same time and merges them.
    async fn merged(
        &self,
        sql: &'static str,
        engagements: &[EngagementId],
        vars: Variables,
        ended: bool,
    ) -> Result<Vec<ListedRow>, StoreError> {
        let reads = engagements.iter().map(|engagement| {
            let mut vars = vars.clone();
            vars.insert("engagement", engagement.as_str());
            self.db.read::<Vec<ListedRow>>(sql, vars)
        });
        let mut rows = Vec::new();
        for read in futures::future::join_all(reads).await {
            rows.extend(read?);
        }
        rows.sort_by(|left, right| {
            let order = (left.place, key_text(&left.id)).cmp(&(right.place, key_text(&right.id)));
            if ended { order.reverse() } else { order }
        });
        Ok(rows)
    }
}

fn wanted_engagements(directory: &Directory, scope: &Scope, filter: &InboxFilter) -> Vec<EngagementId> {
    let wanted = |engagement: &Engagement| {
        filter.client.as_ref().is_none_or(|client| engagement.client == *client)
            && filter.product.as_ref().is_none_or(|product| engagement.product == *product)
    };
    directory.engagements(scope).into_iter().filter(|engagement| wanted(engagement)).map(|engagement| engagement.id.clone()).collect()
}

fn list_vars(
    filter: &InboxFilter,
    engagements: Option<Vec<EngagementId>>,
    after: Option<&Cursor>,
    ended: bool,
    limit: usize,
) -> Variables {
    // Open lanes are read upwards from the first, ended tickets downwards from the latest.
    let (start, end) = if ended { (CEILING, floor(Lane::Done)) } else { (0, floor(Lane::Done)) };
    let assignee = filter.assignee.as_ref().map(|assignee| match assignee {
        AssigneeFilter::Person(person) => person.as_str().to_owned(),
        AssigneeFilter::Nobody => String::new(),
    });
    vars! {
        from: after.map_or(start, |cursor| cursor.sort),
        end: end,
        after: after.map_or_else(|| record("ticket", ""), |cursor| RecordId::new("ticket", cursor.key.to_string())),
        engagements: engagements.map(|ids| ids.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>()),
        assignee: assignee,
        state: filter.state.map(TicketState::as_str),
        priority: filter.priority.as_ref().map(PriorityKey::as_str),
        limit: i64::try_from(limit).unwrap_or(i64::MAX),
    }
}

fn cursor_after(row: &ListedRow) -> Result<Cursor, StoreError> {
    Ok(Cursor { sort: row.place, key: super::rows::read_key(&row.id)? })
}
