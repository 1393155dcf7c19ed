//! Clock chips that tick, with the same code that drew them on the server (`domain::sla::face`).
//!
//! - `ticker`: when to draw; `chip`: what is drawn; `tables`: what chips are computed from
//! - `announcer`: milestones, said once

#[cfg(feature = "hydrate")]
mod announcer;
#[cfg(feature = "hydrate")]
mod chip;
#[cfg(feature = "hydrate")]
mod tables;
#[cfg(feature = "hydrate")]
mod ticker;

use leptos::prelude::*;

/// Ticks every `[data-clock]` of the page.
#[island]
pub fn Clocks() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("clocks") {
        ticker::start();
    }
}
