//! The desk: what both sides do with tickets all day.
//!
//! # Layout
//! - `inbox`, `ticket`, `why`: staff's list, one ticket, the explanation of a clock
//! - `what_if`: due times of a ticket that nobody has reported
//! - `messages`, `actions`, `read`: what people send on a ticket, and how a form becomes a command
//! - `two_tickets`: one ticket goes on in another, or a message becomes one
//! - `report`, `home`, `issues`: the client's way in
//! - `notifications`: what a person was asked or told
//! - `answer`: what a form gets back: a redirect, or its page again with what was typed

mod actions;
mod answer;
mod home;
mod inbox;
mod issues;
mod messages;
mod notifications;
mod read;
mod report;
mod ticket;
mod two_tickets;
mod what_if;
mod why;

use axum::Router;
use domain::ids::TicketKey;

use crate::error::AppError;
use crate::state::AppState;

/// Every route of the desk.
pub fn router() -> Router<AppState> {
    Router::new()
        .merge(inbox::router())
        .merge(ticket::router())
        .merge(messages::router())
        .merge(actions::router())
        .merge(two_tickets::router())
        .merge(why::router())
        .merge(what_if::router())
        .merge(report::router())
        .merge(home::router())
        .merge(issues::router())
        .merge(notifications::router())
}

/// A ticket's key in an address; anything else is not there.
fn key(text: &str) -> Result<TicketKey, AppError> {
    text.parse().map_err(|_| AppError::NotFound)
}
