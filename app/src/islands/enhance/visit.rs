//! Going to another address without loading the page anew, with the back button working.
//!
//! Within one kind of page (`body[data-page]`), like the inbox with its detail pane, only the differences
//! are brought in. Anything else replaces the whole body: islands listen on the document and need not start
//! again.

use std::cell::{Cell, RefCell};

use js_sys::futures::spawn_local;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, HtmlAnchorElement, HtmlElement, MouseEvent};

use crate::islands::dom;
use crate::islands::live::apply::{Extent, apply};
use crate::islands::net::{self, Page};

/// List rows that open beside the list.
const ROW_LINK: &str = "li.row[data-key] a[href]";

thread_local! {
    /// Counts visits, so that only the latest is shown.
    static TURN: Cell<u32> = const { Cell::new(0) };
    /// Path and query of what is shown. A step in the history within them is none of ours: a fragment, a dialog.
    static SHOWN: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Listens for clicks on rows and for the back button.
pub fn start() {
    dom::on_document("click", on_click);
    SHOWN.set(net::path_and_query_of(&net::here()));
    dom::on(&window(), "popstate", |_| {
        if SHOWN.with_borrow(|shown| *shown != net::path_and_query_of(&net::here())) {
            spawn_local(come_back());
        }
    });
}

fn on_click(event: Event) {
    let Some(link) = dom::closest::<HtmlAnchorElement>(&event, ROW_LINK) else { return };
    let is_here = net::path_of(&link.href()) == net::path_of(&net::here());
    if is_here && !event.default_prevented() && is_plain_click(&event) {
        event.prevent_default();
        spawn_local(from_person(link.href()));
    }
}

/// Goes where the person wants; what was said before is then old.
async fn from_person(address: String) {
    forget_flash();
    open(address).await;
}

/// Takes away the notice of what was done before.
pub fn forget_flash() {
    if let Some(flash) = dom::one::<Element>("#flash") {
        flash.set_text_content(None);
    }
}

/// A click that means "open here": the main button, no key held.
pub fn is_plain_click(event: &Event) -> bool {
    event.dyn_ref::<MouseEvent>().is_some_and(|click| {
        click.button() == 0 && !click.ctrl_key() && !click.meta_key() && !click.shift_key() && !click.alt_key()
    })
}

/// Opens an address, latest first: an answer that comes after the person went on is dropped.
async fn open(address: String) {
    let turn = TURN.get() + 1;
    TURN.set(turn);
    let page = net::get(&address).await;
    if TURN.get() != turn {
        return;
    }
    match page {
        Ok(page) if page.is_ok() && !page.is_signed_out() => go(&address, page),
        // Signed out, gone, or no connection: the browser's own page says it best.
        _ => load(&address),
    }
}

/// Shows the row with this key, as if it had been clicked, and leaves the notice of what was just done.
pub async fn to_row(key: &str) {
    let selector = ["[data-key=\"", key, "\"] a[href]"].concat();
    let Some(link) = dom::one::<HtmlAnchorElement>(&selector) else { return };
    open(link.href()).await;
    if let Some(link) = dom::one::<HtmlElement>(&selector) {
        let _ = link.focus();
    }
}

/// Shows a page that was fetched and puts its address into the history.
pub fn go(address: &str, page: Page) {
    let is_new = net::path_and_query_of(address) != net::path_and_query_of(&net::here());
    if is_new && push(address).is_none() {
        load(address);
        return;
    }
    show(&page.document);
}

fn push(address: &str) -> Option<()> {
    window().history().ok()?.push_state_with_url(&JsValue::NULL, "", Some(address)).ok()
}

/// Gives what is shown another address, because it changed by itself: nobody goes anywhere.
pub fn rename(address: &str) {
    let renamed = window().history().and_then(|one| one.replace_state_with_url(&JsValue::NULL, "", Some(address)));
    if renamed.is_ok() {
        SHOWN.set(net::path_and_query_of(&net::here()));
    }
}

fn load(address: &str) {
    let _ = window().location().assign(address);
}

/// The back or forward button was pressed within pages that were shown without loading.
async fn come_back() {
    let address = net::here();
    match net::get(&address).await {
        Ok(page) if page.is_ok() && !page.is_signed_out() => show(&page.document),
        _ => {
            let _ = window().location().reload();
        }
    }
}

fn show(fresh: &Document) {
    SHOWN.set(net::path_and_query_of(&net::here()));
    let (Some(body), Some(new_body)) = (document().body(), fresh.body()) else { return };
    if body.get_attribute("data-page") == new_body.get_attribute("data-page") {
        apply(fresh, Extent::Page);
        return;
    }
    let Some(copy) = import(new_body.into()) else { return };
    let _ = body.replace_with_with_node_1(&copy);
    document().set_title(&fresh.title());
    window().scroll_to_with_x_and_y(0.0, 0.0);
    dom::announce(&fresh.title());
    if let Some(heading) = dom::one::<HtmlElement>("h1") {
        dom::focus(&heading);
    }
    dom::wake_islands();
    dom::fire_updated();
}

fn import(element: Element) -> Option<Element> {
    document().import_node_with_deep(&element, true).ok()?.dyn_into().ok()
}
