//! `/home`: the client's first page.

use app::pages;
use axum::Router;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::ticket::TicketState;
use store::tickets::StateFilter;

use crate::auth::ClientSide;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::state::AppState;

/// The open issues that changed last.
const OPEN: usize = 50;
/// The promises that end first, however long their issues have been quiet: as many as the page lists open issues.
const PROMISED: usize = 10;
/// Solutions that wait to be confirmed.
const RESOLVED: usize = 10;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/home", get(show))
}

async fn show(
    State(state): State<AppState>,
    ClientSide(session): ClientSide,
    page: PageRequest,
) -> Result<Response, AppError> {
    let (store, scope) = (state.store(), session.scope());
    let open = store.client_issues(&scope, StateFilter::Open, None, OPEN).await?;
    let promised = store.client_promises(&scope, PROMISED).await?;
    let resolved = store.client_issues(&scope, StateFilter::Only(TicketState::Resolved), None, RESOLVED).await?;
    let counts = state.lane_counts(&session).await?;
    let mut view = View::new(store.directory(), &session, state.now());
    let model = view.home(&open.rows, &promised, &resolved.rows, &counts);
    let mut cx = state.page_counted(&page, Some(&session), &counts);
    cx.windows = view.tables.into_tables();
    Ok(Html(pages::home(&cx, &model)).into_response())
}
