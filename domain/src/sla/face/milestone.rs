//! The moments of a clock that are announced once, for people who do not see it tick.

use crate::sla::policy::Metric;
use crate::time::Seconds;

/// The last announced point that a clock has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Milestone {
    /// At most 60 minutes are left.
    Hour,
    /// At most 15 minutes are left.
    QuarterHour,
    /// At most 5 minutes are left.
    FiveMinutes,
    /// The due has passed.
    Overdue,
}

impl Milestone {
    /// The milestone of a clock with so much left; none above an hour.
    pub(super) fn at(left: Seconds) -> Option<Self> {
        match left.get() {
            3_601.. => None,
            901..=3_600 => Some(Self::Hour),
            301..=900 => Some(Self::QuarterHour),
            _ => Some(Self::FiveMinutes),
        }
    }

    /// What the status region says. Announce it when a clock's milestone becomes a later one, not for the
    /// one that it has when the page opens.
    pub fn announcement(self, metric: Metric) -> String {
        let rest = match self {
            Self::Hour => ": 60 minutes left.",
            Self::QuarterHour => ": 15 minutes left.",
            Self::FiveMinutes => ": 5 minutes left.",
            Self::Overdue => " is overdue.",
        };
        [metric.name(), rest].concat()
    }
}
