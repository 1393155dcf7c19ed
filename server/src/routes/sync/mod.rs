//! `/api/v1/sync/…`: what a device keeps to work without a network, and what it sends (SYNC.md). Plain JSON with
//! addresses that stay, because an installed app may be weeks older than this program.
//!
//! Errors are JSON as well, `{"problem": "…"}` (`http::error_pages`): 401 without a session and never a redirect, 404 for
//! what is not there or not theirs, 400 for what cannot be read.
//!
//! # Layout
//! - `read`: the workspace, and what changed in one engagement; `push`: operations; `files`: photos and files, before the
//!   operation that names them

mod files;
mod push;
mod read;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use store::access::Session;

use crate::state::AppState;

/// Where operations are sent to.
pub const PUSH: &str = "/api/v1/sync/push";
/// Bytes of one envelope: 500 operations of 2,000 characters of any script, each with its names and ids.
pub const PUSH_MAX: usize = 6 << 20;

/// Whether an address is answered in JSON, errors included.
pub fn speaks_json(path: &str) -> bool {
    path.starts_with("/api/v1/")
}

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1/sync/workspace", get(read::workspace))
        .route("/api/v1/sync/pull", get(read::pull))
        .route(PUSH, post(push::push))
        .route("/api/v1/sync/files", post(files::receive))
}

/// The answer to a device of somebody else than who is signed in, by the person it names, if it names one: what one person
/// did is never sent in another's name, and what one may keep is never another's.
fn not_for(session: &Session, person: Option<&str>) -> Option<Response> {
    let is_another = person.is_some_and(|person| person != session.person.id.as_str());
    let text = "Somebody else is signed in here. Whoever did this has to sign in to send it.";
    is_another.then(|| problem(StatusCode::UNAUTHORIZED, text))
}

/// A refusal in words of its own.
fn problem(status: StatusCode, text: &str) -> Response {
    (status, Json(serde_json::json!({ "problem": text }))).into_response()
}
