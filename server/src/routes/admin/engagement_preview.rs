//! What another plan, policy or calendar would do to an engagement's open tickets, before it is saved.

use app::model::admin::version::PreviewModel;
use app::pages::admin as pages;
use axum::http::StatusCode;
use axum::response::Response;
use domain::ids::EngagementId;
use store::directory::EngagementDraft;
use store::tickets::EngagementPreview;

use super::call::Call;
use super::engagement_form::{draft_of, fields, hidden};
use super::links;
use super::saved::rev;
use super::versions::{STALE, effects};
use crate::error::AppError;
use crate::http::fields::Fields;

/// The page that has to be looked at before saving: where there are open tickets and the form brings another policy or
/// calendar, unless exactly that has been looked at. Nothing for a form that is going to be refused.
pub(super) async fn to_be_looked_at(
    call: &Call,
    id: &EngagementId,
    form: &Fields,
    draft: &EngagementDraft,
) -> Result<Option<Response>, AppError> {
    let follows = rev(form);
    if follows != call.directory.engagement_rev(id) {
        return Ok(None);
    }
    let found = call.store().preview_engagement(&call.scope(), id, draft, call.now()).await;
    let found = match found {
        Ok(Some(found)) if !found.preview.open.is_empty() => found,
        Ok(_) | Err(store::SaveError::Refused(_)) => return Ok(None),
        Err(store::SaveError::Store(error)) => return Err(error.into()),
        Err(_) => return Err(AppError::Forbidden),
    };
    let seen = form.get("seen");
    if seen == found.preview.fingerprint() {
        return Ok(None);
    }
    let stale = (!seen.is_empty()).then(|| STALE.to_owned());
    let status = if stale.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    let model = model(call, &found, draft, follows, stale);
    call.draw(status, |cx| pages::preview(cx, &model)).await.map(Some)
}

fn model(
    call: &Call,
    found: &EngagementPreview,
    draft: &EngagementDraft,
    follows: u32,
    stale: Option<String>,
) -> PreviewModel {
    let (before, after) = (&found.before, &found.after);
    let action = format!("/engagements/{}", before.id);
    let calendar = |id| links::chosen(&links::calendar_options(&call.directory, id));
    let policy = |id| links::chosen(&links::policy_options(&call.directory, call.now(), id));
    let (old_calendar, new_calendar) = (calendar(before.calendar.as_str()), calendar(after.calendar.as_str()));
    let (old_policy, new_policy) = (policy(before.policy.as_str()), policy(after.policy.as_str()));
    let (other_calendar, other_policy) = (before.calendar != after.calendar, before.policy != after.policy);
    let begins = if other_calendar {
        format!(
            "From the moment you save, the opening hours of {new_calendar} count. Until then those of {old_calendar} do."
        )
    } else {
        format!("From the moment you save, new issues are measured by {new_policy}.")
    };
    let mut summary = effects::summary(call, &found.preview, "belongs to it", "belong to it");
    if other_policy {
        summary
            .push(format!("Open tickets keep the policy that they were reported under; {new_policy} is for new ones."));
    }
    let mut differing = fields(call, &draft_of(&call.directory, before), draft);
    differing.retain(|(label, ..)| !["SLA policy", "Calendar"].contains(label));
    differing.push(("SLA policy", old_policy, new_policy));
    differing.push(("Calendar", old_calendar, new_calendar));
    let or_nothing = |text: &str| if text.is_empty() { "nothing".to_owned() } else { text.to_owned() };
    let differences = differing
        .iter()
        .filter(|(_, was, is)| was.trim() != is.trim())
        .map(|(label, was, is)| format!("{label}: {} becomes {}.", or_nothing(was.trim()), or_nothing(is.trim())));
    let (rows, more) = effects::rows(call, &found.preview);
    PreviewModel {
        title: links::engagement_name(&call.directory, before),
        back: (action.clone(), "the engagement".to_owned()),
        begins,
        summary,
        differences: differences.collect(),
        week: None,
        rows,
        more,
        all: None,
        hidden: effects::sent_along(hidden(draft), follows, &found.preview),
        submit: "Save".to_owned(),
        stale,
        zone: call.view().times.zone_name().to_owned(),
        action,
    }
}
