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

/// The template of the route that a request is for, such as `/welcome/{token}`; `-` when there is none. What is logged
/// instead of the path: keys and one-time links do not belong into a log.
pub fn route_of(request: &Request) -> &str {
    request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str)
}

/// Names the request and logs method, path template, status and `duration_ms`.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().simple().to_string()[..12].to_owned();
    let method = request.method().clone();
    let path = route_of(&request).to_owned();
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

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::middleware::from_fn;
    use axum::response::IntoResponse;
    use tower::ServiceExt;

    use super::*;

    /// Answers with what would be logged, instead of going on to the route.
    async fn tell(request: Request, _: Next) -> Response {
        route_of(&request).to_owned().into_response()
    }

    #[tokio::test]
    async fn a_one_time_link_is_logged_as_its_template_and_an_unknown_address_as_a_dash() {
        let router = Router::new()
            .route("/welcome/{token}", axum::routing::post(|| async {}))
            .fallback(|| async {})
            .layer(from_fn(tell));
        for (path, logged) in [("/welcome/secret", "/welcome/{token}"), ("/elsewhere/secret", "-")] {
            let request = Request::builder().method("POST").uri(path).body(Body::empty()).unwrap();
            let answer = router.clone().oneshot(request).await.unwrap();
            assert_eq!(to_bytes(answer.into_body(), 1024).await.unwrap(), logged);
        }
    }
}
