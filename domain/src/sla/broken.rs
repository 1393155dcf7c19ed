//! Promises that cannot be worked out, found in the settings before a ticket needs them (SLA.md rule 12).

use super::clock::Misconfiguration;
use super::evaluate::problem_of;
use super::policy::{Metric, Policy, PriorityRule};
use super::windows::OpenWindows;
use crate::time::Timestamp;

/// A promise of a policy for which the opening hours give no due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BrokenPromise<'a> {
    /// The priority that promises it.
    pub priority: &'a PriorityRule,
    /// What is promised.
    pub metric: Metric,
    /// What to repair.
    pub why: Misconfiguration,
}

/// The promises to a ticket reported at `now` that cannot be worked out, in the order of priorities and metrics.
pub fn broken_promises<'a>(policy: &'a Policy, windows: &OpenWindows, now: Timestamp) -> Vec<BrokenPromise<'a>> {
    let promises = policy.priorities.iter().flat_map(|priority| Metric::ALL.map(|metric| (priority, metric)));
    promises
        .filter_map(|(priority, metric)| {
            let why = problem_of(priority.targets.get(metric), windows, now)?;
            Some(BrokenPromise { priority, metric, why })
        })
        .collect()
}
