//! What people do to items, sections and runs. The pressed button says what: `do=check`, `do=note`, `do=sign`.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::post;
use domain::checklist::{Deed, Item, MINUTES_MAX, Owner};
use domain::ids::{ChecklistId, ItemId, OpId, PersonId, SectionId};
use domain::people::PersonRef;
use domain::problem::Problem;
use domain::sla::LocalDate;

use super::send::Form;
use crate::auth::SignedIn;
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::page::PageRequest;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/checklists/{run}", post(on_run))
        .route("/checklists/{run}/items/{item}", post(on_item))
        .route("/checklists/{run}/sections/{section}", post(on_section))
}

fn unknown_button() -> AppError {
    AppError::Unreadable("the form does not say what to do".to_owned())
}

async fn on_item(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path((run, item)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (run, id) = (ChecklistId::new(run), ItemId::new(item));
    let anchor = format!("item-{id}");
    let form =
        Form { state: &state, session: &session, page: &page, run: &run, place: id.as_str(), anchor, fields: &fields };
    let item = id.clone();
    match form.button() {
        "check" => form.run(vec![Deed::Check { item }], "").await,
        "uncheck" => form.run(vec![Deed::Uncheck { item }], "").await,
        "skip" => {
            let reason = fields.get("reason").to_owned();
            form.run(vec![Deed::Skip { item, reason }], "Skipped. The reason stays with the item.").await
        }
        "note" | "remark" => {
            let internal = form.button() == "remark";
            let said = if internal { "Remark saved. Only your team sees it." } else { "Note saved." };
            form.run(vec![note(&fields, item, internal)], said).await
        }
        "arrange" => match arrange(&state, &form, &id).await? {
            Ok(deeds) if deeds.is_empty() => form.run(deeds, "").await,
            Ok(deeds) => form.run(deeds, "Saved.").await,
            Err(problems) => form.refuse(problems).await,
        },
        _ => Err(unknown_button()),
    }
}

fn note(fields: &Fields, item: ItemId, internal: bool) -> Deed {
    let base = fields.get("base").split(',').filter(|id| !id.is_empty()).map(OpId::new).collect();
    Deed::Note { item, text: fields.get("text").to_owned(), base, internal }
}

/// Who does it and by when: only what its writer changed, so that nobody undoes what somebody else did meanwhile.
async fn arrange(state: &AppState, form: &Form<'_>, id: &ItemId) -> Result<Result<Vec<Deed>, Vec<Problem>>, AppError> {
    let checklist = state.store().checklist(&form.session.scope(), form.run).await?.ok_or(AppError::NotFound)?;
    let Some(current) = checklist.run.item(id) else {
        return Ok(Err(vec![Problem::new("item", "There is no such item on this checklist.")]));
    };
    let mut deeds = Vec::new();
    let directory = state.store().directory();
    let chosen = PersonId::new(form.fields.get("assignee").trim());
    let to = (!chosen.as_str().is_empty()).then(|| {
        let name = directory.person(&chosen).map(|person| person.name.clone()).unwrap_or_default();
        PersonRef { id: chosen.clone(), name }
    });
    let is_touched =
        |field: &str, was: &str| !form.fields.has(was) || form.fields.get(field).trim() != form.fields.get(was);
    let is_other = to.as_ref().map(|person| &person.id) != current.assignee.as_ref().map(|person| &person.id);
    if is_other && is_touched("assignee", "was_assignee") {
        deeds.push(Deed::Assign { item: id.clone(), to });
    }
    let on = match form.fields.get("due").trim() {
        "" => None,
        text => match text.parse::<LocalDate>() {
            Ok(date) => Some(date),
            Err(_) => return Ok(Err(vec![Problem::new("due", "Write the day like 2026-11-30, or leave it empty.")])),
        },
    };
    if on != current.due && is_touched("due", "was_due") {
        deeds.push(Deed::Due { item: id.clone(), on });
    }
    Ok(Ok(deeds))
}

async fn on_section(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path((run, section)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, AppError> {
    let (run, id) = (ChecklistId::new(run), SectionId::new(section));
    let anchor = format!("section-{id}");
    let form =
        Form { state: &state, session: &session, page: &page, run: &run, place: id.as_str(), anchor, fields: &fields };
    let section = id.clone();
    match form.button() {
        "sign" => form.run(vec![Deed::Sign { section }], "Signed.").await,
        "unsign" => form.run(vec![Deed::Unsign { section }], "The signature is taken back.").await,
        "add" => match added(&fields) {
            Ok(item) => {
                // The item's id is new each time: what was typed tells one form from another.
                let identity = ["title", "minutes", "owner"].map(|name| fields.get(name)).join("\n");
                let outcome = form.send(vec![Deed::Add { section, item }], &identity).await?;
                form.answer(outcome, "Added.").await
            }
            Err(problem) => form.refuse(vec![problem]).await,
        },
        _ => Err(unknown_button()),
    }
}

fn added(fields: &Fields) -> Result<Item, Problem> {
    let minutes = match fields.get("minutes").trim() {
        "" => 0,
        text => text.parse().map_err(|_| {
            Problem::new("minutes", format!("Write whole minutes from 0 to {MINUTES_MAX}, or leave it empty."))
        })?,
    };
    let owner = Owner::from_name(fields.get("owner")).ok_or_else(|| Problem::new("owner", "Choose who does it."))?;
    let title = fields.get("title").to_owned();
    let id = ItemId::new(store::new_id());
    Ok(Item { id, title, instructions: String::new(), owner, minutes, evidence: false })
}

async fn on_run(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path(run): Path<String>,
    fields: Fields,
) -> Result<Response, AppError> {
    let run = ChecklistId::new(run);
    let anchor = if fields.get("do") == "log" { "log".to_owned() } else { String::new() };
    let form = Form { state: &state, session: &session, page: &page, run: &run, place: "", anchor, fields: &fields };
    match form.button() {
        "log" => {
            let text = fields.get("text").to_owned();
            form.run(vec![Deed::Log { text }], "").await
        }
        "close" => {
            let reason = fields.get("reason").to_owned();
            form.run(vec![Deed::Close { reason }], "Closed. It stays among the finished ones.").await
        }
        "reopen" => form.run(vec![Deed::Reopen], "It goes on.").await,
        _ => Err(unknown_button()),
    }
}
