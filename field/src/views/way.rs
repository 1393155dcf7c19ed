//! How what was done here stands: only on this device, sent, or refused. Said at every row that was changed.

use domain::checklist::Deed;
use domain::ids::{ChecklistId, ItemId, OpId, SectionId};
use domain::sync::Answer;
use leptos::prelude::*;

use super::parts::{shown, span};
use crate::bridge::Row;
use crate::state::State;

/// The changes to an item, also the one that added it.
pub fn of_item(state: State, run: &ChecklistId, item: &ItemId) -> AnyView {
    let item = item.clone();
    of(state, run, move |row| row.text("item") == item.as_str() || is_added(row, &item))
}

/// The signatures given and taken back of a section.
pub fn of_signature(state: State, run: &ChecklistId, section: &SectionId) -> AnyView {
    let section = section.clone();
    of(state, run, move |row| ["sign", "unsign"].contains(&row.text("do")) && row.text("section") == section.as_str())
}

/// A line of the log, by the operation that wrote it.
pub fn of_line(state: State, run: &ChecklistId, line: &OpId) -> AnyView {
    let line = line.clone();
    of(state, run, move |row| row.text("id") == line.as_str())
}

fn is_added(row: &Row, item: &ItemId) -> bool {
    matches!(row.op.as_ref().map(|op| &op.deed), Some(Deed::Add { item: added, .. }) if added.id == *item)
}

/// Of several changes the one that stands worst counts.
fn of(state: State, run: &ChecklistId, concerns: impl Fn(&Row) -> bool + Send + Sync + 'static) -> AnyView {
    fn erased(state: State, run: ChecklistId, concerns: Box<dyn Fn(&Row) -> bool + Send + Sync>) -> AnyView {
        let way = Memo::new(move |_| {
            state.rows.with(|rows| {
                let mine = |row: &&Row| row.text("checklist") == run.as_str() && concerns(row);
                rows.iter().filter(mine).map(way).max().unwrap_or_default()
            })
        });
        shown(move || {
            let way = way.get();
            let word = ["", "sent", "on this device", "refused"].get(way).copied().unwrap_or_default();
            span(if way == REFUSED { "field-way late" } else { "field-way" }, word)
        })
    }
    erased(state, run.clone(), Box::new(concerns))
}

const REFUSED: usize = 3;

/// The worse, the higher.
fn way(row: &Row) -> usize {
    match &row.answer {
        Some(Answer::Refused { .. }) => REFUSED,
        None => 2,
        Some(_) => 1,
    }
}
