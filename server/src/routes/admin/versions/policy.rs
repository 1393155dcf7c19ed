//! A policy's next version: form, preview with the tickets to move, apply; and new policies.

use std::collections::BTreeSet;

use app::model::FormErrors;
use app::model::admin::RecordForm;
use app::model::admin::version::{EffectRow, MoveAll, PolicyFormModel, PreviewModel};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::{get, post};
use domain::ids::{PolicyId, TicketKey};
use domain::problem::Problem;
use domain::sla::Policy;
use domain::sla::policy_draft::PolicyDraft;
use domain::sla::zone::{Tz, parse_zone};
use store::tickets::Preview;

use super::super::call::{Call, Editor};
use super::super::saved::{done, outcome, rev};
use super::effects;
use super::policy_form::{differences, draft, hidden, is_staff, staff, with_spare_rows};
use super::{STALE, added, roll_out};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::routes::present::view::plural;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/policies", post(create))
        .route("/policies/new", get(new))
        .route("/policies/{id}", post(apply))
        .route("/policies/{id}/edit", get(edit).post(edit_again))
        .route("/policies/{id}/preview", get(to_edit).post(preview))
}

/// A new policy begins as a copy of the first one.
async fn new(Editor(call): Editor) -> Result<Response, AppError> {
    let first = call.directory.policies(call.now()).first().map(|policy| PolicyDraft::of(policy));
    let draft = PolicyDraft { name: String::new(), ..first.unwrap_or_default() };
    show_form(&call, StatusCode::OK, call.new_form(), draft, &Moving::default()).await
}

async fn create(Editor(call): Editor, form: Fields) -> Result<Response, AppError> {
    let draft = draft(&form);
    let id = PolicyId::new(store::new_id());
    let saved = match draft.check(&id, None, zone(&call), call.now(), is_staff(&call)) {
        Ok(policy) => {
            let added = call.store().add_policy_version(&call.scope(), &call.actor(), &policy, &[], call.now()).await;
            outcome(added)?.map_err(|rejected| rejected.errors.0)
        }
        Err(problems) => Err(problems),
    };
    match saved {
        Ok(()) => Ok(added(&call, "/policies", &draft.name)),
        Err(problems) => refused(&call, call.new_form(), draft, problems, &Moving::default()).await,
    }
}

async fn edit(Editor(call): Editor, Path(id): Path<String>) -> Result<Response, AppError> {
    let newest = newest(&call, &PolicyId::new(id))?;
    let form = call.form(newest.id.as_str(), newest.version);
    show_form(&call, StatusCode::OK, form, PolicyDraft::of(newest), &Moving::default()).await
}

/// What the form was sent to has no page of its own: loaded again, it is the form.
async fn to_edit(Editor(call): Editor, Path(id): Path<String>) -> Result<Redirect, AppError> {
    let id = &newest(&call, &PolicyId::new(id))?.id;
    Ok(Redirect::to(&format!("/policies/{id}/edit")))
}

/// Back from the preview, with everything typed and chosen.
async fn edit_again(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let newest = newest(&call, &PolicyId::new(id))?;
    let moving = Moving::of(&form);
    show_form(&call, StatusCode::OK, call.form(newest.id.as_str(), rev(&form)), draft(&form), &moving).await
}

async fn preview(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = PolicyId::new(id);
    let newest = newest(&call, &id)?;
    let mut draft = draft(&form);
    if rev(&form) != newest.version {
        return conflict(&call, newest, draft, &Moving::of(&form)).await;
    }
    match draft.check(&id, Some(newest), zone(&call), call.now(), is_staff(&call)) {
        Err(problems) => {
            let again = call.form(id.as_str(), newest.version);
            refused(&call, again, draft, problems, &Moving::of(&form)).await
        }
        Ok(policy) => {
            draft.set_effective_from(policy.effective_from, zone(&call));
            let found = outcome(call.store().preview_policy(&call.scope(), &policy, call.now()).await)?;
            let found = found.map_err(|_| AppError::Forbidden)?;
            let model = preview_model(&call, newest, &policy, &draft, &found, &Moving::of(&form));
            call.draw(StatusCode::OK, |cx| pages::preview(cx, &model)).await
        }
    }
}

async fn apply(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = PolicyId::new(id);
    let newest = newest(&call, &id)?;
    let draft = draft(&form);
    if rev(&form) != newest.version {
        return conflict(&call, newest, draft, &Moving::of(&form)).await;
    }
    let policy = match draft.check(&id, Some(newest), zone(&call), call.now(), is_staff(&call)) {
        Ok(policy) => policy,
        Err(problems) => {
            let again = call.form(id.as_str(), newest.version);
            return refused(&call, again, draft, problems, &Moving::of(&form)).await;
        }
    };
    let found = outcome(call.store().preview_policy(&call.scope(), &policy, call.now()).await)?;
    let found = found.map_err(|_| AppError::Forbidden)?;
    let moving = Moving::of(&form);
    let chosen = moving.among(&found.open);
    if form.get("seen") != found.fingerprint() || chosen.len() < moving.keys.len() {
        let mut model = preview_model(&call, newest, &policy, &draft, &found, &moving);
        model.stale = Some(STALE.to_owned());
        return call.draw(StatusCode::CONFLICT, |cx| pages::preview(cx, &model)).await;
    }
    let added = call.store().add_policy_version(&call.scope(), &call.actor(), &policy, &chosen, call.now()).await;
    match outcome(added)? {
        Ok(()) => {
            roll_out(&call).await;
            let begins = call.view().times.moment(policy.effective_from).local;
            let moving = match i32::try_from(chosen.len()).unwrap_or(i32::MAX) {
                0 => "Open tickets keep their version.".to_owned(),
                1 => "1 open ticket moves to it then.".to_owned(),
                count => format!("{} move to it then.", plural(count, "open ticket")),
            };
            let text = format!("Version {} of {} begins {begins}. {moving}", policy.version, policy.name);
            Ok(done(&call.state, &format!("/policies/{id}"), text))
        }
        Err(rejected) if rejected.is_conflict() => {
            let call = call.refreshed();
            conflict(&call, self::newest(&call, &id)?, draft, &moving).await
        }
        Err(rejected) => {
            refused(&call, call.form(id.as_str(), newest.version), draft, rejected.errors.0, &moving).await
        }
    }
}

fn preview_model(
    call: &Call,
    newest: &Policy,
    policy: &Policy,
    draft: &PolicyDraft,
    found: &Preview,
    moving: &Moving,
) -> PreviewModel {
    let action = format!("/policies/{}", policy.id);
    let begins = effects::begins(call, policy.version, policy.effective_from, zone(call));
    let (mut rows, more) = effects::rows(call, found);
    let mut others = vec![more];
    let affected: BTreeSet<&TicketKey> = found.effects.iter().map(|effect| &effect.key).collect();
    let all = (found.open.len() > effects::ROWS).then_some(MoveAll { count: found.open.len(), is_chosen: moving.all });
    if all.is_none() {
        let without = found.open.iter().filter(|key| !affected.contains(key));
        rows.extend(without.map(|key| EffectRow { key: key.to_string(), ..EffectRow::default() }));
        let chosen: BTreeSet<String> = moving.among(&found.open).iter().map(ToString::to_string).collect();
        for row in &mut rows {
            row.is_chosen = Some(chosen.contains(&row.key));
        }
    } else if affected.len() < found.open.len() {
        let unmoved = i32::try_from(found.open.len() - affected.len()).unwrap_or(i32::MAX);
        others.push(format!("Of {} no due time would move.", plural(unmoved, "ticket")));
    }
    let choose = if all.is_some() {
        "Open tickets keep their version. They are too many to choose from: all of them move to the new one when it begins, or none; these are the due times they would get."
    } else {
        "Open tickets keep their version. Choose below which ones move to the new one when it begins; these are the due times they would get."
    };
    let mut summary =
        effects::summary(call, found, "is measured by an earlier version", "are measured by an earlier version");
    summary.push(choose.to_owned());
    PreviewModel {
        title: format!("{}, version {}", policy.name, policy.version),
        back: (action.clone(), "the policy".to_owned()),
        begins: begins + " Tickets reported from then on get it.",
        summary,
        differences: differences(call, &PolicyDraft::of(newest), &PolicyDraft::of(policy)),
        week: None,
        rows,
        more: others.join(" ").trim().to_owned(),
        all,
        hidden: effects::sent_along(hidden(draft), newest.version, found),
        submit: format!("Apply version {}", policy.version),
        stale: None,
        zone: call.view().times.zone_name().to_owned(),
        action,
    }
}

/// Which open tickets a person has chosen to move.
#[derive(Debug, Clone, Default)]
struct Moving {
    /// Every one of them, where they are too many to choose from.
    all: bool,
    keys: Vec<TicketKey>,
}

impl Moving {
    fn of(form: &Fields) -> Self {
        Self { all: form.has("move_all"), keys: form.all("move").filter_map(|key| key.parse().ok()).collect() }
    }

    /// Those of them that can still be moved.
    fn among(&self, open: &[TicketKey]) -> Vec<TicketKey> {
        if self.all {
            return open.to_vec();
        }
        let can: BTreeSet<&TicketKey> = open.iter().collect();
        self.keys.iter().filter(|key| can.contains(key)).cloned().collect()
    }

    /// The same as fields that are sent along unseen.
    fn hidden(&self) -> Vec<(String, String)> {
        let all = self.all.then(|| ("move_all".to_owned(), "yes".to_owned()));
        all.into_iter().chain(self.keys.iter().map(|key| ("move".to_owned(), key.to_string()))).collect()
    }
}

/// The zone of the form's date and time: the provider's.
fn zone(call: &Call) -> Tz {
    let zone = call.directory.provider().and_then(|provider| parse_zone(&provider.zone).ok());
    zone.unwrap_or(Tz::UTC)
}

async fn conflict(call: &Call, newest: &Policy, draft: PolicyDraft, moving: &Moving) -> Result<Response, AppError> {
    let changes = differences(call, &draft, &PolicyDraft::of(newest));
    let form = RecordForm { conflict: Some(changes), ..call.form(newest.id.as_str(), newest.version) };
    show_form(call, StatusCode::CONFLICT, form, draft, moving).await
}

async fn refused(
    call: &Call,
    form: RecordForm,
    draft: PolicyDraft,
    problems: Vec<Problem>,
    moving: &Moving,
) -> Result<Response, AppError> {
    let form = RecordForm { errors: FormErrors::from(problems), ..form };
    show_form(call, StatusCode::UNPROCESSABLE_ENTITY, form, draft, moving).await
}

async fn show_form(
    call: &Call,
    status: StatusCode,
    form: RecordForm,
    draft: PolicyDraft,
    moving: &Moving,
) -> Result<Response, AppError> {
    let staff = staff(call, &draft);
    let (draft, zone) = (with_spare_rows(draft), zone(call).name().to_owned());
    let model = PolicyFormModel { form, draft, staff, zone, moving: moving.hidden() };
    call.draw(status, |cx| pages::policy_form(cx, &model)).await
}

fn newest<'a>(call: &'a Call, id: &PolicyId) -> Result<&'a Policy, AppError> {
    call.directory.policy_versions(id).last().map(AsRef::as_ref).ok_or(AppError::NotFound)
}
