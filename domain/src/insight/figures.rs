//! Outcomes, counted.

use std::collections::BTreeMap;

use crate::ids::{EngagementId, TicketKey};
use crate::insight::attainment::Attainment;
use crate::insight::month::Month;
use crate::insight::outcome::Outcome;
use crate::insight::spread::Spread;
use crate::insight::taken_out::TakenOut;
use crate::sla::Metric;

/// An outcome with where and when it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The ticket.
    pub key: TicketKey,
    /// Its engagement.
    pub engagement: EngagementId,
    /// What happened.
    pub outcome: Outcome,
}

/// Times of one month: on the clock, and in all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Times {
    /// Seconds that counted.
    pub on_the_clock: Spread,
    /// Seconds that passed.
    pub in_all: Spread,
}

impl Times {
    /// Takes in all of another group.
    pub fn extend(&mut self, other: &Self) {
        self.on_the_clock.extend(&other.on_the_clock);
        self.in_all.extend(&other.in_all);
    }
}

/// What a report shows, outcome by outcome.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figures {
    /// By month, engagement and metric.
    pub cells: BTreeMap<(Month, EngagementId, Metric), Attainment>,
    /// Times to acknowledge and to resolution, by month.
    pub times: BTreeMap<(Metric, Month), Times>,
    /// Time that did not count.
    pub taken_out: TakenOut,
}

impl Figures {
    /// The metrics whose mean times are shown: MTTA and MTTR.
    pub const TIMED: [Metric; 2] = [Metric::Acknowledge, Metric::Resolution];

    /// Takes in one outcome, which counts in `month`.
    pub fn add(&mut self, settled: &Settled, month: Month) {
        let outcome = &settled.outcome;
        self.cells.entry((month, settled.engagement.clone(), outcome.metric)).or_default().add(outcome);
        if outcome.kind.is_done() {
            if Self::TIMED.contains(&outcome.metric) {
                let times = self.times.entry((outcome.metric, month)).or_default();
                times.on_the_clock.add(outcome.elapsed);
                times.in_all.add(outcome.passed());
            }
            self.taken_out.add(&settled.key, outcome);
        }
    }

    /// All months and engagements of a metric together.
    pub fn of_metric(&self, metric: Metric) -> Attainment {
        self.by(|_, _| ()).remove(&((), metric)).unwrap_or_default()
    }

    /// By metric and whatever an engagement and a month belong to.
    pub fn by<K: Ord>(&self, group: impl Fn(Month, &EngagementId) -> K) -> BTreeMap<(K, Metric), Attainment> {
        let mut groups: BTreeMap<(K, Metric), Attainment> = BTreeMap::new();
        for ((month, engagement, metric), one) in &self.cells {
            let sum = groups.entry((group(*month, engagement), *metric)).or_default();
            *sum = sum.plus(one);
        }
        groups
    }

    /// All months' times of a metric together.
    pub fn times_of(&self, metric: Metric) -> Times {
        let mut all = Times::default();
        self.times.iter().filter(|((of, _), _)| *of == metric).for_each(|(_, times)| all.extend(times));
        all
    }

    /// Whether nothing was counted at all.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }
}
