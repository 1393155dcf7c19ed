//! A run: its plan and its log, folded into what is shown.

use super::op::{Deed, Entry};
use super::plan::Plan;
use super::state::{ItemState, Notes, Progress, SectionState, Stamp, Written, apply_to_item};
use crate::ids::{ItemId, OpId, SectionId};
use crate::people::{Actor, Side};
use crate::time::Timestamp;

/// A checklist as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// What it began with.
    pub plan: Plan,
    /// In order.
    pub sections: Vec<SectionState>,
    /// Its own log: what people said happened, in the order in which the server learnt of it.
    pub diary: Vec<Written>,
    /// Ended unfinished: by whom, and why.
    pub closed: Option<(Stamp, String)>,
    /// When something last happened.
    pub updated_at: Timestamp,
    /// Every operation once, in the order of folding.
    log: Vec<Entry>,
}

impl Run {
    /// The state that a plan and operations make, whatever order they are given in; given twice they count once. Those
    /// that wait on a device come last, in the order in which they are given.
    pub fn fold(plan: Plan, entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut run = Self {
            sections: Vec::new(),
            diary: Vec::new(),
            closed: None,
            updated_at: plan.started_at,
            log: Vec::new(),
            plan,
        };
        for entry in entries {
            run.insert(entry);
        }
        run.replay();
        run
    }

    /// Takes in one more operation; whether it was new, or has got its number.
    pub fn merge(&mut self, entry: Entry) -> bool {
        let is_new = self.insert(entry);
        if is_new {
            self.replay();
        }
        is_new
    }

    fn insert(&mut self, entry: Entry) -> bool {
        if let Some(known) = self.log.iter().position(|known| known.op.id == entry.op.id) {
            // The server's copy takes the place of the device's own.
            if self.log[known].rev.is_some() || entry.rev.is_none() {
                return false;
            }
            self.log.remove(known);
        }
        // What waits comes last, as it is given: a device's clock may be set back between two operations.
        let is_before = |known: &Entry| known.rev.is_some() && known.place() < entry.place();
        let index = if entry.rev.is_none() { self.log.len() } else { self.log.partition_point(is_before) };
        self.log.insert(index, entry);
        true
    }

    fn replay(&mut self) {
        self.sections = self.plan.sections.iter().map(SectionState::new).collect();
        self.diary.clear();
        self.closed = None;
        self.updated_at = self.plan.started_at;
        let log = std::mem::take(&mut self.log);
        for entry in &log {
            self.apply(entry);
        }
        self.log = log;
    }

    fn apply(&mut self, entry: &Entry) {
        let stamp = Stamp { by: entry.by.clone(), at: entry.op.at };
        // A remark that only the team reads must not move what clients see.
        if !entry.op.deed.is_internal() {
            self.updated_at = self.updated_at.max(entry.received);
        }
        match &entry.op.deed {
            Deed::Add { section, item } => {
                let is_known = self.item(&item.id).is_some();
                if let Some(section) = self.sections.iter_mut().find(|one| one.id == *section).filter(|_| !is_known) {
                    section.items.push(ItemState::new(item.clone(), Some(stamp)));
                }
            }
            Deed::Sign { section } | Deed::Unsign { section } => {
                let Some(section) = self.sections.iter_mut().find(|one| one.id == *section) else { return };
                let side = side_of(&entry.by);
                let is_signed = section.signature(side).is_some();
                match &entry.op.deed {
                    Deed::Sign { .. } if is_signed => {}
                    Deed::Sign { .. } => section.signatures.push((side, stamp)),
                    _ => section.signatures.retain(|(signed, _)| *signed != side),
                }
            }
            Deed::Log { text } => {
                self.diary.push(Written { op: entry.op.id.clone(), text: text.clone(), stamp });
            }
            Deed::Close { reason } => self.closed = Some((stamp, reason.clone())),
            Deed::Reopen => self.closed = None,
            deed => {
                let state = deed.item().and_then(|id| self.item_mut(id));
                if let Some(state) = state {
                    apply_to_item(state, deed, &entry.op.id, stamp);
                }
            }
        }
    }

    /// The log without what only the provider's people may know, folded anew. What is left is numbered from 1 in the same
    /// order: gaps would tell that something was left out.
    #[must_use]
    pub fn for_client(self) -> Self {
        let shown = self.log.into_iter().filter(|entry| !entry.op.deed.is_internal());
        let numbered = (1..).zip(shown).map(|(rev, entry)| Entry { rev: entry.rev.and(Some(rev)), ..entry });
        Self::fold(self.plan, numbered)
    }

    /// An item as it stands.
    pub fn item(&self, id: &ItemId) -> Option<&ItemState> {
        self.sections.iter().flat_map(|section| &section.items).find(|state| state.item.id == *id)
    }

    fn item_mut(&mut self, id: &ItemId) -> Option<&mut ItemState> {
        self.sections.iter_mut().flat_map(|section| &mut section.items).find(|state| state.item.id == *id)
    }

    /// A section as it stands.
    pub fn section(&self, id: &SectionId) -> Option<&SectionState> {
        self.sections.iter().find(|section| section.id == *id)
    }

    /// The section an item is in.
    pub fn section_of(&self, item: &ItemId) -> Option<&SectionState> {
        self.sections.iter().find(|section| section.items.iter().any(|state| state.item.id == *item))
    }

    /// Every operation in the order of folding.
    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    /// Whether an operation counts already.
    pub fn knows(&self, op: &OpId) -> bool {
        self.log.iter().any(|entry| entry.op.id == *op)
    }

    /// What happened to an item, oldest first.
    pub fn history<'a>(&'a self, item: &'a ItemId) -> impl Iterator<Item = &'a Entry> {
        self.log.iter().filter(move |entry| entry.op.deed.item() == Some(item))
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        self.sections.iter().map(SectionState::progress).fold(Progress::default(), Progress::plus)
    }

    /// Whether something is left to do.
    pub fn is_open(&self) -> bool {
        self.closed.is_none() && !self.progress().is_complete()
    }

    /// What stands instead of the text that an operation wrote; none when its text is the one that stands.
    pub fn overtaken(&self, op: &OpId) -> Option<&Written> {
        let all = self.sections.iter().flat_map(|section| &section.items);
        let mut notes = all.flat_map(|state| [&state.note, &state.remark]);
        notes.find(|notes| notes.beside().any(|written| written.op == *op)).and_then(Notes::current)
    }
}

pub(super) fn side_of(actor: &Actor) -> Side {
    if actor.is_client() { Side::Client } else { Side::Staff }
}
