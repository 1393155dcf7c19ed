//! `/welcome/{token}`: the one-time link that sets the first password.

use app::model::{Flash, FlashTone, FormErrors};
use app::pages::{self, Notice, WelcomeModel};
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use store::access::{LinkError, LinkPurpose, Person, Token};

use crate::auth::{SIGN_IN, password_rules};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::http::headers::NO_STORE;
use crate::page::PageRequest;
use crate::state::AppState;

const UNUSABLE: Notice = Notice {
    icon: "lock",
    title: "This link no longer works",
    text: "A link works once and for three days. Ask your support contact for a new one.",
    link: (SIGN_IN, "Sign in"),
};

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/welcome/{token}", get(show).post(set))
}

async fn show(
    State(state): State<AppState>,
    Path(token): Path<String>,
    page: PageRequest,
) -> Result<Response, AppError> {
    match owner(&state, &token).await? {
        Some((_, person)) => draw(&state, &page, &token, &person, FormErrors::none()).await,
        None => unusable(&state, &page).await,
    }
}

async fn set(
    State(state): State<AppState>,
    Path(text): Path<String>,
    page: PageRequest,
    form: Fields,
) -> Result<Response, AppError> {
    let Some((token, person)) = owner(&state, &text).await? else { return unusable(&state, &page).await };
    let (password, again) = (form.get("password"), form.get("password_again"));
    if let Err(problem) = password_rules::check(password, again, &[&person.name, person.email.as_str()]) {
        return draw(&state, &page, &text, &person, FormErrors::from(problem)).await;
    }
    let hash = state.passwords().hash(password).await?;
    match state.store().consume_link(&token, LinkPurpose::Welcome, &hash, state.now()).await {
        Ok(person) => {
            // Whoever was signed in with an earlier password is not any more.
            state.store().revoke_all_sessions(&person.id).await?;
            tracing::info!(person = %person.id, "a password was set by link");
            let mut response = Redirect::to(SIGN_IN).into_response();
            let flash = Flash { tone: FlashTone::Done, text: "Your password is set. Sign in with it now.".to_owned() };
            flash::put(&mut response, &flash, state.public_url().is_https());
            Ok(response)
        }
        Err(LinkError::Unusable) => unusable(&state, &page).await,
        Err(LinkError::Store(error)) => Err(error.into()),
    }
}

async fn owner(state: &AppState, text: &str) -> Result<Option<(Token, Person)>, AppError> {
    let Some(token) = Token::parse(text) else { return Ok(None) };
    match state.store().peek_link(&token, LinkPurpose::Welcome, state.now()).await {
        Ok(person) => Ok(Some((token, person))),
        Err(LinkError::Unusable) => Ok(None),
        Err(LinkError::Store(error)) => Err(error.into()),
    }
}

async fn draw(
    state: &AppState,
    page: &PageRequest,
    token: &str,
    person: &Person,
    errors: FormErrors,
) -> Result<Response, AppError> {
    let cx = state.page(page, None).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let model = WelcomeModel {
        name: person.name.clone(),
        email: person.email.as_str().to_owned(),
        action: format!("/welcome/{token}"),
        min: password_rules::MIN,
        errors,
    };
    Ok((status, [(CACHE_CONTROL, NO_STORE)], Html(pages::welcome(&cx, &model))).into_response())
}

async fn unusable(state: &AppState, page: &PageRequest) -> Result<Response, AppError> {
    let cx = state.page(page, None).await?;
    let html = pages::notice(&cx, &UNUSABLE);
    Ok((StatusCode::NOT_FOUND, [(CACHE_CONTROL, NO_STORE)], Html(html)).into_response())
}
