//! Whether keys are on. Kept on this device: it depends on the keyboard and on assistive tools.

use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, Storage};

use crate::islands::dom;

/// The checkbox that switches keys on and off.
const TOGGLE: &str = "input[data-keys-toggle]";
const OFF: &str = "off";

/// Shows the choice in every toggle and listens for changes.
pub fn start() {
    show();
    dom::on_document(dom::UPDATED, |_| show());
    dom::on_document("change", |event| {
        let toggle = dom::target(&event).and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(toggle) = toggle.filter(|toggle| toggle.matches(TOGGLE).unwrap_or(false)) else { return };
        if let Some(storage) = storage() {
            let _ = storage.set_item(&key(), if toggle.checked() { "on" } else { OFF });
        }
        show();
    });
}

/// Whether keys do anything.
pub fn is_on() -> bool {
    let chosen = storage().and_then(|storage| storage.get_item(&key()).ok().flatten());
    chosen.unwrap_or_else(|| dom::body_attribute("data-key-shortcuts")) != OFF
}

fn show() {
    for toggle in dom::all::<HtmlInputElement>(TOGGLE) {
        toggle.set_checked(is_on());
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn key() -> String {
    ["aftercare:keys:", &dom::body_attribute("data-viewer")].concat()
}
