//! `/offline`: what the service worker keeps to show instead of a page that it can neither fetch nor has kept.

use app::pages;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::error::AppError;
use crate::page::PageRequest;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/offline", get(show))
}

/// Belongs to nobody: it is kept for whoever uses the device.
async fn show(State(state): State<AppState>) -> Result<Response, AppError> {
    let cx = state.page(&PageRequest::of_nobody("/offline"), None).await?;
    Ok(Html(pages::offline(&cx)).into_response())
}
