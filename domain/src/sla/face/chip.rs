//! What the browser needs to let a clock tick: plain numbers and a few short words.

use serde::{Deserialize, Serialize};

use crate::sla::clock::{Clock, ClockState};
use crate::sla::policy::{Basis, Metric, Target};
use crate::time::{Seconds, Timestamp};

/// A clock's state, without its details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChipState {
    /// Counting, waiting for the doors to open, or overdue.
    Running,
    /// Standing still for a listed reason.
    Paused,
    /// Stopped in time.
    Met,
    /// Stopped late.
    Missed,
    /// Ended without a verdict.
    Cancelled,
    /// No deadline but a target window.
    Scheduled,
    /// Cannot be computed.
    Misconfigured,
}

/// A clock as it is sent to the browser. The keys are short because every list row carries one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockChip {
    /// What is measured.
    #[serde(rename = "m")]
    pub metric: Metric,
    /// Where it is in its life.
    #[serde(rename = "s")]
    pub state: ChipState,
    /// Whether what is left counts opening hours only.
    #[serde(rename = "o", default, skip_serializing_if = "is_default")]
    pub open_time: bool,
    /// Due; while paused as if it ran again when the chip was made.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// From when it is "soon".
    #[serde(rename = "w", default, skip_serializing_if = "Option::is_none")]
    pub warn_at: Option<Timestamp>,
    /// The whole budget, for the thin line.
    #[serde(rename = "b", default, skip_serializing_if = "is_default")]
    pub budget: Seconds,
    /// Counted seconds until the stop, of a met clock.
    #[serde(rename = "e", default, skip_serializing_if = "is_default")]
    pub elapsed: Seconds,
    /// Real seconds between due and stop, of a missed clock.
    #[serde(rename = "l", default, skip_serializing_if = "is_default")]
    pub late: Seconds,
    /// Counted seconds left, of a paused clock.
    #[serde(rename = "r", default, skip_serializing_if = "is_default")]
    pub left: Seconds,
    /// When the pause began.
    #[serde(rename = "f", default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// When the pause ends by itself.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Whether the promise was already broken when the pause began.
    #[serde(rename = "x", default, skip_serializing_if = "is_default")]
    pub was_overdue: bool,
    /// The named target window.
    #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
}

impl From<&Clock> for ClockChip {
    fn from(clock: &Clock) -> Self {
        let left = clock.remaining.unwrap_or_default();
        let late = match (clock.stopped_at, clock.due) {
            (Some(stopped), Some(due)) => (stopped - due).max(Seconds::ZERO),
            _ => Seconds::ZERO,
        };
        let mut chip = Self {
            metric: clock.metric,
            state: ChipState::Running,
            open_time: clock.due_basis == Basis::Business,
            due: clock.due,
            warn_at: None,
            budget: Seconds::ZERO,
            elapsed: Seconds::ZERO,
            late: Seconds::ZERO,
            left: Seconds::ZERO,
            since: None,
            until: None,
            was_overdue: false,
            window: None,
        };
        match &clock.state {
            ClockState::Pending | ClockState::Running => {
                chip.warn_at = clock.warn_at;
                chip.budget = clock.elapsed + left.max(Seconds::ZERO);
                if clock.target == Target::Scheduled && clock.due.is_none() {
                    chip.state = ChipState::Scheduled;
                    chip.window.clone_from(&clock.window);
                }
            }
            ClockState::Paused { since, until, .. } => {
                chip.state = ChipState::Paused;
                chip.budget = clock.elapsed + left.max(Seconds::ZERO);
                chip.left = left.max(Seconds::ZERO);
                chip.since = Some(*since);
                chip.until = Some(*until);
                chip.was_overdue = left < Seconds::ZERO;
            }
            ClockState::Met => {
                chip.state = ChipState::Met;
                chip.open_time = clock.basis() == Basis::Business;
                chip.elapsed = clock.elapsed;
            }
            ClockState::Missed => {
                chip.state = ChipState::Missed;
                chip.late = late;
            }
            ClockState::Cancelled => chip.state = ChipState::Cancelled,
            ClockState::Misconfigured { .. } => chip.state = ChipState::Misconfigured,
        }
        chip
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[cfg(test)]
mod tests;
