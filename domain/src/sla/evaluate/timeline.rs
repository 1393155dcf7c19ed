//! The fold over a ticket's events.

use super::arithmetic::Gap;
use super::run::Run;
use crate::sla::clock::{Clock, Excluded, StartedBy};
use crate::sla::event::{SlaEvent, SlaEventKind as Kind};
use crate::sla::policy::{Metric, Policy, PolicyBook, PolicyRef, PriorityKey, PriorityRule, Target};
use crate::sla::windows::OpenWindows;
use crate::time::{Seconds, Timestamp};

/// A pause that is going on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pause<'a> {
    pub reason: &'a str,
    pub from: Timestamp,
    /// Its end at the maximum, without any event (SLA.md rule 7).
    pub until: Timestamp,
    pub event: u32,
}

/// How a clock ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// What was owed was done.
    Stop,
    /// It is no longer owed.
    Cancel,
    /// It is owed on another ticket.
    GoOn,
}

/// A resolution that may resume when the ticket is reopened.
pub(super) struct Parked<'a> {
    pub run: Run<'a>,
    pub stopped_at: Timestamp,
    pub event: u32,
}

/// Everything known about a ticket's clocks after the events so far.
pub(super) struct Timeline<'a> {
    pub book: &'a PolicyBook,
    pub windows: &'a OpenWindows,
    pub policy: &'a Policy,
    pub key: Option<&'a PriorityKey>,
    pub rule: Option<&'a PriorityRule>,
    pub open: [Option<Run<'a>>; 5],
    /// How many cycles each metric has had.
    pub cycles: [u32; 5],
    pub done: Vec<Clock>,
    pub pause: Option<Pause<'a>>,
    /// Ended pauses and closed intervals, oldest first, never overlapping.
    pub excluded: Vec<Excluded>,
    /// When the ticket's life began.
    pub start: Option<(Timestamp, StartedBy)>,
    /// What a newly promised metric counts from.
    pub anchors: [Timestamp; 5],
    /// Whether what the metric measures has happened.
    pub happened: [bool; 5],
    pub is_ended: bool,
    pub parked: Option<Parked<'a>>,
    /// The oldest client message that nobody has answered.
    pub unanswered_since: Option<Timestamp>,
    pub window: Option<&'a str>,
    /// When a ticket was merged into this one: what changes with it makes nothing later.
    pub merged_at: Option<Timestamp>,
}

impl<'a> Timeline<'a> {
    pub fn new(done: Vec<Clock>, book: &'a PolicyBook, windows: &'a OpenWindows) -> Self {
        Self {
            book,
            windows,
            policy: book.fallback(),
            key: None,
            rule: None,
            open: [const { None }; 5],
            cycles: [0; 5],
            done,
            pause: None,
            excluded: Vec::new(),
            start: None,
            anchors: [Timestamp::default(); 5],
            happened: [false; 5],
            is_ended: false,
            parked: None,
            unanswered_since: None,
            window: None,
            merged_at: None,
        }
    }

    /// Takes in one event.
    pub fn apply(&mut self, index: usize, event: &'a SlaEvent) {
        let at = event.at;
        let cause = u32::try_from(index).unwrap_or(u32::MAX);
        self.end_pause_at_maximum(at);
        match &event.kind {
            Kind::Reported { reported_at, policy, priority } => {
                let (start, by) = match reported_at {
                    Some(earlier) if *earlier < at => (*earlier, StartedBy::EarlierReport),
                    _ => (at, StartedBy::Report),
                };
                self.begin([start; 5], by, policy, priority);
            }
            Kind::SplitFrom { resolution_from, policy, priority } => {
                let mut starts = [at; 5];
                starts[Metric::Resolution as usize] = (*resolution_from).min(at);
                self.begin(starts, StartedBy::Split, policy, priority);
            }
            _ if self.start.is_none() => {}
            Kind::ClientMessage => self.client_wrote(at),
            Kind::PublicReply => self.replied(at),
            Kind::InternalNote | Kind::AutomaticReply => {}
            Kind::Acknowledged => self.stop(Metric::Acknowledge, at, Ending::Stop),
            Kind::Triaged => self.stop(Metric::Triage, at, Ending::Stop),
            Kind::Paused { reason, max } => self.pause(at, reason, *max, cause),
            Kind::Resumed => self.end_pause(at),
            Kind::PriorityChanged { to } => self.change(at, self.policy, to),
            Kind::PolicyChanged { to } => {
                let policy = self.book.lookup(to);
                if let Some(key) = self.key {
                    self.change(at, policy, key);
                }
            }
            Kind::CalendarChanged { previous } => self.calendar_changed(at, previous),
            Kind::TargetWindowSet { window } => {
                self.window = Some(window.as_str()).filter(|window| !window.trim().is_empty());
            }
            Kind::NextUpdatePromised { at: promised } => self.promise(at, *promised),
            Kind::Resolved | Kind::Closed => self.end(at, Ending::Stop, cause),
            Kind::Declined | Kind::Duplicate => self.end(at, Ending::Cancel, cause),
            Kind::MergedInto => self.end(at, Ending::GoOn, cause),
            Kind::Reopened => self.reopen(at),
            Kind::MergedFrom { carried, unanswered_since } => self.merge(at, carried, *unanswered_since, cause),
        }
    }

    fn begin(&mut self, starts: [Timestamp; 5], by: StartedBy, policy: &PolicyRef, priority: &'a PriorityKey) {
        if self.start.is_some() {
            return;
        }
        let response = starts[Metric::FirstResponse as usize];
        self.start = Some((response, by));
        self.anchors = starts;
        self.policy = self.book.lookup(policy);
        self.key = Some(priority);
        self.rule = self.policy.rule_for(priority);
        self.unanswered_since = Some(response);
        for metric in Metric::ALL {
            self.run(metric, starts[metric as usize], by);
        }
    }

    /// Starts a new cycle of a metric, if the priority promises it.
    pub fn run(&mut self, metric: Metric, start: Timestamp, started_by: StartedBy) {
        let Some(rule) = self.rule else { return };
        let target = rule.targets.get(metric);
        if target == Target::None {
            return;
        }
        let run = self.new_run(metric, start, started_by, rule);
        self.open[metric as usize] = Some(run);
    }

    /// A run of the metric's next cycle.
    pub fn new_run(
        &mut self,
        metric: Metric,
        start: Timestamp,
        started_by: StartedBy,
        rule: &'a PriorityRule,
    ) -> Run<'a> {
        let cycle = &mut self.cycles[metric as usize];
        *cycle += 1;
        Run {
            metric,
            cycle: *cycle,
            start,
            started_by,
            policy: self.policy,
            rule,
            target: rule.targets.get(metric),
            fixed: None,
            due_without_grace: None,
            previous_due: Vec::new(),
            merged: None,
        }
    }

    /// What does not count for a run up to `at`: ended pauses and closed intervals, and the pause that is
    /// going on.
    pub fn gaps<'b>(&'b self, run: &'b Run<'_>, at: Timestamp) -> impl Iterator<Item = Gap> + Clone + 'b {
        let (start, pausable) = (run.begun_here(), run.is_pausable());
        let before = run.merged.iter().flat_map(|merged| &merged.excluded).map(|excluded| (excluded.from, excluded.to));
        let ended = self.excluded.iter().map(|excluded| (excluded.from, excluded.to));
        let going_on = self.pause.map(|pause| (pause.from, at.min(pause.until)));
        let here = ended.chain(going_on).filter(move |(from, to)| *to > start && from < to);
        before.chain(here.map(move |(from, to)| (from.max(start), to))).filter(move |_| pausable)
    }

    fn client_wrote(&mut self, at: Timestamp) {
        self.end_pause(at);
        if self.unanswered_since.is_some() {
            return;
        }
        self.unanswered_since = Some(at);
        let each = self.rule.is_some_and(|rule| rule.answer_every_message);
        if each && !self.is_ended && self.open[Metric::FirstResponse as usize].is_none() {
            self.run(Metric::FirstResponse, at, StartedBy::UnansweredMessage);
        }
    }

    fn replied(&mut self, at: Timestamp) {
        self.unanswered_since = None;
        if self.is_ended {
            return;
        }
        self.stop(Metric::FirstResponse, at, Ending::Stop);
        self.stop(Metric::NextUpdate, at, Ending::Stop);
        self.anchors[Metric::NextUpdate as usize] = at;
        self.run(Metric::NextUpdate, at, StartedBy::PublicUpdate);
    }

    fn pause(&mut self, at: Timestamp, reason: &'a str, max: Seconds, event: u32) {
        let Some(listed) = self.policy.pause_reason(reason) else { return };
        let pausable = self.rule.is_some_and(PriorityRule::may_pause);
        if self.is_ended || !pausable {
            return;
        }
        self.end_pause(at);
        let until = at + max.min(listed.max).max(Seconds::ZERO);
        self.pause = Some(Pause { reason, from: at, until, event });
    }

    /// Ends the pause at its maximum when that has come (SLA.md rule 7).
    pub fn end_pause_at_maximum(&mut self, now: Timestamp) {
        if let Some(until) = self.pause.map(|pause| pause.until).filter(|until| *until <= now) {
            self.end_pause(until);
        }
    }

    /// Ends the pause; the clocks run again.
    pub fn end_pause(&mut self, at: Timestamp) {
        if let Some(Pause { from, event, .. }) = self.pause.take().filter(|pause| pause.from < at) {
            self.excluded.push(Excluded { from, to: at, event, is_pause: true });
        }
    }

    /// Ends a metric's open clock, if it has one.
    pub fn stop(&mut self, metric: Metric, at: Timestamp, ending: Ending) {
        let index = metric as usize;
        self.happened[index] |= ending == Ending::Stop;
        if let Some(run) = self.open[index].take() {
            let clock = self.finish(&run, at, ending);
            self.done.push(clock);
        }
    }
}
