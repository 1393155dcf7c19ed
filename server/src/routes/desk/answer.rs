//! What a form gets back: a redirect with one sentence, or its page again with what was typed.

use std::collections::BTreeMap;

use app::model::{FailedAction, Flash, FlashTone, FormErrors};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::TicketKey;
use domain::problem::Problem;
use store::access::Session;
use store::tickets::{Applied, CommandError};

use super::ticket;
use crate::auth::own_path;
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::page::PageRequest;
use crate::routes::present::ticket::Extras;
use crate::state::AppState;

/// The fields whose text is kept when a form is shown again.
const KEPT: [&str; 18] = [
    "assignee",
    "priority",
    "reason",
    "state",
    "workaround",
    "owner",
    "impact",
    "target_window",
    "pause_reason",
    "duplicate_of",
    "title",
    "other",
    "relation",
    "until",
    "person",
    "into",
    "message",
    "draft",
];

/// One form that was sent on a ticket.
pub(super) struct Sent<'a> {
    pub state: &'a AppState,
    pub session: &'a Session,
    pub page: &'a PageRequest,
    pub key: &'a TicketKey,
    /// The last segment of the form's address.
    pub action: &'static str,
    pub form: &'a Fields,
}

impl Sent<'_> {
    /// The version the person had seen.
    pub fn version(&self) -> Option<u32> {
        self.form.get("version").parse().ok()
    }

    /// Answers with what became of the command. `done` is said on the next page.
    pub async fn answer(
        &self,
        outcome: Result<Applied, CommandError>,
        done: impl FnOnce(&Applied) -> String,
    ) -> Result<Response, AppError> {
        match outcome {
            Ok(applied) => Ok(self.go_back(&done(&applied))),
            Err(CommandError::NotFound) => Err(AppError::NotFound),
            Err(CommandError::Store(error)) => Err(error.into()),
            Err(CommandError::Refused(problems)) => self.refuse(problems).await,
            Err(CommandError::Conflict { since, .. }) => {
                let extras = Extras { failed: Some(self.failed(FormErrors::none())), since, ..Extras::default() };
                self.draw(extras, StatusCode::CONFLICT).await
            }
        }
    }

    /// Shows the form again, open, with what was typed and what is wrong.
    pub async fn refuse(&self, problems: Vec<Problem>) -> Result<Response, AppError> {
        let extras = Extras { failed: Some(self.failed(problems.into())), ..Extras::default() };
        self.draw(extras, StatusCode::UNPROCESSABLE_ENTITY).await
    }

    /// The ticket's page with something added.
    pub async fn draw(&self, mut extras: Extras, status: StatusCode) -> Result<Response, AppError> {
        extras.return_to = own_path(self.form.get("return")).map(str::to_owned);
        ticket::draw(self.state, self.session, self.page, self.key, extras, status).await
    }

    /// Back to where the form came from.
    pub fn go_back(&self, text: &str) -> Response {
        let own = format!("/tickets/{}", self.key);
        self.go_to(own_path(self.form.get("return")).unwrap_or(&own), text)
    }

    /// On to an own address, with one sentence.
    pub fn go_to(&self, path: &str, text: &str) -> Response {
        let mut response = Redirect::to(path).into_response();
        if !text.is_empty() {
            let notice = Flash { tone: FlashTone::Done, text: text.to_owned() };
            flash::put(&mut response, &notice, self.state.public_url().is_https());
        }
        response
    }

    fn failed(&self, errors: FormErrors) -> FailedAction {
        let values: BTreeMap<String, String> = KEPT
            .into_iter()
            .filter(|name| self.form.has(name))
            .map(|name| (name.to_owned(), self.form.get(name).to_owned()))
            .collect();
        FailedAction { action: self.action.to_owned(), errors, values }
    }
}
