//! Keyboard help: every key has a button, and keys can be switched off (WCAG 2.1.4).

use leptos::prelude::*;

use super::menu;

const KEYS: [(&str, &[&str]); 11] = [
    ("Next or previous ticket", &["J", "K"]),
    ("Open it on its own page", &["Enter"]),
    ("Accept: take it and confirm the priority", &["1"]),
    ("Duplicate of another ticket", &["2"]),
    ("Decline with a reason", &["3"]),
    ("Snooze", &["H"]),
    ("Assign", &["A"]),
    ("Priority", &["P"]),
    ("Select for a bulk action", &["X"]),
    ("Go to a ticket by its key", &["/"]),
    ("This help", &["?"]),
];

/// The help panel, opened by its button or `?`.
pub fn help() -> AnyView {
    let rows = KEYS.iter().map(|(what, keys)| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view();
        view! { <div><dt>{*what}</dt><dd>{keys}</dd></div> }
    });
    menu::panel(
        "keys",
        "Keyboard",
        view! {
            <dl class="keys">{rows.collect_view()}</dl>
            <label class="switch"><input type="checkbox" checked data-keys-toggle/><span>"Use these keys on this device"</span></label>
        }
        .into_any(),
    )
}
