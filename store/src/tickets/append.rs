//! What a change to a ticket writes: its events, and everything that follows from them.

use domain::people::Actor;
use domain::ticket::Event;
use domain::time::Timestamp;
use surrealdb::types::{RecordId, Value, vars};

use super::attachments::attachment_rows;
use super::counts::count_tally;
use super::load::Loaded;
use super::outcomes::{OutcomeChange, outcomes_of};
use super::sort_key::read_place;
use super::{AttachmentRow, EventRow, OutcomeRow, Standing, TallyDelta, TicketRow};
use crate::Store;
use crate::directory::Directory;
use crate::error::StoreError;
use crate::notifications::{NotificationRow, due_rows, settled_ids};
use crate::outbox::{Change, Topic};
use crate::record::record;

/// Writes the events of one ticket or of several, and what hangs on them.
macro_rules! insert_events {
    () => {
        "INSERT INTO event $events RETURN NONE;
    IF array::len($attachments) > 0 { INSERT INTO attachment $attachments RETURN NONE };
    IF array::len($asked) > 0 { INSERT INTO notification $asked RETURN NONE };
    IF array::len($settled) > 0 { UPDATE $settled SET unread = false, read_at = read_at ?? $at RETURN NONE };
    "
    };
}

/// Brings a ticket's row up to date, unless it is another one than was read.
macro_rules! update_ticket {
    () => {
        "LET $before = (UPDATE ONLY $ticket CONTENT $row RETURN BEFORE);
    IF $before.place != $place OR $before.version != $version { THROW 'moved' };
    "
    };
}

/// Writes outcomes and takes others back.
macro_rules! put_outcomes {
    () => {
        "IF array::len($taken_back) > 0 { DELETE $taken_back RETURN NONE };
    IF array::len($outcomes) > 0 {
        INSERT INTO outcome $outcomes ON DUPLICATE KEY UPDATE
            document = $input.document, calendar = $input.calendar, calendar_version = $input.calendar_version,
            tz_database = $input.tz_database
        RETURN NONE
    };
    "
    };
}
pub(super) use {insert_events, put_outcomes, update_ticket};

/// Inserting an event that exists fails, and so does a row that moved: both mean that somebody else was first.
const APPEND: &str = concat!(
    "{
    IF $submission != NONE {
        IF record::exists($submission) { THROW 'sent' };
        CREATE ONLY $submission CONTENT { ticket: record::id($ticket), at: $at } RETURN NONE
    };
    ",
    insert_events!(),
    update_ticket!(),
    put_outcomes!(),
    "IF $delta != NONE { ",
    count_tally!(),
    " };
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}"
);

/// The outcome of one attempt to append.
pub(super) enum Appended {
    Done(Box<Standing>),
    /// The same form was sent before; nothing was written.
    Sent,
    /// Somebody else was first; read and decide again.
    Stale,
}

/// What a block writes of one ticket, all of it known beforehand.
pub(super) struct Prepared {
    pub(super) key: String,
    pub(super) standing: Standing,
    pub(super) events: Vec<EventRow>,
    pub(super) attachments: Vec<AttachmentRow>,
    /// Who is asked or told.
    pub(super) asked: Vec<NotificationRow>,
    /// Whom nothing has to remind any more.
    pub(super) settled: Vec<RecordId>,
    pub(super) row: TicketRow,
    /// The place and version of the row as it was read.
    pub(super) place: String,
    pub(super) version: i64,
    pub(super) outcomes: Vec<OutcomeRow>,
    pub(super) taken_back: Vec<RecordId>,
    pub(super) delta: TallyDelta,
    pub(super) told: Change,
}

impl Prepared {
    /// From what was read and what is new to what is written.
    pub(super) fn of(
        directory: &Directory,
        loaded: &Loaded,
        new: &[Event],
        by: &Actor,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let key = loaded.ticket.key.to_string();
        let engagement = &loaded.engagement;
        let mut ticket = loaded.ticket.clone();
        for event in new {
            ticket.apply(event).map_err(|error| StoreError::damaged(key.clone(), error))?;
        }
        let all = [loaded.events.as_slice(), new].concat();
        let standing = Standing::of(ticket, &all, engagement, directory, now)?;
        let computed = outcomes_of(&standing, &all, engagement, directory);
        let change = OutcomeChange::between(&loaded.stored_outcomes, &computed, &key, engagement, directory)?;
        let mut row = TicketRow::of(&standing, &key, &all, &engagement.client)?;
        row.outcomes = change.listed;
        let lane = |place: &str| {
            read_place(place).map(|(lane, _)| lane).ok_or_else(|| StoreError::damaged(key.clone(), "impossible place"))
        };
        let delta = TallyDelta::step(lane(&loaded.stored_place)?, lane(&row.place)?);
        let is_internal = new.iter().all(|event| !event.kind.is_visible_to_client());
        Ok(Self {
            events: new.iter().map(|event| EventRow::of(&key, event)).collect::<Result<_, _>>()?,
            attachments: attachment_rows(&key, new),
            asked: due_rows(&key, new, engagement),
            settled: settled_ids(&key, &loaded.ticket, &standing.ticket, &loaded.events),
            row,
            place: loaded.stored_place.clone(),
            version: loaded.stored_version,
            outcomes: change.put,
            taken_back: change.removed,
            delta,
            told: Change::by(Topic::Ticket, by)
                .on_ticket(&loaded.ticket.key, &engagement.id, &engagement.client)
                .internal(is_internal),
            key,
            standing,
        })
    }
}

impl Store {
    /// Writes events and projection, once.
    pub(super) async fn append(
        &self,
        directory: &Directory,
        loaded: &Loaded,
        new: &[Event],
        submission: Option<RecordId>,
        by: &Actor,
        now: Timestamp,
    ) -> Result<Appended, StoreError> {
        let one = Prepared::of(directory, loaded, new, by, now)?;
        let vars = vars! {
            ticket: record("ticket", &one.key),
            events: one.events,
            attachments: one.attachments,
            asked: one.asked,
            settled: one.settled,
            row: one.row,
            place: one.place,
            version: one.version,
            outcomes: one.outcomes,
            taken_back: one.taken_back,
            tally: record("tally", loaded.engagement.id.as_str()),
            delta: (!one.delta.is_nothing()).then(|| one.delta.into_object()),
            outbox: one.told.into_row(),
            submission: submission,
            at: now.unix(),
        };
        match self.db.write::<Value>(APPEND, vars).await {
            Ok(_) => Ok(Appended::Done(Box::new(one.standing))),
            Err(error) if error.thrown() == Some("sent") => Ok(Appended::Sent),
            Err(error) if is_stale(&error) => Ok(Appended::Stale),
            Err(error) => Err(error),
        }
    }
}

/// Whether somebody else was first.
pub(super) fn is_stale(error: &StoreError) -> bool {
    error.is_taken() || error.thrown() == Some("moved")
}
