//! Tickets: events are their truth, commands are validated against the folded state.
//!
//! # Layout
//! - `event`, `parts`: what can have happened; `fold`: the present folded from it
//! - `command`, `decide`, `report`: what people ask for, and the rules that allow or refuse it
//! - `conflict`: when two people's changes get in each other's way
//! - `merge`, `split`: what concerns two tickets
//! - `state`, `impact`: the words
//! - `escalation`: who is asked next when nobody takes it
//! - `lane`: where a ticket stands in the inbox; `clocks`: its history as the SLA engine reads it;
//!   `causes`: why time did not count against one;
//!   `hours`: what an edit of its calendar did to its promises

mod causes;
mod clocks;
mod command;
mod conflict;
mod decide;
mod escalation;
mod event;
mod fold;
mod hours;
mod impact;
mod lane;
mod merge;
mod parts;
mod report;
mod requirement;
mod split;
mod state;
#[cfg(all(test, feature = "native"))]
mod tests;

#[cfg(feature = "native")]
pub(crate) use causes::causes;
pub use clocks::{sla_events, waits_until};
pub use command::{Command, Facts, StateChange};
pub use conflict::{Aspect, conflict, looked_at, looked_at_offline};
pub use decide::{
    FACT_MAX, MESSAGE_MAX, SNOOZE_MAX, TITLE_MAX, decide, latest_next_update, longest_next_update, next_update,
};
pub use escalation::{
    Asked, Call, Cause, Escalation, NextStep, Reachable, ask, is_acknowledgement, next_step, settled_by,
};
pub use event::{Event, EventKind, participants};
pub use fold::{FoldError, Ticket};
pub use hours::calendar_changes;
pub use impact::Impact;
pub use lane::{Lane, Mark, MarkKind, Place, pending_marks, place};
pub use merge::{Merge, Merging, cannot_go_on, merge, unanswered_since};
pub use parts::{Attachment, PauseGrant, Relation, SplitFrom, StateCause, Visibility};
pub use report::{REPORTED_BEFORE_MAX, Report, report};
pub use requirement::{Requirement, required_for};
pub use split::{Split, SplitOff, Splittable, split, splittable};
pub use state::TicketState;
