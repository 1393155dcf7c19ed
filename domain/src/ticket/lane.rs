//! Where a ticket stands in the inbox: the promise that ends first decides.

use serde::{Deserialize, Serialize};

use crate::sla::{Clock, ClockState, Metric, soonest};
use crate::ticket::{EventKind, Ticket};
use crate::time::{Seconds, Timestamp};

/// A stretch of the inbox, in the order it is read. Within a lane, what is due first comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// A promise is broken and still open.
    Overdue,
    /// The promise that ends first is past its warning time.
    Soon,
    /// A promise is running.
    Running,
    /// The promise that ends first waits for somebody else.
    Paused,
    /// Out of sight until an instant, by choice.
    Snoozed,
    /// Open, but no promise ends at a time (planned for a release).
    Unclocked,
    /// Resolved, closed, declined or duplicate.
    Done,
}

impl Lane {
    /// Every lane in reading order.
    pub const ALL: [Self; 7] =
        [Self::Overdue, Self::Soon, Self::Running, Self::Paused, Self::Snoozed, Self::Unclocked, Self::Done];

    /// The lanes of open tickets, in reading order.
    pub const OPEN: [Self; 6] =
        [Self::Overdue, Self::Soon, Self::Running, Self::Paused, Self::Snoozed, Self::Unclocked];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Soon => "soon",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Snoozed => "snoozed",
            Self::Unclocked => "unclocked",
            Self::Done => "done",
        }
    }

    /// Reads a stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lane| lane.as_str() == name)
    }
}

/// A ticket's place in the inbox at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The lane.
    pub lane: Lane,
    /// The order within the lane: the due instant of the promise that ends first, the end of the snooze, or the
    /// instant of the last change where nothing is due.
    pub due: Timestamp,
    /// The metric of the promise that ends first.
    pub metric: Option<Metric>,
    /// When time alone will change the lane or call for an event: a warning, a breach, the end of a pause or snooze.
    pub watch_at: Option<Timestamp>,
}

/// Finds the place of a ticket from its clocks as they stand at `now`.
pub fn place(ticket: &Ticket, clocks: &[Clock], now: Timestamp) -> Place {
    let watch_at = watch_at(ticket, clocks);
    if !ticket.state.is_open() {
        return Place { lane: Lane::Done, due: ticket.ended_at.unwrap_or(ticket.updated_at), metric: None, watch_at };
    }
    let first = soonest(clocks);
    let (lane, due) = match first.map(|clock| (clock, clock.due)) {
        Some((_, Some(due))) if now > due => (Lane::Overdue, due),
        Some((clock, Some(due))) if matches!(clock.state, ClockState::Paused { .. }) => (Lane::Paused, due),
        Some((clock, Some(due))) if clock.warn_at.is_some_and(|warn| warn <= now) => (Lane::Soon, due),
        Some((_, Some(due))) => (Lane::Running, due),
        _ => (Lane::Unclocked, ticket.updated_at),
    };
    let metric = first.map(|clock| clock.metric);
    match ticket.snoozed_until {
        // A snooze never hides a promise that is about to be, or is, broken.
        Some(until) if until > now && lane > Lane::Soon => Place { lane: Lane::Snoozed, due: until, metric, watch_at },
        _ => Place { lane, due, metric, watch_at },
    }
}

/// A warning or a breach that the watcher writes down once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Mark {
    /// Warning or breach.
    pub kind: MarkKind,
    /// Which clock.
    pub metric: Metric,
    /// Which run of it.
    pub cycle: u32,
    /// What it was due; another due instant is another promise, with marks of its own.
    pub due: Timestamp,
}

/// What a [`Mark`] says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// The promise is about to be missed.
    Warned,
    /// The promise was missed.
    Breached,
}

impl Mark {
    /// The event that records it.
    pub fn event(self) -> EventKind {
        let Self { metric, cycle, due, .. } = self;
        match self.kind {
            MarkKind::Warned => EventKind::ClockWarned { metric, cycle, due },
            MarkKind::Breached => EventKind::ClockBreached { metric, cycle, due },
        }
    }
}

/// The marks that should stand in the history at `now` and do not yet.
///
/// A promise found broken gets no late warning besides; a clock stopped after its due instant still gets its breach.
pub fn pending_marks(ticket: &Ticket, clocks: &[Clock], now: Timestamp) -> Vec<Mark> {
    moments(ticket, clocks).filter(|(at, _)| *at <= now).map(|(_, mark)| mark).fold(Vec::new(), |mut marks, mark| {
        if mark.kind == MarkKind::Breached {
            marks.retain(|other: &Mark| (other.metric, other.cycle, other.due) != (mark.metric, mark.cycle, mark.due));
        }
        marks.push(mark);
        marks
    })
}

/// Every unwritten mark with the instant from which it holds; a clock's warning comes before its breach.
fn moments<'a>(ticket: &'a Ticket, clocks: &'a [Clock]) -> impl Iterator<Item = (Timestamp, Mark)> + 'a {
    clocks
        .iter()
        .filter_map(|clock| clock.due.map(|due| (clock, due)))
        .flat_map(|(clock, due)| {
            let mark = |kind| Mark { kind, metric: clock.metric, cycle: clock.cycle, due };
            let (may_warn, may_breach) = match clock.state {
                ClockState::Pending | ClockState::Running => (true, true),
                ClockState::Paused { since, .. } => (false, due < since),
                ClockState::Missed => (false, true),
                ClockState::Met | ClockState::Cancelled | ClockState::Misconfigured { .. } => (false, false),
            };
            let warning = clock.warn_at.filter(|_| may_warn).map(|at| (at, mark(MarkKind::Warned)));
            // Overdue begins one second after the due instant (SLA.md rule 2).
            let breach = may_breach.then(|| (due + Seconds::new(1), mark(MarkKind::Breached)));
            [warning, breach]
        })
        .flatten()
        .filter(|(_, mark)| {
            let breached = Mark { kind: MarkKind::Breached, ..*mark };
            !ticket.marks.contains(mark) && !ticket.marks.contains(&breached)
        })
}

fn watch_at(ticket: &Ticket, clocks: &[Clock]) -> Option<Timestamp> {
    let marks = moments(ticket, clocks).map(|(at, _)| at);
    let pauses = clocks.iter().filter_map(Clock::auto_resume_at);
    let snooze = ticket.snoozed_until.filter(|_| ticket.state.is_open());
    marks.chain(pauses).chain(snooze).min()
}
