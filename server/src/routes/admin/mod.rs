//! Administration: the small, slow-changing records. Admins edit, agents read, for clients it does not exist.
//!
//! # Layout
//! - `call`: one request: who asks, and how a page is drawn; `saved`: what a form gets back
//! - `links`: records that belong to another one; `zones`: time zones on offer
//! - `clients`, `products`, `plans`, `engagements`, `people`: list, form, create, save
//! - `policies`, `calendars`: read; `versions`: their next versions

mod calendars;
mod call;
mod clients;
mod engagement_form;
mod engagement_preview;
mod engagements;
pub(super) mod links;
mod people;
mod person_access;
mod person_form;
mod plans;
mod policies;
mod products;
mod saved;
mod versions;
mod zones;

use axum::Router;

use crate::state::AppState;

pub(super) use call::{Call, Editor};

/// Every route of the administration.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .merge(clients::router())
        .merge(products::router())
        .merge(plans::router())
        .merge(engagements::router())
        .merge(people::router())
        .merge(person_access::router())
        .merge(policies::router())
        .merge(calendars::router())
        .merge(versions::router())
}
