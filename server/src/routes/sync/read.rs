//! What a device keeps: the engagements to choose from, and what changed in one of them.

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use domain::ids::EngagementId;
use domain::sync::{Pulled, VERSION, Workspace};
use serde::Deserialize;

use super::not_for;
use crate::auth::Device;
use crate::error::AppError;
use crate::routes::present::View;
use crate::state::AppState;

pub(super) async fn workspace(
    State(state): State<AppState>,
    Device(session): Device,
) -> Result<Json<Workspace>, AppError> {
    let store = state.store();
    let engagements = store.may_keep(&session.scope(), &session.person).await?;
    let view = View::new(store.directory(), &session, state.now());
    Ok(Json(Workspace {
        v: VERSION,
        me: session.person.reference(),
        role: session.person.role,
        now: view.now(),
        engagements: engagements.iter().map(|one| view.kept_engagement(one)).collect(),
    }))
}

#[derive(Deserialize)]
pub(super) struct Asked {
    engagement: String,
    since: Option<String>,
    /// Whose device asks.
    person: Option<String>,
}

pub(super) async fn pull(
    State(state): State<AppState>,
    Device(session): Device,
    Query(asked): Query<Asked>,
) -> Result<Response, AppError> {
    if let Some(refused) = not_for(&session, asked.person.as_deref()) {
        return Ok(refused);
    }
    let engagement = EngagementId::new(asked.engagement);
    let now = state.now();
    // A cursor in the writing of another version tells nothing: then everything is given.
    let since = asked.since.and_then(|text| text.parse().ok());
    let changes = state
        .store()
        .pull(&session.scope(), &session.person, &engagement, since, now)
        .await?
        .ok_or(AppError::NotFound)?;
    let view = View::new(state.store().directory(), &session, now);
    Ok(Json(Pulled {
        v: VERSION,
        engagement,
        cursor: changes.cursor.to_string(),
        now,
        checklists: changes.checklists,
        tickets: changes.tickets.iter().map(|detail| view.kept_ticket(detail)).collect(),
        open: changes.open,
        kept: changes.kept,
    })
    .into_response())
}
