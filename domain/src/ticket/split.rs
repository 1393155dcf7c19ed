//! Splitting: something that a client wrote in a ticket becomes an issue of its own.
//!
//! It counts from when it was written, by the policy of that moment: making two tickets of one makes nothing later. Only
//! what a client had an answer to already does not ask for that answer again (see `SlaEventKind::SplitFrom`).

use crate::ids::TicketKey;
use crate::people::{Actor, PersonRef};
use crate::problem::Problem;
use crate::sla::Policy;
use crate::ticket::{Attachment, Event, EventKind, Report, SplitFrom, Ticket, Visibility, report};
use crate::time::Timestamp;

/// What stands for a message that brought files only.
const ONLY_FILES: &str = "The message brought files without words.";

/// What the form carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The number of the event whose text becomes the description.
    pub message: u32,
    /// The new ticket in one sentence.
    pub title: String,
    /// The submitted impact name, as in a report.
    pub impact: String,
}

/// A text of the client's from which a ticket can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Splittable<'a> {
    /// The number of its event.
    pub seq: u32,
    /// Who wrote it, or whose report it is.
    pub author: &'a PersonRef,
    /// When it was said.
    pub said_at: Timestamp,
    /// The text, as typed.
    pub body: &'a str,
    /// The files that came with it.
    pub files: &'a [Attachment],
}

/// A new ticket, and what it leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SplitOff {
    /// The new ticket's first event.
    pub report: EventKind,
    /// Who wrote it.
    pub author: PersonRef,
    /// When.
    pub said_at: Timestamp,
}

impl SplitOff {
    /// The event of the ticket in which it was said, once the new one has its number.
    pub fn left_behind(&self, to: TicketKey) -> EventKind {
        EventKind::SplitOff { to, author: self.author.clone(), said_at: self.said_at }
    }
}

/// What a client wrote in a ticket, oldest first.
pub fn splittable(events: &[Event]) -> impl Iterator<Item = Splittable<'_>> {
    events.iter().filter_map(|event| match (&event.kind, &event.by) {
        (EventKind::Reported { what_happens, reported_at, reporter, attachments, .. }, _) => Some(Splittable {
            seq: event.seq,
            author: reporter,
            said_at: *reported_at,
            body: what_happens,
            files: attachments,
        }),
        (EventKind::MessageAdded { visibility: Visibility::Public, body, attachments, .. }, Actor::Client(author)) => {
            Some(Splittable { seq: event.seq, author, said_at: event.at, body, files: attachments })
        }
        _ => None,
    })
}

/// Makes a ticket of its own from what a client wrote. `policy` is the one that held when it was written.
///
/// # Errors
/// Every problem found, of the fields `message`, `title` and `impact`.
pub fn split(
    ticket: &Ticket,
    events: &[Event],
    draft: &Split,
    by: &Actor,
    policy: &Policy,
    now: Timestamp,
) -> Result<SplitOff, Vec<Problem>> {
    if !by.is_staff() {
        return Err(vec![Problem::new("", "Only the support team can do this.")]);
    }
    let Some(said) = splittable(events).find(|said| said.seq == draft.message) else {
        let message = "Choose something that the client wrote. Notes and our own replies stay where they are.";
        return Err(vec![Problem::new("message", message)]);
    };
    let what_happens = if said.body.trim().is_empty() { ONLY_FILES } else { said.body };
    let draft = Report {
        engagement: ticket.engagement.clone(),
        title: draft.title.clone(),
        what_happens: what_happens.to_owned(),
        blocks: String::new(),
        impact: draft.impact.clone(),
        reporter: said.author.clone(),
        reported_at: Some(said.said_at),
        attachments: Vec::new(),
    };
    let of_message = |problems: Vec<Problem>| problems.into_iter().map(of_message).collect::<Vec<_>>();
    let mut reported = report(&draft, by, policy, now).map_err(of_message)?;
    if let EventKind::Reported { split, .. } = &mut reported {
        *split = Some(SplitFrom {
            ticket: ticket.key.clone(),
            is_answered: is_answered(events, said.seq),
            files: said.files.to_vec(),
        });
    }
    Ok(SplitOff { report: reported, author: said.author.clone(), said_at: said.said_at })
}

/// What a report says of its time is about the message here.
fn of_message(problem: Problem) -> Problem {
    if problem.field != "reported_at" {
        return problem;
    }
    let message = "This was written more than 30 days ago. Write it down as a new issue instead.";
    Problem::new("message", message)
}

/// Whether one of the team has written to the client since.
fn is_answered(events: &[Event], since: u32) -> bool {
    let is_answer = |event: &Event| {
        let public = matches!(event.kind, EventKind::MessageAdded { visibility: Visibility::Public, .. });
        public && event.by.is_staff()
    };
    events.iter().any(|event| event.seq > since && is_answer(event))
}
