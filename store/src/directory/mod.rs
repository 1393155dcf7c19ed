//! The small, slow-changing records: provider, clients, products, plans, engagements, people, policies, calendars,
//! known issues. Held in memory as one snapshot, because every page needs some of it.

mod articles;
mod check;
mod clients;
mod engagements;
mod hours;
mod load;
mod plans;
mod products;
mod rows;
mod saved;
mod versions;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::{CalendarId, ClientId, EngagementId, PersonId, PlanId, PolicyId, ProductId};
use domain::sla::{Calendar, HoursSince, Policy, PolicyBook, PolicyRef};
use domain::time::{Seconds, Timestamp};

pub use articles::KnownIssue;
pub(crate) use check::{is_zone, zone_problem};
pub use clients::ClientDraft;
pub use engagements::EngagementDraft;
pub(crate) use engagements::change;
pub use hours::Given;
pub(crate) use load::load;
pub use plans::PlanDraft;
pub use products::ProductDraft;
pub use saved::{CalendarVersions, Saved};
pub(crate) use versions::RolloutRow;
pub use world::{World, WorldPerson};

use crate::access::{Person, Reach, Scope};

/// How far back calendars are expanded: opening hours before it are unknown to every clock (`Misconfigured`), so this is
/// longer than a contract lasts.
const WINDOWS_BACK: Seconds = Seconds::days(10 * 366);
/// How far ahead: a year of opening hours of a 40-hour week ends within it.
const WINDOWS_AHEAD: Seconds = Seconds::days(5 * 366);

/// The organisation that runs this instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name.
    pub name: String,
    /// Its IANA zone: staff without one of their own read times in it.
    pub zone: String,
    /// Counts saves.
    pub rev: u32,
}

/// A buyer organisation: the tenant boundary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Its id.
    pub id: ClientId,
    /// Its name.
    pub name: String,
    /// What its ticket keys begin with; unique, and fixed once a ticket has been numbered.
    pub prefix: String,
    /// Its IANA zone.
    pub zone: String,
    /// Counts saves.
    pub rev: u32,
}

/// Something that was sold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// The SLA policy its plans begin with.
    pub policy: PolicyId,
    /// Counts saves.
    pub rev: u32,
}

/// Contract terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its id.
    pub id: PlanId,
    /// Its name.
    pub name: String,
    /// The SLA policy it promises.
    pub policy: PolicyId,
    /// The calendar its business time is counted in.
    pub calendar: CalendarId,
    /// What it is, in a sentence or two for the client.
    pub description: String,
    /// What is done how often, in words.
    pub cadence: String,
    /// Counts saves.
    pub rev: u32,
}

/// Everything, as of one moment.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    pub(crate) provider: Option<Provider>,
    pub(crate) clients: BTreeMap<ClientId, Client>,
    pub(crate) products: BTreeMap<ProductId, Product>,
    pub(crate) plans: BTreeMap<PlanId, Plan>,
    pub(crate) engagements: BTreeMap<EngagementId, Arc<Engagement>>,
    pub(crate) engagement_revs: BTreeMap<EngagementId, u32>,
    pub(crate) switches: BTreeMap<EngagementId, Vec<hours::Switch>>,
    /// Of those that have had several calendars.
    pub(crate) hours: BTreeMap<EngagementId, Vec<HoursSince>>,
    pub(crate) people: BTreeMap<PersonId, Person>,
    pub(crate) policies: BTreeMap<PolicyId, Vec<Arc<Policy>>>,
    pub(crate) policies_saved: BTreeMap<(PolicyId, u32), Saved>,
    pub(crate) books: BTreeMap<PolicyId, Arc<PolicyBook>>,
    pub(crate) calendars: BTreeMap<CalendarId, CalendarVersions>,
    pub(crate) known_issues: Vec<KnownIssue>,
    pub(crate) loaded_at: Timestamp,
}

impl Directory {
    /// The provider; `None` before `aftercare init`.
    pub fn provider(&self) -> Option<&Provider> {
        self.provider.as_ref()
    }

    /// The provider's name; empty before `aftercare init`.
    pub fn provider_name(&self) -> &str {
        self.provider.as_ref().map_or("", |provider| provider.name.as_str())
    }

    /// The IANA zone a person reads times in: their own, else their client's, else the provider's.
    pub fn zone_of<'a>(&'a self, person: &'a Person) -> &'a str {
        let client = person.client.as_ref().and_then(|id| self.client(id)).map(|client| client.zone.as_str());
        let provider = self.provider.as_ref().map(|provider| provider.zone.as_str());
        [Some(person.zone.as_str()), client, provider]
            .into_iter()
            .flatten()
            .find(|zone| !zone.is_empty())
            .unwrap_or("UTC")
    }

    /// One client.
    pub fn client(&self, id: &ClientId) -> Option<&Client> {
        self.clients.get(id)
    }

    /// The client whose keys begin with a prefix.
    pub fn client_by_prefix(&self, prefix: &str) -> Option<&Client> {
        self.clients.values().find(|client| client.prefix == prefix)
    }

    /// One product.
    pub fn product(&self, id: &ProductId) -> Option<&Product> {
        self.products.get(id)
    }

    /// One plan.
    pub fn plan(&self, id: &PlanId) -> Option<&Plan> {
        self.plans.get(id)
    }

    /// One engagement, whoever asks; [`Scope::sees`] says whether it is theirs.
    pub fn engagement(&self, id: &EngagementId) -> Option<&Arc<Engagement>> {
        self.engagements.get(id)
    }

    /// How often an engagement has been saved: what its edit form carries.
    pub fn engagement_rev(&self, id: &EngagementId) -> u32 {
        self.engagement_revs.get(id).copied().unwrap_or_default()
    }

    /// One person.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people.get(id)
    }

    /// The client an engagement belongs to.
    pub fn client_of(&self, engagement: &EngagementId) -> Option<&Client> {
        self.client(&self.engagement(engagement)?.client)
    }

    /// Every product, by name.
    pub fn products(&self) -> Vec<&Product> {
        sorted_by_name(self.products.values(), |product| &product.name)
    }

    /// Every plan, by name.
    pub fn plans(&self) -> Vec<&Plan> {
        sorted_by_name(self.plans.values(), |plan| &plan.name)
    }

    /// The clients a scope sees, by name: those of its engagements.
    pub fn clients(&self, scope: &Scope) -> Vec<&Client> {
        let seen = |client: &&Client| match scope.reach() {
            Reach::Everything => true,
            Reach::Client(id) => client.id == *id,
            Reach::Nothing => false,
            Reach::Engagements(_) => self.engagements(scope).iter().any(|engagement| engagement.client == client.id),
        };
        sorted_by_name(self.clients.values().filter(seen), |client| &client.name)
    }

    /// The engagements a scope sees.
    pub fn engagements(&self, scope: &Scope) -> Vec<&Arc<Engagement>> {
        self.engagements.values().filter(|engagement| scope.sees(engagement)).collect()
    }

    /// The people a scope may know, by name: for clients their own people and the staff, for staff everybody of the
    /// clients they see and all staff. Disabled people are included; pages decide.
    pub fn people(&self, scope: &Scope) -> Vec<&Person> {
        let clients = self.clients(scope);
        let known = |person: &&Person| match &person.client {
            None => *scope.reach() != Reach::Nothing,
            Some(id) => clients.iter().any(|client| client.id == *id),
        };
        sorted_by_name(self.people.values().filter(known), |person| &person.name)
    }

    /// The admins who may sign in, by name.
    pub fn admins(&self) -> Vec<&Person> {
        sorted_by_name(
            self.people.values().filter(|person| person.role.may_administer() && !person.disabled),
            |person| &person.name,
        )
    }

    /// Staff who can be given a ticket of an engagement: admins and the agents who belong to it, enabled, by name.
    pub fn assignable(&self, engagement: &EngagementId) -> Vec<&Person> {
        let can = |person: &&Person| {
            !person.disabled
                && (person.role.may_administer()
                    || (person.client.is_none() && person.engagements.contains(engagement)))
        };
        sorted_by_name(self.people.values().filter(can), |person| &person.name)
    }

    /// Everybody who can be given an item of an engagement's checklists: staff who belong to it and the client's
    /// people, enabled, each side by name, staff first.
    pub fn working_on(&self, engagement: &Engagement) -> Vec<&Person> {
        let theirs = |person: &&Person| !person.disabled && person.client.as_ref() == Some(&engagement.client);
        let theirs = sorted_by_name(self.people.values().filter(theirs), |person| &person.name);
        self.assignable(&engagement.id).into_iter().chain(theirs).collect()
    }

    /// Every policy in its version of now, by name.
    pub fn policies(&self, now: Timestamp) -> Vec<&Arc<Policy>> {
        sorted_by_name(self.policies.keys().filter_map(|id| self.policy_at(id, now)), |policy| &policy.name)
    }

    /// Every version of a policy, oldest first.
    pub fn policy_versions(&self, id: &PolicyId) -> &[Arc<Policy>] {
        self.policies.get(id).map_or(&[], Vec::as_slice)
    }

    /// The version of a policy that counts for tickets reported at `now` (SLA.md rule 10).
    pub fn policy_at(&self, id: &PolicyId, now: Timestamp) -> Option<&Arc<Policy>> {
        Policy::version_at(self.policies.get(id)?, now)
    }

    /// The policy a ticket of an engagement is measured by when it names none that exists.
    pub fn policy_of(&self, engagement: &Engagement, now: Timestamp) -> Option<&Arc<Policy>> {
        self.policy_at(&engagement.policy, now)
    }

    /// The policy version a ticket is measured by: the one it names, else its engagement's.
    pub fn policy_for(&self, reference: &PolicyRef, engagement: &Engagement) -> Option<Arc<Policy>> {
        let named = self.policy_versions(&reference.id).iter().find(|policy| policy.version == reference.version);
        named.or_else(|| self.policy_at(&engagement.policy, self.loaded_at)).cloned()
    }

    /// Every policy version, with an engagement's own as the fallback.
    pub fn book_of(&self, engagement: &Engagement) -> Option<&Arc<PolicyBook>> {
        self.books.get(&engagement.policy)
    }

    /// A calendar's versions and its opening hours.
    pub fn calendar(&self, id: &CalendarId) -> Option<&CalendarVersions> {
        self.calendars.get(id)
    }

    /// Every calendar in its newest version, by name.
    pub fn calendars(&self) -> Vec<&Calendar> {
        sorted_by_name(self.calendars.values().filter_map(|calendar| calendar.versions.last()), |calendar| {
            &calendar.name
        })
    }

    /// Known issues, of one product or of none in particular; all of them without a product.
    pub fn known_issues(&self, product: Option<&ProductId>) -> Vec<&KnownIssue> {
        let wanted =
            |issue: &&KnownIssue| product.is_none() || issue.product.is_none() || issue.product.as_ref() == product;
        self.known_issues.iter().filter(wanted).collect()
    }
}

fn sorted_by_name<'a, T: ?Sized>(items: impl Iterator<Item = &'a T>, name: impl Fn(&T) -> &String) -> Vec<&'a T> {
    let mut items: Vec<&'a T> = items.collect();
    items.sort_by_cached_key(|item| name(item).to_lowercase());
    items
}
