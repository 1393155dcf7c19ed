//! When a clock turns "soon".

use serde::{Deserialize, Serialize};

use crate::time::Seconds;

/// When a running clock turns "soon": a share of its budget is left, within bounds. Only colour and
/// warnings depend on it; a breach is decided in exact seconds (SLA.md rule 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// Share of the budget that is left, in thousandths.
    pub remaining_per_mille: u32,
    /// Never later than with so much left, but for budgets shorter than twice this.
    pub at_least: Seconds,
    /// Never earlier than with so much left.
    pub at_most: Seconds,
}

impl Default for Warning {
    fn default() -> Self {
        Self { remaining_per_mille: 200, at_least: Seconds::minutes(10), at_most: Seconds::hours(4) }
    }
}

impl Warning {
    /// How much of a budget is left when the warning comes.
    pub fn lead(self, budget: Seconds) -> Seconds {
        let share = budget.get().max(0).saturating_mul(i64::from(self.remaining_per_mille)) / 1_000;
        let bounded = share.min(self.at_most.get()).max(self.at_least.get());
        Seconds::new(bounded.min(budget.get().max(0) / 2))
    }
}
