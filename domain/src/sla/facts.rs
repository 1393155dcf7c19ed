//! The facts file that ships with the product: default policies, routine work, first knowledge base. Its
//! numbers are binding (`domain/facts/support.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../../facts/support.toml");

/// Everything in the facts file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Facts {
    /// The SLA policies as written; [`super::templates::policies`] makes records of them.
    pub sla_policy: Vec<PolicyFacts>,
    /// What a buyer can expect after implementation.
    pub support_model: SupportModel,
    /// The plan that a client asks for before go-live.
    pub handoff_plan: HandoffPlan,
    /// Outside tools and what must be true before one is switched on.
    pub tool: Vec<Tool>,
    /// When monitoring raises an alert.
    pub threshold: Vec<Threshold>,
    /// Routine work by cadence.
    pub maintenance: Vec<Maintenance>,
    /// When to talk with a client.
    pub check_in: Vec<CheckIn>,
    /// What a client is asked.
    pub feedback: Feedback,
    /// The first knowledge base.
    pub known_issue: Vec<KnownIssue>,
    /// The end of a relationship.
    pub offboarding: Offboarding,
}

/// One policy as written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFacts {
    /// Its id.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Worst first.
    pub priority: Vec<PriorityFacts>,
}

/// One priority as written; durations as text like `4h`, `same business day`, `scheduled`, `none`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriorityFacts {
    /// Unique within the policy.
    pub key: String,
    /// What kind of issue has it.
    pub meaning: String,
    /// Which seconds count: `calendar` or `business`.
    pub basis: Option<String>,
    /// Target of the metric.
    pub acknowledge: Option<String>,
    /// Target of the metric.
    pub triage: Option<String>,
    /// Target of the metric.
    pub first_response: Option<String>,
    /// Target of the metric.
    pub next_update: Option<String>,
    /// Target of the metric.
    pub resolution: Option<String>,
    /// Whether clocks may pause; they may when it is not said.
    pub pausable: Option<bool>,
    /// Who is told at once.
    pub escalation: Option<String>,
    /// Offered only while the plan is active.
    pub only_during_active_plan: bool,
    /// What a ticket always carries.
    pub requires: Vec<String>,
    /// Needed before the ticket is triaged.
    pub requires_before_triaged: Vec<String>,
    /// Needed before it is queued.
    pub requires_before_queued: Vec<String>,
    /// Needed before its release ships.
    pub requires_before_shipped: Vec<String>,
}

/// What a buyer can expect, by stage.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupportModel {
    /// Around go-live.
    pub launch: Vec<String>,
    /// In daily operation.
    pub run: Vec<String>,
    /// Against mishaps.
    pub risk: Vec<String>,
    /// Towards more.
    pub growth: Vec<String>,
}

/// What a handoff plan defines.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoffPlan {
    /// Its parts.
    pub defines: Vec<String>,
    /// What it is for.
    #[serde(rename = "for")]
    pub subject: String,
}

/// An outside tool.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its key.
    pub key: String,
    /// What it is for.
    pub purpose: String,
    /// What must be true before it is switched on.
    pub prerequisites: Vec<String>,
}

/// An alert line of monitoring.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// What is watched.
    pub metric: String,
    /// When to alert, like `> 2 s`.
    pub alert: String,
}

/// Routine work of one cadence.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    /// `daily`, `weekly`, `monthly`, `quarterly`.
    pub cadence: String,
    /// Time for all of it, like `30m`.
    pub budget: String,
    /// The tasks in order.
    pub tasks: Vec<MaintenanceTask>,
}

/// One task of routine work.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "(String, String, u32)")]
pub struct MaintenanceTask {
    /// What to do.
    pub name: String,
    /// Why; may be empty.
    pub why: String,
    /// Minutes; zero where none are given.
    pub minutes: u32,
}

impl From<(String, String, u32)> for MaintenanceTask {
    fn from((name, why, minutes): (String, String, u32)) -> Self {
        Self { name, why, minutes }
    }
}

/// A planned talk with a client.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    /// Like `2 weeks after launch`.
    pub when: String,
    /// How.
    pub action: String,
    /// What for.
    pub purpose: String,
}

/// What a client is asked.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// The questions in order.
    pub questions: Vec<String>,
}

/// A known issue: either a problem with its fix, or an area with steps to go through.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownIssue {
    /// Where it happens, like `authentication`.
    pub area: String,
    /// What people see; the area says it where it is missing.
    #[serde(default)]
    pub problem: Option<String>,
    /// Why it happens.
    #[serde(default)]
    pub cause: Option<String>,
    /// Where to look.
    #[serde(default)]
    pub check: Option<String>,
    /// What helps.
    #[serde(default)]
    pub fix: Option<String>,
    /// What to go through in order.
    #[serde(default)]
    pub steps: Vec<String>,
}

/// The end of a relationship.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offboarding {
    /// Its parts.
    pub includes: Vec<String>,
}

/// The facts file, read once.
pub fn facts() -> &'static Facts {
    static FACTS: LazyLock<Facts> =
        LazyLock::new(|| toml::from_str(SOURCE).expect("the embedded facts file is read by a test of this module"));
    &FACTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_facts_file_is_read_completely() {
        let facts = facts();
        assert_eq!(facts.sla_policy.len(), 2);
        assert_eq!(facts.known_issue.len(), 10);
        assert_eq!(facts.tool.len(), 4);
        assert_eq!(facts.threshold.len(), 5);
        assert_eq!(facts.check_in.len(), 4);
        let weekly = facts.maintenance.iter().find(|one| one.cadence == "weekly").unwrap();
        assert_eq!(weekly.tasks.iter().map(|task| task.minutes).sum::<u32>(), 30);
        let steps = facts.known_issue.iter().find(|issue| issue.area.starts_with("push")).unwrap();
        assert_eq!((steps.steps.len(), &steps.problem), (4, &None));
    }
}
