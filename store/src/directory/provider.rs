//! The organisation that runs this instance.

use domain::people::Actor;
use domain::problem::text;

use super::Provider;
use super::check::{NAME_MAX, zone};
use super::rows::{PROVIDER_KEY, ProviderRow};
use crate::Store;
use crate::access::{Scope, SystemScope, keep};
use crate::error::SaveError;
use crate::outbox::{Change, Topic};
use crate::record::record;

/// What the form "Provider" carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProviderDraft {
    /// Its name.
    pub name: String,
    /// Its IANA zone.
    pub zone: String,
}

fn check(draft: &ProviderDraft, rev: u32) -> Result<Provider, SaveError> {
    let mut problems = Vec::new();
    let name = keep(&mut problems, text("name", "The name", &draft.name, NAME_MAX));
    let zone = zone(&mut problems, &draft.zone);
    if problems.is_empty() { Ok(Provider { name, zone, rev }) } else { Err(SaveError::Refused(problems)) }
}

impl Store {
    /// Writes the provider down, once, by `aftercare init`. Problems name `name` or `zone`.
    pub async fn create_provider(&self, _: &SystemScope, draft: &ProviderDraft) -> Result<(), SaveError> {
        let row = ProviderRow::from(&check(draft, 1)?);
        self.create_record(row, Change::by(Topic::Directory, &Actor::System)).await.map_err(|error| match error {
            SaveError::Store(store) if store.is_taken() => {
                SaveError::refused("name", "This instance has a provider already.")
            }
            other => other,
        })
    }

    /// Saves the provider over revision `rev`.
    pub async fn update_provider(
        &self,
        scope: &Scope,
        by: &Actor,
        rev: u32,
        draft: &ProviderDraft,
    ) -> Result<(), SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let row = ProviderRow::from(&check(draft, rev + 1)?);
        self.update_record(record("provider", PROVIDER_KEY), rev, row, Change::by(Topic::Directory, by)).await
    }
}
