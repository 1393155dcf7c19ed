//! `/people`: the list by side and client, adding and saving a person.

use app::model::admin::{PeopleGroup, PeopleModel, PersonRow, PersonStatus};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::{ClientId, PersonId};
use domain::people::{Role, Side};
use domain::problem::Problem;
use serde::Deserialize;
use store::SaveError;
use store::access::{Person, PersonDraft};

use super::call::{Call, Editor, Reader};
use super::person_access::show_link;
use super::person_form::{changes, draft, model};
use super::saved::{done, outcome, rev};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/people", get(list).post(create))
        .route("/people/new", get(new))
        .route("/people/{id}", get(show).post(save))
}

async fn list(Reader(call): Reader) -> Result<Response, AppError> {
    let directory = &call.directory;
    let people = directory.people(&call.scope());
    let rows = |side: Option<&ClientId>| -> Vec<PersonRow> {
        let own = people.iter().filter(|person| person.client.as_ref() == side);
        own.map(|person| row(&call, person)).collect()
    };
    let team = PeopleGroup {
        title: directory.provider_name().to_owned(),
        note: "our team".to_owned(),
        client: String::new(),
        rows: rows(None),
    };
    let clients = directory.clients(&call.scope()).into_iter().map(|client| PeopleGroup {
        title: client.name.clone(),
        note: "client".to_owned(),
        client: client.id.to_string(),
        rows: rows(Some(&client.id)),
    });
    let model = PeopleModel { groups: std::iter::once(team).chain(clients).collect(), access: call.access() };
    call.draw(StatusCode::OK, |cx| pages::people(cx, &model)).await
}

fn row(call: &Call, person: &Person) -> PersonRow {
    let sees = match (person.role, &person.client) {
        (Role::Admin, _) => "All engagements".to_owned(),
        (Role::Agent, _) => match person.engagements.len() {
            0 => "No engagement yet".to_owned(),
            1 => "1 engagement".to_owned(),
            count => format!("{count} engagements"),
        },
        (_, Some(client)) => call.directory.client(client).map_or_else(String::new, |client| client.name.clone()),
        (_, None) => "Nothing".to_owned(),
    };
    PersonRow {
        person: app::model::Person::new(person.id.clone(), &*person.name, &*person.title),
        email: person.email.as_str().to_owned(),
        role: person.role.label().to_owned(),
        sees,
        is_disabled: person.disabled,
    }
}

/// What a new person begins with.
#[derive(Deserialize, Default)]
struct Start {
    #[serde(default)]
    client: String,
}

async fn new(Editor(call): Editor, Query(start): Query<Start>) -> Result<Response, AppError> {
    let client = call.directory.client(&ClientId::new(start.client)).map(|client| client.id.to_string());
    let role = if client.is_some() { Role::ClientMember.as_str().to_owned() } else { String::new() };
    let draft = PersonDraft { client: client.unwrap_or_default(), role, ..PersonDraft::default() };
    let model = model(&call, call.new_form(), &draft, PersonStatus::New);
    call.draw(StatusCode::OK, |cx| pages::person(cx, &model)).await
}

async fn create(Editor(call): Editor, form: Fields) -> Result<Response, AppError> {
    let draft = draft(&form, false);
    match outcome(call.store().create_person(&call.scope(), &call.actor(), &draft).await)? {
        Ok(id) => {
            tracing::info!(person = %id, by = %call.session.person.id, "a person was added");
            show_link(&call.refreshed(), &id, true).await
        }
        Err(rejected) => {
            let model = model(&call, rejected.form(call.new_form(), Vec::new()), &draft, PersonStatus::New);
            call.draw(rejected.status, |cx| pages::person(cx, &model)).await
        }
    }
}

async fn show(Reader(call): Reader, Path(id): Path<String>) -> Result<Response, AppError> {
    let person = find(&call, &PersonId::new(id))?;
    let model =
        model(&call, call.form(person.id.as_str(), person.rev), &PersonDraft::of(person), status(&call, person).await?);
    call.draw(StatusCode::OK, |cx| pages::person(cx, &model)).await
}

async fn save(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let person = find(&call, &PersonId::new(id))?;
    let draft = draft(&form, person.disabled);
    let saved = match keeps_own_access(&call, person, &draft) {
        Ok(()) => call.store().update_person(&call.scope(), &call.actor(), &person.id, rev(&form), &draft).await,
        Err(problem) => Err(SaveError::Refused(vec![problem])),
    };
    match outcome(saved)? {
        Ok(()) => {
            end_sessions_of_changed_access(&call, person, &draft).await?;
            Ok(done(&call.state, "/people", format!("{} was saved.", draft.name.trim())))
        }
        Err(rejected) => {
            let call = call.refreshed();
            let person = find(&call, &person.id)?;
            let changes = changes(&call, person, &draft);
            let form = rejected.form(call.form(person.id.as_str(), person.rev), changes);
            let model = model(&call, form, &draft, status(&call, person).await?);
            call.draw(rejected.status, |cx| pages::person(cx, &model)).await
        }
    }
}

/// Nobody shuts themselves out, so that there is always an admin.
fn keeps_own_access(call: &Call, person: &Person, draft: &PersonDraft) -> Result<(), Problem> {
    if person.id == call.session.person.id && draft.role != Role::Admin.as_str() {
        return Err(Problem::new("role", "You cannot take the admin role from yourself. Another admin can."));
    }
    Ok(())
}

/// Sessions do not outlive a change of what a person may see (SECURITY.md, Sessions).
async fn end_sessions_of_changed_access(call: &Call, before: &Person, draft: &PersonDraft) -> Result<(), AppError> {
    let client = before.client.as_ref().map_or("", ClientId::as_str);
    let is_changed = before.role.as_str() != draft.role || client != draft.client;
    if is_changed && before.id != call.session.person.id {
        call.store().revoke_all_sessions(&before.id).await?;
    }
    Ok(())
}

/// A person that the viewer may know.
pub(super) fn find<'a>(call: &'a Call, id: &PersonId) -> Result<&'a Person, AppError> {
    call.directory.people(&call.scope()).into_iter().find(|person| person.id == *id).ok_or(AppError::NotFound)
}

/// Whether a person can sign in. Only asked for one person, never for a list.
async fn status(call: &Call, person: &Person) -> Result<PersonStatus, AppError> {
    if person.disabled {
        return Ok(PersonStatus::Disabled);
    }
    let known = call.store().person_by_email(&person.email).await?;
    let has_password = known.is_some_and(|known| known.password_hash.is_some());
    Ok(if has_password { PersonStatus::Active } else { PersonStatus::Invited })
}

/// Roles with what they mean, those of one side together.
pub(super) fn role_meaning(role: Role) -> &'static str {
    match (role.side(), role) {
        (Side::Staff, Role::Admin) => "everything, on every engagement, and this set-up",
        (Side::Staff, _) => "the tickets of the engagements they belong to",
        (Side::Client, Role::ClientOwner) => {
            "reports issues, signs readiness and acceptance, is turned to when it matters"
        }
        (Side::Client, _) => "reports issues and follows them",
    }
}
