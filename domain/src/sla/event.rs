//! What happened to a ticket, as far as its clocks care.

use serde::{Deserialize, Serialize};

use super::policy::{Metric, PolicyRef, PriorityKey};
use crate::people::PersonRef;
use crate::time::{Seconds, Timestamp};

/// One fact about a ticket. The ticket's own events map to these; what maps to nothing changes no clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlaEvent {
    /// When it happened.
    pub at: Timestamp,
    /// The person's name, for the explanation; none for the system.
    pub by: Option<String>,
    /// What happened.
    pub kind: SlaEventKind,
}

/// The kinds of facts that clocks know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SlaEventKind {
    /// The ticket exists; everything before it is ignored.
    Reported {
        /// When the client first said it, when earlier than the record: a phone call that staff write
        /// down later (SLA.md rule 6). A later time than the event's is ignored.
        reported_at: Option<Timestamp>,
        /// The policy version that was current.
        policy: PolicyRef,
        /// The first priority.
        priority: PriorityKey,
    },
    /// The ticket was split from another in which the client had an answer already: the resolution counts from when it
    /// was said there, the rest starts now.
    SplitFrom {
        /// When the client said it.
        resolution_from: Timestamp,
        /// The policy version that was current.
        policy: PolicyRef,
        /// The first priority.
        priority: PriorityKey,
    },
    /// The client wrote. Ends a pause at once.
    ClientMessage,
    /// A person answered the client in public.
    PublicReply,
    /// A note that only the team sees. Stops nothing (SLA.md rule 6).
    InternalNote,
    /// The system answered. Stops nothing (SLA.md rule 6).
    AutomaticReply,
    /// A person took the ticket.
    Acknowledged,
    /// A person decided what it is.
    Triaged,
    /// Clocks pause, when the policy's list has the reason and the priority may pause (SLA.md rule 7).
    Paused {
        /// Key of the policy's pause reason.
        reason: String,
        /// The longest length that the person chose; the policy's maximum counts when it is shorter.
        max: Seconds,
    },
    /// A person ended the pause. Its end at the maximum needs no event.
    Resumed,
    /// Another priority (SLA.md rule 8).
    PriorityChanged {
        /// The new one.
        to: PriorityKey,
    },
    /// The ticket was moved to another policy or version (SLA.md rule 8).
    PolicyChanged {
        /// The new one.
        to: PolicyRef,
    },
    /// A new calendar version moved open clocks (SLA.md rule 10).
    CalendarChanged {
        /// What was promised before the edit.
        previous: Vec<PreviousPromise>,
    },
    /// A release or date range was named as the target window (SLA.md rule 14).
    TargetWindowSet {
        /// How people call it, like `release 2.4`; empty takes it back.
        window: String,
    },
    /// The author promised the next update at a time of his own (SLA.md rule 11).
    NextUpdatePromised {
        /// The promised moment.
        at: Timestamp,
    },
    /// The issue is solved.
    Resolved,
    /// The ticket was closed.
    Closed,
    /// It will not be worked on.
    Declined,
    /// It is another ticket's issue.
    Duplicate,
    /// It is open again after resolved, closed, declined or duplicate (SLA.md rule 9).
    Reopened,
    /// It goes on in another ticket, which takes over what was still owed: its clocks end here without a verdict, also
    /// those that were late, so that no promise counts twice.
    MergedInto,
    /// Another ticket was merged into this one: of two promises of one metric the sooner one goes on.
    MergedFrom {
        /// What was still owed there.
        carried: Vec<Carried>,
        /// The oldest client message that was still unanswered there.
        unanswered_since: Option<Timestamp>,
    },
}

/// A clock of another ticket that goes on in this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// What is measured.
    pub metric: Metric,
    /// From when it counted.
    pub started_at: Timestamp,
    /// What had been promised there; projected as if it ran again if it was paused.
    pub due: Timestamp,
    /// What had not counted against it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<CarriedGap>,
}

/// Time that did not count against a clock of another ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarriedGap {
    /// Beginning.
    pub from: Timestamp,
    /// End.
    pub to: Timestamp,
    /// When what caused it happened: a pause that began before the clock has caused others' gaps too.
    pub since: Timestamp,
    /// The words of the pause's reason; none for the time between resolved and reopened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who caused it; none when the program did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PersonRef>,
}

/// A due that a calendar edit replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousPromise {
    /// The clock's metric.
    pub metric: Metric,
    /// The clock's cycle.
    pub cycle: u32,
    /// What was promised.
    pub due: Timestamp,
}

impl SlaEventKind {
    /// What a merge brought along that began at an instant: the cause of a pause lies on the other ticket.
    pub fn carried_gap(&self, from: Timestamp) -> Option<&CarriedGap> {
        let Self::MergedFrom { carried, .. } = self else { return None };
        carried.iter().flat_map(|one| &one.excluded).find(|gap| gap.from == from)
    }

    /// The order of facts at one instant: starts, then changes, then pauses, then stops, so that stop
    /// beats pause and pause beats start (SLA.md rule 16). Promises come last, for they are about what
    /// the others left.
    pub(crate) const fn rank(&self) -> u8 {
        match self {
            Self::Reported { .. } | Self::SplitFrom { .. } => 0,
            Self::ClientMessage | Self::Reopened | Self::Resumed | Self::MergedFrom { .. } => 1,
            Self::PriorityChanged { .. } | Self::PolicyChanged { .. } | Self::CalendarChanged { .. } => 2,
            Self::Paused { .. } => 3,
            Self::PublicReply
            | Self::Acknowledged
            | Self::Triaged
            | Self::Resolved
            | Self::Closed
            | Self::Declined
            | Self::Duplicate
            | Self::MergedInto => 4,
            Self::InternalNote
            | Self::AutomaticReply
            | Self::TargetWindowSet { .. }
            | Self::NextUpdatePromised { .. } => 5,
        }
    }
}
