//! `/engagements`: the list by phase, and what a form does. `engagement_form` draws it; `engagement_preview` says what
//! another policy or calendar would do to open tickets.

use app::model::admin::{EngagementRow, EngagementsModel, Missing, PhaseGroup};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use axum::routing::get;
use domain::engagement::{Engagement, Phase};
use domain::ids::{ClientId, EngagementId, ProductId};
use domain::sla::zone::{Zoned, parse_zone};
use domain::sla::{LocalDate, LocalTime};
use domain::ticket::Lane;
use serde::Deserialize;
use store::directory::EngagementDraft;
use store::tickets::LaneCounts;

use super::call::{Call, Editor, Reader};
use super::engagement_form::{changes, draft, draft_of, model};
use super::engagement_preview::to_be_looked_at;
use super::links;
use super::saved::{done, outcome, rev};
use super::versions::roll_out;
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::routes::present::view::{View, plural};
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/engagements", get(list).post(create))
        .route("/engagements/new", get(new))
        .route("/engagements/{id}", get(show).post(save))
        .route("/engagements/{id}/edit", get(to_form).post(edit_again))
}

async fn list(Reader(call): Reader) -> Result<Response, AppError> {
    let scope = call.scope();
    let counts = call.store().lane_counts(&scope).await?;
    let view = call.view();
    let mut seen = call.directory.engagements(&scope);
    // The ones that go live first come first; those without a date last.
    seen.sort_by_key(|one| (one.go_live.is_none(), one.go_live.clone(), links::engagement_name(&call.directory, one)));
    let groups = Phase::ALL.into_iter().filter_map(|phase| {
        let rows: Vec<_> = seen
            .iter()
            .filter(|engagement| engagement.phase == phase)
            .map(|engagement| row(&view, engagement, &counts.get(&engagement.id).copied().unwrap_or_default()))
            .collect();
        (!rows.is_empty()).then_some(PhaseGroup { phase, rows })
    });
    let model = EngagementsModel {
        groups: groups.collect(),
        missing: missing(&call),
        repairs: view.repairs(|_| true),
        access: call.access(),
    };
    call.draw(StatusCode::OK, |cx| pages::engagements(cx, &model)).await
}

/// What an engagement is made of and does not exist yet.
pub(super) fn missing(call: &Call) -> Missing {
    Missing {
        client: call.directory.clients(&call.scope()).is_empty(),
        product: call.directory.products().is_empty(),
        plan: call.directory.plans().is_empty(),
    }
}

fn row(view: &View, engagement: &Engagement, tally: &LaneCounts) -> EngagementRow {
    let directory = &view.directory;
    EngagementRow {
        id: engagement.id.to_string(),
        client: links::client_name(directory, engagement),
        product: links::product_name(directory, engagement),
        go_live: go_live(view, engagement),
        plan: directory.plan(&engagement.plan).map_or_else(String::new, |plan| plan.name.clone()),
        supplier_owner: engagement.supplier_owner.as_ref().and_then(|id| view.person_by_id(id)),
        buyer_owner: engagement.buyer_owner.as_ref().and_then(|id| view.person_by_id(id)),
        open: tally.open(),
        overdue: tally.get(Lane::Overdue),
    }
}

/// `Sat 21 Nov, 2 days ago`; empty without a date.
fn go_live(view: &View, engagement: &Engagement) -> String {
    let date = engagement.go_live.as_ref().and_then(|text| text.parse::<LocalDate>().ok());
    let (Some(date), Some(days)) = (date, view.days_since_go_live(engagement)) else { return String::new() };
    let zone = view.directory.client(&engagement.client).and_then(|client| parse_zone(&client.zone).ok());
    let year = zone.map_or_else(|| date.parts().0, |zone| Zoned::new(view.now(), zone).date.parts().0);
    let written = Zoned { date, time: LocalTime::MIDNIGHT, offset_minutes: 0 }.date_text(year);
    match days {
        0 => format!("{written}, today"),
        ..0 => format!("{written}, in {}", plural(-days, "day")),
        1.. => format!("{written}, {} ago", plural(days, "day")),
    }
}

/// What a new engagement begins with.
#[derive(Deserialize, Default)]
struct Start {
    #[serde(default)]
    client: String,
    #[serde(default)]
    product: String,
}

async fn new(Editor(call): Editor, Query(start): Query<Start>) -> Result<Response, AppError> {
    let client = call.directory.client(&ClientId::new(start.client)).map(|client| client.id.to_string());
    let product = call.directory.product(&ProductId::new(start.product)).map(|product| product.id.to_string());
    let only = |mut ids: Vec<String>| if ids.len() == 1 { ids.pop().unwrap_or_default() } else { String::new() };
    let draft = EngagementDraft {
        client: client.unwrap_or_default(),
        product: product
            .unwrap_or_else(|| only(call.directory.products().into_iter().map(|one| one.id.to_string()).collect())),
        plan: only(call.directory.plans().into_iter().map(|one| one.id.to_string()).collect()),
        phase: Phase::Onboarding.as_str().to_owned(),
        ..EngagementDraft::default()
    };
    let model = model(&call, call.new_form(), &draft, LaneCounts::default());
    call.draw(StatusCode::OK, |cx| pages::engagement(cx, &model)).await
}

async fn create(Editor(call): Editor, form: Fields) -> Result<Response, AppError> {
    let draft = draft(&form);
    match outcome(call.store().create_engagement(&call.scope(), &call.actor(), &draft).await)? {
        Ok(_) => Ok(done(
            &call.state,
            "/engagements",
            "The engagement was added. Its people can report issues now.".to_owned(),
        )),
        Err(rejected) => {
            let model = model(&call, rejected.form(call.new_form(), Vec::new()), &draft, LaneCounts::default());
            call.draw(rejected.status, |cx| pages::engagement(cx, &model)).await
        }
    }
}

async fn show(Reader(call): Reader, Path(id): Path<String>) -> Result<Response, AppError> {
    let engagement = find(&call, &EngagementId::new(id))?;
    let tally = tally(&call, &engagement.id).await?;
    let form = call.form(engagement.id.as_str(), call.directory.engagement_rev(&engagement.id));
    let model = model(&call, form, &draft_of(&call.directory, engagement), tally);
    call.draw(StatusCode::OK, |cx| pages::engagement(cx, &model)).await
}

/// What the preview's way back is sent to has no page of its own: loaded again, it is the engagement's.
async fn to_form(Editor(call): Editor, Path(id): Path<String>) -> Result<Redirect, AppError> {
    let id = &find(&call, &EngagementId::new(id))?.id;
    Ok(Redirect::to(&format!("/engagements/{id}")))
}

/// Back from the preview, with everything typed.
async fn edit_again(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = find(&call, &EngagementId::new(id))?.id.clone();
    let tally = tally(&call, &id).await?;
    let model = model(&call, call.form(id.as_str(), rev(&form)), &draft(&form), tally);
    call.draw(StatusCode::OK, |cx| pages::engagement(cx, &model)).await
}

async fn save(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = find(&call, &EngagementId::new(id))?.id.clone();
    let draft = draft(&form);
    if let Some(page) = to_be_looked_at(&call, &id, &form, &draft).await? {
        return Ok(page);
    }
    let saved = call.store().update_engagement(&call.scope(), &call.actor(), &id, rev(&form), &draft, call.now()).await;
    match outcome(saved)? {
        Ok(()) => {
            let before = find(&call, &id)?;
            let name = links::engagement_name(&call.directory, before);
            let saved = call.store().directory();
            if saved.engagement(&id).is_some_and(|saved| saved.calendar != before.calendar) {
                roll_out(&call).await;
            }
            Ok(done(&call.state, "/engagements", format!("{name} was saved.")))
        }
        Err(rejected) => {
            let call = call.refreshed();
            let engagement = find(&call, &id)?;
            let changes = changes(&call, &draft_of(&call.directory, engagement), &draft);
            let form = rejected.form(call.form(id.as_str(), call.directory.engagement_rev(&id)), changes);
            let model = model(&call, form, &draft, tally(&call, &id).await?);
            call.draw(rejected.status, |cx| pages::engagement(cx, &model)).await
        }
    }
}

/// An engagement that the viewer sees.
fn find<'a>(call: &'a Call, id: &EngagementId) -> Result<&'a Engagement, AppError> {
    let engagement = call.directory.engagement(id).filter(|engagement| call.scope().sees(engagement));
    engagement.map(AsRef::as_ref).ok_or(AppError::NotFound)
}

async fn tally(call: &Call, id: &EngagementId) -> Result<LaneCounts, AppError> {
    Ok(call.store().lane_counts(&call.scope()).await?.get(id).copied().unwrap_or_default())
}
