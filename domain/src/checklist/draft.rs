//! A template while it is edited: everything as typed, so that nothing is lost while it is wrong.

use super::check::MINUTES_MAX;
use super::plan::{Item, Kind, Owner, Section, Template};
use crate::ids::{ItemId, ProductId, SectionId, TemplateId};
use crate::people::Side;
use crate::problem::Problem;

/// A template as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplateDraft {
    /// Its name.
    pub name: String,
    /// The kind's name.
    pub kind: String,
    /// The product's id; empty for any.
    pub product: String,
    /// In order.
    pub sections: Vec<SectionDraft>,
}

/// A section as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SectionDraft {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// Whether the supplier signs it.
    pub supplier_signs: bool,
    /// Whether the buyer signs it.
    pub buyer_signs: bool,
    /// In order.
    pub items: Vec<ItemDraft>,
}

/// An item as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemDraft {
    /// Its id.
    pub id: String,
    /// What to do.
    pub title: String,
    /// How.
    pub instructions: String,
    /// The owner's name.
    pub owner: String,
    /// Minutes, as typed.
    pub minutes: String,
    /// Whether evidence is needed.
    pub evidence: bool,
}

/// What a button of the editor does to the draft; nothing is saved by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Moves a section or an item one place up; the first item of a section goes to the end of the one before.
    Up(String),
    /// One place down.
    Down(String),
    /// Takes a section with its items, or an item, out.
    Remove(String),
    /// Adds an empty item at the end of a section.
    AddItem(String),
    /// Adds an empty section at the end.
    AddSection,
}

impl Edit {
    /// Reads a button's value: `up:ID`, `down:ID`, `remove:ID`, `add-item:SECTION`, `add-section`.
    pub fn parse(text: &str) -> Option<Self> {
        let (verb, id) = text.split_once(':').unwrap_or((text, ""));
        let id = id.to_owned();
        match verb {
            "up" => Some(Self::Up(id)),
            "down" => Some(Self::Down(id)),
            "remove" => Some(Self::Remove(id)),
            "add-item" => Some(Self::AddItem(id)),
            "add-section" => Some(Self::AddSection),
            _ => None,
        }
    }
}

impl TemplateDraft {
    /// A template as its editor begins.
    pub fn of(template: &Template) -> Self {
        let sections = template.sections.iter().map(|section| SectionDraft {
            id: section.id.to_string(),
            title: section.title.clone(),
            supplier_signs: section.signed_by.contains(&Side::Staff),
            buyer_signs: section.signed_by.contains(&Side::Client),
            items: section.items.iter().map(ItemDraft::of).collect(),
        });
        Self {
            name: template.name.clone(),
            kind: template.kind.as_str().to_owned(),
            product: template.product.as_ref().map(ToString::to_string).unwrap_or_default(),
            sections: sections.collect(),
        }
    }

    /// Carries out a button. `fresh` makes a new id. A button that leads nowhere changes nothing.
    pub fn edit(&mut self, edit: &Edit, mut fresh: impl FnMut() -> String) {
        match edit {
            Edit::Up(id) => self.shift(id, true),
            Edit::Down(id) => self.shift(id, false),
            Edit::Remove(id) => {
                self.sections.retain(|section| section.id != *id);
                for section in &mut self.sections {
                    section.items.retain(|item| item.id != *id);
                }
            }
            Edit::AddItem(id) => {
                if let Some(section) = self.sections.iter_mut().find(|section| section.id == *id) {
                    section.items.push(ItemDraft::empty(fresh()));
                }
            }
            Edit::AddSection => {
                let items = vec![ItemDraft::empty(fresh())];
                self.sections.push(SectionDraft { id: fresh(), items, ..SectionDraft::default() });
            }
        }
    }

    fn shift(&mut self, id: &str, is_up: bool) {
        if let Some(at) = self.sections.iter().position(|section| section.id == id) {
            let other = if is_up { at.checked_sub(1) } else { Some(at + 1).filter(|next| *next < self.sections.len()) };
            if let Some(other) = other {
                self.sections.swap(at, other);
            }
            return;
        }
        let place = self
            .sections
            .iter()
            .enumerate()
            .find_map(|(section, one)| one.items.iter().position(|item| item.id == id).map(|item| (section, item)));
        let Some((section, item)) = place else { return };
        let last = self.sections[section].items.len() - 1;
        match (is_up, item) {
            (true, 0) if section > 0 => {
                let moved = self.sections[section].items.remove(0);
                self.sections[section - 1].items.push(moved);
            }
            (true, 1..) => self.sections[section].items.swap(item, item - 1),
            (false, item) if item < last => self.sections[section].items.swap(item, item + 1),
            (false, _) if section + 1 < self.sections.len() => {
                let moved = self.sections[section].items.remove(item);
                self.sections[section + 1].items.insert(0, moved);
            }
            _ => {}
        }
    }

    /// The template that this is, as a version.
    ///
    /// # Errors
    /// Everything that is wrong; see [`Template::validate`] for the names of fields.
    pub fn check(&self, id: &TemplateId, version: u32) -> Result<Template, Vec<Problem>> {
        let mut problems = Vec::new();
        let kind = Kind::from_name(&self.kind).unwrap_or_else(|| {
            problems.push(Problem::new("kind", "Choose what this checklist is for."));
            Kind::Other
        });
        let sections = self.sections.iter().map(|section| Section {
            id: SectionId::new(section.id.as_str()),
            title: section.title.trim().to_owned(),
            signed_by: [(Side::Staff, section.supplier_signs), (Side::Client, section.buyer_signs)]
                .into_iter()
                .filter_map(|(side, signs)| signs.then_some(side))
                .collect(),
            items: section.items.iter().map(|item| item.read(&mut problems)).collect(),
        });
        let product = self.product.trim();
        let template = Template {
            id: id.clone(),
            version,
            name: self.name.trim().to_owned(),
            kind,
            product: (!product.is_empty()).then(|| ProductId::new(product)),
            sections: sections.collect(),
        };
        problems.extend(template.validate().err().into_iter().flatten());
        if problems.is_empty() { Ok(template) } else { Err(problems) }
    }
}

impl ItemDraft {
    /// An item that nothing was typed into.
    pub fn empty(id: String) -> Self {
        Self { id, owner: Owner::Supplier.as_str().to_owned(), ..Self::default() }
    }

    fn of(item: &Item) -> Self {
        let minutes = if item.minutes == 0 { String::new() } else { item.minutes.to_string() };
        Self {
            id: item.id.to_string(),
            title: item.title.clone(),
            instructions: item.instructions.clone(),
            owner: item.owner.as_str().to_owned(),
            minutes,
            evidence: item.evidence,
        }
    }

    fn read(&self, problems: &mut Vec<Problem>) -> Item {
        let minutes = self.minutes.trim();
        let minutes = if minutes.is_empty() { Ok(0) } else { minutes.parse::<u32>() };
        if minutes.is_err() {
            let message = format!("Write whole minutes from 0 to {MINUTES_MAX}.");
            problems.push(Problem::new(format!("minutes-{}", self.id), message));
        }
        let owner = Owner::from_name(&self.owner);
        if owner.is_none() {
            problems.push(Problem::new(format!("owner-{}", self.id), "Choose who does it: us, the client, or both."));
        }
        Item {
            id: ItemId::new(self.id.as_str()),
            title: self.title.trim().to_owned(),
            instructions: self.instructions.trim().to_owned(),
            owner: owner.unwrap_or(Owner::Both),
            minutes: minutes.unwrap_or_default(),
            evidence: self.evidence,
        }
    }
}
