//! What a new version of a calendar or policy, or another calendar, does to open tickets, ticket by ticket. The row that
//! says so is written with the version or the engagement and deleted after the last ticket. Each step may be repeated and does nothing the second time, so
//! a stop half-way, or two processes at once, do no harm.

use domain::ids::{CalendarId, EngagementId, PolicyId, TicketKey};
use domain::people::Actor;
use domain::sla::PolicyRef;
use domain::ticket::{Command, decide};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value, vars};

use super::CommandError;
use super::append::Appended;
use super::command::number_events;
use super::watch::{LOOKS, Look};
use crate::Store;
use crate::access::SystemScope;
use crate::error::StoreError;

#[derive(SurrealValue)]
struct RolloutRow {
    id: RecordId,
    of: String,
    version: i64,
    tickets: Vec<String>,
}

const PENDING: &str = "SELECT id, of, version, tickets FROM rollout WHERE at <= $now";
const DONE: &str = "{ DELETE ONLY $id RETURN NONE; RETURN NONE; }";

impl Store {
    /// Carries out what versions that have begun still have to do to open tickets, and says how many tickets were
    /// looked at. A ticket that fails does not keep the others waiting: it is logged here, by its key, and tried again
    /// the next time, unless its history is damaged, which time does not mend. An error is what kept all from going on;
    /// to log it is the caller's.
    pub async fn roll_out(&self, system: &SystemScope, now: Timestamp) -> Result<usize, CommandError> {
        let rows: Vec<RolloutRow> = self.db.read(PENDING, vars! { now: now.unix() }).await?;
        let mut count = 0;
        for row in rows {
            let version = u32::try_from(row.version).unwrap_or_default();
            self.know_version(&row, version).await?;
            let Followed { looked_at, is_done } = match kind(&row.id) {
                "calendar" => self.follow_calendar(system, &CalendarId::new(row.of), version, now).await?,
                "engagement" => self.look_at_all(system, &[EngagementId::new(row.of)], now).await?,
                _ => {
                    let to = PolicyRef { id: PolicyId::new(row.of), version };
                    self.move_tickets(&to, &row.tickets, now).await
                }
            };
            count += looked_at;
            if is_done {
                self.db.write::<Value>(DONE, vars! { id: row.id }).await?;
            }
        }
        Ok(count)
    }

    /// Another process may have saved the version a moment ago.
    async fn know_version(&self, row: &RolloutRow, version: u32) -> Result<(), StoreError> {
        let directory = self.directory();
        let is_known = match kind(&row.id) {
            "calendar" => {
                let calendar = directory.calendar(&CalendarId::new(row.of.as_str()));
                calendar.is_some_and(|calendar| calendar.versions.iter().any(|one| one.version == version))
            }
            "engagement" => directory.engagement_rev(&EngagementId::new(row.of.as_str())) >= version,
            _ => {
                let versions = directory.policy_versions(&PolicyId::new(row.of.as_str()));
                versions.iter().any(|one| one.version == version)
            }
        };
        if is_known { Ok(()) } else { self.reload_directory().await }
    }

    async fn follow_calendar(
        &self,
        system: &SystemScope,
        id: &CalendarId,
        version: u32,
        now: Timestamp,
    ) -> Result<Followed, CommandError> {
        let directory = self.directory();
        let saved = directory.calendar(id).and_then(|calendar| calendar.saved.get(&version));
        self.look_at_all(system, saved.map_or(&[], |saved| saved.engagements.as_slice()), now).await
    }

    /// Looks at every open ticket of engagements whose opening hours have changed: history, place, list chip and the
    /// next look follow the new hours.
    async fn look_at_all(
        &self,
        system: &SystemScope,
        engagements: &[EngagementId],
        now: Timestamp,
    ) -> Result<Followed, CommandError> {
        let mut followed = Followed::default();
        for engagement in engagements {
            for key in self.open_tickets(system, engagement).await? {
                followed.note(&key, self.look(&key, Look::Anew, now).await.map(drop));
            }
        }
        Ok(followed)
    }

    /// Moves chosen tickets to a version of a policy; one that has ended meanwhile keeps its own.
    async fn move_tickets(&self, to: &PolicyRef, tickets: &[String], now: Timestamp) -> Followed {
        let directory = self.directory();
        let saved = directory.policy_saved(&to.id, to.version);
        let by = saved.and_then(|saved| saved.by.clone()).map_or(Actor::System, Actor::Staff);
        let mut followed = Followed::default();
        for key in tickets.iter().filter_map(|text| text.parse::<TicketKey>().ok()) {
            followed.note(&key, self.move_ticket(&by, &key, to, now).await);
        }
        followed
    }

    async fn move_ticket(
        &self,
        by: &Actor,
        key: &TicketKey,
        to: &PolicyRef,
        now: Timestamp,
    ) -> Result<(), CommandError> {
        let directory = self.directory();
        for _ in 0..LOOKS {
            let Some(loaded) = self.load_ticket(&directory, None, key).await? else { return Ok(()) };
            let now = loaded.not_before(now);
            let known = &loaded.ticket.policy;
            if known.id == to.id && known.version > to.version {
                // A later version has reached it already.
                return Ok(());
            }
            let policy = loaded.policy(&directory)?;
            let command = Command::ChangePolicy { to: to.clone() };
            let hours = directory.windows_of(&loaded.engagement);
            let Ok(kinds) = decide(&loaded.ticket, &command, by, &policy, &hours, now) else { return Ok(()) };
            if kinds.is_empty() {
                return Ok(());
            }
            let decided = kinds.into_iter().map(|kind| (by.clone(), kind));
            let new = number_events(&loaded, decided, &directory, now)?;
            if let Appended::Done(_) = self.append(&directory, &loaded, &new, None, by, now).await? {
                return Ok(());
            }
        }
        Err(CommandError::Store(StoreError::Busy { attempts: LOOKS }))
    }
}

/// How far a row's work has come.
struct Followed {
    looked_at: usize,
    /// Whether no ticket is worth another try.
    is_done: bool,
}

impl Default for Followed {
    fn default() -> Self {
        Self { looked_at: 0, is_done: true }
    }
}

impl Followed {
    fn note(&mut self, key: &TicketKey, outcome: Result<(), CommandError>) {
        match outcome {
            Ok(()) => self.looked_at += 1,
            // It would be the same the next time.
            Err(error @ (CommandError::Store(StoreError::Damaged { .. }) | CommandError::NotFound)) => {
                tracing::error!(%error, %key, "a ticket cannot follow what was saved");
            }
            Err(error) => {
                tracing::error!(%error, %key, "a ticket could not follow what was saved; tried again");
                self.is_done = false;
            }
        }
    }
}

/// What a row belongs to: a version of a `calendar` or `policy`, or an `engagement` that was given another calendar.
fn kind(id: &RecordId) -> &str {
    match &id.key {
        RecordIdKey::Array(parts) => match parts.first() {
            Some(Value::String(table)) => table,
            _ => "",
        },
        _ => "",
    }
}
