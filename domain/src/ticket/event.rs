//! Events: what has happened to a ticket. They are its truth; everything else is folded from them.

use serde::{Deserialize, Serialize};

use crate::ids::{CalendarId, EngagementId, PersonId, TicketKey};
use crate::people::{Actor, PersonRef};
use crate::sla::event::{Carried, PreviousPromise};
use crate::sla::{Metric, PolicyRef, PriorityKey};
use crate::ticket::{Attachment, Cause, Impact, PauseGrant, Relation, SplitFrom, StateCause, TicketState, Visibility};
use crate::time::{Seconds, Timestamp};

/// One appended fact about a ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Its place in the ticket's history, from 1 without gaps.
    pub seq: u32,
    /// When it happened.
    pub at: Timestamp,
    /// Who did it.
    pub by: Actor,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EventKind {
    /// The client said something is wrong. Always the first event.
    Reported {
        /// Where it belongs.
        engagement: EngagementId,
        /// One sentence.
        title: String,
        /// What happens.
        what_happens: String,
        /// What it blocks.
        blocks: Option<String>,
        /// How bad it is, in the client's words.
        impact: Impact,
        /// The policy version the ticket is measured by (SLA.md rule 10: a later edit applies to new tickets).
        policy: PolicyRef,
        /// The priority the policy proposed.
        priority: PriorityKey,
        /// Why that one: a sentence both sides see.
        priority_reason: String,
        /// When the client first said it; may precede the event (SLA.md rule 6).
        reported_at: Timestamp,
        /// Whose issue it is, when staff wrote it down for them.
        reporter: PersonRef,
        /// Files that came with it.
        attachments: Vec<Attachment>,
        /// The ticket in which it was said, when staff made it an issue of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        split: Option<SplitFrom>,
    },
    /// A public reply or an internal note.
    MessageAdded {
        /// Who may read it.
        visibility: Visibility,
        /// The text, as typed (Markdown).
        body: String,
        /// Files that came with it.
        attachments: Vec<Attachment>,
        /// The author promised the next update for this instant (SLA.md rule 11).
        next_update_at: Option<Timestamp>,
    },
    /// A person took it: the acknowledge clock stops (SLA.md rule 6).
    Acknowledged,
    /// It has another assignee, or none.
    Assigned {
        /// The new assignee.
        to: Option<PersonRef>,
    },
    /// It has another priority.
    PriorityChanged {
        /// Before.
        from: PriorityKey,
        /// After.
        to: PriorityKey,
        /// Why.
        reason: String,
    },
    /// It stands elsewhere.
    StateChanged {
        /// Before.
        from: TicketState,
        /// After.
        to: TicketState,
        /// A sentence by the person, when one was asked for.
        reason: Option<String>,
        /// The policy's pause reason and its maximum, when the new state pauses clocks.
        pause: Option<PauseGrant>,
        /// The ticket this one repeats, when the new state is duplicate.
        duplicate_of: Option<TicketKey>,
        /// Who or what moved it.
        cause: StateCause,
    },
    /// What triage found out; only the given parts change.
    FactsRecorded {
        /// How the client can work until it is solved, or "none known".
        workaround: Option<String>,
        /// What it costs the client's business.
        business_impact: Option<String>,
        /// The release or date it is planned for.
        target_window: Option<String>,
    },
    /// It has another title.
    TitleChanged {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// It belongs with another ticket.
    Linked {
        /// The other one.
        other: TicketKey,
        /// How.
        relation: Relation,
    },
    /// One more person of the client follows it.
    ParticipantAdded {
        /// Who.
        person: PersonRef,
    },
    /// Out of the inbox until an instant; clocks go on.
    Snoozed {
        /// When it comes back.
        until: Timestamp,
    },
    /// Back in the inbox.
    Woken,
    /// The opening hours it counts by were edited, or its engagement was given another calendar (SLA.md rule 10).
    /// Written once for each version or calendar that moved one of its open clocks; `by` of the event is who saved it.
    CalendarChanged {
        /// Which calendar counts since.
        calendar: CalendarId,
        /// The version that moved them.
        version: u32,
        /// When the engagement was given the calendar; nothing for an edit of the one it had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        switched_at: Option<Timestamp>,
        /// What had been promised until then.
        previous: Vec<PreviousPromise>,
    },
    /// It was moved to another version of its policy, or to another policy (SLA.md rules 8 and 10).
    PolicyChanged {
        /// Before.
        from: PolicyRef,
        /// After.
        to: PolicyRef,
    },
    /// A promise is about to be missed. Written once by the watcher.
    ClockWarned {
        /// Which clock.
        metric: Metric,
        /// Which run of it.
        cycle: u32,
        /// What it is due.
        due: Timestamp,
    },
    /// A promise was missed. Written once by the watcher; `at` of the event is when it was noticed.
    ClockBreached {
        /// Which clock.
        metric: Metric,
        /// Which run of it.
        cycle: u32,
        /// The true instant of the breach.
        due: Timestamp,
    },
    /// Another ticket of the same client goes on in this one.
    Merged {
        /// Which.
        from: TicketKey,
        /// Its title.
        title: String,
        /// Whose issue it was.
        reporter: PersonRef,
        /// When it was first said.
        reported_at: Timestamp,
        /// Its people, who follow this one now.
        followers: Vec<PersonRef>,
        /// What was still owed there, and is owed here now.
        carried: Vec<Carried>,
        /// The oldest client message there that nobody had answered.
        unanswered_since: Option<Timestamp>,
    },
    /// Something that the client wrote in this ticket is an issue of its own now.
    SplitOff {
        /// Its ticket.
        to: TicketKey,
        /// Who wrote it.
        author: PersonRef,
        /// When.
        said_at: Timestamp,
    },
    /// People were asked to take it. Written once by the watcher, as the policy's chain says.
    Escalated {
        /// Why the chain began.
        cause: Cause,
        /// The level that was asked, from 1.
        level: u32,
        /// How often the chain had begun, from 1.
        round: u32,
        /// The provider's people who were asked.
        to: Vec<PersonRef>,
        /// The client's people who were told.
        told: Vec<PersonRef>,
        /// How long nobody had acknowledged before; nothing for the first step.
        waited: Option<Seconds>,
    },
}

impl EventKind {
    /// Whether the client's people may see that this happened.
    ///
    /// Internal notes, snoozes, links (they may name another client's ticket) and the watcher's marks are the
    /// provider's own business.
    pub fn is_visible_to_client(&self) -> bool {
        match self {
            Self::MessageAdded { visibility, .. } => *visibility == Visibility::Public,
            Self::Linked { .. }
            | Self::Snoozed { .. }
            | Self::Woken
            | Self::ClockWarned { .. }
            | Self::ClockBreached { .. } => false,
            Self::FactsRecorded { workaround, target_window, .. } => workaround.is_some() || target_window.is_some(),
            // They see that one of them was told, never whom the team asked among itself.
            Self::Escalated { told, .. } => !told.is_empty(),
            _ => true,
        }
    }

    /// The people who are told by name that this happened, each once: whom the escalation asked or told, and whose
    /// issue goes on in another ticket.
    pub fn tells(&self) -> Vec<&PersonRef> {
        match self {
            Self::Escalated { to, told, .. } => to.iter().chain(told).collect(),
            Self::Merged { reporter, followers, .. } => {
                let others = followers.iter().filter(|person| person.id != reporter.id);
                std::iter::once(reporter).chain(others).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The stored name of the kind.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Reported { .. } => "reported",
            Self::MessageAdded { .. } => "message_added",
            Self::Acknowledged => "acknowledged",
            Self::Assigned { .. } => "assigned",
            Self::PriorityChanged { .. } => "priority_changed",
            Self::StateChanged { .. } => "state_changed",
            Self::FactsRecorded { .. } => "facts_recorded",
            Self::TitleChanged { .. } => "title_changed",
            Self::Linked { .. } => "linked",
            Self::ParticipantAdded { .. } => "participant_added",
            Self::Snoozed { .. } => "snoozed",
            Self::Woken => "woken",
            Self::CalendarChanged { .. } => "calendar_changed",
            Self::PolicyChanged { .. } => "policy_changed",
            Self::ClockWarned { .. } => "clock_warned",
            Self::ClockBreached { .. } => "clock_breached",
            Self::Escalated { .. } => "escalated",
            Self::Merged { .. } => "merged",
            Self::SplitOff { .. } => "split_off",
        }
    }
}

/// The people a history mentions, for participants and notification.
pub fn participants(events: &[Event]) -> Vec<PersonId> {
    let mut people = Vec::new();
    for event in events {
        let mentioned = match &event.kind {
            EventKind::Reported { reporter, .. } => std::slice::from_ref(reporter),
            EventKind::ParticipantAdded { person } => std::slice::from_ref(person),
            EventKind::Merged { followers, .. } => followers,
            _ => &[],
        };
        for person in mentioned {
            if !people.contains(&person.id) {
                people.push(person.id.clone());
            }
        }
    }
    people
}
