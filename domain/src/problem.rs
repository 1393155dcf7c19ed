//! Rejected input: which field, what is wrong, what is accepted.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing wrong with what a person typed. Nothing has been changed when a `Problem` is returned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The form field, as it is called in the form (`title`, `target_window`).
    pub field: String,
    /// A sentence for the person: what is wrong and what is accepted.
    pub message: String,
}

impl Problem {
    /// A problem with one field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.message)
    }
}

/// Checks a required text: trimmed, not empty, at most `max` characters.
///
/// # Errors
/// A [`Problem`] that names `field` and the limit.
pub fn text(field: &str, label: &str, value: &str, max: usize) -> Result<String, Problem> {
    let value = value.trim();
    if value.is_empty() {
        return Err(Problem::new(field, format!("{label} is missing. Write up to {max} characters.")));
    }
    let length = value.chars().count();
    if length > max {
        return Err(Problem::new(field, format!("{label} has {length} characters. Shorten it to {max} or fewer.")));
    }
    Ok(value.to_owned())
}

/// Checks an optional text: empty becomes `None`, else as [`text`].
///
/// # Errors
/// A [`Problem`] that names `field` and the limit.
pub fn optional_text(field: &str, label: &str, value: &str, max: usize) -> Result<Option<String>, Problem> {
    if value.trim().is_empty() { Ok(None) } else { text(field, label, value, max).map(Some) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_and_counted_in_characters_not_bytes() {
        assert_eq!(text("title", "The title", "  Größe  ", 5).unwrap(), "Größe");
        let problem = text("title", "The title", "Größen", 5).unwrap_err();
        assert_eq!(problem.field, "title");
        assert!(problem.message.contains("6 characters") && problem.message.contains('5'));
    }

    #[test]
    fn an_empty_required_text_is_named_and_an_empty_optional_one_is_none() {
        assert!(text("title", "The title", " \n", 10).unwrap_err().message.contains("missing"));
        assert_eq!(optional_text("note", "The note", "  ", 10).unwrap(), None);
    }
}
