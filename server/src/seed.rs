//! Filling an empty store: the templates that ship, and the demo provider.

mod marker;

use std::path::Path;

use anyhow::Context;
use domain::engagement::Engagement;
use domain::ids::{ArticleId, PlanId};
use domain::people::{Email, Role};
use domain::sla::{facts, templates};
use domain::time::Timestamp;
use serde::Serialize;
use store::Store;
use store::access::Person;
use store::directory::{Client, KnownIssue, Plan, Product, Provider, World, WorldPerson};

use crate::auth::password::hash_now;
use crate::config::Config;
use crate::demo::world;

pub use marker::{Seeding, is_unfinished, refuse_unfinished, wipe};

/// Where the demo's sign-ins are written, inside the data folder.
pub const SIGN_INS: &str = "demo-sign-ins.json";

/// How somebody of the demo signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct SignIn {
    /// Full name.
    pub name: String,
    /// What they sign in with.
    pub email: String,
    /// Their password.
    pub password: String,
    /// `admin`, `agent`, `client_owner` or `client_member`.
    pub role: String,
}

/// What every new installation begins with: both policies and the knowledge base of the facts file, a business
/// calendar and one around the clock in the provider's zone, and a plan for each policy.
pub fn templates(provider: Provider) -> World {
    let policies = templates::policies();
    let (business, always) = (templates::business_week(&provider.zone), templates::always_open(&provider.zone));
    let plans = policies.iter().map(|policy| Plan {
        id: PlanId::new(policy.id.as_str()),
        name: policy.name.clone(),
        policy: policy.id.clone(),
        calendar: business.id.clone(),
        description: String::new(),
        cadence: String::new(),
        rev: 1,
    });
    World {
        plans: plans.collect(),
        calendars: vec![business, always],
        policies,
        known_issues: known_issues(),
        provider: Some(provider),
        ..World::default()
    }
}

/// The knowledge base of the facts file.
pub fn known_issues() -> Vec<KnownIssue> {
    let issues = facts::facts().known_issue.iter().enumerate();
    let issue = |(index, issue): (usize, &facts::KnownIssue)| KnownIssue {
        id: ArticleId::new(format!("known-{}", index + 1)),
        product: None,
        area: issue.area.clone(),
        problem: issue.problem.clone(),
        cause: issue.cause.clone(),
        check: issue.check.clone(),
        fix: issue.fix.clone(),
        steps: issue.steps.clone(),
    };
    issues.map(issue).collect()
}

/// Fills an empty store with the demo provider and writes its sign-ins into the data folder, which is marked until
/// everything is there.
///
/// # Errors
/// The store's or the disk's.
pub async fn demo(store: &Store, config: &Config, now: Timestamp) -> anyhow::Result<Vec<SignIn>> {
    let demo = world::build(now)?;
    let password_hash = hash_now(&demo.password)?;
    let scope = store.system();
    let seeding = Seeding::begin(config)?;
    store.import_world(&scope, &directory_of(&demo, &password_hash)).await?;
    let sign_ins = sign_ins_of(&demo);
    store.bulk_load(&scope, demo.tickets.into_iter().map(|ticket| ticket.events), now).await?;
    for checklist in demo.checklists {
        store.load_checklist_history(&scope, checklist.plan, checklist.entries).await?;
    }
    write_sign_ins(&config.data_dir, &sign_ins)?;
    seeding.finish()?;
    Ok(sign_ins)
}

/// How everybody of a demo signs in.
pub fn sign_ins_of(demo: &world::World) -> Vec<SignIn> {
    let sign_in = |person: &world::DemoPerson| SignIn {
        name: person.name.clone(),
        email: person.email.as_str().to_owned(),
        password: demo.password.clone(),
        role: person.role.as_str().to_owned(),
    };
    demo.people.iter().map(sign_in).collect()
}

/// Writes the sign-ins of generated people.
///
/// # Errors
/// The disk's.
pub fn write_sign_ins(data_dir: &Path, sign_ins: &[SignIn]) -> anyhow::Result<()> {
    let path = data_dir.join(SIGN_INS);
    std::fs::write(&path, serde_json::to_string_pretty(sign_ins)? + "\n")
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The sign-ins written earlier; none in a folder without demo content.
pub fn read_sign_ins(data_dir: &Path) -> Option<Vec<SignIn>> {
    let text = std::fs::read(data_dir.join(SIGN_INS)).ok()?;
    serde_json::from_slice(&text).ok()
}

/// The demo's places and people as the store keeps them. One password for all of them, hashed once.
pub fn directory_of(demo: &world::World, password_hash: &str) -> World {
    let zone_of = |id: &domain::ids::CalendarId| {
        demo.calendars.iter().find(|calendar| calendar.id == *id).map(|calendar| calendar.zone.clone())
    };
    let provider_zone = demo.calendars.first().map_or_else(|| "UTC".to_owned(), |calendar| calendar.zone.clone());
    let clients = demo.clients.iter().map(|client| {
        let engagement = demo.engagements.iter().find(|entry| entry.engagement.client == client.id);
        Client {
            id: client.id.clone(),
            name: client.name.clone(),
            prefix: client.prefix.clone(),
            zone: engagement
                .and_then(|entry| zone_of(&entry.engagement.calendar))
                .unwrap_or_else(|| provider_zone.clone()),
            rev: 1,
        }
    });
    let products = demo.products.iter().map(|product| Product {
        id: product.id.clone(),
        name: product.name.clone(),
        policy: product.policy.clone(),
        rev: 1,
    });
    let plans = demo.plans.iter().map(|plan| Plan {
        id: plan.id.clone(),
        name: plan.name.clone(),
        policy: plan.policy.clone(),
        calendar: plan.calendar.clone(),
        description: String::new(),
        cadence: String::new(),
        rev: 1,
    });
    let people = demo.people.iter().map(|person| WorldPerson {
        person: Person {
            id: person.id.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
            role: person.role,
            client: person.client.clone(),
            title: person.title.clone(),
            zone: String::new(),
            disabled: false,
            engagements: demo
                .engagements
                .iter()
                .filter(|entry| person.role == Role::Agent && entry.team.contains(&person.id))
                .map(|entry| entry.engagement.id.clone())
                .collect(),
            by_owning: Vec::new(),
            rev: 1,
        },
        password_hash: Some(password_hash.to_owned()),
    });
    World {
        provider: Some(Provider { name: demo.provider.clone(), zone: provider_zone.clone(), rev: 1 }),
        policies: demo.policies.clone(),
        calendars: demo.calendars.clone(),
        products: products.collect(),
        plans: plans.collect(),
        clients: clients.collect(),
        engagements: demo.engagements.iter().map(|entry| entry.engagement.clone()).collect::<Vec<Engagement>>(),
        people: people.collect(),
        known_issues: known_issues(),
    }
}

/// The first admin of a new installation, who sets a password by link.
///
/// # Errors
/// A sentence that names what is missing.
pub fn first_admin(name: &str, email: &str) -> anyhow::Result<Person> {
    let name = domain::problem::text("admin", "The admin's name", name, 80)
        .map_err(|problem| anyhow::anyhow!(problem.message))?;
    let email = Email::parse(email).map_err(|problem| anyhow::anyhow!(problem.message))?;
    Ok(Person {
        id: domain::ids::PersonId::new(store::new_id()),
        name,
        email,
        role: Role::Admin,
        client: None,
        title: String::new(),
        zone: String::new(),
        disabled: false,
        engagements: Vec::new(),
        by_owning: Vec::new(),
        rev: 1,
    })
}
