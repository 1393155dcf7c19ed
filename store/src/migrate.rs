//! Numbered schema changes, each applied once and never edited afterwards.

use sha2::{Digest, Sha256};
use surrealdb::types::{SurrealValue, Value, vars};
use thiserror::Error;

use crate::clock::wall_clock;
use crate::db::Db;
use crate::error::StoreError;

/// One numbered file. Its statements are all `IF NOT EXISTS`, so that a run that was cut off can be repeated.
struct Migration {
    version: i64,
    name: &'static str,
    script: &'static str,
}

const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, name: "0001_start", script: include_str!("../migrations/0001_start.surql") }];

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
        if row.checksum != checksum(migration.script) {
            return Err(MigrateError::Changed { name: row.name.clone() });
        }
    }
    for migration in migrations.iter().filter(|migration| !applied.iter().any(|row| row.version == migration.version)) {
        let failed = |error| MigrateError::Failed { name: migration.name.to_owned(), error };
        db.run_script(migration.script).await.map_err(failed)?;
        let record = vars! {
            version: migration.version,
            name: migration.name.to_owned(),
            checksum: checksum(migration.script),
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

fn checksum(script: &str) -> String {
    crate::text::hex(&Sha256::digest(script))
}
