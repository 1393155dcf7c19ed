//! `/sign-in` and `/sign-out`.

use app::model::FormErrors;
use app::pages::{self, SignInModel};
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, USER_AGENT};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::people::Email;
use domain::people::Side;
use domain::problem::Problem;
use serde::Deserialize;
use store::access::{Person, Token};

use crate::auth::extract::MaybeSignedIn;
use crate::auth::{SIGN_IN, cookie, own_path};
use crate::error::AppError;
use crate::http::cookies::NewCookie;
use crate::http::fields::Fields;
use crate::http::headers::NO_STORE;
use crate::page::{PageRequest, SHARED_COOKIE};
use crate::state::AppState;

/// The same words for an unknown address, a wrong password and a person who may no longer sign in.
const REFUSED: &str = "E-mail and password do not belong together. Check both; capital letters count in the password.";

pub(super) fn router() -> Router<AppState> {
    Router::new().route(SIGN_IN, get(show).post(sign_in)).route("/sign-out", post(sign_out))
}

#[derive(Deserialize)]
struct Way {
    #[serde(default)]
    next: String,
}

async fn show(
    State(state): State<AppState>,
    MaybeSignedIn(session): MaybeSignedIn,
    page: PageRequest,
    Query(Way { next }): Query<Way>,
) -> Result<Response, AppError> {
    if session.is_some() {
        return Ok(Redirect::to(own_path(&next).unwrap_or("/")).into_response());
    }
    let model = SignInModel { next: own_path(&next).unwrap_or_default().to_owned(), ..SignInModel::default() };
    draw(&state, &page, &model, StatusCode::OK).await
}

async fn sign_in(
    State(state): State<AppState>,
    page: PageRequest,
    headers: HeaderMap,
    form: Fields,
) -> Result<Response, AppError> {
    let next = own_path(form.get("next"));
    let is_shared = !form.get("shared").is_empty();
    let (email, password) = (form.get("email").trim(), form.get("password"));
    let problems = missing(email, password);
    if problems.is_empty()
        && let Some(person) = check(&state, email, password).await?
    {
        let user_agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        // A session from before is never carried on: its token may be known to somebody else.
        if let Some(before) = token_of(&headers, &state) {
            state.store().end_session_before(&before, &person.id).await?;
        }
        let token = state.store().create_session(&person.id, state.now(), user_agent).await?;
        tracing::info!(person = %person.id, "signed in");
        let mut response = Redirect::to(next.unwrap_or("/")).into_response();
        let life = cookie_life(&person);
        cookie::set(&mut response, state.public_url(), token.reveal(), life);
        note_shared(&mut response, &state, is_shared.then_some(life));
        return Ok(response);
    }
    let problems = if problems.is_empty() { vec![Problem::new("email", REFUSED)] } else { problems };
    let model = SignInModel {
        email: email.to_owned(),
        next: next.unwrap_or_default().to_owned(),
        is_shared,
        errors: FormErrors::from(problems),
    };
    draw(&state, &page, &model, StatusCode::UNPROCESSABLE_ENTITY).await
}

fn missing(email: &str, password: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if email.is_empty() {
        problems.push(Problem::new("email", "The e-mail address is missing."));
    }
    if password.is_empty() {
        problems.push(Problem::new("password", "The password is missing."));
    }
    problems
}

/// Who the address and the password belong to. Takes the same time whether or not there is such a person.
///
/// Everything that decides about an attempt goes through here, so that a delay after wrong ones has one place.
async fn check(state: &AppState, email: &str, password: &str) -> Result<Option<Person>, AppError> {
    let known = match Email::parse(email) {
        Ok(email) => state.store().person_by_email(&email).await?,
        Err(_) => None,
    };
    let stored = known.as_ref().and_then(|known| known.password_hash.as_deref());
    let is_right = state.passwords().verify(password, stored).await?;
    Ok(known.filter(|known| is_right && !known.person.disabled).map(|known| known.person))
}

/// As long as the session may last at most; the server's limits decide.
fn cookie_life(person: &Person) -> i64 {
    const DAY: i64 = 86_400;
    match person.role.side() {
        Side::Client => 30 * DAY,
        Side::Staff => DAY,
    }
}

/// Remembers for so many seconds that others use the device too, or forgets it.
fn note_shared(response: &mut Response, state: &AppState, life: Option<i64>) {
    let (value, max_age) = life.map_or(("", 0), |life| ("yes", life));
    NewCookie { name: SHARED_COOKIE, value, max_age, is_secure: state.public_url().is_https() }.set(response);
}

fn token_of(headers: &HeaderMap, state: &AppState) -> Option<Token> {
    cookie::read(headers, state.public_url()).and_then(|text| Token::parse(&text))
}

async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, AppError> {
    if let Some(token) = token_of(&headers, &state) {
        state.store().sign_out(&token).await?;
    }
    // The page tells by its address that somebody has just left: what they had on this device goes now, not before.
    let mut response = Redirect::to(&format!("{SIGN_IN}?out=1")).into_response();
    cookie::clear(&mut response, state.public_url());
    note_shared(&mut response, &state, None);
    // Pages kept for going back belong to the person who has just left. What they typed is the page's to clear: it
    // asks first, and keeps settings such as keys that are switched off.
    let cache = HeaderValue::from_static("\"cache\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), cache);
    Ok(response)
}

async fn draw(
    state: &AppState,
    page: &PageRequest,
    model: &SignInModel,
    status: StatusCode,
) -> Result<Response, AppError> {
    let cx = state.page(page, None).await?;
    let html = pages::sign_in(&cx, model);
    Ok((status, [(CACHE_CONTROL, NO_STORE)], Html(html)).into_response())
}
