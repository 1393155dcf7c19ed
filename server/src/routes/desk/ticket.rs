//! `/tickets/{key}`: one ticket, for both sides.

use app::model::TicketModel;
use app::model::ticket::{GoesOn, Related};
use app::pages;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::ids::TicketKey;
use domain::ticket::{Relation, Ticket};
use domain::time::Seconds;
use store::access::Session;
use store::tickets::Detail;

use super::key;
use crate::auth::SignedIn;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::routes::present::ticket::Extras;
use crate::state::AppState;

/// How many linked tickets are looked up for their titles.
const RELATED_SHOWN: usize = 8;
/// For how long the page after reporting shows the promises large.
const JUST_REPORTED: Seconds = Seconds::minutes(10);

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/tickets/{key}", get(show))
}

#[derive(serde::Deserialize)]
struct Way {
    /// Set after reporting.
    new: Option<String>,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path(text): Path<String>,
    Query(way): Query<Way>,
) -> Result<Response, AppError> {
    let key = key(&text)?;
    let mut extras = Extras::default();
    if way.new.is_some() {
        extras.is_just_reported = true;
    }
    draw(&state, &session, &page, &key, extras, StatusCode::OK).await
}

/// The ticket's page with whatever a refused try adds to it.
pub(super) async fn draw(
    state: &AppState,
    session: &Session,
    page: &PageRequest,
    key: &TicketKey,
    extras: Extras,
    status: StatusCode,
) -> Result<Response, AppError> {
    let mut view = View::new(state.store().directory(), session, state.now());
    let model = model(state, &mut view, key, extras).await?.ok_or(AppError::NotFound)?;
    let mut cx = state.page(page, Some(session)).await?;
    cx.windows = view.tables.into_tables();
    Ok((status, Html(pages::ticket(&cx, &model))).into_response())
}

/// A ticket's model; `None` when it does not exist for the viewer.
pub(super) async fn model(
    state: &AppState,
    view: &mut View,
    key: &TicketKey,
    mut extras: Extras,
) -> Result<Option<TicketModel>, AppError> {
    let scope = view.session.scope();
    let Some(detail) = state.store().detail(&scope, key, view.now()).await? else { return Ok(None) };
    extras.goes_on = goes_on(state, view, &detail).await?;
    extras.related = related(state, view, &detail).await?;
    extras.is_just_reported &= is_just_reported(view, &detail.ticket);
    Ok(Some(view.ticket(&detail, extras)))
}

fn is_just_reported(view: &View, ticket: &Ticket) -> bool {
    ticket.reporter.id == view.session.person.id && view.now() - ticket.created_at < JUST_REPORTED
}

/// The ticket in which a merged one goes on.
async fn goes_on(state: &AppState, view: &View, detail: &Detail) -> Result<Option<GoesOn>, AppError> {
    let Some(key) = &detail.ticket.merged_into else { return Ok(None) };
    let other = state.store().detail(&view.session.scope(), key, view.now()).await?;
    Ok(other.map(|other| GoesOn { key: key.clone(), title: other.ticket.title, state: other.ticket.state }))
}

/// Linked tickets with title and state; one that the viewer may not see is left out.
async fn related(state: &AppState, view: &View, detail: &Detail) -> Result<Vec<Related>, AppError> {
    let ticket = &detail.ticket;
    let duplicate = ticket.duplicate_of.iter().map(|key| ("duplicate of", key));
    let merged = ticket.merged.iter().map(|key| ("merged from", key));
    let origin = ticket.split_from.iter().map(|key| ("split off from", key));
    let parts = ticket.split_off.iter().map(|key| ("split off", key));
    let own = duplicate.chain(merged).chain(origin).chain(parts);
    let links = ticket.links.iter().map(|(relation, key)| (Relation::label(*relation), key));
    let mut related = Vec::new();
    for (relation, key) in own.chain(links).take(RELATED_SHOWN) {
        if let Some(other) = state.store().detail(&view.session.scope(), key, view.now()).await? {
            related.push(Related {
                key: key.clone(),
                title: other.ticket.title,
                relation: relation.to_owned(),
                state: other.ticket.state,
            });
        }
    }
    Ok(related)
}
