//! `/checklists`: the runs that a person sees; staff begin new ones here.

use app::model::checklist::StartModel;
use app::model::{Flash, FlashTone};
use app::pages;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::ids::EngagementId;
use serde::Deserialize;
use store::SaveError;
use store::access::Session;
use store::checklists::{ChecklistFilter, Start};

use crate::auth::{SignedIn, Staff};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::state::AppState;

/// Runs of one page.
const ROWS: usize = 48;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/checklists", get(show).post(start)).route("/checklists/new", get(new))
}

#[derive(Deserialize)]
struct Way {
    #[serde(default)]
    engagement: String,
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Query(way): Query<Way>,
) -> Result<Response, AppError> {
    let (store, scope) = (state.store(), session.scope());
    let engagement = Some(EngagementId::new(way.engagement)).filter(|id| !id.as_str().is_empty());
    let filter = ChecklistFilter { engagement, ended: way.show == "done" };
    let after = Some(way.after.as_str()).filter(|after| !after.is_empty());
    let listed = store.checklists(&scope, &filter, after, ROWS).await?;
    let view = View::new(store.directory(), &session, state.now());
    let model = view.checklists(&filter, &listed, after.is_some());
    let cx = state.page(&page, Some(&session)).await?;
    Ok(Html(pages::checklists(&cx, &model)).into_response())
}

#[derive(Deserialize)]
struct Begin {
    #[serde(default)]
    engagement: String,
    #[serde(default)]
    template: String,
}

async fn new(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Query(begin): Query<Begin>,
) -> Result<Response, AppError> {
    let start =
        Start { id: store::new_id(), engagement: begin.engagement, template: begin.template, name: String::new() };
    form(&state, &session, &page, start, Vec::new()).await
}

async fn start(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    form: Fields,
) -> Result<Response, AppError> {
    let field = |name: &str| form.get(name).to_owned();
    let start =
        Start { id: field("id"), engagement: field("engagement"), template: field("template"), name: field("name") };
    let begun = state.store().start_checklist(&session.scope(), &session.actor(), &start, state.now()).await;
    match begun {
        Ok(id) => {
            let mut response = Redirect::to(&format!("/checklists/{id}")).into_response();
            let text = "Begun. Both sides see it from now on.".to_owned();
            flash::put(&mut response, &Flash { tone: FlashTone::Done, text }, state.public_url().is_https());
            Ok(response)
        }
        Err(SaveError::Refused(problems)) => self::form(&state, &session, &page, start, problems).await,
        Err(SaveError::NotFound) => Err(AppError::NotFound),
        Err(SaveError::Forbidden) => Err(AppError::Forbidden),
        Err(SaveError::Conflict) => Err(AppError::Busy),
        Err(SaveError::Store(error)) => Err(error.into()),
    }
}

async fn form(
    state: &AppState,
    session: &Session,
    page: &PageRequest,
    start: Start,
    problems: Vec<domain::problem::Problem>,
) -> Result<Response, AppError> {
    let store = state.store();
    let templates = store.checklist_templates(&session.scope()).await?;
    let view = View::new(store.directory(), session, state.now());
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let model = StartModel {
        engagements: view.startable(&start.engagement),
        templates: view.template_options(&templates, &start.template),
        id: start.id,
        name: start.name,
        errors: problems.into(),
    };
    let cx = state.page(page, Some(session)).await?;
    Ok((status, Html(pages::start_checklist(&cx, &model))).into_response())
}
