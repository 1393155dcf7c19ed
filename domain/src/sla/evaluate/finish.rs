//! From runs to clocks.

use super::arithmetic::{self, Computed};
use super::changes::verdict;
use super::run::{Plan, Run};
use super::timeline::{Ending, Timeline};
use crate::sla::clock::{Clock, ClockState, Excluded, Misconfiguration, StartedBy};
use crate::sla::event::SlaEvent;
use crate::sla::policy::{Basis, Metric, Target};
use crate::time::{Seconds, Timestamp};

impl<'a> Timeline<'a> {
    /// All clocks as of `now`.
    pub fn clocks_at(&mut self, now: Timestamp, events: &[SlaEvent]) -> Vec<Clock> {
        self.end_pause_at_maximum(now);
        for metric in Metric::ALL {
            if let Some(run) = self.open[metric as usize].take() {
                let clock = self.open_clock(&run, now);
                self.done.push(clock);
            }
        }
        if self.rule.is_none() {
            self.no_priority(events);
        }
        let mut clocks = std::mem::take(&mut self.done);
        clocks.sort_unstable_by_key(|clock| (clock.metric, clock.cycle));
        clocks
    }

    /// A ticket that no rule covers shows as misconfigured instead of having no deadline (SLA.md rule 8).
    fn no_priority(&mut self, events: &[SlaEvent]) {
        let (Some((started_at, started_by)), Some(key)) = (self.start, self.key) else { return };
        if self.is_ended || events.is_empty() {
            return;
        }
        self.done.push(Clock {
            metric: Metric::Resolution,
            cycle: self.cycles[Metric::Resolution as usize] + 1,
            state: ClockState::Misconfigured { why: Misconfiguration::NoPriority },
            target: Target::None,
            priority: key.clone(),
            policy_version: self.policy.version,
            started_at,
            started_by,
            due: None,
            due_basis: Basis::Calendar,
            warn_at: None,
            previous_due: Vec::new(),
            due_without_grace: None,
            stopped_at: None,
            elapsed: Seconds::ZERO,
            remaining: None,
            paused_total: Seconds::ZERO,
            excluded: Vec::new(),
            window: None,
        });
    }

    /// A clock that ends at `at`.
    pub(super) fn finish(&self, run: &Run<'a>, at: Timestamp, ending: Ending) -> Clock {
        let plan = run.plan(self.windows, self.gaps(run, at));
        let mut clock = self.clock(run, at, plan);
        clock.stopped_at = Some(at);
        clock.state = match (plan, clock.state) {
            (Err(Misconfiguration::BeyondHorizon), _) if self.ended_before_horizon(run, at) => {
                verdict(None, at, ending)
            }
            (_, misconfigured @ ClockState::Misconfigured { .. }) => misconfigured,
            (plan, _) => verdict(plan.ok().flatten().map(|plan| plan.due), at, ending),
        };
        clock
    }

    /// Whether a clock ended in time although its due lies beyond the horizon: the whole of its life is
    /// known, and its budget was not used up in it. Of a same-day promise nothing can be said.
    fn ended_before_horizon(&self, run: &Run<'a>, at: Timestamp) -> bool {
        let gaps = self.gaps(run, at);
        let elapsed = arithmetic::counted_outside(self.windows, run.target.basis(), run.start, at, gaps);
        matches!(run.target, Target::Within { .. }) && elapsed.is_ok()
    }

    /// A clock that goes on after `now`.
    fn open_clock(&self, run: &Run<'a>, now: Timestamp) -> Clock {
        let plan = run.plan(self.windows, self.gaps(run, now));
        let mut clock = self.clock(run, now, plan);
        if let Ok(Some(plan)) = plan {
            clock.warn_at = run.warn_at(plan, self.windows, self.gaps(run, now)).ok();
            match self.remaining(plan, now) {
                Ok(remaining) => clock.remaining = Some(remaining),
                Err(why) => clock.state = ClockState::Misconfigured { why },
            }
        }
        if clock.state == ClockState::Running {
            if let Some(pause) = self.pause.filter(|_| run.is_pausable()) {
                clock.state = ClockState::Paused {
                    reason: pause.reason.to_owned(),
                    since: pause.from.max(run.start),
                    until: pause.until,
                };
            } else if self.is_waiting_for_opening(&clock, now) {
                clock.state = ClockState::Pending;
            }
        }
        clock
    }

    /// Counted seconds until due; real ones since then.
    fn remaining(&self, plan: Plan, now: Timestamp) -> Computed<Seconds> {
        if now > plan.due {
            return Ok(plan.due - now);
        }
        arithmetic::counted(self.windows, plan.basis, now, plan.due)
    }

    /// Whether the doors have not opened since the start.
    fn is_waiting_for_opening(&self, clock: &Clock, now: Timestamp) -> bool {
        clock.basis() == Basis::Business
            && clock.elapsed == Seconds::ZERO
            && clock.due.is_some_and(|due| now <= due)
            && self.windows.next_open(clock.started_at).is_some_and(|open| now < open)
    }

    /// The parts that open and ended clocks share; the state is `Running` or `Misconfigured`.
    fn clock(&self, run: &Run<'a>, at: Timestamp, plan: Computed<Option<Plan>>) -> Clock {
        let basis = run.target.basis();
        let excluded = self.excluded_of(run, at);
        let counts = self.count(run, at, &excluded);
        let problem = plan.err().or(counts.err());
        let (elapsed, paused_total) = counts.unwrap_or_default();
        Clock {
            metric: run.metric,
            cycle: run.cycle,
            state: problem.map_or(ClockState::Running, |why| ClockState::Misconfigured { why }),
            target: run.target,
            priority: run.rule.key.clone(),
            policy_version: run.policy.version,
            started_at: run.start,
            started_by: run.started_by,
            due: plan.ok().flatten().map(|plan| plan.due),
            due_basis: plan.ok().flatten().map_or(basis, |plan| plan.basis),
            warn_at: None,
            previous_due: run.previous_due.clone(),
            due_without_grace: run.due_without_grace,
            stopped_at: None,
            elapsed,
            remaining: None,
            paused_total,
            excluded,
            window: self.window.filter(|_| run.target == Target::Scheduled).map(str::to_owned),
        }
    }

    /// Counted seconds of a run's life, and those that pauses took out of it.
    fn count(&self, run: &Run<'a>, at: Timestamp, excluded: &[Excluded]) -> Computed<(Seconds, Seconds)> {
        let basis = run.target.basis();
        let mut elapsed = arithmetic::counted(self.windows, basis, run.start, at)?;
        let mut paused = Seconds::ZERO;
        for one in excluded {
            let taken_out = arithmetic::counted(self.windows, basis, one.from, one.to)?;
            elapsed = elapsed - taken_out;
            if one.is_pause {
                paused += taken_out;
            }
        }
        Ok((elapsed, paused))
    }

    /// What does not count for a run, with its causes.
    fn excluded_of(&self, run: &Run<'a>, at: Timestamp) -> Vec<Excluded> {
        if !run.is_pausable() || (self.excluded.is_empty() && self.pause.is_none() && run.merged.is_none()) {
            return Vec::new();
        }
        let start = run.begun_here();
        let before = run.merged.iter().flat_map(|merged| merged.excluded.iter().copied());
        let going_on = self.pause.map(|pause| Excluded {
            from: pause.from,
            to: at.min(pause.until),
            event: pause.event,
            is_pause: true,
        });
        let here = self.excluded.iter().copied().chain(going_on).filter(|one| one.to > start && one.from < one.to);
        before.chain(here.map(|one| Excluded { from: one.from.max(start), ..one })).collect()
    }
}

impl StartedBy {
    /// The rule that set the start, as a sentence for client and staff.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Report => "Counts from when the issue was reported.",
            Self::EarlierReport => "Counts from when the client first told us, before it was written down.",
            Self::UnansweredMessage => "Counts from the oldest message that has no answer yet.",
            Self::PublicUpdate => "Counts from the last public update.",
            Self::Promise => "Counts from when the author promised the next update.",
            Self::Reopening => "Counts from when the issue was reopened.",
            Self::Split => "Counts from when it was made an issue of its own; the resolution from when it was said.",
            Self::Merge => "Counts from the start of a merged issue, whose promise ends sooner.",
            Self::Change => "Counts from the beginning, since the change of priority or policy promises it.",
        }
    }
}
