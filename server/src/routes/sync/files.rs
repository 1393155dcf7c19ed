//! A photo or a file, sent before the operation that names it. Until then it belongs to nobody; one that nobody names is
//! swept up (`jobs::housekeeping`).

use axum::Json;
use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::ids::ChecklistId;
use domain::problem::Problem;
use serde::Deserialize;

use crate::auth::Device;
use crate::error::AppError;
use crate::state::AppState;

#[derive(Deserialize)]
pub(super) struct Asked {
    checklist: String,
}

pub(super) async fn receive(
    State(state): State<AppState>,
    Device(session): Device,
    Query(asked): Query<Asked>,
    form: Multipart,
) -> Result<Response, AppError> {
    let run = ChecklistId::new(asked.checklist);
    if !state.store().checklist_exists(&session.scope(), &run).await? {
        return Err(AppError::NotFound);
    }
    let mut submitted = state.uploads().read(form).await;
    if !submitted.problems.is_empty() {
        return Ok(refused(&submitted.problems));
    }
    let mut files = submitted.hand_over_files();
    match (files.pop(), files.is_empty()) {
        (Some(file), true) => Ok(Json(file).into_response()),
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
