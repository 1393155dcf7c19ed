//! What a device sends, and what it is answered.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ticket::TicketOp;
use crate::checklist::{self, Op, Written};
use crate::ids::{ChecklistId, OpId, PersonId, TicketKey};
use crate::problem::Problem;

/// The version of the envelope that this build writes.
pub const VERSION: u32 = 1;
/// The versions that this build reads: its own and the one before, because an installed app may be weeks old.
pub const VERSIONS: std::ops::RangeInclusive<u32> = VERSION.saturating_sub(1)..=VERSION;
/// Operations of one envelope; the device sends the rest in the next one.
pub const OPS_MAX: usize = 500;

/// Whether an envelope or an answer of that version can be read.
pub fn is_known_version(version: u32) -> bool {
    VERSIONS.contains(&version)
}

/// Operations of one device, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Push {
    /// The version of the envelope.
    pub v: u32,
    /// The device: one installation of one person, chosen by itself.
    pub client_id: String,
    /// Whose work it is. Two people may use a device: what one of them did is never sent in the other's name.
    pub person: PersonId,
    /// At most [`OPS_MAX`]. Each is read on its own ([`PushedOp::read`]): one of a kind that a later app invented is
    /// refused and holds up no other.
    pub ops: Vec<Value>,
}

/// One operation on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushedOp {
    /// Counts the device's operations upwards, with gaps where something was taken back before it was sent.
    pub seq: u64,
    /// What it is about, and what is done.
    #[serde(flatten)]
    pub target: Target,
}

/// What an operation is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Target {
    /// A checklist.
    Checklist {
        /// Which.
        checklist: ChecklistId,
        /// What was done.
        #[serde(flatten)]
        op: Op,
    },
    /// A ticket.
    Ticket {
        /// Which.
        ticket: TicketKey,
        /// What was done.
        #[serde(flatten)]
        op: TicketOp,
    },
}

impl Target {
    /// The operation's id.
    pub fn op_id(&self) -> &OpId {
        match self {
            Self::Checklist { op, .. } => &op.id,
            Self::Ticket { op, .. } => &op.id,
        }
    }
}

impl PushedOp {
    /// Reads one operation of an envelope. Fields that are not known are ignored.
    ///
    /// # Errors
    /// The answer to it when it cannot be read: with its number, or zero when not even that is there.
    pub fn read(value: &Value) -> Result<Self, Box<Answered>> {
        serde_json::from_value(value.clone()).map_err(|_| {
            let message = "This server does not know this kind of change. Load the app anew, then make it once more.";
            Box::new(Answered {
                seq: value.get("seq").and_then(Value::as_u64).unwrap_or_default(),
                answer: Answer::Refused { problems: vec![Problem::new("do", message)] },
            })
        })
    }
}

/// What became of an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It counts now.
    Applied,
    /// It counted already.
    Duplicate,
    /// Somebody else was there meanwhile. A text is kept beside theirs; a decision does not count, and the person who
    /// made it decides again.
    Conflict {
        /// The text that stands, for texts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        theirs: Option<Written>,
        /// What happened meanwhile, a sentence each, for decisions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        since: Vec<String>,
    },
    /// It does not count, and why. What was typed stays on the device.
    Refused {
        /// Each with its field.
        problems: Vec<Problem>,
    },
}

impl From<checklist::Answer> for Answer {
    fn from(answer: checklist::Answer) -> Self {
        match answer {
            checklist::Answer::Applied => Self::Applied,
            checklist::Answer::Duplicate => Self::Duplicate,
            checklist::Answer::Conflict { theirs } => Self::Conflict { theirs, since: Vec::new() },
            checklist::Answer::Refused { problems } => Self::Refused { problems },
        }
    }
}

/// The answer to one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The operation's number.
    pub seq: u64,
    /// What became of it.
    #[serde(flatten)]
    pub answer: Answer,
}

/// What the server answers to an envelope, in the order of its operations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The version of the envelope.
    pub v: u32,
    /// One for each operation that was read.
    pub answers: Vec<Answered>,
}
