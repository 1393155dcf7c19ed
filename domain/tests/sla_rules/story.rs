//! A ticket's story in a few words: a policy, a calendar, events, and its clocks at any moment.

use domain::ids::PolicyId;
use domain::sla::calendar::{Calendar, DayWindow};
use domain::sla::policy::{PolicyBook, PolicyRef, Targets};
use domain::sla::templates::{business_week, policy_by_key};
use domain::sla::zone::{expand, local_to_utc, parse_zone};
use domain::sla::{Basis, Clock, Metric, OpenWindows, Policy, PriorityKey, SlaEvent, Target, evaluate};
use domain::time::{Seconds, Timestamp};

pub use domain::sla::SlaEventKind as Kind;

/// `2026-11-23 09:00` or with seconds, in UTC.
pub fn at(text: &str) -> Timestamp {
    local("Etc/UTC", text)
}

/// A wall-clock time of a zone.
pub fn local(zone: &str, text: &str) -> Timestamp {
    let (date, time) = text.split_once(' ').unwrap();
    local_to_utc(parse_zone(zone).unwrap(), date.parse().unwrap(), time.parse().unwrap())
}

/// A window like `09:00-17:00`.
pub fn window(text: &str) -> DayWindow {
    let (open, close) = text.split_once('-').unwrap();
    DayWindow::new(open.parse().unwrap(), close.parse().unwrap())
}

/// A calendar with the same windows on the named days (`mon` to `sun`, or `all`).
pub fn calendar(zone: &str, days: &str, windows: &[&str]) -> Calendar {
    let mut calendar = business_week(zone);
    calendar.weekly.clear();
    for day in domain::sla::Weekday::ALL {
        if days == "all" || days.contains(day.key()) {
            calendar.weekly.insert(day, windows.iter().copied().map(window).collect());
        }
    }
    calendar
}

/// The opening hours of a calendar from 2000 to 2040.
pub fn hours(calendar: &Calendar) -> OpenWindows {
    expand(std::slice::from_ref(calendar), at("2000-01-01 00:00"), at("2040-01-01 00:00")).unwrap()
}

pub const fn business(target: Seconds) -> Target {
    Target::Within { target, basis: Basis::Business }
}

pub const fn around_the_clock(target: Seconds) -> Target {
    Target::Within { target, basis: Basis::Calendar }
}

/// A ticket's story.
#[derive(Clone)]
pub struct Story {
    pub policies: Vec<Policy>,
    pub windows: OpenWindows,
    pub events: Vec<SlaEvent>,
}

impl Story {
    /// A story under a policy of two priorities, `high` and `low`, Monday to Friday 09:00 to 17:00 UTC.
    pub fn new(high: Targets, low: Targets) -> Self {
        let mut policy = policy_by_key("standard").unwrap();
        policy.priorities.retain(|rule| ["high", "low"].contains(&rule.key.as_str()));
        policy.fallback_priority = PriorityKey::new("high");
        policy.priorities[0].targets = high;
        policy.priorities[1].targets = low;
        Self { policies: vec![policy], windows: hours(&business_week("Etc/UTC")), events: Vec::new() }
    }

    /// A story whose `high` priority promises one metric.
    pub fn of(metric: Metric, target: Target) -> Self {
        let mut targets = Targets::default();
        targets.set(metric, target);
        Self::new(targets, Targets::default())
    }

    /// A story under a shipped policy.
    pub fn shipped(policy: &str) -> Self {
        let policies = vec![policy_by_key(policy).unwrap()];
        Self { policies, windows: hours(&business_week("Etc/UTC")), events: Vec::new() }
    }

    pub fn on(mut self, windows: OpenWindows) -> Self {
        self.windows = windows;
        self
    }

    /// Reported with a priority.
    pub fn reported(self, when: &str, priority: &str) -> Self {
        let policy = self.policies[0].reference();
        self.then(when, Kind::Reported { reported_at: None, policy, priority: PriorityKey::new(priority) })
    }

    pub fn then(mut self, when: &str, kind: Kind) -> Self {
        self.events.push(SlaEvent { at: at(when), by: Some("Mira".to_owned()), kind });
        self
    }

    pub fn paused(self, when: &str, reason: &str, max: Seconds) -> Self {
        self.then(when, Kind::Paused { reason: reason.to_owned(), max })
    }

    pub fn priority(self, when: &str, to: &str) -> Self {
        self.then(when, Kind::PriorityChanged { to: PriorityKey::new(to) })
    }

    /// Every clock as of a moment.
    pub fn clocks(&self, now: &str) -> Vec<Clock> {
        let mut policies = self.policies.iter().cloned();
        let book = policies.next().map(PolicyBook::new).unwrap();
        let book = policies.fold(book, PolicyBook::with);
        evaluate(&self.events, &book, &self.windows, at(now))
    }

    /// The last cycle of a metric.
    pub fn clock(&self, metric: Metric, now: &str) -> Clock {
        let clocks = self.clocks(now);
        clocks.into_iter().rfind(|clock| clock.metric == metric).expect("the metric has a clock")
    }

    /// The due of a metric's last cycle.
    pub fn due(&self, metric: Metric, now: &str) -> Option<Timestamp> {
        self.clock(metric, now).due
    }
}

pub fn reference(id: &str, version: u32) -> PolicyRef {
    PolicyRef { id: PolicyId::new(id), version }
}
