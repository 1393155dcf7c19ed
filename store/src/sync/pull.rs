//! What changed in an engagement since a device last read it.
//!
//! Checklists are read by the engagement's number, which is raised in the transaction of each change, and which is read
//! first: what is committed later has a higher number and comes with the next pull. Tickets have no such number, because
//! a report would pay for it with a record that everybody writes; they are read by the instant of their last event. An
//! event's instant is when its writer began, so a pull looks back [`LOOK_BACK`] and gives some tickets twice, which
//! harms nobody, instead of one not at all. Whatever changes what a device shows of a ticket is an event: also a snooze,
//! its end, and the marks of the watcher.
//!
//! A list that is longer than what is kept lets others in when some leave it, unchanged and therefore unnoticed. Then
//! the cursor says that nothing was read, and the next pull gives everything. Of such a list of tickets staff keep their
//! own beside those that are due first: whoever accepts one does not lose it because its next promise is far away.
//!
//! A record that cannot be read is logged and left out, so that it takes the others from nobody; a copy that a device has
//! stays there. The cursor then says that nothing was read, so that it comes as soon as it can be read again.

use domain::checklist::Entry;
use domain::ids::{ChecklistId, EngagementId, PersonId, TicketKey};
use domain::people::Side;
use domain::sync::{Cursor, KeptChecklist};
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{RecordId, SurrealValue, vars};

use crate::Store;
use crate::access::{Person, Scope};
use crate::error::StoreError;
use crate::record::{key_text, record};
use crate::tickets::{Detail, LATEST, OPEN_START, read_key, read_recent, recent_key};

/// Open tickets that a device keeps of one engagement; for staff, so many of their own in addition.
pub const TICKETS_MAX: usize = 100;
/// Checklists that it keeps: so many open ones, and so many that have ended.
const CHECKLISTS_MAX: usize = 100;
/// A checklist that ended longer ago is not kept.
const ENDED_KEPT: Seconds = Seconds::days(14);
/// Longer than any writer takes from looking at its clock to its commit; the longest works off a list of thousands of
/// tickets with the instant at which it began (`tickets/rollout.rs`).
const LOOK_BACK: Seconds = Seconds::minutes(10);

const NUMBER: &str = "SELECT VALUE last FROM ONLY $revision";
const OPEN_CHECKLISTS: &str = "
    SELECT id, place, rev FROM checklist WHERE engagement = $engagement AND place > $after
    ORDER BY place LIMIT $limit";
const ENDED_CHECKLISTS: &str = "
    SELECT id, place, rev FROM checklist WHERE engagement = $engagement AND place < $after
    ORDER BY place DESC LIMIT $limit";
const OPEN_TICKETS: &str = "
    SELECT id, place, updated_at FROM ticket WHERE engagement = $engagement AND place > $after
    ORDER BY place LIMIT $limit";
const OWN_TICKETS: &str = "
    SELECT id, place, updated_at FROM ticket WHERE assignee = $person AND place > $after AND engagement = $engagement
    ORDER BY place LIMIT $limit";
// In their order, and by what they may know: the inbox's order tells of snoozes.
const OPEN_TICKETS_OF_CLIENT: &str = "
    SELECT id, recent FROM ticket WHERE client = $client AND recent < $after AND engagement = $engagement AND open = true
    ORDER BY recent DESC LIMIT $limit";

/// Every list query with the index it must use; for the test of query plans.
#[cfg(test)]
pub(crate) const QUERIES: [(&str, &str); 5] = [
    ("checklist_engagement", OPEN_CHECKLISTS),
    ("checklist_engagement", ENDED_CHECKLISTS),
    ("ticket_engagement", OPEN_TICKETS),
    ("ticket_assignee", OWN_TICKETS),
    ("ticket_client", OPEN_TICKETS_OF_CLIENT),
];

/// What changed in an engagement, and what is to be kept of it.
#[derive(Debug, Clone)]
pub struct Changes {
    /// Where the next pull begins.
    pub cursor: Cursor,
    /// Checklists that changed, whole; for a client's scope without the provider's remarks.
    pub checklists: Vec<KeptChecklist>,
    /// All checklists to keep, in the order of lists.
    pub kept: Vec<ChecklistId>,
    /// Tickets that changed, whole, as the scope sees them.
    pub tickets: Vec<Detail>,
    /// All open tickets to keep: for staff as in the inbox, for clients the one that changed last first.
    pub open: Vec<TicketKey>,
}

#[derive(SurrealValue)]
struct RunRow {
    id: RecordId,
    place: String,
    rev: i64,
}

#[derive(SurrealValue)]
struct TicketRow {
    id: RecordId,
    place: String,
    updated_at: i64,
}

#[derive(SurrealValue)]
struct IssueRow {
    id: RecordId,
    recent: String,
}

impl Store {
    /// What changed in an engagement since a cursor; everything without one. `None` when there is no such engagement for
    /// the scope. `person`: whose device it is, for their own tickets.
    pub async fn pull(
        &self,
        scope: &Scope,
        person: &Person,
        id: &EngagementId,
        since: Option<Cursor>,
        now: Timestamp,
    ) -> Result<Option<Changes>, StoreError> {
        let directory = self.directory();
        let Some(engagement) = directory.engagement(id).filter(|engagement| scope.sees(engagement)) else {
            return Ok(None);
        };
        let last: Option<i64> = self.db.read(NUMBER, vars! { revision: record("revision", id.as_str()) }).await?;
        let last = last.and_then(|last| u32::try_from(last).ok()).unwrap_or_default();
        // A cursor from ahead is one from before a backup was put back: what it has seen is not what is here.
        let since = since.filter(|since| since.rev <= last && since.tickets <= now).unwrap_or_default();
        let (runs, mut all_runs) = self.runs_to_keep(id, now).await?;
        let mut checklists = Vec::new();
        for (run, _) in runs.iter().filter(|(_, rev)| *rev > since.rev) {
            let found = self.checklist_since(scope, run, since.rev).await;
            let Some(checklist) = readable(found, &mut all_runs)? else { continue };
            let log: Vec<Entry> = checklist.run.log().to_vec();
            checklists.push(KeptChecklist { plan: checklist.run.plan, log });
        }
        let (open, mut all_open) = match scope.client() {
            Some(client) => self.issues_to_keep(client.as_str(), &engagement.id).await?,
            None => self.tickets_to_keep(&person.id, &engagement.id).await?,
        };
        let mut tickets = Vec::new();
        for (key, _) in open.iter().filter(|(_, at)| *at >= since.tickets - LOOK_BACK) {
            tickets.extend(readable(self.detail(scope, key, now).await, &mut all_open)?);
        }
        // That something internal happened is internal: where a client's device gets nothing new, its number stays.
        let is_silent = scope.side() == Side::Client && checklists.is_empty() && since.rev > 0;
        let rev = match (all_runs, is_silent) {
            (false, _) => 0,
            (true, true) => since.rev,
            (true, false) => last,
        };
        let cursor = Cursor { rev, tickets: if all_open { now } else { Timestamp::default() } };
        let kept = runs.into_iter().map(|(run, _)| run).collect();
        let open = open.into_iter().map(|(key, _)| key).collect();
        Ok(Some(Changes { cursor, checklists, kept, tickets, open }))
    }

    /// Checklists with their numbers, and whether these are all.
    async fn runs_to_keep(
        &self,
        engagement: &EngagementId,
        now: Timestamp,
    ) -> Result<(Vec<(ChecklistId, u32)>, bool), StoreError> {
        let vars = vars! { engagement: engagement.as_str(), after: OPEN_START, limit: one_more(CHECKLISTS_MAX) };
        let mut open: Vec<RunRow> = self.db.read(OPEN_CHECKLISTS, vars.clone()).await?;
        let mut ended: Vec<RunRow> = self.db.read(ENDED_CHECKLISTS, vars).await?;
        let oldest = ["0", &recent_key(now - ENDED_KEPT, "")].concat();
        ended.retain(|row| row.place >= oldest);
        let is_all = open.len() <= CHECKLISTS_MAX && ended.len() <= CHECKLISTS_MAX;
        open.truncate(CHECKLISTS_MAX);
        ended.truncate(CHECKLISTS_MAX);
        let read = |row: RunRow| (ChecklistId::new(key_text(&row.id)), u32::try_from(row.rev).unwrap_or(u32::MAX));
        Ok((open.into_iter().chain(ended).map(read).collect(), is_all))
    }

    /// Open tickets with the instants of their last events, and whether these are all.
    async fn tickets_to_keep(
        &self,
        person: &PersonId,
        engagement: &EngagementId,
    ) -> Result<(Vec<(TicketKey, Timestamp)>, bool), StoreError> {
        let vars = vars! {
            engagement: engagement.as_str(), person: person.as_str(), after: OPEN_START, limit: one_more(TICKETS_MAX)
        };
        let mut rows: Vec<TicketRow> = self.db.read(OPEN_TICKETS, vars.clone()).await?;
        let is_all = rows.len() <= TICKETS_MAX;
        if !is_all {
            rows.truncate(TICKETS_MAX);
            let mut own: Vec<TicketRow> = self.db.read(OWN_TICKETS, vars).await?;
            // By its key: between the two reads it may have got another place.
            own.retain(|one| rows.iter().all(|row| row.id != one.id));
            rows.extend(own.into_iter().take(TICKETS_MAX));
            rows.sort_by(|a, b| a.place.cmp(&b.place));
        }
        let read = |row: &TicketRow| Ok((read_key(&row.id)?, Timestamp::from_unix(row.updated_at)));
        Ok((rows.iter().map(read).collect::<Result<_, StoreError>>()?, is_all))
    }

    /// The same for a client's people: the instant is that of the last event which they may know.
    async fn issues_to_keep(
        &self,
        client: &str,
        engagement: &EngagementId,
    ) -> Result<(Vec<(TicketKey, Timestamp)>, bool), StoreError> {
        let vars = vars! {
            client: client, engagement: engagement.as_str(), after: LATEST, limit: one_more(TICKETS_MAX)
        };
        let rows: Vec<IssueRow> = self.db.read(OPEN_TICKETS_OF_CLIENT, vars).await?;
        let read = |row: &IssueRow| {
            let at = read_recent(&row.recent).ok_or_else(|| StoreError::damaged("ticket", "impossible sort key"))?;
            Ok((read_key(&row.id)?, at))
        };
        let is_all = rows.len() <= TICKETS_MAX;
        Ok((rows.iter().take(TICKETS_MAX).map(read).collect::<Result<_, StoreError>>()?, is_all))
    }
}

/// What was found, unless it cannot be read: then it is not all.
fn readable<T>(found: Result<Option<T>, StoreError>, is_all: &mut bool) -> Result<Option<T>, StoreError> {
    match found {
        Err(error @ StoreError::Damaged { .. }) => {
            tracing::error!(%error, "left out of what a device keeps");
            *is_all = false;
            Ok(None)
        }
        found => found,
    }
}

fn one_more(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1)
}
