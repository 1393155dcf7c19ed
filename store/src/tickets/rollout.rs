//! What a new version of a calendar or policy does to open tickets, ticket by ticket. The row that says so is written
//! with the version and deleted after the last ticket. Each step may be repeated and does nothing the second time, so
//! a stop half-way, or two processes at once, do no harm.

use domain::ids::{CalendarId, PolicyId, TicketKey};
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
    /// looked at. A ticket that fails does not keep the others waiting; it is tried again the next time, unless its
    /// history is damaged, which time does not mend.
    pub async fn roll_out(&self, system: &SystemScope, now: Timestamp) -> Result<usize, CommandError> {
        let rows: Vec<RolloutRow> = self.db.read(PENDING, vars! { now: now.unix() }).await?;
        let (mut count, mut unfinished) = (0, None);
        for row in rows {
            let version = u32::try_from(row.version).unwrap_or_default();
            self.know_version(&row, version).await?;
            let (looked_at, failed) = if is_of_calendar(&row.id) {
                self.follow_calendar(system, &CalendarId::new(row.of), version, now).await?
            } else {
                let to = PolicyRef { id: PolicyId::new(row.of), version };
                self.move_tickets(&to, &row.tickets, now).await
            };
            count += looked_at;
            match failed {
                Some(error) => unfinished = Some(error),
                None => drop(self.db.write::<Value>(DONE, vars! { id: row.id }).await?),
            }
        }
        unfinished.map_or(Ok(count), Err)
    }

    /// Another process may have saved the version a moment ago.
    async fn know_version(&self, row: &RolloutRow, version: u32) -> Result<(), StoreError> {
        let directory = self.directory();
        let is_known = if is_of_calendar(&row.id) {
            let calendar = directory.calendar(&CalendarId::new(row.of.as_str()));
            calendar.is_some_and(|calendar| calendar.versions.iter().any(|one| one.version == version))
        } else {
            let versions = directory.policy_versions(&PolicyId::new(row.of.as_str()));
            versions.iter().any(|one| one.version == version)
        };
        if is_known { Ok(()) } else { self.reload_directory().await }
    }

    async fn follow_calendar(
        &self,
        system: &SystemScope,
        id: &CalendarId,
        version: u32,
        now: Timestamp,
    ) -> Result<(usize, Option<CommandError>), CommandError> {
        let directory = self.directory();
        let saved = directory.calendar(id).and_then(|calendar| calendar.saved.get(&version));
        let (mut count, mut failed) = (0, None);
        for engagement in saved.map_or(&[][..], |saved| saved.engagements.as_slice()) {
            for key in self.open_tickets(system, engagement).await? {
                count += 1;
                if let Err(error) = self.look(&key, Look::Anew, now).await {
                    failed = worth_another_try(&key, error).or(failed);
                }
            }
        }
        Ok((count, failed))
    }

    /// Moves chosen tickets to a version of a policy; one that has ended meanwhile keeps its own.
    async fn move_tickets(&self, to: &PolicyRef, tickets: &[String], now: Timestamp) -> (usize, Option<CommandError>) {
        let directory = self.directory();
        let saved = directory.policy_saved(&to.id, to.version);
        let by = saved.and_then(|saved| saved.by.clone()).map_or(Actor::System, Actor::Staff);
        let mut failed = None;
        for key in tickets.iter().filter_map(|text| text.parse::<TicketKey>().ok()) {
            if let Err(error) = self.move_ticket(&by, &key, to, now).await {
                failed = worth_another_try(&key, error).or(failed);
            }
        }
        (tickets.len(), failed)
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
            let policy = directory
                .policy_for(&loaded.ticket.policy, &loaded.engagement)
                .ok_or_else(|| StoreError::damaged(key.to_string(), "its policy does not exist"))?;
            let command = Command::ChangePolicy { to: to.clone() };
            let Ok(kinds) = decide(&loaded.ticket, &command, by, &policy, now) else { return Ok(()) };
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

/// The error, unless it would be the same the next time.
fn worth_another_try(key: &TicketKey, error: CommandError) -> Option<CommandError> {
    tracing::error!(%error, %key, "a ticket could not follow a new version");
    let is_lasting = matches!(error, CommandError::Store(StoreError::Damaged { .. }) | CommandError::NotFound);
    (!is_lasting).then_some(error)
}

fn is_of_calendar(id: &RecordId) -> bool {
    match &id.key {
        RecordIdKey::Array(parts) => matches!(parts.first(), Some(Value::String(table)) if table == "calendar"),
        _ => false,
    }
}
