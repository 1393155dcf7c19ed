//! Known issues: the first knowledge base.

/// A problem that was solved before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownIssue {
    /// Anchor on the knowledge page.
    pub id: String,
    /// `Authentication`.
    pub area: String,
    /// `Cannot log in`.
    pub problem: String,
    /// Usual cause, or where to look first. Empty: unknown.
    pub cause: String,
    /// What helps. Empty when `steps` say it.
    pub fix: String,
    /// In order. Empty when `fix` says it.
    pub steps: Vec<String>,
}

/// The knowledge page: issues in the order of their areas.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnowledgeModel {
    /// Issues of one area are neighbours.
    pub issues: Vec<KnownIssue>,
    /// What was searched for; empty shows all of them.
    pub query: String,
}

impl KnowledgeModel {
    /// Whether there is nothing to search in.
    pub fn is_bare(&self) -> bool {
        self.issues.is_empty() && self.query.is_empty()
    }
}
