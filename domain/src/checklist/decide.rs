//! Whether an operation is accepted. Refused ones change nothing and say which field and why.

use super::check::item_problems;
use super::op::{Deed, Op};
use super::plan::{Item, Owner};
use super::run::{Run, side_of};
use super::state::{ItemState, SectionState};
use crate::ids::{ItemId, OpId, SectionId};
use crate::people::{Actor, Role, Side};
use crate::problem::{Problem, text};
use crate::time::Timestamp;

/// Characters of a note.
pub const NOTE_MAX: usize = 2_000;
/// Items of a run: those of its template and as many again and more that were added.
pub const RUN_ITEMS_MAX: usize = 500;
/// Texts that a note may name as those it was written against.
const BASE_MAX: usize = 100;
/// Characters of a reason.
pub const REASON_MAX: usize = 300;

/// Whether people of a side may check, uncheck, skip and bring evidence for an item.
pub fn may_work_on(owner: Owner, side: Side) -> bool {
    owner.includes(side)
}

/// Whether somebody may sign for their side: for the client its owners, for the provider anybody.
pub fn may_sign(role: Role) -> bool {
    role != Role::ClientMember
}

/// Judges an operation by the run as it is when it arrives. Accepted, it comes back as it is to be written: texts
/// trimmed, and its instant neither in the future nor before the run. Whether a person named by it exists and belongs
/// to this engagement is for whoever knows the people.
///
/// # Errors
/// What is wrong, each with its field.
pub fn decide(run: &Run, op: &Op, by: &Actor, role: Role, now: Timestamp) -> Result<Op, Vec<Problem>> {
    let judge = Judge { run, side: side_of(by), role };
    let deed = judge.deed(&op.deed)?;
    Ok(Op { id: op.id.clone(), at: op.at.min(now).max(run.plan.started_at.min(now)), deed })
}

struct Judge<'a> {
    run: &'a Run,
    side: Side,
    role: Role,
}

type Judged<T> = Result<T, Vec<Problem>>;

fn refused<T>(field: &str, message: impl Into<String>) -> Judged<T> {
    Err(vec![Problem::new(field, message)])
}

impl Judge<'_> {
    fn deed(&self, deed: &Deed) -> Judged<Deed> {
        if let Some((stamp, reason)) = self.run.closed.as_ref().filter(|_| *deed != Deed::Reopen) {
            let by = stamp.by.name();
            return refused("checklist", format!("This checklist was closed by {by}: {reason}. It takes no changes."));
        }
        match deed {
            Deed::Check { item } => {
                let state = self.workable(item)?;
                if state.lacks_evidence() {
                    return refused(
                        "files",
                        "This needs a photo or a file as evidence. Attach it, then check the item.",
                    );
                }
            }
            Deed::Uncheck { item } => {
                self.workable(item)?;
            }
            Deed::Skip { item, reason } => {
                self.workable(item)?;
                let reason = one(text("reason", "The reason", reason, REASON_MAX))?;
                return Ok(Deed::Skip { item: item.clone(), reason });
            }
            Deed::Note { item, text, base, internal } => return self.note(item, text, base, *internal),
            Deed::Assign { item, .. } | Deed::Due { item, .. } => {
                let state = self.item(item)?;
                // The provider runs the plan; a client's people arrange their own part of it.
                if self.side == Side::Client && !may_work_on(state.item.owner, self.side) {
                    return refused("item", "The provider arranges who does this and by when.");
                }
            }
            Deed::Attach { item, .. } => {
                self.owned(item)?;
            }
            Deed::Add { section, item } => return self.add(section, item),
            Deed::Log { text: line } => {
                return Ok(Deed::Log { text: one(text("text", "The line", line, NOTE_MAX))? });
            }
            Deed::Sign { section } => self.sign(section)?,
            Deed::Unsign { section } => self.unsign(section)?,
            Deed::Close { reason } => {
                self.staff_only()?;
                return Ok(Deed::Close { reason: one(text("reason", "The reason", reason, REASON_MAX))? });
            }
            Deed::Reopen => self.staff_only()?,
        }
        Ok(deed.clone())
    }

    fn item(&self, id: &ItemId) -> Judged<&ItemState> {
        match self.run.item(id) {
            Some(state) => Ok(state),
            None => refused("item", "There is no such item on this checklist."),
        }
    }

    fn section(&self, id: &SectionId) -> Judged<&SectionState> {
        match self.run.section(id) {
            Some(section) => Ok(section),
            None => refused("section", "There is no such section on this checklist."),
        }
    }

    /// An item of the author's side.
    fn owned(&self, id: &ItemId) -> Judged<&ItemState> {
        let state = self.item(id)?;
        if may_work_on(state.item.owner, self.side) {
            return Ok(state);
        }
        let whose = if state.item.owner == Owner::Buyer { "The client's people do" } else { "The provider does" };
        refused("item", format!("{whose} this. Only they can check or skip it."))
    }

    /// An item of the author's side in a section that nobody has signed.
    fn workable(&self, id: &ItemId) -> Judged<&ItemState> {
        let state = self.owned(id)?;
        match self.run.section_of(id).map(SectionState::signatures_in_words) {
            Some(Some(by)) => refused(
                "item",
                format!("{by} signed this section. The signature must be taken back before its items change."),
            ),
            _ => Ok(state),
        }
    }

    fn note(&self, item: &ItemId, text: &str, base: &[OpId], internal: bool) -> Judged<Deed> {
        self.item(item)?;
        if internal && self.side == Side::Client {
            return refused("text", "Write a note; remarks are the provider's own.");
        }
        let text = text.trim();
        let length = text.chars().count();
        if length > NOTE_MAX {
            return refused("text", format!("The note has {length} characters. Shorten it to {NOTE_MAX} or fewer."));
        }
        // More than anybody has seen side by side; what is not named stays beside it.
        let base = base.iter().take(BASE_MAX).cloned().collect();
        Ok(Deed::Note { item: item.clone(), text: text.to_owned(), base, internal })
    }

    fn add(&self, section: &SectionId, item: &Item) -> Judged<Deed> {
        let state = self.section(section)?;
        if let Some(by) = state.signatures_in_words() {
            return refused(
                "section",
                format!("{by} signed this section. The signature must be taken back before anything is added."),
            );
        }
        if self.side == Side::Client && item.owner != Owner::Buyer {
            return refused("owner", "You can add things that your own side does.");
        }
        if self.run.item(&item.id).is_some() {
            return refused("item", "This item is on the checklist already.");
        }
        if self.run.sections.iter().map(|section| section.items.len()).sum::<usize>() >= RUN_ITEMS_MAX {
            let message = format!("A checklist under way has at most {RUN_ITEMS_MAX} items. Begin another one.");
            return refused("item", message);
        }
        let title = item.title.trim().to_owned();
        let item = Item { title, instructions: item.instructions.trim().to_owned(), ..item.clone() };
        let problems = item_problems(&item, str::to_owned);
        if problems.is_empty() { Ok(Deed::Add { section: section.clone(), item }) } else { Err(problems) }
    }

    fn sign(&self, id: &SectionId) -> Judged<()> {
        let section = self.section(id)?;
        if !section.signed_by.contains(&self.side) {
            return refused("section", "Your side does not sign this section.");
        }
        self.may_sign()?;
        match section.items.iter().filter(|state| !state.mark.is_settled()).count() {
            0 => Ok(()),
            1 => refused("section", "One item is still open. Check or skip it first."),
            open => refused("section", format!("{open} items are still open. Check or skip them first.")),
        }
    }

    fn unsign(&self, id: &SectionId) -> Judged<()> {
        let section = self.section(id)?;
        if section.signature(self.side).is_none() {
            return refused("section", "Your side has not signed this section.");
        }
        self.may_sign()
    }

    fn may_sign(&self) -> Judged<()> {
        if may_sign(self.role) {
            return Ok(());
        }
        refused("section", "Only an owner of your organisation signs. Ask one of them.")
    }

    fn staff_only(&self) -> Judged<()> {
        if self.side == Side::Staff {
            return Ok(());
        }
        refused("checklist", "Only the provider closes a checklist or opens it again.")
    }
}

fn one<T>(result: Result<T, Problem>) -> Judged<T> {
    result.map_err(|problem| vec![problem])
}

impl SectionState {
    /// Whoever has signed, by name; none when nobody has.
    pub fn signatures_in_words(&self) -> Option<String> {
        let names: Vec<&str> = self.signatures.iter().map(|(_, stamp)| stamp.by.name()).collect();
        (!names.is_empty()).then(|| names.join(" and "))
    }
}
