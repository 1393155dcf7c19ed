//! `/speculation.json`: lets browsers begin to load a page when its link is pressed, before it is released.
//!
//! Only then, not on hover: a page that shows running clocks and other people's changes must not be minutes old.

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::state::AppState;

const RULES: &str = r#"{"prefetch":[{"where":{"and":[{"href_matches":"/*"},{"not":{"href_matches":["/attachments/*","/reports/*","/welcome/*","/events*","/api/*"]}}]},"eagerness":"conservative"}]}"#;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/speculation.json", get(rules))
}

async fn rules() -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/speculationrules+json")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400")),
    ];
    (headers, RULES).into_response()
}
