//! `/notifications`: what a person was asked or told, and marking it as read.

use app::model::{Flash, FlashTone};
use app::pages;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;

use crate::auth::{SignedIn, own_path};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::state::AppState;

/// Rows of one page.
const ROWS: usize = 25;
const PATH: &str = "/notifications";

pub(super) fn router() -> Router<AppState> {
    Router::new().route(PATH, get(show)).route("/notifications/read", post(read))
}

#[derive(Deserialize)]
struct Way {
    #[serde(default)]
    after: String,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Query(way): Query<Way>,
) -> Result<Response, AppError> {
    let (store, scope, by) = (state.store(), session.scope(), session.actor());
    let after = Some(way.after.as_str()).filter(|after| !after.is_empty());
    let listed = store.notifications(&scope, &by, after, ROWS).await?;
    let counts = state.lane_counts(&session).await?;
    let mut view = View::new(store.directory(), &session, state.now());
    let model = view.notifications(&listed, counts.unread > 0, after.is_some());
    let cx = state.page_counted(&page, Some(&session), &counts);
    Ok(Html(pages::notifications(&cx, &model)).into_response())
}

/// One notification, named by its ticket and its number among the ticket's calls, or all of them.
async fn read(State(state): State<AppState>, SignedIn(session): SignedIn, form: Fields) -> Result<Response, AppError> {
    let (store, scope, by) = (state.store(), session.scope(), session.actor());
    let mut response = Redirect::to(own_path(form.get("return")).unwrap_or(PATH)).into_response();
    if form.has("all") {
        store.read_all_notifications(&scope, &by, state.now()).await?;
        let notice = Flash { tone: FlashTone::Done, text: "All notifications are marked as read.".to_owned() };
        flash::put(&mut response, &notice, state.public_url().is_https());
        return Ok(response);
    }
    let unreadable = || AppError::Unreadable("a notification is named by its ticket and number".to_owned());
    let key = form.get("key").parse().map_err(|_| unreadable())?;
    let call = form.get("call").parse().map_err(|_| unreadable())?;
    store.read_notification(&scope, &by, &key, call, state.now()).await?;
    Ok(response)
}
