//! What was refused, and decisions that came second: said at the top of every part until the person has dealt with it.

use domain::sync::Answer;
use leptos::prelude::*;

use super::parts::{button, div, icon, maybe, nothing, p};
use crate::act;
use crate::bridge::Row;
use crate::state::State;

/// All of it; nothing when there is none.
pub fn all(state: State) -> AnyView {
    let seqs = Memo::new(move |_| {
        let rows = state.rows.with(|rows| {
            rows.iter().filter(|row| row.needs_person()).map(|row| row.seq.to_string()).collect::<Vec<_>>()
        });
        rows.join(" ")
    });
    maybe(move || {
        // Read, not only tracked: a memo that nobody reads is never computed, and then never changes.
        seqs.with(|_| ());
        let lines: Vec<_> = state
            .rows
            .with_untracked(|rows| rows.iter().filter(|row| row.needs_person()).map(|row| line(state, row)).collect());
        if lines.is_empty() {
            return None;
        }
        Some(view! { <section class="field-trouble" aria-label="Needs you">{lines}</section> }.into_any())
    })
}

fn line(state: State, row: &Row) -> AnyView {
    let (title, why) = match &row.answer {
        Some(Answer::Conflict { since, .. }) => ("Somebody was there before you", since.join(" ")),
        Some(Answer::Refused { problems }) => {
            ("This was refused", problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>().join(" "))
        }
        _ => return nothing(),
    };
    let seq = row.seq;
    let typed = ["text", "reason", "workaround"].into_iter().map(|field| row.text(field)).find(|text| !text.is_empty());
    let added = Some(row.added.as_str()).filter(|title| !title.is_empty());
    let typed = typed.or(added).map(|text| p("ck-text field-typed", text));
    let label = match row.text("do") {
        "accept" => "Accept anyway",
        "snooze" => "Put off anyway",
        _ => "Try again",
    };
    // Its time has passed: it would be refused again.
    let is_over =
        matches!(&row.answer, Some(Answer::Refused { problems }) if problems.iter().any(|one| one.field == "until"));
    let again = (!is_over).then(|| {
        let row = row.clone();
        button("btn small", label, move || act::again(state, &row))
    });
    let discard = button("btn small", "Discard", move || act::discard(seq));
    let title = p("summary-title", [title, ": ", &named(state, row)].concat());
    let choice = div("field-later", again.into_iter().chain([discard]).collect());
    let inner = div("", [title, p("", why)].into_iter().chain(typed).chain([choice]).collect());
    view! { <div class="conflict" role="alert">{icon("alert")}{inner}</div> }.into_any()
}

/// What it is about, in words.
fn named(state: State, row: &Row) -> String {
    let ticket = row.text("ticket");
    if !ticket.is_empty() {
        return ticket.to_owned();
    }
    let runs = state.runs.get_untracked();
    let found = runs.into_iter().find(|(id, _)| id.as_str() == row.text("checklist")).map(|(_, slot)| slot.run);
    let Some(run) = found else { return "a checklist".to_owned() };
    run.with_untracked(|run| {
        let item =
            run.sections.iter().flat_map(|section| &section.items).find(|one| one.item.id.as_str() == row.text("item"));
        item.map_or_else(|| run.plan.name.clone(), |one| one.item.title.clone())
    })
}
