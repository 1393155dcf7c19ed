//! Checklists: the list of runs, and one run, as one side may see it.

use std::collections::BTreeMap;

use domain::checklist::Mark;
use domain::problem::Problem;

use super::ticket::Attachment;
use super::{FormErrors, Moment, Options, Person};

/// How far something is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bar {
    /// Done or skipped.
    pub settled: u32,
    /// All of them.
    pub total: u32,
    /// `3 of 7 · 32 min left`.
    pub words: String,
}

/// A run in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistCard {
    /// The run's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for; empty when its name says so.
    pub kind: String,
    /// How far it is.
    pub bar: Bar,
    /// What is missing besides: `2 signatures missing`. Empty when nothing is.
    pub missing: String,
    /// `Begun 2 d ago`, `Ended on Mon 23 Nov`.
    pub when: String,
    /// Whether something is left to do.
    pub is_open: bool,
}

/// The runs of one engagement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistGroup {
    /// The engagement's id.
    pub engagement: String,
    /// `Brimley Care · Rota HRM`; for clients the product.
    pub title: String,
    /// `Hypercare, day 3`.
    pub phase: String,
    /// Its runs.
    pub rows: Vec<ChecklistCard>,
}

/// The list of runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChecklistsModel {
    /// By engagement, in the order of the first run of each.
    pub groups: Vec<ChecklistGroup>,
    /// Whether ended runs are shown.
    pub is_ended: bool,
    /// The engagement it is narrowed to: its id and name.
    pub narrowed: Option<(String, String)>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub is_continued: bool,
    /// Whether the viewer is one of the provider's people.
    pub is_staff: bool,
}

/// The form that begins a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StartModel {
    /// The form's own id.
    pub id: String,
    /// The engagements the viewer may choose from.
    pub engagements: Options,
    /// The templates.
    pub templates: Options,
    /// The name, as typed.
    pub name: String,
    /// What is wrong with it.
    pub errors: FormErrors,
}

/// A note, and what was written at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NoteModel {
    /// The text that stands; empty for none.
    pub text: String,
    /// `Helen Wu, 09:02`.
    pub by: String,
    /// Texts beside it, each with who and when.
    pub beside: Vec<(String, String)>,
    /// What the next text is written against.
    pub base: String,
}

/// One thing that happened to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// `Helen Wu checked it`.
    pub text: String,
    /// What was written; empty where nothing was.
    pub quote: String,
    /// When.
    pub at: Moment,
    /// Only the provider's people see it.
    pub is_internal: bool,
}

/// A line of a run's own log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// What happened, in the words of whoever wrote it.
    pub text: String,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// A form that was refused, with what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    /// The item or section it belongs to; empty for the run itself.
    pub place: String,
    /// The value of its button.
    pub action: String,
    /// What was typed, by field.
    pub values: BTreeMap<String, String>,
    /// What is wrong.
    pub errors: FormErrors,
}

impl Refused {
    /// The problems, each with the id that its field has on the page.
    pub fn summary(&self) -> FormErrors {
        let id = |field: &str| match field {
            "" => String::new(),
            field if self.place.is_empty() => field.to_owned(),
            "text" => format!("{}-{}", self.action, self.place),
            field => format!("{field}-{}", self.place),
        };
        let named = |problem: &Problem| Problem::new(id(&problem.field), problem.message.clone());
        FormErrors(self.errors.0.iter().map(named).collect())
    }

    /// What was typed into a field.
    pub fn value(&self, field: &str) -> Option<String> {
        self.values.get(field).cloned()
    }
}

/// One item of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not exclude each other")]
pub struct ChecklistItem {
    /// Its id.
    pub id: String,
    /// What to do.
    pub title: String,
    /// How; may be empty.
    pub instructions: String,
    /// `10 min · ours · photo or file needed`.
    pub about: String,
    /// Whether it is dealt with.
    pub mark: Mark,
    /// `Helen Wu, 09:02`; empty while it is open.
    pub marked: String,
    /// Whether the viewer's side does it.
    pub is_own: bool,
    /// Why the viewer cannot check it now; empty when they can.
    pub why_not: String,
    /// Whether it needs evidence and has none.
    pub lacks_evidence: bool,
    /// Who does it.
    pub assignee: Option<Person>,
    /// `by Mon 30 Nov`; empty for no day.
    pub due: String,
    /// Whether its day is over.
    pub is_late: bool,
    /// What both sides see.
    pub note: NoteModel,
    /// What only the provider's people see; none for clients.
    pub remark: Option<NoteModel>,
    /// Files that show it.
    pub evidence: Vec<Attachment>,
    /// Whether the viewer may arrange who does it and by when.
    pub may_arrange: bool,
    /// Who can do it, and the current one.
    pub people: Options,
    /// The day as a form has it, `YYYY-MM-DD`; empty for none.
    pub due_value: String,
    /// What happened, the latest first.
    pub history: Vec<HistoryLine>,
    /// How many operations the viewer has seen.
    pub version: u32,
}

/// The place of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Whose it is: `Northwind Apps`, `Brimley Care`.
    pub side: String,
    /// Who signed.
    pub person: Option<Person>,
    /// `Mon 23 Nov, 09:14`; empty when nobody has.
    pub when: String,
    /// Whether it is the viewer's side and they may sign or take it back.
    pub may: bool,
    /// Why nobody can sign it yet; empty when somebody can.
    pub why_not: String,
}

/// A section of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistSection {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// How far it is.
    pub bar: Bar,
    /// In order.
    pub items: Vec<ChecklistItem>,
    /// Who signs it.
    pub signatures: Vec<Signature>,
    /// Whether the viewer may add an item, and for whom.
    pub owners: Option<Options>,
    /// How many signatures and additions there were.
    pub version: usize,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistModel {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `Brimley Care · Rota HRM`.
    pub place: String,
    /// `Hypercare, day 3`.
    pub phase: String,
    /// How far it is.
    pub bar: Bar,
    /// `Begun by Mira Kovač on Mon 23 Nov, 09:14, from “Launch day”, version 1.`
    pub begun: String,
    /// Why it takes no changes: `Closed by Mira Kovač: …`.
    pub closed: Option<String>,
    /// Whether everything is done and signed.
    pub is_complete: bool,
    /// In order.
    pub sections: Vec<ChecklistSection>,
    /// Its own log, the latest line first.
    pub lines: Vec<LogLine>,
    /// Whether the viewer is one of the provider's people.
    pub is_staff: bool,
    /// How often it was closed or opened again.
    pub version: usize,
    /// A form that was refused.
    pub refused: Option<Refused>,
}

impl ChecklistModel {
    /// The refused form of a place, if it is this one's.
    pub fn refused_at(&self, place: &str) -> Option<&Refused> {
        self.refused.as_ref().filter(|refused| refused.place == place)
    }
}
