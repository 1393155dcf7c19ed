//! Messages to a person's devices: which event is one for whom, when it may be sent, and what it says.
//!
//! # Layout
//! - this file: the kinds, a person's [`Preferences`], and [`told_by`]: who is told of an event
//! - `message`: the words

mod message;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::ids::PersonId;
use crate::people::Side;
use crate::problem::Problem;
use crate::sla::escalation::{QuietHours, Trigger};
use crate::sla::zone::Tz;
use crate::sla::{LocalTime, Policy};
use crate::ticket::{Cause, Event, EventKind, Ticket, Visibility, is_acknowledgement};
use crate::time::Timestamp;

pub use message::{Message, Reader};

/// Why a device is told; each is a switch of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Somebody gave the person a ticket.
    Assigned,
    /// A ticket of the worst priority has come, or the person is asked to take one.
    Urgent,
    /// A promise on a ticket of the person's is about to be missed, or was.
    Due,
    /// The other side wrote on a ticket of the person's.
    Reply,
}

impl Kind {
    /// Every kind, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Urgent, Self::Due, Self::Assigned, Self::Reply];

    /// The kinds that concern a side: a client is told of answers only.
    pub const fn of(side: Side) -> &'static [Self] {
        match side {
            Side::Staff => &Self::ALL,
            Side::Client => &[Self::Reply],
        }
    }

    /// The stored name, also in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Assigned => "assigned",
            Self::Urgent => "urgent",
            Self::Due => "due",
            Self::Reply => "reply",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The words on screen.
    pub const fn label(self, side: Side) -> &'static str {
        match (self, side) {
            (Self::Assigned, _) => "A ticket is given to me",
            (Self::Urgent, _) => "A ticket of the worst priority comes in, or I am asked to take one",
            (Self::Due, _) => "A promise on a ticket I own or am called for is about to be missed",
            (Self::Reply, Side::Staff) => "A client writes on a ticket I own",
            (Self::Reply, Side::Client) => "The team answers on an issue I reported or follow",
        }
    }
}

/// What a person wants to be told, and when not. Everything and always, until they say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// What they switched off.
    pub off: BTreeSet<Kind>,
    /// When they are left alone, on the wall clock of their own zone.
    pub quiet: Option<QuietHours>,
}

impl Preferences {
    /// Reads what the form carries: the kinds that are switched on, and the quiet hours as typed. `side` says which
    /// switches the form had.
    ///
    /// # Errors
    /// Problems with `quiet_from` and `quiet_to`.
    pub fn read<'a>(
        side: Side,
        on: impl IntoIterator<Item = &'a str>,
        from: &str,
        to: &str,
    ) -> Result<Self, Vec<Problem>> {
        let on: BTreeSet<Kind> = on.into_iter().filter_map(Kind::from_name).collect();
        let off = Kind::of(side).iter().copied().filter(|kind| !on.contains(kind)).collect();
        Ok(Self { off, quiet: quiet_hours(from.trim(), to.trim())? })
    }

    /// When something that came at an instant may be told: then, or at the end of the quiet hours, which the policy's
    /// worst priority does not know (as in a policy's escalation).
    pub fn send_at(&self, zone: Tz, is_worst: bool, at: Timestamp) -> Timestamp {
        match self.quiet {
            Some(quiet) if !is_worst => quiet.end_after(zone, at),
            _ => at,
        }
    }
}

fn quiet_hours(from: &str, to: &str) -> Result<Option<QuietHours>, Vec<Problem>> {
    if from.is_empty() && to.is_empty() {
        return Ok(None);
    }
    let mut problems = Vec::new();
    let mut time = |field: &str, text: &str| match text.parse::<LocalTime>() {
        Ok(time) if time < LocalTime::END_OF_DAY => Some(time),
        _ => {
            let found = if text.is_empty() { "is missing".to_owned() } else { format!("“{text}” is not one") };
            let accepted = "Write a time from 00:00 to 23:59, or leave both fields empty for no quiet hours.";
            problems.push(Problem::new(field, format!("The time {found}. {accepted}")));
            None
        }
    };
    let times = (time("quiet_from", from), time("quiet_to", to));
    match times {
        (Some(from), Some(to)) if from == to => Err(vec![Problem::new(
            "quiet_to",
            "Quiet hours end when they begin. Write another time, or switch messages off on this page instead.",
        )]),
        (Some(from), Some(to)) => Ok(Some(QuietHours { from, to })),
        _ => Err(problems),
    }
}

/// Who could be told about a ticket: those who see it and may sign in.
#[derive(Debug, Clone, Default)]
pub struct Audience {
    /// The provider's people of the engagement.
    pub staff: Vec<PersonId>,
    /// The client's people.
    pub clients: Vec<PersonId>,
}

/// Whose devices the last event of a history is for, and why. Never its author's, and a client's only for what clients
/// may read.
pub fn told_by(history: &[Event], ticket: &Ticket, policy: &Policy, audience: &Audience) -> Vec<(PersonId, Kind)> {
    let Some((event, before)) = history.split_last() else { return Vec::new() };
    let owner = || ticket.assignee.iter().map(|person| person.id.clone());
    let (people, kind): (Vec<PersonId>, Kind) = match &event.kind {
        EventKind::Reported { priority, .. } if policy.is_worst(priority) => (audience.staff.clone(), Kind::Urgent),
        EventKind::PriorityChanged { to, .. } if policy.is_worst(to) => (audience.staff.clone(), Kind::Urgent),
        EventKind::Assigned { to: Some(to) } => (vec![to.id.clone()], Kind::Assigned),
        EventKind::ClockWarned { .. } => (owner().chain(called(before, ticket)).collect(), Kind::Due),
        EventKind::Escalated { cause, to, .. } => {
            let kind = if cause.trigger() == Trigger::New { Kind::Urgent } else { Kind::Due };
            let told = told_with(before, cause, ticket);
            (to.iter().map(|person| person.id.clone()).filter(|id| !told.contains(id)).collect(), kind)
        }
        EventKind::MessageAdded { visibility: Visibility::Public, .. } if event.by.is_client() => {
            (owner().collect(), Kind::Reply)
        }
        EventKind::MessageAdded { visibility: Visibility::Public, .. } if event.by.is_staff() => {
            let followers = std::iter::once(&ticket.reporter).chain(&ticket.participants);
            (followers.map(|person| person.id.clone()).collect(), Kind::Reply)
        }
        _ => return Vec::new(),
    };
    let is_for_clients = kind == Kind::Reply && event.by.is_staff();
    let reachable = if is_for_clients { &audience.clients } else { &audience.staff };
    let author = event.by.person().map(|person| &person.id);
    let unique: BTreeSet<PersonId> =
        people.into_iter().filter(|id| author != Some(id) && reachable.contains(id)).collect();
    unique.into_iter().map(|id| (id, kind)).collect()
}

/// Whom the chain that runs has asked since somebody last took notice.
fn called(before: &[Event], ticket: &Ticket) -> Vec<PersonId> {
    let steps = ticket.escalation.asked.iter().flat_map(|asked| &asked.steps);
    let asked = steps.filter_map(|step| before.iter().find(|event| event.seq == *step));
    let people = asked.flat_map(|event| match &event.kind {
        EventKind::Escalated { to, .. } => to.as_slice(),
        _ => &[],
    });
    people.map(|person| person.id.clone()).collect()
}

/// Whom the warning that began a chain told by itself; its first step need not tell them again in the same second.
fn told_with(before: &[Event], cause: &Cause, ticket: &Ticket) -> Vec<PersonId> {
    let Cause::Warned { metric, due } = cause else { return Vec::new() };
    let has_begun = before.iter().any(|event| {
        matches!(&event.kind, EventKind::Escalated { cause: Cause::Warned { metric: m, due: d }, .. } if m == metric && d == due)
    });
    if has_begun { Vec::new() } else { ticket.assignee.iter().map(|person| person.id.clone()).collect() }
}

/// Whether what was held back need not be said any more, given what has happened `since`: the person has acted
/// themselves, somebody took the ticket, it was given away, or it is over.
pub fn is_stale(kind: Kind, person: &PersonId, ticket: &Ticket, since: &[Event]) -> bool {
    let has_acted = since.iter().any(|event| event.by.person().is_some_and(|by| by.id == *person));
    has_acted
        || match kind {
            Kind::Assigned => ticket.assignee.as_ref().is_none_or(|owner| owner.id != *person),
            Kind::Urgent => !ticket.state.is_open() || since.iter().any(is_acknowledgement),
            Kind::Due => !ticket.state.is_open(),
            Kind::Reply => false,
        }
}
