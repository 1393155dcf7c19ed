//! What events are made of.

use serde::{Deserialize, Serialize};

use crate::ids::{AttachmentId, TicketKey};
use crate::time::Seconds;

/// Who may read a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Both sides.
    Public,
    /// The provider's people only. Never reaches a client in any form.
    Internal,
}

/// A file that came with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Names the stored file.
    pub id: AttachmentId,
    /// What the person called it.
    pub name: String,
    /// Its type, found from the content.
    pub media_type: String,
    /// Bytes as stored.
    pub size: u64,
}

/// How two tickets belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// About the same thing.
    Related,
    /// The other one cannot go on before this one.
    Blocks,
    /// This one cannot go on before the other.
    BlockedBy,
    /// The other one is the reason for this one.
    CausedBy,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 4] = [Self::Related, Self::Blocks, Self::BlockedBy, Self::CausedBy];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Related => "related",
            Self::Blocks => "blocks",
            Self::BlockedBy => "blocked_by",
            Self::CausedBy => "caused_by",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.as_str() == name)
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Related => "related to",
            Self::Blocks => "blocks",
            Self::BlockedBy => "blocked by",
            Self::CausedBy => "caused by",
        }
    }
}

/// Why a ticket left a waiting state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateCause {
    /// A person moved it.
    Person,
    /// The client wrote (SLA.md rule 7: a client message ends a pause at once).
    ClientMessage,
    /// The longest allowed pause was over (SLA.md rule 7).
    PauseMaximum,
    /// It goes on in another ticket, or goes on because another ticket was merged into it.
    Merge,
}

/// Where an issue was said that staff made an issue of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SplitFrom {
    /// The ticket in which the client wrote it.
    pub ticket: TicketKey,
    /// Whether the client had had an answer there since.
    pub is_answered: bool,
    /// The files of the message. They stay with the other ticket.
    pub files: Vec<Attachment>,
}

/// A pause that the policy allows (SLA.md rule 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseGrant {
    /// The key of the reason in the policy.
    pub reason: String,
    /// The words of the reason.
    pub name: String,
    /// The longest it may last; then the clocks go on by themselves.
    pub max: Seconds,
}
