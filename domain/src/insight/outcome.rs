//! What counts of a ticket's clocks: from its events and clocks to outcomes.

use serde::{Deserialize, Serialize};

use crate::ids::PolicyId;
use crate::people::PersonRef;
use crate::sla::{
    Basis, Clock, ClockState, Metric, OpenWindows, PreviousDue, PriorityKey, SlaEvent, SlaEventKind, Target,
};
use crate::ticket::{Event, EventKind, causes, sla_events};
use crate::time::{Seconds, Timestamp};

/// What happened to a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Its due instant passed. Counts one second later, whatever comes after.
    Missed,
    /// It was kept: the clock stopped in time.
    Met,
    /// A missed one was made good. It has counted as missed already; this gives its times.
    Late,
    /// A missed one ended without being made good. It has counted as missed already.
    GivenUp,
    /// The clock ended without a verdict.
    Cancelled,
    /// The clock ended and could not be computed (SLA.md rule 12).
    Misconfigured,
}

/// The two instants of a clock's life that count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The due instant passed.
    Miss,
    /// The clock ended.
    End,
}

impl Part {
    /// The stored number.
    pub const fn number(self) -> u8 {
        match self {
            Self::Miss => 0,
            Self::End => 1,
        }
    }

    /// Reads a stored number.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            0 => Some(Self::Miss),
            1 => Some(Self::End),
            _ => None,
        }
    }
}

impl OutcomeKind {
    /// Which of the two instants it belongs to.
    pub const fn part(self) -> Part {
        match self {
            Self::Missed => Part::Miss,
            Self::Met | Self::Late | Self::GivenUp | Self::Cancelled | Self::Misconfigured => Part::End,
        }
    }

    /// Whether the clock was stopped by the deed it measures.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Met | Self::Late)
    }
}

/// Time that did not count against a clock, with who and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// When it began.
    pub from: Timestamp,
    /// When it ended.
    pub to: Timestamp,
    /// The number of the event that caused it, in the ticket's history.
    pub event: u32,
    /// When it was caused on a ticket that was merged into this one; the event is then the merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<Timestamp>,
    /// Seconds of the clock's own time that it took out.
    pub counted: Seconds,
    /// The words of the pause's reason; empty for the time between resolved and reopened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// Who caused it; none when the program did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonRef>,
}

/// One thing to count of one clock. With its snapshot's facts (SLA.md rule 15); a stored one is never computed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// What was measured.
    pub metric: Metric,
    /// Which run of it.
    pub cycle: u32,
    /// What happened.
    pub kind: OutcomeKind,
    /// When: this decides the month.
    pub at: Timestamp,
    /// The priority whose target it was.
    pub priority: PriorityKey,
    /// What was promised.
    pub target: Target,
    /// The policy that promised it, as far as its version alone tells; none in what was stored before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyId>,
    /// Its version.
    pub policy_version: u32,
    /// From when it counted.
    pub started_at: Timestamp,
    /// What was promised at last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Timestamp>,
    /// Counted seconds from start to end; zero for a miss, whose clock goes on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub elapsed: Seconds,
    /// Counted seconds that pauses took out.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub paused: Seconds,
    /// All that did not count, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<Excluded>,
    /// Earlier promises.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub previous_due: Vec<PreviousDue>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(seconds: &Seconds) -> bool {
    *seconds == Seconds::ZERO
}

impl Outcome {
    /// What tells it from the other outcomes of its ticket.
    pub const fn id(&self) -> (Metric, u32, Part) {
        (self.metric, self.cycle, self.kind.part())
    }

    /// Real seconds from start to end.
    pub fn passed(&self) -> Seconds {
        self.at - self.started_at
    }

    /// Whether a stored one says what would be computed today. One that was stored before the policy's name was kept
    /// says it with less.
    pub fn says_the_same_as(&self, computed: &Self) -> bool {
        let policy = self.policy.clone().or_else(|| computed.policy.clone());
        Self { policy, ..self.clone() } == *computed
    }
}

/// The outcomes of a ticket, from its history and its clocks: by metric, cycle and part.
///
/// An open clock has one when its breach stands in the history, so that the outcomes follow from what is written down
/// and not from the moment of asking.
pub fn outcomes(events: &[Event], clocks: &[Clock], windows: &OpenWindows) -> Vec<Outcome> {
    let mut out = Vec::new();
    for clock in clocks {
        if let Some(due) = broken(clock, events) {
            out.push(Outcome { due: Some(due), ..of(clock, events, OutcomeKind::Missed, due + Seconds::new(1)) });
        }
        let Some(ended_at) = clock.stopped_at else { continue };
        let kind = match clock.state {
            ClockState::Met => OutcomeKind::Met,
            ClockState::Missed if is_done(clock, ended_at, &sla_events(events)) => OutcomeKind::Late,
            ClockState::Missed => OutcomeKind::GivenUp,
            ClockState::Misconfigured { .. } => OutcomeKind::Misconfigured,
            _ => OutcomeKind::Cancelled,
        };
        out.push(Outcome {
            elapsed: clock.elapsed,
            paused: clock.paused_total,
            excluded: excluded(clock, events, windows),
            ..of(clock, events, kind, ended_at)
        });
    }
    out.sort_by_key(Outcome::id);
    out
}

/// The policy that promised a clock: the one of its version in the ticket's history. None when the ticket moved between
/// policies of the same version number: then only the history tells.
fn policy_of(clock: &Clock, events: &[Event]) -> Option<PolicyId> {
    let mut named = events.iter().filter_map(|event| match &event.kind {
        EventKind::Reported { policy, .. } | EventKind::PolicyChanged { to: policy, .. }
            if policy.version == clock.policy_version =>
        {
            Some(&policy.id)
        }
        _ => None,
    });
    let first = named.next()?;
    named.all(|other| other == first).then(|| first.clone())
}

fn of(clock: &Clock, events: &[Event], kind: OutcomeKind, at: Timestamp) -> Outcome {
    Outcome {
        metric: clock.metric,
        cycle: clock.cycle,
        kind,
        at,
        priority: clock.priority.clone(),
        target: clock.target,
        policy: policy_of(clock, events),
        policy_version: clock.policy_version,
        started_at: clock.started_at,
        due: clock.due,
        elapsed: Seconds::ZERO,
        paused: Seconds::ZERO,
        excluded: Vec::new(),
        previous_due: clock.previous_due.clone(),
    }
}

/// The due instant that a clock has missed.
fn broken(clock: &Clock, events: &[Event]) -> Option<Timestamp> {
    let due = clock.due?;
    let is_marked = || {
        events.iter().any(|event| {
            matches!(&event.kind, EventKind::ClockBreached { metric, cycle, due: broken }
                if *metric == clock.metric && *cycle == clock.cycle && *broken == due)
        })
    };
    let is_broken = clock.state == ClockState::Missed || (clock.is_open() && is_marked());
    is_broken.then_some(due)
}

/// Whether what a clock measures was done at the instant at which it ended.
fn is_done(clock: &Clock, ended_at: Timestamp, events: &[SlaEvent]) -> bool {
    use SlaEventKind as Kind;
    let mut then = events.iter().filter(|event| event.at == ended_at).map(|event| &event.kind);
    then.any(|kind| match (clock.metric, kind) {
        (Metric::FirstResponse | Metric::NextUpdate, Kind::PublicReply)
        | (Metric::Acknowledge, Kind::Acknowledged)
        | (Metric::Triage, Kind::Triaged) => true,
        // The first response alone is not given by solving the issue.
        (metric, Kind::Resolved | Kind::Closed) => metric != Metric::FirstResponse,
        _ => false,
    })
}

fn excluded(clock: &Clock, events: &[Event], windows: &OpenWindows) -> Vec<Excluded> {
    let counted = |from: Timestamp, to: Timestamp| match clock.basis() {
        Basis::Calendar => (to - from).max(Seconds::ZERO),
        Basis::Business => windows.elapsed(from, to).unwrap_or(Seconds::ZERO),
    };
    let pieces = causes(clock, events).map(|(piece, cause, gap)| Excluded {
        from: piece.from,
        to: piece.to,
        event: cause.map_or(0, |event| event.seq),
        elsewhere: cause.filter(|event| matches!(event.kind, EventKind::Merged { .. })).map(|_| gap.since),
        counted: counted(piece.from, piece.to),
        reason: gap.reason.unwrap_or_default(),
        by: gap.by,
    });
    pieces.collect()
}
