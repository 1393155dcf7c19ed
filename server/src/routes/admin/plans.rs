//! `/plans`.

use app::model::admin::{PlanModel, PlanRow, PlansModel, RecordForm};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::PlanId;
use store::directory::{Plan, PlanDraft};

use super::call::{Call, Editor, Reader};
use super::links;
use super::saved::{differences, done, outcome, rev};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/plans", get(list).post(create))
        .route("/plans/new", get(new))
        .route("/plans/{id}", get(show).post(save))
}

async fn list(Reader(call): Reader) -> Result<Response, AppError> {
    let (directory, scope) = (&call.directory, call.scope());
    let rows = directory.plans().into_iter().map(|plan| PlanRow {
        id: plan.id.to_string(),
        name: plan.name.clone(),
        policy: policy_name(&call, plan.policy.as_str()),
        calendar: calendar_name(&call, plan.calendar.as_str()),
        engagements: directory.engagements(&scope).into_iter().filter(|one| one.plan == plan.id).count(),
    });
    let model = PlansModel { rows: rows.collect(), access: call.access() };
    call.draw(StatusCode::OK, |cx| pages::plans(cx, &model)).await
}

async fn new(Editor(call): Editor) -> Result<Response, AppError> {
    let model = model(&call, call.new_form(), &PlanDraft::default());
    call.draw(StatusCode::OK, |cx| pages::plan(cx, &model)).await
}

async fn create(Editor(call): Editor, form: Fields) -> Result<Response, AppError> {
    let draft = draft(&form);
    match outcome(call.store().create_plan(&call.scope(), &call.actor(), &draft).await)? {
        Ok(_) => Ok(done(&call.state, "/plans", format!("{} was added.", draft.name.trim()))),
        Err(rejected) => {
            let model = model(&call, rejected.form(call.new_form(), Vec::new()), &draft);
            call.draw(rejected.status, |cx| pages::plan(cx, &model)).await
        }
    }
}

async fn show(Reader(call): Reader, Path(id): Path<String>) -> Result<Response, AppError> {
    let plan = find(&call, &PlanId::new(id))?;
    let model = model(&call, call.form(plan.id.as_str(), plan.rev), &draft_of(plan));
    call.draw(StatusCode::OK, |cx| pages::plan(cx, &model)).await
}

async fn save(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = find(&call, &PlanId::new(id))?.id.clone();
    let draft = draft(&form);
    match outcome(call.store().update_plan(&call.scope(), &call.actor(), &id, rev(&form), &draft).await)? {
        Ok(()) => Ok(done(&call.state, "/plans", format!("{} was saved.", draft.name.trim()))),
        Err(rejected) => {
            let call = call.refreshed();
            let plan = find(&call, &id)?;
            let now = draft_of(plan);
            let changes = differences(&[
                ("Name", now.name, draft.name.clone()),
                ("SLA policy", policy_name(&call, &now.policy), policy_name(&call, &draft.policy)),
                ("Calendar", calendar_name(&call, &now.calendar), calendar_name(&call, &draft.calendar)),
                ("What it is", now.description, draft.description.clone()),
                ("What is done how often", now.cadence, draft.cadence.clone()),
            ]);
            let model = model(&call, rejected.form(call.form(plan.id.as_str(), plan.rev), changes), &draft);
            call.draw(rejected.status, |cx| pages::plan(cx, &model)).await
        }
    }
}

fn policy_name(call: &Call, id: &str) -> String {
    links::chosen(&links::policy_options(&call.directory, call.now(), id))
}

fn calendar_name(call: &Call, id: &str) -> String {
    let calendar = call.directory.calendars().into_iter().find(|calendar| calendar.id.as_str() == id);
    calendar.map_or_else(String::new, |calendar| calendar.name.clone())
}

fn find<'a>(call: &'a Call, id: &PlanId) -> Result<&'a Plan, AppError> {
    call.directory.plan(id).ok_or(AppError::NotFound)
}

fn draft(form: &Fields) -> PlanDraft {
    let text = |name: &str| form.get(name).to_owned();
    PlanDraft {
        name: text("name"),
        policy: text("policy"),
        calendar: text("calendar"),
        description: text("description"),
        cadence: text("cadence"),
    }
}

fn draft_of(plan: &Plan) -> PlanDraft {
    PlanDraft {
        name: plan.name.clone(),
        policy: plan.policy.to_string(),
        calendar: plan.calendar.to_string(),
        description: plan.description.clone(),
        cadence: plan.cadence.clone(),
    }
}

fn model(call: &Call, form: RecordForm, draft: &PlanDraft) -> PlanModel {
    let directory = &call.directory;
    let id = form.id.clone().map(PlanId::new);
    PlanModel {
        name: draft.name.clone(),
        policies: links::policy_options(directory, call.now(), &draft.policy),
        calendars: links::calendar_options(directory, &draft.calendar),
        description: draft.description.clone(),
        cadence: draft.cadence.clone(),
        engagements: links::engagements(
            directory,
            &call.scope(),
            |one| id.as_ref() == Some(&one.plan),
            |one| links::engagement_name(directory, one),
        ),
        form,
    }
}
