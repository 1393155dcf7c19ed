//! Writing a reply: Ctrl or Cmd with Enter sends, the field grows with its text, screenshots can be pasted.

use leptos::prelude::*;

/// Improves text fields, above all those of `form[data-composer]`.
#[island]
pub fn Composer() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("composer") {
        super::attachments::start();
        writing::start();
    }
}

#[cfg(feature = "hydrate")]
mod writing {
    use wasm_bindgen::JsCast;
    use web_sys::{Event, HtmlTextAreaElement, KeyboardEvent};

    use crate::islands::dom;
    use crate::islands::enhance::sending;

    const AREA: &str = "form[data-composer] textarea";

    pub fn start() {
        dom::on_document("keydown", on_key);
        if !browser_grows_fields() {
            for event in ["input", dom::RESTORED] {
                dom::on_document(event, |event| {
                    if let Some(area) = dom::closest::<HtmlTextAreaElement>(&event, AREA) {
                        grow(&area);
                    }
                });
            }
            dom::on_document(dom::UPDATED, |_| grow_all());
            grow_all();
        }
    }

    fn on_key(event: Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if key.key() != "Enter" || !(key.ctrl_key() || key.meta_key()) || key.is_composing() {
            return;
        }
        let form = dom::closest::<HtmlTextAreaElement>(&event, "form textarea").and_then(|area| area.form());
        if let Some(form) = form.filter(|form| form.get_attribute("method").as_deref() == Some("post")) {
            event.prevent_default();
            sending::press(&form);
        }
    }

    /// `field-sizing: content` does it without a script where the browser knows it.
    fn browser_grows_fields() -> bool {
        let css = dom::member(&leptos::prelude::window(), "CSS");
        let answer = css.and_then(|css| dom::call_method(&css, "supports", &[&"field-sizing: content".into()]));
        answer.is_some_and(|answer| answer.is_truthy())
    }

    fn grow_all() {
        for area in dom::all::<HtmlTextAreaElement>(AREA) {
            grow(&area);
        }
    }

    fn grow(area: &HtmlTextAreaElement) {
        let style = area.style();
        let _ = style.set_property("height", "auto");
        let _ = style.set_property("height", &[&area.scroll_height().to_string(), "px"].concat());
    }
}
