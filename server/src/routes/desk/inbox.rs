//! `/inbox`: the staff's list with the selected ticket beside it, and assigning many at once.

use app::model::{Flash, FlashTone};
use app::pages;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::ids::TicketKey;
use domain::ticket::Command;
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
    let model = view.inbox(&query, &listed, &counts, selected);
    let mut cx = state.page_counted(&page, Some(&session), &counts);
    cx.windows = view.tables.into_tables();
    Ok(Html(pages::inbox(&cx, &model)).into_response())
}

/// Gives every ticked ticket to one person. Those that are gone, or are theirs already, are passed over.
async fn assign_many(State(state): State<AppState>, Staff(session): Staff, form: Fields) -> Result<Response, AppError> {
    let directory = state.store().directory();
    let (scope, by) = (session.scope(), session.actor());
    let keys: Vec<TicketKey> = form.all("keys").filter_map(|text| text.parse().ok()).take(BULK_MAX).collect();
    let to = assignee(&directory, &session, form.get("assignee"));
    let mut count = 0;
    if let Ok(to) = &to {
        for key in &keys {
            match state.store().command(&scope, &by, key, None, Command::Assign { to: to.clone() }, state.now()).await {
                Ok(applied) if !applied.events.is_empty() => count += 1,
                Ok(_) | Err(CommandError::NotFound | CommandError::Refused(_) | CommandError::Conflict { .. }) => {}
                Err(CommandError::Store(error)) => return Err(error.into()),
            }
        }
    }
    let text = match (&to, count) {
        (Err(problem), _) => problem.message.clone(),
        (_, 0) if keys.is_empty() => "Tick the tickets first, then choose who owns them.".to_owned(),
        (Ok(Some(person)), 1) => format!("1 ticket is {}’s now.", person.name),
        (Ok(Some(person)), _) => format!("{count} tickets are {}’s now.", person.name),
        (Ok(None), _) => format!("{count} tickets have no owner now."),
    };
    let tone = if count > 0 { FlashTone::Done } else { FlashTone::Warning };
    let back = own_path(form.get("return")).unwrap_or("/inbox");
    let mut response = Redirect::to(back).into_response();
    flash::put(&mut response, &Flash { tone, text }, state.public_url().is_https());
    Ok(response)
}
