//! "Why is it due at 10:42?": the explanation of one clock, interval by interval.

use domain::ids::TicketKey;

use super::{Clock, Moment};

/// How an interval counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalKind {
    /// Open time: it counts.
    Counted,
    /// Outside opening hours.
    Closed,
    /// A holiday.
    Holiday,
    /// Standing still, with a reason.
    Paused,
}

impl IntervalKind {
    /// The CSS class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Closed => "closed",
            Self::Holiday => "holiday",
            Self::Paused => "paused",
        }
    }

    /// The word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Closed => "closed",
            Self::Holiday => "holiday",
            Self::Paused => "paused",
        }
    }
}

/// A stretch of time with one meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// How it counts.
    pub kind: IntervalKind,
    /// `Mon 16:10`.
    pub from: String,
    /// `18:00`, `now`.
    pub to: String,
    /// `waiting on client, by Mira Kovač`. Empty: the kind says it all.
    pub note: String,
    /// What it adds to the clock: `1 h 50 min`, `0`.
    pub amount: String,
    /// Its length in seconds, for the bar.
    pub seconds: i64,
    /// Whether it lies after now.
    pub is_ahead: bool,
}

/// A due time that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousDue {
    /// `Mon 23 Nov, 17:00`.
    pub due: String,
    /// `Priority was raised to P1 on Mon 23 Nov, 09:12 by Mira Kovač.`
    pub because: String,
}

/// The explanation of one clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyModel {
    /// Of which ticket.
    pub key: TicketKey,
    /// The ticket's title.
    pub title: String,
    /// The clock.
    pub clock: Clock,
    /// What is promised: `1 h, counted day and night`.
    pub target: String,
    /// Where the promise comes from: `Standard support, version 1, priority Critical`.
    pub source: String,
    /// When the clock began, and why then.
    pub started: Moment,
    /// `The client's message of 09:14 is the oldest without an answer.`
    pub started_because: String,
    /// Used so far: `22 min`.
    pub used: String,
    /// In order.
    pub intervals: Vec<Interval>,
    /// The rules that were applied, a sentence each.
    pub rules: Vec<String>,
    /// Due times that no longer hold.
    pub previous: Vec<PreviousDue>,
    /// The zone in which the page's times are written: `Europe/London`.
    pub zone: String,
    /// Where "Back" leads.
    pub return_to: String,
}
