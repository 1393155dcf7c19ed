//! `/settings`: the index of what the organisation sets up, one's own sessions, devices and choices.

use app::model::admin::settings::device;
use app::model::admin::{PushDevice, PushModel, PushSwitch, SessionRow, SettingsLink, SettingsModel};
use app::model::{Flash, FlashTone, FormErrors};
use app::pages;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::people::Side;
use domain::problem::Problem;
use domain::push::{Kind, Preferences};
use domain::sla::LocalTime;
use domain::sla::escalation::QuietHours;
use domain::time::Seconds;
use store::Directory;
use store::access::{Session, SessionLimits};

use crate::auth::SignedIn;
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::routes::present::view::plural;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/settings", get(show))
        .route("/settings/sessions/{id}/end", post(end))
        .route("/settings/sessions/others", post(end_others))
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
) -> Result<Response, AppError> {
    let wishes = state.store().push_preferences(&session).await?;
    let model = model(&state, &session, push_model(&state, &session, &wishes)).await?;
    let cx = state.page(&page, Some(&session)).await?;
    Ok(Html(pages::settings(&cx, &model)).into_response())
}

/// The page after choices that were refused, with what was typed.
pub(super) async fn draw_refused(
    state: &AppState,
    session: &Session,
    page: &PageRequest,
    form: &Fields,
    problems: Vec<Problem>,
) -> Result<Response, AppError> {
    let on: Vec<&str> = form.all("on").collect();
    let off = Kind::of(session.side()).iter().copied().filter(|kind| !on.contains(&kind.as_str())).collect();
    let push = PushModel {
        quiet_from: form.get("quiet_from").to_owned(),
        quiet_to: form.get("quiet_to").to_owned(),
        errors: FormErrors::from(problems),
        ..push_model(state, session, &Preferences { off, quiet: None })
    };
    let model = model(state, session, push).await?;
    let cx = state.page(page, Some(session)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(pages::settings(&cx, &model))).into_response())
}

async fn model(state: &AppState, session: &Session, push: PushModel) -> Result<SettingsModel, AppError> {
    let directory = state.store().directory();
    Ok(SettingsModel {
        index: if session.side() == Side::Staff { index(&directory, session, state) } else { Vec::new() },
        sessions: sessions(state, session).await?,
        session_rule: session_rule(session.side()),
        email: session.person.email.as_str().to_owned(),
        push: PushModel { devices: devices(state, session).await?, ..push },
    })
}

fn push_model(state: &AppState, session: &Session, wishes: &Preferences) -> PushModel {
    let side = session.side();
    let switch =
        |kind: &Kind| PushSwitch { name: kind.as_str(), label: kind.label(side), is_on: !wishes.off.contains(kind) };
    let time = |pick: fn(&QuietHours) -> LocalTime| wishes.quiet.as_ref().map(|quiet| pick(quiet).to_string());
    PushModel {
        key: state.push().public_key().to_owned(),
        switches: Kind::of(side).iter().map(switch).collect(),
        quiet_from: time(|quiet| quiet.from).unwrap_or_default(),
        quiet_to: time(|quiet| quiet.to).unwrap_or_default(),
        zone: state.store().directory().zone_of(&session.person).to_owned(),
        ..PushModel::default()
    }
}

/// Where the viewer's messages go.
async fn devices(state: &AppState, session: &Session) -> Result<Vec<PushDevice>, AppError> {
    let times = View::new(state.store().directory(), session, state.now()).times;
    let devices = state.store().push_devices(session).await?.into_iter().map(|one| PushDevice {
        device: device(&one.user_agent),
        since: format!("Switched on {}", times.moment(one.since).local),
        id: one.id,
    });
    Ok(devices.collect())
}

fn index(directory: &Directory, session: &Session, state: &AppState) -> Vec<SettingsLink> {
    let scope = session.scope();
    let link = |href, icon, title, text, count| SettingsLink { href, icon, title, text, count };
    vec![
        link("/clients", "building", "Clients", "The organisations you look after.", directory.clients(&scope).len()),
        link(
            "/engagements",
            "briefcase",
            "Engagements",
            "Which client uses which product, in which phase, under which plan.",
            directory.engagements(&scope).len(),
        ),
        link(
            "/people",
            "users",
            "People",
            "Who can sign in, on both sides, and what they may do.",
            directory.people(&scope).len(),
        ),
        link("/products", "box", "Products", "What you sold.", directory.products().len()),
        link("/plans", "file", "Plans", "The contract terms: SLA policy, calendar, cadence.", directory.plans().len()),
        link(
            "/policies",
            "policy",
            "SLA policies",
            "What is promised for each priority.",
            directory.policies(state.now()).len(),
        ),
        link(
            "/calendars",
            "calendar",
            "Calendars",
            "Opening hours and holidays, in which business time counts.",
            directory.calendars().len(),
        ),
    ]
}

/// SECURITY.md, Sessions, in words.
fn session_rule(side: Side) -> String {
    let limits = SessionLimits::of(side);
    let [idle, absolute] = [limits.idle, limits.absolute].map(hours_or_days);
    format!("A session ends after {idle} without activity, and after {absolute} in any case.")
}

fn hours_or_days(length: Seconds) -> String {
    let hours = i32::try_from(length.get() / Seconds::hours(1).get()).unwrap_or(i32::MAX);
    match (hours, hours / 24) {
        (1, _) => "an hour".to_owned(),
        (hours, days) if hours % 24 == 0 && days > 1 => plural(days, "day"),
        (hours, _) => plural(hours, "hour"),
    }
}

/// The viewer's living sessions, the one that asks first.
async fn sessions(state: &AppState, session: &Session) -> Result<Vec<SessionRow>, AppError> {
    let times = View::new(state.store().directory(), session, state.now()).times;
    let own = state.store().sessions(&session.person, state.now()).await?;
    let mut rows: Vec<_> = own
        .into_iter()
        .map(|one| SessionRow {
            is_current: one.id == session.id,
            device: device(&one.user_agent),
            since: format!("Signed in {}", times.moment(one.created_at).local),
            seen: format!("active {}", times.ago(one.last_seen)),
            id: one.id,
        })
        .collect();
    rows.sort_by_key(|row| !row.is_current);
    Ok(rows)
}

async fn end(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let was_there = state.store().revoke_session(&session.person.id, &id).await?;
    let text = if was_there { "The session was ended." } else { "That session had ended already." };
    Ok(back(&state, text))
}

async fn end_others(State(state): State<AppState>, SignedIn(session): SignedIn) -> Result<Response, AppError> {
    for other in state.store().sessions(&session.person, state.now()).await? {
        if other.id != session.id {
            state.store().revoke_session(&session.person.id, &other.id).await?;
        }
    }
    state.store().unsubscribe_elsewhere(&session).await?;
    Ok(back(&state, "You are signed out everywhere else."))
}

pub(super) fn back(state: &AppState, text: &str) -> Response {
    let mut response = Redirect::to("/settings").into_response();
    flash::put(&mut response, &Flash { tone: FlashTone::Done, text: text.to_owned() }, state.public_url().is_https());
    response
}
