//! `a[data-dialog]`: a page's `[data-dialog-content]` in a dialog instead of a page load.
//! `button[data-opens="ID"]`: a dialog that is part of the page.

use js_sys::futures::spawn_local;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlAnchorElement, HtmlDialogElement, MouseEvent};

use super::visit::is_plain_click;
use crate::islands::{dom, net};

/// The page's one dialog for fetched content; the shell draws it.
const ID: &str = "dialog";

/// Listens for clicks that open and close dialogs.
pub fn start() {
    dom::on_document("click", |event| {
        if let Some(link) = dom::closest::<HtmlAnchorElement>(&event, "a[data-dialog]") {
            if is_plain_click(&event) {
                event.prevent_default();
                spawn_local(open_page(link));
            }
        } else if let Some(button) = dom::closest::<Element>(&event, "[data-opens]") {
            let id = button.get_attribute("data-opens").unwrap_or_default();
            open(dom::by_id(&document(), &id));
        } else {
            close_on(&event);
        }
    });
    dom::on(&window(), "popstate", |_| close_if_open());
    // `close` does not bubble.
    dom::on_capture(&document(), "close", |event| {
        let is_ours = dom::target(&event).is_some_and(|dialog| dialog.id() == ID);
        if is_ours && is_dialog_state() {
            let _ = window().history().map(|history| history.back());
        }
    });
}

/// A fetched dialog is one step of the history, so that the back button closes it.
fn push_state() {
    if let Ok(history) = window().history() {
        let _ = history.push_state_with_url(&JsValue::from_str(ID), "", None);
    }
}

fn is_dialog_state() -> bool {
    window().history().and_then(|history| history.state()).is_ok_and(|state| state.as_string().as_deref() == Some(ID))
}

fn close_if_open() {
    if let Some(dialog) = dom::by_id::<HtmlDialogElement>(&document(), ID).filter(HtmlDialogElement::open) {
        dialog.close();
    }
}

/// Opens a dialog above the page; the browser gives the focus back when it closes.
pub fn open(dialog: Option<HtmlDialogElement>) {
    if let Some(dialog) = dialog.filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

/// A close button or the backdrop was clicked.
fn close_on(event: &Event) {
    let Some(dialog) = dom::closest::<HtmlDialogElement>(event, "dialog[open]") else { return };
    let on_button = dom::closest::<Element>(event, "[data-close]").is_some();
    if on_button || is_on_backdrop(event, &dialog) {
        dialog.close();
    }
}

/// A click on the backdrop has the dialog as its target but lies outside its box.
fn is_on_backdrop(event: &Event, dialog: &HtmlDialogElement) -> bool {
    let is_target = dom::target(event).is_some_and(|target| target.is_same_node(Some(dialog)));
    let Some(click) = event.dyn_ref::<MouseEvent>().filter(|_| is_target) else { return false };
    let area = dialog.get_bounding_client_rect();
    let (x, y) = (f64::from(click.client_x()), f64::from(click.client_y()));
    x < area.left() || x > area.right() || y < area.top() || y > area.bottom()
}

async fn open_page(link: HtmlAnchorElement) {
    dom::set_attribute(&link, "aria-busy", "true");
    let page = net::get(&link.href()).await;
    let _ = link.remove_attribute("aria-busy");
    let content = page
        .ok()
        .filter(net::Page::is_ok)
        .and_then(|page| dom::one_in::<Element>(&page.document.document_element()?, "[data-dialog-content]"));
    let shown = content.and_then(|content| fill(&content));
    match shown {
        Some(dialog) => {
            open(Some(dialog));
            push_state();
        }
        // The page itself says what is wrong.
        None => {
            let _ = window().location().assign(&link.href());
        }
    }
}

fn fill(content: &Element) -> Option<HtmlDialogElement> {
    let dialog: HtmlDialogElement = dom::by_id(&document(), ID)?;
    let body = dom::one_in::<Element>(&dialog, "[data-dialog-body]")?;
    let copy = document().import_node_with_deep(content, true).ok()?;
    body.replace_children_with_node_1(&copy);
    dom::wake_islands();
    dom::fire_updated();
    Some(dialog)
}
