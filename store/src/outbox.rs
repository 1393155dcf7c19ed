//! The outbox: what has happened, for everything that leaves the database (live updates, mail, webhooks).
//!
//! Each writing block adds one row, so that nothing is told that is not durable and nothing durable stays untold.
//! Keys are made just before a commit, so they follow the order of commits closely but not exactly: a reader uses
//! [`Tail`], which looks back a few seconds and gives each row once.

use std::collections::BTreeSet;

use domain::ids::{ClientId, EngagementId, PersonId, TicketKey};
use domain::people::Actor;
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{Object, RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, object, vars};

use crate::error::StoreError;
use crate::record::{key_text, records_from};
use crate::{Store, SystemScope};

/// How far back a reader looks for rows that were committed late. A transaction lasts milliseconds.
const LOOK_BACK: Seconds = Seconds::new(5);

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A ticket changed.
    Ticket,
    /// A checklist of an engagement changed.
    Checklist,
    /// A client, product, plan, engagement, person, policy or calendar changed.
    Directory,
    /// Sessions were revoked.
    Access,
    /// A person has read notifications.
    Notification,
}

impl Topic {
    /// The stored name, also used for live updates.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Checklist => "checklist",
            Self::Directory => "directory",
            Self::Access => "access",
            Self::Notification => "notification",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Ticket, Self::Checklist, Self::Directory, Self::Access, Self::Notification]
            .into_iter()
            .find(|topic| topic.as_str() == name)
    }
}

/// A key for a row written now.
pub(crate) fn new_key() -> String {
    crate::new_id()
}

/// What a writing block tells about itself.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    topic: Topic,
    at: Timestamp,
    ticket: Option<String>,
    engagement: Option<String>,
    client: Option<String>,
    internal: bool,
    by: Option<String>,
}

impl Change {
    pub(crate) fn of(topic: Topic) -> Self {
        let at = crate::clock::wall_clock();
        Self { topic, at, ticket: None, engagement: None, client: None, internal: false, by: None }
    }

    pub(crate) fn by(topic: Topic, by: &Actor) -> Self {
        Self { by: by.person().map(|person| person.id.as_str().to_owned()), ..Self::of(topic) }
    }

    pub(crate) fn about_person(topic: Topic, person: &PersonId) -> Self {
        Self { by: Some(person.as_str().to_owned()), ..Self::of(topic) }
    }

    pub(crate) fn on_ticket(mut self, key: &TicketKey, engagement: &EngagementId, client: &ClientId) -> Self {
        self.ticket = Some(key.to_string());
        self.on_engagement(engagement, client)
    }

    pub(crate) fn on_engagement(mut self, engagement: &EngagementId, client: &ClientId) -> Self {
        self.engagement = Some(engagement.as_str().to_owned());
        self.client = Some(client.as_str().to_owned());
        self
    }

    pub(crate) fn internal(mut self, internal: bool) -> Self {
        self.internal = internal;
        self
    }

    pub(crate) fn into_row(self) -> Object {
        object! {
            at: self.at.unix(),
            topic: self.topic.as_str(),
            ticket: self.ticket,
            engagement: self.engagement,
            client: self.client,
            internal: self.internal,
            by: self.by,
        }
    }
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its place in the order; opaque text that sorts.
    pub key: String,
    /// When it was written.
    pub at: Timestamp,
    /// What it is about.
    pub topic: Topic,
    /// The ticket, if it is about one.
    pub ticket: Option<TicketKey>,
    /// The engagement of the ticket or checklist.
    pub engagement: Option<EngagementId>,
    /// The ticket's client.
    pub client: Option<ClientId>,
    /// Whether clients must not learn of it.
    pub internal: bool,
    /// Who did it; for [`Topic::Access`] whose sessions ended, for [`Topic::Notification`] whose they are.
    pub by: Option<PersonId>,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    at: i64,
    topic: String,
    ticket: Option<String>,
    engagement: Option<String>,
    client: Option<String>,
    internal: bool,
    by: Option<String>,
}

impl Row {
    fn into_outbox(self) -> Result<OutboxRow, StoreError> {
        let key = key_text(&self.id).to_owned();
        let damaged = |what: &str| StoreError::damaged(["outbox:", &key].concat(), what);
        Ok(OutboxRow {
            at: Timestamp::from_unix(self.at),
            topic: Topic::from_name(&self.topic).ok_or_else(|| damaged("unknown topic"))?,
            ticket: self.ticket.map(|text| text.parse().map_err(|_| damaged("unreadable ticket key"))).transpose()?,
            engagement: self.engagement.map(EngagementId::new),
            client: self.client.map(ClientId::new),
            internal: self.internal,
            by: self.by.map(PersonId::new),
            key,
        })
    }
}

const AFTER: &str = "SELECT * FROM $range LIMIT $limit";
const LATEST: &str = "SELECT VALUE id FROM outbox ORDER BY id DESC LIMIT 1";
const PRUNE: &str = "{
    LET $ids = (SELECT VALUE id FROM $range LIMIT 1000);
    DELETE $ids;
    RETURN array::len($ids);
}";

/// What readers ask again and again, each with what its plan must be; for the test of query plans.
#[cfg(test)]
pub(crate) const QUERIES: [(&str, &str, &str); 2] = [
    ("after a key", AFTER, "RecordIdScan"),
    // Backwards from the end, one record.
    ("the newest", LATEST, "TableScan [ctx: Db] [table: outbox, direction: Backward, limit: 1]"),
];

impl Store {
    async fn outbox_from(&self, start: std::ops::Bound<String>, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        let vars = vars! {
            range: records_from("outbox", start.map(RecordIdKey::String)),
            limit: i64::try_from(limit).unwrap_or(i64::MAX),
        };
        let rows: Vec<Row> = self.db.read(AFTER, vars).await?;
        rows.into_iter().map(Row::into_outbox).collect()
    }

    /// The key of the newest row; empty before the first.
    pub async fn outbox_latest(&self, _: &SystemScope) -> Result<String, StoreError> {
        let newest: Vec<RecordId> = self.db.read(LATEST, vars! {}).await?;
        Ok(newest.first().map(|id| key_text(id).to_owned()).unwrap_or_default())
    }

    /// Deletes rows written before an instant and says how many; call again until it says 0.
    pub async fn outbox_prune(&self, _: &SystemScope, before: Timestamp) -> Result<usize, StoreError> {
        let range = RecordIdKeyRange::from(..key_at(before));
        let vars = vars! { range: RecordId::new("outbox", RecordIdKey::from(range)) };
        self.db.write::<i64>(PRUNE, vars).await.map(|count| usize::try_from(count).unwrap_or_default())
    }
}

/// The smallest key of an instant.
fn key_at(at: Timestamp) -> String {
    let milliseconds = u64::try_from(at.unix()).unwrap_or_default().saturating_mul(1_000);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &[0; 10]).into_uuid().simple().to_string()
}

/// The instant in a key.
fn instant_of(key: &str) -> Option<Timestamp> {
    let (seconds, _) = uuid::Uuid::try_parse(key).ok()?.get_timestamp()?.to_unix();
    i64::try_from(seconds).ok().map(Timestamp::from_unix)
}

/// Reads the outbox from a point on, each row once, also rows that were committed a little late.
#[derive(Debug)]
pub struct Tail {
    /// Everything before this key has been given, whatever is committed later.
    floor: String,
    /// Keys from `floor` on that have been given.
    given: BTreeSet<String>,
}

impl Tail {
    /// Begins behind a key, which a reader has seen before; rows of the few seconds before it may come again, because
    /// some of them may have been committed after it. An empty or unreadable key begins at the first row.
    pub fn after(key: &str) -> Self {
        let floor = instant_of(key).map(|at| key_at(at - LOOK_BACK)).unwrap_or_default();
        Self { floor, given: BTreeSet::new() }
    }

    /// Begins at an instant: rows that were written before it are not given.
    pub fn since(at: Timestamp) -> Self {
        Self { floor: key_at(at), given: BTreeSet::new() }
    }

    /// Begins now: rows that exist are not given.
    pub async fn from_now(store: &Store, scope: &SystemScope) -> Result<Self, StoreError> {
        let latest = store.outbox_latest(scope).await?;
        let mut tail = Self::after(&latest);
        while !tail.next(store, scope, 1_000).await?.is_empty() {}
        Ok(tail)
    }

    /// The next rows, at most `limit`; empty when there are none now.
    pub async fn next(&mut self, store: &Store, _: &SystemScope, limit: usize) -> Result<Vec<OutboxRow>, StoreError> {
        let ended = store.db.all_written_before();
        let start = std::ops::Bound::Included(self.floor.clone());
        let most = limit + self.given.len();
        let rows = store.outbox_from(start, most).await?;
        let all_read = rows.len() < most;
        let last_read = rows.last().map(|row| row.key.clone());
        let fresh: Vec<OutboxRow> = rows.into_iter().filter(|row| !self.given.contains(&row.key)).take(limit).collect();
        self.given.extend(fresh.iter().map(|row| row.key.clone()));
        let floor = match ended {
            Some(ended) if all_read => Some(ended),
            Some(ended) => last_read.map(|last| last.min(ended)),
            None => self.given.last().and_then(|key| instant_of(key)).map(|newest| key_at(newest - LOOK_BACK)),
        };
        if let Some(floor) = floor.filter(|floor| *floor > self.floor) {
            self.given = self.given.split_off(&floor);
            self.floor = floor;
        }
        Ok(fresh)
    }
}
