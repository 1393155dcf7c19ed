//! `/field`: the frame of the workspace that works without a network. Everything in it comes from `sync`.

use app::pages;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::auth::SignedIn;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/field", get(show))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    request: PageRequest,
) -> Result<Response, AppError> {
    let cx = state.page(&request, Some(&session)).await?;
    Ok(Html(pages::field(&cx)).into_response())
}
