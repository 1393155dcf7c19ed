//! The states of a ticket and the ways between them.

use serde::{Deserialize, Serialize};

use crate::people::Side;

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// Reported, nobody has judged it yet.
    New,
    /// Judged: priority confirmed, owner known.
    Triaged,
    /// Somebody works on it.
    InProgress,
    /// The client has to answer or decide something. Pauses what the policy lets pause.
    WaitingOnClient,
    /// A supplier's supplier has to act. Pauses what the policy lets pause.
    WaitingOnThirdParty,
    /// Planned for a target window.
    Queued,
    /// The provider says it is solved; the client may confirm or reopen.
    Resolved,
    /// Confirmed, or left alone long enough.
    Closed,
    /// Will not be done, with a reason.
    Declined,
    /// The same as another ticket.
    Duplicate,
}

use TicketState::{
    Closed, Declined, Duplicate, InProgress, New, Queued, Resolved, Triaged, WaitingOnClient, WaitingOnThirdParty,
};

impl TicketState {
    /// Every state, in the order of a ticket's life.
    pub const ALL: [Self; 10] =
        [New, Triaged, InProgress, WaitingOnClient, WaitingOnThirdParty, Queued, Resolved, Closed, Declined, Duplicate];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            New => "new",
            Triaged => "triaged",
            InProgress => "in_progress",
            WaitingOnClient => "waiting_on_client",
            WaitingOnThirdParty => "waiting_on_third_party",
            Queued => "queued",
            Resolved => "resolved",
            Closed => "closed",
            Declined => "declined",
            Duplicate => "duplicate",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// The words on screen; a client reads "Waiting on you" where staff read "Waiting on client".
    pub fn label(self, side: Side) -> &'static str {
        match (self, side) {
            (New, Side::Staff) => "New",
            (New, Side::Client) => "Received",
            (Triaged, _) => "Triaged",
            (InProgress, _) => "In progress",
            (WaitingOnClient, Side::Staff) => "Waiting on client",
            (WaitingOnClient, Side::Client) => "Waiting on you",
            (WaitingOnThirdParty, _) => "Waiting on third party",
            (Queued, Side::Staff) => "Queued",
            (Queued, Side::Client) => "Planned",
            (Resolved, _) => "Resolved",
            (Closed, _) => "Closed",
            (Declined, _) => "Declined",
            (Duplicate, _) => "Duplicate",
        }
    }

    /// Whether promises may still be running.
    pub fn is_open(self) -> bool {
        !matches!(self, Resolved | Closed | Declined | Duplicate)
    }

    /// Whether the work waits for somebody else.
    pub fn is_waiting(self) -> bool {
        matches!(self, WaitingOnClient | WaitingOnThirdParty)
    }

    /// The states staff may move a ticket to from here.
    pub fn next(self) -> &'static [Self] {
        match self {
            New => &[Triaged, InProgress, WaitingOnClient, WaitingOnThirdParty, Queued, Resolved, Declined, Duplicate],
            Triaged => &[InProgress, WaitingOnClient, WaitingOnThirdParty, Queued, Resolved, Declined, Duplicate],
            InProgress => &[WaitingOnClient, WaitingOnThirdParty, Queued, Resolved, Declined, Duplicate],
            WaitingOnClient => &[InProgress, WaitingOnThirdParty, Queued, Resolved, Declined, Duplicate],
            WaitingOnThirdParty => &[InProgress, WaitingOnClient, Queued, Resolved, Declined, Duplicate],
            Queued => &[InProgress, WaitingOnClient, WaitingOnThirdParty, Resolved, Declined, Duplicate],
            Resolved => &[Closed, InProgress],
            Closed | Declined | Duplicate => &[InProgress],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_is_read_back_from_its_name() {
        for state in TicketState::ALL {
            assert_eq!(TicketState::from_name(state.as_str()), Some(state));
        }
    }

    #[test]
    fn no_state_leads_to_itself_or_back_to_new_and_none_is_a_dead_end() {
        for state in TicketState::ALL {
            assert!(!state.next().is_empty(), "{state:?} is a dead end");
            assert!(!state.next().contains(&state) && !state.next().contains(&New), "{state:?}");
        }
    }
}
