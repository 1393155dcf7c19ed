//! Who and what the tickets refer to, looked up by the names that the data files use.

use std::collections::BTreeMap;

use domain::ids::{EngagementId, PersonId, TicketKey};
use domain::people::{Actor, PersonRef, Side};
use domain::sla::{Calendar, OpenWindows, Policy, PolicyBook};
use domain::ticket::Reachable;

use super::types::{DemoEngagement, DemoPerson, World, WorldError};

/// An engagement with the terms its tickets are measured by.
pub(super) struct Stage {
    pub id: EngagementId,
    pub prefix: String,
    pub policy: Policy,
    pub book: PolicyBook,
    pub calendar: Calendar,
    pub windows: OpenWindows,
    /// Who can be asked to take its tickets.
    pub reachable: Reachable,
}

/// All stages and people of the world.
pub(super) struct Cast {
    stages: BTreeMap<String, Stage>,
    people: BTreeMap<String, Actor>,
}

impl Cast {
    /// Gathers what `world` has; `expand` turns a calendar into its opening hours.
    pub fn new(
        world: &World,
        expand: impl Fn(&Calendar) -> Result<OpenWindows, WorldError>,
    ) -> Result<Self, WorldError> {
        let mut stages = BTreeMap::new();
        for entry in &world.engagements {
            let engagement = &entry.engagement;
            let policy =
                find("policy", &world.policies, engagement.policy.as_str(), |policy| policy.id.as_str())?.clone();
            let calendar =
                find("calendar", &world.calendars, engagement.calendar.as_str(), |calendar| calendar.id.as_str())?;
            let client = find("client", &world.clients, engagement.client.as_str(), |client| client.id.as_str())?;
            let stage = Stage {
                id: engagement.id.clone(),
                prefix: client.prefix.clone(),
                book: PolicyBook::new(policy.clone()),
                policy,
                calendar: calendar.clone(),
                windows: expand(calendar)?,
                reachable: reachable(world, entry),
            };
            stages.insert(engagement.id.as_str().to_owned(), stage);
        }
        let people = world.people.iter().map(|person| {
            let reference = PersonRef { id: person.id.clone(), name: person.name.clone() };
            let actor = match person.role.side() {
                Side::Staff => Actor::Staff(reference),
                Side::Client => Actor::Client(reference),
            };
            (person.id.as_str().to_owned(), actor)
        });
        Ok(Self { stages, people: people.collect() })
    }

    /// An engagement by its name in the files.
    pub fn stage(&self, name: &str) -> Result<&Stage, WorldError> {
        self.stages.get(name).ok_or_else(|| unknown("engagement", name))
    }

    /// A person by their name in the files, as somebody who does something.
    pub fn actor(&self, name: &str) -> Result<&Actor, WorldError> {
        self.people.get(name).ok_or_else(|| unknown("person", name))
    }

    /// A person by their name in the files, as somebody who is mentioned.
    pub fn person(&self, name: &str) -> Result<PersonRef, WorldError> {
        self.actor(name)?.person().cloned().ok_or_else(|| unknown("person", name))
    }
}

fn reachable(world: &World, entry: &DemoEngagement) -> Reachable {
    let among = |may: &dyn Fn(&DemoPerson) -> bool| -> Vec<PersonRef> {
        let people = world.people.iter().filter(|person| may(person));
        people.map(|person| PersonRef { id: person.id.clone(), name: person.name.clone() }).collect()
    };
    let owner = entry.engagement.buyer_owner.as_ref();
    Reachable {
        staff: among(&|person| person.role.may_administer() || entry.team.contains(&person.id)),
        admins: among(&|person| person.role.may_administer()),
        supplier_owner: entry.engagement.supplier_owner.clone(),
        buyer_owner: among(&|person| Some(&person.id) == owner).pop(),
    }
}

/// The keys of all tickets, by slug.
pub(super) struct Keys(pub BTreeMap<String, TicketKey>);

impl Keys {
    /// The key of a ticket by its slug.
    pub fn get(&self, slug: &str) -> Result<&TicketKey, WorldError> {
        self.0.get(slug).ok_or_else(|| unknown("ticket", slug))
    }
}

/// Finds an entry by its id.
pub(super) fn find<'a, T>(
    kind: &'static str,
    all: &'a [T],
    name: &str,
    id: impl Fn(&T) -> &str,
) -> Result<&'a T, WorldError> {
    all.iter().find(|entry| id(entry) == name).ok_or_else(|| unknown(kind, name))
}

/// Checks that a person exists and gives their id.
pub(super) fn person_id(world: &World, name: &str) -> Result<PersonId, WorldError> {
    find("person", &world.people, name, |person| person.id.as_str()).map(|person| person.id.clone())
}

fn unknown(kind: &'static str, name: &str) -> WorldError {
    WorldError::Unknown { kind, name: name.to_owned() }
}
