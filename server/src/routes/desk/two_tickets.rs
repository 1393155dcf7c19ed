//! `/tickets/{key}/merge` and `/tickets/{key}/split`: what concerns two tickets.

use std::collections::BTreeMap;

use app::model::{FailedAction, FormErrors};
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::TicketKey;
use domain::ticket::{Split, TITLE_MAX, splittable};
use serde::Deserialize;
use store::tickets::CommandError;

use super::answer::Sent;
use super::{key, read, ticket};
use crate::auth::Staff;
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::page::PageRequest;
use crate::routes::present::actions::excerpt;
use crate::routes::present::ticket::Extras;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/tickets/{key}/merge", get(show_merge).post(merge))
        .route("/tickets/{key}/split", get(show_split).post(split))
}

/// The ticket's page with one of its forms open.
async fn show(
    state: &AppState,
    session: &store::access::Session,
    page: &PageRequest,
    key: &TicketKey,
    (action, values): (&str, BTreeMap<String, String>),
) -> Result<Response, AppError> {
    let open = FailedAction { action: action.to_owned(), errors: FormErrors::none(), values };
    let extras = Extras { failed: Some(open), ..Extras::default() };
    ticket::draw(state, session, page, key, extras, StatusCode::OK).await
}

async fn show_merge(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
) -> Result<Response, AppError> {
    show(&state, &session, &page, &key(&text)?, ("merge", BTreeMap::new())).await
}

async fn merge(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let key = key(&text)?;
    let sent = Sent { state: &state, session: &session, page: &page, key: &key, action: "merge", form: &form };
    if !state.store().ticket_exists(&session.scope(), &key).await? {
        return Err(AppError::NotFound);
    }
    let into = match read::other_ticket(&state, &session, "into", form.get("into")).await? {
        Ok(into) => into,
        Err(problem) => return sent.refuse(vec![problem]).await,
    };
    let (scope, by, reason) = (session.scope(), session.actor(), form.get("reason"));
    let outcome = state.store().merge(&scope, &by, &key, &into, sent.version(), reason, state.now()).await;
    let said = format!("{key}: merged. It goes on here as {into}.");
    match outcome {
        // From the ticket's own page the way leads to where it goes on; the inbox stays where it is.
        Ok(_) if form.get("return") == format!("/tickets/{key}") => Ok(sent.go_to(&format!("/tickets/{into}"), &said)),
        outcome => sent.answer(outcome, |_| format!("{key}: merged into {into}.")).await,
    }
}

#[derive(Deserialize)]
struct Chosen {
    /// The number of the message's event.
    message: Option<u32>,
}

async fn show_split(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, AppError> {
    let key = key(&text)?;
    let detail = state.store().detail(&session.scope(), &key, state.now()).await?.ok_or(AppError::NotFound)?;
    let said = splittable(&detail.events).find(|said| Some(said.seq) == chosen.message);
    let mut values = BTreeMap::new();
    if let Some(said) = said {
        values.insert("message".to_owned(), said.seq.to_string());
        values.insert("title".to_owned(), first_sentence(said.body));
    }
    show(&state, &session, &page, &key, ("split", values)).await
}

/// What a title begins with: the first sentence, or as much of it as a title holds.
fn first_sentence(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    let end = line.find(['.', '!', '?']).filter(|end| line[end + 1..].starts_with(' ')).unwrap_or(line.len());
    excerpt(line[..end].trim_end_matches(['.', '!', ':']), TITLE_MAX - 1)
}

async fn split(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let key = key(&text)?;
    let sent = Sent { state: &state, session: &session, page: &page, key: &key, action: "split", form: &form };
    let draft = Split {
        message: form.get("message").trim().parse().unwrap_or_default(),
        title: form.get("title").to_owned(),
        impact: form.get("impact").to_owned(),
    };
    let submission = read::submission(&[form.get("draft"), form.get("message"), &draft.title, &draft.impact]);
    let (scope, by, submission) = (session.scope(), session.actor(), submission.as_deref());
    match state.store().split(&scope, &by, &key, &draft, submission, state.now()).await {
        Ok(born) => Ok(sent.go_to(&format!("/tickets/{born}"), &format!("{born}: split off {key}."))),
        Err(CommandError::NotFound) => Err(AppError::NotFound),
        Err(error) => sent.answer(Err(error), |_| String::new()).await,
    }
}

#[cfg(test)]
mod tests {
    use super::first_sentence;

    #[test]
    fn a_title_begins_with_the_first_sentence() {
        assert_eq!(first_sentence("\n The printer is offline. Since 8:00."), "The printer is offline");
        assert_eq!(first_sentence("Version 2.4 is slow\nVery."), "Version 2.4 is slow");
        assert_eq!(first_sentence(""), "");
        assert!(first_sentence(&"long ".repeat(60)).chars().count() <= domain::ticket::TITLE_MAX);
    }
}
