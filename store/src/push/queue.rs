//! What waits to be sent. A row is made from an event that is durable, under an id that lets the same event be told to
//! the same person only once, whoever looks and however often; it is claimed before it is sent, so that two processes
//! or a restart may lose a message but never send it twice.

use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::{PersonId, TicketKey};
use domain::people::Side;
use domain::push::{Audience, Kind, Message, Reader, is_stale, told_by};
use domain::sla::Policy;
use domain::sla::zone::{Tz, parse_zone};
use domain::ticket::{Event, Ticket};
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, array, vars};

use super::Subscription;
use crate::access::{Person, Scope};
use crate::error::StoreError;
use crate::{Directory, Store, SystemScope};

/// Events older than this are news no more: after a stop they are read on the page, not told.
pub const NEWS: Seconds = Seconds::minutes(15);

/// A message that waits for its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    id: RecordId,
    person: PersonId,
    ticket: TicketKey,
    seq: u32,
    kind: Kind,
}

/// A message on its way: to whom, and what it says.
#[derive(Clone)]
pub struct Outgoing {
    /// Every device of the person.
    pub to: Vec<Subscription>,
    /// The words, as this person may read them.
    pub message: Message,
    /// The ticket that it leads to.
    pub ticket: TicketKey,
    /// Names the message: the same for every try.
    pub topic: String,
    /// Whether it should wake a sleeping device.
    pub is_urgent: bool,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    person: String,
    ticket: String,
    seq: i64,
    kind: String,
    due: i64,
    waiting: bool,
}

/// A ticket with what is needed to judge its events.
struct Case {
    ticket: Ticket,
    events: Vec<Event>,
    engagement: Arc<Engagement>,
    policy: Arc<Policy>,
    directory: Arc<Directory>,
}

const KNOWN: &str = "SELECT VALUE id FROM ONLY $id";
const ADD: &str = "{
    LET $known = (SELECT VALUE id FROM ONLY $row.id);
    IF $known != NONE { RETURN false };
    CREATE ONLY $row.id CONTENT $row RETURN NONE;
    RETURN true;
}";
pub(super) const DUE: &str = "SELECT * FROM push WHERE waiting = true AND due <= $now ORDER BY due LIMIT $limit";
const CLAIM: &str = "{
    LET $waits = (SELECT VALUE waiting FROM ONLY $id);
    IF $waits != true { RETURN false };
    UPDATE $id SET waiting = false RETURN NONE;
    RETURN true;
}";
const PRUNE: &str = "{
    LET $ids = (SELECT VALUE id FROM push WHERE waiting = false AND due < $before LIMIT 1000);
    DELETE $ids;
    RETURN array::len($ids);
}";

impl Store {
    /// Notes what the latest events of a ticket are to whose devices, and says how many messages were added.
    pub async fn queue_pushes(
        &self,
        scope: &SystemScope,
        key: &TicketKey,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        if !self.has_subscriptions(scope).await? {
            return Ok(0);
        }
        let Some(case) = self.case(key).await? else { return Ok(0) };
        let audience = case.audience();
        let mut added = 0;
        for (index, event) in case.events.iter().enumerate().filter(|(_, event)| now - event.at < NEWS) {
            let history = &case.events[..=index];
            let then = fold(key, history)?;
            for (person, kind) in told_by(history, &then, &case.policy, &audience) {
                let is_worst = case.policy.is_worst(&then.priority);
                added += usize::from(self.queue(&case, event, &person, kind, is_worst).await?);
            }
        }
        Ok(added)
    }

    async fn queue(
        &self,
        case: &Case,
        event: &Event,
        person: &PersonId,
        kind: Kind,
        is_worst: bool,
    ) -> Result<bool, StoreError> {
        let id = id(person, &case.ticket.key, event.seq);
        let known: Option<RecordId> = self.db.read(KNOWN, vars! { id: id.clone() }).await?;
        if known.is_some() {
            return Ok(false);
        }
        // What happened before a device was switched on is no news for it.
        let devices = self.subscription_rows(person).await?;
        if !devices.iter().any(|device| device.created_at <= event.at.unix()) {
            return Ok(false);
        }
        let wishes = self.preferences_of(person).await?;
        let Some(person) = case.directory.person(person).filter(|_| !wishes.off.contains(&kind)) else {
            return Ok(false);
        };
        let row = Row {
            id,
            person: person.id.as_str().to_owned(),
            ticket: case.ticket.key.to_string(),
            seq: i64::from(event.seq),
            kind: kind.as_str().to_owned(),
            due: wishes.send_at(zone_of(&case.directory, person), is_worst, event.at).unix(),
            waiting: true,
        };
        self.db.write::<bool>(ADD, vars! { row: row }).await
    }

    /// Messages whose time has come, the oldest first.
    pub async fn pushes_due(&self, _: &SystemScope, now: Timestamp, limit: usize) -> Result<Vec<Waiting>, StoreError> {
        let vars = vars! { now: now.unix(), limit: i64::try_from(limit).unwrap_or(i64::MAX) };
        let rows: Vec<Row> = self.db.read(DUE, vars).await?;
        let mut waiting = Vec::with_capacity(rows.len());
        for row in rows {
            let id = row.id.clone();
            match row.into_waiting() {
                Ok(one) => waiting.push(one),
                // Such as one of a newer program: the others need not wait for it.
                Err(error) => {
                    tracing::error!(%error, "a message that cannot be read is left out");
                    self.db.write::<bool>(CLAIM, vars! { id: id }).await?;
                }
            }
        }
        Ok(waiting)
    }

    /// Takes a message to send it. `None` when somebody else has taken it, or when there is nothing to say any more:
    /// the person may no longer see the ticket, has switched this off, has no device, or it has been dealt with.
    pub async fn take_push(
        &self,
        _: &SystemScope,
        waiting: &Waiting,
        now: Timestamp,
    ) -> Result<Option<Outgoing>, StoreError> {
        if !self.db.write::<bool>(CLAIM, vars! { id: waiting.id.clone() }).await? {
            return Ok(None);
        }
        let Some(case) = self.case(&waiting.ticket).await? else { return Ok(None) };
        let Some(person) = case.directory.person(&waiting.person).filter(|person| case.is_seen_by(person)) else {
            return Ok(None);
        };
        let Some(index) = case.events.iter().position(|event| event.seq == waiting.seq) else { return Ok(None) };
        let since = &case.events[index + 1..];
        let wishes = self.preferences_of(&person.id).await?;
        if wishes.off.contains(&waiting.kind) || is_stale(waiting.kind, &person.id, &case.ticket, since) {
            return Ok(None);
        }
        let client = case.directory.client(&case.engagement.client).map_or("", |client| client.name.as_str());
        let reader = Reader { side: person.side(), zone: zone_of(&case.directory, person), now, client };
        let event = &case.events[index];
        let message = Message::of(waiting.kind, event, &case.ticket, &case.policy, reader);
        let to: Vec<Subscription> = self
            .subscription_rows(&person.id)
            .await?
            .into_iter()
            .filter(|row| row.created_at <= event.at.unix())
            .map(|row| Subscription { endpoint: row.endpoint, p256dh: row.p256dh, auth: row.auth })
            .collect();
        Ok(message.filter(|_| !to.is_empty()).map(|message| Outgoing {
            to,
            message,
            ticket: waiting.ticket.clone(),
            topic: format!("{}-{}", waiting.ticket, waiting.seq),
            is_urgent: matches!(waiting.kind, Kind::Urgent | Kind::Due),
        }))
    }

    /// Forgets messages sent before an instant and says how many; call again until it says 0.
    pub async fn prune_pushes(&self, _: &SystemScope, before: Timestamp) -> Result<usize, StoreError> {
        let count = self.db.write::<i64>(PRUNE, vars! { before: before.unix() }).await?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    async fn case(&self, key: &TicketKey) -> Result<Option<Case>, StoreError> {
        let events = self.events_of(key).await?;
        if events.is_empty() {
            return Ok(None);
        }
        let ticket = fold(key, &events)?;
        let directory = self.directory();
        let damaged = |what: &str| StoreError::damaged(key.to_string(), what);
        let engagement = directory
            .engagement(&ticket.engagement)
            .cloned()
            .ok_or_else(|| damaged("its engagement does not exist"))?;
        let policy =
            directory.policy_for(&ticket.policy, &engagement).ok_or_else(|| damaged("its policy does not exist"))?;
        Ok(Some(Case { ticket, events, engagement, policy, directory }))
    }
}

impl Case {
    fn is_seen_by(&self, person: &Person) -> bool {
        !person.disabled && Scope::of(person).sees(&self.engagement)
    }

    fn audience(&self) -> Audience {
        let people = self.directory.people.values().filter(|person| self.is_seen_by(person));
        let (staff, clients): (Vec<_>, Vec<_>) = people.partition(|person| person.side() == Side::Staff);
        let ids = |people: Vec<&Person>| people.into_iter().map(|person| person.id.clone()).collect();
        Audience { staff: ids(staff), clients: ids(clients) }
    }
}

impl Row {
    fn into_waiting(self) -> Result<Waiting, StoreError> {
        let damaged = |what: &str| StoreError::damaged(["push of ", &self.ticket].concat(), what);
        Ok(Waiting {
            ticket: self.ticket.parse().map_err(|_| damaged("unreadable ticket key"))?,
            kind: Kind::from_name(&self.kind).ok_or_else(|| damaged("unknown kind"))?,
            seq: u32::try_from(self.seq).map_err(|_| damaged("unreadable number"))?,
            person: PersonId::new(self.person),
            id: self.id,
        })
    }
}

fn fold(key: &TicketKey, events: &[Event]) -> Result<Ticket, StoreError> {
    Ticket::fold(key.clone(), events).map_err(|error| StoreError::damaged(key.to_string(), error))
}

fn id(person: &PersonId, ticket: &TicketKey, seq: u32) -> RecordId {
    let ticket = ticket.to_string();
    RecordId::new("push", RecordIdKey::Array(array![person.as_str(), ticket.as_str(), i64::from(seq)]))
}

fn zone_of(directory: &Directory, person: &Person) -> Tz {
    parse_zone(directory.zone_of(person)).unwrap_or(Tz::UTC)
}
