//! One metric running on one ticket.

use serde::{Deserialize, Serialize};

use super::policy::{Basis, Metric, PriorityKey, Target};
use crate::time::{Seconds, Timestamp};

/// Where a clock is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClockState {
    /// Started while the calendar is closed, and no second has counted yet.
    Pending,
    /// Counting, or waiting for the doors to open again. Also when overdue: see [`Clock::is_overdue`].
    Running,
    /// Standing still for a listed reason (SLA.md rule 7).
    Paused {
        /// Key of the policy's pause reason.
        reason: String,
        /// When it began.
        since: Timestamp,
        /// When the clock runs again by itself at the latest.
        until: Timestamp,
    },
    /// Stopped in time.
    Met,
    /// Stopped after its due.
    Missed,
    /// Ended without a verdict: declined, duplicate, merged, or no longer promised.
    Cancelled,
    /// Cannot be computed; shown to admins, never guessed (SLA.md rule 12).
    Misconfigured {
        /// What to repair.
        why: Misconfiguration,
    },
}

/// Why a clock cannot be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misconfiguration {
    /// The calendar has no open time (SLA.md rule 12).
    NoOpenTime,
    /// The answer lies outside the time for which the calendar was expanded.
    BeyondHorizon,
    /// "Same business day" on a calendar that never closes.
    NoClosingTime,
    /// The policy has neither the ticket's priority nor a fallback.
    NoPriority,
}

impl Misconfiguration {
    /// What to repair, as a sentence for admins.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NoOpenTime => "The plan's calendar has no opening hours. Give it some.",
            Self::BeyondHorizon => "The due time lies beyond the years for which the calendar was worked out.",
            Self::NoClosingTime => "“Same business day” needs a calendar with closing times; this one is always open.",
            Self::NoPriority => "The policy does not know the ticket's priority and has no fallback.",
        }
    }
}

/// What set a clock's start, for the explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartedBy {
    /// The client's report.
    Report,
    /// A report that was written down later (SLA.md rule 6).
    EarlierReport,
    /// The oldest unanswered client message (SLA.md rule 6).
    UnansweredMessage,
    /// The last public update (SLA.md rule 11).
    PublicUpdate,
    /// A promise by the author where the policy has none (SLA.md rule 11).
    Promise,
    /// The ticket was reopened (SLA.md rule 9).
    Reopening,
    /// The ticket was split from another.
    Split,
    /// A merged ticket was waiting longer.
    Merge,
    /// The change of priority or policy brought the metric.
    Change,
}

/// A due that no longer counts (SLA.md rules 8 and 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousDue {
    /// When it was replaced.
    pub changed_at: Timestamp,
    /// What had been promised.
    pub due: Timestamp,
}

/// Time that does not count against a clock: a pause, or between resolved and reopened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Beginning.
    pub from: Timestamp,
    /// End; the moment of evaluation while it lasts.
    pub to: Timestamp,
    /// Index of the event that caused it, in the slice that was evaluated.
    pub event: u32,
    /// Whether it is a pause (else the ticket was resolved or closed).
    pub is_pause: bool,
}

/// One metric running on one ticket, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// What is measured.
    pub metric: Metric,
    /// Counts up from 1 within the metric.
    pub cycle: u32,
    /// Where it is in its life.
    pub state: ClockState,
    /// What is promised.
    pub target: Target,
    /// The priority whose target it is.
    pub priority: PriorityKey,
    /// The version of the policy whose target it is.
    pub policy_version: u32,
    /// The instant from which it counts; may precede the ticket's creation (SLA.md rule 6).
    pub started_at: Timestamp,
    /// What set the start.
    pub started_by: StartedBy,
    /// Met until and including this instant (SLA.md rule 2); while paused as if it ran again now. None
    /// for a scheduled target and a misconfigured clock.
    pub due: Option<Timestamp>,
    /// Which seconds lie between now and due: the target's, but day and night for a grace or a promise.
    pub due_basis: Basis,
    /// From when it is "soon". None without a due and when stopped.
    pub warn_at: Option<Timestamp>,
    /// Dues that no longer count, oldest first.
    pub previous_due: Vec<PreviousDue>,
    /// After a change whose new due was already past: that due, while [`Clock::due`] is the change plus
    /// the policy's grace (SLA.md rule 8).
    pub due_without_grace: Option<Timestamp>,
    /// When it stopped.
    pub stopped_at: Option<Timestamp>,
    /// Counted seconds from start to stop, or to now.
    pub elapsed: Seconds,
    /// Counted seconds left until due; when overdue the negative of the real seconds since due, for
    /// lateness is felt around the clock. None without a due and when stopped.
    pub remaining: Option<Seconds>,
    /// Counted seconds that pauses took out.
    pub paused_total: Seconds,
    /// What does not count, oldest first.
    pub excluded: Vec<Excluded>,
    /// The named target window of a scheduled target (SLA.md rule 14); none means it is missing.
    pub window: Option<String>,
}

impl Clock {
    /// Whether something is still owed.
    pub fn is_open(&self) -> bool {
        self.stopped_at.is_none()
    }

    /// Whether the promise is broken at `now` and not yet made good. The due instant itself is still in
    /// time (SLA.md rule 2); a paused clock is overdue only when it was before the pause.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_open() && self.due.is_some_and(|due| now > due)
    }

    /// Which seconds count.
    pub fn basis(&self) -> Basis {
        self.target.basis()
    }

    /// When a pause ends by itself (SLA.md rule 7).
    pub fn auto_resume_at(&self) -> Option<Timestamp> {
        match self.state {
            ClockState::Paused { until, .. } => Some(until),
            _ => None,
        }
    }
}
