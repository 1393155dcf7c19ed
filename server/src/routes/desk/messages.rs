//! `/tickets/{key}/messages`: a public reply or an internal note, with files.

use axum::Router;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use domain::people::Side;
use domain::problem::Problem;
use domain::ticket::{Attachment, Command, EventKind};
use domain::time::{Seconds, Timestamp};
use store::tickets::CommandError;

use super::answer::Sent;
use super::{key, read};
use crate::auth::SignedIn;
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::page::PageRequest;
use crate::routes::present::composer::FailedMessage;
use crate::routes::present::ticket::Extras;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/tickets/{key}/messages", post(send))
}

async fn send(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path(text): Path<String>,
    form: Multipart,
) -> Result<Response, AppError> {
    let key = key(&text)?;
    if !state.store().ticket_exists(&session.scope(), &key).await? {
        return Err(AppError::NotFound);
    }
    let mut submitted = state.uploads().read(form).await;
    let fields = submitted.fields.clone();
    let sent = Sent { state: &state, session: &session, page: &page, key: &key, action: "messages", form: &fields };
    let is_note = fields.get("kind") == "note" && session.side() == Side::Staff;
    let promise = promise(fields.get("promise"), state.now());
    if let Err(problem) = &promise {
        submitted.problems.push(problem.clone());
    }
    if !submitted.problems.is_empty() {
        submitted.note_lost_files();
        return refuse(&sent, is_note, submitted.problems).await;
    }
    let files = submitted.hand_over_files();
    let command = command(&fields, is_note, &files, promise.unwrap_or_default());
    let texts = ["draft", "kind", "body", "promise"].map(|name| fields.get(name));
    let parts: Vec<&str> = texts.into_iter().chain(submitted.chosen()).collect();
    let submission = read::submission(&parts);
    let outcome = state
        .store()
        .command_once(&session.scope(), &session.actor(), &key, submission.as_deref(), command, state.now())
        .await;
    match outcome {
        Err(CommandError::Refused(problems)) => {
            state.uploads().discard(&files).await;
            submitted.problems.extend(problems);
            submitted.note_lost_files();
            refuse(&sent, is_note, submitted.problems).await
        }
        Err(error) => {
            // A failing store may have committed before it failed: then the files belong to the ticket.
            if !matches!(error, CommandError::Store(_)) {
                state.uploads().discard(&files).await;
            }
            sent.answer(Err(error), |_| String::new()).await
        }
        Ok(applied) => {
            if applied.events.is_empty() {
                // The first sending brought the same files.
                state.uploads().discard(&files).await;
            }
            let reopened = applied.events.iter().any(|event| matches!(event.kind, EventKind::StateChanged { .. }));
            let said = match (is_note, reopened && session.side() == Side::Client) {
                (true, _) => "Note added. Only your team sees it.",
                (_, true) => "Sent. We are on it again.",
                _ => "Sent.",
            };
            sent.answer(Ok(applied), |_| said.to_owned()).await
        }
    }
}

fn command(fields: &Fields, is_note: bool, files: &[Attachment], next_update_at: Option<Timestamp>) -> Command {
    let (body, attachments) = (fields.get("body").to_owned(), files.to_vec());
    if is_note { Command::Note { body, attachments } } else { Command::Reply { body, attachments, next_update_at } }
}

/// Minutes until the promised update; empty means the policy's own time.
fn promise(text: &str, now: Timestamp) -> Result<Option<Timestamp>, Problem> {
    match text.trim() {
        "" => Ok(None),
        text => match text.parse::<i64>() {
            Ok(minutes @ 1..=525_600) => Ok(Some(now + Seconds::minutes(minutes))),
            _ => Err(Problem::new("promise", "Choose one of the offered times, or leave the plan's own.")),
        },
    }
}

async fn refuse(sent: &Sent<'_>, is_note: bool, problems: Vec<Problem>) -> Result<Response, AppError> {
    let message = FailedMessage {
        is_note,
        body: sent.form.get("body").to_owned(),
        promise: sent.form.get("promise").to_owned(),
        draft: sent.form.get("draft").to_owned(),
        errors: problems.into(),
    };
    let extras = Extras { message: Some(message), ..Extras::default() };
    sent.draw(extras, StatusCode::UNPROCESSABLE_ENTITY).await
}
