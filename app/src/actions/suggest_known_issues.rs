//! Known issues that look like what a person is about to report (PRODUCT.md, journey 1).

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::ActionError;

/// The longest text that is looked at, in characters.
#[cfg(feature = "ssr")]
const TEXT_MAX: usize = 2_000;

/// A known issue as it is offered while typing. Texts are empty when nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownIssueHint {
    /// Anchor on the knowledge page.
    pub id: String,
    /// `Authentication`.
    pub area: String,
    /// `Cannot log in`.
    pub problem: String,
    /// The usual cause.
    #[serde(default)]
    pub cause: String,
    /// Where to look first.
    #[serde(default)]
    pub check: String,
    /// What helps.
    #[serde(default)]
    pub fix: String,
    /// What to do, in order.
    #[serde(default)]
    pub steps: Vec<String>,
}

/// Known issues for a text about one engagement, the best first.
///
/// # Errors
/// See [`ActionError`]; `Refused` names `text` when it is longer than 2,000 characters.
#[server(endpoint = "known-issues/suggest")]
pub async fn suggest_known_issues(engagement: String, text: String) -> Result<Vec<KnownIssueHint>, ActionError> {
    suggest(&engagement, &text).await.map_err(ActionError::answer)
}

#[cfg(feature = "ssr")]
async fn suggest(engagement: &str, text: &str) -> Result<Vec<KnownIssueHint>, ActionError> {
    let backend = super::backend::backend()?;
    if text.chars().count() > TEXT_MAX {
        let message = format!("The text has more than {TEXT_MAX} characters. Send the beginning.");
        return Err(ActionError::Refused { field: "text".to_owned(), message });
    }
    backend.suggest_known_issues(engagement, text).await
}
