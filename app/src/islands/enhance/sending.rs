//! A form on its way to the server, and the line that says why it did not arrive.

use std::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, FormData, HtmlDialogElement, HtmlElement, HtmlFormElement, Node, UrlSearchParams};

use crate::islands::dom;

/// Marks a form that is being sent. Begins with `data-is-`, so that live updates leave it alone.
const SENDING: &str = "data-is-sending";
/// The attribute of the button that sends again.
pub const RETRY: &str = "data-retry";

/// After this time a form may be sent again, in milliseconds; a message or report sent twice counts once, a dead button helps nobody.
const STUCK: u32 = 20_000;

thread_local! {
    static BY_BROWSER: RefCell<Vec<Sending>> = const { RefCell::new(Vec::new()) };
}

/// A form that is being sent. Dropping it makes the form usable again.
pub struct Sending {
    form: HtmlFormElement,
    button: Option<HtmlElement>,
    label: Option<(Node, String)>,
}

impl Sending {
    /// Marks the form; none if it is on its way already.
    pub fn begin(form: &HtmlFormElement, button: Option<HtmlElement>) -> Option<Self> {
        if form.has_attribute(SENDING) {
            return None;
        }
        dom::set_attribute(form, SENDING, "");
        dom::set_attribute(form, "aria-busy", "true");
        let label = button.as_ref().and_then(|button| last_text(button));
        if let (Some(button), Some((node, _))) = (&button, &label) {
            // Not `disabled`: that would take the focus away.
            dom::set_attribute(button, "aria-disabled", "true");
            node.set_node_value(Some("Sending…"));
        }
        Some(Self { form: form.clone(), button, label })
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        let _ = self.form.remove_attribute(SENDING);
        let _ = self.form.remove_attribute("aria-busy");
        if let Some(button) = &self.button {
            let _ = button.remove_attribute("aria-disabled");
        }
        if let Some((node, text)) = &self.label {
            node.set_node_value(Some(text));
        }
    }
}

/// Marks a form that the browser itself sends; false if it is on its way already.
pub fn leave_to_browser(form: &HtmlFormElement, button: Option<HtmlElement>) -> bool {
    let Some(mark) = Sending::begin(form, button) else { return false };
    BY_BROWSER.with_borrow_mut(|marks| marks.push(mark));
    // The person may have stopped the browser, of which no event tells.
    gloo_timers::callback::Timeout::new(STUCK, forget_all).forget();
    true
}

/// Makes forms usable again that the browser sent: the person is still, or again, on this page.
pub fn forget_all() {
    drop(BY_BROWSER.take());
}

/// The last piece of text in a button that can be seen: after its icon, and not the label for another case.
fn last_text(element: &Element) -> Option<(Node, String)> {
    let children = element.child_nodes();
    (0..children.length()).rev().filter_map(|index| children.item(index)).find_map(|child| {
        if let Some(inner) = child.dyn_ref::<HtmlElement>() {
            return if inner.offset_parent().is_some() { last_text(inner) } else { None };
        }
        let text = child.node_value().unwrap_or_default();
        (child.node_type() == Node::TEXT_NODE && !text.trim().is_empty()).then_some((child, text))
    })
}

/// Sends a form as if its button was pressed: with the browser's own checks.
pub fn press(form: &HtmlFormElement) {
    let button = dom::one_in::<HtmlElement>(form, "button:not([type=button]):not([type=reset])");
    let _ = match button {
        Some(button) => form.request_submit_with_submitter(Some(&button)),
        None => form.request_submit(),
    };
}

/// What the browser would send: the fields with the pressed button, in the form's own encoding.
pub fn body(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Option<JsValue> {
    let data = FormData::new_with_form(form).ok()?;
    if let Some(name) = button.and_then(|button| button.get_attribute("name")) {
        let value = button.and_then(|button| button.get_attribute("value")).unwrap_or_default();
        data.append_with_str(&name, &value).ok()?;
    }
    if form.get_attribute("enctype").as_deref() == Some("multipart/form-data") {
        return Some(data.into());
    }
    UrlSearchParams::new_with_str_sequence_sequence(&data).ok().map(JsValue::from)
}

/// Where the form goes.
pub fn address(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Option<String> {
    // Not the property `action`: a field of that name would hide it.
    button.and_then(|button| button.get_attribute("formaction")).or_else(|| form.get_attribute("action"))
}

/// Says at the end of the form why it was not sent, with a button to try again.
pub fn explain(form: &HtmlFormElement, text: &str) {
    clear_explanation(form);
    let Some(line) = dom::make("div", "not-sent", "") else { return };
    let _ = line.set_attribute("role", "alert");
    let _ = form.append_child(&line);
    dom::append(&line, [dom::make("span", "", text), dom::make_button("btn", RETRY, "Try again")]);
}

/// Takes the line away.
pub fn clear_explanation(form: &Element) {
    for line in dom::all_in::<Element>(form, ".not-sent") {
        line.remove();
    }
}

/// Closes the menus and dialogs in which a form was filled in. A panel may have been opened from another
/// menu, which stays open behind it, so every open popover is meant.
pub fn close_containers(element: &Element) {
    for popover in dom::all::<Element>(":popover-open") {
        dom::call_method(&popover, "hidePopover", &[]);
    }
    let dialog = element.closest("dialog[open]").ok().flatten();
    if let Some(dialog) = dialog.as_ref().and_then(|dialog| dialog.dyn_ref::<HtmlDialogElement>()) {
        dialog.close();
    }
    if let Some(details) = element.closest("details[open]").ok().flatten() {
        let _ = details.remove_attribute("open");
    }
}
