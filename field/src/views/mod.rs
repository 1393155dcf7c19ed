//! The parts of the workspace.
//!
//! # Layout
//! - `bar`: how things stand on the way to the server; `lists`: checklists by engagement; `tickets`: triage and the
//!   other open tickets; `device`: what is kept here
//! - `run`: a checklist; `item`: an item of it; `forms`: what can be typed there; `ticket`: one ticket
//! - `way`: how what was done here stands; `trouble`: what was refused or came second; `parts`: small things

mod bar;
mod device;
mod forms;
mod item;
mod lists;
mod parts;
mod run;
mod ticket;
mod tickets;
mod trouble;
mod way;

use domain::people::Side;
use leptos::prelude::*;

use crate::route::{self, Route};
use crate::state::State;
use parts::{Sprite, maybe, p, shown, span};

/// The whole workspace.
pub fn workspace(person: &str, icons: &str, is_shared: bool) -> AnyView {
    provide_context(Sprite(icons.into()));
    let state = State::begin(person, is_shared);
    let route = route::current();
    let part = shown(move || {
        if !state.is_ready.get() {
            return p("field-wait muted", "Opening what this device keeps…");
        }
        let route = route.get();
        // Each part follows what it reads by itself: drawn anew as a whole, it would lose what is open, and the focus.
        untrack(|| match route {
            Route::Lists => lists::lists(state),
            Route::Triage => tickets::triage(state),
            Route::Tickets => tickets::open(state),
            Route::Device => device::device(state),
            Route::Run(id) => run::run(state, &id),
            Route::Ticket(key) => ticket::ticket(state, &key),
        })
    });
    vec![bar::bar(state), trouble::all(state), part].into_any()
}

/// The parts that can be chosen, above each list.
fn tabs(state: State, current: &Route) -> AnyView {
    let tab = |route: Route, label: &'static str, counted: Option<bool>| {
        let is_current = (route == *current).then_some("page");
        let count = maybe(move || {
            let count = state
                .tickets
                .with(|all| all.iter().filter(|one| Some(one.is_new && state.is_staff()) == counted).count());
            (count > 0).then(|| span("n", count.to_string()))
        });
        view! { <a href=route.href() aria-current=is_current>{label}{count}</a> }.into_any()
    };
    // Clients report and follow; accepting is the provider's.
    let is_staff =
        state.workspace.with(|workspace| workspace.as_ref().is_some_and(|one| one.role.side() == Side::Staff));
    let triage = is_staff.then(|| tab(Route::Triage, "Triage", Some(true)));
    view! {
        <header class="head"><h1>"Field"</h1></header>
        <nav class="field-tabs" aria-label="Field workspace">
            {tab(Route::Lists, "Checklists", None)}
            {triage}
            {tab(Route::Tickets, "Tickets", Some(false))}
            {tab(Route::Device, "Device", None)}
        </nav>
    }
    .into_any()
}
