//! "Report an issue": a new ticket with a gapless number, in one transaction.

use domain::engagement::Engagement;
use domain::ids::TicketKey;
use domain::people::{Actor, PersonRef};
use domain::problem::Problem;
use domain::ticket::{Event, Report, Ticket, report};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, vars};

use super::attachments::attachment_rows;
use super::counts::count_tally;
use super::rows::{TallyDelta, event_document};
use super::sort_key::read_place;
use super::submission::submission_id;
use super::{CommandError, Standing, TicketRow};
use crate::Store;
use crate::access::Scope;
use crate::directory::Directory;
use crate::error::StoreError;
use crate::outbox::{Change, Topic};
use crate::record::record;

/// The counter row makes numbers gapless: it is part of the transaction, and two reports of one client conflict on it.
const REPORT: &str = concat!(
    "{
    LET $last = (UPDATE $number SET last += 1 RETURN VALUE last)[0] ?? (CREATE ONLY $number SET last = 1 RETURN VALUE last);
    LET $key = string::concat($prefix, '-', <string> $last);
    IF $submission != NONE { CREATE ONLY $submission CONTENT { ticket: $key, at: $at } RETURN NONE };
    CREATE ONLY type::record('ticket', $key) CONTENT object::extend($row, {
        place: string::concat($row.place, $key), recent: string::concat($row.recent, $key)
    }) RETURN NONE;
    CREATE ONLY type::record('event', [$key, 1]) CONTENT { document: $event } RETURN NONE;
    FOR $attachment IN $attachments {
        CREATE ONLY $attachment.id CONTENT object::extend($attachment, { ticket: $key }) RETURN NONE;
    };
    ",
    count_tally!(),
    "
    CREATE ONLY type::record('outbox', $change) CONTENT object::extend($outbox, { ticket: $key }) RETURN NONE;
    RETURN $last;
}"
);
const SUBMITTED: &str = "SELECT VALUE ticket FROM ONLY $submission";

impl Store {
    /// Writes a report down and gives the new ticket's key. When this returns, it is durable.
    ///
    /// With a submission id (any text the form carries), the same person's form sent twice gives the same ticket.
    ///
    /// # Errors
    /// [`CommandError::Refused`] naming the form's fields; an engagement that is not the scope's is refused like one
    /// that does not exist.
    pub async fn report(
        &self,
        scope: &Scope,
        by: &Actor,
        draft: Report,
        submission: Option<&str>,
        now: Timestamp,
    ) -> Result<TicketKey, CommandError> {
        let directory = self.directory();
        let (engagement, reporter) = check_place(&directory, scope, by, &draft)?;
        let policy = directory.policy_of(&engagement, now).ok_or_else(|| {
            CommandError::refused(
                "engagement",
                "This product has no SLA policy set up yet. Please tell your support contact.",
            )
        })?;
        let draft = Report { reporter, ..draft };
        let kind = report(&draft, by, policy, now).map_err(CommandError::Refused)?;
        let client = directory
            .client(&engagement.client)
            .ok_or_else(|| StoreError::damaged(engagement.id.to_string(), "its client does not exist"))?;

        let event = Event { seq: 1, at: now, by: by.clone(), kind };
        let events = std::slice::from_ref(&event);
        // The number is given in the transaction; nothing of the projection depends on it.
        let any_key = TicketKey::new(&client.prefix, 1)
            .map_err(|error| StoreError::damaged(["client:", client.id.as_str()].concat(), error))?;
        let ticket = Ticket::fold(any_key, events).map_err(|error| StoreError::damaged("a new report", error))?;
        let standing = Standing::of(ticket, events, &engagement, &directory, now)?;
        let row = TicketRow::of(&standing, "", events, &client.id)?;
        let delta = read_place(&row.place).map(|(lane, _)| TallyDelta::arrival(lane)).unwrap_or_default();
        let submission = submission.map(|id| submission_id(by, id));
        let change = Change::by(Topic::Ticket, by).on_ticket(None, &engagement.id, &client.id);
        let vars = vars! {
            number: record("number", &client.prefix),
            prefix: client.prefix.as_str(),
            submission: submission.clone(),
            at: now.unix(),
            row: row,
            event: event_document(&event)?,
            attachments: attachment_rows("", events),
            tally: record("tally", engagement.id.as_str()),
            delta: delta.into_object(),
            outbox: change.into_row(),
        };
        match self.db.write::<i64>(REPORT, vars).await {
            Ok(last) => numbered(&client.prefix, last),
            Err(error) if error.is_taken() && submission.is_some() => self.submitted(submission, error).await,
            Err(error) => Err(error.into()),
        }
    }

    /// The ticket that the first sending of a form made.
    async fn submitted(&self, submission: Option<RecordId>, error: StoreError) -> Result<TicketKey, CommandError> {
        let key: Option<String> = self.db.read(SUBMITTED, vars! { submission: submission }).await?;
        key.and_then(|key| key.parse().ok()).ok_or(CommandError::Store(error))
    }
}

/// Checks what depends on the directory: whose engagement it is and who may have the problem.
fn check_place(
    directory: &Directory,
    scope: &Scope,
    by: &Actor,
    draft: &Report,
) -> Result<(std::sync::Arc<Engagement>, PersonRef), CommandError> {
    let Some(engagement) = directory.engagement(&draft.engagement).filter(|engagement| scope.sees(engagement)) else {
        return Err(CommandError::refused("engagement", "Choose the product this is about."));
    };
    if !engagement.phase.accepts_tickets() {
        return Err(CommandError::refused(
            "engagement",
            "Support for this product has ended, so it takes no new issues. Choose another product or write to your contact.",
        ));
    }
    let reporter = match by {
        Actor::Client(person) => Some(person.clone()),
        _ => directory
            .person(&draft.reporter.id)
            .filter(|person| person.client.as_ref() == Some(&engagement.client))
            .map(crate::access::Person::reference),
    };
    match reporter {
        Some(reporter) => Ok((std::sync::Arc::clone(engagement), reporter)),
        None => Err(CommandError::Refused(vec![Problem::new(
            "reporter",
            "Choose which of the client's people has the problem.",
        )])),
    }
}

fn numbered(prefix: &str, last: i64) -> Result<TicketKey, CommandError> {
    let damaged = |what: String| CommandError::Store(StoreError::damaged(["number:", prefix].concat(), what));
    let number = u32::try_from(last).map_err(|error| damaged(error.to_string()))?;
    TicketKey::new(prefix, number).map_err(|error| damaged(error.to_string()))
}
