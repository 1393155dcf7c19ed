//! A form's fields as one text, and back.

use wasm_bindgen::JsCast;
use web_sys::{
    Element, HtmlFormElement, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTextAreaElement,
    UrlSearchParams,
};

use crate::islands::dom;

/// Fields that a person fills in.
const FIELDS: &str = "textarea[name], select[name], input[name]";
/// Fields whose text makes a draft worth keeping.
const MARKED: &str = "textarea[data-draft], input[data-draft]";

/// The name under which a form is kept: that of its first marked field.
pub fn name_of(form: &Element) -> Option<String> {
    dom::one_in::<Element>(form, MARKED)?.get_attribute("data-draft").filter(|name| !name.is_empty())
}

/// Whether a marked field has text.
pub fn has_text(form: &Element) -> bool {
    dom::all_in::<Element>(form, MARKED).iter().any(|field| !text_of(field).trim().is_empty())
}

/// Whether the server drew the form with text in it: then it knows better than a draft.
pub fn is_prefilled(form: &Element) -> bool {
    dom::all_in::<Element>(form, MARKED).iter().any(|field| {
        let text = field.dyn_ref::<HtmlTextAreaElement>().map(|area| area.default_value().unwrap_or_default());
        let text = text.or_else(|| field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::default_value));
        text.is_some_and(|text| !text.is_empty())
    })
}

fn text_of(field: &Element) -> String {
    let text = field.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
    text.or_else(|| field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value)).unwrap_or_default()
}

/// What was typed and chosen, URL-encoded. None if there is no text worth keeping.
pub fn read(form: &Element) -> Option<String> {
    if !has_text(form) {
        return None;
    }
    let values = UrlSearchParams::new().ok()?;
    for field in dom::all_in::<Element>(form, FIELDS) {
        let name = field.get_attribute("name").unwrap_or_default();
        if let Some(value) = chosen(&field) {
            values.append(&name, &value);
        }
    }
    Some(String::from(values.to_string()))
}

fn chosen(field: &Element) -> Option<String> {
    if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        return Some(select.value());
    }
    let Some(input) = field.dyn_ref::<HtmlInputElement>() else { return Some(text_of(field)) };
    match input.type_().as_str() {
        "radio" => input.checked().then(|| input.value()),
        "text" | "datetime-local" => Some(input.value()),
        // Hidden fields belong to the server, files cannot be kept, the rest is not typed.
        _ => None,
    }
}

/// Puts a kept text back into a form.
pub fn write(form: &HtmlFormElement, kept: &str) {
    let Ok(values) = UrlSearchParams::new_with_str(kept) else { return };
    for field in dom::all_in::<Element>(form, FIELDS) {
        let name = field.get_attribute("name").unwrap_or_default();
        if let Some(value) = values.get(&name) {
            put(&field, &value);
        }
    }
}

fn put(field: &Element, value: &str) {
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(value);
    } else if let Some(select) = field.dyn_ref::<HtmlSelectElement>() {
        // A choice that is no longer offered would leave the field empty.
        if dom::all_in::<HtmlOptionElement>(select, "option").iter().any(|option| option.value() == value) {
            select.set_value(value);
        }
    } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        match input.type_().as_str() {
            "radio" => input.set_checked(input.value() == value),
            "text" | "datetime-local" => input.set_value(value),
            _ => {}
        }
    }
}
