//! `/plan`: what is promised to the viewer's organisation, in words; staff read it from an engagement.

use app::model::promises::PlansPage;
use app::pages;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::ids::EngagementId;

use crate::auth::{ClientSide, Staff};
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/plan", get(own)).route("/engagements/{id}/plan", get(of_engagement))
}

async fn own(
    State(state): State<AppState>,
    ClientSide(session): ClientSide,
    page: PageRequest,
) -> Result<Response, AppError> {
    let directory = state.store().directory();
    let view = View::new(directory.clone(), &session, state.now());
    let mut plans: Vec<_> = directory
        .engagements(&session.scope())
        .into_iter()
        .filter_map(|engagement| view.plan(engagement, view.times.zone_name()))
        .collect();
    plans.sort_by(|a, b| a.product.cmp(&b.product));
    let title = if plans.len() == 1 { "Your plan" } else { "Your plans" };
    let model = PlansPage { title: title.to_owned(), back: ("/home".to_owned(), "home".to_owned()), plans };
    let cx = state.page(&page, Some(&session)).await?;
    Ok(Html(pages::plan(&cx, &model)).into_response())
}

/// The same page as the client's people read it, in the client's zone.
async fn of_engagement(
    State(state): State<AppState>,
    Staff(session): Staff,
    Path(id): Path<String>,
    page: PageRequest,
) -> Result<Response, AppError> {
    let directory = state.store().directory();
    let id = EngagementId::new(id);
    let engagement = directory.engagement(&id).filter(|engagement| session.scope().sees(engagement));
    let engagement = engagement.ok_or(AppError::NotFound)?;
    let view = View::new(directory.clone(), &session, state.now());
    let zone = directory.client(&engagement.client).map_or("UTC", |client| client.zone.as_str());
    let model = PlansPage {
        title: format!("{}: plan", view.client_name(engagement)),
        back: (format!("/engagements/{id}"), "the engagement".to_owned()),
        plans: view.plan(engagement, zone).into_iter().collect(),
    };
    let cx = state.page(&page, Some(&session)).await?;
    Ok(Html(pages::plan(&cx, &model)).into_response())
}
