//! What a caller may see. No scope, no query; not yours is answered exactly as if it did not exist.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::{ClientId, EngagementId};
use domain::people::{Role, Side};

use super::Person;

/// What a signed-in person may see. Only a resolved session makes one ([`super::Session::scope`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    reach: Reach,
    may_administer: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// An admin: all engagements.
    Everything,
    /// An agent: the engagements they belong to.
    Engagements(Arc<BTreeSet<EngagementId>>),
    /// A client's person: that client.
    Client(ClientId),
    /// A client's person without a client: nothing, seen from the client's side.
    Nothing,
}

impl Scope {
    /// The scope of a person. A client's person without a client sees nothing.
    pub(crate) fn of(person: &Person) -> Self {
        let reach = match (person.role, &person.client) {
            (Role::Admin, _) => Reach::Everything,
            (Role::ClientOwner | Role::ClientMember, Some(client)) => Reach::Client(client.clone()),
            (Role::Agent, _) => Reach::Engagements(Arc::new(person.engagements.iter().cloned().collect())),
            (Role::ClientOwner | Role::ClientMember, None) => Reach::Nothing,
        };
        Self { reach, may_administer: person.role.may_administer() }
    }

    pub(crate) fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Which side's view this is: a client's never contains internal notes, snoozes, links or marks.
    pub fn side(&self) -> Side {
        match self.reach {
            Reach::Everything | Reach::Engagements(_) => Side::Staff,
            Reach::Client(_) | Reach::Nothing => Side::Client,
        }
    }

    /// Whether the tickets of an engagement are this scope's to see.
    pub fn sees(&self, engagement: &Engagement) -> bool {
        match &self.reach {
            Reach::Everything => true,
            Reach::Engagements(ids) => ids.contains(&engagement.id),
            Reach::Client(client) => engagement.client == *client,
            Reach::Nothing => false,
        }
    }

    /// The client whose view this is, if it is one.
    pub fn client(&self) -> Option<&ClientId> {
        match &self.reach {
            Reach::Client(client) => Some(client),
            Reach::Everything | Reach::Engagements(_) | Reach::Nothing => None,
        }
    }

    /// Whether this scope may create and edit clients, products, plans, engagements and people.
    pub fn may_administer(&self) -> bool {
        self.may_administer
    }
}

/// The program itself: the watcher, the doctor, loading of data. Made by [`crate::Store::system`] for jobs and
/// command-line tools; a request handler has no use for it.
#[derive(Debug, Clone)]
pub struct SystemScope(());

impl SystemScope {
    pub(crate) fn new() -> Self {
        Self(())
    }
}
