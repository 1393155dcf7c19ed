//! Messages to a person's devices: where they go, what the person wants, and what waits to be sent.
//!
//! # Layout
//! - this file: subscriptions, one for each browser that a person switched on
//! - `wishes`: what a person wants to be told, and when not
//! - `queue`: which event is due for whom, each at most once

mod queue;
mod wishes;

use domain::ids::PersonId;
use domain::time::Timestamp;
use sha2::{Digest, Sha256};
use surrealdb::types::{RecordId, SurrealValue, Value, vars};

pub use queue::{NEWS, Outgoing, Waiting};

use crate::Store;
use crate::SystemScope;
use crate::access::Session;
use crate::error::StoreError;
use crate::record::{key_text, record};

/// Devices of one person; the oldest makes room for one more.
pub const DEVICES_MAX: usize = 10;
/// How much of a browser's name is kept.
const USER_AGENT_MAX: usize = 200;

/// Where a browser's messages go, and its keys, as the browser gave them (RFC 8030, RFC 8291).
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// The push service's address for this browser. Whoever knows it can ring: it is never logged.
    pub endpoint: String,
    /// The browser's public key, in unpadded base64url.
    pub p256dh: String,
    /// The browser's secret, in unpadded base64url.
    pub auth: String,
}

/// A browser in a person's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Names it for [`Store::unsubscribe`]; not its address.
    pub id: String,
    /// The browser's name for itself.
    pub user_agent: String,
    /// When it was switched on.
    pub since: Timestamp,
}

#[derive(SurrealValue)]
struct Row {
    id: RecordId,
    person: String,
    session: String,
    endpoint: String,
    p256dh: String,
    auth: String,
    user_agent: String,
    created_at: i64,
}

const SUBSCRIBE: &str = "{
    UPSERT ONLY $row.id CONTENT $row RETURN NONE;
    DELETE $ids;
    RETURN NONE;
}";
const OF_PERSON: &str = "SELECT * FROM push_subscription WHERE person = $person";
const ONE: &str = "SELECT * FROM ONLY $id";
const CARRY_OVER: &str = "UPDATE $id SET session = $key RETURN NONE";
const END: &str = "DELETE $id";
const END_OTHERS: &str = "{
    LET $ids = (SELECT VALUE id FROM push_subscription WHERE person = $person AND session != $key);
    DELETE $ids;
    RETURN NONE;
}";
const ANY: &str = "SELECT VALUE id FROM push_subscription LIMIT 1";

/// The look-ups by other things than an id, with the index each must use; for the test of query plans.
#[cfg(test)]
pub(crate) const QUERIES: [(&str, &str); 2] = [("push_subscription_person", OF_PERSON), ("push_waiting", queue::DUE)];

fn id_of(endpoint: &str) -> String {
    crate::text::hex(&Sha256::digest(endpoint))
}

impl Store {
    /// Sends a person's messages to a browser from now on; whoever's it was before gets none there any more.
    pub async fn subscribe(
        &self,
        session: &Session,
        subscription: &Subscription,
        user_agent: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let id = id_of(&subscription.endpoint);
        let mut others = self.subscription_rows(&session.person.id).await?;
        others.retain(|row| key_text(&row.id) != id);
        others.sort_by_key(|row| std::cmp::Reverse(row.created_at));
        let ids: Vec<RecordId> = others.into_iter().skip(DEVICES_MAX - 1).map(|row| row.id).collect();
        let row = Row {
            id: record("push_subscription", &id),
            person: session.person.id.as_str().to_owned(),
            session: session.id.clone(),
            endpoint: subscription.endpoint.clone(),
            p256dh: subscription.p256dh.clone(),
            auth: subscription.auth.clone(),
            user_agent: user_agent.chars().take(USER_AGENT_MAX).collect(),
            created_at: now.unix(),
        };
        self.db.write::<Value>(SUBSCRIBE, vars! { row: row, ids: ids }).await.map(drop)
    }

    /// Whether a browser gets this person's messages. From now on that ends with this session; a browser that somebody
    /// else had switched on gets no more messages, because it is not theirs alone.
    pub async fn is_subscribed(&self, session: &Session, endpoint: &str) -> Result<bool, StoreError> {
        let id = record("push_subscription", &id_of(endpoint));
        let row: Option<Row> = self.db.read(ONE, vars! { id: id.clone() }).await?;
        let Some(row) = row else { return Ok(false) };
        if row.person != session.person.id.as_str() {
            self.db.write::<Value>(END, vars! { id: id }).await?;
            return Ok(false);
        }
        if row.session != session.id {
            self.db.write::<Value>(CARRY_OVER, vars! { id: id, key: session.id.as_str() }).await?;
        }
        Ok(true)
    }

    /// Ends the messages of a person everywhere but in this session, also where a session has ended by itself.
    pub async fn unsubscribe_elsewhere(&self, session: &Session) -> Result<(), StoreError> {
        let vars = vars! { person: session.person.id.as_str(), key: session.id.as_str() };
        self.db.write::<Value>(END_OTHERS, vars).await.map(drop)
    }

    /// A person's devices, the latest first.
    pub async fn push_devices(&self, session: &Session) -> Result<Vec<Device>, StoreError> {
        let rows = self.subscription_rows(&session.person.id).await?;
        let mut devices: Vec<Device> = rows
            .into_iter()
            .map(|row| Device {
                id: key_text(&row.id).to_owned(),
                user_agent: row.user_agent,
                since: Timestamp::from_unix(row.created_at),
            })
            .collect();
        devices.sort_by_key(|device| std::cmp::Reverse(device.since));
        Ok(devices)
    }

    /// Ends the messages to one of a person's devices, by its id in the list; false when they have no such device.
    pub async fn unsubscribe(&self, session: &Session, id: &str) -> Result<bool, StoreError> {
        let id = record("push_subscription", id);
        let row: Option<Row> = self.db.read(ONE, vars! { id: id.clone() }).await?;
        if row.is_none_or(|row| row.person != session.person.id.as_str()) {
            return Ok(false);
        }
        self.db.write::<Value>(END, vars! { id: id }).await?;
        Ok(true)
    }

    /// As [`Store::unsubscribe`], by the address that the browser itself knows.
    pub async fn unsubscribe_endpoint(&self, session: &Session, endpoint: &str) -> Result<bool, StoreError> {
        self.unsubscribe(session, &id_of(endpoint)).await
    }

    /// Forgets an address of which the push service says that nobody is there any more.
    pub async fn forget_subscription(&self, _: &SystemScope, endpoint: &str) -> Result<(), StoreError> {
        let id = record("push_subscription", &id_of(endpoint));
        self.db.write::<Value>(END, vars! { id: id }).await.map(drop)
    }

    async fn subscription_rows(&self, person: &PersonId) -> Result<Vec<Row>, StoreError> {
        self.db.read(OF_PERSON, vars! { person: person.as_str() }).await
    }

    /// Whether anybody's device gets messages at all.
    pub async fn has_subscriptions(&self, _: &SystemScope) -> Result<bool, StoreError> {
        let any: Vec<RecordId> = self.db.read(ANY, vars! {}).await?;
        Ok(!any.is_empty())
    }
}
