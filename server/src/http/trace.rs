//! A name for every request, and one log line when it is done.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

/// The header that carries the name back.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a request is called in the log; a person can quote it from an error page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

/// Names the request and logs method, path template, status and `duration_ms`. The template, not the path: keys
/// and one-time links do not belong into a log.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().simple().to_string()[..12].to_owned();
    let method = request.method().clone();
    let path =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    request.extensions_mut().insert(RequestId(id.clone()));
    let span = tracing::info_span!("request", id);
    let began = Instant::now();
    let mut response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    let duration_ms = began.elapsed().as_secs_f64() * 1000.0;
    let duration_ms = (duration_ms * 100.0).round() / 100.0;
    span.in_scope(|| {
        if status >= 500 {
            tracing::warn!(%method, path, status, duration_ms, "answered");
        } else if path.starts_with("/pkg") || path == "/healthz" {
            tracing::debug!(%method, path, status, duration_ms, "answered");
        } else {
            tracing::info!(%method, path, status, duration_ms, "answered");
        }
    });
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
