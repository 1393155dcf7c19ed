//! SLA policies: for each priority, what is promised per metric.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::escalation::Chain;
use crate::ids::PolicyId;
use crate::time::{Seconds, Timestamp};

mod book;
mod check;
mod warning;

pub use book::PolicyBook;
pub use warning::Warning;

/// A priority's key within its policy: `critical` in one, `p0` in another.
///
/// Every clock carries one, so it is shared, not copied.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct PriorityKey(Arc<str>);

impl PriorityKey {
    /// Wraps a key.
    pub fn new(key: impl Into<String>) -> Self {
        Self(key.into().into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for PriorityKey {
    fn from(key: String) -> Self {
        Self(key.into())
    }
}

impl From<PriorityKey> for String {
    fn from(key: PriorityKey) -> Self {
        key.as_str().to_owned()
    }
}

impl fmt::Display for PriorityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is measured. The five are never merged into one "due".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// A person took the ticket.
    Acknowledge,
    /// A person decided what kind of issue it is and what happens next.
    Triage,
    /// A person answered the client in public.
    FirstResponse,
    /// The client hears from us again.
    NextUpdate,
    /// The issue is solved.
    Resolution,
}

impl Metric {
    /// All five, in the order in which clocks are listed.
    pub const ALL: [Self; 5] =
        [Self::Acknowledge, Self::Triage, Self::FirstResponse, Self::NextUpdate, Self::Resolution];

    /// The key used in stored documents.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Acknowledge => "acknowledge",
            Self::Triage => "triage",
            Self::FirstResponse => "first_response",
            Self::NextUpdate => "next_update",
            Self::Resolution => "resolution",
        }
    }

    /// The name on screen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Acknowledge => "Acknowledge",
            Self::Triage => "Triage",
            Self::FirstResponse => "First response",
            Self::NextUpdate => "Next update",
            Self::Resolution => "Resolution",
        }
    }
}

/// Which seconds count against a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Every second, day and night.
    Calendar,
    /// The open seconds of the plan's calendar.
    Business,
}

/// What one metric promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// Done before so many counted seconds have passed.
    Within {
        /// The budget; zero means "at the next opening" (SLA.md rule 3).
        target: Seconds,
        /// Which seconds count.
        basis: Basis,
    },
    /// Done by closing time of the day of arrival, or of the next business day when less than
    /// `min_remaining` open time is left (SLA.md rule 13).
    SameBusinessDay {
        /// Open time that must be left on the day of arrival; 120 minutes by default.
        min_remaining: Seconds,
    },
    /// No deadline, but a target window (a release) must be named (SLA.md rule 14).
    Scheduled,
    /// The metric does not exist for this priority; pages say so.
    #[default]
    None,
}

impl Target {
    /// Rule 13's default: two hours of the day must be left.
    pub const SAME_BUSINESS_DAY: Self = Self::SameBusinessDay { min_remaining: Seconds::minutes(120) };

    /// Which seconds count: a same-day promise lives in opening hours.
    pub const fn basis(self) -> Basis {
        match self {
            Self::Within { basis, .. } => basis,
            Self::SameBusinessDay { .. } => Basis::Business,
            Self::Scheduled | Self::None => Basis::Calendar,
        }
    }
}

/// One priority's target for each metric; what is left out is [`Target::None`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Targets {
    /// A person takes the ticket.
    pub acknowledge: Target,
    /// A person decides what it is.
    pub triage: Target,
    /// A person answers in public.
    pub first_response: Target,
    /// The longest silence between two public updates.
    pub next_update: Target,
    /// The issue is solved.
    pub resolution: Target,
}

impl Targets {
    /// The target of one metric.
    pub const fn get(&self, metric: Metric) -> Target {
        match metric {
            Metric::Acknowledge => self.acknowledge,
            Metric::Triage => self.triage,
            Metric::FirstResponse => self.first_response,
            Metric::NextUpdate => self.next_update,
            Metric::Resolution => self.resolution,
        }
    }

    /// Replaces the target of one metric.
    pub const fn set(&mut self, metric: Metric, target: Target) {
        match metric {
            Metric::Acknowledge => self.acknowledge = target,
            Metric::Triage => self.triage = target,
            Metric::FirstResponse => self.first_response = target,
            Metric::NextUpdate => self.next_update = target,
            Metric::Resolution => self.resolution = target,
        }
    }
}

/// One priority of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityRule {
    /// Unique within the policy.
    pub key: PriorityKey,
    /// The name on screen, like `Critical`.
    pub name: String,
    /// At most a few letters for chips, like `P0`.
    pub short: String,
    /// What kind of issue has this priority, in the client's words.
    pub meaning: String,
    /// What is promised.
    pub targets: Targets,
    /// Whether the policy lets its clocks pause; [`PriorityRule::may_pause`] says whether they do.
    #[serde(default = "yes")]
    pub pausable: bool,
    /// Each unanswered client message runs a response clock of its own, anchored on the oldest
    /// (SLA.md rule 6), instead of only the first and each reopening.
    #[serde(default)]
    pub answer_every_message: bool,
    /// What a ticket of this priority always carries, like incident notes.
    #[serde(default)]
    pub requires: Vec<String>,
    /// What must be filled in before the ticket is triaged.
    #[serde(default)]
    pub requires_before_triaged: Vec<String>,
    /// What must be filled in before it is queued for a release.
    #[serde(default)]
    pub requires_before_queued: Vec<String>,
    /// What must exist before its release ships.
    #[serde(default)]
    pub requires_before_shipped: Vec<String>,
    /// Who is told at once, as a sentence.
    #[serde(default)]
    pub escalation: Option<String>,
    /// Offered only while the engagement's plan is active.
    #[serde(default)]
    pub only_during_active_plan: bool,
}

impl PriorityRule {
    /// Whether it is P0: its key or its label for chips says so.
    pub fn is_p0(&self) -> bool {
        self.key.as_str().eq_ignore_ascii_case("p0") || self.short.eq_ignore_ascii_case("p0")
    }

    /// Whether its clocks may pause. P0 never does, whatever the policy says, and neither does the first response of
    /// any priority (SLA.md rule 7).
    pub fn may_pause(&self) -> bool {
        self.pausable && !self.is_p0()
    }
}

/// Why clocks may stand still (SLA.md rule 7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseReason {
    /// Unique within the policy, like `waiting_on_client`.
    pub key: String,
    /// The name on screen.
    pub name: String,
    /// The longest pause in calendar seconds; then the clock runs again by itself.
    pub max: Seconds,
}

/// One version of a policy. A new version applies to new tickets; moving open ones is an explicit
/// action (SLA.md rule 10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Shared by all versions.
    pub id: PolicyId,
    /// Counts up from 1.
    pub version: u32,
    /// What people call it.
    pub name: String,
    /// From when new tickets get this version.
    pub effective_from: Timestamp,
    /// Worst first.
    pub priorities: Vec<PriorityRule>,
    /// The priority of a ticket whose priority this policy does not know (SLA.md rule 8).
    pub fallback_priority: PriorityKey,
    /// The only reasons for which clocks pause.
    pub pause_reasons: Vec<PauseReason>,
    /// What is granted from a change whose new due is already past (SLA.md rule 8).
    #[serde(default = "grace_default")]
    pub grace: Seconds,
    /// How long after being resolved a reopened ticket resumes its resolution clock (SLA.md rule 9).
    #[serde(default = "reopen_default")]
    pub reopen_within: Seconds,
    /// When clocks turn "soon".
    #[serde(default)]
    pub warning: Warning,
    /// The latest next update that may be promised, in calendar seconds (SLA.md rule 11); without it the target.
    #[serde(default)]
    pub max_next_update: Option<Seconds>,
    /// Whom it asks when nobody takes a ticket that must not wait; without it nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation_chain: Option<Chain>,
}

/// Names one version of one policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyRef {
    /// The policy.
    pub id: PolicyId,
    /// Its version.
    pub version: u32,
}

impl Policy {
    /// This version's name for events and snapshots.
    pub fn reference(&self) -> PolicyRef {
        PolicyRef { id: self.id.clone(), version: self.version }
    }

    /// The rule of exactly this priority.
    pub fn priority(&self, key: &PriorityKey) -> Option<&PriorityRule> {
        self.priorities.iter().find(|rule| rule.key == *key)
    }

    /// The rule that counts for a priority: its own, else the fallback's. None only for a policy
    /// without any matching fallback, which [`Policy::validate`] refuses.
    pub fn rule_for(&self, key: &PriorityKey) -> Option<&PriorityRule> {
        self.priority(key).or_else(|| self.priority(&self.fallback_priority))
    }

    /// A pause reason of the list.
    pub fn pause_reason(&self, key: &str) -> Option<&PauseReason> {
        self.pause_reasons.iter().find(|reason| reason.key == key)
    }
}

fn yes() -> bool {
    true
}

fn grace_default() -> Seconds {
    Seconds::minutes(15)
}

fn reopen_default() -> Seconds {
    Seconds::days(14)
}
