//! `/healthz`: whether this process serves. Kept outside the limits, so that it stays fast under load.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/healthz", get(health))
}

async fn health(State(state): State<AppState>) -> (StatusCode, String) {
    if state.stopping().is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping".to_owned());
    }
    match state.jobs_down().names().as_slice() {
        [] => (StatusCode::OK, "ok".to_owned()),
        down => (StatusCode::SERVICE_UNAVAILABLE, format!("being started again: {}", down.join(", "))),
    }
}
