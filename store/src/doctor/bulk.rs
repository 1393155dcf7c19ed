//! Loading many tickets at once, for `aftercare load-demo` and imports.

use std::collections::BTreeMap;

use domain::ids::{EngagementId, TicketKey};
use domain::ticket::{Event, EventKind, Ticket};
use domain::time::Timestamp;
use surrealdb::types::{Object, RecordId, SurrealValue, Value, object, vars};

use crate::directory::Directory;
use crate::error::StoreError;
use crate::notifications::rows_of;
use crate::record::record;
use crate::tickets::{EventRow, OutcomeChange, Standing, TallyDelta, TicketRow, count_tally, outcomes_of, read_place};
use crate::{Store, SystemScope};

/// Tickets in one transaction: the engine keeps a transaction in memory until it is written.
const BATCH: usize = 500;

/// A ticket's whole history, oldest event first, numbered from 1.
pub type History = Vec<Event>;

const NUMBERS: &str = "SELECT VALUE last FROM ONLY $number";
const LOAD: &str = concat!(
    "{
    INSERT INTO ticket $tickets RETURN NONE;
    INSERT INTO event $events RETURN NONE;
    IF array::len($told) > 0 { INSERT INTO notification $told RETURN NONE };
    IF array::len($outcomes) > 0 { INSERT INTO outcome $outcomes RETURN NONE };
    FOR $step IN $tallies {
        LET $tally = $step.tally;
        LET $delta = $step.delta;
        ",
    count_tally!(),
    "
    };
    FOR $step IN $numbers { UPSERT ONLY $step.number SET last = $step.last RETURN NONE; };
    RETURN NONE;
}"
);

impl Store {
    /// Appends whole tickets, numbered on from each client's last, and says how many. Histories must begin with a
    /// report of an existing engagement. Run it while nothing else writes; no outbox rows are made.
    pub async fn bulk_load(
        &self,
        _: &SystemScope,
        histories: impl Iterator<Item = History>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let directory = self.directory();
        let mut last_numbers = BTreeMap::new();
        let mut loaded = 0;
        let mut histories = histories.peekable();
        while histories.peek().is_some() {
            let batch: Vec<History> = histories.by_ref().take(BATCH).collect();
            loaded += batch.len() as u64;
            self.load_batch(&directory, batch, &mut last_numbers, now).await?;
        }
        Ok(loaded)
    }

    async fn load_batch(
        &self,
        directory: &Directory,
        batch: Vec<History>,
        last_numbers: &mut BTreeMap<String, u32>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut tickets = Vec::with_capacity(batch.len());
        let mut events = Vec::with_capacity(batch.len() * 6);
        let mut told = Vec::new();
        let mut outcomes = Vec::with_capacity(batch.len() * 4);
        let mut tallies: BTreeMap<EngagementId, TallyDelta> = BTreeMap::new();
        let mut touched = BTreeMap::new();
        for history in batch {
            let (engagement, client) = place_of(directory, &history)?;
            let prefix = client.prefix.clone();
            let last = match last_numbers.get(&prefix) {
                Some(last) => *last,
                None => self.last_number(&prefix).await?,
            };
            let number = last + 1;
            last_numbers.insert(prefix.clone(), number);
            touched.insert(prefix.clone(), number);
            let key = TicketKey::new(&prefix, number).map_err(|error| StoreError::damaged(prefix.clone(), error))?;
            let text = key.to_string();
            let ticket = Ticket::fold(key, &history).map_err(|error| StoreError::damaged(text.clone(), error))?;
            let standing = Standing::of(ticket, &history, engagement, directory, now)?;
            let mut row = TicketRow::of(&standing, &text, &history, &engagement.client)?;
            let computed = outcomes_of(&standing, &history, engagement, directory);
            let change = OutcomeChange::between(&[], &computed, &text, engagement, directory)?;
            row.outcomes = change.listed;
            outcomes.extend(change.put);
            if let Some((lane, _)) = read_place(&row.place) {
                let delta = tallies.entry(engagement.id.clone()).or_default();
                *delta = delta.add(lane, 1);
            }
            told.extend(rows_of(&text, &history, engagement));
            for event in &history {
                events.push(EventRow::of(&text, event)?);
            }
            tickets.push(ticket_content(record("ticket", &text), row));
        }
        let tallies: Vec<Object> = tallies
            .into_iter()
            .map(|(engagement, delta)| object! { tally: record("tally", engagement.as_str()), delta: delta.into_object() })
            .collect();
        let numbers: Vec<Object> = touched
            .into_iter()
            .map(|(prefix, last)| object! { number: record("number", &prefix), last: i64::from(last) })
            .collect();
        let vars = vars! {
            tickets: tickets, events: events, told: told, outcomes: outcomes, tallies: tallies, numbers: numbers,
        };
        self.db.write::<Value>(LOAD, vars).await.map(drop)
    }

    async fn last_number(&self, prefix: &str) -> Result<u32, StoreError> {
        let last: Option<i64> = self.db.read(NUMBERS, vars! { number: record("number", prefix) }).await?;
        Ok(last.and_then(|last| u32::try_from(last).ok()).unwrap_or_default())
    }
}

fn place_of<'a>(
    directory: &'a Directory,
    history: &[Event],
) -> Result<(&'a domain::engagement::Engagement, &'a crate::directory::Client), StoreError> {
    let wrong = |what: &str| StoreError::damaged("a loaded history", what);
    let Some(Event { kind: EventKind::Reported { engagement, .. }, .. }) = history.first() else {
        return Err(wrong("it does not begin with a report"));
    };
    let engagement = directory.engagement(engagement).ok_or_else(|| wrong("its engagement does not exist"))?;
    let client = directory.client(&engagement.client).ok_or_else(|| wrong("its client does not exist"))?;
    Ok((engagement, client))
}

/// The row with its id, as INSERT wants it.
fn ticket_content(id: RecordId, row: TicketRow) -> Value {
    match row.into_value() {
        Value::Object(mut content) => {
            content.insert("id".to_owned(), id.into_value());
            Value::Object(content)
        }
        other => other,
    }
}
