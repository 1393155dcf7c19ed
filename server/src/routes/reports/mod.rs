//! `/reports`: what the promises came to, for both sides, and the same as files.

mod files;

use app::model::ReportsModel;
use app::pages;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

use crate::auth::SignedIn;
use crate::error::AppError;
use crate::http::headers::PRIVATE;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::routes::present::reports::ReportQuery;
use crate::state::AppState;
use crate::uploads::disposition;

use files::File;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/reports", get(show)).route("/reports/{file}", get(download))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Query(query): Query<ReportQuery>,
) -> Result<Response, AppError> {
    let view = View::new(state.store().directory(), &session, state.now());
    let (status, model) = match view.asked(&query) {
        Ok(asked) => {
            let scope = session.scope();
            let figures = state.store().figures(&scope, &asked.filter, asked.range, asked.zone).await?;
            let backlog = state.store().backlog(&scope, &asked.filter, state.now()).await?;
            let model = view.reports(&query, &asked, &figures, &backlog);
            (StatusCode::OK, ReportsModel { is_filling: !state.store().has_all_outcomes(), ..model })
        }
        Err(problems) => (StatusCode::UNPROCESSABLE_ENTITY, view.refused_report(&query, problems)),
    };
    let cx = state.page(&page, Some(&session)).await?;
    Ok((status, Html(pages::reports(&cx, &model))).into_response())
}

async fn download(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(name): Path<String>,
    Query(query): Query<ReportQuery>,
) -> Result<Response, AppError> {
    let file = File::from_name(&name).ok_or(AppError::NotFound)?;
    let view = View::new(state.store().directory(), &session, state.now());
    let asked = match view.asked(&query) {
        Ok(asked) => asked,
        Err(problems) => {
            let text = problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join("\n");
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, text).into_response());
        }
    };
    let scope = session.scope();
    let (text, name) = if file == File::Backlog {
        let backlog = state.store().backlog(&scope, &asked.filter, state.now()).await?;
        (files::backlog(&backlog.backlog), format!("backlog-{}.csv", view.today(asked.zone)))
    } else {
        let figures = state.store().figures(&scope, &asked.filter, asked.range, asked.zone).await?;
        let (first, last) = (asked.range.first(), asked.range.last());
        (files::table(file, &view, asked.range, &figures), format!("{}-{first}-to-{last}.csv", file.name()))
    };
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(CACHE_CONTROL, PRIVATE);
    if let Ok(value) = HeaderValue::from_str(&disposition(&name, false)) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
