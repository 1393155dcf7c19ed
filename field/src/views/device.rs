//! What is kept on this device: how much, how old, and of which engagements.

use domain::sync::KeptEngagement;
use domain::time::Timestamp;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::parts::{p, shown, span, words as said};
use super::tabs;
use crate::bridge::{self, Room, later};
use crate::route::Route;
use crate::state::State;
use crate::words;

/// The part.
pub fn device(state: State) -> AnyView {
    let (room, choices) = (RwSignal::new(Room::default()), RwSignal::new(Vec::new()));
    Effect::new(move |_| {
        // Asked again whenever something was kept or deleted.
        state.held.track();
        state.rows.track();
        later(async move {
            let chosen = bridge::choices().await;
            if choices.with_untracked(|known| *known != chosen) {
                choices.set(chosen);
            }
            room.set(bridge::room().await);
        });
    });
    let kept = shown(move || {
        let room = room.get();
        let what = match state.way.get().mode.as_str() {
            "shared" => "This is a shared device: nothing is kept here after you close the page.".to_owned(),
            "denied" => "This browser does not let this page keep anything.".to_owned(),
            "full" => {
                "The storage of this device is full. Delete something else on it, then open this page anew.".to_owned()
            }
            _ => ["In use: ", &words::size(room.usage), "."].concat(),
        };
        let firm = if room.persisted {
            " The browser keeps it until you sign out."
        } else {
            " The browser may delete it when the device runs full."
        };
        let firm = if state.way.get().mode == "kept" { firm } else { "" };
        p("", [what.as_str(), firm].concat())
    });
    let engagements = shown(move || {
        let workspace = state.workspace.get();
        let all = workspace.map(|workspace| workspace.engagements).unwrap_or_default();
        all.into_iter().map(|one| line(state, one, choices)).collect::<Vec<_>>().into_any()
    });
    view! {
        {tabs(state, &Route::Device)}
        <div class="field-part field-device">
            <h2>"On this device"</h2>
            {kept}
            <h2>"Engagements kept here"</h2>
            {p("small muted", "Their checklists and open tickets can be read and worked on without a network.")}
            <ul class="field-choices">{engagements}</ul>
            {p("small muted", "Signing out deletes all of it from this device.")}
        </div>
    }
    .into_any()
}

fn line(state: State, one: KeptEngagement, choices: RwSignal<Vec<(String, bool)>>) -> AnyView {
    let (id, is_own) = (one.id.clone(), one.is_own);
    let is_kept = move || {
        choices.with(|all| all.iter().find(|(known, _)| known == id.as_str()).map_or(is_own, |(_, is_kept)| *is_kept))
    };
    let id = one.id.clone();
    let choose = move |event: web_sys::Event| {
        let box_ = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let (id, is_kept) = (id.clone(), box_.is_some_and(|box_| box_.checked()));
        later(async move { bridge::choose(&id, is_kept).await });
    };
    let title = [one.client.as_str(), one.product.as_str()].join(" · ");
    let id = one.id;
    let age = said(move || {
        let at = state.held.with(|held| held.iter().find(|held| held.id == id).map(|held| held.pulled_at));
        let ago = |at: i64| words::ago(Timestamp::from_unix(at / 1000), state.now.get());
        at.map(|at| ["From ", &ago(at)].concat()).unwrap_or_default()
    });
    view! {
        <li><label><input type="checkbox" prop:checked=is_kept on:change=choose/>
            <span>{span("field-name", title)}{span("small muted", one.phase.clone())}</span>
            <span class="small muted num">{age}</span></label></li>
    }
    .into_any()
}
