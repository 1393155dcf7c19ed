//! What a template must be.

use super::plan::{Item, Template};
use crate::problem::{Problem, optional_text, text};

/// Characters of a template's name.
pub const NAME_MAX: usize = 80;
/// Characters of a section's heading.
pub const TITLE_MAX: usize = 80;
/// Characters of an item's sentence.
pub const ITEM_MAX: usize = 200;
/// Characters of an item's instructions.
pub const INSTRUCTIONS_MAX: usize = 2_000;
/// Minutes of one item: a day.
pub const MINUTES_MAX: u32 = 1_440;
/// Sections of one template.
pub const SECTIONS_MAX: usize = 20;
/// Items of one template.
pub const ITEMS_MAX: usize = 200;

/// What is wrong with an item. `field` gives a field of the item its name in the form.
pub(super) fn item_problems(item: &Item, field: impl Fn(&str) -> String) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(text(&field("title"), "What to do", &item.title, ITEM_MAX).err());
    let instructions = optional_text(&field("instructions"), "The instructions", &item.instructions, INSTRUCTIONS_MAX);
    problems.extend(instructions.err());
    if item.minutes > MINUTES_MAX {
        problems.push(Problem::new(field("minutes"), format!("Write whole minutes from 0 to {MINUTES_MAX}.")));
    }
    problems
}

impl Template {
    /// Checks the whole of it. Fields are named `name`, `title-SECTION`, `title-ITEM`, `minutes-ITEM` and so on.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn validate(&self) -> Result<(), Vec<Problem>> {
        let mut problems: Vec<Problem> = text("name", "The name", &self.name, NAME_MAX).err().into_iter().collect();
        if self.sections.is_empty() {
            problems.push(Problem::new("", "A checklist has at least one section with one item. Add a section."));
        }
        if self.sections.len() > SECTIONS_MAX {
            problems.push(Problem::new("", format!("A checklist has at most {SECTIONS_MAX} sections.")));
        }
        if self.items().count() > ITEMS_MAX {
            problems.push(Problem::new("", format!("A checklist has at most {ITEMS_MAX} items.")));
        }
        let mut ids: Vec<&str> = self.sections.iter().map(|section| section.id.as_str()).collect();
        for section in &self.sections {
            let field = format!("title-{}", section.id);
            problems.extend(text(&field, "The section's heading", &section.title, TITLE_MAX).err());
            if section.items.is_empty() {
                problems.push(Problem::new(&*field, "This section has no item. Add one, or remove the section."));
            }
            for item in &section.items {
                ids.push(item.id.as_str());
                problems.extend(item_problems(item, |field| format!("{field}-{}", item.id)));
            }
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        if ids.len() < count {
            problems.push(Problem::new("", "Two parts of this checklist have the same id. Load the page again."));
        }
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }
}
