//! All that an answer depends on.

use std::ops::Range;

use crate::sla::explain::HolidaySpan;
use crate::sla::policy::Policy;
use crate::sla::wall::WallClock;
use crate::sla::windows::OpenWindows;
use crate::time::{Seconds, Timestamp};

/// How far back of now a moment may be asked for.
pub const BACK: Seconds = Seconds::days(31);
/// How far ahead.
pub const AHEAD: Seconds = Seconds::days(366);

/// The plans one may ask about, and the wall clocks in which one may ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The moments one may ask for.
    pub moments: Range<Timestamp>,
    /// The zones in which moments are written; the usual one first.
    pub zones: Vec<WallClock>,
    /// The plans in the order shown.
    pub plans: Vec<PlanSheet>,
}

/// One plan: what it promises and when its doors are open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanSheet {
    /// What the form sends.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The versions of its policy, oldest first; never empty.
    pub policies: Vec<Policy>,
    /// Its opening hours as far as answers need them.
    pub windows: OpenWindows,
    /// The holidays in them.
    pub holidays: Vec<HolidaySpan>,
    /// What people call its opening hours: `Weekdays 9 to 5, Europe/London`.
    pub hours: String,
}

impl Sheet {
    /// The moments one may ask for at `now`.
    pub fn moments_at(now: Timestamp) -> Range<Timestamp> {
        now - BACK..now + AHEAD
    }

    /// A plan by what the form sends.
    pub fn plan(&self, id: &str) -> Option<&PlanSheet> {
        self.plans.iter().find(|plan| plan.id == id)
    }

    /// A wall clock by its zone's name.
    pub fn zone(&self, name: &str) -> Option<&WallClock> {
        self.zones.iter().find(|zone| zone.name() == name)
    }
}

impl PlanSheet {
    /// The policy version for tickets reported at a moment (SLA.md rule 10).
    pub fn policy_at(&self, at: Timestamp) -> Option<&Policy> {
        Policy::version_at(&self.policies, at)
    }
}
