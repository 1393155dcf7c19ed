//! What a person typed survives reload, crash, sign-out by time and a server that is down.
//!
//! A form with a `[data-draft]` field is kept in `localStorage` as a whole, per person: the text of an
//! internal note without its "internal" would be worse than no draft. It is put back when the form is drawn
//! empty, and forgotten when the form was sent.
//!
//! - `keep`: keeping, putting back, forgetting; `form`: a form's fields as one text
//! - `storage`: where it is kept; `sign_out`: drafts leave this device with the person, after a warning

#[cfg(feature = "hydrate")]
mod form;
#[cfg(feature = "hydrate")]
mod keep;
#[cfg(feature = "hydrate")]
mod sign_out;
#[cfg(feature = "hydrate")]
mod storage;

use leptos::prelude::*;

#[cfg(feature = "hydrate")]
pub use keep::{forget, keep_form};

/// Keeps what is typed into `[data-draft]` forms.
#[island]
pub fn Drafts() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("drafts") {
        keep::start();
        sign_out::start();
    }
}
