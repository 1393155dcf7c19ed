//! The browser's storage for drafts. A browser that refuses it (private window, full) just keeps none.

use leptos::prelude::{document, window};
use web_sys::Storage;

use crate::islands::dom;

/// On a device that others use as well, what is typed lasts as long as its tab.
fn storage() -> Option<Storage> {
    let is_shared = document().body().is_some_and(|body| body.has_attribute("data-shared"));
    let storage = if is_shared { window().session_storage() } else { window().local_storage() };
    storage.ok().flatten()
}

/// The beginning of every key of this person: drafts of others on the same device are not theirs.
fn prefix() -> String {
    ["aftercare:draft:", &dom::body_attribute("data-viewer"), ":"].concat()
}

/// What is kept under a name.
pub fn get(name: &str) -> Option<String> {
    storage()?.get_item(&[&prefix(), name].concat()).ok().flatten()
}

/// Keeps a text.
pub fn set(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&[&prefix(), name].concat(), text);
    }
}

/// Forgets a text.
pub fn remove(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&[&prefix(), name].concat());
    }
}

/// The names of all drafts of this person.
pub fn names() -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let prefix = prefix();
    let count = storage.length().unwrap_or(0);
    let keys = (0..count).filter_map(|index| storage.key(index).ok().flatten());
    keys.filter_map(|key| key.strip_prefix(&prefix).map(str::to_owned)).collect()
}
