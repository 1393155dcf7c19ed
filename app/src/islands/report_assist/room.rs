//! Characters left in a text field with `maxlength`, shown when it becomes tight.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

use crate::islands::dom;
use crate::islands::live::morph::MADE;

/// Shown from this share of the room on, in percent.
const TIGHT: i32 = 80;

/// Listens for typing.
pub fn start() {
    for event in ["input", dom::RESTORED] {
        dom::on_document(event, |event| {
            if let Some(field) = dom::closest::<HtmlElement>(&event, "[maxlength]") {
                show(&field);
            }
        });
    }
}

fn show(field: &HtmlElement) {
    let Some((length, most)) = lengths(field).filter(|(_, most)| *most > 0) else { return };
    let is_tight = length * 100 >= most * TIGHT;
    let shown = field.next_element_sibling().filter(|next| next.class_name() == "room");
    let Some(place) = shown.or_else(|| if is_tight { make(field) } else { None }) else { return };
    let left = (most - length).max(0);
    dom::set_text(&place, &[&left.to_string(), " characters left"].concat());
    dom::set_hidden(&place, !is_tight);
}

/// Length and limit in UTF-16 units, as the browser counts them for `maxlength`.
fn lengths(field: &HtmlElement) -> Option<(i32, i32)> {
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        return Some((i32::try_from(area.text_length()).unwrap_or(i32::MAX), area.max_length()));
    }
    let input = field.dyn_ref::<HtmlInputElement>()?;
    let length = js_sys::JsString::from(input.value()).length();
    Some((i32::try_from(length).unwrap_or(i32::MAX), input.max_length()))
}

fn make(field: &HtmlElement) -> Option<Element> {
    let place: Element = dom::make("p", "room", "")?.into();
    place.set_attribute(MADE, "").ok()?;
    field.after_with_node_1(&place).ok()?;
    Some(place)
}
