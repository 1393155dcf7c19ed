//! `POST /settings/theme`: light, dark or as the device says. A cookie, so that the first byte is right already.

use app::model::Theme;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;

use crate::auth::own_path;
use crate::http::cookies::NewCookie;
use crate::http::fields::Fields;
use crate::page::THEME_COOKIE;
use crate::state::AppState;

const YEAR_S: i64 = 365 * 86_400;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/settings/theme", post(choose))
}

async fn choose(State(state): State<AppState>, form: Fields) -> Response {
    let theme = Theme::from_name(form.get("theme"));
    let mut response = Redirect::to(own_path(form.get("return")).unwrap_or("/")).into_response();
    let is_secure = state.public_url().is_https();
    NewCookie { name: THEME_COOKIE, value: theme.as_str(), max_age: YEAR_S, is_secure }.set(&mut response);
    response
}
