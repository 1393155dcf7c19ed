//! `/policies`: what is promised, to read. `versions` edits.

use app::model::admin::version::VersionLine;
use app::model::admin::{ChainWords, PoliciesModel, PolicyModel, PolicyRow, RelatedLink};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::PolicyId;
use domain::sla::Policy;
use domain::time::Timestamp;

use super::call::{Call, Reader};
use super::links;
use super::versions::lines::{Version, lines};
use crate::error::AppError;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/policies", get(list)).route("/policies/{id}", get(show))
}

async fn list(Reader(call): Reader) -> Result<Response, AppError> {
    let rows = call.directory.policies(call.now()).into_iter().map(|policy| PolicyRow {
        id: policy.id.to_string(),
        name: policy.name.clone(),
        priorities: policy.priorities.iter().map(|rule| rule.name.as_str()).collect::<Vec<_>>().join(", "),
        version: policy.version,
        engagements: call
            .directory
            .engagements(&call.scope())
            .into_iter()
            .filter(|one| one.policy == policy.id)
            .count(),
    });
    let model = PoliciesModel { rows: rows.collect(), access: call.access() };
    call.draw(StatusCode::OK, |cx| pages::policies(cx, &model)).await
}

async fn show(Reader(call): Reader, Path(id): Path<String>) -> Result<Response, AppError> {
    let (directory, id) = (&call.directory, PolicyId::new(id));
    let policy = directory.policy_at(&id, call.now()).ok_or(AppError::NotFound)?;
    let plans = directory.plans().into_iter().filter(|plan| plan.policy == id);
    let model = PolicyModel {
        since: since(&call, policy),
        versions: versions(&call, &id, policy.version),
        access: call.access(),
        plans: plans.map(|plan| RelatedLink::new(format!("/plans/{}", plan.id), plan.name.clone(), "")).collect(),
        engagements: links::engagements(
            directory,
            &call.scope(),
            |one| one.policy == id,
            |one| links::engagement_name(directory, one),
        ),
        escalation: ChainWords::of(policy, |id| directory.person(id).map(|person| person.name.clone())),
        policy: Policy::clone(policy),
    };
    call.draw(StatusCode::OK, |cx| pages::policy(cx, &model)).await
}

fn versions(call: &Call, id: &PolicyId, current: u32) -> Vec<VersionLine> {
    let directory = &call.directory;
    let version = |one: &Policy| (one.version, one.effective_from);
    let versions = directory.policy_versions(id).iter().map(|one| version(one)).map(|(number, begins)| Version {
        number,
        begins,
        saved: directory.policy_saved(id, number),
    });
    lines(call, versions, current)
}

/// From when a version counts, in words.
fn since(call: &Call, policy: &Policy) -> String {
    let at = policy.effective_from;
    if at <= Timestamp::from_unix(0) {
        return "since the beginning".to_owned();
    }
    let date = call.view().times.date(at);
    if at > call.now() { format!("from {date} on") } else { format!("since {date}") }
}
