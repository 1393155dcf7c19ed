//! What a device keeps.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::checklist::{Entry, Plan};
use crate::ids::{ChecklistId, EngagementId, TicketKey};
use crate::people::{Actor, PersonRef, Role};
use crate::time::{Seconds, Timestamp};

/// What a device needs to begin: who is asking, and the engagements they work on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// The version of the answer.
    pub v: u32,
    /// Who is signed in.
    pub me: PersonRef,
    /// What they may do.
    pub role: Role,
    /// The server's clock.
    pub now: Timestamp,
    /// Every engagement they may keep, their own first.
    pub engagements: Vec<KeptEngagement>,
}

/// An engagement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptEngagement {
    /// Its id.
    pub id: EngagementId,
    /// The client's name.
    pub client: String,
    /// The product's name.
    pub product: String,
    /// `Hypercare, day 3`.
    pub phase: String,
    /// Whether the person is named on it, so that a device keeps it without being asked to.
    pub is_own: bool,
}

/// How far a device has read an engagement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The engagement's number.
    pub rev: u32,
    /// When its tickets were read, by the server's clock.
    pub tickets: Timestamp,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.rev, self.tickets.unix())
    }
}

/// A cursor is `REV-SECONDS`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is what an earlier answer gave, like 12-1795425924")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (rev, tickets) = text.split_once('-').ok_or(CursorError)?;
        let tickets: i64 = tickets.parse().map_err(|_| CursorError)?;
        let rev = rev.parse().map_err(|_| CursorError)?;
        Ok(Self { rev, tickets: Timestamp::from_unix(tickets) })
    }
}

/// What changed in an engagement since a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulled {
    /// The version of the answer.
    pub v: u32,
    /// Which engagement.
    pub engagement: EngagementId,
    /// Where the next pull begins ([`Cursor`] as text; a device only hands it back).
    pub cursor: String,
    /// The server's clock.
    pub now: Timestamp,
    /// Checklists that changed, whole.
    pub checklists: Vec<KeptChecklist>,
    /// Tickets that changed, whole.
    pub tickets: Vec<KeptTicket>,
    /// The keys of all open tickets that are to be kept, what is due first comes first: a device forgets the others.
    pub open: Vec<TicketKey>,
    /// The checklists that are to be kept, in the order in which they are shown: a device forgets the others.
    pub kept: Vec<ChecklistId>,
}

/// A checklist with its whole log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptChecklist {
    /// What it began with.
    pub plan: Plan,
    /// What was done; for clients without the provider's remarks, and numbered as if there were none.
    pub log: Vec<Entry>,
}

/// A ticket as it is read without a network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTicket {
    /// Its key.
    pub key: TicketKey,
    /// Its title.
    pub title: String,
    /// Its priority's name, `P1`.
    pub priority: String,
    /// Where the priority stands in its policy: 0 is the worst, for its colour.
    pub rank: u32,
    /// Its state in words.
    pub state: String,
    /// Nobody has accepted it yet.
    pub is_new: bool,
    /// It is in the route for incidents: updates are promised.
    pub is_incident: bool,
    /// The longest that an update may promise to the next one; none where the plan says nothing.
    #[serde(default)]
    pub update_within: Option<Seconds>,
    /// The policy asks for a workaround before it is accepted, and none is recorded.
    pub needs_workaround: bool,
    /// Who has it.
    pub assignee: Option<PersonRef>,
    /// Who reported it.
    pub reporter: String,
    /// When.
    pub reported_at: Timestamp,
    /// Its version, for what is decided by looking at it.
    pub version: u32,
    /// Hidden from the inbox until then.
    pub snoozed_until: Option<Timestamp>,
    /// How the client can work until it is solved; empty when nobody has said.
    pub workaround: String,
    /// Running promises, the next one first.
    pub clocks: Vec<KeptClock>,
    /// What was written, oldest first.
    pub messages: Vec<KeptMessage>,
}

/// A promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptClock {
    /// What is promised: `Response`.
    pub label: String,
    /// When it is due; none while it stands still.
    pub due: Option<Timestamp>,
}

/// Something that was written on a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptMessage {
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// The text.
    pub text: String,
    /// Only the provider's people see it.
    #[serde(default)]
    pub is_internal: bool,
}
