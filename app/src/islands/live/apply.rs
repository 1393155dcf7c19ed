//! Brings a fresh copy of the current page into the page that is shown.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, HtmlInputElement};

use super::in_use::is_dirty;
use super::morph::morph;
use crate::islands::dom;

/// How long a changed row stays marked (`data-is-fresh`), in milliseconds.
const FRESH_FOR: u32 = 2_000;

/// A form that was refused, or somebody who was quicker: the fresh copy knows nothing of it.
const PROBLEM: &str = "[data-focus], [aria-invalid=true]";

/// How much of the page a fresh copy replaces.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Someone else changed something: only the `[data-live]` regions, and changed rows are marked.
    Regions,
    /// The person asked for it: all of `main`, and the regions outside.
    Page,
}

/// Updates the page from `fresh`, which must be a copy of the same page.
pub fn apply(fresh: &Document, extent: Extent) {
    let place = Place::remember();
    let mut changed = Vec::new();
    let main = match extent {
        Extent::Page => dom::one::<Element>("main"),
        Extent::Regions => None,
    };
    if let (Some(main), Some(new)) = (&main, fresh.query_selector("main").ok().flatten()) {
        morph(main, &new, &mut changed);
    }
    for region in dom::all::<Element>("[data-live][id]") {
        let is_done = main.as_ref().is_some_and(|main| main.contains(Some(&region)));
        // An outer region brings its inner ones along; an inner one may be gone by now.
        let is_inner =
            || region.parent_element().is_some_and(|parent| parent.closest("[data-live]").ok().flatten().is_some());
        // What is wrong is read before anything else: the answer to the next try brings the region up to date.
        let is_told = || extent == Extent::Regions && dom::one_in::<Element>(&region, PROBLEM).is_some();
        if is_done || !region.is_connected() || is_inner() || is_told() {
            continue;
        }
        if let Some(new) = fresh.get_element_by_id(&region.id()) {
            morph(&region, &new, &mut changed);
        }
    }
    if document().title() != fresh.title() {
        document().set_title(&fresh.title());
    }
    if extent == Extent::Regions {
        refresh_versions(fresh);
        mark(changed);
    }
    place.restore();
    dom::wake_islands();
    dom::fire_updated();
}

/// Forms outside regions get the new version of the ticket, unless they are half filled in: then the
/// server shall notice that the person wrote against an older state, and say what changed.
fn refresh_versions(fresh: &Document) {
    let Some(fresh) = fresh.document_element() else { return };
    for input in dom::all::<HtmlInputElement>("form[action] input[name=version]") {
        let Some(form) = input.form() else { continue };
        let action = form.get_attribute("action").unwrap_or_default();
        let selector = ["form[action=\"", &action, "\"] input[name=version]"].concat();
        let newer = dom::one_in::<HtmlInputElement>(&fresh, &selector).map(|newer| newer.value());
        if let Some(newer) = newer.filter(|newer| *newer != input.value() && !is_dirty(&form)) {
            input.set_value(&newer);
        }
    }
}

fn mark(changed: Vec<Element>) {
    for element in &changed {
        dom::set_attribute(element, "data-is-fresh", "");
    }
    gloo_timers::callback::Timeout::new(FRESH_FOR, move || {
        for element in &changed {
            let _ = element.remove_attribute("data-is-fresh");
        }
    })
    .forget();
}

/// Where the keyboard focus is, in terms that survive the replacement of the element.
struct Place {
    element: Option<HtmlElement>,
    id: String,
    /// The list row around it, and the rows after and before it, nearest first.
    rows: Vec<String>,
}

impl Place {
    fn remember() -> Self {
        let element: Option<HtmlElement> = document().active_element().and_then(|active| active.dyn_into().ok());
        let element = element.filter(|element| element.tag_name() != "BODY");
        let id = element.as_ref().map(|element| element.id()).unwrap_or_default();
        let rows = element.as_ref().map(|element| rows_around(element)).unwrap_or_default();
        Self { element, id, rows }
    }

    fn restore(self) {
        let Some(element) = self.element else { return };
        if document().active_element().is_some_and(|active| active.is_same_node(Some(&element))) {
            return;
        }
        // Moving an element takes the focus from it; removing it loses the place altogether.
        if element.is_connected() {
            let _ = element.focus();
            return;
        }
        let same = Some(self.id).filter(|id| !id.is_empty()).and_then(|id| dom::by_id::<HtmlElement>(&document(), &id));
        let row =
            || self.rows.iter().find_map(|key| dom::one::<HtmlElement>(&["[data-key=\"", key, "\"] a[href]"].concat()));
        if let Some(next) = same.or_else(row) {
            let _ = next.focus();
        }
    }
}

fn rows_around(element: &Element) -> Vec<String> {
    let Some(own) = element.closest("[data-key]").ok().flatten().and_then(|row| row.get_attribute("data-key")) else {
        return Vec::new();
    };
    let all: Vec<String> =
        dom::all::<Element>("[data-key]").iter().filter_map(|row| row.get_attribute("data-key")).collect();
    let position = all.iter().position(|key| *key == own).unwrap_or(0);
    let (before, after) = all.split_at(position);
    after.iter().chain(before.iter().rev()).cloned().collect()
}
