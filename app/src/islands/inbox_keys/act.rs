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
/// Buttons of the page, whatever ticket is shown.
const OF_THE_PAGE: [&str; 2] = ["search", "help"];

/// A button to press once its ticket is shown.
struct Awaited {
    /// The ticket's key.
    key: String,
    /// The button's `data-key-action`.
    action: &'static str,
}

thread_local! {
    static REST_TIMER: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    /// What was pressed for the row with the focus while another ticket was shown.
    static AWAITED: RefCell<Option<Awaited>> = const { RefCell::new(None) };
}

/// Listens for keys on the whole page.
pub fn start() {
    dom::on_document("keydown", |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        let meant = meaning(&key.key());
        // A key that is held down presses its button once.
        if key.repeat() && matches!(meant, Some(Meaning::Press(_))) {
            return;
        }
        // Whatever is pressed now replaces what was meant before.
        AWAITED.set(None);
        if meant.filter(|_| is_for_us(key)).is_some_and(|meant| act(meant, &event)) {
            event.prevent_default();
        }
    });
    dom::on_document("pointerdown", |_| AWAITED.set(None));
    dom::on_document(dom::UPDATED, |_| press_awaited());
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

/// Presses a button for the row with the focus, whose ticket is shown first if it is not yet.
fn press(action: &'static str) -> bool {
    let other = if OF_THE_PAGE.contains(&action) { None } else { row_to_show() };
    let Some(row) = other else { return press_button(action) };
    let (Some(key), Some(link)) = (row.get_attribute("data-key"), dom::one_in::<HtmlAnchorElement>(&row, "a[href]"))
    else {
        return false;
    };
    REST_TIMER.set(None);
    AWAITED.set(Some(Awaited { key, action }));
    link.click();
    true
}

/// Presses what was meant for a ticket, now that it is shown and still the one with the focus.
fn press_awaited() {
    let key = AWAITED.with_borrow(|awaited| awaited.as_ref().map(|awaited| awaited.key.clone()));
    let row = key.and_then(|key| dom::one::<Element>(&["li.row[data-key=\"", &key, "\"][aria-current]"].concat()));
    let is_shown = row.is_some_and(|row| row.contains(document().active_element().as_deref()));
    if is_shown && let Some(awaited) = AWAITED.take() {
        press_button(awaited.action);
    }
}

fn press_button(action: &str) -> bool {
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
    let timer = is_beside_pane().then(|| {
        Timeout::new(REST, move || {
            if link.is_connected() {
                link.click();
            }
        })
    });
    REST_TIMER.set(timer);
    true
}

/// Whether tickets are shown beside the list.
fn is_beside_pane() -> bool {
    dom::body_attribute("data-page") == "inbox"
}

/// The row with the focus, when the ticket shown beside the list is another one.
fn row_to_show() -> Option<Element> {
    let mut rows = dom::all::<Element>(ROWS);
    let index = focused_row(&rows).filter(|_| is_beside_pane())?;
    Some(rows.swap_remove(index)).filter(|row| !row.has_attribute("aria-current"))
}

fn focused_row(rows: &[Element]) -> Option<usize> {
    let active = document().active_element();
    rows.iter().position(|row| row.contains(active.as_deref()))
}

/// The row with the focus, else the one that is shown.
fn current_row(rows: &[Element]) -> Option<usize> {
    focused_row(rows).or_else(|| rows.iter().position(|row| row.has_attribute("aria-current")))
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
