//! What a person is busy with, so that no update takes it away.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlTextAreaElement};

use crate::islands::dom;

/// Whether `element` is marked `data-keep` and someone is busy in it: the focus is inside, something was
/// typed, or its menu is open.
pub fn is_in_use(element: &Element) -> bool {
    element.has_attribute("data-keep") && (has_focus(element) || is_dirty(element) || is_open(element))
}

fn has_focus(element: &Element) -> bool {
    document().active_element().is_some_and(|active| element.contains(Some(&active)))
}

fn is_open(element: &Element) -> bool {
    element.has_attribute("open")
        || dom::one_in::<Element>(element, "dialog[open], details[open], :popover-open").is_some()
}

/// Whether a field in `element` differs from what the server sent.
pub fn is_dirty(element: &Element) -> bool {
    dom::all_in::<Element>(element, "input, textarea, option").iter().any(|field| {
        if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
            return is_dirty_input(input);
        }
        if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            return area.default_value().is_ok_and(|sent| sent != area.value());
        }
        field.dyn_ref::<HtmlOptionElement>().is_some_and(|option| {
            // Without a `selected` attribute the browser selects the first option by itself.
            option.selected() && !option.default_selected() && option.index() > 0
        })
    })
}

fn is_dirty_input(input: &HtmlInputElement) -> bool {
    match input.type_().as_str() {
        "hidden" | "submit" | "button" => false,
        "checkbox" | "radio" => input.checked() != input.default_checked(),
        "file" => input.files().is_some_and(|files| files.length() > 0),
        _ => input.value() != input.default_value(),
    }
}
