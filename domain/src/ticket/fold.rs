//! A ticket's present, folded from its events.

use serde::{Deserialize, Serialize};

use crate::ids::{EngagementId, TicketKey};
use crate::people::{Actor, PersonRef};
use crate::sla::{PolicyRef, PriorityKey};
use crate::ticket::{
    Escalation, Event, EventKind, Impact, Mark, MarkKind, Relation, StateCause, TicketState, Visibility,
};
use crate::time::Timestamp;

/// What a ticket is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// What people call it.
    pub key: TicketKey,
    /// Where it belongs.
    pub engagement: EngagementId,
    /// One sentence.
    pub title: String,
    /// Where it stands.
    pub state: TicketState,
    /// The policy version it is measured by.
    pub policy: PolicyRef,
    /// How much it matters, by the policy.
    pub priority: PriorityKey,
    /// Why this priority, in the words of whoever or whatever set it.
    pub priority_reason: String,
    /// How bad it is, in the client's words.
    pub impact: Impact,
    /// Who works on it.
    pub assignee: Option<PersonRef>,
    /// Who has the problem.
    pub reporter: PersonRef,
    /// The client's people who follow it besides the reporter.
    pub participants: Vec<PersonRef>,
    /// How the client can work until it is solved.
    pub workaround: Option<String>,
    /// What it costs the client's business.
    pub business_impact: Option<String>,
    /// The release or date it is planned for.
    pub target_window: Option<String>,
    /// Tickets it belongs with.
    pub links: Vec<(Relation, TicketKey)>,
    /// The ticket it repeats.
    pub duplicate_of: Option<TicketKey>,
    /// The ticket in which it goes on.
    pub merged_into: Option<TicketKey>,
    /// Tickets that go on in this one.
    pub merged: Vec<TicketKey>,
    /// The ticket in which it was said before it was an issue of its own.
    pub split_from: Option<TicketKey>,
    /// Issues of their own that were said in this one.
    pub split_off: Vec<TicketKey>,
    /// Whether a person took it.
    pub acknowledged: bool,
    /// When it was first said.
    pub reported_at: Timestamp,
    /// When it was written down.
    pub created_at: Timestamp,
    /// When something last happened.
    pub updated_at: Timestamp,
    /// When it last left the open states.
    pub ended_at: Option<Timestamp>,
    /// Out of the inbox until then.
    pub snoozed_until: Option<Timestamp>,
    /// Warnings and breaches written down so far.
    pub marks: Vec<Mark>,
    /// Who was asked to take it, and what may call for that.
    pub escalation: Escalation,
    /// Whether the client wrote last and nobody has answered.
    pub awaits_reply: bool,
    /// The number of its events: what an editor saw when they began to type.
    pub version: u32,
}

/// Why a history cannot be folded; it means damaged data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// The first event is not `Reported`, or there is none.
    #[error("the history does not begin with a report")]
    NoReport,
    /// Event numbers have a gap or repeat.
    #[error("event {found} follows event {before}")]
    Gap {
        /// The last good number.
        before: u32,
        /// The number found after it.
        found: u32,
    },
}

impl Ticket {
    /// Folds a whole history.
    ///
    /// # Errors
    /// [`FoldError`] when the history is not one.
    pub fn fold(key: TicketKey, events: &[Event]) -> Result<Self, FoldError> {
        let (first, rest) = events.split_first().ok_or(FoldError::NoReport)?;
        let mut ticket = Self::from_report(key, first)?;
        for event in rest {
            ticket.apply(event)?;
        }
        Ok(ticket)
    }

    fn from_report(key: TicketKey, event: &Event) -> Result<Self, FoldError> {
        let EventKind::Reported {
            engagement,
            title,
            impact,
            policy,
            priority,
            priority_reason,
            reported_at,
            reporter,
            split,
            ..
        } = &event.kind
        else {
            return Err(FoldError::NoReport);
        };
        if event.seq != 1 {
            return Err(FoldError::Gap { before: 0, found: event.seq });
        }
        Ok(Self {
            key,
            engagement: engagement.clone(),
            title: title.clone(),
            state: TicketState::New,
            policy: policy.clone(),
            priority: priority.clone(),
            priority_reason: priority_reason.clone(),
            impact: *impact,
            assignee: None,
            reporter: reporter.clone(),
            participants: Vec::new(),
            workaround: None,
            business_impact: None,
            target_window: None,
            links: Vec::new(),
            duplicate_of: None,
            merged_into: None,
            merged: Vec::new(),
            split_from: split.as_ref().map(|split| split.ticket.clone()),
            split_off: Vec::new(),
            acknowledged: false,
            reported_at: *reported_at,
            created_at: event.at,
            updated_at: event.at,
            ended_at: None,
            snoozed_until: None,
            marks: Vec::new(),
            escalation: Escalation::at_report(event.at),
            awaits_reply: true,
            version: 1,
        })
    }

    /// Adds the next event.
    ///
    /// # Errors
    /// [`FoldError::Gap`] when it is not the next one.
    pub fn apply(&mut self, event: &Event) -> Result<(), FoldError> {
        if event.seq != self.version + 1 {
            return Err(FoldError::Gap { before: self.version, found: event.seq });
        }
        self.version = event.seq;
        self.updated_at = self.updated_at.max(event.at);
        self.escalation.apply(event);
        match &event.kind {
            EventKind::Reported { .. } => return Err(FoldError::NoReport),
            EventKind::MessageAdded { visibility, .. } => {
                if *visibility == Visibility::Public {
                    self.awaits_reply = event.by.is_client();
                }
                if matches!(event.by, Actor::Client(_)) {
                    self.snoozed_until = None;
                }
            }
            EventKind::Acknowledged => self.acknowledged = true,
            EventKind::Assigned { to } => self.assignee.clone_from(to),
            EventKind::PriorityChanged { to, reason, .. } => {
                self.priority = to.clone();
                self.priority_reason.clone_from(reason);
            }
            EventKind::StateChanged { to, duplicate_of, cause, .. } => {
                let was_open = self.state.is_open();
                self.state = *to;
                let (merged_into, duplicate_of) = match cause {
                    StateCause::Merge => (duplicate_of.clone(), None),
                    _ => (None, duplicate_of.clone()),
                };
                (self.merged_into, self.duplicate_of) = (merged_into, duplicate_of);
                if to.is_open() {
                    self.ended_at = None;
                } else {
                    self.snoozed_until = None;
                    if was_open {
                        self.ended_at = Some(event.at);
                        self.awaits_reply = false;
                    }
                }
            }
            EventKind::FactsRecorded { workaround, business_impact, target_window } => {
                for (slot, value) in [
                    (&mut self.workaround, workaround),
                    (&mut self.business_impact, business_impact),
                    (&mut self.target_window, target_window),
                ] {
                    if value.is_some() {
                        slot.clone_from(value);
                    }
                }
            }
            EventKind::TitleChanged { to, .. } => self.title.clone_from(to),
            EventKind::Linked { other, relation } => self.links.push((*relation, other.clone())),
            EventKind::ParticipantAdded { person } => self.participants.push(person.clone()),
            EventKind::Snoozed { until } => self.snoozed_until = Some(*until),
            EventKind::Woken => self.snoozed_until = None,
            EventKind::CalendarChanged { .. } | EventKind::Escalated { .. } => {}
            EventKind::PolicyChanged { to, .. } => self.policy = to.clone(),
            EventKind::Merged { from, followers, unanswered_since, .. } => {
                self.merged.push(from.clone());
                self.participants.extend(followers.iter().cloned());
                if unanswered_since.is_some() {
                    self.awaits_reply = true;
                    self.snoozed_until = None;
                }
            }
            EventKind::SplitOff { to, .. } => self.split_off.push(to.clone()),
            EventKind::ClockWarned { metric, cycle, due } => {
                self.marks.push(Mark { kind: MarkKind::Warned, metric: *metric, cycle: *cycle, due: *due });
            }
            EventKind::ClockBreached { metric, cycle, due } => {
                self.marks.push(Mark { kind: MarkKind::Breached, metric: *metric, cycle: *cycle, due: *due });
            }
        }
        Ok(())
    }
}
