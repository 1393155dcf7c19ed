//! The connection: one shared handle that runs constant queries with bound parameters.
//!
//! Embedded, the datastore is driven directly: the SDK's way in (`Surreal::<Db>`) opens it with default sizes, reads
//! no configuration and has no orderly close. Remote, `Surreal<Any>` speaks to a SurrealDB server. Nothing outside
//! this file knows which one it is.
//!
//! Every query is one statement, mostly a block `{ LET ...; RETURN ...; }`: one statement is one transaction with one
//! result, and its error is the real one (of `BEGIN ... COMMIT` only a masking error would be seen).

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use rand::Rng;
use surrealdb::Surreal;
use surrealdb::engine::any::Any;
use surrealdb::types::{QueryError, SurrealValue, Value, Variables};
use surrealdb_core::dbs::Session;
use surrealdb_core::kvs::Datastore;
use tokio::sync::watch;

use crate::error::StoreError;

/// Namespace and database that hold everything.
pub(crate) const NAMESPACE: &str = "aftercare";

/// How often a write is tried while others change the same records.
const WRITE_ATTEMPTS: u32 = 10;

enum Backend {
    Embedded { datastore: Arc<Datastore>, session: Session },
    Remote(Surreal<Any>),
}

/// The shared connection. Cloning is cheap and opens no session of its own.
#[derive(Clone)]
pub(crate) struct Db {
    backend: Arc<Backend>,
    commits: watch::Sender<u64>,
}

impl Db {
    /// A connection to a datastore in this process.
    pub(crate) fn embedded(datastore: Arc<Datastore>) -> Self {
        let session = Session::owner().with_ns(NAMESPACE).with_db(NAMESPACE);
        Self::new(Backend::Embedded { datastore, session })
    }

    /// A connection to a server, signed in, with namespace and database chosen.
    pub(crate) fn remote(server: Surreal<Any>) -> Self {
        Self::new(Backend::Remote(server))
    }

    fn new(backend: Backend) -> Self {
        Self { backend: Arc::new(backend), commits: watch::Sender::new(0) }
    }

    /// Counts the commits of this process; a receiver wakes as soon as something has been written.
    pub(crate) fn commits(&self) -> watch::Receiver<u64> {
        self.commits.subscribe()
    }

    /// Runs one reading statement.
    pub(crate) async fn read<T: SurrealValue>(&self, sql: &'static str, vars: Variables) -> Result<T, StoreError> {
        Ok(T::from_value(self.run(sql, vars).await?)?)
    }

    /// Runs one writing statement, again when others changed the same records meanwhile.
    ///
    /// It runs in a task of its own: a request that is dropped half-way cannot abandon it. `$change` is bound to a new
    /// outbox key on each attempt, so that keys follow the order of commits closely.
    pub(crate) async fn write<T: SurrealValue + Send + 'static>(
        &self,
        sql: &'static str,
        vars: Variables,
    ) -> Result<T, StoreError> {
        let db = self.clone();
        let task = tokio::spawn(async move {
            let value = db.run_with_retries(sql, vars).await?;
            db.commits.send_modify(|count| *count += 1);
            Ok(T::from_value(value)?)
        });
        task.await.unwrap_or_else(|error| Err(StoreError::Interrupted(error.to_string())))
    }

    async fn run_with_retries(&self, sql: &'static str, vars: Variables) -> Result<Value, StoreError> {
        for attempt in 0..WRITE_ATTEMPTS {
            let mut vars = vars.clone();
            vars.insert("change", crate::outbox::new_key());
            match self.run(sql, vars).await {
                Err(error) if is_retryable(&error) => tokio::time::sleep(pause_before_retry(attempt)).await,
                outcome => return Ok(outcome?),
            }
        }
        Err(StoreError::Busy { attempts: WRITE_ATTEMPTS })
    }

    async fn run(&self, sql: &'static str, vars: Variables) -> Result<Value, surrealdb::Error> {
        match &*self.backend {
            Backend::Embedded { datastore, session } => {
                let mut outcomes = execute(datastore, sql, session, Some(vars)).await?;
                outcomes.pop().unwrap_or(Ok(Value::None))
            }
            Backend::Remote(server) => server.query(sql).bind(vars).await?.take(0),
        }
    }

    /// Runs a script of several statements, each in a transaction of its own. For migrations only.
    pub(crate) async fn run_script(&self, sql: &'static str) -> Result<(), StoreError> {
        match &*self.backend {
            Backend::Embedded { datastore, session } => {
                for outcome in execute(datastore, sql, session, None).await? {
                    outcome?;
                }
            }
            Backend::Remote(server) => {
                server.query(sql).await?.check()?;
            }
        }
        Ok(())
    }

    /// Stops the engine and waits until it has let go of its files. Later calls fail.
    pub(crate) fn close(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move {
            match &*self.backend {
                Backend::Embedded { datastore, .. } => datastore.shutdown().await.map_err(|error| error.to_string()),
                Backend::Remote(_) => Ok(()),
            }
        })
    }
}

/// What each statement of a script came to.
type Outcomes = Vec<Result<Value, surrealdb::Error>>;

/// The engine's future, boxed: its type is nested so deeply that crates which hold it inside futures of their own would
/// have to raise their recursion limit.
pub(crate) fn execute<'a>(
    datastore: &'a Datastore,
    sql: &'static str,
    session: &'a Session,
    vars: Option<Variables>,
) -> BoxFuture<'a, Result<Outcomes, surrealdb::Error>> {
    Box::pin(async move {
        let results = datastore.execute(sql, session, vars).await?;
        Ok(results.into_iter().map(|statement| statement.result).collect())
    })
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
fn pause_before_retry(attempt: u32) -> Duration {
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
    fn only_conflicts_are_worth_another_try() {
        let conflict = surrealdb::Error::query("conflict".to_owned(), QueryError::TransactionConflict);
        let engine = surrealdb::Error::internal("Transaction retry required: 3".to_owned());
        let thrown = surrealdb::Error::thrown("stale".to_owned());
        assert!(is_retryable(&conflict) && is_retryable(&engine));
        assert!(!is_retryable(&thrown));
    }
}
