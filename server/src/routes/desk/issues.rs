//! `/issues`: a client's own issues.

use app::pages;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use store::tickets::Cursor;

use crate::auth::ClientSide;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::{View, issues};
use crate::state::AppState;

/// Rows of one page.
const ROWS: usize = 50;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/issues", get(show))
}

#[derive(Deserialize)]
struct Way {
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

async fn show(
    State(state): State<AppState>,
    ClientSide(session): ClientSide,
    page: PageRequest,
    Query(way): Query<Way>,
) -> Result<Response, AppError> {
    let (store, scope) = (state.store(), session.scope());
    let after: Option<Cursor> = way.after.parse().ok();
    let listed = store.client_issues(&scope, issues::filter(&way.state), after.as_ref(), ROWS).await?;
    let counts = state.lane_counts(&session).await?;
    let mut view = View::new(store.directory(), &session, state.now());
    let model = view.issues(&way.state, after.is_some(), &listed, &counts);
    let mut cx = state.page_counted(&page, Some(&session), &counts);
    cx.windows = view.tables.into_tables();
    Ok(Html(pages::issues(&cx, &model)).into_response())
}
