//! `/events`: the stream of changes for one open page (server-sent events).

use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::auth::cookie;
use crate::auth::extract::MaybeSignedIn;
use crate::error::AppError;
use crate::http::csrf;
use crate::live::{self, Opening};
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/events", get(events))
}

#[derive(Deserialize)]
struct From {
    /// The last change a page shows, for its first connection; later ones send `Last-Event-ID`.
    after: Option<String>,
}

async fn events(
    State(state): State<AppState>,
    MaybeSignedIn(session): MaybeSignedIn,
    Query(From { after }): Query<From>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    csrf::check_stream(&headers, state.public_url()).map_err(|_| AppError::ForeignRequest)?;
    // Not a redirect: a stream cannot follow one, and must not try again.
    let session = session.ok_or(AppError::SignedOut)?;
    let token = cookie::read(&headers, state.public_url()).ok_or(AppError::SignedOut)?;
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok()).map(str::to_owned);
    live::open(&state, Opening { session, token, since: last.or(after) })
}
