//! `/healthz`: whether this process serves. Kept outside the limits, so that it stays fast under load.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use axum::extract::State;

use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(health))
}

async fn health(State(state): State<AppState>) -> (StatusCode, &'static str) {
    if state.stopping().is_cancelled() { (StatusCode::SERVICE_UNAVAILABLE, "stopping") } else { (StatusCode::OK, "ok") }
}
