//! The checklists of one's engagements.

use domain::checklist::Run;
use domain::ids::{ChecklistId, EngagementId};
use leptos::prelude::*;

use super::parts::{div, icon, p, progress_bar, shown, span, words};
use super::tabs;
use crate::route::Route;
use crate::state::State;
use crate::words::{count, progress as progress_words};

/// All of them, by engagement.
pub fn lists(state: State) -> AnyView {
    let which = state.what_is_held();
    let groups = shown(move || {
        which.with(|_| ());
        let held = state.held.get_untracked();
        if held.is_empty() {
            return nothing(state);
        }
        div("field-part", held.into_iter().map(|one| group(state, &one.id, one.kept)).collect())
    });
    vec![tabs(state, &Route::Lists), groups].into_any()
}

fn nothing(state: State) -> AnyView {
    let has_choice =
        state.workspace.with(|workspace| workspace.as_ref().is_some_and(|one| !one.engagements.is_empty()));
    let text = if has_choice {
        "Choose which engagements this device keeps; they can be opened without a network then."
    } else {
        "Nothing is kept on this device yet. Open this page once with a network."
    };
    view! {
        <div class="field-empty">{icon("checklist")}{p("", text)}
            {has_choice.then(|| view! { <a class="btn primary" href=Route::Device.href()>"Choose engagements"</a> })}</div>
    }
    .into_any()
}

fn group(state: State, engagement: &EngagementId, ids: Vec<ChecklistId>) -> AnyView {
    let title = state.place(engagement);
    let phase = state.workspace.with(|workspace| {
        let all = workspace.iter().flat_map(|workspace| &workspace.engagements);
        all.into_iter().find(|one| one.id == *engagement).map(|one| one.phase.clone()).unwrap_or_default()
    });
    let runs = state.runs.get();
    let cards: Vec<_> = ids
        .iter()
        .filter_map(|id| runs.iter().find(|(known, _)| known == id))
        .map(|(_, slot)| card(&slot.run))
        .collect();
    let none = cards.is_empty().then(|| p("small muted", "No open checklist."));
    view! {
        <section class="field-group">
            <h2>{title}{span("small muted", phase)}</h2>
            {none}
            <ul class="field-cards">{cards}</ul>
        </section>
    }
    .into_any()
}

fn card(run: &ArcRwSignal<Run>) -> AnyView {
    let (id, name) = run.with_untracked(|run| (run.plan.id.clone(), run.plan.name.clone()));
    let text = {
        let run = run.clone();
        words(move || {
            let (progress, is_closed) = run.with(|run| (run.progress(), run.closed.is_some()));
            match (is_closed, progress.is_complete(), progress.is_settled()) {
                (true, ..) => "Closed".to_owned(),
                (_, true, _) => "Done".to_owned(),
                (_, _, true) => count(progress.unsigned as usize, "signature missing", "signatures missing"),
                _ => progress_words(progress),
            }
        })
    };
    let run = run.clone();
    let bar = progress_bar(move || run.with(Run::progress));
    view! { <li><a href=Route::Run(id).href()>{span("field-name", name)}<span class="small muted num">{text}</span>{bar}</a></li> }
        .into_any()
}
