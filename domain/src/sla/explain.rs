//! Why a clock shows what it shows: its life, interval by interval.

use serde::{Deserialize, Serialize};

use super::clock::{Clock, Excluded, PreviousDue};
use super::event::{SlaEvent, SlaEventKind};
use super::policy::{Basis, Policy, Target};
use super::windows::OpenWindows;
use super::words::{Round, duration};
use crate::time::{Seconds, Timestamp};

/// A local date that is closed for a holiday, as an instant range. Made on the server, where zones are
/// known; without them closed time is simply called closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidaySpan {
    /// Local midnight at which it begins.
    pub from: Timestamp,
    /// The next local midnight.
    pub to: Timestamp,
    /// The holiday's name.
    pub name: String,
}

/// What an explanation is made from: the same inputs as the evaluation, and names.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The events that were evaluated.
    pub events: &'a [SlaEvent],
    /// The opening hours that were used.
    pub windows: &'a OpenWindows,
    /// Holidays in order, as far as they are known.
    pub holidays: &'a [HolidaySpan],
    /// For the names of pause reasons.
    pub policy: Option<&'a Policy>,
}

/// What a stretch of a clock's life was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum IntervalKind {
    /// Every second counted.
    Counted,
    /// The doors were closed.
    Closed,
    /// The doors were closed for a holiday.
    Holiday {
        /// Its name.
        name: String,
    },
    /// The clock was paused.
    Paused {
        /// The reason's name.
        reason: String,
        /// Who paused it.
        by: Option<String>,
    },
    /// The ticket was resolved or closed, before it was reopened.
    Ended,
    /// Outside the time for which the calendar was worked out, so nobody can say.
    Unknown,
}

/// A stretch of a clock's life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interval {
    /// Beginning.
    pub from: Timestamp,
    /// End.
    pub to: Timestamp,
    /// What it was.
    pub kind: IntervalKind,
    /// The seconds that counted: all or none.
    pub counted: Seconds,
}

impl Interval {
    /// How much of it counted, rounded to the worse side.
    pub fn counted_words(&self) -> String {
        if self.counted == Seconds::ZERO { "0".to_owned() } else { duration(self.counted, Round::Up, false) }
    }
}

/// A clock's life: what set its start, what counted, what was promised before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The rule that set the start, as a sentence.
    pub start_rule: String,
    /// What is promised, as a sentence.
    pub target_rule: String,
    /// From start to stop or now, without holes; the counted seconds add up to the clock's `elapsed`.
    pub intervals: Vec<Interval>,
    /// All counted seconds.
    pub counted: Seconds,
    /// What is due now.
    pub due: Option<Timestamp>,
    /// What the new target alone would have meant, where a grace was granted (SLA.md rule 8).
    pub due_without_grace: Option<Timestamp>,
    /// Dues that no longer count.
    pub previous_due: Vec<PreviousDue>,
}

impl Clock {
    /// Why this clock shows what it shows, until it stopped or `now`.
    pub fn explain(&self, context: &Context<'_>, now: Timestamp) -> Explanation {
        let end = self.stopped_at.unwrap_or(now).max(self.started_at);
        let mut intervals = Vec::new();
        let mut from = self.started_at;
        for excluded in &self.excluded {
            self.push_running(&mut intervals, from, excluded.from, context);
            push(&mut intervals, excluded.from, excluded.to, excluded_kind(excluded, context));
            from = excluded.to;
        }
        self.push_running(&mut intervals, from, end, context);
        Explanation {
            start_rule: self.started_by.sentence().to_owned(),
            target_rule: target_sentence(self.target),
            counted: Seconds::new(intervals.iter().map(|interval| interval.counted.get()).sum()),
            intervals,
            due: self.due,
            due_without_grace: self.due_without_grace,
            previous_due: self.previous_due.clone(),
        }
    }

    /// A stretch without pauses: open, closed and holiday by turns.
    fn push_running(&self, intervals: &mut Vec<Interval>, from: Timestamp, to: Timestamp, context: &Context<'_>) {
        if self.basis() == Basis::Calendar || context.windows.is_always() {
            push(intervals, from, to, IntervalKind::Counted);
            return;
        }
        if context.windows.elapsed(from, to).is_none() {
            push(intervals, from, to, IntervalKind::Unknown);
            return;
        }
        let mut closed_from = from;
        for opening in context.windows.openings(from, to) {
            let (open, close) = (opening.open.max(from), opening.close.min(to));
            push_closed(intervals, closed_from, open, context.holidays);
            push(intervals, open, close, IntervalKind::Counted);
            closed_from = close;
        }
        push_closed(intervals, closed_from, to, context.holidays);
    }
}

/// Appends a stretch; one that goes on like the last one makes it longer.
fn push(intervals: &mut Vec<Interval>, from: Timestamp, to: Timestamp, kind: IntervalKind) {
    if to <= from {
        return;
    }
    let counted = if kind == IntervalKind::Counted { to - from } else { Seconds::ZERO };
    match intervals.last_mut() {
        Some(last) if last.to == from && last.kind == kind => {
            last.to = to;
            last.counted += counted;
        }
        _ => intervals.push(Interval { from, to, kind, counted }),
    }
}

fn push_closed(intervals: &mut Vec<Interval>, from: Timestamp, to: Timestamp, holidays: &[HolidaySpan]) {
    let mut done = from;
    for holiday in holidays.iter().filter(|holiday| holiday.from < to && from < holiday.to) {
        let begin = holiday.from.max(done);
        push(intervals, done, begin, IntervalKind::Closed);
        let name = holiday.name.clone();
        done = holiday.to.min(to).max(done);
        push(intervals, begin, done, IntervalKind::Holiday { name });
    }
    push(intervals, done, to, IntervalKind::Closed);
}

fn excluded_kind(excluded: &Excluded, context: &Context<'_>) -> IntervalKind {
    let event = usize::try_from(excluded.event).ok().and_then(|index| context.events.get(index));
    if !excluded.is_pause {
        return IntervalKind::Ended;
    }
    let merged = event.and_then(|event| event.kind.carried_gap(excluded.from));
    let (key, by) = match (event.map(|event| &event.kind), merged) {
        (_, Some(gap)) => (gap.reason.as_deref().unwrap_or_default(), gap.by.as_ref().map(|by| by.name.clone())),
        (Some(SlaEventKind::Paused { reason, .. }), _) => (reason.as_str(), event.and_then(|event| event.by.clone())),
        _ => ("", event.and_then(|event| event.by.clone())),
    };
    let listed = context.policy.and_then(|policy| policy.pause_reason(key));
    IntervalKind::Paused { reason: listed.map_or(key, |reason| reason.name.as_str()).to_owned(), by }
}

fn target_sentence(target: Target) -> String {
    match target {
        Target::Within { target, basis: Basis::Calendar } => {
            ["Promised within ", &duration(target, Round::Down, true), ", day and night."].concat()
        }
        Target::Within { target, basis: Basis::Business } => {
            ["Promised within ", &duration(target, Round::Down, false), " of opening hours."].concat()
        }
        Target::SameBusinessDay { min_remaining } => [
            "Promised by closing time of the day it arrives, or of the next business day if less than ",
            &duration(min_remaining, Round::Down, false),
            " of the day is left.",
        ]
        .concat(),
        Target::Scheduled => "No deadline, but a target window is named.".to_owned(),
        Target::None => "Promised by the author; the policy asks for none.".to_owned(),
    }
}
