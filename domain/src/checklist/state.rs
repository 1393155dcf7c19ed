//! The state of items and sections: marks, notes, evidence, signatures, and how far they are.

use serde::{Deserialize, Serialize};

use super::op::Deed;
use super::plan::{Item, Section};
use crate::ids::{OpId, SectionId};
use crate::people::{Actor, PersonRef, Side};
use crate::sla::LocalDate;
use crate::ticket::Attachment;
use crate::time::Timestamp;

/// Who, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Who.
    pub by: Actor,
    /// When they did it.
    pub at: Timestamp,
}

/// Whether an item is dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Mark {
    /// Not yet.
    #[default]
    Open,
    /// Done.
    Done(Stamp),
    /// It will not be done.
    Skipped(Stamp, String),
}

impl Mark {
    /// Whether nothing is left to do.
    pub fn is_settled(&self) -> bool {
        *self != Self::Open
    }
}

/// A text that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The operation that wrote it.
    pub op: OpId,
    /// The text; empty when it was taken away.
    pub text: String,
    /// Who and when.
    pub stamp: Stamp,
}

/// An item's note. A text replaces the texts that its writer had before them and no others, so that those written at
/// the same time stay side by side until somebody who has seen them writes the next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Notes {
    /// The texts that nobody has replaced, in order of arrival; empty ones are texts taken away.
    heads: Vec<Written>,
    /// Texts that were replaced before they arrived: refused at first, and sent again after the one that replaces them.
    awaited: Vec<OpId>,
}

impl Notes {
    /// The text that stands: the one that arrived first.
    pub fn current(&self) -> Option<&Written> {
        self.shown().next()
    }

    /// Texts that were written without knowing the one that stands, oldest first.
    pub fn beside(&self) -> impl Iterator<Item = &Written> {
        self.shown().skip(1)
    }

    /// The text that stands; empty when there is none.
    pub fn text(&self) -> &str {
        self.current().map_or("", |written| written.text.as_str())
    }

    /// What the next text is written against by somebody who sees all of this.
    pub fn base(&self) -> Vec<OpId> {
        self.heads.iter().map(|written| written.op.clone()).collect()
    }

    fn shown(&self) -> impl Iterator<Item = &Written> {
        self.heads.iter().filter(|written| !written.text.is_empty())
    }

    pub(super) fn write(&mut self, written: Written, base: &[OpId]) {
        self.awaited.extend(base.iter().filter(|op| self.heads.iter().all(|head| head.op != **op)).cloned());
        let is_replaced = self.awaited.contains(&written.op);
        // The same text twice is no conflict.
        self.heads.retain(|head| !base.contains(&head.op) && (is_replaced || head.text != written.text));
        if !is_replaced {
            self.heads.push(written);
        }
    }
}

/// A photo or a file that shows that something is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The file.
    pub file: Attachment,
    /// Who brought it, and when.
    pub stamp: Stamp,
}

/// An item as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemState {
    /// What to do.
    pub item: Item,
    /// Who added it to this run; none for what the template has.
    pub added: Option<Stamp>,
    /// Whether it is dealt with.
    pub mark: Mark,
    /// What both sides see.
    pub note: Notes,
    /// What only the provider's people see.
    pub remark: Notes,
    /// Who does it.
    pub assignee: Option<PersonRef>,
    /// By when, in the client's zone.
    pub due: Option<LocalDate>,
    /// Oldest first.
    pub evidence: Vec<Evidence>,
    /// How many operations there were: what a form says that it has seen.
    pub version: u32,
}

impl ItemState {
    pub(super) fn new(item: Item, added: Option<Stamp>) -> Self {
        Self {
            item,
            added,
            mark: Mark::Open,
            note: Notes::default(),
            remark: Notes::default(),
            assignee: None,
            due: None,
            evidence: Vec::new(),
            version: 0,
        }
    }

    /// Whether it may not be checked yet because nothing shows it.
    pub fn lacks_evidence(&self) -> bool {
        self.item.evidence && self.evidence.is_empty()
    }

    /// Whether its day is over and it is not dealt with.
    pub fn is_late(&self, today: LocalDate) -> bool {
        !self.mark.is_settled() && self.due.is_some_and(|due| due < today)
    }
}

/// A section as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionState {
    /// Its id.
    pub id: SectionId,
    /// Its heading.
    pub title: String,
    /// Which sides sign it.
    pub signed_by: Vec<Side>,
    /// In order, added ones last.
    pub items: Vec<ItemState>,
    /// The signatures that stand.
    pub signatures: Vec<(Side, Stamp)>,
}

impl SectionState {
    pub(super) fn new(section: &Section) -> Self {
        Self {
            id: section.id.clone(),
            title: section.title.clone(),
            signed_by: section.signed_by.clone(),
            items: section.items.iter().map(|item| ItemState::new(item.clone(), None)).collect(),
            signatures: Vec::new(),
        }
    }

    /// The signature of a side.
    pub fn signature(&self, side: Side) -> Option<&Stamp> {
        self.signatures.iter().find(|(signed, _)| *signed == side).map(|(_, stamp)| stamp)
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress::of(self.items.iter(), self.signed_by.iter().filter(|side| self.signature(**side).is_none()).count())
    }
}

/// How far items are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Checked.
    pub done: u32,
    /// Skipped.
    pub skipped: u32,
    /// All of them.
    pub total: u32,
    /// Minutes of those that are open.
    pub minutes_left: u32,
    /// Signatures that are missing.
    pub unsigned: u32,
}

impl Progress {
    fn of<'a>(items: impl Iterator<Item = &'a ItemState>, unsigned: usize) -> Self {
        let mut progress = Self { unsigned: u32::try_from(unsigned).unwrap_or(u32::MAX), ..Self::default() };
        for state in items {
            progress.total += 1;
            match state.mark {
                Mark::Open => progress.minutes_left += state.item.minutes,
                Mark::Done(_) => progress.done += 1,
                Mark::Skipped(..) => progress.skipped += 1,
            }
        }
        progress
    }

    /// Done or skipped.
    pub fn settled(self) -> u32 {
        self.done + self.skipped
    }

    /// Whether every item is done or skipped.
    pub fn is_settled(self) -> bool {
        self.settled() == self.total
    }

    /// Whether nothing is left, signatures included.
    pub fn is_complete(self) -> bool {
        self.is_settled() && self.unsigned == 0
    }

    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            done: self.done + other.done,
            skipped: self.skipped + other.skipped,
            total: self.total + other.total,
            minutes_left: self.minutes_left + other.minutes_left,
            unsigned: self.unsigned + other.unsigned,
        }
    }
}

/// What an operation does to the item it is about.
pub(super) fn apply_to_item(state: &mut ItemState, deed: &Deed, op: &OpId, stamp: Stamp) {
    state.version += 1;
    match deed {
        Deed::Check { .. } => {
            // Who did it first did it.
            if !matches!(state.mark, Mark::Done(_)) {
                state.mark = Mark::Done(stamp);
            }
        }
        Deed::Uncheck { .. } => state.mark = Mark::Open,
        Deed::Skip { reason, .. } => state.mark = Mark::Skipped(stamp, reason.clone()),
        Deed::Note { text, base, internal, .. } => {
            let notes = if *internal { &mut state.remark } else { &mut state.note };
            notes.write(Written { op: op.clone(), text: text.clone(), stamp }, base);
        }
        Deed::Assign { to, .. } => state.assignee.clone_from(to),
        Deed::Due { on, .. } => state.due = *on,
        Deed::Attach { file, .. } => state.evidence.push(Evidence { file: file.clone(), stamp }),
        Deed::Add { .. }
        | Deed::Log { .. }
        | Deed::Sign { .. }
        | Deed::Unsign { .. }
        | Deed::Close { .. }
        | Deed::Reopen => {}
    }
}
