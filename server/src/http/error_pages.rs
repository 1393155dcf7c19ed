//! Designed pages for what went wrong.

use std::any::Any;

use app::pages;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::trace::RequestId;
use crate::auth;
use crate::error::{AppError, Fault, FaultKind};
use crate::page::PageRequest;
use crate::routes::sync;
use crate::state::AppState;

/// Puts a page on every response that went wrong and has none, for whoever reads HTML; where programs ask, a sentence in
/// JSON.
pub async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let reads_html = request
        .headers()
        .get(ACCEPT)
        .is_some_and(|accept| accept.to_str().is_ok_and(|accept| accept.contains("text/html")));
    let reference = request.extensions().get::<RequestId>().map_or_else(String::new, |id| id.0.clone());
    let page = PageRequest::of(&state, &request);
    let speaks_json = sync::speaks_json(request.uri().path());
    let token = auth::cookie::read(request.headers(), state.public_url());
    let is_head = request.method() == Method::HEAD;
    let response = next.run(request).await;
    let Some(kind) = fault_of(&response) else { return response };
    if speaks_json {
        let problem = serde_json::json!({ "problem": kind.sentence() });
        return with_body(response, HeaderValue::from_static("application/json"), problem.to_string());
    }
    if !reads_html || is_head {
        return response;
    }
    // An overloaded or broken server must not be asked for more to say so.
    let session = match (kind, token) {
        (FaultKind::NotFound | FaultKind::Forbidden | FaultKind::Unreadable, Some(token)) => {
            auth::resolve(&state, &token, store::access::Activity::Background).await.ok().flatten()
        }
        _ => None,
    };
    let Ok(cx) = state.page(&page, session.as_ref()).await else { return response };
    let html = match kind {
        FaultKind::NotFound => pages::error(&cx, pages::Problem::NotFound, ""),
        FaultKind::Forbidden => pages::error(&cx, pages::Problem::Forbidden, ""),
        FaultKind::Internal => pages::error(&cx, pages::Problem::Internal, &reference),
        FaultKind::Busy => pages::error(&cx, pages::Problem::Busy, ""),
        FaultKind::SignedOut => pages::notice(&cx, &SIGNED_OUT),
        FaultKind::ForeignRequest => pages::notice(&cx, &FOREIGN),
        FaultKind::TimedOut => pages::notice(&cx, &TIMED_OUT),
        FaultKind::TooLarge => pages::notice(&cx, &TOO_LARGE),
        FaultKind::Unreadable => pages::notice(&cx, &UNREADABLE),
    };
    with_body(response, HeaderValue::from_static("text/html; charset=utf-8"), html)
}

fn fault_of(response: &Response) -> Option<FaultKind> {
    if let Some(fault) = response.extensions().get::<Fault>() {
        return Some(fault.kind);
    }
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    // Extractors refuse with a plain sentence for programmers, or with nothing.
    let is_bare = response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    (is_error && is_bare).then(|| FaultKind::of(status))
}

fn with_body(response: Response, kind: HeaderValue, body: String) -> Response {
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, kind);
    Response::from_parts(parts, body.into())
}

const SIGNED_OUT: pages::Notice = pages::Notice {
    icon: "lock",
    title: "You are signed out",
    text: "Nothing was saved. Sign in in a new tab, then go back here and send it again: what you typed is still in the form.",
    link: ("/sign-in", "Sign in"),
};
const FOREIGN: pages::Notice = pages::Notice {
    icon: "lock",
    title: "This was not sent from here",
    text: "Changes are only accepted from pages of this site. Nothing was saved. Open the page here and send it again.",
    link: ("/", "Back to the start"),
};
const TIMED_OUT: pages::Notice = pages::Notice {
    icon: "clock",
    title: "This took too long",
    text: "The connection may be slow. Go back and look whether it arrived before you send it again.",
    link: ("/", "Back to the start"),
};
const TOO_LARGE: pages::Notice = pages::Notice {
    icon: "alert",
    title: "This is too large",
    text: "Nothing was saved. Go back, leave out a file or shorten the text, and send it again.",
    link: ("/", "Back to the start"),
};
const UNREADABLE: pages::Notice = pages::Notice {
    icon: "alert",
    title: "This could not be read",
    text: "Nothing was saved. The address or the form is not one that this page takes.",
    link: ("/", "Back to the start"),
};

/// One bad request must not end the process: what a panic leaves is a 500.
#[expect(clippy::needless_pass_by_value, reason = "the signature that the panic layer asks for")]
pub fn after_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    AppError::Internal(anyhow::anyhow!("panic: {message}")).into_response()
}

/// The answer for an address that nobody serves.
pub async fn not_found() -> AppError {
    AppError::NotFound
}

/// The answer for an address that serves other methods.
pub async fn method_not_allowed() -> AppError {
    AppError::MethodNotAllowed
}
