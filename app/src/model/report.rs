//! "Report an issue" (PRODUCT.md, journey 1), for clients and for staff on a client's behalf.

use super::{FormErrors, KnownIssue, Options, SelectOption};

/// What was typed; kept over a rejected try.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportValues {
    /// One sentence.
    pub title: String,
    /// What happens.
    pub what_happens: String,
    /// What it blocks.
    pub blocks: String,
    /// The name of a [`domain::ticket::Impact`], or empty.
    pub impact: String,
    /// Token that makes sending twice harmless.
    pub draft: String,
}

/// What staff fill in besides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnBehalf {
    /// People of the chosen engagement's client.
    pub reporters: Options,
    /// `datetime-local` value in the viewer's zone; may lie before now (SLA.md rule 6).
    pub reported_at: String,
    /// The zone that value is read in.
    pub zone: String,
}

/// The form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportModel {
    /// The viewer's engagements; the usual one is preselected.
    pub engagements: Options,
    /// What was typed.
    pub values: ReportValues,
    /// What was wrong. Fields as in the form: `engagement`, `title`, `what_happens`, `blocks`, `impact`, `files`.
    pub errors: FormErrors,
    /// Known issues that match what was typed (drawn by the server; an island refreshes them while typing).
    pub matches: Vec<KnownIssue>,
    /// Staff only.
    pub on_behalf: Option<OnBehalf>,
    /// What policies make of each impact; one for each group of engagements that share them.
    pub proposals: Vec<Proposals>,
    /// What may be attached: `PNG, JPEG, WebP, PDF, text or log, 10 MB each, at most 5`.
    pub attachment_rule: String,
}

/// What a policy makes of each impact.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proposals {
    /// The ids of the engagements it holds for.
    pub engagements: Vec<String>,
    /// By the impact's value: `Proposed priority: Critical. First answer within 4 h.`
    pub sentences: Vec<SelectOption>,
}

impl Proposals {
    /// The sentence for an impact.
    pub fn of(&self, impact: &str) -> Option<&str> {
        self.sentences.iter().find(|sentence| sentence.value == impact).map(|sentence| sentence.label.as_str())
    }
}

impl ReportModel {
    /// Which of the proposals hold for an engagement.
    pub fn policy_of(&self, engagement: &str) -> Option<usize> {
        self.proposals.iter().position(|one| one.engagements.iter().any(|id| id == engagement))
    }

    /// Where the form is sent.
    pub fn action(&self) -> &'static str {
        if self.on_behalf.is_some() { "/tickets/new" } else { "/report" }
    }
}
