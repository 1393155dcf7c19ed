//! What the server's answer to a form does to the page: it becomes the page that the server drew.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement};

use super::later::{Later, Sent};
use super::{next_row, sending, visit};
use crate::islands::live::apply::{Extent, apply};
use crate::islands::net::{self, Page};
use crate::islands::{dom, drafts};

/// What wants attention after a rejected form: the error summary, or who was quicker.
const ATTENTION: &str = "main [data-focus]";

/// The form was accepted and the redirect followed: shows the page it led to. Answers whether that is a
/// fresh copy of the page on which the person stays.
pub async fn accepted(form: &HtmlFormElement, address: &str, page: Page, sent: Sent) -> bool {
    let next = row_after(form, address);
    let later = sent.later(form);
    let field = later.as_ref().and_then(Later::focused).or_else(|| focused_text_field(form));
    drafts::forget(form);
    // What was sent is no longer something typed that must be kept.
    if let Some(later) = &later {
        later.set_aside();
    } else {
        sending::close_containers(form);
        form.reset();
    }
    say_flash(&page);
    let stays = net::path_of(&page.url) == net::path_of(&net::here());
    let url = page.url.clone();
    visit::go(&url, page);
    // The form is now a fresh one, with an id of its own.
    if let Some(later) = &later {
        later.put_back();
    }
    if let Some(next) = next {
        visit::to_row(&next).await;
    } else if let Some(field) = field.filter(|field| stays && field.is_connected()) {
        let _ = field.focus();
    }
    stays
}

/// The form was rejected: shows the page with the problems and everything typed.
pub fn refused(form: &HtmlFormElement, address: &str, page: &Page, sent: Sent) {
    let later = sent.later(form);
    sending::close_containers(form);
    apply(&page.document, Extent::Page);
    if let (Some(later), Some(action)) = (later, address.rsplit('/').next()) {
        later.follow(action);
    }
    let problem = dom::one::<HtmlElement>(ATTENTION).or_else(|| dom::one("main [aria-invalid=true]"));
    match problem {
        Some(problem) => {
            // A problem inside something folded would be said to nobody.
            if let Some(details) = problem.closest("details").ok().flatten() {
                dom::set_attribute(&details, "open", "");
            }
            dom::focus(&problem);
        }
        None => sending::explain(form, "Not sent: the server did not accept this. Your text is kept."),
    }
}

/// The text field of the form in which the person is writing, to go on writing there.
fn focused_text_field(form: &Element) -> Option<HtmlElement> {
    let area = dom::one_in::<HtmlElement>(form, "textarea[data-draft]")?;
    let active = leptos::prelude::document().active_element()?;
    form.contains(Some(&active)).then_some(area)
}

fn say_flash(page: &Page) {
    let flash = page.document.get_element_by_id("flash").and_then(|flash| flash.text_content()).unwrap_or_default();
    if !flash.trim().is_empty() {
        dom::announce(flash.trim());
    }
}

/// In the inbox: the key of the row to show next, if this form deals with the current one for good.
fn row_after(form: &HtmlFormElement, address: &str) -> Option<String> {
    if !next_row::moves_on(address, &chosen_state(form)) {
        return None;
    }
    let current = dom::one::<Element>("li.row[data-key][aria-current]")?.get_attribute("data-key")?;
    let keys: Vec<String> =
        dom::all::<Element>("li.row[data-key]").iter().filter_map(|row| row.get_attribute("data-key")).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    next_row::neighbour(&keys, &current).map(str::to_owned)
}

fn chosen_state(form: &Element) -> String {
    let Some(field) =
        dom::one_in::<Element>(form, "[name=state]:checked, input[type=hidden][name=state], select[name=state]")
    else {
        return String::new();
    };
    match field.dyn_ref::<HtmlInputElement>() {
        Some(input) => input.value(),
        None => field.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value).unwrap_or_default(),
    }
}
