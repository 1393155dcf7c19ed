//! Keeps the page up to date while people elsewhere change things.
//!
//! - `source`: the stream of changes, reconnecting, fetching the page anew
//! - `apply`, `morph`, `in_use`: bringing the fresh page into the one that is shown
//! - `bar`: the slim bar that says when this is not possible
//! - `backoff`: how long to wait between tries

pub mod backoff;

#[cfg(feature = "hydrate")]
pub mod apply;
#[cfg(feature = "hydrate")]
pub mod bar;
#[cfg(feature = "hydrate")]
pub mod in_use;
#[cfg(feature = "hydrate")]
pub mod morph;
#[cfg(feature = "hydrate")]
pub mod source;

use leptos::prelude::*;

/// Follows `GET /events` and refreshes the page's `[data-live]` regions.
#[island]
pub fn Live() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("live") {
        source::start();
    }
}
