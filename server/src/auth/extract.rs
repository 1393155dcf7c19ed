//! What handlers take to be sure who is asking. A handler without one of these is open to anyone.

use app::islands::BACKGROUND_HEADER;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use domain::people::{Role, Side};
use store::access::{Activity, Session};

use super::{cookie, resolve};
use crate::error::AppError;
use crate::state::AppState;

/// Anybody with a session.
#[derive(Clone)]
pub struct SignedIn(pub Session);

/// Anybody with a session, where a program asks: signed out it is told so and never sent to a page.
#[derive(Clone)]
pub struct Device(pub Session);

/// The provider's people; for everybody else the page does not exist.
#[derive(Clone)]
pub struct Staff(pub Session);

/// A client's people; for everybody else the page does not exist.
#[derive(Clone)]
pub struct ClientSide(pub Session);

/// Admins. Agents learn that it is not theirs; for clients the page does not exist.
#[derive(Clone)]
pub struct Admin(pub Session);

/// The session, or none. Looked up once a request.
#[derive(Clone)]
pub struct MaybeSignedIn(pub Option<Session>);

/// What an open page asks by itself says so; the stream of changes cannot send a header.
fn activity(parts: &Parts) -> Activity {
    let by_itself = parts.headers.contains_key(BACKGROUND_HEADER) || parts.uri.path() == "/events";
    if by_itself { Activity::Background } else { Activity::Person }
}

impl FromRequestParts<AppState> for MaybeSignedIn {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let session = match cookie::read(&parts.headers, state.public_url()) {
            Some(token) => resolve(state, &token, activity(parts)).await?,
            None => None,
        };
        if let Some(session) = &session {
            tracing::debug!(person = %session.person.id, "signed in");
        }
        let found = Self(session);
        parts.extensions.insert(found.clone());
        Ok(found)
    }
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let MaybeSignedIn(session) = MaybeSignedIn::from_request_parts(parts, state).await?;
        session.map(Self).ok_or_else(|| {
            if matches!(parts.method, Method::GET | Method::HEAD) {
                let next = parts.uri.path_and_query().map_or("/", |path| path.as_str());
                AppError::SignIn { next: next.to_owned() }
            } else {
                AppError::SignedOut
            }
        })
    }
}

impl FromRequestParts<AppState> for Device {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let MaybeSignedIn(session) = MaybeSignedIn::from_request_parts(parts, state).await?;
        session.map(Self).ok_or(AppError::SignedOut)
    }
}

impl FromRequestParts<AppState> for Staff {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, state).await?;
        if session.side() == Side::Staff { Ok(Self(session)) } else { Err(AppError::NotFound) }
    }
}

impl FromRequestParts<AppState> for ClientSide {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, state).await?;
        if session.side() == Side::Client { Ok(Self(session)) } else { Err(AppError::NotFound) }
    }
}

impl FromRequestParts<AppState> for Admin {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let Staff(session) = Staff::from_request_parts(parts, state).await?;
        if session.person.role == Role::Admin { Ok(Self(session)) } else { Err(AppError::Forbidden) }
    }
}
