//! What is typed into a form while it is on its way: it was not sent and must not be lost with what was.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement};

use super::rest::rest;
use crate::islands::{dom, drafts};

/// Fields in which people write.
const TEXTS: &str = "textarea[name], input[type=text][name]";
const CHOICES: &str = "input[type=radio]";

/// The texts of a form as they were sent.
pub struct Sent(Vec<(Element, String)>);

impl Sent {
    /// Remembers them.
    pub fn remember(form: &Element) -> Self {
        let fields = dom::all_in::<Element>(form, TEXTS).into_iter();
        Self(fields.map(|field| (field.clone(), text_of(&field))).collect())
    }

    /// What was typed since; none when that is nothing.
    pub fn later(self, form: &HtmlFormElement) -> Option<Later> {
        let texts: Vec<Text> = self.0.into_iter().filter_map(|(field, sent)| Text::since(field, &sent)).collect();
        if texts.is_empty() {
            return None;
        }
        let chosen = dom::all_in::<HtmlInputElement>(form, CHOICES).into_iter().filter(HtmlInputElement::checked);
        let choices = chosen.map(|choice| (choice.name(), choice.value())).collect();
        Some(Later { form: form.clone(), texts, choices })
    }
}

/// A text that was changed after it was sent.
struct Text {
    field: Element,
    now: String,
    rest: String,
}

impl Text {
    fn since(field: Element, sent: &str) -> Option<Self> {
        let now = text_of(&field);
        let rest = rest(sent, &now).to_owned();
        (now != sent && !rest.trim().is_empty()).then_some(Self { field, now, rest })
    }

    /// A field that shows what was saved, like a title, goes on as a whole; one that was emptied goes on with the rest.
    fn put_back(&self) {
        let text = if drawn_text_of(&self.field).is_empty() { &self.rest } else { &self.now };
        put(&self.field, text);
    }
}

/// What was typed into a form after it was sent.
pub struct Later {
    form: HtmlFormElement,
    texts: Vec<Text>,
    /// What is chosen beside the texts: what was begun as an internal note stays one.
    choices: Vec<(String, String)>,
}

impl Later {
    /// The field in which the person is writing.
    pub fn focused(&self) -> Option<HtmlElement> {
        let active = document().active_element()?;
        let field = self.texts.iter().find(|text| text.field.is_same_node(Some(&active)))?.field.clone();
        field.dyn_into().ok()
    }

    /// Empties the form, so that it can be drawn anew. The rest is kept as a draft: the person may have gone elsewhere.
    pub fn set_aside(&self) {
        // What has the focus is not drawn anew.
        if let Some(field) = self.focused() {
            let _ = field.blur();
        }
        self.form.reset();
        self.put_back();
        self.form.reset();
    }

    /// Puts the rest back into the form, and keeps it as a draft.
    pub fn put_back(&self) {
        for text in &self.texts {
            text.put_back();
        }
        for choice in dom::all_in::<HtmlInputElement>(&self.form, CHOICES) {
            if self.choices.contains(&(choice.name(), choice.value())) {
                choice.set_checked(true);
            }
        }
        drafts::keep_form(&self.form);
        for text in &self.texts {
            dom::fire(&text.field, dom::RESTORED);
        }
    }

    /// Puts the texts into the refused form, where that was drawn in another place of the page.
    pub fn follow(&self, action: &str) {
        for text in self.texts.iter().filter(|text| !text.field.is_connected()) {
            let name = text.field.get_attribute("name").unwrap_or_default();
            let selector = ["#form-", action, " [name=\"", &name, "\"]"].concat();
            if let Some(field) = dom::one::<Element>(&selector) {
                put(&field, &text.now);
            }
        }
    }
}

fn text_of(field: &Element) -> String {
    let text = field.dyn_ref::<HtmlTextAreaElement>().map(HtmlTextAreaElement::value);
    text.or_else(|| field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::value)).unwrap_or_default()
}

/// The text with which the server drew a field.
fn drawn_text_of(field: &Element) -> String {
    let text = field.dyn_ref::<HtmlTextAreaElement>().map(|area| area.default_value().unwrap_or_default());
    text.or_else(|| field.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::default_value)).unwrap_or_default()
}

fn put(field: &Element, text: &str) {
    if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(text);
    } else if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        input.set_value(text);
    }
}
