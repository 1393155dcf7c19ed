//! Who was asked or told about a ticket: one row for each person and event, written with the event.
//!
//! # Layout
//! - this file: a person's notifications, newest first, and marking them as read
//! - `rows`: what a history says that the rows should be; also for loading and the doctor

mod rows;

use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::TicketKey;
use domain::people::{Actor, PersonRef};
use domain::sla::Policy;
use domain::ticket::{Event, EventKind, Ticket};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, SurrealValue, Value, vars};

pub(crate) use rows::{NotificationRow, due_rows, rows_of, settled_ids};

use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;
use crate::outbox::{Change, Topic};

/// Unread ones beyond so many are not counted: "99+" says enough.
pub const UNREAD_COUNTED: usize = 100;
/// Rows marked in one transaction.
const READ_AT_ONCE: i64 = 1_000;

/// Something a person was asked or told.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Its place in the list; where the next page begins.
    pub cursor: String,
    /// The ticket as it is now. For a client only what clients see of it may be shown.
    pub ticket: Ticket,
    /// Where the ticket belongs.
    pub engagement: Arc<Engagement>,
    /// The policy version it is measured by.
    pub policy: Arc<Policy>,
    /// The event that asked or told: [`EventKind::Escalated`] or [`EventKind::Merged`].
    pub event: Event,
    /// Which of the ticket's calls of this person it is, from 1. The event's own number would tell a client how many
    /// internal events lie before it.
    pub call: usize,
    /// When the person read it, or when it was settled unread.
    pub read_at: Option<Timestamp>,
    /// The event that settled it: an acknowledgement, or the end of the ticket.
    pub settled: Option<Event>,
}

impl Notification {
    /// Whether somebody still has to take the ticket.
    pub fn is_open(&self) -> bool {
        self.settled.is_none() && matches!(self.event.kind, EventKind::Escalated { .. })
    }

    /// The provider's people who were asked by the same step.
    pub fn asked(&self) -> &[PersonRef] {
        match &self.event.kind {
            EventKind::Escalated { to, .. } => to,
            _ => &[],
        }
    }
}

/// A page of a person's notifications.
#[derive(Debug, Clone, Default)]
pub struct NotificationsPage {
    /// Newest first.
    pub rows: Vec<Notification>,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
}

#[derive(SurrealValue)]
struct ListedRow {
    ticket: String,
    seq: i64,
    recent: String,
    read_at: Option<i64>,
}

const LIST: &str = "
    SELECT ticket, seq, recent, read_at FROM notification WHERE person = $person AND recent < $after
    ORDER BY recent DESC LIMIT $limit";
const UNREAD: &str = "
    SELECT VALUE engagement FROM notification WHERE person = $person AND unread = true LIMIT $limit";
const UNREAD_IDS: &str = "
    SELECT VALUE id FROM notification WHERE person = $person AND unread = true LIMIT $limit";
const MARK: &str = "{
    UPDATE $ids SET unread = false, read_at = read_at ?? $at RETURN NONE;
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}";
/// Behind every sort key.
const LATEST: &str = "g";

/// The queries by index, with the index each must use; for the test of query plans.
#[cfg(test)]
pub(crate) const QUERIES: [(&str, &str); 3] =
    [("notification_recent", LIST), ("notification_unread", UNREAD), ("notification_unread", UNREAD_IDS)];

impl Store {
    /// A page of what a person was asked or told, newest first. What the scope does not see any more is left out.
    pub async fn notifications(
        &self,
        scope: &Scope,
        by: &Actor,
        after: Option<&str>,
        limit: usize,
    ) -> Result<NotificationsPage, StoreError> {
        let Some(person) = by.person() else { return Ok(NotificationsPage::default()) };
        let vars = vars! {
            person: person.id.as_str(),
            after: after.unwrap_or(LATEST),
            limit: i64::try_from(limit + 1).unwrap_or(i64::MAX),
        };
        let mut listed: Vec<ListedRow> = self.db.read(LIST, vars).await?;
        let more = listed.len() > limit;
        listed.truncate(limit);
        let next = listed.last().filter(|_| more).map(|last| last.recent.clone());
        let mut rows = Vec::with_capacity(listed.len());
        for row in listed {
            let ticket = row.ticket.clone();
            match self.notification(scope, person, row).await {
                Ok(row) => rows.extend(row),
                // One damaged history does not hide the others' calls.
                Err(error @ StoreError::Damaged { .. }) => {
                    tracing::error!(%error, ticket, "a notification could not be shown");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(NotificationsPage { rows, next })
    }

    async fn notification(
        &self,
        scope: &Scope,
        person: &PersonRef,
        row: ListedRow,
    ) -> Result<Option<Notification>, StoreError> {
        let damaged = |what: &str| StoreError::damaged(["notification of ", &row.ticket].concat(), what);
        let key: TicketKey = row.ticket.parse().map_err(|_| damaged("unreadable ticket key"))?;
        let events = self.events_of(&key).await?;
        let ticket = Ticket::fold(key, &events).map_err(|error| damaged(&error.to_string()))?;
        let directory = self.directory();
        let engagement =
            directory.engagement(&ticket.engagement).ok_or_else(|| damaged("its engagement does not exist"))?;
        if !scope.sees(engagement) {
            return Ok(None);
        }
        let policy = directory.policy_for(&ticket.policy, engagement).ok_or_else(|| damaged("it has no policy"))?;
        let seq = u32::try_from(row.seq).unwrap_or_default();
        let event = events.iter().find(|event| event.seq == seq && !event.kind.tells().is_empty());
        let event = event.cloned().ok_or_else(|| damaged("its event does not exist"))?;
        Ok(Some(Notification {
            // Without the event's number; nobody is called twice by one ticket in one second.
            cursor: row.recent.rsplit_once(':').map_or(row.recent.as_str(), |(start, _)| start).to_owned(),
            call: calls_of(person, &events).take_while(|call| *call <= seq).count(),
            settled: rows::settled(&events, &event).cloned(),
            ticket,
            engagement: Arc::clone(engagement),
            policy,
            event,
            read_at: row.read_at.map(Timestamp::from_unix),
        }))
    }

    /// How many notifications a person has not read, at most [`UNREAD_COUNTED`].
    pub async fn unread_notifications(&self, scope: &Scope, by: &Actor) -> Result<usize, StoreError> {
        let Some(person) = by.person() else { return Ok(0) };
        let limit = i64::try_from(UNREAD_COUNTED).unwrap_or(i64::MAX);
        let vars = vars! { person: person.id.as_str(), limit: limit };
        let engagements: Vec<String> = self.db.read(UNREAD, vars).await?;
        let directory = self.directory();
        let sees = |id: &&String| {
            let engagement = directory.engagement(&domain::ids::EngagementId::new(id.as_str()));
            engagement.is_some_and(|engagement| scope.sees(engagement))
        };
        Ok(engagements.iter().filter(sees).count())
    }

    /// Notes that a person has read one of their own notifications: a ticket's call of them, numbered as in
    /// [`Notification::call`]. One that is not there, or not theirs, is left alone without a word.
    pub async fn read_notification(
        &self,
        _: &Scope,
        by: &Actor,
        key: &TicketKey,
        call: usize,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(person) = by.person() else { return Ok(()) };
        let events = self.events_of(key).await?;
        match calls_of(person, &events).nth(call.saturating_sub(1)) {
            Some(seq) => self.mark(by, vec![rows::id(person.id.as_str(), &key.to_string(), seq)], now).await,
            None => Ok(()),
        }
    }

    /// Notes that a person has read all of their notifications.
    pub async fn read_all_notifications(&self, _: &Scope, by: &Actor, now: Timestamp) -> Result<(), StoreError> {
        let Some(person) = by.person() else { return Ok(()) };
        loop {
            let vars = vars! { person: person.id.as_str(), limit: READ_AT_ONCE };
            let ids: Vec<RecordId> = self.db.read(UNREAD_IDS, vars).await?;
            if ids.is_empty() {
                return Ok(());
            }
            self.mark(by, ids, now).await?;
        }
    }

    async fn mark(&self, by: &Actor, ids: Vec<RecordId>, now: Timestamp) -> Result<(), StoreError> {
        let outbox = Change::by(Topic::Notification, by).internal(true).into_row();
        let vars = vars! { ids: ids, at: now.unix(), outbox: outbox };
        self.db.write::<Value>(MARK, vars).await.map(drop)
    }
}

/// The numbers of the events that called a person, in order.
fn calls_of<'a>(person: &'a PersonRef, events: &'a [Event]) -> impl Iterator<Item = u32> + 'a {
    let called = move |event: &&Event| event.kind.tells().iter().any(|one| one.id == person.id);
    events.iter().filter(called).map(|event| event.seq)
}
