//! Persistence of Aftercare: the only crate that knows `SurrealDB`.
//!
//! # Layout
//! - `open`, `db`, `carried`, `watched`, `migrate`: one shared connection, constant queries, one retry wrapper, numbered
//!   schema changes
//! - [`access`]: scopes, sessions, people, one-time links
//! - [`directory`]: the small, slow-changing records, held in memory as one snapshot
//! - [`tickets`]: report, command, detail, lists, watcher; events are the truth, the ticket row is a projection
//! - [`checklists`]: templates, runs and their operations; what people did is the truth
//! - [`sync`]: what devices keep to work without a network, and what they send
//! - [`notifications`]: who was asked or told about a ticket
//! - [`push`]: messages to people's devices
//! - [`outbox`]: what has happened, for everything that leaves the database
//! - [`insight`]: figures for reports
//! - [`doctor`]: checks and repairs; loading of many tickets at once
//!
//! # Invariants
//! - No scope, no query: what touches a tenant's data takes a [`Scope`] or a [`SystemScope`]. Not yours is answered
//!   exactly as if it did not exist.
//! - One statement, one transaction: each use case is one constant block with bound parameters, and each writing
//!   block adds an outbox row.
//! - Absent on purpose: queries put together from text, database sessions per request, `UPDATE ... WHERE`, live
//!   queries, full-text indexes, sequences.

#![cfg_attr(test, expect(clippy::format_push_string, reason = "tests collect what they look through"))]

pub mod access;
mod carried;
pub mod checklists;
mod clock;
mod db;
pub mod directory;
pub mod doctor;
mod error;
pub mod insight;
mod migrate;
pub mod notifications;
mod open;
pub mod outbox;
pub mod push;
mod record;
pub mod sync;
#[cfg(test)]
mod tests;
mod text;
pub mod tickets;
mod watched;

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};

use tokio::sync::{Mutex, watch};

pub use access::{Scope, SystemScope};
pub use directory::Directory;
pub use error::{SaveError, StoreError};
pub use migrate::MigrateError;
pub use open::{OpenError, StoreConfig};
pub use text::new_id;

use db::Db;

/// The database. Cloning is cheap; all clones share one connection and one directory snapshot.
#[derive(Clone)]
pub struct Store {
    pub(crate) db: Db,
    pub(crate) directory: Arc<RwLock<Arc<Directory>>>,
    pub(crate) reloading: Arc<Mutex<()>>,
    pub(crate) sessions: Arc<access::KnownSessions>,
    pub(crate) numbers: Arc<tickets::Numbers>,
    pub(crate) has_all_outcomes: Arc<AtomicBool>,
}

impl Store {
    /// Opens the database, brings its schema up to date and reads the directory.
    pub async fn open(config: &StoreConfig) -> Result<Self, OpenError> {
        let db = open::open(config).await?;
        let directory = directory::load(&db).await?;
        let store = Self {
            db,
            directory: Arc::new(RwLock::new(Arc::new(directory))),
            reloading: Arc::default(),
            sessions: Arc::default(),
            numbers: Arc::default(),
            has_all_outcomes: Arc::default(),
        };
        store.look_for_outcomes().await?;
        store.fill_checklist_templates().await?;
        Ok(store)
    }

    /// The program's own scope, for jobs and command-line tools. Never for a request.
    pub fn system(&self) -> SystemScope {
        SystemScope::new()
    }

    /// Counts the commits of this process: wakes its receivers as soon as there may be something new in the outbox.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.db.commits()
    }

    /// Stops the engine and waits until it has let go of its files. Every clone is unusable afterwards. An
    /// acknowledged write needs no orderly close; a second process on the same folder does.
    pub async fn close(self) -> Result<(), StoreError> {
        let stopped = tokio::time::timeout(open::CLOSE_TIMEOUT, self.db.close()).await;
        stopped.unwrap_or_else(|_| Err(StoreError::Interrupted("the engine did not stop in time".to_owned())))
    }
}
