//! The stored form of directory records. Never leaves this crate.

use domain::engagement::{Engagement, Phase};
use domain::ids::{CalendarId, ClientId, EngagementId, PersonId, PlanId, PolicyId, ProductId};
use surrealdb::types::{RecordId, SurrealValue};

use super::hours::Switch;
use super::{Client, Plan, Product, Provider};
use crate::error::StoreError;
use crate::record::{key_text, record};

/// The key of the only provider.
const PROVIDER_KEY: &str = "main";

fn rev(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or_default()
}

#[derive(SurrealValue)]
pub(super) struct ProviderRow {
    id: RecordId,
    name: String,
    zone: String,
    rev: i64,
}

impl From<&Provider> for ProviderRow {
    fn from(provider: &Provider) -> Self {
        Self {
            id: record("provider", PROVIDER_KEY),
            name: provider.name.clone(),
            zone: provider.zone.clone(),
            rev: i64::from(provider.rev),
        }
    }
}

impl From<ProviderRow> for Provider {
    fn from(row: ProviderRow) -> Self {
        Self { name: row.name, zone: row.zone, rev: rev(row.rev) }
    }
}

#[derive(SurrealValue)]
pub(super) struct ClientRow {
    id: RecordId,
    name: String,
    prefix: String,
    zone: String,
    rev: i64,
}

impl From<&Client> for ClientRow {
    fn from(client: &Client) -> Self {
        Self {
            id: record("client", client.id.as_str()),
            name: client.name.clone(),
            prefix: client.prefix.clone(),
            zone: client.zone.clone(),
            rev: i64::from(client.rev),
        }
    }
}

impl From<ClientRow> for Client {
    fn from(row: ClientRow) -> Self {
        Self {
            id: ClientId::new(key_text(&row.id)),
            name: row.name,
            prefix: row.prefix,
            zone: row.zone,
            rev: rev(row.rev),
        }
    }
}

#[derive(SurrealValue)]
pub(super) struct ProductRow {
    id: RecordId,
    name: String,
    policy: String,
    rev: i64,
}

impl From<&Product> for ProductRow {
    fn from(product: &Product) -> Self {
        Self {
            id: record("product", product.id.as_str()),
            name: product.name.clone(),
            policy: product.policy.as_str().to_owned(),
            rev: i64::from(product.rev),
        }
    }
}

impl From<ProductRow> for Product {
    fn from(row: ProductRow) -> Self {
        Self {
            id: ProductId::new(key_text(&row.id)),
            name: row.name,
            policy: PolicyId::new(row.policy),
            rev: rev(row.rev),
        }
    }
}

#[derive(SurrealValue)]
pub(super) struct PlanRow {
    id: RecordId,
    name: String,
    policy: String,
    calendar: String,
    description: String,
    cadence: String,
    rev: i64,
}

impl From<&Plan> for PlanRow {
    fn from(plan: &Plan) -> Self {
        Self {
            id: record("plan", plan.id.as_str()),
            name: plan.name.clone(),
            policy: plan.policy.as_str().to_owned(),
            calendar: plan.calendar.as_str().to_owned(),
            description: plan.description.clone(),
            cadence: plan.cadence.clone(),
            rev: i64::from(plan.rev),
        }
    }
}

impl From<PlanRow> for Plan {
    fn from(row: PlanRow) -> Self {
        Self {
            id: PlanId::new(key_text(&row.id)),
            name: row.name,
            policy: PolicyId::new(row.policy),
            calendar: CalendarId::new(row.calendar),
            description: row.description,
            cadence: row.cadence,
            rev: rev(row.rev),
        }
    }
}

#[derive(SurrealValue)]
pub(super) struct EngagementRow {
    id: RecordId,
    client: String,
    product: String,
    phase: String,
    go_live: Option<String>,
    plan: String,
    policy: String,
    calendar: String,
    supplier_owner: Option<String>,
    buyer_owner: Option<String>,
    switches: Option<String>,
    rev: i64,
}

impl EngagementRow {
    pub(super) fn of(engagement: &Engagement, switches: &[Switch], rev: u32) -> Result<Self, StoreError> {
        let switches = (!switches.is_empty()).then(|| serde_json::to_string(switches)).transpose();
        let owner = |id: &Option<PersonId>| id.as_ref().map(|id| id.as_str().to_owned());
        Ok(Self {
            id: record("engagement", engagement.id.as_str()),
            client: engagement.client.as_str().to_owned(),
            product: engagement.product.as_str().to_owned(),
            phase: engagement.phase.as_str().to_owned(),
            go_live: engagement.go_live.clone(),
            plan: engagement.plan.as_str().to_owned(),
            policy: engagement.policy.as_str().to_owned(),
            calendar: engagement.calendar.as_str().to_owned(),
            supplier_owner: owner(&engagement.supplier_owner),
            buyer_owner: owner(&engagement.buyer_owner),
            switches: switches.map_err(|error| StoreError::damaged(engagement.id.as_str(), error))?,
            rev: i64::from(rev),
        })
    }

    pub(super) fn into_engagement(self) -> Result<(Engagement, u32, Vec<Switch>), StoreError> {
        let key = key_text(&self.id).to_owned();
        let switches = self.switches.as_deref().map_or(Ok(Vec::new()), serde_json::from_str);
        let switches = switches.map_err(|error| StoreError::damaged(["engagement:", &key].concat(), error))?;
        let phase = Phase::from_name(&self.phase)
            .ok_or_else(|| StoreError::damaged(["engagement:", &key].concat(), "unknown phase"))?;
        let engagement = Engagement {
            id: EngagementId::new(key),
            client: ClientId::new(self.client),
            product: ProductId::new(self.product),
            phase,
            go_live: self.go_live,
            plan: PlanId::new(self.plan),
            policy: PolicyId::new(self.policy),
            calendar: CalendarId::new(self.calendar),
            supplier_owner: self.supplier_owner.map(PersonId::new),
            buyer_owner: self.buyer_owner.map(PersonId::new),
        };
        Ok((engagement, rev(self.rev), switches))
    }
}

/// A versioned or free-form document in the domain's own JSON.
#[derive(SurrealValue)]
pub(super) struct DocumentRow {
    pub(super) id: RecordId,
    pub(super) document: String,
}

impl DocumentRow {
    pub(super) fn of(id: RecordId, document: &impl serde::Serialize) -> Result<Self, StoreError> {
        let document = serde_json::to_string(document).map_err(|error| StoreError::damaged(place(&id), error))?;
        Ok(Self { id, document })
    }

    pub(super) fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, StoreError> {
        serde_json::from_str(&self.document).map_err(|error| StoreError::damaged(place(&self.id), error))
    }
}

pub(super) fn place(id: &RecordId) -> String {
    let table: &str = id.table.as_ref();
    [table, ":", key_text(id)].concat()
}
