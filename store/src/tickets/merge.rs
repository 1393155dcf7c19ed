//! One ticket goes on in another: both histories, rows and promises in one transaction.

use domain::ids::TicketKey;
use domain::people::{Actor, Side};
use domain::ticket::{Aspect, Event, EventKind, Mark, Merge, Merging, Ticket, conflict, merge, pending_marks};
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{Value, vars};

use super::CommandError;
use super::append::{Prepared, insert_events, is_stale, put_outcomes, update_ticket};
use super::command::{Applied, DECISIONS, applied, no_such_ticket, number_events};
use super::counts::count_tally;
use super::load::Loaded;
use super::projection::clocks_of;
use crate::Store;
use crate::access::Scope;
use crate::directory::Directory;
use crate::error::StoreError;
use crate::record::record;

/// Both tickets are of one engagement, so one tally counts them.
const MERGE: &str = concat!(
    "{
    ",
    insert_events!(),
    update_ticket!(),
    "LET $other_before = (UPDATE ONLY $other CONTENT $other_row RETURN BEFORE);
    IF $other_before.place != $other_place OR $other_before.version != $other_version { THROW 'moved' };
    ",
    put_outcomes!(),
    "IF $delta != NONE { ",
    count_tally!(),
    " };
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    CREATE ONLY type::record('outbox', $change_too) CONTENT $other_outbox RETURN NONE;
    RETURN NONE;
}"
);

impl Store {
    /// Merges a ticket into another one of the same client. When this returns, it is durable.
    ///
    /// `expected_version` is the version of the merged ticket that the person had seen; it is refused as a conflict when
    /// its state or priority has changed since. The other ticket is taken as it is. Answers with the merged ticket.
    #[expect(clippy::too_many_arguments, reason = "who, which two, seen how, why and when")]
    pub async fn merge(
        &self,
        scope: &Scope,
        by: &Actor,
        key: &TicketKey,
        into: &TicketKey,
        expected_version: Option<u32>,
        reason: &str,
        now: Timestamp,
    ) -> Result<Applied, CommandError> {
        let directory = self.directory();
        let seen = if scope.side() == Side::Client { None } else { expected_version };
        for _ in 0..DECISIONS {
            let Some(from) = self.load_ticket(&directory, Some(scope), key).await? else {
                return Err(CommandError::NotFound);
            };
            let Some(other) = self.load_ticket(&directory, Some(scope), into).await? else {
                return Err(no_such_ticket(into, "into"));
            };
            if let Some(since) = conflict(&[Aspect::State, Aspect::Priority], seen, None, &from.events) {
                return Err(CommandError::Conflict { since, current: Box::new(from.ticket) });
            }
            // An instant of its own, after everything that was said on the other ticket before (`domain::ticket::merge`).
            let now = from.not_before(now).max(other.ticket.updated_at + Seconds::new(1));
            let decided = decide(&directory, &from, &other, reason, by, now)?;
            let theirs = |kinds: Vec<EventKind>| kinds.into_iter().map(|kind| (by.clone(), kind));
            let from_new = number_events(&from, theirs(decided.from), &directory, now)?;
            let mut other_new = number_events(&other, theirs(decided.into), &directory, now)?;
            mark_taken_over(&directory, &other, &mut other_new, now)?;
            let gone = Prepared::of(&directory, &from, &from_new, by, now)?;
            let kept = Prepared::of(&directory, &other, &other_new, by, now)?;
            let standing = gone.standing.clone();
            match self.write_merge(&from, gone, kept, now).await {
                Ok(()) => {
                    let all = [from.events.as_slice(), from_new.as_slice()].concat();
                    return Ok(applied(scope, standing.ticket, &all, from_new)?);
                }
                Err(error) if is_stale(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(CommandError::Store(StoreError::Busy { attempts: DECISIONS }))
    }

    async fn write_merge(
        &self,
        from: &Loaded,
        gone: Prepared,
        kept: Prepared,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let delta = gone.delta.plus(kept.delta);
        let vars = vars! {
            ticket: record("ticket", &gone.key),
            row: gone.row,
            place: gone.place,
            version: gone.version,
            outbox: gone.told.into_row(),
            other: record("ticket", &kept.key),
            other_row: kept.row,
            other_place: kept.place,
            other_version: kept.version,
            other_outbox: kept.told.into_row(),
            events: [gone.events, kept.events].concat(),
            attachments: [gone.attachments, kept.attachments].concat(),
            asked: [gone.asked, kept.asked].concat(),
            settled: [gone.settled, kept.settled].concat(),
            outcomes: [gone.outcomes, kept.outcomes].concat(),
            taken_back: [gone.taken_back, kept.taken_back].concat(),
            tally: record("tally", from.engagement.id.as_str()),
            delta: (!delta.is_nothing()).then(|| delta.into_object()),
            at: now.unix(),
        };
        self.db.write::<Value>(MERGE, vars).await.map(drop)
    }
}

fn decide(
    directory: &Directory,
    from: &Loaded,
    into: &Loaded,
    reason: &str,
    by: &Actor,
    now: Timestamp,
) -> Result<Merge, CommandError> {
    let (from_policy, into_policy) = (from.policy(directory)?, into.policy(directory)?);
    let clocks = clocks_of(&from.ticket, &from.events, &from.engagement, directory, now)?;
    let merging = Merging { ticket: &from.ticket, events: &from.events, clocks: &clocks, policy: &from_policy };
    merge(&merging, &into.ticket, &into.events, reason, by, &into_policy).map_err(CommandError::Refused)
}

/// Adds the marks of what was late on the merged ticket already: a promise that was missed there is missed here in the
/// same transaction, so that no report finds it on neither or on both.
fn mark_taken_over(
    directory: &Directory,
    other: &Loaded,
    new: &mut Vec<Event>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let all = [other.events.as_slice(), new.as_slice()].concat();
    let key = &other.ticket.key;
    let ticket = Ticket::fold(key.clone(), &all).map_err(|error| StoreError::damaged(key.to_string(), error))?;
    let clocks = clocks_of(&ticket, &all, &other.engagement, directory, now)?;
    let marks = pending_marks(&ticket, &clocks, now).into_iter().map(Mark::event);
    let numbers = ticket.version + 1..;
    new.extend(numbers.zip(marks).map(|(seq, kind)| Event { seq, at: now, by: Actor::System, kind }));
    Ok(())
}
