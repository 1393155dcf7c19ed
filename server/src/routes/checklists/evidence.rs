//! `/checklists/{run}/items/{item}/evidence`: a photo or a file for an item, checked with it where asked for.

use axum::Router;
use axum::extract::{Multipart, Path, State};
use axum::response::Response;
use axum::routing::post;
use domain::checklist::Deed;
use domain::ids::{ChecklistId, ItemId};
use domain::problem::Problem;

use super::send::{Form, Outcome};
use crate::auth::SignedIn;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/checklists/{run}/items/{item}/evidence", post(attach))
}

async fn attach(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path((run, item)): Path<(String, String)>,
    form: Multipart,
) -> Result<Response, AppError> {
    let (run, id) = (ChecklistId::new(run), ItemId::new(item));
    if !state.store().checklist_exists(&session.scope(), &run).await? {
        return Err(AppError::NotFound);
    }
    let mut submitted = state.uploads().read(form).await;
    let fields = submitted.fields.clone();
    let anchor = format!("item-{id}");
    let form =
        Form { state: &state, session: &session, page: &page, run: &run, place: id.as_str(), anchor, fields: &fields };
    if !submitted.problems.is_empty() {
        submitted.note_lost_files();
        return form.refuse(submitted.problems).await;
    }
    let files = submitted.hand_over_files();
    if files.is_empty() {
        return form.refuse(vec![Problem::new("files", "Choose a photo or a file first.")]).await;
    }
    // The stored file's name is new each time: what was chosen tells one form from another.
    let identity = submitted.chosen().collect::<Vec<_>>().join("\n");
    let mut deeds: Vec<Deed> = files.iter().map(|file| Deed::Attach { item: id.clone(), file: file.clone() }).collect();
    if form.button() == "attach_check" {
        deeds.push(Deed::Check { item: id.clone() });
    }
    let outcome = form.send(deeds, &identity).await;
    match &outcome {
        Ok(Outcome::Refused(_) | Outcome::Again) | Err(AppError::NotFound) => state.uploads().discard(&files).await,
        // A failing store may have committed before it failed: then the files belong to the run.
        Ok(Outcome::Done | Outcome::Conflict) | Err(_) => {}
    }
    match outcome? {
        Outcome::Refused(problems) => {
            submitted.problems.extend(problems);
            submitted.note_lost_files();
            form.refuse(submitted.problems).await
        }
        outcome => form.answer(outcome, if files.len() == 1 { "Attached." } else { "Files attached." }).await,
    }
}
