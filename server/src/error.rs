//! What a handler answers when it cannot do what was asked.
//!
//! Guide: a handler returns `Result<_, AppError>`. Input that a person can correct is not an error here: the
//! handler draws its form again (422) or shows what somebody else changed (409). Everything in this enum becomes a
//! designed page for browsers (see `http::error_pages`) and one sentence for everything else.

use axum::http::StatusCode;
use axum::http::header::{ALLOW, LOCATION, RETRY_AFTER};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};

/// Why a request has no proper answer. Each variant documents its status.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// 404: not there, or not yours; the two are never told apart (SECURITY.md, Tenancy).
    #[error("not found")]
    NotFound,
    /// 303 to `/sign-in`: a page was asked for without a session.
    #[error("sign in first")]
    SignIn {
        /// Path and query to come back to.
        next: String,
    },
    /// 401: something was sent without a session.
    #[error("signed out")]
    SignedOut,
    /// 403: signed in, on the right side, but the role does not allow it.
    #[error("not allowed for this role")]
    Forbidden,
    /// 403: another site asked for it.
    #[error("asked for by another site")]
    ForeignRequest,
    /// 400: not readable as what the route takes.
    #[error("unreadable request: {0}")]
    Unreadable(String),
    /// 405: the address is right, the method is not.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// 408: the request took too long.
    #[error("timed out")]
    TimedOut,
    /// 413: larger than the route takes.
    #[error("too large")]
    TooLarge,
    /// 503 with Retry-After: more work than the server takes on at once.
    #[error("too busy")]
    Busy,
    /// 500: our fault. The text goes to the log, never to a person.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// Left on a response that has no page of its own yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// What went wrong, in the words of an error page.
    pub kind: FaultKind,
}

/// The error pages there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// 404.
    NotFound,
    /// 401.
    SignedOut,
    /// 403 by role.
    Forbidden,
    /// 403 by origin.
    ForeignRequest,
    /// 400, 405, 411, 415 and the like.
    Unreadable,
    /// 408.
    TimedOut,
    /// 413.
    TooLarge,
    /// 503.
    Busy,
    /// 500.
    Internal,
}

impl FaultKind {
    /// The page for a response that a framework made without one.
    pub fn of(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::UNAUTHORIZED => Self::SignedOut,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::REQUEST_TIMEOUT => Self::TimedOut,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::SERVICE_UNAVAILABLE => Self::Busy,
            status if status.is_server_error() => Self::Internal,
            _ => Self::Unreadable,
        }
    }

    /// What went wrong, for whoever does not read pages.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotFound => "This is not here.",
            Self::SignedOut => "You are signed out. Sign in and send it again.",
            Self::Forbidden => "Your account may not do this.",
            Self::ForeignRequest => "This was not sent from a page of this site.",
            Self::Unreadable => "This request could not be read.",
            Self::TimedOut => "This took too long.",
            Self::TooLarge => "This is larger than the server takes.",
            Self::Busy => "The server is busy. Try again in a few seconds.",
            Self::Internal => "Something broke on our side.",
        }
    }
}

impl AppError {
    fn parts(&self) -> (StatusCode, FaultKind) {
        match self {
            Self::NotFound => (StatusCode::NOT_FOUND, FaultKind::NotFound),
            Self::SignIn { .. } => (StatusCode::SEE_OTHER, FaultKind::SignedOut),
            Self::SignedOut => (StatusCode::UNAUTHORIZED, FaultKind::SignedOut),
            Self::Forbidden => (StatusCode::FORBIDDEN, FaultKind::Forbidden),
            Self::ForeignRequest => (StatusCode::FORBIDDEN, FaultKind::ForeignRequest),
            Self::Unreadable(_) => (StatusCode::BAD_REQUEST, FaultKind::Unreadable),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, FaultKind::Unreadable),
            Self::TimedOut => (StatusCode::REQUEST_TIMEOUT, FaultKind::TimedOut),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, FaultKind::TooLarge),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, FaultKind::Busy),
            Self::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, FaultKind::Internal),
        }
    }

    fn sentence(&self) -> &'static str {
        match self {
            Self::SignIn { .. } => "Sign in first.",
            Self::MethodNotAllowed => "This address takes no such request.",
            other => other.parts().1.sentence(),
        }
    }
}

impl From<store::StoreError> for AppError {
    fn from(error: store::StoreError) -> Self {
        match error {
            store::StoreError::Busy { .. } => Self::Busy,
            other => Self::Internal(other.into()),
        }
    }
}

impl From<crate::auth::password::PasswordError> for AppError {
    fn from(error: crate::auth::password::PasswordError) -> Self {
        match error {
            crate::auth::password::PasswordError::Busy => Self::Busy,
            other @ crate::auth::password::PasswordError::Failed(_) => Self::Internal(other.into()),
        }
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        match &self {
            Self::Internal(error) => tracing::error!(error = format!("{error:#}"), "a request failed"),
            Self::Unreadable(why) => tracing::debug!(why, "a request could not be read"),
            _ => {}
        }
        let (status, kind) = self.parts();
        let mut response = (status, self.sentence()).into_response();
        match &self {
            Self::SignIn { next } => {
                set(&mut response, LOCATION, &crate::auth::sign_in_address(next));
                return response;
            }
            Self::Busy => set(&mut response, RETRY_AFTER, "2"),
            Self::MethodNotAllowed => set(&mut response, ALLOW, "GET, HEAD, POST"),
            _ => {}
        }
        response.extensions_mut().insert(Fault { kind });
        response
    }
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
