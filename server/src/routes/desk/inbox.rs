//! `/inbox`: the staff's list with the selected ticket beside it, and assigning many at once.

use app::model::{Flash, FlashTone};
use app::pages;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::ids::TicketKey;
use domain::people::PersonRef;
use domain::ticket::Command;
use store::access::Session;
use store::tickets::{CommandError, Cursor};

use super::read::assignee;
use super::ticket;
use crate::auth::{Staff, own_path};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::routes::present::inbox::InboxQuery;
use crate::routes::present::ticket::Extras;
use crate::routes::present::view::plural;
use crate::state::AppState;

/// Rows of one page.
const ROWS: usize = 50;
/// Tickets changed by one bulk action: two pages of rows.
const BULK_MAX: usize = 2 * ROWS;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/inbox", get(show)).route("/inbox/bulk", post(assign_many))
}

async fn show(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Query(query): Query<InboxQuery>,
) -> Result<Response, AppError> {
    let mut view = View::new(state.store().directory(), &session, state.now());
    let scope = session.scope();
    // A cursor that is none begins at the top: a bookmark never breaks.
    let after: Option<Cursor> = query.after.parse().ok();
    let listed = state.store().inbox(&scope, &query.filter(&view), after.as_ref(), ROWS).await?;
    let counts = state.lane_counts(&session).await?;
    let selected = match query.t.parse::<TicketKey>() {
        Ok(key) => {
            let extras = Extras { return_to: Some(page.path.clone()), ..Extras::default() };
            ticket::model(&state, &mut view, &key, extras).await?
        }
        Err(_) => None,
    };
    let is_missing = selected.is_none() && !query.t.trim().is_empty();
    let model = view.inbox(&query, &listed, &counts, selected);
    let mut cx = state.page_counted(&page, Some(&session), &counts);
    cx.windows = view.tables.into_tables();
    if is_missing && cx.flash.is_none() {
        let text = format!("There is no ticket {}. Write its key, like ACME-42.", query.t.trim());
        cx.flash = Some(Flash { tone: FlashTone::Warning, text });
    }
    Ok(Html(pages::inbox(&cx, &model)).into_response())
}

/// A ticked row: the ticket in the version that was looked at.
fn ticked(text: &str) -> Option<(TicketKey, Option<u32>)> {
    let (key, version) = text.split_once(':').unwrap_or((text, ""));
    Some((key.parse().ok()?, version.parse().ok()))
}

/// What became of the ticked tickets.
#[derive(Default)]
struct Assigned {
    given: usize,
    /// Somebody else gave it away, or it changed, since the list was drawn.
    changed: usize,
    /// The person does not work on that client's tickets.
    refused: usize,
    /// The database failed before these.
    failed: usize,
}

/// Gives every ticked ticket to one person. What could not be given is counted and said, never passed over silently.
async fn assign_many(State(state): State<AppState>, Staff(session): Staff, form: Fields) -> Result<Response, AppError> {
    let to = assignee(&state.store().directory(), &session, form.get("assignee"));
    let rows: Vec<_> = form.all("keys").filter_map(ticked).take(BULK_MAX).collect();
    let (tone, text) = match to {
        Err(problem) => (FlashTone::Warning, problem.message),
        Ok(_) if rows.is_empty() => {
            (FlashTone::Warning, "Tick the tickets first, then choose who owns them.".to_owned())
        }
        Ok(to) => {
            let done = give_all(&state, &session, &rows, to.as_ref()).await;
            let tone = if done.given == rows.len() { FlashTone::Done } else { FlashTone::Warning };
            (tone, said(&done, to.as_ref()))
        }
    };
    let back = own_path(form.get("return")).unwrap_or("/inbox");
    let mut response = Redirect::to(back).into_response();
    flash::put(&mut response, &Flash { tone, text }, state.public_url().is_https());
    Ok(response)
}

async fn give_all(
    state: &AppState,
    session: &Session,
    rows: &[(TicketKey, Option<u32>)],
    to: Option<&PersonRef>,
) -> Assigned {
    let (scope, by) = (session.scope(), session.actor());
    let mut done = Assigned::default();
    for (place, (key, version)) in rows.iter().enumerate() {
        let command = Command::Assign { to: to.cloned() };
        match state.store().command(&scope, &by, key, *version, command, state.now()).await {
            // Theirs already counts as given: that is what was wanted.
            Ok(_) => done.given += 1,
            Err(CommandError::NotFound | CommandError::Conflict { .. }) => done.changed += 1,
            Err(CommandError::Refused(_)) => done.refused += 1,
            Err(CommandError::Store(error)) => {
                tracing::error!(%error, "a bulk action stopped half-way");
                done.failed = rows.len() - place;
                break;
            }
        }
    }
    done
}

fn said(done: &Assigned, to: Option<&PersonRef>) -> String {
    let tickets = |count| plural(i32::try_from(count).unwrap_or(i32::MAX), "ticket");
    let have = if done.given == 1 { "has" } else { "have" };
    let is = if done.given == 1 { "is" } else { "are" };
    let mut sentences = vec![match to {
        Some(person) => format!("{} {is} {}’s now.", tickets(done.given), person.name),
        None => format!("{} {have} no owner now.", tickets(done.given)),
    }];
    if done.changed > 0 {
        sentences.push(format!("{} changed meanwhile and stayed as they are: look again.", tickets(done.changed)));
    }
    if done.refused > 0 {
        let name = to.map_or("This person", |person| person.name.as_str());
        sentences.push(format!("{name} does not work for the client of {}.", tickets(done.refused)));
    }
    if done.failed > 0 {
        sentences.push(format!("{} could not be saved: try again.", tickets(done.failed)));
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticked_row_names_the_version_that_was_looked_at() {
        let key: TicketKey = "ACME-4".parse().unwrap();
        assert_eq!(ticked("ACME-4:7"), Some((key.clone(), Some(7))));
        assert_eq!(ticked("ACME-4"), Some((key, None)));
        assert_eq!(ticked("nonsense"), None);
    }

    #[test]
    fn what_could_not_be_given_is_said() {
        let tove = PersonRef { id: domain::ids::PersonId::new("tove"), name: "Tove".to_owned() };
        let done = Assigned { given: 2, changed: 1, refused: 2, failed: 0 };
        assert_eq!(
            said(&done, Some(&tove)),
            "2 tickets are Tove’s now. 1 ticket changed meanwhile and stayed as they are: look again. \
             Tove does not work for the client of 2 tickets."
        );
        assert_eq!(said(&Assigned { given: 1, ..Assigned::default() }, None), "1 ticket has no owner now.");
    }
}
