//! The checks, reading the tickets in pages of their keys.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{EngagementId, TicketKey};
use domain::ticket::{Event, Lane, Ticket};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Value, vars};

use super::{Finding, Report};
use crate::directory::Directory;
use crate::error::StoreError;
use crate::record::{key_text, record};
use crate::tickets::{Standing, TALLIES, TallyRow, TicketRow, events_range, read_place};
use crate::{Store, SystemScope};

/// Tickets read at once.
const PAGE: i64 = 500;

#[derive(SurrealValue)]
struct StoredTicket {
    id: RecordId,
    row: TicketRow,
    events: Vec<String>,
}

#[derive(SurrealValue)]
struct NumberRow {
    id: RecordId,
    last: i64,
}

const KEYS: &str = "SELECT VALUE id FROM $range LIMIT $limit";
const TICKET: &str = "RETURN {
    id: $ticket,
    row: (SELECT * OMIT id FROM ONLY $ticket),
    events: (SELECT VALUE document FROM $events)
}";
/// Every history has a first event; its id is [ticket, 1].
const NUMBERS: &str = "SELECT * FROM number";
const ORPHAN_CANDIDATES: &str = "SELECT VALUE id FROM $range LIMIT $limit";
const ROW_EXISTS: &str = "RETURN record::exists($ticket)";
const PUT_ROW: &str = "{ UPSERT ONLY $ticket CONTENT $row RETURN NONE; RETURN NONE; }";
const PUT_TALLY: &str = "{ UPSERT ONLY $tally CONTENT $counts RETURN NONE; RETURN NONE; }";
const PUT_NUMBER: &str = "{ UPSERT ONLY $number CONTENT { last: $last } RETURN NONE; RETURN NONE; }";
const INDEXES: &str = "RETURN object::keys((INFO FOR TABLE ticket).indexes)";

/// What lists and uniqueness rely on.
const TICKET_INDEXES: [&str; 5] =
    ["ticket_open", "ticket_engagement", "ticket_assignee", "ticket_client", "ticket_watch"];

/// What the tickets came to.
#[derive(Default)]
struct Counted {
    lanes: BTreeMap<EngagementId, BTreeMap<&'static str, i64>>,
    numbers: BTreeMap<String, (u32, u32)>,
}

impl Counted {
    fn add(&mut self, engagement: &EngagementId, lane: Lane, key: &TicketKey) {
        *self.lanes.entry(engagement.clone()).or_default().entry(lane.as_str()).or_default() += 1;
        let (count, highest) = self.numbers.entry(key.prefix().to_owned()).or_default();
        *count += 1;
        *highest = (*highest).max(key.number());
    }
}

impl Store {
    /// Checks everything that is derived from events; with `rebuild`, repairs it. Run it while nothing else writes.
    ///
    /// The place of a ticket also depends on the time; only tickets whose watcher is not behind are compared in it.
    pub async fn doctor(&self, _: &SystemScope, rebuild: bool, now: Timestamp) -> Result<Report, StoreError> {
        let directory = self.directory();
        let mut report = Report::default();
        let mut counted = Counted::default();
        self.check_indexes(&mut report).await?;
        let mut after = String::new();
        loop {
            let keys = self.keys_after("ticket", RecordIdKey::String(after), KEYS).await?;
            let Some(last) = keys.last() else { break };
            after = key_text(last).to_owned();
            for id in keys {
                self.check_ticket(&directory, id, rebuild, now, &mut report, &mut counted).await?;
            }
        }
        self.check_orphans(&directory, rebuild, now, &mut report, &mut counted).await?;
        self.check_tallies(&counted, rebuild, &mut report).await?;
        self.check_numbers(&counted, rebuild, &mut report).await?;
        Ok(report)
    }

    async fn keys_after(
        &self,
        table: &'static str,
        after: RecordIdKey,
        sql: &'static str,
    ) -> Result<Vec<RecordId>, StoreError> {
        let range = RecordIdKeyRange::from((std::ops::Bound::Excluded(after), std::ops::Bound::Unbounded));
        self.db.read(sql, vars! { range: RecordId::new(table, RecordIdKey::from(range)), limit: PAGE }).await
    }

    async fn check_indexes(&self, report: &mut Report) -> Result<(), StoreError> {
        let present: Vec<String> = self.db.read(INDEXES, vars! {}).await?;
        let missing = TICKET_INDEXES.into_iter().filter(|name| !present.iter().any(|other| other == name));
        report.findings.extend(missing.map(|name| Finding::Index { table: "ticket", name }));
        Ok(())
    }

    async fn check_ticket(
        &self,
        directory: &Directory,
        id: RecordId,
        rebuild: bool,
        now: Timestamp,
        report: &mut Report,
        counted: &mut Counted,
    ) -> Result<(), StoreError> {
        let text = key_text(&id).to_owned();
        let stored: StoredTicket = self.db.read(TICKET, vars! { ticket: id, events: events_range(&text) }).await?;
        report.tickets += 1;
        report.events += stored.events.len() as u64;
        if stored.events.is_empty() {
            report.findings.push(Finding::NoEvents { key: text });
            return Ok(());
        }
        let Some((key, row)) = expected_row(directory, &text, &stored.events, now, report)? else { return Ok(()) };
        let settled = stored.row.watch_at.is_none_or(|at| at > now.unix());
        let fields = differences(&stored.row, &row, settled);
        let engagement = EngagementId::new(row.engagement.clone());
        let place = if fields.is_empty() || !rebuild { &stored.row.place } else { &row.place };
        if let Some((lane, _)) = read_place(place) {
            counted.add(&engagement, lane, &key);
        }
        if !fields.is_empty() {
            report.findings.push(Finding::Projection { key, fields });
            if rebuild {
                self.db.write::<Value>(PUT_ROW, vars! { ticket: stored.id, row: row }).await?;
                report.repaired += 1;
            }
        }
        Ok(())
    }

    /// Histories whose row is missing.
    async fn check_orphans(
        &self,
        directory: &Directory,
        rebuild: bool,
        now: Timestamp,
        report: &mut Report,
        counted: &mut Counted,
    ) -> Result<(), StoreError> {
        let mut after = RecordIdKey::Array(surrealdb::types::array![""]);
        let mut seen = BTreeSet::new();
        loop {
            let ids = self.keys_after("event", after.clone(), ORPHAN_CANDIDATES).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = last.key.clone();
            for text in ids.iter().filter_map(ticket_of_event) {
                if !seen.insert(text.clone()) {
                    continue;
                }
                if seen.len() > 2 {
                    seen.pop_first();
                }
                let id = record("ticket", &text);
                if self.db.read::<bool>(ROW_EXISTS, vars! { ticket: id.clone() }).await? {
                    continue;
                }
                let documents: Vec<String> =
                    self.db.read("SELECT VALUE document FROM $events", vars! { events: events_range(&text) }).await?;
                report.events += documents.len() as u64;
                let Some((key, row)) = expected_row(directory, &text, &documents, now, report)? else { continue };
                if rebuild {
                    if let Some((lane, _)) = read_place(&row.place) {
                        counted.add(&EngagementId::new(row.engagement.clone()), lane, &key);
                    }
                    self.db.write::<Value>(PUT_ROW, vars! { ticket: id, row: row }).await?;
                    report.repaired += 1;
                }
                report.findings.push(Finding::NoRow { key });
            }
        }
    }

    async fn check_tallies(&self, counted: &Counted, rebuild: bool, report: &mut Report) -> Result<(), StoreError> {
        let stored: Vec<TallyRow> = self.db.read(TALLIES, vars! {}).await?;
        let stored: BTreeMap<EngagementId, &TallyRow> = stored.iter().map(|row| (row.engagement(), row)).collect();
        let engagements: BTreeSet<&EngagementId> = stored.keys().chain(counted.lanes.keys()).collect();
        for engagement in engagements {
            let counts = counted.lanes.get(engagement);
            let mut wrong = 0;
            for lane in Lane::ALL {
                let is = stored.get(engagement).map_or(0, |row| row.raw(lane));
                let should = counts.and_then(|counts| counts.get(lane.as_str())).copied().unwrap_or_default();
                if is != should {
                    wrong += 1;
                    report.findings.push(Finding::Tally {
                        engagement: engagement.clone(),
                        lane,
                        stored: is,
                        counted: should,
                    });
                }
            }
            if wrong > 0 && rebuild {
                let lanes = counts.cloned().unwrap_or_default();
                let counts = TallyRow::content(|lane| lanes.get(lane.as_str()).copied().unwrap_or_default());
                let vars = vars! { tally: record("tally", engagement.as_str()), counts: counts };
                self.db.write::<Value>(PUT_TALLY, vars).await?;
                report.repaired += wrong;
            }
        }
        Ok(())
    }

    async fn check_numbers(&self, counted: &Counted, rebuild: bool, report: &mut Report) -> Result<(), StoreError> {
        let rows: Vec<NumberRow> = self.db.read(NUMBERS, vars! {}).await?;
        let last_numbers: BTreeMap<String, u32> = rows
            .iter()
            .map(|row| (key_text(&row.id).to_owned(), u32::try_from(row.last).unwrap_or(u32::MAX)))
            .collect();
        let prefixes: BTreeSet<&String> = last_numbers.keys().chain(counted.numbers.keys()).collect();
        for prefix in prefixes {
            let (tickets, highest) = counted.numbers.get(prefix).copied().unwrap_or_default();
            let last_given = last_numbers.get(prefix).copied().unwrap_or_default();
            if tickets == highest && highest == last_given {
                continue;
            }
            let finding = Finding::Numbers { prefix: prefix.clone(), tickets, highest, counter: last_given };
            if rebuild && finding.is_repairable() {
                let vars = vars! { number: record("number", prefix), last: i64::from(highest) };
                self.db.write::<Value>(PUT_NUMBER, vars).await?;
                report.repaired += 1;
            }
            report.findings.push(finding);
        }
        Ok(())
    }
}

/// The row that a history should have; a history that cannot be folded is a finding.
fn expected_row(
    directory: &Directory,
    text: &str,
    documents: &[String],
    now: Timestamp,
    report: &mut Report,
) -> Result<Option<(TicketKey, TicketRow)>, StoreError> {
    let Ok(key) = text.parse::<TicketKey>() else {
        report.findings.push(Finding::History { key: text.to_owned(), what: "unreadable key".to_owned() });
        return Ok(None);
    };
    let parsed: Result<Vec<Event>, _> = documents.iter().map(|document| serde_json::from_str(document)).collect();
    let events = match parsed {
        Ok(events) => events,
        Err(error) => {
            report.findings.push(Finding::History { key: text.to_owned(), what: error.to_string() });
            return Ok(None);
        }
    };
    let ticket = match Ticket::fold(key.clone(), &events) {
        Ok(ticket) => ticket,
        Err(error) => {
            report.findings.push(Finding::history(&key, &error));
            return Ok(None);
        }
    };
    let Some(engagement) = directory.engagement(&ticket.engagement) else {
        let what = "its engagement does not exist".to_owned();
        report.findings.push(Finding::History { key: text.to_owned(), what });
        return Ok(None);
    };
    // A clock that was set back must not judge what was written before.
    let now = now.max(ticket.updated_at);
    let standing = Standing::of(ticket, &events, engagement, directory, now)?;
    let row = TicketRow::of(&standing, text, &events, &engagement.client)?;
    Ok(Some((key, row)))
}

/// The fields in which two rows differ. What time changes is compared only when the watcher has been there.
fn differences(stored: &TicketRow, expected: &TicketRow, settled: bool) -> Vec<&'static str> {
    let timeless = [
        ("client", stored.client != expected.client),
        ("engagement", stored.engagement != expected.engagement),
        ("title", stored.title != expected.title),
        ("state", stored.state != expected.state),
        ("priority", stored.priority != expected.priority),
        ("assignee", (&stored.assignee, &stored.assignee_name) != (&expected.assignee, &expected.assignee_name)),
        ("reporter", stored.reporter_name != expected.reporter_name),
        ("version", stored.version != expected.version),
        ("updated_at", stored.updated_at != expected.updated_at),
        ("recent", stored.recent != expected.recent),
    ];
    let timely = [
        ("open", stored.open != expected.open),
        ("place", !same_place(&stored.place, &expected.place)),
        ("watch_at", stored.watch_at != expected.watch_at),
    ];
    let timely = timely.into_iter().filter(|_| settled);
    timeless.into_iter().chain(timely).filter_map(|(field, differs)| differs.then_some(field)).collect()
}

/// The due instant of a paused promise is projected from the moment of looking, so only its lane is compared.
fn same_place(stored: &str, expected: &str) -> bool {
    stored == expected || [stored, expected].iter().all(|key| matches!(read_place(key), Some((Lane::Paused, _))))
}

fn ticket_of_event(id: &RecordId) -> Option<String> {
    match &id.key {
        RecordIdKey::Array(parts) => match parts.first() {
            Some(Value::String(text)) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}
