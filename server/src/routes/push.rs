//! `/settings/push`: messages to one's own devices. The browser's own part is JSON, sent by `public/push.js` and the
//! service worker; lists and choices are forms.

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Json, Path, State};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use domain::problem::Problem;
use domain::push::Preferences;
use serde::Deserialize;
use store::push::Subscription;

use crate::auth::SignedIn;
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::page::{self, PageRequest};
use crate::routes::settings::{self, back};
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/settings/push", post(subscribe))
        .route("/settings/push/here", post(is_here))
        .route("/settings/push/off", post(switch_off))
        .route("/settings/push/{id}/end", post(end))
        .route("/settings/push/preferences", post(choose))
}

/// A `PushSubscription` as browsers write it. What is missing is empty and refused by name.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Asked {
    endpoint: String,
    keys: Keys,
    /// The address that the push service replaced by this one.
    instead_of: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Keys {
    p256dh: String,
    auth: String,
}

type Sent = Result<Json<Asked>, JsonRejection>;

fn read(sent: Sent) -> Result<Asked, AppError> {
    sent.map(|Json(asked)| asked).map_err(|rejection| AppError::Unreadable(rejection.body_text()))
}

async fn subscribe(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, AppError> {
    let Asked { endpoint, keys, instead_of } = read(sent)?;
    let subscription = Subscription { endpoint, p256dh: keys.p256dh, auth: keys.auth };
    let checked = if page::is_shared(&headers) {
        Err(Problem::new("endpoint", "Others use this device too, so no messages are sent to it."))
    } else {
        state.push().check(&subscription)
    };
    if let Err(problem) = checked {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(problem)).into_response());
    }
    let user_agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    state.store().subscribe(&session, &subscription, user_agent, state.now()).await?;
    if let Some(old) = instead_of.filter(|old| *old != subscription.endpoint) {
        state.store().unsubscribe_endpoint(&session, &old).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn is_here(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    headers: HeaderMap,
    sent: Sent,
) -> Result<Response, AppError> {
    let endpoint = read(sent)?.endpoint;
    let is_on = state.store().is_subscribed(&session, &endpoint).await?;
    if is_on && page::is_shared(&headers) {
        // It was switched on before others began to use the device.
        state.store().unsubscribe_endpoint(&session, &endpoint).await?;
        return Ok(Json(serde_json::json!({ "on": false })).into_response());
    }
    Ok(Json(serde_json::json!({ "on": is_on })).into_response())
}

async fn switch_off(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    sent: Sent,
) -> Result<Response, AppError> {
    state.store().unsubscribe_endpoint(&session, &read(sent)?.endpoint).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn end(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let was_there = state.store().unsubscribe(&session, &id).await?;
    let text = if was_there { "That device gets no more messages." } else { "That device got no messages any more." };
    Ok(back(&state, text))
}

async fn choose(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    form: Fields,
) -> Result<Response, AppError> {
    match Preferences::read(session.side(), form.all("on"), form.get("quiet_from"), form.get("quiet_to")) {
        Ok(wishes) => {
            state.store().save_push_preferences(&session, &wishes).await?;
            Ok(back(&state, "What you are told was saved."))
        }
        Err(problems) => settings::draw_refused(&state, &session, &page, &form, problems).await,
    }
}
