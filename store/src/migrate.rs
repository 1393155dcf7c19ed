//! Numbered schema changes, each applied once and never edited afterwards.

use std::ops::Bound;

use sha2::{Digest, Sha256};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value, vars};
use thiserror::Error;

use crate::clock::wall_clock;
use crate::db::Db;
use crate::error::StoreError;
use crate::record::{IDS, records_from};

/// One numbered change. Its steps may all be run again, so that a run that was cut off can be repeated.
struct Migration {
    version: i64,
    name: &'static str,
    steps: &'static [Step],
}

/// A part of a change.
enum Step {
    /// Statements that are each a transaction of their own.
    Script(&'static str),
    /// A block that changes the records `$ids` of a table; run for all of them, a portion at a time, because a
    /// transaction has to fit into the engine's memory table.
    Portions { table: &'static str, block: &'static str },
}

impl Step {
    fn text(&self) -> &'static str {
        match self {
            Self::Script(text) | Self::Portions { block: text, .. } => text,
        }
    }
}

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 1,
        name: "0001_start",
        steps: &[Step::Script(include_str!("../migrations/0001_start.surql"))],
    },
    Migration {
        version: 2,
        name: "0002_open",
        steps: &[
            Step::Script(include_str!("../migrations/0002_open.surql")),
            Step::Portions {
                table: "ticket",
                block: "{ UPDATE $ids SET open = place >= '1' RETURN NONE; RETURN NONE; }",
            },
            Step::Script(include_str!("../migrations/0002_open_index.surql")),
        ],
    },
    Migration {
        version: 3,
        name: "0003_link_person",
        steps: &[Step::Script(include_str!("../migrations/0003_link_person.surql"))],
    },
    Migration {
        version: 4,
        name: "0004_versions",
        steps: &[Step::Script(include_str!("../migrations/0004_versions.surql"))],
    },
    Migration {
        version: 5,
        name: "0005_notification",
        steps: &[Step::Script(include_str!("../migrations/0005_notification.surql"))],
    },
    Migration {
        version: 6,
        name: "0006_outcome",
        steps: &[Step::Script(include_str!("../migrations/0006_outcome.surql"))],
    },
    Migration {
        version: 7,
        name: "0007_switches",
        steps: &[Step::Script(include_str!("../migrations/0007_switches.surql"))],
    },
    Migration {
        version: 8,
        name: "0008_checklist",
        steps: &[Step::Script(include_str!("../migrations/0008_checklist.surql"))],
    },
    Migration { version: 9, name: "0009_push", steps: &[Step::Script(include_str!("../migrations/0009_push.surql"))] },
    Migration {
        version: 10,
        name: "0010_pushed_op",
        steps: &[Step::Script(include_str!("../migrations/0010_pushed_op.surql"))],
    },
];

/// Records of one portion.
const PORTION: i64 = 1000;

/// Why the schema could not be brought up to date.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// A file that has been applied here differs from the one in this program.
    #[error(
        "migration {name} was changed after it had been applied; use the program version that belongs to this data"
    )]
    Changed {
        /// The file.
        name: String,
    },
    /// The data was written by a newer program.
    #[error("the data has schema version {found}, this program knows up to {known}; use the newer program")]
    Newer {
        /// In the data.
        found: i64,
        /// In the program.
        known: i64,
    },
    /// A statement failed.
    #[error("migration {name} failed: {error}")]
    Failed {
        /// The file.
        name: String,
        /// Why.
        error: StoreError,
    },
}

#[derive(SurrealValue)]
struct AppliedRow {
    version: i64,
    name: String,
    checksum: String,
}

const DEFINE_MIGRATION_TABLE: &str = "
    DEFINE TABLE IF NOT EXISTS migration TYPE NORMAL SCHEMAFULL PERMISSIONS NONE;
    DEFINE FIELD IF NOT EXISTS version ON migration TYPE int;
    DEFINE FIELD IF NOT EXISTS name ON migration TYPE string;
    DEFINE FIELD IF NOT EXISTS checksum ON migration TYPE string;
    DEFINE FIELD IF NOT EXISTS applied_at ON migration TYPE int;
";
const SELECT_APPLIED: &str = "SELECT version, name, checksum FROM migration ORDER BY version";
const RECORD_APPLIED: &str = "
    CREATE ONLY type::record('migration', $version)
    CONTENT { version: $version, name: $name, checksum: $checksum, applied_at: $at } RETURN NONE
";

/// Applies what is missing and checks what has been applied.
pub(crate) async fn migrate(db: &Db) -> Result<(), MigrateError> {
    apply(db, MIGRATIONS).await
}

async fn apply(db: &Db, migrations: &[Migration]) -> Result<(), MigrateError> {
    let preparing = |error| MigrateError::Failed { name: "table".to_owned(), error };
    db.run_script(DEFINE_MIGRATION_TABLE).await.map_err(preparing)?;
    let applied: Vec<AppliedRow> = db.read(SELECT_APPLIED, vars! {}).await.map_err(preparing)?;
    let known = migrations.last().map_or(0, |last| last.version);
    for row in &applied {
        let Some(migration) = migrations.iter().find(|migration| migration.version == row.version) else {
            return Err(MigrateError::Newer { found: row.version, known });
        };
        if row.checksum != checksum(migration) {
            return Err(MigrateError::Changed { name: row.name.clone() });
        }
    }
    for migration in migrations.iter().filter(|migration| !applied.iter().any(|row| row.version == migration.version)) {
        let failed = |error| MigrateError::Failed { name: migration.name.to_owned(), error };
        for step in migration.steps {
            take(db, step).await.map_err(failed)?;
        }
        let record = vars! {
            version: migration.version,
            name: migration.name.to_owned(),
            checksum: checksum(migration),
            at: wall_clock().unix(),
        };
        match db.write::<Value>(RECORD_APPLIED, record).await {
            // Another process that started at the same moment applied it too; the statements can be repeated.
            Err(error) if error.is_taken() => {}
            outcome => {
                outcome.map_err(failed)?;
            }
        }
    }
    Ok(())
}

async fn take(db: &Db, step: &Step) -> Result<(), StoreError> {
    let (table, block) = match step {
        Step::Script(script) => return db.run_script(script).await,
        Step::Portions { table, block } => (*table, *block),
    };
    let mut after = RecordIdKey::String(String::new());
    loop {
        let range = records_from(table, Bound::Excluded(after));
        let ids: Vec<RecordId> = db.read(IDS, vars! { range: range, limit: PORTION }).await?;
        let Some(last) = ids.last() else { return Ok(()) };
        after = last.key.clone();
        db.write::<Value>(block, vars! { ids: ids }).await?;
    }
}

/// Of every text of the change, so that an applied one cannot be edited unnoticed.
fn checksum(migration: &Migration) -> String {
    let mut sum = Sha256::new();
    for step in migration.steps {
        sum.update(step.text());
    }
    crate::text::hex(&sum.finalize())
}

/// Every text of every change, in order; for the test of the doctor's list of indexes.
#[cfg(test)]
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    MIGRATIONS.iter().flat_map(|migration| migration.steps).map(Step::text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Store, StoreConfig};

    const PLAIN: Migration = Migration {
        version: 900,
        name: "0900_plain",
        steps: &[
            Step::Script("DEFINE FIELD IF NOT EXISTS mark ON number TYPE option<int>;"),
            Step::Portions { table: "number", block: "{ UPDATE $ids SET mark = last + 1 RETURN NONE; RETURN NONE; }" },
        ],
    };
    const EDITED: Migration =
        Migration { steps: &[Step::Script("DEFINE FIELD IF NOT EXISTS mark ON number TYPE int;")], ..PLAIN };

    async fn numbers() -> Store {
        let store = Store::open(&StoreConfig::new("mem://")).await.unwrap();
        let rows = "INSERT INTO number (SELECT VALUE { id: <string> $this, last: $this } FROM $lasts) RETURN NONE";
        let lasts: Vec<i64> = (1..=2 * PORTION + 1).collect();
        store.db.write::<Value>(rows, vars! { lasts: lasts }).await.unwrap();
        store
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_change_reaches_every_record_once_and_is_not_repeated() {
        let store = numbers().await;
        let all = || MIGRATIONS.iter().map(|one| Migration { ..*one }).chain([PLAIN]).collect::<Vec<_>>();
        let unmarked = "RETURN count(SELECT VALUE id FROM number WHERE mark = NONE OR mark != last + 1)";
        apply(&store.db, &all()).await.unwrap();
        assert_eq!(store.db.read::<i64>(unmarked, vars! {}).await.unwrap(), 0);
        store.db.write::<Value>("UPDATE number:⟨7⟩ SET mark = NONE RETURN NONE", vars! {}).await.unwrap();
        apply(&store.db, &all()).await.unwrap();
        assert_eq!(store.db.read::<i64>(unmarked, vars! {}).await.unwrap(), 1, "it was applied a second time");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_edited_change_and_a_newer_schema_are_refused_with_a_sentence() {
        let store = Store::open(&StoreConfig::new("mem://")).await.unwrap();
        let with =
            |last: Migration| MIGRATIONS.iter().map(|one| Migration { ..*one }).chain([last]).collect::<Vec<_>>();
        apply(&store.db, &with(PLAIN)).await.unwrap();
        let edited = apply(&store.db, &with(EDITED)).await.unwrap_err();
        assert!(matches!(&edited, MigrateError::Changed { name } if name == "0900_plain"), "{edited:?}");
        let newer = migrate(&store.db).await.unwrap_err();
        let last = MIGRATIONS.last().unwrap().version;
        assert!(matches!(newer, MigrateError::Newer { found: 900, known } if known == last), "{newer:?}");
        assert!(newer.to_string().contains("use the newer program"), "{newer}");
    }
}
