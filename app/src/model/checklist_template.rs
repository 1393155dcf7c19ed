//! Checklist templates: the list, one template, its editor.

use domain::checklist::draft::TemplateDraft;

use super::{FormErrors, Options};

/// A template in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: String,
    /// The product's name; empty for any.
    pub product: String,
    /// `11 items, 3 h 5 min`.
    pub size: String,
    /// `Version 2, saved by Mira Kovač on Mon 23 Nov`, or `Ships with Aftercare`.
    pub version: String,
}

/// The list of templates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplatesModel {
    /// In the order of an engagement's life.
    pub rows: Vec<TemplateRow>,
    /// Whether the viewer may edit.
    pub may_edit: bool,
    /// Whom to ask otherwise.
    pub admins: Vec<String>,
}

/// An item as the page of its template shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateItem {
    /// What to do.
    pub title: String,
    /// `10 min · ours · photo or file needed`.
    pub about: String,
    /// How; may be empty.
    pub instructions: String,
}

/// One template, to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateModel {
    /// What the list says of it.
    pub row: TemplateRow,
    /// Heading, who signs, items.
    pub sections: Vec<(String, String, Vec<TemplateItem>)>,
    /// Every version, the newest first: what it is called in the list.
    pub versions: Vec<String>,
    /// Whether the viewer may edit.
    pub may_edit: bool,
}

/// The editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateFormModel {
    /// The template's id; none for a new one.
    pub id: Option<String>,
    /// The version that the editor began with.
    pub rev: u32,
    /// Everything as typed.
    pub draft: TemplateDraft,
    /// Kinds.
    pub kinds: Options,
    /// Products; the blank entry stands for any.
    pub products: Options,
    /// What is wrong with it.
    pub errors: FormErrors,
    /// Who saved another version meanwhile.
    pub conflict: Option<String>,
    /// What a button has just done, for those who cannot see it.
    pub said: String,
}
