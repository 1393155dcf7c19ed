//! The demo provider, as if it had worked for half a year until `now`.
//!
//! # Layout
//! - `types`: what comes out; `data`: the files of `server/demo` as they are written; `span`: lengths of time
//! - `checklists`: runs of checklists, played like the tickets
//! - `cast`: names looked up; `start`, `pace`: when things happen; `play`: histories through the domain's commands
//!
//! Whatever the hour and weekday of `now`, the inbox shows every group: clocks are aimed at (`start`), not dated.

mod cast;
mod checklists;
mod data;
mod pace;
mod play;
mod span;
mod start;
#[cfg(test)]
mod tests;
mod types;

use std::collections::BTreeMap;

use domain::engagement::Engagement;
use domain::ids::{CalendarId, ClientId, EngagementId, PersonId, PlanId, PolicyId, ProductId, TicketKey};
use domain::people::Email;
use domain::sla::escalation::{Level, Recipient};
use domain::sla::zone::{expand, local_at, parse_zone};
use domain::sla::{Calendar, OpenWindows, Policy, templates};
use domain::time::{Seconds, Timestamp};

use cast::{Cast, Keys, find, person_id};
use data::{Data, TicketData, WorldData};
use play::Scene;
pub use types::{
    DemoChecklist, DemoClient, DemoEngagement, DemoPerson, DemoPlan, DemoProduct, DemoTicket, World, WorldError,
};

/// The calendars are expanded so far before and after now: beyond the oldest ticket and the latest due.
const HORIZON: Seconds = Seconds::days(400);

/// Builds the world as of `now`. Pure: the same instant gives the same world.
///
/// # Errors
/// [`WorldError`] when the compiled-in data files contradict the rules; the tests build the world at many instants.
pub fn build(now: Timestamp) -> Result<World, WorldError> {
    let data = Data::read()?;
    let mut world = places(&data.world, now)?;
    let cast = Cast::new(&world, |calendar| opening_hours(calendar, now))?;
    let starts = starts(&data.tickets, &cast, now)?;

    let mut order: Vec<(&TicketData, Timestamp)> = data.tickets.iter().zip(starts).collect();
    order.sort_by_key(|(ticket, start)| (*start, &ticket.slug));
    let keys = number(order.iter().map(|(ticket, _)| *ticket), &cast)?;
    let scene = Scene { cast: &cast, keys: &keys, now };
    for (ticket, start) in order {
        world.tickets.push(DemoTicket {
            slug: ticket.slug.clone(),
            key: keys.get(&ticket.slug)?.clone(),
            engagement: EngagementId::new(&ticket.on),
            events: scene.play(ticket, start)?,
        });
    }
    world.checklists = checklists::play(&world, &cast, now)?;
    Ok(world)
}

/// The provider with its staff, products, plans, policies and calendars, before the first client.
///
/// # Errors
/// As [`build`].
pub fn provider(now: Timestamp) -> Result<World, WorldError> {
    let mut world = places(&Data::read()?.world, now)?;
    world.people.retain(|person| person.client.is_none());
    world.clients.clear();
    world.engagements.clear();
    Ok(world)
}

/// When each ticket begins. Those beside others come last; keys do not matter yet, so the files' order numbers them.
fn starts(tickets: &[TicketData], cast: &Cast, now: Timestamp) -> Result<Vec<Timestamp>, WorldError> {
    let keys = number(tickets.iter(), cast)?;
    let scene = Scene { cast, keys: &keys, now };
    let mut known: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for besides in [false, true] {
        for ticket in tickets.iter().filter(|ticket| ticket.beside.is_some() == besides) {
            let start = scene.start(ticket, |slug| known.get(slug).copied())?;
            known.insert(&ticket.slug, start);
        }
    }
    let start_of = |ticket: &TicketData| known.get(ticket.slug.as_str()).copied().unwrap_or(now);
    Ok(tickets.iter().map(start_of).collect())
}

/// Gives tickets their keys: gapless per client, in the order given.
fn number<'a>(tickets: impl Iterator<Item = &'a TicketData>, cast: &Cast) -> Result<Keys, WorldError> {
    let mut last: BTreeMap<&str, u32> = BTreeMap::new();
    let mut keys = BTreeMap::new();
    for ticket in tickets {
        let prefix = cast.stage(&ticket.on)?.prefix.as_str();
        let number = last.entry(prefix).or_default();
        *number += 1;
        let key = TicketKey::new(prefix, *number).map_err(|error| refused(ticket, &error.to_string()))?;
        if keys.insert(ticket.slug.clone(), key).is_some() {
            return Err(refused(ticket, "two tickets have this slug"));
        }
    }
    Ok(Keys(keys))
}

fn refused(ticket: &TicketData, what: &str) -> WorldError {
    WorldError::Ticket { slug: ticket.slug.clone(), step: "key".to_owned(), what: what.to_owned() }
}

fn opening_hours(calendar: &Calendar, now: Timestamp) -> Result<OpenWindows, WorldError> {
    Ok(expand(std::slice::from_ref(calendar), now - HORIZON, now + HORIZON)?)
}

/// Everything but the tickets.
fn places(data: &WorldData, now: Timestamp) -> Result<World, WorldError> {
    let calendars: Vec<Calendar> = data
        .calendar
        .iter()
        .map(|entry| Calendar {
            id: CalendarId::new(&entry.id),
            name: entry.name.clone(),
            ..templates::business_week(&entry.zone)
        })
        .collect();
    let plans = data.plan.iter().map(|entry| DemoPlan {
        id: PlanId::new(&entry.id),
        name: entry.name.clone(),
        policy: PolicyId::new(&entry.policy),
        calendar: CalendarId::new(&entry.calendar),
    });
    let products = data.product.iter().map(|entry| DemoProduct {
        id: ProductId::new(&entry.id),
        name: entry.name.clone(),
        description: entry.description.clone(),
        policy: PolicyId::new(&entry.policy),
    });
    let clients = data.client.iter().map(|entry| DemoClient {
        id: ClientId::new(&entry.id),
        name: entry.name.clone(),
        prefix: entry.prefix.clone(),
    });
    let people: Result<_, WorldError> = data
        .person
        .iter()
        .map(|entry| {
            let email = Email::parse(&entry.email)
                .map_err(|problem| WorldError::File { file: "world.toml".to_owned(), what: problem.to_string() })?;
            Ok(DemoPerson {
                id: PersonId::new(&entry.id),
                name: entry.name.clone(),
                email,
                title: entry.title.clone(),
                role: entry.role,
                client: entry.client.as_ref().map(ClientId::new),
            })
        })
        .collect();
    let mut world = World {
        provider: data.provider.clone(),
        password: data.password.clone(),
        policies: templates::policies().into_iter().map(|policy| with_escalation(policy, data)).collect(),
        calendars,
        plans: plans.collect(),
        products: products.collect(),
        clients: clients.collect(),
        people: people?,
        engagements: Vec::new(),
        tickets: Vec::new(),
        checklists: Vec::new(),
    };
    for entry in &data.engagement {
        let engagement = engagement(&world, entry, now)?;
        let team: Result<_, WorldError> = entry.team.iter().map(|name| person_id(&world, name)).collect();
        world.engagements.push(DemoEngagement { engagement, team: team? });
    }
    Ok(world)
}

/// A policy with the levels that the demo adds to its chain.
fn with_escalation(mut policy: Policy, data: &WorldData) -> Policy {
    for entry in data.escalation.iter().filter(|entry| entry.policy == policy.id.as_str()) {
        let Some(chain) = policy.escalation_chain.as_mut() else { continue };
        if let Some(first) = chain.levels.first_mut() {
            first.wait = entry.first_wait.0;
        }
        let who = vec![Recipient::Person { id: PersonId::new(&entry.then) }];
        chain.levels.insert(1, Level { who, wait: entry.wait.0 });
    }
    policy
}

fn engagement(world: &World, entry: &data::EngagementData, now: Timestamp) -> Result<Engagement, WorldError> {
    let calendar = find("calendar", &world.calendars, &entry.calendar, |calendar| calendar.id.as_str())?;
    let plan = find("plan", &world.plans, &entry.plan, |plan| plan.id.as_str())?;
    let today = local_at(parse_zone(&calendar.zone)?, now).0;
    Ok(Engagement {
        id: EngagementId::new(&entry.id),
        client: find("client", &world.clients, &entry.client, |client| client.id.as_str())?.id.clone(),
        product: find("product", &world.products, &entry.product, |product| product.id.as_str())?.id.clone(),
        phase: entry.phase,
        go_live: entry.go_live.map(|days| today.plus_days(days).to_string()),
        plan: plan.id.clone(),
        policy: plan.policy.clone(),
        calendar: calendar.id.clone(),
        supplier_owner: Some(person_id(world, &entry.supplier_owner)?),
        buyer_owner: Some(person_id(world, &entry.buyer_owner)?),
    })
}
