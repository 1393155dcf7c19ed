//! Priority and state as small labels.

use domain::people::Side;
use domain::ticket::TicketState;

/// How loud a priority is, whatever a policy calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The policy's first priority (`P0`, `Critical`).
    Top,
    /// Its second (`P1`, `High`).
    High,
    /// Everything below.
    Normal,
}

/// A priority of the ticket's policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Priority {
    /// The key within the policy: `p0`, `critical`.
    pub key: String,
    /// The word on screen: `P0`, `Critical`.
    pub label: String,
    /// How loud it is.
    pub rank: Rank,
}

impl Priority {
    /// A priority at a place in its policy's list; 0 is the first and loudest.
    pub fn new(key: impl Into<String>, label: impl Into<String>, place: usize) -> Self {
        let rank = match place {
            0 => Rank::Top,
            1 => Rank::High,
            _ => Rank::Normal,
        };
        Self { key: key.into(), label: label.into(), rank }
    }

    /// The CSS class of its label.
    pub fn class(&self) -> &'static str {
        match self.rank {
            Rank::Top => "prio p0",
            Rank::High => "prio p1",
            Rank::Normal => "prio",
        }
    }
}

/// The CSS class of a state's label.
pub fn state_class(state: TicketState) -> &'static str {
    match state {
        TicketState::New => "state new",
        TicketState::Triaged | TicketState::Queued => "state ready",
        TicketState::InProgress => "state on",
        TicketState::WaitingOnClient | TicketState::WaitingOnThirdParty => "state waiting",
        TicketState::Resolved | TicketState::Closed => "state done",
        TicketState::Declined | TicketState::Duplicate => "state off",
    }
}

/// The words a side reads for a state.
pub fn state_label(state: TicketState, side: Side) -> &'static str {
    state.label(side)
}
