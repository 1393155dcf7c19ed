//! Keeps drafts while people type, puts them back, forgets them when they were sent.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, HtmlTextAreaElement};

use super::{form, storage};
use crate::islands::dom;
use crate::islands::live::morph::MADE;

/// In `sessionStorage`: the draft whose form the browser itself is sending (not in place).
const PENDING: &str = "aftercare:draft-sent";
/// Marks a form whose draft was looked for.
const SEEN: &str = "data-is-restored";

/// Listens for typing, and puts back what was kept.
pub fn start() {
    settle_pending();
    restore_all();
    for event in ["input", "change"] {
        dom::on_document(event, |event| keep(&event));
    }
    dom::on_document("submit", on_submit);
    dom::on_document("click", on_click);
    dom::on_document(dom::UPDATED, |_| restore_all());
}

fn keep(event: &Event) {
    let Some(form) = dom::target(event).and_then(|field| field.closest("form").ok().flatten()) else { return };
    let Some(name) = form::name_of(&form) else { return };
    match form::read(&form) {
        Some(text) => storage::set(&name, &text),
        None => storage::remove(&name),
    }
}

fn restore_all() {
    for form in dom::all::<HtmlFormElement>("form:has([data-draft]):not([data-is-restored])") {
        dom::set_attribute(&form, SEEN, "");
        restore(&form);
    }
}

fn restore(form: &HtmlFormElement) {
    let Some(name) = form::name_of(form) else { return };
    let Some(kept) = storage::get(&name) else { return };
    if form::is_prefilled(form) || form::has_text(form) {
        return;
    }
    form::write(form, &kept);
    show_hint(form);
    if let Some(field) = dom::one_in::<Element>(form, "[data-draft]") {
        dom::fire(&field, dom::RESTORED);
    }
}

fn show_hint(form: &Element) {
    let Some(hint) = dom::make("p", "draft-hint", "") else { return };
    dom::set_attribute(&hint, MADE, "");
    dom::append(
        &hint,
        [dom::make("span", "", "Draft restored. "), dom::make_button("link", "data-discard-draft", "Discard it")],
    );
    let place = dom::one_in::<HtmlTextAreaElement>(form, "textarea[data-draft]");
    let _ = match place {
        Some(area) => area.after_with_node_1(&hint),
        None => form.prepend_with_node_1(&hint),
    };
}

fn on_click(event: Event) {
    let Some(button) = dom::closest::<Element>(&event, "[data-discard-draft]") else { return };
    let Some(form) = button.closest("form").ok().flatten().and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
    else {
        return;
    };
    forget(&form);
    form.reset();
    dom::fire_updated();
}

/// Forgets the draft of a form that was sent.
pub fn forget(form: &Element) {
    if let Some(name) = form::name_of(form) {
        storage::remove(&name);
    }
    for hint in dom::all_in::<Element>(form, ".draft-hint") {
        hint.remove();
    }
}

/// The browser sends the form: whether it arrives is only known on the next page.
fn on_submit(event: Event) {
    let Some(form) = dom::target(&event).filter(|form| !form.has_attribute("data-enhance")) else { return };
    if let (Some(name), Ok(Some(session))) = (form::name_of(&form), window().session_storage()) {
        let _ = session.set_item(PENDING, &name);
    }
}

/// A page that came after a form was sent: the draft is done with, unless the form was rejected or the
/// person came back because the server could not be reached.
fn settle_pending() {
    let Ok(Some(session)) = window().session_storage() else { return };
    let Some(name) = session.get_item(PENDING).ok().flatten() else { return };
    let _ = session.remove_item(PENDING);
    let is_rejected = dom::one::<Element>("[data-focus]").is_some();
    if is_new_page() && !is_rejected {
        storage::remove(&name);
    }
}

fn is_new_page() -> bool {
    let entry = window().performance().map(|performance| performance.get_entries_by_type("navigation").get(0));
    let kind = entry.and_then(|entry| dom::member(&entry, "type")).and_then(|kind| kind.as_string());
    kind.as_deref() == Some("navigate")
}
