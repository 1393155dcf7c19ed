//! What a client wrote in a ticket becomes an issue of its own: the new ticket and the old one's event in one transaction.

use domain::ids::TicketKey;
use domain::people::Actor;
use domain::ticket::{Event, Split, split, splittable};
use domain::time::Timestamp;
use surrealdb::types::{Value, vars};

use super::CommandError;
use super::append::{Prepared, insert_events, is_stale, put_outcomes, update_ticket};
use super::command::number_events;
use super::counts::add_to_tally;
use super::report::{Born, NUMBER_ATTEMPTS, NewTicket, SUPPORT_HAS_ENDED};
use super::rows::EventRow;
use super::submission::submission_id;
use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;
use crate::record::record;

/// The engagement's tally exists: it counts the ticket in which it was said.
const SPLIT: &str = concat!(
    "{
    CREATE ONLY $submission CONTENT { ticket: $key, at: $at } RETURN NONE;
    CREATE ONLY $born CONTENT $born_row RETURN NONE;
    UPDATE $number SET last = $last RETURN NONE;
    ",
    insert_events!(),
    update_ticket!(),
    put_outcomes!(),
    add_to_tally!(),
    ";
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    CREATE ONLY type::record('outbox', $change_too) CONTENT $born_outbox RETURN NONE;
    RETURN NONE;
}"
);

impl Store {
    /// Makes a ticket of its own of what a client wrote in a ticket, and gives its key. When this returns, it is durable.
    ///
    /// It counts from when it was written, by the policy version that held then. With a submission id (any text the form
    /// carries), the same person's form sent twice gives the same ticket.
    pub async fn split(
        &self,
        scope: &Scope,
        by: &Actor,
        key: &TicketKey,
        draft: &Split,
        submission: Option<&str>,
        now: Timestamp,
    ) -> Result<TicketKey, CommandError> {
        let directory = self.directory();
        let submission = submission_id(by, submission.unwrap_or(&crate::new_id()));
        for attempt in 0..NUMBER_ATTEMPTS {
            let Some(loaded) = self.load_ticket(&directory, Some(scope), key).await? else {
                return Err(CommandError::NotFound);
            };
            let (now, engagement) = (loaded.not_before(now), &loaded.engagement);
            let said_at = splittable(&loaded.events).find(|said| said.seq == draft.message).map(|said| said.said_at);
            let policy = directory
                .policy_of(engagement, said_at.unwrap_or(now))
                .ok_or_else(|| StoreError::damaged(key.to_string(), "its engagement has no policy"))?;
            let off = split(&loaded.ticket, &loaded.events, draft, by, policy, now).map_err(CommandError::Refused)?;
            if !engagement.phase.accepts_tickets() {
                return Err(CommandError::refused("", SUPPORT_HAS_ENDED));
            }
            let client = directory
                .client(&engagement.client)
                .ok_or_else(|| StoreError::damaged(engagement.id.to_string(), "its client does not exist"))?;
            let last = self.number_before(&client.prefix, &engagement.id).await?;
            let born = TicketKey::new(&client.prefix, last + 1)
                .map_err(|error| StoreError::damaged(["number:", &client.prefix].concat(), error))?;
            let left_behind = off.left_behind(born.clone());
            let event = Event { seq: 1, at: now, by: by.clone(), kind: off.report };
            let new = number_events(&loaded, std::iter::once((by.clone(), left_behind)), &directory, now)?;
            let one = Prepared::of(&directory, &loaded, &new, by, now)?;
            let ticket = NewTicket { key: born.clone(), event: &event, engagement, submission: &submission };
            match self.write_split(&ticket, ticket.prepare(&directory, now)?, one, now).await {
                Ok(()) => return Ok(born),
                // Somebody took the number or wrote on the ticket meanwhile, or this very form was sent before.
                Err(error) if is_stale(&error) => {
                    if let Some(key) = self.submitted(&submission).await? {
                        return Ok(key);
                    }
                    tokio::time::sleep(crate::db::pause_before_retry(attempt)).await;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(CommandError::Store(StoreError::Busy { attempts: NUMBER_ATTEMPTS }))
    }

    async fn write_split(
        &self,
        new: &NewTicket<'_>,
        born: Born,
        one: Prepared,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let first = EventRow::of(&born.name, new.event)?;
        let vars = vars! {
            submission: new.submission.clone(),
            number: record("number", new.key.prefix()),
            last: i64::from(new.key.number()),
            key: born.name.as_str(),
            born: record("ticket", &born.name),
            born_row: born.row,
            born_outbox: born.told.into_row(),
            ticket: record("ticket", &one.key),
            row: one.row,
            place: one.place,
            version: one.version,
            outbox: one.told.into_row(),
            events: [vec![first], one.events].concat(),
            attachments: [born.attachments, one.attachments].concat(),
            asked: one.asked,
            settled: one.settled,
            outcomes: one.outcomes,
            taken_back: one.taken_back,
            tally: record("tally", new.engagement.id.as_str()),
            delta: born.delta.plus(one.delta).into_object(),
            at: now.unix(),
        };
        self.db.write::<Value>(SPLIT, vars).await.map(drop)
    }
}
