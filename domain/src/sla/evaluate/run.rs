//! A clock while it runs.

use super::arithmetic::{self, Computed, Gap};
use crate::sla::clock::{Excluded, PreviousDue, StartedBy};
use crate::sla::policy::{Basis, Metric, Policy, PriorityRule, Target};
use crate::sla::windows::OpenWindows;
use crate::time::{Seconds, Timestamp};

/// One open clock.
#[derive(Debug, Clone)]
pub(super) struct Run<'a> {
    pub metric: Metric,
    pub cycle: u32,
    pub start: Timestamp,
    pub started_by: StartedBy,
    pub policy: &'a Policy,
    pub rule: &'a PriorityRule,
    pub target: Target,
    /// A due that replaces the target's: a grace or a promise.
    pub fixed: Option<Fixed>,
    pub due_without_grace: Option<Timestamp>,
    pub previous_due: Vec<PreviousDue>,
    /// The clock of a merged ticket that goes on in this one.
    pub merged: Option<Merged>,
}

/// Where a run comes from that began on another ticket.
#[derive(Debug, Clone)]
pub(super) struct Merged {
    /// When the tickets were merged; before that only what was excluded there is excluded.
    pub at: Timestamp,
    /// What had not counted there.
    pub excluded: Vec<Excluded>,
}

/// A due at a chosen moment, as calendar seconds from when it was chosen, so that later pauses move it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fixed {
    pub from: Timestamp,
    pub budget: Seconds,
    pub by: FixedBy,
}

/// What fixed a due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FixedBy {
    /// The grace after a change (SLA.md rule 8).
    Grace,
    /// The author (SLA.md rule 11).
    Promise,
    /// What had been promised on either ticket when one was merged into the other at that instant.
    Merge(Timestamp),
}

impl Fixed {
    /// A due that a merge keeps; one that is past stays exactly what it was.
    pub fn of_merged(due: Timestamp, at: Timestamp) -> Self {
        let from = due.min(at);
        Self { from, budget: due - from, by: FixedBy::Merge(at) }
    }

    /// Whether no pause can move it: what is broken stays so.
    fn is_broken(self) -> bool {
        matches!(self.by, FixedBy::Merge(at) if self.from < at)
    }
}

/// What a run's due is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    from: Timestamp,
    budget: Seconds,
    pub basis: Basis,
    pub due: Timestamp,
}

impl Plan {
    /// The due of a target that counts from an instant, and what it is made of; none for a target without a time of its own.
    #[inline]
    pub fn of_target(
        target: Target,
        windows: &OpenWindows,
        from: Timestamp,
        gaps: impl Iterator<Item = Gap> + Clone,
    ) -> Computed<Option<Self>> {
        match target {
            Target::Within { target, basis } => {
                let due = arithmetic::due(windows, basis, from, target, gaps)?;
                Ok(Some(Self { from, budget: target, basis, due }))
            }
            Target::SameBusinessDay { min_remaining } => {
                let due = arithmetic::same_business_day(windows, from, min_remaining, gaps.clone())?;
                let basis = Basis::Business;
                let budget = arithmetic::counted_outside(windows, basis, from, due, gaps)?;
                Ok(Some(Self { from, budget, basis, due }))
            }
            Target::Scheduled | Target::None => Ok(None),
        }
    }
}

impl Run<'_> {
    /// Whether pauses count for it: never for the first response, nor without a deadline (SLA.md rule 7).
    pub fn is_pausable(&self) -> bool {
        self.metric != Metric::FirstResponse && (self.target != Target::Scheduled || self.fixed.is_some())
    }

    /// The due and what it is made of; none without a deadline.
    pub fn plan(&self, windows: &OpenWindows, gaps: impl Iterator<Item = Gap> + Clone) -> Computed<Option<Plan>> {
        if let Some(fixed) = self.fixed {
            let Fixed { from, budget, .. } = fixed;
            let due =
                if fixed.is_broken() { from } else { arithmetic::due(windows, Basis::Calendar, from, budget, gaps)? };
            return Ok(Some(Plan { from, budget, basis: Basis::Calendar, due }));
        }
        self.target_plan(windows, gaps)
    }

    /// The due of the target alone.
    pub fn target_plan(
        &self,
        windows: &OpenWindows,
        gaps: impl Iterator<Item = Gap> + Clone,
    ) -> Computed<Option<Plan>> {
        Plan::of_target(self.target, windows, self.start, gaps)
    }

    /// When the clock turns "soon".
    pub fn warn_at(&self, plan: Plan, windows: &OpenWindows, gaps: impl Iterator<Item = Gap>) -> Computed<Timestamp> {
        let lead = self.policy.warning.lead(plan.budget);
        arithmetic::due(windows, plan.basis, plan.from, plan.budget - lead, gaps)
    }

    /// Records a due that a change at `at` replaced.
    pub fn replaced(&mut self, at: Timestamp, old: Option<Timestamp>, new: Option<Timestamp>) {
        if let Some(due) = old.filter(|_| old != new) {
            self.previous_due.push(PreviousDue { changed_at: at, due });
        }
    }
}
