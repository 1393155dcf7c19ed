//! When the next people are asked to take a ticket, and who they are (the policy's [`Chain`]).
//!
//! What has been asked is in the ticket's history, so a step is written exactly once, whoever notices that it is due;
//! a wait counts from when people were really asked, so that a server that was down for hours asks one level after the
//! other and not all at once.

use serde::{Deserialize, Serialize};

use crate::ids::PersonId;
use crate::people::{Actor, PersonRef};
use crate::sla::escalation::{Chain, Recipient, Trigger};
use crate::sla::{Metric, Policy, PriorityKey};
use crate::ticket::{Event, EventKind, Ticket, Visibility};
use crate::time::{Seconds, Timestamp};

/// Why people are asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// It was reported.
    Reported,
    /// It got a worse priority.
    Raised {
        /// Before.
        from: PriorityKey,
        /// After.
        to: PriorityKey,
    },
    /// The client opened it again.
    Reopened,
    /// A promise is about to be missed.
    Warned {
        /// Which.
        metric: Metric,
        /// When it is due.
        due: Timestamp,
    },
    /// A promise was missed.
    Breached {
        /// Which.
        metric: Metric,
        /// The true instant.
        due: Timestamp,
    },
}

impl Cause {
    /// What of a policy it is.
    pub const fn trigger(&self) -> Trigger {
        match self {
            Self::Reported | Self::Raised { .. } | Self::Reopened => Trigger::New,
            Self::Warned { .. } => Trigger::Warning,
            Self::Breached { .. } => Trigger::Breach,
        }
    }
}

/// Something that may begin a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// What.
    pub cause: Cause,
    /// When it stood in the history.
    pub at: Timestamp,
}

/// The last step of a chain that nobody has acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Why it began.
    pub cause: Cause,
    /// The level that was asked last, from 1.
    pub level: u32,
    /// How often the chain has begun, from 1.
    pub round: u32,
    /// When they were asked.
    pub at: Timestamp,
    /// The numbers of the events that asked somebody since the last acknowledgement, oldest first.
    pub steps: Vec<u32>,
}

/// What of a ticket's history concerns its escalation. Empty again as soon as somebody acknowledges.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Escalation {
    /// What may begin a chain, oldest first.
    pub calls: Vec<Call>,
    /// The chain that runs.
    pub asked: Option<Asked>,
}

impl Escalation {
    /// Before anybody has done anything.
    pub(super) fn at_report(at: Timestamp) -> Self {
        Self { calls: vec![Call { cause: Cause::Reported, at }], asked: None }
    }

    /// Adds the next event.
    pub(super) fn apply(&mut self, event: &Event) {
        if is_acknowledgement(event) {
            *self = Self::default();
        }
        let cause = match &event.kind {
            EventKind::Escalated { cause, level, round, .. } => {
                let steps = self.asked.take().into_iter().flat_map(|asked| asked.steps).chain([event.seq]).collect();
                self.calls.clear();
                self.asked = Some(Asked { cause: cause.clone(), level: *level, round: *round, at: event.at, steps });
                return;
            }
            EventKind::PriorityChanged { from, to, .. } => Cause::Raised { from: from.clone(), to: to.clone() },
            EventKind::StateChanged { from, to, .. } if !from.is_open() && to.is_open() && event.by.is_client() => {
                Cause::Reopened
            }
            EventKind::StateChanged { to, .. } if !to.is_open() => {
                *self = Self::default();
                return;
            }
            EventKind::ClockWarned { metric, due, .. } => Cause::Warned { metric: *metric, due: *due },
            EventKind::ClockBreached { metric, due, .. } => Cause::Breached { metric: *metric, due: *due },
            _ => return,
        };
        self.calls.push(Call { cause, at: event.at });
    }
}

/// Whether somebody of the provider has taken notice in the sense of the clock "acknowledge": took it, answered, or
/// moved it on. Notes stop nothing (SLA.md rule 6), and giving it to somebody else is not taking it.
pub fn is_acknowledgement(event: &Event) -> bool {
    let Actor::Staff(by) = &event.by else { return false };
    match &event.kind {
        EventKind::Acknowledged | EventKind::StateChanged { .. } => true,
        EventKind::MessageAdded { visibility, .. } => *visibility == Visibility::Public,
        EventKind::Assigned { to } => to.as_ref().is_some_and(|to| to.id == by.id),
        _ => false,
    }
}

/// The event that settled what an earlier one asked for: an acknowledgement, or the end of the ticket.
pub fn settled_by(events: &[Event], asked: u32) -> Option<&Event> {
    let is_end = |event: &Event| matches!(&event.kind, EventKind::StateChanged { to, .. } if !to.is_open());
    events.iter().filter(|event| event.seq > asked).find(|event| is_acknowledgement(event) || is_end(event))
}

/// A step that is due at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// Why the chain began.
    pub cause: Cause,
    /// The level whose turn it is, from 1.
    pub level: u32,
    /// The round of the chain, from 1.
    pub round: u32,
    /// When.
    pub at: Timestamp,
    /// How long the level before was waited for; nothing for the first step.
    pub waited: Option<Seconds>,
}

/// The next step of a ticket's escalation, if nobody acknowledges before. `awake` gives the first instant from one on
/// at which people may be asked; the policy's worst priority does not ask it.
pub fn next_step(ticket: &Ticket, policy: &Policy, awake: impl Fn(Timestamp) -> Timestamp) -> Option<NextStep> {
    let chain = policy.escalation_chain.as_ref().filter(|_| ticket.state.is_open())?;
    let step = going_on(&ticket.escalation, chain).or_else(|| beginning(ticket, policy, chain))?;
    let at = if policy.is_worst(&ticket.priority) { step.at } else { awake(step.at) };
    Some(NextStep { at, ..step })
}

fn going_on(escalation: &Escalation, chain: &Chain) -> Option<NextStep> {
    let asked = escalation.asked.as_ref()?;
    let (level, round) = chain.after(asked.level, asked.round)?;
    let waited = chain.level(asked.level)?.wait;
    Some(NextStep { cause: asked.cause.clone(), level, round, at: asked.at + waited, waited: Some(waited) })
}

fn beginning(ticket: &Ticket, policy: &Policy, chain: &Chain) -> Option<NextStep> {
    let rank = |key: &PriorityKey| policy.priorities.iter().position(|rule| rule.key == *key);
    let is_call = |call: &&Call| {
        let is_worse = match &call.cause {
            Cause::Raised { from, to } => rank(to) < rank(from),
            _ => true,
        };
        is_worse && chain.begins(&ticket.priority, call.cause.trigger())
    };
    let call = ticket.escalation.calls.iter().find(is_call)?;
    Some(NextStep { cause: call.cause.clone(), level: 1, round: 1, at: call.at, waited: None })
}

/// Who can be asked about a ticket now.
#[derive(Debug, Clone, Default)]
pub struct Reachable {
    /// The provider's people who may work on it and sign in.
    pub staff: Vec<PersonRef>,
    /// Those of them who are admins.
    pub admins: Vec<PersonRef>,
    /// The engagement's owner on the provider's side.
    pub supplier_owner: Option<PersonId>,
    /// The engagement's owner on the client's side, when they may sign in.
    pub buyer_owner: Option<PersonRef>,
}

/// The event of a step: who is asked on the provider's side, and who of the client is told.
///
/// A level in which nobody can be reached is passed over at once; when that is true of all that are left, every admin
/// is asked, because an escalation that reaches nobody is none.
pub fn ask(step: &NextStep, ticket: &Ticket, chain: &Chain, people: &Reachable) -> EventKind {
    let assignee = ticket.assignee.as_ref().map(|person| &person.id);
    let staff = |id: Option<&PersonId>| id.and_then(|id| people.staff.iter().find(|person| person.id == *id)).cloned();
    let mut to: Vec<PersonRef> = Vec::new();
    let mut told: Vec<PersonRef> = Vec::new();
    let mut level = step.level;
    while let Some(asked) = chain.level(level) {
        for recipient in &asked.who {
            let found = match recipient {
                Recipient::Assignee => staff(assignee).into_iter().collect(),
                Recipient::SupplierOwner => staff(people.supplier_owner.as_ref()).into_iter().collect(),
                Recipient::Person { id } => staff(Some(id)).into_iter().collect(),
                Recipient::Admins => people.admins.clone(),
                Recipient::BuyerOwner => {
                    told.extend(people.buyer_owner.clone());
                    continue;
                }
            };
            to.extend(found);
        }
        if !to.is_empty() {
            break;
        }
        level += 1;
    }
    if to.is_empty() {
        (to, level) = (people.admins.clone(), step.level);
    }
    for list in [&mut to, &mut told] {
        let mut seen = Vec::new();
        list.retain(|person| {
            !seen.contains(&person.id) && {
                seen.push(person.id.clone());
                true
            }
        });
    }
    EventKind::Escalated { cause: step.cause.clone(), level, round: step.round, to, told, waited: step.waited }
}
