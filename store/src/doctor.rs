//! Checks that the data is what its events say, repairs what is derived, and loads many tickets at once.
//!
//! Only derived data is ever repaired: ticket rows, rows of files and outcomes, lane counters, number counters and indexes. A damaged
//! history is reported and left alone; it is the truth, and a guess would make it worse.
//!
//! # Layout
//! - `check`: one visit, ticket by ticket; `expected`: what a history says that its rows should be
//! - `attachments`, `checklists`, `outcomes`, `counters`, `indexes`, `notifications`: one kind of derived data each
//! - `bulk`: loading many tickets

mod attachments;
mod bulk;
mod check;
mod checklists;
mod counters;
mod expected;
mod indexes;
mod notifications;
mod outcomes;

use std::fmt;

use domain::ids::{EngagementId, TicketKey};
use domain::ticket::Lane;

pub use bulk::History;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A history that cannot be folded. Restore it from a backup.
    History {
        /// Whose.
        key: String,
        /// What is wrong.
        what: String,
    },
    /// A ticket row that differs from what its events say.
    Projection {
        /// Which.
        key: TicketKey,
        /// The differing fields.
        fields: Vec<&'static str>,
    },
    /// A ticket row without events. Restore them from a backup.
    NoEvents {
        /// Which.
        key: String,
    },
    /// Events without a ticket row.
    NoRow {
        /// Which.
        key: TicketKey,
    },
    /// A lane counter that differs from the tickets counted.
    Tally {
        /// Whose.
        engagement: EngagementId,
        /// Which lane.
        lane: Lane,
        /// What the counter says.
        stored: i64,
        /// What there is.
        counted: i64,
    },
    /// A client's tickets are not numbered from 1 without gaps, or the counter differs from the last one.
    Numbers {
        /// The client's prefix.
        prefix: String,
        /// How many tickets there are.
        tickets: u32,
        /// The highest number among them.
        highest: u32,
        /// What the counter says.
        counter: u32,
    },
    /// The row of a file is not what the histories say.
    Attachment {
        /// The ticket it belongs to, as its history or else the row says.
        key: String,
        /// The file.
        file: String,
        /// What is wrong.
        fault: RowFault,
    },
    /// A notification is not what the histories say.
    Notification {
        /// The ticket.
        key: String,
        /// Whose it is.
        person: String,
        /// What is wrong.
        fault: RowFault,
    },
    /// The row of an outcome is not what the histories say.
    Outcome {
        /// The ticket it belongs to.
        key: String,
        /// Its id.
        id: String,
        /// What is wrong.
        fault: RowFault,
    },
    /// An outcome was measured, and its row is lost or unreadable. It cannot be computed any more: the clock's end stands
    /// as it was written then. Restore it from a backup.
    LostOutcome {
        /// The ticket it belongs to.
        key: String,
        /// Its id.
        id: String,
    },
    /// What is derived of a checklist is not what people did there.
    Checklist {
        /// The run.
        id: String,
        /// What is wrong.
        what: String,
    },
    /// An index of the schema is missing or defined otherwise.
    Index {
        /// Its table.
        table: &'static str,
        /// Its name.
        name: &'static str,
    },
}

/// What is wrong with a row that histories call for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFault {
    /// A history calls for it, and there is no row.
    Missing,
    /// The row says something else than the history.
    Differs,
    /// No history calls for it. That of a file is left alone: without its row housekeeping would remove the file.
    Unknown,
}

impl Finding {
    /// Whether `--rebuild` repairs it.
    pub fn is_repairable(&self) -> bool {
        match self {
            Self::History { .. } | Self::NoEvents { .. } | Self::LostOutcome { .. } => false,
            Self::Attachment { fault, .. } => *fault != RowFault::Unknown,
            Self::Numbers { tickets, highest, .. } => tickets == highest,
            Self::Notification { .. }
            | Self::Projection { .. }
            | Self::NoRow { .. }
            | Self::Tally { .. }
            | Self::Outcome { .. }
            | Self::Checklist { .. }
            | Self::Index { .. } => true,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::History { key, what } => write!(f, "{key}: damaged history ({what}); restore it from a backup"),
            Self::Projection { key, fields } => {
                write!(f, "{key}: the list row differs from the history in {}", fields.join(", "))
            }
            Self::NoEvents { key } => write!(f, "{key}: a list row without a history; restore it from a backup"),
            Self::NoRow { key } => write!(f, "{key}: a history without a list row"),
            Self::Tally { engagement, lane, stored, counted } => {
                write!(
                    f,
                    "engagement {engagement}: the counter of lane {} says {stored}, there are {counted}",
                    lane.as_str()
                )
            }
            Self::Numbers { prefix, tickets, highest, counter } => {
                write!(f, "{prefix}: {tickets} tickets, highest number {highest}, counter {counter}")
            }
            Self::Attachment { key, file, fault: RowFault::Missing } => {
                write!(f, "{key}: the row of file {file} is missing, so that nobody can open the file")
            }
            Self::Attachment { key, file, fault: RowFault::Differs } => {
                write!(f, "{key}: the row of file {file} differs from the history")
            }
            Self::Attachment { key, file, fault: RowFault::Unknown } => {
                write!(
                    f,
                    "{key}: there is a row of file {file}, which no history names; restore the history from a backup"
                )
            }
            Self::Notification { key, person, fault } => {
                let what = match fault {
                    RowFault::Missing => "is missing",
                    RowFault::Differs => "differs from the history",
                    RowFault::Unknown => "is called for by no history",
                };
                write!(f, "{key}: the notification of {person} {what}")
            }
            Self::Outcome { key, id, fault } => {
                let what = match fault {
                    RowFault::Missing => "is missing from the reports",
                    RowFault::Differs => "differs from the history",
                    RowFault::Unknown => "is counted in the reports and comes from no history",
                };
                write!(f, "{key}: the outcome {id} {what}")
            }
            Self::LostOutcome { key, id } => {
                write!(
                    f,
                    "{key}: the outcome {id} is lost to the reports and can no longer be computed; restore it from a backup"
                )
            }
            Self::Checklist { id, what } => write!(f, "checklist {id}: {what}"),
            Self::Index { table, name } => {
                write!(f, "table {table}: index {name} is missing or defined otherwise; --rebuild makes it again")
            }
        }
    }
}

/// What the doctor found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Tickets looked at.
    pub tickets: u64,
    /// Events read.
    pub events: u64,
    /// What is not as it should be, in the order found.
    pub findings: Vec<Finding>,
    /// How many of them were repaired; 0 without `--rebuild`.
    pub repaired: u64,
}

impl Report {
    /// Whether all is well, or has been repaired.
    pub fn is_healthy(&self) -> bool {
        self.findings.len() as u64 == self.repaired
    }
}
