//! Forms, dialogs and list rows without a page load. Without this island they are ordinary forms and links.
//!
//! - `forms`: `form[data-enhance]` is sent in place; `outcome`: what the answer does to the page
//! - `sending`: a form on its way, and the line that says why it did not arrive
//! - `later`: what is typed into it meanwhile; `rest`: what of that was not sent
//! - `dialogs`: `a[data-dialog]` opens in a dialog, `button[data-opens]` opens a dialog of the page
//! - `visit`: another address of the same page, with the back button working
//! - `next_row`: which inbox row comes after one that was dealt with

pub mod next_row;
pub mod rest;

#[cfg(feature = "hydrate")]
mod dialogs;
#[cfg(feature = "hydrate")]
mod forms;
#[cfg(feature = "hydrate")]
mod later;
#[cfg(feature = "hydrate")]
mod outcome;
#[cfg(feature = "hydrate")]
pub mod sending;
#[cfg(feature = "hydrate")]
pub mod visit;

use leptos::prelude::*;

/// Sends forms in place and opens dialogs.
#[island]
pub fn Enhance() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("enhance") {
        forms::start();
        dialogs::start();
        visit::start();
    }
}
