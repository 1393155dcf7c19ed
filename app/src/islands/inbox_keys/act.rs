//! Doing what a key means.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use leptos::prelude::{document, window};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlAnchorElement, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::meaning::{Meaning, meaning, step};
use super::switch;
use crate::islands::dom;

const ROWS: &str = "li.row[data-key]";
/// Walking fast through the list shows only the row on which the person rests, in milliseconds.
const REST: u32 = 120;

thread_local! {
    static REST_TIMER: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Listens for keys on the whole page.
pub fn start() {
    dom::on_document("keydown", |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        let meant = meaning(&key.key()).filter(|_| is_for_us(key));
        if meant.is_some_and(|meant| act(meant, &event)) {
            event.prevent_default();
        }
    });
}

/// Not while writing, not with a modifier, not under an open dialog, not when switched off.
fn is_for_us(key: &KeyboardEvent) -> bool {
    let has_modifier = key.ctrl_key() || key.meta_key() || key.alt_key();
    !has_modifier
        && !key.is_composing()
        && !key.default_prevented()
        && !dom::target(key).is_some_and(|target| is_writable(&target))
        && dom::one::<Element>("dialog[open]").is_none()
        && switch::is_on()
}

fn is_writable(target: &Element) -> bool {
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return !matches!(input.type_().as_str(), "checkbox" | "radio" | "button" | "submit");
    }
    matches!(target.tag_name().as_str(), "TEXTAREA" | "SELECT")
        || target.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
}

/// Answers whether the key did something.
fn act(meant: Meaning, event: &Event) -> bool {
    match meant {
        Meaning::Press(action) => press(action),
        Meaning::Next | Meaning::Previous => walk(meant),
        Meaning::Select => pick(),
        // Enter also presses whatever has the focus, except for a row of the list.
        Meaning::Open => {
            let is_free = dom::target(event).is_some_and(|target| {
                matches!(target.tag_name().as_str(), "BODY" | "MAIN") || target.matches("li.row a").unwrap_or(false)
            });
            is_free && open()
        }
    }
}

fn press(action: &str) -> bool {
    let selector = ["[data-key-action=\"", action, "\"]"].concat();
    let Some(button) = dom::one::<HtmlElement>(&selector) else { return false };
    if button.is_instance_of::<HtmlInputElement>() {
        let _ = button.focus();
    } else {
        button.click();
    }
    true
}

/// Moves the focus at once, and shows the ticket when the person rests on it.
fn walk(meant: Meaning) -> bool {
    let rows = dom::all::<Element>(ROWS);
    let current = current_row(&rows);
    let Some(row) = step(current, rows.len(), meant).and_then(|index| rows.get(index)) else { return false };
    let Some(link) = dom::one_in::<HtmlAnchorElement>(row, "a[href]") else { return false };
    let _ = link.focus();
    let is_pane = dom::body_attribute("data-page") == "inbox";
    let timer = is_pane.then(|| {
        Timeout::new(REST, move || {
            if link.is_connected() {
                link.click();
            }
        })
    });
    REST_TIMER.set(timer);
    true
}

/// The row with the focus, else the one that is shown.
fn current_row(rows: &[Element]) -> Option<usize> {
    let active = document().active_element();
    let focused = rows.iter().position(|row| row.contains(active.as_deref()));
    focused.or_else(|| rows.iter().position(|row| row.has_attribute("aria-current")))
}

fn current() -> Option<Element> {
    let mut rows = dom::all::<Element>(ROWS);
    let index = current_row(&rows)?;
    Some(rows.swap_remove(index))
}

fn pick() -> bool {
    let Some(check) = current().and_then(|row| dom::one_in::<HtmlElement>(&row, "input[name=keys]")) else {
        return false;
    };
    check.click();
    true
}

fn open() -> bool {
    let Some(key) = current().and_then(|row| row.get_attribute("data-key")) else { return false };
    window().location().assign(&["/tickets/", &key].concat()).is_ok()
}
