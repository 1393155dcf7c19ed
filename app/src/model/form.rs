//! What forms need: options, kept values, and problems by field.

use domain::problem::Problem;

/// One choice of a select or a radio group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SelectOption {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl SelectOption {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

/// The choices of one field and the current one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// In the order shown.
    pub all: Vec<SelectOption>,
    /// The current value; empty when none is chosen.
    pub current: String,
}

impl Options {
    /// Choices with the current one.
    pub fn new(all: impl IntoIterator<Item = SelectOption>, current: impl Into<String>) -> Self {
        Self { all: all.into_iter().collect(), current: current.into() }
    }

    /// The words of the current choice.
    pub fn current_label(&self) -> Option<&str> {
        self.all.iter().find(|option| option.value == self.current).map(|option| option.label.as_str())
    }
}

/// Everything wrong with a form that was sent. Empty when nothing was.
///
/// A problem whose `field` is empty belongs to the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormErrors(pub Vec<Problem>);

impl FormErrors {
    /// No problem.
    pub fn none() -> Self {
        Self::default()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sentence for one field.
    pub fn of(&self, field: &str) -> Option<String> {
        self.0.iter().find(|problem| problem.field == field).map(|problem| problem.message.clone())
    }
}

impl From<Vec<Problem>> for FormErrors {
    fn from(problems: Vec<Problem>) -> Self {
        Self(problems)
    }
}

impl From<Problem> for FormErrors {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}
