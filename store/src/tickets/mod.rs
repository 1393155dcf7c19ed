//! Tickets. Their events are the truth; the ticket row is a projection for lists, written in the same transaction.

mod append;
mod attachments;
mod backfill;
mod command;
mod counts;
mod cursor;
mod detail;
mod escalation;
mod inbox;
mod issues;
mod load;
mod merge;
mod numbers;
mod outcomes;
mod preview;
mod projection;
mod report;
mod rollout;
mod rows;
mod sort_key;
mod split;
mod submission;
mod watch;

use domain::ids::{ClientId, EngagementId, ProductId, TicketKey};
use domain::people::PersonRef;
use domain::problem::Problem;
use domain::sla::{ClockChip, PriorityKey};
use domain::ticket::{Event, Lane, Ticket, TicketState};
use domain::time::Timestamp;
use thiserror::Error;

pub use attachments::StoredAttachment;
pub use command::Applied;
pub use counts::LaneCounts;
pub use cursor::{Cursor, CursorError};
pub use detail::Detail;
pub use inbox::{AssigneeFilter, InboxFilter, InboxPage};
pub use issues::{IssueRow, IssuesPage, StateFilter};
pub use preview::{Effect, EngagementPreview, Preview};
pub use watch::{Due, Watched};

pub(crate) use attachments::{AttachmentRow, attachment_rows};
pub(crate) use counts::{TALLIES, TallyRow, add_to_tally, count_tally};
pub(crate) use load::events_range;
pub(crate) use numbers::Numbers;
pub(crate) use outcomes::{
    Listed, OutcomeChange, OutcomeRow, ReadOutcome, first_from, outcome_name, outcomes_of, read_listed,
    row as outcome_row, ticket_of_outcome,
};
pub(crate) use projection::Standing;
#[cfg(test)]
pub(crate) use rows::event_id;
pub(crate) use rows::{EventRow, TallyDelta, TicketRow, read_key};
pub(crate) use sort_key::{LATEST, OPEN_START, newest_key, read_place, read_recent, recent_key};

use crate::error::StoreError;

/// Why a report or a command changed nothing.
#[derive(Debug, Error)]
pub enum CommandError {
    /// There is no such ticket, or it is not yours to see: 404.
    #[error("there is no such ticket")]
    NotFound,
    /// Somebody else changed the same thing first: 409, with what has happened meanwhile.
    #[error("the ticket was changed by somebody else meanwhile")]
    Conflict {
        /// The events after the version the person had seen.
        since: Vec<Event>,
        /// The ticket as it is now.
        current: Box<Ticket>,
    },
    /// What was typed or asked for is not accepted: 422.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Refused(Vec<Problem>),
    /// The database's own trouble: 500.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CommandError {
    pub(crate) fn refused(field: &str, message: impl Into<String>) -> Self {
        Self::Refused(vec![Problem::new(field, message)])
    }
}

/// A ticket in the staff's inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What people call it.
    pub key: TicketKey,
    /// One sentence.
    pub title: String,
    /// Where it stands.
    pub state: TicketState,
    /// How much it matters, by its policy.
    pub priority: PriorityKey,
    /// Whose it is.
    pub client: ClientId,
    /// What it is about.
    pub product: ProductId,
    /// Where it belongs.
    pub engagement: EngagementId,
    /// Who works on it.
    pub assignee: Option<PersonRef>,
    /// The name of the person who has the problem.
    pub reporter_name: String,
    /// Its stretch of the inbox.
    pub lane: Lane,
    /// Its order within the lane; see [`domain::ticket::Place`].
    pub due: Timestamp,
    /// The clock that ends first; `None` when nothing is owed.
    pub chip: Option<ClockChip>,
    /// The number of its events.
    pub version: u32,
    /// When something last happened.
    pub updated_at: Timestamp,
}

/// Every list query with the index it must use, and whether the engine must read no more than the page; for the test
/// of query plans.
#[cfg(test)]
pub(crate) fn list_queries() -> [(&'static str, &'static str, bool, &'static str); 14] {
    [
        ("inbox of everything", "ticket_open", true, inbox::EVERYTHING),
        ("inbox of an engagement", "ticket_engagement", true, inbox::OF_ENGAGEMENT),
        ("inbox of an assignee", "ticket_assignee", true, inbox::OF_ASSIGNEE),
        ("filtered inbox of everything", "ticket_open", false, inbox::EVERYTHING_FILTERED),
        ("filtered inbox of an engagement", "ticket_engagement", false, inbox::OF_ENGAGEMENT_FILTERED),
        ("filtered inbox of an assignee", "ticket_assignee", false, inbox::OF_ASSIGNEE_FILTERED),
        ("ended, everything", "ticket_open", false, inbox::EVERYTHING_ENDED),
        ("ended, of an engagement", "ticket_engagement", false, inbox::OF_ENGAGEMENT_ENDED),
        ("ended, of an assignee", "ticket_assignee", false, inbox::OF_ASSIGNEE_ENDED),
        ("a client's issues", "ticket_client", true, issues::OF_CLIENT),
        ("a client's issues in some states", "ticket_client", false, issues::OF_CLIENT_IN_STATES),
        ("a client's promises, from a lane on", "ticket_engagement", true, issues::FROM_LANE),
        ("backlog of an engagement", "ticket_engagement", true, crate::insight::OPEN_OF_ENGAGEMENT),
        ("due for the watcher", "ticket_watch", true, watch::DUE),
    ]
}
