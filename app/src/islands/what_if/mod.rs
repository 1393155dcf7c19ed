//! "What if?": answers while the form is filled in, with the code that answers on the server. Asks the server for nothing.
//!
//! - `answering`: from the form to the answer; `choices`: priorities and reasons follow plan and moment

#[cfg(feature = "hydrate")]
mod answering;
#[cfg(feature = "hydrate")]
mod choices;

use leptos::prelude::*;

/// Improves `form[data-what-if]`.
#[island]
pub fn WhatIf() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("what-if") {
        answering::start();
    }
}
