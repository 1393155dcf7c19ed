//! Operations on their way: read one by one, so that one of a kind that nobody knows holds up no other.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::checklist::Deed;
use domain::ids::AttachmentId;
use domain::problem::Problem;
use domain::sync::{Answer, Answered, Answers, OPS_MAX, Push, PushedOp, Target, VERSION, is_known_version};
use serde_json::Value;
use store::sync::Outcome;

use super::{not_for, problem};
use crate::auth::Device;
use crate::error::AppError;
use crate::routes::present::View;
use crate::state::AppState;

pub(super) async fn push(
    State(state): State<AppState>,
    Device(session): Device,
    body: Bytes,
) -> Result<Response, AppError> {
    let unreadable = |error: serde_json::Error| AppError::Unreadable(error.to_string());
    let envelope: Value = serde_json::from_slice(&body).map_err(unreadable)?;
    let version = envelope.get("v").and_then(Value::as_u64).and_then(|v| u32::try_from(v).ok());
    if !version.is_some_and(is_known_version) {
        let text = "This app and the server are of versions that do not fit together. Load the app anew. What you did stays on this device until it is sent.";
        return Ok(problem(StatusCode::BAD_REQUEST, text));
    }
    let envelope: Push = serde_json::from_value(envelope).map_err(unreadable)?;
    if let Some(refused) = not_for(&session, Some(envelope.person.as_str())) {
        return Ok(refused);
    }
    let mut read = Vec::new();
    for op in envelope.ops.iter().take(OPS_MAX) {
        let op = match PushedOp::read(op) {
            Ok(op) => with_own_file(&state, op).await,
            Err(answered) => Err(*answered),
        };
        read.push(op);
    }
    let ops: Vec<PushedOp> = read.iter().filter_map(|one| one.as_ref().ok()).cloned().collect();
    let outcomes = state.store().push(&session.scope(), &session.person, &ops, state.now()).await?;
    // Only now: a second sending may name anything.
    let counts = |outcome: &Outcome| matches!(outcome, Outcome::Answered(Answer::Applied));
    let named = ops.iter().zip(&outcomes).filter(|(_, outcome)| counts(outcome)).filter_map(|(op, _)| file_of(op));
    state.uploads().named(&session.person.id, &named.collect::<Vec<_>>()).await;
    let view = View::new(state.store().directory(), &session, state.now());
    let mut outcomes = outcomes.into_iter();
    let answers = read.into_iter().filter_map(|one| match one {
        Ok(op) => outcomes.next().map(|outcome| Answered { seq: op.seq, answer: answer(&view, outcome) }),
        Err(answered) => Some(answered),
    });
    Ok(Json(Answers { v: VERSION, answers: answers.collect() }).into_response())
}

fn answer(view: &View, outcome: Outcome) -> Answer {
    match outcome {
        Outcome::Answered(answer) => answer,
        Outcome::Overtaken { since, current } => {
            Answer::Conflict { theirs: None, since: view.happened_since(&since, &current) }
        }
    }
}

/// The file that an operation names.
fn file_of(op: &PushedOp) -> Option<AttachmentId> {
    match &op.target {
        Target::Checklist { op, .. } => op.deed.file().map(|file| file.id.clone()),
        Target::Ticket { .. } => None,
    }
}

/// What a device says of a file counts for nothing but its name: the rest is looked at again where it lies.
async fn with_own_file(state: &AppState, mut op: PushedOp) -> Result<PushedOp, Answered> {
    let seq = op.seq;
    let Target::Checklist { op: change, .. } = &mut op.target else { return Ok(op) };
    let Deed::Attach { file, .. } = &mut change.deed else { return Ok(op) };
    let Some(found) = state.uploads().confirm(file).await else {
        let message = "The server does not have this file, or no longer. Attach it again.";
        return Err(Answered { seq, answer: Answer::Refused { problems: vec![Problem::new("files", message)] } });
    };
    *file = found;
    Ok(op)
}
