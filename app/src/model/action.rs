//! What staff may do with a ticket, and what a refused try left behind.

use std::collections::BTreeMap;

use domain::people::Side;
use domain::ticket::TicketState;

use super::{FormErrors, Options, SelectOption};

/// A state the ticket may move to and the fields that move needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateOption {
    /// The target.
    pub state: TicketState,
    /// Field names the form must show: `workaround`, `owner`, `impact`, `target_window`, `pause_reason`,
    /// `duplicate_of`, `reason`.
    pub fields: Vec<&'static str>,
    /// What follows for the clocks: `Pauses resolution for at most 5 days.` Empty: nothing.
    pub effect: String,
}

impl StateOption {
    /// The words on screen.
    pub fn label(&self) -> &'static str {
        self.state.label(Side::Staff)
    }
}

/// A try that was refused: the form is drawn again, open, with what was typed. Without errors it was opened by a link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FailedAction {
    /// The last path segment of the form's address: `state`, `priority`, `assign`, `title`, `link`, `snooze`,
    /// `accept`, `participants`, `merge`, `split`.
    pub action: String,
    /// What was wrong.
    pub errors: FormErrors,
    /// What was typed, by field.
    pub values: BTreeMap<String, String>,
}

impl FailedAction {
    /// What was typed into a field.
    pub fn value(&self, field: &str) -> String {
        self.values.get(field).cloned().unwrap_or_default()
    }
}

/// What staff may do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Actions {
    /// Whether "Accept" (take and triage) makes sense: the ticket is new or has no owner.
    pub may_accept: bool,
    /// Why not, when it does not: `Amal has taken it already.`
    pub accept_refusal: String,
    /// Where the ticket may go.
    pub states: Vec<StateOption>,
    /// Priorities of the policy, each with its meaning in the label.
    pub priorities: Options,
    /// Staff who may own it; the first is "Nobody".
    pub people: Options,
    /// Reasons the policy accepts for a pause.
    pub pause_reasons: Options,
    /// Target windows on offer (releases, maintenance windows); free text is accepted too.
    pub target_windows: Vec<String>,
    /// Known workaround, business impact and window, to start the fields with.
    pub known: BTreeMap<String, String>,
    /// Why it cannot be merged into another one; empty when it can.
    pub merge_refusal: String,
    /// What the client wrote, for making an issue of its own of it; the newest first.
    pub messages: Vec<SelectOption>,
    /// Until when the ticket is snoozed for the viewer: `until tomorrow, 08:00`.
    pub snoozed: Option<String>,
}
