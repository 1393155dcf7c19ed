//! Whether a person can sign in: one-time links, disabling, enabling.

use app::model::admin::WelcomeLinkModel;
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::{Redirect, Response};
use axum::routing::get;
use domain::ids::PersonId;
use store::access::{LinkPurpose, PersonDraft, WELCOME_LINK_LIFE};

use super::call::{Call, Editor};
use super::people::find;
use super::saved::{done, not_done, outcome, rev};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::headers::NO_STORE;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/people/{id}/link", get(to_person).post(link))
        .route("/people/{id}/disable", get(to_person).post(disable))
        .route("/people/{id}/enable", get(to_person).post(enable))
}

/// A form was sent to this address, which may answer with a page: loaded again, it is the person's own.
async fn to_person(Editor(call): Editor, Path(id): Path<String>) -> Result<Redirect, AppError> {
    let id = &find(&call, &PersonId::new(id))?.id;
    Ok(Redirect::to(&format!("/people/{id}")))
}

async fn link(Editor(call): Editor, Path(id): Path<String>) -> Result<Response, AppError> {
    let person = find(&call, &PersonId::new(id))?;
    if person.disabled {
        let text = format!("{} is disabled. Enable them first, then make a link.", person.name);
        return Ok(not_done(&call.state, &format!("/people/{}", person.id), text));
    }
    show_link(&call, &person.id, false).await
}

/// Makes a link and shows it: the only page that ever does. It answers the form itself, because the secret must
/// neither stand in an address nor be kept for a redirect.
///
/// # Errors
/// [`AppError::Internal`] when the store fails.
pub(super) async fn show_link(call: &Call, id: &PersonId, is_new: bool) -> Result<Response, AppError> {
    let person = find(call, id)?;
    let token = call.store().issue_link(id, LinkPurpose::Welcome, call.now()).await?;
    tracing::info!(person = %id, by = %call.session.person.id, "a one-time link was made");
    let model = WelcomeLinkModel {
        id: id.to_string(),
        name: person.name.clone(),
        email: person.email.as_str().to_owned(),
        link: format!("{}/welcome/{}", call.state.public_url(), token.reveal()),
        hours: WELCOME_LINK_LIFE.get() / 3_600,
        is_new,
    };
    let mut response = call.draw(StatusCode::OK, |cx| pages::welcome_link(cx, &model)).await?;
    response.headers_mut().insert(CACHE_CONTROL, NO_STORE);
    Ok(response)
}

async fn disable(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = PersonId::new(id);
    if id == call.session.person.id {
        return Ok(not_done(
            &call.state,
            &format!("/people/{id}"),
            "You cannot disable yourself. Another admin can.".to_owned(),
        ));
    }
    set_disabled(&call, &id, rev(&form), true).await
}

async fn enable(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    set_disabled(&call, &PersonId::new(id), rev(&form), false).await
}

async fn set_disabled(call: &Call, id: &PersonId, rev: u32, disabled: bool) -> Result<Response, AppError> {
    let person = find(call, id)?;
    let own = format!("/people/{id}");
    let draft = PersonDraft { disabled, ..PersonDraft::of(person) };
    match outcome(call.store().update_person(&call.scope(), &call.actor(), id, rev, &draft).await)? {
        Ok(()) => {
            tracing::info!(person = %id, by = %call.session.person.id, disabled, "a person's access was changed");
            let text = if disabled {
                format!("{} is disabled and signed out everywhere.", person.name)
            } else {
                format!("{} can sign in again.", person.name)
            };
            Ok(done(&call.state, &own, text))
        }
        Err(rejected) if rejected.is_conflict() => {
            let text = format!(
                "Somebody else saved {} meanwhile, so nothing was changed. Look at the page again.",
                person.name
            );
            Ok(not_done(&call.state, &own, text))
        }
        Err(rejected) => {
            let problem = rejected.errors.0.into_iter().next().map(|problem| problem.message).unwrap_or_default();
            Ok(not_done(&call.state, &own, problem))
        }
    }
}
