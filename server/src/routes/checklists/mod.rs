//! Checklists: both sides see the runs of their engagements, and each checks its own items.
//!
//! # Layout
//! - `list`: the runs, and beginning one; `run`: one of them
//! - `acts`: what people do to items, sections and runs; `evidence`: photos and files
//! - `send`: how a form becomes operations, and what it gets back
//! - `templates`: the list and one template; `editor`: their next versions

mod acts;
mod editor;
mod evidence;
mod list;
mod run;
mod send;
mod templates;

use axum::Router;

use crate::state::AppState;

/// Every route of checklists.
pub(super) fn router() -> Router<AppState> {
    Router::new()
        .merge(list::router())
        .merge(run::router())
        .merge(acts::router())
        .merge(evidence::router())
        .merge(templates::router())
        .merge(editor::router())
}
