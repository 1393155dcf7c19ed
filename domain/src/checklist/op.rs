//! Operations: what people do to a checklist, made wherever they are.

use serde::{Deserialize, Serialize};

use super::plan::Item;
use super::state::Written;
use crate::ids::{ItemId, OpId, SectionId};
use crate::people::{Actor, PersonRef};
use crate::problem::Problem;
use crate::sla::LocalDate;
use crate::ticket::Attachment;
use crate::time::Timestamp;

/// One change, as the device says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// Made on the device (UUID version 7): sent twice it counts once.
    pub id: OpId,
    /// When the person did it, by the device's clock; at most the moment at which it arrives.
    pub at: Timestamp,
    /// What they did.
    #[serde(flatten)]
    pub deed: Deed,
}

/// What a person does. Each says what shall be, never "the other way round", so that it may be repeated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Deed {
    /// It is done.
    Check {
        /// Which.
        item: ItemId,
    },
    /// It is not done after all, or it is not to be skipped.
    Uncheck {
        /// Which.
        item: ItemId,
    },
    /// It will not be done.
    Skip {
        /// Which.
        item: ItemId,
        /// Why.
        reason: String,
    },
    /// The item's note becomes this text; empty for none.
    Note {
        /// Which.
        item: ItemId,
        /// The whole text.
        text: String,
        /// The texts that the person had before them: their base version, by the operations that wrote them. This one
        /// replaces those and no others.
        #[serde(default)]
        base: Vec<OpId>,
        /// Whether only the provider's people see it.
        #[serde(default)]
        internal: bool,
    },
    /// Somebody does it; nobody in particular when empty.
    Assign {
        /// Which.
        item: ItemId,
        /// Who.
        to: Option<PersonRef>,
    },
    /// It is to be done by a day in the client's zone; no day when empty.
    Due {
        /// Which.
        item: ItemId,
        /// The day.
        on: Option<LocalDate>,
    },
    /// A photo or a file that shows it.
    Attach {
        /// Which.
        item: ItemId,
        /// The file, which is stored already.
        file: Attachment,
    },
    /// One more thing to do, at the end of a section of this run.
    Add {
        /// Where.
        section: SectionId,
        /// What; its id is made on the device.
        item: Item,
    },
    /// A line in the run's own log, which both sides read: what happened, in a sentence.
    Log {
        /// The text.
        text: String,
    },
    /// The author's side signs a section.
    Sign {
        /// Which.
        section: SectionId,
    },
    /// The author's side takes its signature back.
    Unsign {
        /// Which.
        section: SectionId,
    },
    /// The run ends unfinished.
    Close {
        /// Why.
        reason: String,
    },
    /// It goes on after all.
    Reopen,
}

impl Deed {
    /// The item it is about, if it is about one. For [`Deed::Add`] the new one.
    pub fn item(&self) -> Option<&ItemId> {
        match self {
            Self::Check { item }
            | Self::Uncheck { item }
            | Self::Skip { item, .. }
            | Self::Note { item, .. }
            | Self::Assign { item, .. }
            | Self::Due { item, .. }
            | Self::Attach { item, .. } => Some(item),
            Self::Add { item, .. } => Some(&item.id),
            Self::Log { .. } | Self::Sign { .. } | Self::Unsign { .. } | Self::Close { .. } | Self::Reopen => None,
        }
    }

    /// The section it signs, if it is about a signature.
    pub fn section(&self) -> Option<&SectionId> {
        match self {
            Self::Sign { section } | Self::Unsign { section } => Some(section),
            _ => None,
        }
    }

    /// Whether only the provider's people may ever learn of it.
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Note { internal: true, .. })
    }

    /// The file it brings.
    pub fn file(&self) -> Option<&Attachment> {
        match self {
            Self::Attach { file, .. } => Some(file),
            _ => None,
        }
    }
}

/// An operation of a run's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The number that the server gave it: higher ones arrived later. Clients get numbers that count only what they may
    /// see, so it says the order and nothing else. None while it waits on a device.
    pub rev: Option<u32>,
    /// When the server received it.
    pub received: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What they did.
    pub op: Op,
}

impl Entry {
    /// Its place among those that have a number; none while it waits. The id is only for damaged data, in which two have
    /// the same number.
    pub(super) fn place(&self) -> Option<(u32, &OpId)> {
        self.rev.map(|rev| (rev, &self.op.id))
    }
}

/// What became of an operation that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// It counts now.
    Applied,
    /// It counted already.
    Duplicate,
    /// It is kept, and so is what somebody else wrote meanwhile.
    Conflict {
        /// The text that stands.
        theirs: Option<Written>,
    },
    /// It does not count, and why. What was typed stays with whoever typed it.
    Refused {
        /// Each with its field.
        problems: Vec<Problem>,
    },
}
