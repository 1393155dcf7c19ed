//! The connection: one shared handle that runs constant queries with bound parameters.
//!
//! Embedded, the crate `engine` runs them in this process. Remote, the SDK speaks to a `SurrealDB` server. Nothing outside
//! this file knows which one it is.
//!
//! Every query is one statement, mostly a block `{ LET ...; RETURN ...; }`: one statement is one transaction with one
//! result, and its error is the real one (of `BEGIN ... COMMIT` only a masking error would be seen).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::ids::EngagementId;
use engine::Engine;
use rand::Rng;
use surrealdb::Surreal;
use surrealdb::engine::any::Any;
use surrealdb::types::{QueryError, SurrealValue, Value, Variables};
use tokio::sync::watch;

use crate::carried::carried;
use crate::error::StoreError;
use crate::watched::watched;

/// Namespace and database that hold everything.
pub(crate) const NAMESPACE: &str = "aftercare";

/// How often a write is tried while others change the same records.
const WRITE_ATTEMPTS: u32 = 10;

enum Backend {
    Embedded(Box<Engine>),
    Remote(Surreal<Any>),
}

/// The shared connection. Cloning is cheap and opens no session of its own.
#[derive(Clone)]
pub(crate) struct Db {
    backend: Arc<Backend>,
    commits: watch::Sender<u64>,
    running: Arc<Running>,
}

/// The outbox keys of writes that have begun and not ended. Keys are made and noted under one lock, so that whatever
/// gets a key later gets a greater one.
#[derive(Default)]
struct Running(Mutex<BTreeSet<String>>);

impl Running {
    fn keys(&self) -> MutexGuard<'_, BTreeSet<String>> {
        // Nothing is half-done when a holder panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(self: &Arc<Self>) -> RunningWrite {
        let mut keys = self.keys();
        let key = crate::outbox::new_key();
        keys.insert(key.clone());
        RunningWrite { key, running: Arc::clone(self) }
    }

    /// Every write with a smaller key has ended.
    fn all_ended_before(&self) -> String {
        let keys = self.keys();
        keys.first().cloned().unwrap_or_else(crate::outbox::new_key)
    }
}

/// A write that has begun; it has ended when this is dropped.
struct RunningWrite {
    key: String,
    running: Arc<Running>,
}

impl Drop for RunningWrite {
    fn drop(&mut self) {
        self.running.keys().remove(&self.key);
    }
}

impl Db {
    /// A connection to a datastore in this process.
    pub(crate) fn embedded(engine: Engine) -> Self {
        Self::new(Backend::Embedded(Box::new(engine)))
    }

    /// A connection to a server, signed in, with namespace and database chosen.
    pub(crate) fn remote(server: Surreal<Any>) -> Self {
        Self::new(Backend::Remote(server))
    }

    fn new(backend: Backend) -> Self {
        Self { backend: Arc::new(backend), commits: watch::Sender::new(0), running: Arc::default() }
    }

    /// Whether no other process can write to this database.
    pub(crate) fn is_alone(&self) -> bool {
        matches!(*self.backend, Backend::Embedded(_))
    }

    /// Counts the commits of this process; a receiver wakes as soon as something has been written.
    pub(crate) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// A key before which every write has ended, so that no outbox row can appear there any more. `None` when other
    /// processes write to the same database, whose writes nobody here knows.
    pub(crate) fn all_written_before(&self) -> Option<String> {
        self.is_alone().then(|| self.running.all_ended_before())
    }

    /// Runs one reading statement.
    pub(crate) async fn read<T: SurrealValue>(&self, sql: &'static str, vars: Variables) -> Result<T, StoreError> {
        Ok(T::from_value(self.run(sql, vars).await?)?)
    }

    /// Runs one reading statement for each engagement at the same time, with `$engagement` bound to it, and gives all rows.
    pub(crate) async fn read_of_each<T: SurrealValue>(
        &self,
        sql: &'static str,
        engagements: &[EngagementId],
        vars: &Variables,
    ) -> Result<Vec<T>, StoreError> {
        let reads = engagements.iter().map(|engagement| {
            let mut vars = vars.clone();
            vars.insert("engagement", engagement.as_str());
            self.read::<Vec<T>>(sql, vars)
        });
        let mut rows = Vec::new();
        for read in futures::future::join_all(reads).await {
            rows.extend(read?);
        }
        Ok(rows)
    }

    /// Runs one writing statement, again when others changed the same records meanwhile.
    ///
    /// A request that is dropped half-way cannot abandon it (see [`carried`]). `$change` is bound to a new outbox key on
    /// each attempt, so that keys follow the order of commits closely; `$change_too` to the next one, for a block that
    /// changes two tickets. No reader goes past the first key before the write has ended.
    pub(crate) async fn write<T: SurrealValue + Send + 'static>(
        &self,
        sql: &'static str,
        vars: Variables,
    ) -> Result<T, StoreError> {
        let db = self.clone();
        carried(async move {
            let value = db.run_with_retries(sql, vars).await?;
            db.commits.send_modify(|count| *count += 1);
            Ok(T::from_value(value)?)
        })
        .await
    }

    async fn run_with_retries(&self, sql: &'static str, vars: Variables) -> Result<Value, StoreError> {
        for attempt in 0..WRITE_ATTEMPTS {
            let mut vars = vars.clone();
            let running = self.running.begin();
            vars.insert("change", running.key.as_str());
            vars.insert("change_too", crate::outbox::new_key());
            match self.run_watched(sql, vars).await {
                Err(error) if is_retryable(&error) => tokio::time::sleep(pause_before_retry(attempt)).await,
                outcome => return Ok(outcome?),
            }
        }
        Err(StoreError::Busy { attempts: WRITE_ATTEMPTS })
    }

    async fn run(&self, sql: &'static str, vars: Variables) -> Result<Value, surrealdb::Error> {
        match &*self.backend {
            Backend::Embedded(engine) => engine.run(sql, vars).await,
            Backend::Remote(server) => server.query(sql).bind(vars).await?.take(0),
        }
    }

    /// The same for what waits for this machine's disk.
    async fn run_watched(&self, sql: &'static str, vars: Variables) -> Result<Value, surrealdb::Error> {
        match &*self.backend {
            Backend::Embedded(engine) => watched(engine.run(sql, vars)).await,
            Backend::Remote(_) => self.run(sql, vars).await,
        }
    }

    /// Runs a script of several statements, each in a transaction of its own. For migrations only.
    pub(crate) async fn run_script(&self, sql: &'static str) -> Result<(), StoreError> {
        match &*self.backend {
            Backend::Embedded(engine) => engine.run_script(sql).await?,
            Backend::Remote(server) => drop(server.query(sql).await?.check()?),
        }
        Ok(())
    }

    /// Stops the engine and waits until it has let go of its files. Later calls fail, also those of clones.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        match &*self.backend {
            Backend::Embedded(engine) => engine.close().await.map_err(StoreError::Interrupted),
            Backend::Remote(_) => Ok(()),
        }
    }
}

/// Whether the same statement may succeed when it is run again.
fn is_retryable(error: &surrealdb::Error) -> bool {
    if matches!(error.query_details(), Some(QueryError::TransactionConflict)) {
        return true;
    }
    // SurrealKV's own request to retry arrives as an internal error; only its text tells.
    let text = error.message();
    text.contains("can be retried") || text.contains("Transaction retry required")
}

/// Full jitter: 2 to 50 ms at first, doubling up to half a second.
pub(crate) fn pause_before_retry(attempt: u32) -> Duration {
    let longest = (8_u64 << attempt.min(6)).min(500);
    Duration::from_millis(rand::rng().random_range(2..=longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_but_never_beyond_half_a_second() {
        for attempt in 0..40 {
            let pause = pause_before_retry(attempt);
            assert!(pause >= Duration::from_millis(2) && pause <= Duration::from_millis(500), "{attempt}: {pause:?}");
        }
    }

    #[test]
    fn nothing_has_ended_before_the_oldest_running_write() {
        let running = Arc::new(Running::default());
        let early = running.all_ended_before();
        let (first, second) = (running.begin(), running.begin());
        assert!(early < first.key && first.key < second.key);
        assert_eq!(running.all_ended_before(), first.key);
        let oldest = second.key.clone();
        drop(first);
        assert_eq!(running.all_ended_before(), oldest);
        drop(second);
        assert!(running.all_ended_before() > oldest && running.keys().is_empty());
    }

    #[test]
    fn only_conflicts_are_worth_another_try() {
        let conflict = surrealdb::Error::query("conflict".to_owned(), QueryError::TransactionConflict);
        let engine = surrealdb::Error::internal("Transaction retry required: 3".to_owned());
        let thrown = surrealdb::Error::thrown("stale".to_owned());
        assert!(is_retryable(&conflict) && is_retryable(&engine));
        assert!(!is_retryable(&thrown));
    }
}
