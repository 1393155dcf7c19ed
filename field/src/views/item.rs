//! An item: the box to check, what is known of it, how its changes stand, and its forms behind "More".

use domain::checklist::{Deed, ItemState, Mark, Owner, may_work_on};
use domain::ids::ItemId;
use domain::people::Side;
use leptos::prelude::*;

use super::parts::{div, icon, maybe, nothing, p, problems, shown, span, word};
use super::run::Place;
use super::{forms, way};
use crate::act;
use crate::words;

/// The item as an element of its section's list.
pub fn item(place: &Place, id: ItemId) -> AnyView {
    let current = {
        let (run, id) = (place.run.clone(), id.clone());
        Memo::new(move |_| run.with(|run| run.item(&id).cloned()))
    };
    let Some(first) = current.get_untracked() else { return nothing() };
    let refused = RwSignal::new(Vec::new());
    let is_open = RwSignal::new(false);
    let tick = {
        let (state, run, id) = (place.state, place.id.clone(), id.clone());
        move || {
            let is_unmarked = current.with_untracked(|item| item.as_ref().is_some_and(|item| item.mark == Mark::Open));
            let deed = if is_unmarked { Deed::Check { item: id.clone() } } else { Deed::Uncheck { item: id.clone() } };
            refused.set(act::on_run(state, &run, deed, "").err().unwrap_or_default());
        }
    };
    let is_own = may_work_on(first.item.owner, place.state.side());
    // What stands for each mark: for assistive technology, for the style, and as an icon.
    let marked = move |open: &'static str, done: &'static str, skipped: &'static str| {
        current.with(|item| match item.as_ref().map(|item| &item.mark) {
            Some(Mark::Done(_)) => done,
            Some(Mark::Skipped(..)) => skipped,
            _ => open,
        })
    };
    // The style draws the check itself: nothing has to be put into the page before a tick is seen.
    let symbol = maybe(move || {
        let name = marked("", "", "ban");
        (!name.is_empty()).then(|| icon(name))
    });
    let title = first.item.title.clone();
    let label = ["t-", id.as_str()].concat();
    let more = {
        let (place, id) = (place.clone(), id.clone());
        maybe(move || is_open.get().then(|| forms::of_item(&place, &id, current)))
    };
    let toggle = move || is_open.update(|open| *open = !*open);
    let side = place.state.side();
    let about = shown(move || current.with(|item| item.as_ref().map_or_else(nothing, |item| about(item, side))));
    let known = shown(move || current.with(|item| item.as_ref().map_or_else(nothing, known)));
    view! {
        <li class=word(move || marked("ck", "ck done", "ck skipped"))>
            <div class="ck-line">
                {box_to_check(label.clone(), is_own, Box::new(move || marked("false", "true", "mixed")), symbol, Box::new(tick))}
                <label class="ck-label" for=label><span class="ck-title">{title.clone()}</span>{about}</label>
                {way::of_item(place.state, &place.id, &id)}
            </div>
            {problems(refused)}
            {known}
            {more_button(&title, is_open, Box::new(toggle))}
            {more}
        </li>
    }
    .into_any()
}

fn box_to_check(
    id: String,
    is_own: bool,
    checked: Box<dyn Fn() -> &'static str + Send>,
    symbol: AnyView,
    mut tick: Box<dyn FnMut()>,
) -> AnyView {
    let (around, class) = if is_own { ("tick-form", "tick") } else { ("tick-form locked", "tick locked") };
    view! { <span class=around><button type="button" class=class id=id role="checkbox" aria-checked=checked disabled=!is_own on:click=move |_| tick() >{symbol}</button></span> }
        .into_any()
}

fn more_button(title: &str, is_open: RwSignal<bool>, mut toggle: Box<dyn FnMut()>) -> AnyView {
    let expanded = word(move || if is_open.get() { "true" } else { "false" });
    view! { <button type="button" class="field-more" aria-expanded=expanded on:click=move |_| toggle()>{icon("chevron")}{span("visually-hidden", ["More: ", title].concat())}</button> }
        .into_any()
}

fn about(state: &ItemState, side: Side) -> AnyView {
    let item = &state.item;
    let mut parts = Vec::new();
    if item.minutes > 0 {
        parts.push([&item.minutes.to_string(), " min"].concat());
    }
    let owner = match item.owner {
        Owner::Both => "both",
        owner if may_work_on(owner, side) => "ours",
        _ => "theirs",
    };
    parts.push(owner.to_owned());
    match &state.mark {
        Mark::Done(stamp) | Mark::Skipped(stamp, _) => {
            parts.push([stamp.by.name(), ", ", &words::time(stamp.at)].concat());
        }
        Mark::Open if state.lacks_evidence() => parts.push("photo or file needed".to_owned()),
        Mark::Open => {}
    }
    if let Some(person) = &state.assignee {
        parts.push(["for ", &person.name].concat());
    }
    if let Some(due) = state.due {
        parts.push(["by ", &words::date_of(&due.to_string())].concat());
    }
    span("ck-about", parts.join(" · "))
}

fn known(state: &ItemState) -> AnyView {
    let mut parts = Vec::new();
    if let Mark::Skipped(_, reason) = &state.mark {
        parts.push(div("ck-skip", vec![icon("ban"), span("", ["Skipped: ", reason].concat())]));
    }
    // Two texts stand in the forms, where one of them is chosen.
    let notes = state.note.current().into_iter().chain(state.note.beside());
    for written in notes {
        let by = [written.stamp.by.name(), ", ", &words::time(written.stamp.at)].concat();
        parts.push(div("ck-note", vec![p("ck-text", written.text.clone()), p("tiny muted num", by)]));
    }
    if state.note.beside().next().is_some() {
        parts.push(p("field-both late", "Written at the same time: open “More” and choose."));
    }
    for written in state.remark.current().into_iter().chain(state.remark.beside()) {
        let by = ["Only our team sees this: ", written.stamp.by.name()].concat();
        parts.push(div("ck-remark", vec![p("ck-text", written.text.clone()), p("tiny", by)]));
    }
    if !state.evidence.is_empty() {
        let names = state.evidence.iter().map(|one| span("field-file", one.file.name.clone())).collect();
        parts.push(div("ck-evidence field-files", names));
    }
    parts.into_any()
}
