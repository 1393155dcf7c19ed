//! The field workspace: what a person needs on launch day without a network (SYNC.md).
//!
//! One island on the page `/field`, with WASM of its own, so that no other page carries it. What it shows is what the
//! device keeps (`public/outbox/`), folded with what was done here and is on its way; it asks the server for nothing
//! itself. `public/boot.js` wakes it by the name that the page gives it.
//!
//! # Layout
//! - `bridge`: the functions of `public/outbox/`, and what its texts mean; `state`: what is shown, kept up to date; `act`:
//!   what the person does
//! - `json`: texts as trees; `read`: the wire format from those
//! - `route`: which part is shown, by the address after `#`; `words`: times and counts
//! - `views`: the parts themselves

mod act;
mod bridge;
mod json;
mod read;
mod route;
mod state;
mod views;
mod words;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;

/// Nothing to prepare: the island brings its own runtime. `boot.js` asks every module for it.
#[wasm_bindgen]
pub fn hydrate() {}

/// One island: there is no other one whose context it could see.
#[wasm_bindgen]
pub fn enter_root() {}

/// Wakes the workspace in its element, whose attributes say who is signed in.
#[wasm_bindgen]
#[expect(non_snake_case, reason = "boot.js wakes an island by its name")]
pub fn Field(element: web_sys::Element) {
    let Ok(place) = element.dyn_into::<web_sys::HtmlElement>() else { return };
    let person = place.dataset().get("person").unwrap_or_default();
    let icons = place.dataset().get("icons").unwrap_or_default();
    let is_shared = place.dataset().get("shared").is_some();
    place.set_inner_html("");
    leptos::mount::mount_to(place, move || views::workspace(&person, &icons, is_shared)).forget();
}
