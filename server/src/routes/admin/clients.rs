//! `/clients`.

use app::model::admin::{ClientModel, ClientRow, ClientsModel, RecordForm};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::ClientId;
use domain::sla::zone::{Zoned, parse_zone};
use domain::ticket::Lane;
use store::directory::{Client, ClientDraft};
use store::tickets::LaneCounts;

use super::call::{Call, Editor, Reader};
use super::saved::{differences, done, outcome, rev};
use super::{links, zones};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/clients", get(list).post(create))
        .route("/clients/new", get(new))
        .route("/clients/{id}", get(show).post(save))
}

async fn list(Reader(call): Reader) -> Result<Response, AppError> {
    let scope = call.scope();
    let counts = call.store().lane_counts(&scope).await?;
    let rows = call.directory.clients(&scope).into_iter().map(|client| {
        let mut own: Vec<_> =
            call.directory.engagements(&scope).into_iter().filter(|one| one.client == client.id).collect();
        own.sort_by_key(|engagement| links::product_name(&call.directory, engagement));
        let tally = own
            .iter()
            .filter_map(|engagement| counts.get(&engagement.id))
            .fold(LaneCounts::default(), |sum, tally| sum.plus(tally));
        let products: Vec<_> = own.iter().map(|engagement| links::product_name(&call.directory, engagement)).collect();
        ClientRow {
            id: client.id.to_string(),
            name: client.name.clone(),
            prefix: client.prefix.clone(),
            zone: zone_and_time(&call, &client.zone),
            products: products.join(", "),
            people: call
                .directory
                .people(&scope)
                .into_iter()
                .filter(|one| one.client.as_ref() == Some(&client.id) && !one.disabled)
                .count(),
            open: tally.open(),
            overdue: tally.get(Lane::Overdue),
        }
    });
    let model = ClientsModel { rows: rows.collect(), access: call.access() };
    call.draw(StatusCode::OK, |cx| pages::clients(cx, &model)).await
}

/// `Europe/London, 08:51`.
fn zone_and_time(call: &Call, zone: &str) -> String {
    match parse_zone(zone) {
        Ok(tz) => format!("{zone}, {}", Zoned::new(call.now(), tz).time_text()),
        Err(_) => zone.to_owned(),
    }
}

async fn new(Editor(call): Editor) -> Result<Response, AppError> {
    let zone = call.directory.provider().map_or_else(String::new, |provider| provider.zone.clone());
    let draft = ClientDraft { zone, ..ClientDraft::default() };
    let model = model(&call, call.new_form(), &draft);
    call.draw(StatusCode::OK, |cx| pages::client(cx, &model)).await
}

async fn create(Editor(call): Editor, form: Fields) -> Result<Response, AppError> {
    let draft = draft(&form);
    match outcome(call.store().create_client(&call.scope(), &call.actor(), &draft).await)? {
        Ok(id) => Ok(done(
            &call.state,
            &format!("/clients/{id}"),
            format!("{} was added. Its engagement and its people come next.", draft.name.trim()),
        )),
        Err(rejected) => {
            let model = model(&call, rejected.form(call.new_form(), Vec::new()), &draft);
            call.draw(rejected.status, |cx| pages::client(cx, &model)).await
        }
    }
}

async fn show(Reader(call): Reader, Path(id): Path<String>) -> Result<Response, AppError> {
    let client = find(&call, &ClientId::new(id))?;
    let model = model(&call, call.form(client.id.as_str(), client.rev), &draft_of(client));
    call.draw(StatusCode::OK, |cx| pages::client(cx, &model)).await
}

async fn save(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = find(&call, &ClientId::new(id))?.id.clone();
    let draft = draft(&form);
    match outcome(call.store().update_client(&call.scope(), &call.actor(), &id, rev(&form), &draft).await)? {
        Ok(()) => Ok(done(&call.state, "/clients", format!("{} was saved.", draft.name.trim()))),
        Err(rejected) => {
            let call = call.refreshed();
            let client = find(&call, &id)?;
            let now = draft_of(client);
            let changes = differences(&[
                ("Name", now.name, draft.name.clone()),
                ("Ticket prefix", now.prefix, draft.prefix.clone()),
                ("Time zone", now.zone, draft.zone.clone()),
            ]);
            let model = model(&call, rejected.form(call.form(client.id.as_str(), client.rev), changes), &draft);
            call.draw(rejected.status, |cx| pages::client(cx, &model)).await
        }
    }
}

/// A client that the viewer sees.
fn find<'a>(call: &'a Call, id: &ClientId) -> Result<&'a Client, AppError> {
    call.directory.clients(&call.scope()).into_iter().find(|client| client.id == *id).ok_or(AppError::NotFound)
}

fn draft(form: &Fields) -> ClientDraft {
    let prefix = form.get("prefix").trim().to_uppercase();
    ClientDraft { name: form.get("name").to_owned(), prefix, zone: form.get("zone").to_owned() }
}

fn draft_of(client: &Client) -> ClientDraft {
    ClientDraft { name: client.name.clone(), prefix: client.prefix.clone(), zone: client.zone.clone() }
}

fn model(call: &Call, form: RecordForm, draft: &ClientDraft) -> ClientModel {
    let (directory, scope) = (&call.directory, call.scope());
    let id = form.id.clone().map(ClientId::new);
    let is_own = |client: &ClientId| id.as_ref() == Some(client);
    let people = directory.people(&scope).into_iter().filter(|person| person.client.as_ref().is_some_and(is_own));
    ClientModel {
        name: draft.name.clone(),
        prefix: draft.prefix.clone(),
        zone: draft.zone.clone(),
        zones: zones::suggestions(directory, &scope),
        engagements: links::engagements(
            directory,
            &scope,
            |one| is_own(&one.client),
            |one| links::product_name(directory, one),
        ),
        people: links::people(people, links::role_or_disabled),
        form,
    }
}
