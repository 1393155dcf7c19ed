//! The inbox by keyboard. Every key has a button; keys can be switched off (WCAG 2.1.4).
//!
//! - `meaning`: which key means what; `act`: doing it; `switch`: on or off on this device

pub mod meaning;

#[cfg(feature = "hydrate")]
mod act;
#[cfg(feature = "hydrate")]
mod switch;

use leptos::prelude::*;

/// Listens for the keys of PRODUCT.md, journey 2.
#[island]
pub fn InboxKeys() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("inbox-keys") {
        switch::start();
        act::start();
    }
}
