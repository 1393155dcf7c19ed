//! Who looks, in which zone, and the names of things: what every presenter needs.

use std::sync::Arc;

use app::model::{Clock, Person, Priority};
use domain::engagement::{Engagement, Phase};
use domain::ids::PersonId;
use domain::people::{PersonRef, Side};
use domain::sla::zone::{Zoned, parse_zone};
use domain::sla::{ClockChip, LocalDate, OpenWindows, Policy, PriorityKey};
use domain::time::Timestamp;
use store::Directory;
use store::access::Session;

use super::clock::{Windows, clock};
use super::times::Times;

/// One page's view of the world.
pub struct View {
    /// The small, slow-changing records.
    pub directory: Arc<Directory>,
    /// Who looks.
    pub session: Session,
    /// Times as the viewer reads them.
    pub times: Times,
    /// Opening windows that the page's clocks need.
    pub tables: Windows,
}

impl View {
    /// A view at `now`.
    pub fn new(directory: Arc<Directory>, session: &Session, now: Timestamp) -> Self {
        let zone = directory.zone_of(&session.person).to_owned();
        let other = other_side(&directory, session);
        let mut times = Times::new(&zone, now);
        if let Some((zone, name)) = other {
            times = times.with_other(&zone, &name);
        }
        Self { directory, session: session.clone(), times, tables: Windows::default() }
    }

    /// The viewer's side.
    pub fn side(&self) -> Side {
        self.session.side()
    }

    /// When the page is drawn.
    pub fn now(&self) -> Timestamp {
        self.times.now()
    }

    /// The same view with the client's zone as the second one, for staff on a ticket.
    pub fn for_client_of(&mut self, engagement: &Engagement) {
        if self.side() == Side::Staff
            && let Some(client) = self.directory.client(&engagement.client)
        {
            self.times = self.times.clone().with_other(&client.zone, &client.name);
        }
    }

    /// A person as written in an event, with what they are today.
    pub fn person(&self, person: &PersonRef) -> Person {
        Person::new(person.id.clone(), &*person.name, self.detail(&person.id))
    }

    /// A person of the directory.
    pub fn person_by_id(&self, id: &PersonId) -> Option<Person> {
        let person = self.directory.person(id)?;
        Some(Person::new(id.clone(), &*person.name, self.detail(id)))
    }

    /// `Ward manager, Brimley Care`.
    fn detail(&self, id: &PersonId) -> String {
        let Some(person) = self.directory.person(id) else { return String::new() };
        let organisation = match &person.client {
            Some(client) => self.directory.client(client).map_or("", |client| client.name.as_str()),
            None => self.directory.provider_name(),
        };
        let parts = [person.title.as_str(), organisation];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The client's name.
    pub fn client_name(&self, engagement: &Engagement) -> String {
        self.directory.client(&engagement.client).map_or_else(String::new, |client| client.name.clone())
    }

    /// The product's name.
    pub fn product_name(&self, engagement: &Engagement) -> String {
        self.directory.product(&engagement.product).map_or_else(String::new, |product| product.name.clone())
    }

    /// A priority as a label.
    pub fn priority(policy: &Policy, key: &PriorityKey) -> Priority {
        let place = policy.priorities.iter().position(|rule| rule.key == *key);
        let label =
            place.and_then(|place| policy.priorities.get(place)).map_or(key.as_str(), |rule| rule.short.as_str());
        Priority::new(key.as_str(), label, place.unwrap_or(usize::MAX))
    }

    /// A clock chip, with its windows table noted for the page.
    pub fn clock(&mut self, chip: &ClockChip, engagement: &Engagement, windows: &OpenWindows) -> Clock {
        let shared = self.directory.shares_hours(engagement);
        let name = if shared {
            engagement.calendar.to_string()
        } else {
            format!("{} of {}", engagement.calendar, engagement.id)
        };
        clock(chip, &name, windows, &mut self.tables, &self.times)
    }

    /// `Hypercare, day 3` · `Onboarding, go-live in 22 days`.
    pub fn phase(&self, engagement: &Engagement) -> String {
        let label = engagement.phase.label();
        let Some(days) = self.days_since_go_live(engagement) else { return label.to_owned() };
        match (engagement.phase, days) {
            (Phase::Launch | Phase::Hypercare, 0) => format!("{label}, go-live day"),
            (Phase::Launch | Phase::Hypercare, 1..) => format!("{label}, day {days}"),
            (Phase::Onboarding | Phase::Launch, ..=-1) => format!("{label}, go-live in {}", plural(-days, "day")),
            _ => label.to_owned(),
        }
    }

    /// Days from the go-live date to today, in the client's zone; negative before it.
    pub fn days_since_go_live(&self, engagement: &Engagement) -> Option<i32> {
        let date: LocalDate = engagement.go_live.as_ref()?.parse().ok()?;
        let zone = self.directory.client(&engagement.client).map_or("UTC", |client| client.zone.as_str());
        let today = Zoned::new(self.now(), parse_zone(zone).ok()?).date;
        Some(today.days() - date.days())
    }
}

/// `1 day`, `22 days`.
pub fn plural(count: i32, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// For a client's people: the provider's zone.
fn other_side(directory: &Directory, session: &Session) -> Option<(String, String)> {
    let provider = directory.provider()?;
    (session.side() == Side::Client).then(|| (provider.zone.clone(), provider.name.clone()))
}
