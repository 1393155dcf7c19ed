//! The watcher's part: what time alone does to a ticket. Warnings, breaches, steps of an escalation, the ends of pauses
//! and snoozes are events like any other, appended exactly once: two processes that notice the same thing append the
//! same event id (ticket and number), and the second one reads again and finds the mark in the history.

use domain::ids::{EngagementId, TicketKey};
use domain::people::Actor;
use domain::ticket::{Command, Event, EventKind, decide};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, SurrealValue, vars};

use super::CommandError;
use super::Standing;
use super::append::Appended;
use super::command::number_events;
use super::load::Loaded;
use super::rows::read_key;
use super::sort_key::{OPEN_START, place_key};
use crate::Store;
use crate::access::SystemScope;
use crate::directory::Directory;
use crate::error::StoreError;
use crate::record::record;

/// How often a ticket that others change at the same time is looked at again.
pub(super) const LOOKS: u32 = 20;

/// A ticket to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub key: TicketKey,
    /// When there is something to do.
    pub at: Timestamp,
}

/// What looking at a ticket came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// What was appended.
    pub events: Vec<Event>,
    /// When to look again; `None` when time alone changes nothing more.
    pub next: Option<Timestamp>,
}

/// How closely a ticket is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Its row is written when its place or its next look has changed.
    AsUsual,
    /// Its row is written in any case.
    Anew,
}

#[derive(SurrealValue)]
struct DueRow {
    id: RecordId,
    watch_at: i64,
}

const OPEN: &str = "SELECT VALUE id FROM ticket WHERE engagement = $engagement AND place > $open";
pub(super) const DUE: &str = "
    SELECT id, watch_at FROM ticket WHERE watch_at >= 0 AND watch_at <= $until ORDER BY watch_at LIMIT $limit";

const WATCH_AT: &str = "SELECT VALUE watch_at FROM ONLY $ticket";

impl Store {
    /// When one ticket calls for a look; `None` when time alone changes nothing, or there is no such ticket.
    pub async fn watch_at(&self, _: &SystemScope, key: &TicketKey) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = self.db.read(WATCH_AT, vars! { ticket: record("ticket", &key.to_string()) }).await?;
        Ok(at.map(Timestamp::from_unix))
    }

    /// The tickets that call for a look until an instant, the most urgent first. With an instant ahead of now it
    /// fills the watcher's plan; see [`Store::watch_one`].
    pub async fn watch_due(&self, _: &SystemScope, until: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        let vars = vars! { until: until.unix(), limit: i64::try_from(limit).unwrap_or(i64::MAX) };
        let rows: Vec<DueRow> = self.db.read(DUE, vars).await?;
        rows.iter().map(|row| Ok(Due { key: read_key(&row.id)?, at: Timestamp::from_unix(row.watch_at) })).collect()
    }

    /// The open tickets of an engagement.
    pub(super) async fn open_tickets(
        &self,
        _: &SystemScope,
        engagement: &EngagementId,
    ) -> Result<Vec<TicketKey>, StoreError> {
        let vars = vars! { engagement: engagement.as_str(), open: OPEN_START };
        self.db.read::<Vec<RecordId>>(OPEN, vars).await?.iter().map(read_key).collect()
    }

    /// Looks at one ticket: appends what is due by now and brings its place up to date.
    pub async fn watch_one(&self, _: &SystemScope, key: &TicketKey, now: Timestamp) -> Result<Watched, CommandError> {
        self.look(key, Look::AsUsual, now).await
    }

    pub(super) async fn look(&self, key: &TicketKey, look: Look, now: Timestamp) -> Result<Watched, CommandError> {
        let directory = self.directory();
        for _ in 0..LOOKS {
            let loaded = self.load_ticket(&directory, None, key).await?.ok_or(CommandError::NotFound)?;
            let now = loaded.not_before(now);
            let decided = ended_waits(&loaded, &directory, now)?;
            let new = number_events(&loaded, decided.into_iter().map(|kind| (Actor::System, kind)), &directory, now)?;
            if new.is_empty() {
                let ticket = loaded.ticket.clone();
                let standing = Standing::of(ticket, &loaded.events, &loaded.engagement, &directory, now)?;
                let watch_at = standing.place.watch_at;
                let place = place_key(&standing.place, &key.to_string());
                if look == Look::AsUsual
                    && place == loaded.stored_place
                    && watch_at.map(Timestamp::unix) == loaded.stored_watch_at
                {
                    return Ok(Watched { events: new, next: watch_at });
                }
            }
            match self.append(&directory, &loaded, &new, None, &Actor::System, now).await? {
                Appended::Done(standing) => return Ok(Watched { events: new, next: standing.place.watch_at }),
                Appended::Stale | Appended::Sent => {}
            }
        }
        Err(CommandError::Store(StoreError::Busy { attempts: LOOKS }))
    }
}

/// The pause or snooze that is over by now.
fn ended_waits(loaded: &Loaded, directory: &Directory, now: Timestamp) -> Result<Vec<EventKind>, CommandError> {
    let policy = loaded.policy(directory)?;
    let hours = directory.windows_of(&loaded.engagement);
    let pause_is_over = domain::ticket::waits_until(&loaded.ticket, &loaded.events).is_some_and(|end| end <= now);
    let snooze_is_over = loaded.ticket.snoozed_until.is_some_and(|until| until <= now);
    let mut kinds = Vec::new();
    for (over, command) in [(pause_is_over, Command::EndPause), (snooze_is_over, Command::Wake)] {
        if over {
            let decided = decide(&loaded.ticket, &command, &Actor::System, &policy, &hours, now);
            kinds.extend(decided.map_err(CommandError::Refused)?);
        }
    }
    Ok(kinds)
}
