//! How much a request may carry.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::Limited;

use crate::error::AppError;
use crate::routes::sync;
use crate::state::AppState;

/// Whether the request carries files. Only routes that take files read such a body at all.
pub fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE);
    kind.is_some_and(|value| value.as_bytes().to_ascii_lowercase().starts_with(b"multipart/form-data"))
}

/// Refuses a body that says it is too large, and cuts off one that turns out to be.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let config = state.config();
    let limit = if is_multipart(&request) {
        config.uploads.request()
    } else if request.uri().path() == sync::PUSH {
        sync::PUSH_MAX
    } else {
        config.requests.body
    };
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if announced.and_then(|text| text.parse::<usize>().ok()).is_some_and(|length| length > limit) {
        return AppError::TooLarge.into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}
