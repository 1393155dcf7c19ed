//! The indexes that queries rely on: each must be there, defined as the migrations define it.

use surrealdb::types::{Value, vars};

use super::Finding;
use super::check::Round;
use crate::error::StoreError;

/// An index with the statements about it.
pub(super) struct Index {
    table: &'static str,
    name: &'static str,
    /// How it is defined, in the engine's own spelling.
    definition: &'static str,
    /// Its definition as stored; nothing when it is missing.
    stored: &'static str,
    remove: &'static str,
    rebuild: &'static str,
}

macro_rules! index {
    ($table:literal, $name:literal, $columns:literal) => {
        Index {
            table: $table,
            name: $name,
            definition: concat!("DEFINE INDEX ", $name, " ON ", $table, " FIELDS ", $columns),
            stored: concat!("RETURN (INFO FOR TABLE ", $table, ").indexes.", $name),
            remove: concat!("REMOVE INDEX IF EXISTS ", $name, " ON ", $table),
            rebuild: concat!("REBUILD INDEX IF EXISTS ", $name, " ON ", $table),
        }
    };
}

/// Every index of the schema, as the migrations leave it; a test compares.
const INDEXES: [Index; 18] = [
    index!("client", "client_prefix", "prefix UNIQUE"),
    index!("person", "person_email", "email UNIQUE"),
    index!("session", "session_person", "person"),
    index!("link", "link_person", "person"),
    index!("ticket", "ticket_open", "open, place"),
    index!("ticket", "ticket_engagement", "engagement, place"),
    index!("ticket", "ticket_assignee", "assignee, place"),
    index!("ticket", "ticket_client", "client, recent"),
    index!("ticket", "ticket_watch", "watch_at"),
    index!("notification", "notification_recent", "person, recent"),
    index!("notification", "notification_unread", "person, unread, recent"),
    index!("checklist", "checklist_open", "open, place"),
    index!("checklist", "checklist_engagement", "engagement, place"),
    index!("checklist", "checklist_client", "client, place"),
    index!("push_subscription", "push_subscription_person", "person"),
    index!("push_subscription", "push_subscription_session", "session"),
    index!("push", "push_waiting", "waiting, due"),
    index!("pushed_op", "pushed_op_at", "at"),
];

impl Round<'_> {
    /// Finds, and with `rebuild` makes, indexes that are missing or defined otherwise.
    pub(super) async fn check_indexes(&mut self) -> Result<(), StoreError> {
        for index in &INDEXES {
            let stored: Option<String> = self.store.db.read(index.stored, vars! {}).await?;
            if stored.as_deref() == Some(index.definition) {
                continue;
            }
            self.report.findings.push(Finding::Index { table: index.table, name: index.name });
            if self.rebuild && self.define(index).await? {
                self.report.repaired += 1;
            }
        }
        Ok(())
    }

    /// Defines an index anew; says `false` when records stand against it, of which two have one unique value.
    async fn define(&self, index: &Index) -> Result<bool, StoreError> {
        let db = &self.store.db;
        db.write::<Value>(index.remove, vars! {}).await?;
        match db.write::<Value>(index.definition, vars! {}).await {
            Err(error) if error.is_taken() => {
                db.write::<Value>(index.remove, vars! {}).await?;
                Ok(false)
            }
            outcome => outcome.map(|_| true),
        }
    }

    /// With `rebuild`, fills every index of tickets anew: whether one holds what the rows say cannot be seen from
    /// outside. Call it when the rows are right.
    pub(super) async fn rebuild_indexes(&self) -> Result<(), StoreError> {
        for index in INDEXES.iter().filter(|index| self.rebuild && index.table == "ticket") {
            self.store.db.write::<Value>(index.rebuild, vars! {}).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::Store;
    use crate::migrate::texts;
    use crate::tests::{empty, start, store};

    /// What is left of the migrations' indexes after the last one.
    fn of_the_migrations() -> BTreeMap<String, String> {
        let mut indexes = BTreeMap::new();
        for statement in texts().flat_map(|text| text.split(';')) {
            let name = |rest: &str| rest.split_whitespace().next().unwrap().to_owned();
            if let Some((_, rest)) = statement.split_once("DEFINE INDEX IF NOT EXISTS ") {
                indexes.insert(name(rest), ["DEFINE INDEX ", rest.trim()].concat());
            } else if let Some((_, rest)) = statement.split_once("REMOVE INDEX IF EXISTS ") {
                indexes.remove(&name(rest));
            } else {
                assert!(!statement.contains(" INDEX "), "this test does not understand {statement}");
            }
        }
        indexes
    }

    async fn stored(store: &Store) -> Vec<Option<String>> {
        let mut definitions = Vec::new();
        for index in &INDEXES {
            definitions.push(store.db.read(index.stored, vars! {}).await.unwrap());
        }
        definitions
    }

    #[test]
    fn the_list_is_what_the_migrations_define() {
        let listed: BTreeMap<String, String> =
            INDEXES.iter().map(|index| (index.name.to_owned(), index.definition.to_owned())).collect();
        assert_eq!(listed, of_the_migrations());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn removed_indexes_are_found_and_made_again_as_they_were() {
        let store = store().await;
        let before = stored(&store).await;
        assert!(before.iter().all(Option::is_some), "{before:?}");
        for index in &INDEXES {
            store.db.write::<Value>(index.remove, vars! {}).await.unwrap();
        }
        assert!(stored(&store).await.iter().all(Option::is_none), "removing does not remove");
        let found = store.doctor(&store.system(), false, start()).await.unwrap();
        let missing: Vec<_> =
            INDEXES.iter().map(|index| Finding::Index { table: index.table, name: index.name }).collect();
        assert_eq!(found.findings, missing);
        assert!(missing.iter().all(Finding::is_repairable));
        assert!(store.doctor(&store.system(), true, start()).await.unwrap().is_healthy());
        assert_eq!(stored(&store).await, before);
        assert_eq!(store.doctor(&store.system(), false, start()).await.unwrap().findings, Vec::new());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_index_that_is_defined_otherwise_is_found_and_made_right() {
        let store = empty().await;
        let other = "DEFINE INDEX OVERWRITE person_email ON person FIELDS email";
        store.db.write::<Value>(other, vars! {}).await.unwrap();
        let found = store.doctor(&store.system(), true, start()).await.unwrap();
        assert_eq!(found.findings, [Finding::Index { table: "person", name: "person_email" }]);
        assert!(found.is_healthy());
        assert!(store.doctor(&store.system(), false, start()).await.unwrap().findings.is_empty());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_unique_index_that_records_stand_against_stays_a_finding() {
        let store = store().await;
        let email = INDEXES.iter().find(|index| index.name == "person_email").unwrap();
        store.db.write::<Value>(email.remove, vars! {}).await.unwrap();
        let doubled = "{ UPDATE person SET email = 'same@people.example' RETURN NONE; RETURN NONE; }";
        store.db.write::<Value>(doubled, vars! {}).await.unwrap();
        for _ in 0..2 {
            let found = store.doctor(&store.system(), true, start()).await.unwrap();
            assert_eq!(found.findings, [Finding::Index { table: "person", name: "person_email" }]);
            assert_eq!(found.repaired, 0);
        }
    }
}
