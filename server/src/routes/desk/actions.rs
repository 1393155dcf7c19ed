//! What people do on a ticket besides writing. Each address takes one form and gives one command.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::post;
use domain::ids::{PersonId, TicketKey};
use domain::people::Side;
use domain::problem::Problem;
use domain::sla::PriorityKey;
use domain::ticket::{Command, Relation, StateChange, TicketState};
use store::access::Session;
use store::tickets::CommandError;

use super::answer::Sent;
use super::{key, read};
use crate::auth::{ClientSide, SignedIn, Staff};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::page::PageRequest;
use crate::routes::present::ticket::Extras;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/tickets/{key}/take", post(take))
        .route("/tickets/{key}/accept", post(accept))
        .route("/tickets/{key}/assign", post(assign))
        .route("/tickets/{key}/priority", post(priority))
        .route("/tickets/{key}/state", post(change_state))
        .route("/tickets/{key}/title", post(title))
        .route("/tickets/{key}/link", post(link))
        .route("/tickets/{key}/snooze", post(snooze))
        .route("/tickets/{key}/participants", post(participants))
        .route("/tickets/{key}/confirm", post(confirm))
        .route("/tickets/{key}/reopen", post(reopen))
}

/// Runs one command and answers. `done` is said after the key on the next page: "BRIM-42: accepted."
async fn run(
    state: &AppState,
    session: &Session,
    page: &PageRequest,
    key: &TicketKey,
    (action, form): (&'static str, &Fields),
    command: Result<Command, Problem>,
    done: &str,
) -> Result<Response, AppError> {
    let sent = Sent { state, session, page, key, action, form };
    match command {
        Err(problem) => sent.refuse(vec![problem]).await,
        Ok(command) => {
            let outcome = state
                .store()
                .command(&session.scope(), &session.actor(), key, sent.version(), command, state.now())
                .await;
            sent.answer(
                outcome,
                |applied| if applied.events.is_empty() { String::new() } else { format!("{key}: {done}.") },
            )
            .await
        }
    }
}

/// "I take it": acknowledges and makes the person the owner.
async fn take(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    run(&state, &session, &page, &key(&text)?, ("take", &form), Ok(Command::Take), "you own it now").await
}

async fn accept(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let facts = read::facts(&state.store().directory(), &session, &form).map(Command::Accept);
    run(&state, &session, &page, &key(&text)?, ("accept", &form), facts, "accepted").await
}

async fn assign(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let to = read::assignee(&state.store().directory(), &session, form.get("assignee"));
    let done = match &to {
        Ok(Some(person)) => format!("{} owns it now", person.name),
        _ => "nobody owns it now".to_owned(),
    };
    let command = to.map(|to| Command::Assign { to });
    run(&state, &session, &page, &key(&text)?, ("assign", &form), command, &done).await
}

async fn priority(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let command =
        Command::ChangePriority { to: PriorityKey::new(form.get("priority")), reason: form.get("reason").to_owned() };
    run(&state, &session, &page, &key(&text)?, ("priority", &form), Ok(command), "priority changed").await
}

async fn change_state(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let command = state_command(&state, &session, &form).await?;
    let done = match &command {
        Ok(Command::ChangeState(change)) => format!("{} now", change.to.label(Side::Staff).to_lowercase()),
        _ => String::new(),
    };
    run(&state, &session, &page, &key(&text)?, ("state", &form), command, &done).await
}

async fn state_command(
    state: &AppState,
    session: &Session,
    form: &Fields,
) -> Result<Result<Command, Problem>, AppError> {
    let Some(to) = TicketState::from_name(form.get("state")) else {
        return Ok(Err(Problem::new("state", "Choose the state it moves to.")));
    };
    let facts = match read::facts(&state.store().directory(), session, form) {
        Ok(facts) => facts,
        Err(problem) => return Ok(Err(problem)),
    };
    let mut change = StateChange { facts, ..StateChange::to(to) };
    change.reason = form.get("reason").to_owned();
    if to.is_waiting() {
        change.pause_reason = form.get("pause_reason").to_owned();
    }
    if to == TicketState::Duplicate && !form.get("duplicate_of").trim().is_empty() {
        match read::other_ticket(state, session, "duplicate_of", form.get("duplicate_of")).await? {
            Ok(other) => change.duplicate_of = Some(other),
            Err(problem) => return Ok(Err(problem)),
        }
    }
    Ok(Ok(Command::ChangeState(change)))
}

async fn title(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let command = Command::EditTitle { title: form.get("title").to_owned() };
    run(&state, &session, &page, &key(&text)?, ("title", &form), Ok(command), "title changed").await
}

async fn link(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let other = read::other_ticket(&state, &session, "other", form.get("other")).await?;
    let relation = Relation::from_name(form.get("relation")).unwrap_or(Relation::Related);
    let command = other.map(|other| Command::Link { other, relation });
    run(&state, &session, &page, &key(&text)?, ("link", &form), command, "linked").await
}

async fn snooze(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let directory = state.store().directory();
    let zone = directory.zone_of(&session.person);
    let (command, done) = match form.get("until") {
        "now" => (Ok(Command::Wake), "back in the list"),
        until => {
            let until = read::snooze_end(zone, until, state.now());
            (until.map(|until| Command::Snooze { until }), "snoozed; its clocks go on")
        }
    };
    run(&state, &session, &page, &key(&text)?, ("snooze", &form), command, done).await
}

/// Both sides may let one more person of the client follow a ticket.
async fn participants(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let key = key(&text)?;
    let directory = state.store().directory();
    let person = directory.person(&PersonId::new(form.get("person"))).filter(|person| {
        let client = person.client.as_ref().and_then(|id| directory.client(id));
        !person.disabled && client.is_some_and(|client| client.prefix == key.prefix())
    });
    let command = match person {
        Some(person) => Ok(Command::AddParticipant { person: person.reference() }),
        None => Err(Problem::new("person", "Choose somebody of this client.")),
    };
    let done = person.map_or_else(String::new, |person| format!("{} follows it now", person.name));
    run(&state, &session, &page, &key, ("participants", &form), command, &done).await
}

async fn confirm(
    State(state): State<AppState>,
    ClientSide(session): ClientSide,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    run(&state, &session, &page, &key(&text)?, ("confirm", &form), Ok(Command::Confirm), "closed. Thank you").await
}

async fn reopen(
    State(state): State<AppState>,
    ClientSide(session): ClientSide,
    page: PageRequest,
    Path(text): Path<String>,
    form: Fields,
) -> Result<Response, AppError> {
    let key = key(&text)?;
    let sent = Sent { state: &state, session: &session, page: &page, key: &key, action: "reopen", form: &form };
    let body = form.get("body").to_owned();
    let command = Command::Reopen { body: body.clone() };
    match state.store().command(&session.scope(), &session.actor(), &key, None, command, state.now()).await {
        Err(CommandError::Refused(problems)) => {
            let extras = Extras { reopening: Some((body, problems.into())), ..Extras::default() };
            sent.draw(extras, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        outcome => sent.answer(outcome, |_| format!("{key}: open again. We have been told.")).await,
    }
}
