//! What the demo world is made of, ready for the store.

use domain::checklist::{Entry, Plan};
use domain::engagement::Engagement;
use domain::ids::{CalendarId, ClientId, EngagementId, PersonId, PlanId, PolicyId, ProductId, TicketKey};
use domain::people::{Email, Role};
use domain::sla::zone::{ExpandError, UnknownZone};
use domain::sla::{Calendar, Policy};
use domain::ticket::Event;
use thiserror::Error;

/// The whole demo provider as of one instant.
#[derive(Debug, Clone)]
pub struct World {
    /// The provider's name.
    pub provider: String,
    /// The password of everyone in [`World::people`].
    pub password: String,
    /// The policies that ship.
    pub policies: Vec<Policy>,
    /// One business calendar per client's zone.
    pub calendars: Vec<Calendar>,
    /// The contract terms.
    pub plans: Vec<DemoPlan>,
    /// What was sold.
    pub products: Vec<DemoProduct>,
    /// The buyers.
    pub clients: Vec<DemoClient>,
    /// Four staff, then five of the clients' people.
    pub people: Vec<DemoPerson>,
    /// One product delivered to one client, each with the agents who belong to it.
    pub engagements: Vec<DemoEngagement>,
    /// In the order in which they were reported: numbering them in this order per client yields their keys.
    pub tickets: Vec<DemoTicket>,
    /// Runs of checklists, each with what happened to it.
    pub checklists: Vec<DemoChecklist>,
}

/// A run of a checklist.
#[derive(Debug, Clone)]
pub struct DemoChecklist {
    /// What it began with.
    pub plan: Plan,
    /// What people did, oldest first.
    pub entries: Vec<Entry>,
}

/// A buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoClient {
    /// Its id.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// What its ticket keys begin with.
    pub prefix: String,
}

/// Something that was sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoProduct {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// What it is for, in one sentence.
    pub description: String,
    /// The policy its plans usually have.
    pub policy: PolicyId,
}

/// Contract terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPlan {
    /// Its id.
    pub id: PlanId,
    /// Its name.
    pub name: String,
    /// What tickets are measured by.
    pub policy: PolicyId,
    /// Where business time is counted, unless the engagement has a calendar of its own.
    pub calendar: CalendarId,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoPerson {
    /// Their id.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// What they sign in with.
    pub email: Email,
    /// Their job.
    pub title: String,
    /// What they may do.
    pub role: Role,
    /// Whose person it is; none for staff.
    pub client: Option<ClientId>,
}

/// An engagement and its team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoEngagement {
    /// The engagement.
    pub engagement: Engagement,
    /// The agents who belong to it.
    pub team: Vec<PersonId>,
}

/// A ticket with its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoTicket {
    /// Its name in the data files.
    pub slug: String,
    /// What people call it.
    pub key: TicketKey,
    /// Where it belongs.
    pub engagement: EngagementId,
    /// Everything that happened to it.
    pub events: Vec<Event>,
}

/// The data files do not describe a possible world. Only a change of the files can cause it; a test builds the world
/// at many instants.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WorldError {
    /// A file cannot be read.
    #[error("{file}: {what}")]
    File {
        /// Which.
        file: String,
        /// What is wrong with it.
        what: String,
    },
    /// A calendar's zone does not exist.
    #[error(transparent)]
    Zone(#[from] UnknownZone),
    /// A calendar cannot be expanded.
    #[error(transparent)]
    Calendar(#[from] ExpandError),
    /// A name that nothing has.
    #[error("there is no {kind} “{name}”")]
    Unknown {
        /// What was looked for.
        kind: &'static str,
        /// The name.
        name: String,
    },
    /// A ticket's description is refused by the rules, or lacks something.
    #[error("ticket {slug}, {step}: {what}")]
    Ticket {
        /// The ticket.
        slug: String,
        /// The step, counted from 1, or the report.
        step: String,
        /// The rule's sentence.
        what: String,
    },
}
