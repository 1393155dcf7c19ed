//! Engagements: one product delivered to one client, and the phase it is in.

use serde::{Deserialize, Serialize};

use crate::ids::{CalendarId, ClientId, EngagementId, PersonId, PlanId, PolicyId, ProductId};

/// Where an engagement stands between contract and farewell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before go-live: set-up, training, migration.
    Onboarding,
    /// The days around go-live.
    Launch,
    /// The first weeks after it, with closer care.
    Hypercare,
    /// Everyday support.
    Run,
    /// Export, hand-over, removal of access.
    Offboarding,
    /// Over.
    Closed,
}

impl Phase {
    /// Every phase in order.
    pub const ALL: [Self; 6] =
        [Self::Onboarding, Self::Launch, Self::Hypercare, Self::Run, Self::Offboarding, Self::Closed];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Onboarding => "onboarding",
            Self::Launch => "launch",
            Self::Hypercare => "hypercare",
            Self::Run => "run",
            Self::Offboarding => "offboarding",
            Self::Closed => "closed",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == name)
    }

    /// The word on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Onboarding => "Onboarding",
            Self::Launch => "Launch",
            Self::Hypercare => "Hypercare",
            Self::Run => "Run",
            Self::Offboarding => "Offboarding",
            Self::Closed => "Closed",
        }
    }

    /// Whether the client may report issues in this phase.
    pub fn accepts_tickets(self) -> bool {
        self != Self::Closed
    }
}

/// One product delivered to one client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Engagement {
    /// Its id.
    pub id: EngagementId,
    /// The buyer.
    pub client: ClientId,
    /// What was sold.
    pub product: ProductId,
    /// Where it stands.
    pub phase: Phase,
    /// The go-live date in the calendar's zone, `YYYY-MM-DD`; not set before one is agreed.
    pub go_live: Option<String>,
    /// The contract terms.
    pub plan: PlanId,
    /// The SLA policy new tickets are measured by (from the plan, unless agreed otherwise).
    pub policy: PolicyId,
    /// The calendar business time is counted in (from the plan, unless agreed otherwise).
    pub calendar: CalendarId,
    /// The named owner on the provider's side.
    pub supplier_owner: Option<PersonId>,
    /// The named owner on the client's side.
    pub buyer_owner: Option<PersonId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_closed_engagement_takes_no_tickets() {
        let refusing: Vec<_> = Phase::ALL.into_iter().filter(|phase| !phase.accepts_tickets()).collect();
        assert_eq!(refusing, [Phase::Closed]);
    }

    #[test]
    fn every_phase_is_read_back_from_its_name() {
        for phase in Phase::ALL {
            assert_eq!(Phase::from_name(phase.as_str()), Some(phase));
        }
    }
}
