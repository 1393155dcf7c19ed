//! What can be done to a ticket without a network.

use serde::{Deserialize, Serialize};

use crate::ids::OpId;
use crate::ticket::{Command, Facts};
use crate::time::Timestamp;

/// One change, as the device says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketOp {
    /// Made on the device (UUID version 7): sent twice it counts once.
    pub id: OpId,
    /// When the person did it, by the device's clock. For its reader: a promise counts from when the server has it.
    pub at: Timestamp,
    /// What they did.
    #[serde(flatten)]
    pub deed: TicketDeed,
}

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum TicketDeed {
    /// Write to the other side, or to the own team only.
    Comment {
        /// The text.
        text: String,
        /// Only the provider's people see it.
        #[serde(default)]
        internal: bool,
    },
    /// Tell both sides how an incident stands, and promise when the next word follows.
    IncidentUpdate {
        /// The text.
        text: String,
        /// When the next update follows.
        next_update_at: Timestamp,
    },
    /// Accept it in triage.
    Accept {
        /// The version that the person had seen.
        base: u32,
        /// How the client can work until it is solved, where the policy asks for it.
        #[serde(default)]
        workaround: String,
    },
    /// Hide it from the inbox for a while.
    Snooze {
        /// The version that the person had seen.
        base: u32,
        /// When it comes back.
        until: Timestamp,
    },
}

impl TicketDeed {
    /// The same as a command.
    pub fn command(&self) -> Command {
        match self {
            Self::Comment { text, internal: false } => {
                Command::Reply { body: text.clone(), attachments: Vec::new(), next_update_at: None }
            }
            Self::Comment { text, internal: true } => Command::Note { body: text.clone(), attachments: Vec::new() },
            Self::IncidentUpdate { text, next_update_at } => {
                Command::Reply { body: text.clone(), attachments: Vec::new(), next_update_at: Some(*next_update_at) }
            }
            Self::Accept { workaround, .. } => {
                Command::Accept(Facts { workaround: workaround.clone(), ..Facts::default() })
            }
            Self::Snooze { until, .. } => Command::Snooze { until: *until },
        }
    }

    /// The version of the ticket that the person had decided by; texts stand whatever happened.
    pub fn base(&self) -> Option<u32> {
        match self {
            Self::Comment { .. } | Self::IncidentUpdate { .. } => None,
            Self::Accept { base, .. } | Self::Snooze { base, .. } => Some(*base),
        }
    }

    /// What was typed; empty for what is only pressed.
    pub fn text(&self) -> &str {
        match self {
            Self::Comment { text, .. } | Self::IncidentUpdate { text, .. } => text,
            Self::Accept { workaround, .. } => workaround,
            Self::Snooze { .. } => "",
        }
    }
}
