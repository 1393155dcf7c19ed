//! The browser's entry point.
//!
//! `public/boot.js` loads this module, calls [`hydrate`] once, and then wakes each island on the
//! page by the exported function that bears its name. Everything else lives in `app`.

use std::cell::OnceCell;

// Without a reference to `app` the linker drops it, and with it every island's export.
use app as _;
use leptos::prelude::Owner;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static ROOT: OnceCell<Owner> = const { OnceCell::new() };
}

/// Prepares the reactive runtime, so that islands can be woken one by one.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    if let Some(root) = Owner::current() {
        // A second call changes nothing: islands may already live under the first root.
        let _ = ROOT.with(|kept| kept.set(root));
    }
}

/// Makes the page itself the owner of the island that wakes next.
///
/// An island inside another one's children wakes with that other one as its owner, and leptos
/// leaves it set: the islands after it would see a stranger's context.
#[wasm_bindgen]
pub fn enter_root() {
    ROOT.with(|kept| kept.get().map(Owner::set));
}
