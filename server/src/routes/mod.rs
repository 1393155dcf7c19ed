//! Every address this server answers. One file per area, each with its own `router()`.
//!
//! # Layout
//! - `start`: `/`; `sign_in`, `welcome`: before there is a session; `theme`: light or dark
//! - `desk`: what both sides do with tickets; `present`: from the store's answers to what pages show
//! - `admin`: clients, products, plans, engagements, people, policies, calendars; `settings`, `knowledge`
//! - `checklists`: runs, their items, their templates
//! - `push`: messages to one's own devices
//! - `plan`: what is promised, in words
//! - `reports`: what the promises came to
//! - `attachments`, `events`, `api`: files, live updates, server functions
//! - `field`: the workspace that works without a network; `sync`: what it sends and reads
//! - `offline`: for the service worker; `health`, `speculation`: for machines

mod admin;
mod api;
mod attachments;
mod checklists;
mod desk;
mod events;
mod field;
mod health;
mod knowledge;
mod offline;
mod plan;
mod present;
mod push;
mod reports;
mod settings;
mod sign_in;
mod speculation;
mod start;
pub mod sync;
mod theme;
mod welcome;

use std::sync::Arc;

use axum::Router;
use domain::sla::Metric;
use domain::time::Timestamp;
use store::Directory;
use store::access::Session;
use store::tickets::Detail;

use crate::state::AppState;

/// Pages and what belongs to them: guarded by every layer of `app.rs`.
pub fn pages() -> Router<AppState> {
    Router::new()
        .merge(start::router())
        .merge(sign_in::router())
        .merge(welcome::router())
        .merge(theme::router())
        .merge(attachments::router())
        .merge(desk::router())
        .merge(checklists::router())
        .merge(admin::router())
        .merge(settings::router())
        .merge(push::router())
        .merge(knowledge::router())
        .merge(plan::router())
        .merge(reports::router())
        .merge(events::router())
        .merge(field::router())
        .merge(sync::router())
        .merge(api::router())
        .merge(speculation::router())
        .merge(offline::router())
}

/// The explanations of a ticket's clocks of one metric as the pages give them, as plain text, in the order in which they
/// ran.
pub fn explained(
    directory: &Arc<Directory>,
    session: &Session,
    detail: &Detail,
    metric: Metric,
    now: Timestamp,
) -> Vec<String> {
    let mut view = present::View::new(Arc::clone(directory), session, now);
    let cycles = detail.clocks.iter().filter(|clock| clock.metric == metric).map(|clock| clock.cycle);
    cycles.filter_map(|cycle| view.why(detail, metric, Some(cycle)).map(|model| model.to_text())).collect()
}

/// What must answer also when nothing else can.
pub fn health() -> Router<AppState> {
    health::router()
}
