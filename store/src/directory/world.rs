//! Loading a whole directory at once: templates at `aftercare init`, everything for the demo.

use domain::engagement::Engagement;
use domain::people::Actor;
use domain::sla::{Calendar, Policy};
use surrealdb::types::{SurrealValue, Value, vars};

use super::rows::{ClientRow, DocumentRow, EngagementRow, PlanRow, ProductRow, ProviderRow};
use super::versions::{calendar_row, policy_row};
use super::{Client, KnownIssue, Plan, Product, Provider};
use crate::Store;
use crate::access::{Person, PersonRow, SystemScope};
use crate::error::SaveError;
use crate::outbox::{Change, Topic};
use crate::record::record;

/// A person with a password that is known already.
#[derive(Debug, Clone)]
pub struct WorldPerson {
    /// Who.
    pub person: Person,
    /// The Argon2id hash in PHC form; `None` for somebody who sets it by a welcome link.
    pub password_hash: Option<String>,
}

/// Records to be added together. Ids are the caller's; parts may be empty.
#[derive(Debug, Clone, Default)]
pub struct World {
    /// The organisation that runs this instance.
    pub provider: Option<Provider>,
    /// Versions of policies.
    pub policies: Vec<Policy>,
    /// Versions of calendars.
    pub calendars: Vec<Calendar>,
    /// What was sold.
    pub products: Vec<Product>,
    /// Contract terms.
    pub plans: Vec<Plan>,
    /// Buyer organisations.
    pub clients: Vec<Client>,
    /// Products delivered to clients.
    pub engagements: Vec<Engagement>,
    /// People on both sides.
    pub people: Vec<WorldPerson>,
    /// The first knowledge base.
    pub known_issues: Vec<KnownIssue>,
}

#[derive(SurrealValue)]
struct CredentialRow {
    id: surrealdb::types::RecordId,
    password: String,
}

/// All or nothing.
const IMPORT: &str = "{
    INSERT INTO provider $provider RETURN NONE;
    INSERT INTO policy $policies RETURN NONE;
    INSERT INTO calendar $calendars RETURN NONE;
    INSERT INTO product $products RETURN NONE;
    INSERT INTO plan $plans RETURN NONE;
    INSERT INTO client $clients RETURN NONE;
    INSERT INTO engagement $engagements RETURN NONE;
    INSERT INTO person $people RETURN NONE;
    INSERT INTO credential $credentials RETURN NONE;
    INSERT INTO article $articles RETURN NONE;
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}";

impl Store {
    /// Adds all records of a world in one transaction. References are the caller's to get right; policies and
    /// calendars are validated.
    pub async fn import_world(&self, _: &SystemScope, world: &World) -> Result<(), SaveError> {
        let policies = world.policies.iter().map(policy_row).collect::<Result<Vec<_>, _>>()?;
        let calendars = world.calendars.iter().map(calendar_row).collect::<Result<Vec<_>, _>>()?;
        let articles = world
            .known_issues
            .iter()
            .map(|issue| DocumentRow::of(record("article", issue.id.as_str()), issue))
            .collect::<Result<Vec<_>, _>>()?;
        let engagements =
            world.engagements.iter().map(|one| EngagementRow::of(one, &[], 1)).collect::<Result<Vec<_>, _>>()?;
        let credentials = world.people.iter().filter_map(|entry| {
            let password = entry.password_hash.clone()?;
            Some(CredentialRow { id: record("credential", entry.person.id.as_str()), password })
        });
        let vars = vars! {
            provider: world.provider.iter().map(ProviderRow::from).collect::<Vec<_>>(),
            policies: policies,
            calendars: calendars,
            products: world.products.iter().map(ProductRow::from).collect::<Vec<_>>(),
            plans: world.plans.iter().map(PlanRow::from).collect::<Vec<_>>(),
            clients: world.clients.iter().map(ClientRow::from).collect::<Vec<_>>(),
            engagements: engagements,
            people: world.people.iter().map(|entry| PersonRow::of(&entry.person)).collect::<Vec<_>>(),
            credentials: credentials.collect::<Vec<_>>(),
            articles: articles,
            outbox: Change::by(Topic::Directory, &Actor::System).into_row(),
        };
        self.db.write::<Value>(IMPORT, vars).await?;
        self.reload_directory().await?;
        Ok(())
    }
}
