//! How many promises were kept.

use std::fmt;

use crate::insight::outcome::{Outcome, OutcomeKind};
use crate::time::Seconds;

/// The promises of one group (a month, a client, a metric).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attainment {
    /// Kept.
    pub met: u64,
    /// Broken, whether or not made good since.
    pub missed: u64,
    /// Ended without a verdict; not counted.
    pub cancelled: u64,
    /// Could not be computed; not counted.
    pub misconfigured: u64,
    /// Counted seconds that pauses took out of the clocks that were stopped by the deed.
    pub paused: Seconds,
}

impl Attainment {
    /// Takes in one outcome.
    pub fn add(&mut self, outcome: &Outcome) {
        match outcome.kind {
            OutcomeKind::Met => self.met += 1,
            OutcomeKind::Missed => self.missed += 1,
            OutcomeKind::Late | OutcomeKind::GivenUp => {}
            OutcomeKind::Cancelled => self.cancelled += 1,
            OutcomeKind::Misconfigured => self.misconfigured += 1,
        }
        if outcome.kind.is_done() {
            self.paused += outcome.paused;
        }
    }

    /// Both together.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self {
            met: self.met + other.met,
            missed: self.missed + other.missed,
            cancelled: self.cancelled + other.cancelled,
            misconfigured: self.misconfigured + other.misconfigured,
            paused: self.paused + other.paused,
        }
    }

    /// How many count.
    pub fn counted(&self) -> u64 {
        self.met + self.missed
    }

    /// The kept ones among those that count; none when nothing counts.
    pub fn share(&self) -> Option<Share> {
        Share::of(self.met, self.counted())
    }
}

/// A share in tenths of a percent, rounded down: 999 of 1000 only when at least one of a thousand is missing. For
/// display and for drawing; nothing is decided by it (SLA.md rule 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(u16);

impl Share {
    /// `part` of `whole`; none of nothing.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        let tenths = u128::from(part.min(whole)) * 1000 / u128::from(Some(whole).filter(|whole| *whole > 0)?);
        u16::try_from(tenths).ok().map(Self)
    }

    /// Tenths of a percent, 0 to 1000.
    pub const fn tenths(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Share {
    /// `99.9 %`; `100 %` and `0 %` without decimals.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1000 => f.write_str("100 %"),
            0 => f.write_str("0 %"),
            tenths => write!(f, "{}.{} %", tenths / 10, tenths % 10),
        }
    }
}
