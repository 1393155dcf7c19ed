//! Clients: the tenants.

use domain::ids::{ClientId, is_key_prefix};
use domain::people::Actor;
use domain::problem::{Problem, text};
use surrealdb::types::vars;

use super::Client;
use super::Directory;
use super::check::{NAME_MAX, zone};
use super::rows::ClientRow;
use crate::Store;
use crate::access::{Scope, keep};
use crate::error::SaveError;
use crate::outbox::{Change, Topic};
use crate::record::record;

/// What the form "Client" carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientDraft {
    /// Its name.
    pub name: String,
    /// What its ticket keys begin with.
    pub prefix: String,
    /// Its IANA zone.
    pub zone: String,
}

const LAST_NUMBER: &str = "SELECT VALUE last FROM ONLY $number";

const PREFIX_TAKEN: &str = "Another client's tickets begin with this prefix. Choose a different one.";

impl Store {
    /// Adds a client. Problems name `name`, `prefix` or `zone`.
    pub async fn create_client(&self, scope: &Scope, by: &Actor, draft: &ClientDraft) -> Result<ClientId, SaveError> {
        let client = check(&self.directory(), scope, ClientId::new(crate::new_id()), draft, 1)?;
        let change = Change::by(Topic::Directory, by);
        self.create_record(ClientRow::from(&client), change).await.map_err(prefix_taken)?;
        Ok(client.id)
    }

    /// Saves a client over revision `rev`.
    pub async fn update_client(
        &self,
        scope: &Scope,
        by: &Actor,
        id: &ClientId,
        rev: u32,
        draft: &ClientDraft,
    ) -> Result<(), SaveError> {
        let client = check(&self.directory(), scope, id.clone(), draft, rev + 1)?;
        let before = self.directory().client(id).map(|client| client.prefix.clone()).ok_or(SaveError::NotFound)?;
        if before != client.prefix && self.has_numbered(&before).await? {
            return Err(SaveError::refused(
                "prefix",
                "Tickets carry this prefix already, so it stays. Keep it as it was.",
            ));
        }
        let change = Change::by(Topic::Directory, by);
        self.update_record(record("client", id.as_str()), rev, ClientRow::from(&client), change)
            .await
            .map_err(prefix_taken)
    }

    async fn has_numbered(&self, prefix: &str) -> Result<bool, SaveError> {
        let last: Option<i64> = self.db.read(LAST_NUMBER, vars! { number: record("number", prefix) }).await?;
        Ok(last.is_some())
    }
}

fn check(
    directory: &Directory,
    scope: &Scope,
    id: ClientId,
    draft: &ClientDraft,
    rev: u32,
) -> Result<Client, SaveError> {
    if !scope.may_administer() {
        return Err(SaveError::Forbidden);
    }
    let mut problems = Vec::new();
    let name = keep(&mut problems, text("name", "The name", &draft.name, NAME_MAX));
    let prefix = draft.prefix.trim().to_ascii_uppercase();
    if !is_key_prefix(&prefix) {
        problems.push(Problem::new(
            "prefix",
            "The prefix has 2 to 8 capital letters or digits, a letter first, like ACME.",
        ));
    } else if directory.client_by_prefix(&prefix).is_some_and(|other| other.id != id) {
        // The unique index decides; this only says it together with everything else.
        problems.push(Problem::new("prefix", PREFIX_TAKEN));
    }
    let zone = zone(&mut problems, &draft.zone);
    if problems.is_empty() { Ok(Client { id, name, prefix, zone, rev }) } else { Err(SaveError::Refused(problems)) }
}

fn prefix_taken(error: SaveError) -> SaveError {
    match error {
        SaveError::Store(store) if store.is_taken() => SaveError::refused("prefix", PREFIX_TAKEN),
        other => other,
    }
}
