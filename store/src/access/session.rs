//! Server-side sessions: found by the hash of a cookie, limited in time, revocable.

use std::sync::Arc;

use domain::ids::PersonId;
use domain::people::{Actor, Side};
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{RecordId, SurrealValue, Value, Variables, vars};

use super::{Person, Scope, Token};
use crate::Store;
use crate::carried::carried;
use crate::error::StoreError;
use crate::outbox::{Change, Topic};
use crate::record::{key_text, record};

/// How much of a browser's name is kept.
const USER_AGENT_MAX: usize = 200;

/// How long a session lives (SECURITY.md, Sessions).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without any request.
    pub idle: Seconds,
    /// Whatever happens.
    pub absolute: Seconds,
}

/// Whether a request is a sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// The person did something.
    Person,
    /// An open page asked by itself; a page that is left open must not keep its session alive for ever.
    Background,
}

impl SessionLimits {
    /// The limits of a side's people.
    pub fn of(side: Side) -> Self {
        match side {
            Side::Client => Self { idle: Seconds::hours(12), absolute: Seconds::days(30) },
            Side::Staff => Self { idle: Seconds::hours(1), absolute: Seconds::hours(24) },
        }
    }

    /// Whether a session still counts.
    fn hold(self, created_at: Timestamp, last_seen: Timestamp, now: Timestamp) -> bool {
        now - created_at < self.absolute && now - last_seen < self.idle
    }
}

/// A signed-in person.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who.
    pub person: Person,
    /// Names the session in the list of sessions; not the secret.
    pub id: String,
    /// When they signed in.
    pub created_at: Timestamp,
}

impl Session {
    /// Not a session: what a person would see, for whoever sits at the machine and so owns the data folder.
    pub fn at_the_machine(person: &Person, now: Timestamp) -> Self {
        Self { person: person.clone(), id: String::new(), created_at: now }
    }

    /// The person as the author of what they do.
    pub fn actor(&self) -> Actor {
        self.person.actor()
    }

    /// What the person may see.
    pub fn scope(&self) -> Scope {
        Scope::of(&self.person)
    }

    /// The side of the person.
    pub fn side(&self) -> Side {
        self.person.side()
    }
}

/// A session in a person's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// Names it for [`Store::revoke_session`]; not the secret.
    pub id: String,
    /// When it began.
    pub created_at: Timestamp,
    /// The last request, to the minute.
    pub last_seen: Timestamp,
    /// The browser's name for itself.
    pub user_agent: String,
}

#[derive(SurrealValue)]
struct SessionRow {
    id: RecordId,
    created_at: i64,
    last_seen: i64,
    user_agent: String,
}

/// What a session's row says of whom it belongs to and how long it holds.
#[derive(Debug, Clone, SurrealValue)]
pub(super) struct ResolvedRow {
    pub(super) person: String,
    pub(super) created_at: i64,
    pub(super) last_seen: i64,
}

const CREATE: &str = "CREATE ONLY $id CONTENT {
    person: $person, created_at: $now, last_seen: $now, user_agent: $user_agent
} RETURN NONE";
const RESOLVE: &str = "SELECT person, created_at, last_seen FROM ONLY $id";
const TOUCH: &str = "UPDATE $id SET last_seen = $now RETURN NONE";
const REVOKE: &str = "{
    LET $gone = (DELETE ONLY $id RETURN BEFORE);
    IF $gone = NONE {
        LET $left = (SELECT VALUE id FROM push_subscription
            WHERE session = $key AND person != $next AND ($owner = NONE OR person = $owner));
        DELETE $left;
        RETURN false;
    };
    IF $owner != NONE AND $gone.person != $owner { THROW 'foreign' };
    IF $gone.person != $next {
        LET $devices = (SELECT VALUE id FROM push_subscription WHERE person = $gone.person AND session = $key);
        DELETE $devices;
    };
    CREATE ONLY type::record('outbox', $change) CONTENT object::extend($outbox, { by: $gone.person }) RETURN NONE;
    RETURN true;
}";
const REVOKE_ALL: &str = "{
    LET $ids = (SELECT VALUE id FROM session WHERE person = $person);
    DELETE $ids;
    LET $devices = (SELECT VALUE id FROM push_subscription WHERE person = $person);
    DELETE $devices;
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN array::len($ids);
}";
pub(super) const LIST: &str = "SELECT id, created_at, last_seen, user_agent FROM session WHERE person = $person";

impl Store {
    /// Begins a session. The token goes into the cookie and is kept nowhere.
    pub async fn create_session(
        &self,
        person: &PersonId,
        now: Timestamp,
        user_agent: &str,
    ) -> Result<Token, StoreError> {
        let token = Token::random();
        let vars = vars! {
            id: record("session", &token.hash()),
            person: person.as_str(),
            now: now.unix(),
            user_agent: user_agent.chars().take(USER_AGENT_MAX).collect::<String>(),
        };
        self.db.write::<Value>(CREATE, vars).await?;
        Ok(token)
    }

    /// Finds who a cookie belongs to: at most one query. `None` when it is unknown, revoked, expired, or the person may no
    /// longer sign in. Notes the person's activity at most once a minute.
    pub async fn resolve_session(
        &self,
        token: &Token,
        activity: Activity,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let hash = token.hash();
        let Some(session) = self.session_row(&hash).await? else { return Ok(None) };
        let person = PersonId::new(session.person);
        // The directory's copy is as new as this process's last look at the outbox; who may no longer sign in has no
        // session row to begin with.
        let known = self.directory().person(&person).cloned();
        let person = match known {
            Some(person) => Some(person),
            None => self.person_of_record(&person).await?,
        };
        let Some(person) = person else { return Ok(None) };
        let (created_at, last_seen) =
            (Timestamp::from_unix(session.created_at), Timestamp::from_unix(session.last_seen));
        if person.disabled || !SessionLimits::of(person.side()).hold(created_at, last_seen, now) {
            return Ok(None);
        }
        if activity == Activity::Person && now - last_seen >= Seconds::minutes(1) {
            self.change_sessions::<Value>(TOUCH, vars! { id: record("session", &hash), now: now.unix() }).await?;
        }
        Ok(Some(Session { person, id: hash, created_at }))
    }

    async fn session_row(&self, hash: &str) -> Result<Option<ResolvedRow>, StoreError> {
        let turn = match self.sessions.find(hash) {
            Ok(row) => return Ok(Some(row)),
            Err(turn) => turn,
        };
        let row: Option<ResolvedRow> = self.db.read(RESOLVE, vars! { id: record("session", hash) }).await?;
        if let Some(row) = row.clone().filter(|_| self.db.is_alone()) {
            self.sessions.keep(turn, hash, row);
        }
        Ok(row)
    }

    /// Writes to sessions and forgets what is known of them, also when the request is dropped half-way.
    async fn change_sessions<T: SurrealValue + Send + 'static>(
        &self,
        sql: &'static str,
        vars: Variables,
    ) -> Result<T, StoreError> {
        let (db, sessions) = (self.db.clone(), Arc::clone(&self.sessions));
        carried(async move {
            let outcome = db.write::<T>(sql, vars).await;
            sessions.forget();
            outcome
        })
        .await
    }

    /// Signs out, and ends the messages to the device. Unknown tokens are no error.
    pub async fn sign_out(&self, token: &Token) -> Result<(), StoreError> {
        self.end_session(token, None).await
    }

    /// Ends the session that a browser had before a person signs in there. Their own messages to it go on, somebody
    /// else's end. Unknown tokens are no error.
    pub async fn end_session_before(&self, token: &Token, next: &PersonId) -> Result<(), StoreError> {
        self.end_session(token, Some(next)).await
    }

    async fn end_session(&self, token: &Token, next: Option<&PersonId>) -> Result<(), StoreError> {
        let change = Change::of(Topic::Access);
        let session = token.hash();
        let vars = vars! {
            id: record("session", &session),
            key: session,
            next: next.map(|next| next.as_str().to_owned()),
            owner: Value::None,
            outbox: change.into_row(),
        };
        self.change_sessions::<bool>(REVOKE, vars).await.map(drop)
    }

    /// Ends one session of a person's list; false when the person has no such session.
    pub async fn revoke_session(&self, person: &PersonId, id: &str) -> Result<bool, StoreError> {
        let change = Change::about_person(Topic::Access, person);
        let owner = person.as_str();
        let vars = vars! {
            id: record("session", id), key: id, next: Value::None, owner: owner, outbox: change.into_row(),
        };
        match self.change_sessions::<bool>(REVOKE, vars).await {
            Err(error) if error.thrown() == Some("foreign") => Ok(false),
            outcome => outcome,
        }
    }

    /// Ends all sessions of a person, and the messages to their devices, and says how many sessions there were.
    pub async fn revoke_all_sessions(&self, person: &PersonId) -> Result<usize, StoreError> {
        let change = Change::about_person(Topic::Access, person);
        let vars = vars! { person: person.as_str(), outbox: change.into_row() };
        self.change_sessions::<i64>(REVOKE_ALL, vars).await.map(|count| usize::try_from(count).unwrap_or_default())
    }

    /// A person's sessions that still count, the latest first.
    pub async fn sessions(&self, person: &Person, now: Timestamp) -> Result<Vec<SessionInfo>, StoreError> {
        let limits = SessionLimits::of(person.side());
        let rows: Vec<SessionRow> = self.db.read(LIST, vars! { person: person.id.as_str() }).await?;
        let mut sessions: Vec<_> = rows
            .into_iter()
            .map(|row| SessionInfo {
                id: key_text(&row.id).to_owned(),
                created_at: Timestamp::from_unix(row.created_at),
                last_seen: Timestamp::from_unix(row.last_seen),
                user_agent: row.user_agent,
            })
            .filter(|session: &SessionInfo| limits.hold(session.created_at, session.last_seen, now))
            .collect();
        sessions.sort_by_key(|session| std::cmp::Reverse(session.created_at));
        Ok(sessions)
    }
}
