//! `/what-if`: due times of a ticket that nobody has reported. Changes nothing, so everything stands in the address.

use std::collections::BTreeMap;

use app::pages;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::sla::what_if::Values;

use crate::auth::SignedIn;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/what-if", get(show))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Query(fields): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    let values = Values::read(|name| fields.get(name).cloned().unwrap_or_default());
    let is_other_plan = fields.get("change").is_some_and(|change| change == "plan");
    let view = View::new(state.store().directory(), &session, state.now());
    let model = view.what_if(values, fields.contains_key("at"), is_other_plan);
    let is_refused = model.answer.is_err() && !model.sheet.plans.is_empty();
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let cx = state.page(&page, Some(&session)).await?;
    Ok((status, Html(pages::what_if(&cx, &model))).into_response())
}
