//! The clients, engagements and people that generated tickets belong to.

use std::collections::BTreeSet;

use domain::engagement::{Engagement, Phase};
use domain::ids::{ClientId, EngagementId, PersonId};
use domain::people::{Email, Role};
use domain::sla::zone::{local_at, parse_zone};
use domain::time::Timestamp;

use super::seed::Seeded;
use super::texts::Texts;
use crate::demo::world::{self, DemoClient, DemoEngagement, DemoPerson, World, WorldError};

/// Agents besides the demo's own four staff.
const AGENTS: usize = 8;
/// Agents who belong to one engagement.
const TEAM: usize = 4;

/// The provider of the demo with 40 clients, 60 engagements, 12 staff and 60 of the clients' people, and no tickets.
/// The demo's staff are among them, so the demo's sign-ins work.
///
/// # Errors
/// [`WorldError`] when the compiled-in data files contradict themselves; a test builds it.
pub fn world(seed: u64, now: Timestamp) -> Result<World, WorldError> {
    fill(&Texts::read()?, seed, now)
}

pub(super) fn fill(texts: &Texts, seed: u64, now: Timestamp) -> Result<World, WorldError> {
    let mut seeded = Seeded::item(seed, u64::MAX);
    let mut world = world::provider(now)?;
    let mut names = Names { texts, taken: BTreeSet::new() };
    for _ in 0..AGENTS {
        let title = seeded.pick(&texts.staff_titles).clone();
        let person = names.person(&mut seeded, "northwind.example", title, Role::Agent, None)?;
        world.people.push(person);
    }
    let agents: Vec<PersonId> =
        world.people.iter().filter(|person| person.role == Role::Agent).map(|person| person.id.clone()).collect();
    for (index, entry) in texts.clients.iter().enumerate() {
        let client = client(entry)?;
        let domain = format!("{}.example", client.prefix.to_lowercase());
        // Every second client has two people and both products.
        let is_large = index % 2 == 0;
        let owner = names.client_person(&mut seeded, &domain, Role::ClientOwner, &client.id)?;
        let owner_id = owner.id.clone();
        world.people.push(owner);
        if is_large {
            world.people.push(names.client_person(&mut seeded, &domain, Role::ClientMember, &client.id)?);
        }
        let first = index / 2 % world.products.len();
        for offset in 0..=usize::from(is_large) {
            let number = (first + offset) % world.products.len();
            let engagement = engagement(&world, &mut seeded, &client, number, &owner_id, now)?;
            let start = seeded.index(agents.len());
            let team = agents.iter().cycle().skip(start).take(TEAM).cloned().collect();
            world.engagements.push(DemoEngagement { engagement, team });
        }
        world.clients.push(client);
    }
    Ok(world)
}

fn client(entry: &str) -> Result<DemoClient, WorldError> {
    let (name, prefix) =
        entry.split_once(':').ok_or_else(|| WorldError::Unknown { kind: "client prefix", name: entry.to_owned() })?;
    Ok(DemoClient { id: ClientId::new(prefix.to_lowercase()), name: name.to_owned(), prefix: prefix.to_owned() })
}

fn engagement(
    world: &World,
    seeded: &mut Seeded,
    client: &DemoClient,
    product: usize,
    owner: &PersonId,
    now: Timestamp,
) -> Result<Engagement, WorldError> {
    let unknown = |kind| WorldError::Unknown { kind, name: client.name.clone() };
    let product = world.products.get(product).ok_or_else(|| unknown("product"))?;
    let plan = world.plans.iter().find(|plan| plan.policy == product.policy).ok_or_else(|| unknown("plan"))?;
    let calendar = seeded.pick(&world.calendars);
    let today = local_at(parse_zone(&calendar.zone)?, now).0;
    // They have reported issues for two years, so they went live before that.
    let days = i32::try_from(740 + seeded.below(400)).unwrap_or(740);
    Ok(Engagement {
        id: EngagementId::new(format!("{}-{}", client.id, product.id)),
        client: client.id.clone(),
        product: product.id.clone(),
        phase: Phase::Run,
        go_live: Some(today.plus_days(-days).to_string()),
        plan: plan.id.clone(),
        policy: plan.policy.clone(),
        calendar: calendar.id.clone(),
        supplier_owner: world.people.first().map(|person| person.id.clone()),
        buyer_owner: Some(owner.clone()),
    })
}

/// Names that no two people share.
struct Names<'a> {
    texts: &'a Texts,
    taken: BTreeSet<String>,
}

impl Names<'_> {
    fn client_person(
        &mut self,
        seeded: &mut Seeded,
        domain: &str,
        role: Role,
        client: &ClientId,
    ) -> Result<DemoPerson, WorldError> {
        let title = seeded.pick(&self.texts.client_titles).clone();
        self.person(seeded, domain, title, role, Some(client.clone()))
    }

    fn person(
        &mut self,
        seeded: &mut Seeded,
        domain: &str,
        title: String,
        role: Role,
        client: Option<ClientId>,
    ) -> Result<DemoPerson, WorldError> {
        let name = loop {
            let name = format!("{} {}", seeded.pick(&self.texts.given), seeded.pick(&self.texts.family));
            if self.taken.insert(name.clone()) {
                break name;
            }
        };
        let slug: String = name.to_lowercase().replace(' ', ".").replace('ć', "c");
        let email = Email::parse(&format!("{slug}@{domain}"))
            .map_err(|problem| WorldError::File { file: "load.toml".to_owned(), what: problem.to_string() })?;
        Ok(DemoPerson { id: PersonId::new(slug.replace('.', "-")), name, email, title, role, client })
    }
}
