//! A photo or a file, sent before the operation that names it. Until then it belongs to nobody; one that nobody names is
//! swept up (`jobs::housekeeping`).

use axum::Json;
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::ChecklistId;
use domain::problem::Problem;
use serde::Deserialize;

use super::not_for;
use crate::auth::Device;
use crate::error::AppError;
use crate::state::AppState;
use crate::uploads::discard_form;

const TOO_MANY: &str = "The server keeps too many files of yours that no change names. Send what waits on your devices, or try again in a week.";

#[derive(Deserialize)]
pub(super) struct Asked {
    checklist: String,
    /// Whose device sends it.
    person: Option<String>,
}

pub(super) async fn receive(
    State(state): State<AppState>,
    Device(session): Device,
    Query(asked): Query<Asked>,
    form: Multipart,
) -> Result<Response, AppError> {
    if let Some(refused) = not_for(&session, asked.person.as_deref()) {
        return Ok(refused);
    }
    let run = ChecklistId::new(asked.checklist);
    if !state.store().checklist_exists(&session.scope(), &run).await? {
        return Err(AppError::NotFound);
    }
    let person = &session.person.id;
    if state.uploads().has_too_many_waiting(person).await.map_err(anyhow::Error::from)? {
        discard_form(form).await;
        return Ok(refused(&[Problem::new("files", TOO_MANY)]));
    }
    let mut submitted = state.uploads().read(form).await;
    if !submitted.problems.is_empty() {
        return Ok(refused(&submitted.problems));
    }
    let mut files = submitted.hand_over_files();
    match (files.pop(), files.is_empty()) {
        (Some(file), true) => {
            state.uploads().note_waiting(person, &file.id).await.map_err(anyhow::Error::from)?;
            Ok(Json(file).into_response())
        }
        (last, _) => {
            files.extend(last);
            state.uploads().discard(&files).await;
            Ok(refused(&[Problem::new("files", "Send one file at a time.")]))
        }
    }
}

fn refused(problems: &[Problem]) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(serde_json::json!({ "problems": problems }))).into_response()
}
