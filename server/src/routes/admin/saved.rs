//! What a form gets back: a redirect with one sentence, or its page again with what was typed.

use app::model::admin::RecordForm;
use app::model::{Flash, FlashTone, FormErrors};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::problem::Problem;
use store::SaveError;

use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::state::AppState;

/// Why a form is shown again.
pub(super) struct Rejected {
    /// 422, or 409 when somebody else saved first.
    pub status: StatusCode,
    /// What is wrong with which field.
    pub errors: FormErrors,
}

impl Rejected {
    /// Refuses what was typed.
    pub fn refused(problems: Vec<Problem>) -> Self {
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, errors: problems.into() }
    }

    /// Whether somebody else saved first.
    pub fn is_conflict(&self) -> bool {
        self.status == StatusCode::CONFLICT
    }

    /// The form with what is wrong, or with what somebody else saved. It carries the newest revision, so that saving
    /// again puts the typed values in place knowingly.
    pub fn form(&self, form: RecordForm, changes: Vec<String>) -> RecordForm {
        RecordForm { errors: self.errors.clone(), conflict: self.is_conflict().then_some(changes), ..form }
    }
}

/// Tells what a person can correct from what they cannot.
///
/// # Errors
/// 404 for a record that is not there, 403 for a role that may not, 500 for the store's own trouble.
pub(super) fn outcome<T>(result: Result<T, SaveError>) -> Result<Result<T, Rejected>, AppError> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(SaveError::Refused(problems)) => Ok(Err(Rejected::refused(problems))),
        Err(SaveError::Conflict) => Ok(Err(Rejected { status: StatusCode::CONFLICT, errors: FormErrors::none() })),
        Err(SaveError::NotFound) => Err(AppError::NotFound),
        Err(SaveError::Forbidden) => Err(AppError::Forbidden),
        Err(SaveError::Store(error)) => Err(error.into()),
    }
}

/// The revision a form was drawn with. One that is missing or no number matches none, and is answered as a conflict.
pub(super) fn rev(form: &Fields) -> u32 {
    form.get("rev").parse().unwrap_or_default()
}

/// On to a page with one sentence about what was done.
pub(super) fn done(state: &AppState, to: &str, text: String) -> Response {
    go(state, to, FlashTone::Done, text)
}

/// On to a page with one sentence about what was not done.
pub(super) fn not_done(state: &AppState, to: &str, text: String) -> Response {
    go(state, to, FlashTone::Warning, text)
}

fn go(state: &AppState, to: &str, tone: FlashTone, text: String) -> Response {
    let mut response = Redirect::to(to).into_response();
    flash::put(&mut response, &Flash { tone, text }, state.public_url().is_https());
    response
}

/// One sentence for each field whose saved value is not what was typed: label, saved, typed.
pub(super) fn differences(fields: &[(&str, String, String)]) -> Vec<String> {
    let differing = fields.iter().filter(|(_, saved, typed)| saved.trim() != typed.trim());
    differing
        .map(|(label, saved, _)| match saved.as_str() {
            "" => format!("{label} is now empty."),
            saved => format!("{label} is now “{saved}”."),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_from_what_was_typed_is_told() {
        let field = |label, saved: &str, typed: &str| (label, saved.to_owned(), typed.to_owned());
        let told = differences(&[
            field("Name", "Brimley", "Brimley "),
            field("Zone", "UTC", "Europe/London"),
            field("Title", "", "x"),
        ]);
        assert_eq!(told, ["Zone is now “UTC”.", "Title is now empty."]);
    }
}
