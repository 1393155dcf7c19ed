//! What a person wants to be told.

use domain::ids::PersonId;
use domain::push::{Kind, Preferences};
use domain::sla::escalation::QuietHours;
use surrealdb::types::{SurrealValue, Value, vars};

use crate::Store;
use crate::access::Session;
use crate::error::StoreError;
use crate::record::record;

#[derive(SurrealValue)]
struct Row {
    off: Vec<String>,
    quiet_from: Option<String>,
    quiet_to: Option<String>,
}

const READ: &str = "SELECT off, quiet_from, quiet_to FROM ONLY $id";
const SAVE: &str = "UPSERT ONLY $id CONTENT $row RETURN NONE";

impl Store {
    /// A person's own choices; everything and always before they chose.
    pub async fn push_preferences(&self, session: &Session) -> Result<Preferences, StoreError> {
        self.preferences_of(&session.person.id).await
    }

    pub(super) async fn preferences_of(&self, person: &PersonId) -> Result<Preferences, StoreError> {
        let row: Option<Row> = self.db.read(READ, vars! { id: record("push_preference", person.as_str()) }).await?;
        let Some(row) = row else { return Ok(Preferences::default()) };
        let quiet = row
            .quiet_from
            .zip(row.quiet_to)
            .and_then(|(from, to)| Some(QuietHours { from: from.parse().ok()?, to: to.parse().ok()? }));
        Ok(Preferences { off: row.off.iter().filter_map(|name| Kind::from_name(name)).collect(), quiet })
    }

    /// Saves a person's own choices.
    pub async fn save_push_preferences(&self, session: &Session, wishes: &Preferences) -> Result<(), StoreError> {
        let row = Row {
            off: wishes.off.iter().map(|kind| kind.as_str().to_owned()).collect(),
            quiet_from: wishes.quiet.map(|quiet| quiet.from.to_string()),
            quiet_to: wishes.quiet.map(|quiet| quiet.to.to_string()),
        };
        let id = record("push_preference", session.person.id.as_str());
        self.db.write::<Value>(SAVE, vars! { id: id, row: row }).await.map(drop)
    }
}
