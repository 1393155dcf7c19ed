//! `/tickets/{key}/why/{metric}`: why a clock shows what it shows; `?cycle=N` for an earlier one.

use app::pages;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::sla::Metric;
use serde::Deserialize;

use super::key;
use crate::auth::SignedIn;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/tickets/{key}/why/{metric}", get(show))
}

/// Which of a metric's clocks.
#[derive(Deserialize)]
struct Chosen {
    /// Counted up with every new run; without it the latest.
    cycle: Option<u32>,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path((text, metric)): Path<(String, String)>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, AppError> {
    let key = key(&text)?;
    let metric = Metric::ALL.into_iter().find(|one| one.key() == metric).ok_or(AppError::NotFound)?;
    let now = state.now();
    let detail = state.store().detail(&session.scope(), &key, now).await?.ok_or(AppError::NotFound)?;
    let mut view = View::new(state.store().directory(), &session, now);
    let model = view.why(&detail, metric, chosen.cycle).ok_or(AppError::NotFound)?;
    let mut cx = state.page(&page, Some(&session)).await?;
    cx.windows = view.tables.into_tables();
    Ok(Html(pages::why(&cx, &model)).into_response())
}
