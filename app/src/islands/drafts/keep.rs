//! Keeps drafts while people type, puts them back, forgets them when they were sent.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, HtmlTextAreaElement};

use super::{form, storage};
use crate::islands::live::morph::MADE;
use crate::islands::{dom, net};

/// In `sessionStorage`: the draft whose form the browser itself is sending (not in place), after the path of its page.
const PENDING: &str = "aftercare:draft-sent";
/// Where the links of pages lead on which something went wrong.
const STARTS: [&str; 2] = ["/home", "/inbox"];
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
    // Back on the page as it was left: what was sent from here was not accepted.
    dom::on(&window(), "pageshow", |event| {
        if dom::member(&event, "persisted").is_some_and(|persisted| persisted.is_truthy()) {
            take_pending();
        }
    });
}

fn keep(event: &Event) {
    if let Some(form) = dom::target(event).and_then(|field| field.closest("form").ok().flatten()) {
        keep_form(&form);
    }
}

/// Keeps what stands in a form, or forgets its draft when it has no text.
pub fn keep_form(form: &Element) {
    let Some(name) = form::name_of(form) else { return };
    match form::read(form) {
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
    if event.default_prevented() {
        return;
    }
    if let (Some(name), Ok(Some(session))) = (form::name_of(&form), window().session_storage()) {
        let _ = session.set_item(PENDING, &[&net::path_of(&net::here()), "\n", &name].concat());
    }
}

/// After a form was sent: its draft is done with if this page is the answer to it, and stays in any other case. The
/// page between may have been one without islands that says why nothing was saved.
fn settle_pending() {
    let Some(pending) = take_pending() else { return };
    if let Some((_, name)) = pending.split_once('\n').filter(|(page, _)| is_answer_to_form_of(page)) {
        storage::remove(name);
    }
}

fn take_pending() -> Option<String> {
    let session = window().session_storage().ok().flatten()?;
    let pending = session.get_item(PENDING).ok().flatten()?;
    let _ = session.remove_item(PENDING);
    Some(pending)
}

/// Whether this page came by a redirect, as only an accepted form is answered, and straight from the page of the form.
/// A page that says what went wrong has the form's own address; it leads back to there or to the start.
fn is_answer_to_form_of(page: &str) -> bool {
    let entry = window().performance().map(|performance| performance.get_entries_by_type("navigation").get(0));
    let member = |name: &str| entry.as_ref().and_then(|entry| dom::member(entry, name));
    let redirects = member("redirectCount").and_then(|count| count.as_f64()).unwrap_or_default();
    let is_back = member("type").and_then(|kind| kind.as_string()).as_deref() == Some("back_forward");
    let (referrer, here) = (document().referrer(), net::path_of(&net::here()));
    let comes_from_form = !referrer.is_empty() && net::path_of(&referrer) == page;
    redirects >= 1.0 && !is_back && comes_from_form && here != page && !STARTS.contains(&here.as_str())
}
