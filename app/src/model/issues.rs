//! A client's own issues.

use super::home::ClientRow;

/// A view of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuesTab {
    /// Value of `state`; empty for all.
    pub value: String,
    /// The words: `Open`, `Your turn`, `Resolved`, `All`.
    pub label: String,
    /// How many, where the server counted them.
    pub count: Option<u32>,
}

/// A client's own issues.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuesModel {
    /// Whose.
    pub client: String,
    /// The views.
    pub tabs: Vec<IssuesTab>,
    /// The current view's `value`.
    pub current: String,
    /// Newest activity first.
    pub rows: Vec<ClientRow>,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Whether this is not the first page.
    pub is_continued: bool,
}

impl IssuesModel {
    /// The address of a view, from a cursor.
    pub fn href(&self, state: &str, after: Option<&str>) -> String {
        let mut parts = Vec::new();
        if !state.is_empty() {
            parts.push(format!("state={}", super::inbox::encode(state)));
        }
        parts.extend(after.map(|cursor| format!("after={}", super::inbox::encode(cursor))));
        if parts.is_empty() { "/issues".to_owned() } else { format!("/issues?{}", parts.join("&")) }
    }
}
