//! Checklists. What people did is the truth of a run; its row is a projection for lists, written in the same
//! transaction. Each change raises its engagement's number, so that a device can ask for what it has not seen.
//!
//! # Layout
//! - `templates`: versions of templates, those that ship among them
//! - `start`: beginning a run; `load`: one run with its log; `send`: operations, judged and written together
//! - `list`: runs by keyset; `rows`: how they are stored; `evidence`: whose a file is

mod evidence;
mod list;
mod load;
mod rows;
mod send;
mod start;
mod templates;

use std::sync::Arc;

use domain::checklist::{Answer, Kind, Progress, Run};
use domain::engagement::Engagement;
use domain::ids::{ChecklistId, EngagementId};
use domain::time::Timestamp;

pub use list::{ChecklistFilter, ChecklistsPage};
pub use start::Start;
pub use templates::StoredTemplate;

pub(crate) use evidence::EvidenceRow;
#[cfg(test)]
pub(crate) use list::QUERIES;
pub(crate) use rows::{RunRow, ops_range, read_run};

/// A run, for whoever may see it.
#[derive(Debug, Clone)]
pub struct Checklist {
    /// The run; for a client's scope without the provider's remarks.
    pub run: Run,
    /// Where it belongs.
    pub engagement: Arc<Engagement>,
}

/// What became of operations that were sent together.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The run as it is now, as the scope sees it.
    pub checklist: Checklist,
    /// One answer for each operation, in the order sent.
    pub answers: Vec<Answer>,
}

/// A run in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistRow {
    /// The run.
    pub id: ChecklistId,
    /// Where it belongs.
    pub engagement: EngagementId,
    /// What it is for.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Whether something is left to do.
    pub is_open: bool,
    /// How far it is.
    pub progress: Progress,
    /// When it began.
    pub started_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
}
