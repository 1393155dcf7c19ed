//! How a form becomes operations, and what it gets back: a redirect to its place, or the page again with what was
//! typed.

use std::collections::BTreeMap;

use app::model::checklist::Refused;
use app::model::{Flash, FlashTone};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::checklist::{Answer, Deed, Op};
use domain::ids::{ChecklistId, OpId};
use domain::problem::Problem;
use sha2::{Digest, Sha256};
use store::access::Session;
use uuid::Builder;

use super::run;
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::page::PageRequest;
use crate::state::AppState;

/// The fields whose text is kept when a form is shown again.
const KEPT: [&str; 8] = ["text", "base", "reason", "assignee", "due", "title", "minutes", "owner"];

/// One form that was sent on a run.
pub(super) struct Form<'a> {
    pub state: &'a AppState,
    pub session: &'a Session,
    pub page: &'a PageRequest,
    pub run: &'a ChecklistId,
    /// The item or section it is about; empty for the run itself.
    pub place: &'a str,
    /// Where the page goes on: `item-…`, `section-…`.
    pub anchor: String,
    pub fields: &'a Fields,
}

/// What became of a form.
pub(super) enum Outcome {
    /// Every operation counts.
    Done,
    /// The form had been sent before.
    Again,
    /// A text was written at the same time as somebody else's.
    Conflict,
    /// Nothing counts.
    Refused(Vec<Problem>),
}

impl Form<'_> {
    /// The value of the button that was pressed.
    pub fn button(&self) -> &str {
        self.fields.get("do")
    }

    /// Sends what the form asks for. `identity` says what makes it another form: sent twice it counts once.
    pub async fn send(&self, deeds: Vec<Deed>, identity: &str) -> Result<Outcome, AppError> {
        let now = self.state.now();
        let ops: Vec<Op> = deeds
            .into_iter()
            .enumerate()
            .map(|(index, deed)| Op { id: self.op_id(identity, index), at: now, deed })
            .collect();
        let scope = self.session.scope();
        let sent = self.state.store().send_together(&scope, &self.session.person, self.run, &ops, now).await?;
        let answers = sent.ok_or(AppError::NotFound)?.answers;
        let refused = answers.iter().filter_map(|answer| match answer {
            Answer::Refused { problems } => Some(problems.clone()),
            _ => None,
        });
        let problems: Vec<Problem> = refused.flatten().collect();
        Ok(if !problems.is_empty() {
            Outcome::Refused(problems)
        } else if answers.iter().any(|answer| matches!(answer, Answer::Conflict { .. })) {
            Outcome::Conflict
        } else if answers.iter().all(|answer| *answer == Answer::Duplicate) {
            Outcome::Again
        } else {
            Outcome::Done
        })
    }

    /// Made from who sent what where, and from what they had seen: a form without a script has no other id.
    fn op_id(&self, identity: &str, index: usize) -> OpId {
        let index = index.to_string();
        let person = self.session.person.id.as_str();
        let parts =
            [person, self.run.as_str(), self.place, self.button(), self.fields.get("seen"), identity, index.as_str()];
        let mut sum = Sha256::new();
        for part in parts {
            sum.update(part.len().to_le_bytes());
            sum.update(part);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&sum.finalize()[..16]);
        OpId::new(Builder::from_custom_bytes(bytes).into_uuid().simple().to_string())
    }

    /// Sends deeds whose own content is their identity, and answers. `said` is said on the next page.
    pub async fn run(&self, deeds: Vec<Deed>, said: &str) -> Result<Response, AppError> {
        let identity = serde_json::to_string(&deeds).map_err(|error| AppError::Internal(error.into()))?;
        let outcome = self.send(deeds, &identity).await?;
        self.answer(outcome, said).await
    }

    /// Answers with what became of the form.
    pub async fn answer(&self, outcome: Outcome, said: &str) -> Result<Response, AppError> {
        match outcome {
            Outcome::Done => Ok(self.go_back(FlashTone::Done, said)),
            Outcome::Again => Ok(self.go_back(FlashTone::Done, "")),
            Outcome::Conflict => {
                let text = "Somebody else wrote this note at the same time. Both texts are kept; write the one that should stand.";
                Ok(self.go_back(FlashTone::Warning, text))
            }
            Outcome::Refused(problems) => self.refuse(problems).await,
        }
    }

    /// The page again, with what was typed and what is wrong.
    pub async fn refuse(&self, problems: Vec<Problem>) -> Result<Response, AppError> {
        let kept = KEPT.into_iter().filter(|name| self.fields.has(name));
        let values: BTreeMap<String, String> =
            kept.map(|name| (name.to_owned(), self.fields.get(name).to_owned())).collect();
        // Fields of the page are named for their place; problems of no field belong to the place as a whole.
        let named = |problem: Problem| match problem.field.as_str() {
            "item" | "section" | "checklist" => Problem { field: String::new(), ..problem },
            _ => problem,
        };
        let problems: Vec<Problem> = problems.into_iter().map(named).collect();
        let refused =
            Refused { place: self.place.to_owned(), action: self.button().to_owned(), values, errors: problems.into() };
        run::draw(self.state, self.session, self.page, self.run, Some(refused), StatusCode::UNPROCESSABLE_ENTITY).await
    }

    fn go_back(&self, tone: FlashTone, said: &str) -> Response {
        let anchor = if self.anchor.is_empty() { String::new() } else { format!("#{}", self.anchor) };
        let mut response = Redirect::to(&format!("/checklists/{}{anchor}", self.run)).into_response();
        if !said.is_empty() {
            let notice = Flash { tone, text: said.to_owned() };
            flash::put(&mut response, &notice, self.state.public_url().is_https());
        }
        response
    }
}
