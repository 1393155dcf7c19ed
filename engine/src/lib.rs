//! `SurrealDB` inside this process: opening a datastore with sizes of our own and running constant queries in it.
//!
//! Only `store` uses it. It knows nothing of what is stored.
//!
//! It asks the datastore itself and not through the SDK, because every query of ours is a constant: each is parsed once
//! and kept. Between two requests the processor's caches are cold, and a parser that does not run need not be fetched.
//! Every function gives a boxed future, so that the query executor is compiled here, once, and not with each change of
//! `store`.

#![recursion_limit = "512"]

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use futures::future::BoxFuture;
use surrealdb::Error;
use surrealdb::types::{Value, Variables};
pub use surrealdb_cnf::ConfigMap as Settings;
use surrealdb_core::dbs::Session;
use surrealdb_core::kvs::Datastore;
use surrealdb_core::syn;
use surrealdb_sql::ast::Ast;

/// The datastore, who asks (this process may do everything), and the queries parsed so far.
pub struct Engine {
    datastore: Arc<Datastore>,
    session: Session,
    parsed: RwLock<HashMap<&'static str, Ast>>,
}

impl Engine {
    /// Opens `mem://` or `surrealkv://FOLDER?OPTIONS`. Queries will speak to the namespace and the database of the name
    /// given, which the first script is expected to define.
    ///
    /// # Errors
    /// The engine's own words.
    pub fn open(address: String, settings: Settings, name: &'static str) -> BoxFuture<'static, Result<Self, String>> {
        Box::pin(async move {
            let datastore = Datastore::builder()
                .with_config(settings)
                .with_auth(false)
                // Maintenance writes; before the version key exists a write would make a new folder look like an old one.
                .without_maintenance_tasks()
                .build_with_path(&address)
                .await
                .map_err(|error| error.to_string())?;
            datastore.check_version().await.map_err(|error| error.to_string())?;
            datastore.bootstrap().await.map_err(|error| error.to_string())?;
            datastore.start_maintenance_tasks();
            let session = Session::owner().with_ns(name).with_db(name);
            Ok(Self { datastore, session, parsed: RwLock::default() })
        })
    }

    /// Runs one statement, in one transaction, and gives its result.
    ///
    /// # Errors
    /// What the statement throws, and the engine's own errors.
    pub fn run(&self, sql: &'static str, vars: Variables) -> BoxFuture<'_, Result<Value, Error>> {
        Box::pin(async move {
            let ast = self.parsed(sql)?;
            let results = self.datastore.process(ast, &self.session, Some(vars)).await?;
            results.into_iter().next().map_or(Ok(Value::None), |first| first.result)
        })
    }

    /// Runs several statements, each in a transaction of its own.
    ///
    /// # Errors
    /// The first error of any; the statements after it have run all the same.
    pub fn run_script(&self, sql: &'static str) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let results = self.datastore.execute(sql, &self.session, None).await?;
            results.into_iter().try_for_each(|one| one.result.map(drop))
        })
    }

    /// Stops the engine and waits until it has let go of its files. Later calls fail.
    ///
    /// # Errors
    /// The engine's own words.
    pub fn close(&self) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(async move { self.datastore.shutdown().await.map_err(|error| error.to_string()) })
    }

    fn parsed(&self, sql: &'static str) -> Result<Ast, Error> {
        // Entries are put in whole: nothing is half-done when a holder panics.
        if let Some(known) = self.parsed.read().unwrap_or_else(PoisonError::into_inner).get(sql) {
            return Ok(known.clone());
        }
        let ast = syn::parse(sql).map_err(|error| Error::validation(error.to_string(), None))?;
        self.parsed.write().unwrap_or_else(PoisonError::into_inner).insert(sql, ast.clone());
        Ok(ast)
    }
}
