//! `/checklists/{run}`: one run, for both sides.

use app::model::checklist::Refused;
use app::pages;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::ids::ChecklistId;
use store::access::Session;

use crate::auth::SignedIn;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/checklists/{run}", get(show))
        .route("/checklists/{run}/items/{item}", get(to_item))
        .route("/checklists/{run}/items/{item}/evidence", get(to_item))
        .route("/checklists/{run}/sections/{section}", get(to_section))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path(run): Path<String>,
) -> Result<Response, AppError> {
    draw(&state, &session, &page, &ChecklistId::new(run), None, StatusCode::OK).await
}

/// What forms are sent to has no page of its own: loaded again, it is the run, there.
async fn to_item(SignedIn(_): SignedIn, Path((run, item)): Path<(String, String)>) -> Result<Redirect, AppError> {
    place(&run, "item", &item)
}

async fn to_section(SignedIn(_): SignedIn, Path((run, section)): Path<(String, String)>) -> Result<Redirect, AppError> {
    place(&run, "section", &section)
}

fn place(run: &str, kind: &str, id: &str) -> Result<Redirect, AppError> {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_plain(run) || !is_plain(id) {
        return Err(AppError::NotFound);
    }
    Ok(Redirect::to(&format!("/checklists/{run}#{kind}-{id}")))
}

/// The run's page with what a refused form adds to it.
pub(super) async fn draw(
    state: &AppState,
    session: &Session,
    page: &PageRequest,
    id: &ChecklistId,
    refused: Option<Refused>,
    status: StatusCode,
) -> Result<Response, AppError> {
    let checklist = state.store().checklist(&session.scope(), id).await?.ok_or(AppError::NotFound)?;
    let mut view = View::new(state.store().directory(), session, state.now());
    view.for_client_of(&checklist.engagement);
    let model = view.checklist(&checklist, refused);
    let cx = state.page(page, Some(session)).await?;
    Ok((status, Html(pages::checklist(&cx, &model))).into_response())
}
