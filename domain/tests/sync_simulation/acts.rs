//! What people do: mostly sensible things, now and then one that will be refused.

use domain::checklist::{Deed, ITEM_MAX, Item, NOTE_MAX, Owner, REASON_MAX, Run};
use domain::ids::{AttachmentId, ItemId, SectionId};
use domain::people::Side;
use domain::sla::LocalDate;
use domain::sync::{KeptTicket, TicketDeed};
use domain::ticket::{Attachment, Command, FACT_MAX, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};

use super::random::Random;
use super::scene::Person;

/// Somebody at the moment in which they act.
pub struct Acting<'a> {
    pub random: &'a mut Random,
    pub people: &'a [Person],
    pub person: &'a Person,
    /// Makes texts and names unique.
    pub number: u32,
}

impl Acting<'_> {
    /// A text that nobody else writes; now and then with spaces around it, or too long.
    fn text(&mut self, what: &str, longest: usize) -> String {
        let text = format!("{what} {} by {}", self.number, self.person.actor.name());
        match self.random.below(30) {
            0..=2 => format!("  {text} \n"),
            3 => format!("{text} {}", "x".repeat(longest)),
            _ => text,
        }
    }

    /// Something that the person does to a checklist as they see it.
    pub fn on_checklist(&mut self, run: &Run) -> Deed {
        let items: Vec<&ItemId> = run.sections.iter().flat_map(|one| &one.items).map(|state| &state.item.id).collect();
        let item = if self.random.chance(3) { ItemId::new("nowhere") } else { (*self.random.pick(&items)).clone() };
        let section = self.random.pick(&run.sections).id.clone();
        let is_staff = self.person.side() == Side::Staff;
        if run.closed.is_some() && is_staff && self.random.chance(40) {
            return Deed::Reopen;
        }
        match self.random.below(100) {
            0..=20 => Deed::Check { item },
            21..=25 => Deed::Uncheck { item },
            26..=32 => Deed::Skip { item, reason: self.text("Reason", REASON_MAX) },
            33..=52 => self.note(run, item, false),
            53..=57 => {
                let is_internal = is_staff || self.random.chance(20);
                self.note(run, item, is_internal)
            }
            58..=62 => {
                let to = self.random.chance(80).then(|| self.random.pick(self.people).reference());
                Deed::Assign { item, to }
            }
            63..=65 => {
                let on = self
                    .random
                    .chance(80)
                    .then(|| LocalDate::from_days(20_780).plus_days(*self.random.pick(&[0, 1, 7, 30])));
                Deed::Due { item, on }
            }
            66..=72 => self.attach(run, item),
            73..=77 => Deed::Add { section, item: self.item() },
            78..=83 => Deed::Log { text: self.text("Log", NOTE_MAX) },
            84..=91 => Deed::Sign { section: self.section_to_sign(run).unwrap_or(section) },
            92..=95 => Deed::Unsign { section: self.signed_section(run).unwrap_or(section) },
            96..=97 => Deed::Close { reason: self.text("Closed", REASON_MAX) },
            _ => Deed::Reopen,
        }
    }

    /// A note against what is seen; now and then nothing, or what others write too.
    fn note(&mut self, run: &Run, item: ItemId, internal: bool) -> Deed {
        let text = match self.random.below(12) {
            0 => String::new(),
            1 => "Looks good".to_owned(),
            _ => self.text("Note", NOTE_MAX),
        };
        Deed::Note { base: base(run, &item, internal), item, text, internal }
    }

    fn attach(&mut self, run: &Run, item: ItemId) -> Deed {
        let all = run.sections.iter().flat_map(|section| &section.items);
        let wanting = all.clone().find(|state| state.lacks_evidence()).map(|state| state.item.id.clone());
        let item = wanting.filter(|_| self.random.chance(70)).unwrap_or(item);
        let theirs = all.flat_map(|state| &state.evidence).map(|evidence| evidence.file.id.clone()).next();
        let id = theirs.filter(|_| self.random.chance(10));
        let id = id.unwrap_or_else(|| AttachmentId::new(format!("photo-{}", self.number)));
        let file = Attachment { id, name: "counts.jpg".to_owned(), media_type: "image/jpeg".to_owned(), size: 9 };
        Deed::Attach { item, file }
    }

    fn item(&mut self) -> Item {
        Item {
            id: ItemId::new(format!("added-{}", self.number)),
            title: self.text("Add", ITEM_MAX),
            instructions: String::new(),
            owner: *self.random.pick(&Owner::ALL),
            minutes: 5,
            evidence: false,
        }
    }

    fn section_to_sign(&mut self, run: &Run) -> Option<SectionId> {
        let settled = run.sections.iter().find(|section| section.progress().is_settled());
        settled.filter(|_| self.random.chance(80)).map(|section| section.id.clone())
    }

    fn signed_section(&mut self, run: &Run) -> Option<SectionId> {
        let signed = run.sections.iter().find(|section| section.signature(self.person.side()).is_some());
        signed.filter(|_| self.random.chance(80)).map(|section| section.id.clone())
    }

    /// Something that the person does to a ticket as their phone keeps it.
    pub fn on_ticket(&mut self, ticket: &KeptTicket, now: Timestamp) -> TicketDeed {
        let is_staff = self.person.side() == Side::Staff;
        let base = ticket.version;
        match self.random.below(100) {
            0..=44 => {
                let internal = self.random.chance(if is_staff { 30 } else { 5 });
                TicketDeed::Comment { text: self.text("Comment", 10), internal }
            }
            45..=46 => TicketDeed::Comment { text: "  ".to_owned(), internal: is_staff && self.random.chance(50) },
            47..=62 if is_staff || self.random.chance(20) => {
                let minutes = *self.random.pick(&[-5, 1, 20, 600]);
                let next_update_at = now + Seconds::minutes(minutes);
                TicketDeed::IncidentUpdate { text: self.text("Update", 10), next_update_at }
            }
            63..=82 if is_staff || self.random.chance(20) => {
                let is_known = self.random.chance(75);
                let workaround = if is_known { self.text("Workaround", FACT_MAX) } else { String::new() };
                TicketDeed::Accept { base, workaround }
            }
            83.. if is_staff || self.random.chance(20) => {
                let until = now + Seconds::hours(*self.random.pick(&[-1, 2, 24, 24 * 40]));
                TicketDeed::Snooze { base, until }
            }
            _ => TicketDeed::Comment { text: self.text("Comment", 10), internal: false },
        }
    }

    /// Something that somebody does to a ticket at their desk.
    pub fn online(&mut self, state: TicketState) -> Command {
        let to = *self.random.pick(state.next());
        match self.random.below(8) {
            0..=2 => Command::Reply { body: self.text("Reply", 10), attachments: Vec::new(), next_update_at: None },
            3 => Command::Take,
            4 => Command::Assign { to: Some(self.random.pick(self.people).reference()) },
            5 => Command::Confirm,
            _ => Command::ChangeState(StateChange {
                reason: "Seen at the desk".to_owned(),
                facts: domain::ticket::Facts { workaround: self.text("Found", 10), ..Default::default() },
                ..StateChange::to(to)
            }),
        }
    }
}

/// What a note is written against by somebody who sees a run.
pub fn base(run: &Run, item: &ItemId, internal: bool) -> Vec<domain::ids::OpId> {
    let state = run.item(item);
    state.map(|state| if internal { state.remark.base() } else { state.note.base() }).unwrap_or_default()
}

/// What was typed, as it is kept; empty for what is only pressed.
pub fn typed(deed: &Deed) -> &str {
    let text = match deed {
        Deed::Note { text, .. } | Deed::Log { text } => text,
        Deed::Skip { reason, .. } | Deed::Close { reason } => reason,
        Deed::Add { item, .. } => &item.title,
        _ => "",
    };
    text.trim()
}
