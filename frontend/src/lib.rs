//! The browser's entry point.
//!
//! `public/boot.js` loads this module, calls [`hydrate`] once, and then wakes each island on the
//! page by the exported function that bears its name. Everything else lives in `app`.

// Without a reference to `app` the linker drops it, and with it every island's export.
use app as _;
use wasm_bindgen::prelude::wasm_bindgen;

/// Prepares the reactive runtime, so that islands can be woken one by one.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
