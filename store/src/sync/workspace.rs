//! The engagements a person may keep on a device.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::engagement::{Engagement, Phase};
use domain::people::Side;

use crate::Store;
use crate::access::{Person, Scope};
use crate::error::StoreError;
use crate::tickets::{AssigneeFilter, InboxFilter};

/// Engagements of one answer: more than anybody works on.
const ENGAGEMENTS_MAX: usize = 50;
/// A person's own open tickets that are looked at for where they work.
const OWN_TICKETS: usize = 200;

/// An engagement that a device may keep.
#[derive(Debug, Clone)]
pub struct MayKeep {
    /// Which.
    pub engagement: Arc<Engagement>,
    /// Whether the person works on it: its owner on the provider's side, or of one of its open tickets. A client's
    /// people work on all of theirs.
    pub is_own: bool,
}

impl Store {
    /// The engagements that a person may keep, their own first, then by the client's name; closed ones are left out.
    pub async fn may_keep(&self, scope: &Scope, by: &Person) -> Result<Vec<MayKeep>, StoreError> {
        let filter = InboxFilter { assignee: Some(AssigneeFilter::Person(by.id.clone())), ..InboxFilter::default() };
        let assigned = self.inbox(scope, &filter, None, OWN_TICKETS).await?.rows;
        let assigned: BTreeSet<_> = assigned.into_iter().map(|row| row.engagement).collect();
        let directory = self.directory();
        let is_own = |engagement: &Engagement| {
            scope.side() == Side::Client
                || engagement.supplier_owner.as_ref() == Some(&by.id)
                || assigned.contains(&engagement.id)
        };
        let open = directory.engagements(scope).into_iter().filter(|engagement| engagement.phase != Phase::Closed);
        let mut all: Vec<MayKeep> =
            open.map(|engagement| MayKeep { is_own: is_own(engagement), engagement: Arc::clone(engagement) }).collect();
        let names = |engagement: &Engagement| {
            let client = directory.client(&engagement.client).map(|client| client.name.to_lowercase());
            let product = directory.product(&engagement.product).map(|product| product.name.to_lowercase());
            (client, product)
        };
        all.sort_by_cached_key(|one| (!one.is_own, names(&one.engagement)));
        all.truncate(ENGAGEMENTS_MAX);
        Ok(all)
    }
}
