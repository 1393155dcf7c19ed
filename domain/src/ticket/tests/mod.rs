//! The rules of tickets, exercised through commands as people give them.

mod deciding;
mod escalating;
mod hours;
mod late;
mod merging;
mod reporting;
mod splitting;
mod switching;
mod ticking;

use crate::ids::{EngagementId, PersonId, TicketKey};
use crate::people::{Actor, PersonRef};
use crate::problem::Problem;
use crate::sla::{OpenWindows, Policy, PolicyBook, evaluate, templates};
use crate::ticket::{Command, Event, EventKind, Place, Report, Ticket, decide, place, report, sla_events};
use crate::time::{Seconds, Timestamp};

/// Mon 23 Nov 2026, 09:00 UTC.
pub const START: Timestamp = Timestamp::from_unix(1_795_424_400);

pub fn person(name: &str) -> PersonRef {
    PersonRef { id: PersonId::new(name.to_lowercase()), name: name.to_owned() }
}

pub fn staff() -> Actor {
    Actor::Staff(person("Mira"))
}

pub fn client() -> Actor {
    Actor::Client(person("Ruth"))
}

pub fn policy(id: &str) -> Policy {
    templates::policies().into_iter().find(|policy| policy.id.as_str() == id).expect("the policy ships")
}

pub fn form(impact: &str) -> Report {
    Report {
        engagement: EngagementId::new("brimley-rota"),
        title: "Nobody on ward 4 can sign in".to_owned(),
        what_happens: "Session expired right after the password.".to_owned(),
        blocks: String::new(),
        impact: impact.to_owned(),
        reporter: person("Ruth"),
        reported_at: None,
        attachments: Vec::new(),
    }
}

/// A ticket with its whole history, to which commands are given at chosen times.
pub struct Story {
    pub policy: Policy,
    pub events: Vec<Event>,
    pub now: Timestamp,
}

impl Story {
    pub fn begin(policy_id: &str, impact: &str) -> Self {
        let policy = policy(policy_id);
        let kind = report(&form(impact), &client(), &policy, START).expect("a good report");
        Self { policy, events: vec![Event { seq: 1, at: START, by: client(), kind }], now: START }
    }

    pub fn later(&mut self, by: Seconds) -> &mut Self {
        self.now = self.now + by;
        self
    }

    pub fn ticket(&self) -> Ticket {
        self.ticket_as(key())
    }

    pub fn ticket_as(&self, key: TicketKey) -> Ticket {
        Ticket::fold(key, &self.events).expect("a whole history")
    }

    /// Appends what was decided elsewhere.
    pub fn append(&mut self, by: &Actor, kinds: impl IntoIterator<Item = EventKind>) -> &mut Self {
        for kind in kinds {
            let seq = u32::try_from(self.events.len() + 1).expect("short stories");
            self.events.push(Event { seq, at: self.now, by: by.clone(), kind });
        }
        self
    }

    pub fn try_give(&mut self, by: &Actor, command: &Command) -> Result<Vec<EventKind>, Vec<Problem>> {
        let kinds = decide(&self.ticket(), command, by, &self.policy, &OpenWindows::always(), self.now)?;
        self.append(by, kinds.clone());
        Ok(kinds)
    }

    pub fn give(&mut self, by: &Actor, command: Command) -> &mut Self {
        self.try_give(by, &command).expect("an allowed command");
        self
    }

    pub fn refused(&mut self, by: &Actor, command: &Command) -> Vec<Problem> {
        let before = self.events.len();
        let problems = self.try_give(by, command).expect_err("a refused command");
        assert_eq!(self.events.len(), before, "a refusal changes nothing");
        problems
    }

    pub fn clocks(&self) -> Vec<crate::sla::Clock> {
        let book = PolicyBook::new(self.policy.clone());
        evaluate(&sla_events(&self.events), &book, &OpenWindows::always(), self.now)
    }

    pub fn place(&self) -> Place {
        place(&self.ticket(), &self.clocks(), self.now)
    }
}

pub fn key() -> TicketKey {
    TicketKey::new("BRIM", 42).expect("a good key")
}
