//! Commands: what a person asks for. [`crate::ticket::decide`] turns them into events or refuses them.

use crate::ids::TicketKey;
use crate::people::PersonRef;
use crate::sla::{PolicyRef, PriorityKey};
use crate::ticket::{Attachment, Relation, TicketState};
use crate::time::Timestamp;

/// What a person asks for on an existing ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Write to the other side.
    Reply {
        /// The text.
        body: String,
        /// Files already stored.
        attachments: Vec<Attachment>,
        /// The author promises the next update for this instant.
        next_update_at: Option<Timestamp>,
    },
    /// Write to the own team (staff only).
    Note {
        /// The text.
        body: String,
        /// Files already stored.
        attachments: Vec<Attachment>,
    },
    /// "I take it": acknowledge and become the assignee.
    Take,
    /// Accept in triage: take it, record what the policy asks for, and confirm the priority.
    Accept(Facts),
    /// Give it to somebody, or to nobody.
    Assign {
        /// The new assignee.
        to: Option<PersonRef>,
    },
    /// Change the priority.
    ChangePriority {
        /// The new priority.
        to: PriorityKey,
        /// Why; both sides see it.
        reason: String,
    },
    /// Measure it by another version of a policy from now on (SLA.md rules 8 and 10).
    ChangePolicy {
        /// The version; the caller has checked that it exists.
        to: PolicyRef,
    },
    /// Move it to another state.
    ChangeState(StateChange),
    /// Change the title.
    EditTitle {
        /// The new title.
        title: String,
    },
    /// Say that it belongs with another ticket.
    Link {
        /// The other ticket; the caller has checked that it exists and is the actor's to see.
        other: TicketKey,
        /// How.
        relation: Relation,
    },
    /// Let one more person of the client follow it.
    AddParticipant {
        /// Who.
        person: PersonRef,
    },
    /// Hide it from the inbox until an instant.
    Snooze {
        /// When it comes back.
        until: Timestamp,
    },
    /// The client confirms that it is solved.
    Confirm,
    /// It is not solved after all.
    Reopen {
        /// What is still wrong.
        body: String,
    },
    /// The watcher: the longest allowed pause is over.
    EndPause,
    /// The watcher: a snooze is over.
    Wake,
}

/// What triage found out. Empty texts leave the recorded fact as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts {
    /// How the client can work until it is solved, or "none known".
    pub workaround: String,
    /// What it costs the client's business.
    pub business_impact: String,
    /// The release or date it is planned for.
    pub target_window: String,
    /// Who will own it; `None` leaves the assignee as it is.
    pub owner: Option<PersonRef>,
}

/// A move to another state with what that state asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// Where to.
    pub to: TicketState,
    /// What triage found out.
    pub facts: Facts,
    /// The key of the policy's pause reason, for waiting states.
    pub pause_reason: String,
    /// The ticket this one repeats, for `duplicate`.
    pub duplicate_of: Option<TicketKey>,
    /// Why: required to decline, optional elsewhere.
    pub reason: String,
}

impl StateChange {
    /// A move that brings nothing with it.
    pub fn to(state: TicketState) -> Self {
        Self {
            to: state,
            facts: Facts::default(),
            pause_reason: String::new(),
            duplicate_of: None,
            reason: String::new(),
        }
    }
}
