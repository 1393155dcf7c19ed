//! What moves clocks that already run: changes of priority and policy, promises, ends, reopenings.

use super::run::{Fixed, FixedBy, Run};
use super::timeline::{Ending, Parked, Timeline};
use crate::sla::clock::{ClockState, Excluded, PreviousDue, StartedBy};
use crate::sla::event::PreviousPromise;
use crate::sla::policy::{Metric, Policy, PriorityKey, PriorityRule, Target};
use crate::time::Timestamp;

impl<'a> Timeline<'a> {
    /// Another priority or policy: same start, same pauses, new targets (SLA.md rule 8).
    pub(super) fn change(&mut self, at: Timestamp, policy: &'a Policy, key: &'a PriorityKey) {
        let rule = policy.rule_for(key);
        self.policy = policy;
        self.key = Some(key);
        let is_same = |old: &PriorityRule| rule.is_some_and(|new| std::ptr::eq(old, new));
        if self.rule.is_some_and(is_same) {
            return;
        }
        self.rule = rule;
        if self.is_ended {
            return;
        }
        if !self.rule.is_some_and(PriorityRule::may_pause) {
            self.end_pause(at);
        }
        for metric in Metric::ALL {
            match self.open[metric as usize].take() {
                Some(run) => self.retarget(run, at),
                None if metric == Metric::NextUpdate || !self.happened[metric as usize] => {
                    self.newly_promised(metric, at);
                }
                None => {}
            }
        }
    }

    /// A metric that the old priority did not promise counts from the ticket's start all the same.
    fn newly_promised(&mut self, metric: Metric, at: Timestamp) {
        let Some(rule) = self.rule.filter(|rule| rule.targets.get(metric) != Target::None) else { return };
        let mut run = self.new_run(metric, self.anchors[metric as usize], StartedBy::Change, rule);
        self.grant_grace(&mut run, at);
        self.open[metric as usize] = Some(run);
    }

    /// Gives an open clock the current rule's target. One that is already overdue keeps its broken promise.
    fn retarget(&mut self, mut run: Run<'a>, at: Timestamp) {
        let metric = run.metric;
        let old = self.due_of(&run, at);
        let promised = match old.filter(|_| self.merged_at == Some(at)) {
            Some(due) => Some(Fixed::of_merged(due, at)),
            None => run.fixed.filter(|fixed| fixed.by == FixedBy::Promise),
        };
        let target = self.rule.map_or(Target::None, |rule| rule.targets.get(metric));
        let is_broken = old.is_some_and(|due| due < at);
        match self.rule {
            Some(rule) if !is_broken && (target != Target::None || promised.is_some()) => {
                run.policy = self.policy;
                run.rule = rule;
                run.target = target;
                run.fixed = None;
                run.due_without_grace = None;
                self.grant_grace(&mut run, at);
                self.keep_sooner_promise(&mut run, promised, at);
                let new = self.due_of(&run, at);
                run.replaced(at, old, new);
                self.open[metric as usize] = Some(run);
            }
            _ if is_broken && target != Target::None => self.open[metric as usize] = Some(run),
            _ => {
                let clock = self.finish(&run, at, Ending::Cancel);
                self.done.push(clock);
            }
        }
    }

    /// A new due that is already past becomes the change plus the grace (SLA.md rule 8).
    fn grant_grace(&self, run: &mut Run<'a>, at: Timestamp) {
        let due = self.due_of(run, at);
        if due.is_some_and(|due| due < at) {
            run.due_without_grace = due;
            run.fixed = Some(Fixed { from: at, budget: run.policy.grace, by: FixedBy::Grace });
        }
    }

    /// The author's word outlives a change when it is sooner than the new due.
    fn keep_sooner_promise(&self, run: &mut Run<'a>, promised: Option<Fixed>, at: Timestamp) {
        let Some(promise) = promised else { return };
        let new = self.due_of(run, at);
        let mut kept = run.clone();
        kept.fixed = Some(promise);
        let sooner = self.due_of(&kept, at).is_some_and(|due| new.is_none_or(|new| due < new));
        if sooner {
            kept.due_without_grace = None;
            *run = kept;
        }
    }

    /// A run's due as of `at`; none without a deadline or when it cannot be computed.
    pub(super) fn due_of(&self, run: &Run<'a>, at: Timestamp) -> Option<Timestamp> {
        let plan = run.plan(self.windows, self.gaps(run, at));
        plan.ok().flatten().map(|plan| plan.due)
    }

    /// The next update at a time of the author's choice: earlier at will, later only within the policy's
    /// maximum (SLA.md rule 11).
    pub(super) fn promise(&mut self, at: Timestamp, promised: Timestamp) {
        let Some(rule) = self.rule.filter(|_| !self.is_ended && promised > at) else { return };
        let index = Metric::NextUpdate as usize;
        let mut run = match self.open[index].take() {
            Some(run) => run,
            None => self.new_run(Metric::NextUpdate, at, StartedBy::Promise, rule),
        };
        let old = self.due_of(&run, at);
        if old.is_none_or(|due| at <= due) {
            let target = run.target_plan(self.windows, self.gaps(&run, at));
            let by_target = target.ok().flatten().map(|plan| plan.due);
            let by_maximum = self.policy.max_next_update.map(|maximum| run.start + maximum);
            let latest = by_target.max(by_maximum);
            let promised = latest.map_or(promised, |latest| promised.min(latest)).max(at);
            run.fixed = Some(Fixed { from: at, budget: promised - at, by: FixedBy::Promise });
            run.due_without_grace = None;
            run.replaced(at, old, Some(promised));
        }
        self.open[index] = Some(run);
    }

    /// Keeps what was promised before a calendar edit (SLA.md rule 10).
    pub(super) fn calendar_changed(&mut self, at: Timestamp, previous: &[PreviousPromise]) {
        for promise in previous {
            let run = self.open[promise.metric as usize].as_mut();
            if let Some(run) = run.filter(|run| run.cycle == promise.cycle) {
                run.previous_due.push(PreviousDue { changed_at: at, due: promise.due });
            }
        }
    }

    /// The ticket's end. A person who solves it has taken and judged it, and the client hears of it; only
    /// the answer to the client is not given by it.
    pub(super) fn end(&mut self, at: Timestamp, ending: Ending, event: u32) {
        if self.is_ended {
            return;
        }
        self.is_ended = true;
        self.unanswered_since = None;
        self.end_pause(at);
        if let Some(run) = &self.open[Metric::Resolution as usize] {
            self.parked = Some(Parked { run: run.clone(), stopped_at: at, event });
        }
        for metric in Metric::ALL {
            let is_unanswered = metric == Metric::FirstResponse && ending == Ending::Stop;
            self.stop(metric, at, if is_unanswered { Ending::Cancel } else { ending });
        }
    }

    /// Open again (SLA.md rule 9).
    pub(super) fn reopen(&mut self, at: Timestamp) {
        if !self.is_ended {
            return;
        }
        self.is_ended = false;
        self.happened[Metric::Resolution as usize] = false;
        self.anchors[Metric::NextUpdate as usize] = at;
        for metric in [Metric::Acknowledge, Metric::Triage] {
            if !self.happened[metric as usize] {
                self.anchors[metric as usize] = at;
                self.run(metric, at, StartedBy::Reopening);
            }
        }
        self.run(Metric::NextUpdate, at, StartedBy::Reopening);
        let response = match self.unanswered_since {
            Some(message) => (message, StartedBy::UnansweredMessage),
            None => (at, StartedBy::Reopening),
        };
        self.happened[Metric::FirstResponse as usize] = false;
        self.anchors[Metric::FirstResponse as usize] = response.0;
        self.run(Metric::FirstResponse, response.0, response.1);
        self.resume_resolution(at);
    }

    /// Within the policy's days the resolution goes on where it stopped, without the closed interval;
    /// later it is a new cycle.
    fn resume_resolution(&mut self, at: Timestamp) {
        let index = Metric::Resolution as usize;
        let within = self.policy.reopen_within;
        let resumable = self.parked.take().filter(|parked| at - parked.stopped_at <= within);
        let Some(Parked { run, stopped_at, event }) = resumable else {
            self.anchors[index] = at;
            self.run(Metric::Resolution, at, StartedBy::Reopening);
            return;
        };
        self.done.retain(|clock| (clock.metric, clock.cycle) != (run.metric, run.cycle));
        if stopped_at < at {
            self.excluded.push(Excluded { from: stopped_at, to: at, event, is_pause: false });
        }
        let is_same = self.rule.is_some_and(|rule| std::ptr::eq(rule, run.rule));
        if is_same {
            self.open[index] = Some(run);
        } else {
            self.retarget(run, at);
        }
    }
}

/// The verdict on a clock that ends at `at`: the due instant itself is in time (SLA.md rule 2), and a
/// broken promise stays broken however the clock ends (rule 8). What goes on elsewhere is judged there.
pub(super) fn verdict(due: Option<Timestamp>, at: Timestamp, ending: Ending) -> ClockState {
    match (due, ending) {
        (_, Ending::GoOn) => ClockState::Cancelled,
        (Some(due), _) if at > due => ClockState::Missed,
        (_, Ending::Stop) => ClockState::Met,
        (_, Ending::Cancel) => ClockState::Cancelled,
    }
}
