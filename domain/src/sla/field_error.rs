//! Errors of things people type: which field, and what is accepted.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// One problem with one field of a calendar or policy.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
#[error("{field}: {message}")]
pub struct FieldError {
    /// The field's path, like `weekly.mon[1].close` or `priorities.high.resolution`.
    pub field: String,
    /// What is wrong and what is accepted, as a sentence for the person who typed it.
    pub message: String,
}

impl FieldError {
    /// Names a field and says what it accepts.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}
