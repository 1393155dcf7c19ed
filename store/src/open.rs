//! Opening and closing the database.

use std::time::Duration;

use engine::{Engine, Settings};
use surrealdb::opt::auth::Root;
use thiserror::Error;

use crate::db::{Db, NAMESPACE};
use crate::error::StoreError;
use crate::migrate::{MigrateError, migrate};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// Where the data is and how much memory the engine may use for it.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `surrealkv://PATH` (a folder of this machine), `mem://` (tests), `ws://` or `wss://` with user and password
    /// (a `SurrealDB` server shared by several processes).
    pub url: String,
    /// Bytes written before the engine flushes a table to disk. Small, because the log of that many bytes is replayed
    /// at start and lists that read backwards are slow in it: the engine's own default of 1 GiB takes 23 s to reopen.
    pub memtable_bytes: u64,
    /// Bytes of read blocks kept in memory.
    pub block_cache_bytes: u64,
    /// Bytes of a block on disk. The engine copies a whole block for each record it looks up, so that its own default of
    /// 64 KiB costs more than all the rest of a small read.
    pub block_bytes: u64,
}

impl StoreConfig {
    /// A database with the measured sizes: 32 MiB, 128 MiB and 4 KiB.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), memtable_bytes: 32 * MIB, block_cache_bytes: 128 * MIB, block_bytes: 4 * KIB }
    }

    /// The sizes under the names by which the engine reads them.
    pub(crate) fn engine_settings(&self) -> Settings {
        Settings::empty()
            .with_key_value("surrealkv_max_memtable_size", self.memtable_bytes.to_string())
            .with_key_value("surrealkv_block_cache_capacity", self.block_cache_bytes.to_string())
            .with_key_value("surrealkv_block_size", self.block_bytes.to_string())
    }
}

/// Why the database could not be opened. Each message is a sentence for the person who starts the server.
#[derive(Debug, Error)]
pub enum OpenError {
    /// Another process has the folder open.
    #[error(
        "the data folder {folder} is in use by another Aftercare process; stop that one first, or give this one its own folder"
    )]
    AlreadyOpen {
        /// The folder.
        folder: String,
    },
    /// The address is of no known kind.
    #[error("database.url {url:?} is not accepted: use surrealkv://FOLDER, mem:// or ws(s)://USER:PASSWORD@HOST:PORT")]
    Url {
        /// What was configured.
        url: String,
    },
    /// The engine failed.
    #[error("the database at {url} could not be opened: {reason}")]
    Engine {
        /// What was configured, without its password.
        url: String,
        /// The engine's words.
        reason: String,
    },
    /// The schema could not be brought up to date.
    #[error(transparent)]
    Migrate(#[from] MigrateError),
    /// The first reads failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Connects, defines what is missing, and brings the schema up to date.
pub(crate) async fn open(config: &StoreConfig) -> Result<Db, OpenError> {
    let db = match config.url.split_once("://") {
        Some(("mem", _)) => embedded(config, "mem://".to_owned()).await?,
        Some(("surrealkv", rest)) => {
            let folder = rest.split('?').next().unwrap_or_default();
            if folder.is_empty() {
                return Err(OpenError::Url { url: config.url.clone() });
            }
            // An acknowledged write survives kill -9 and power loss only with an fsync per commit.
            embedded(config, ["surrealkv://", folder, "?sync=every"].concat()).await?
        }
        Some(("ws" | "wss", _)) => remote(&config.url).await?,
        _ => return Err(OpenError::Url { url: config.url.clone() }),
    };
    migrate(&db).await?;
    Ok(db)
}

async fn embedded(config: &StoreConfig, path: String) -> Result<Db, OpenError> {
    let opened = Engine::open(path.clone(), config.engine_settings(), NAMESPACE).await;
    let db = Db::embedded(opened.map_err(|reason| engine_error(&path, reason))?);
    db.run_script(DEFINE_DATABASE).await?;
    Ok(db)
}

const DEFINE_DATABASE: &str = "
    DEFINE NAMESPACE IF NOT EXISTS aftercare;
    USE NS aftercare;
    DEFINE DATABASE IF NOT EXISTS aftercare STRICT;
";

async fn remote(url: &str) -> Result<Db, OpenError> {
    let refused = || OpenError::Url { url: without_password(url) };
    let (scheme, rest) = url.split_once("://").ok_or_else(refused)?;
    let (credentials, host) = rest.rsplit_once('@').ok_or_else(refused)?;
    let (username, password) = credentials.split_once(':').ok_or_else(refused)?;
    let failed = |error: surrealdb::Error| OpenError::Engine { url: without_password(url), reason: error.to_string() };
    let server = surrealdb::engine::any::connect([scheme, "://", host].concat()).await.map_err(failed)?;
    server.signin(Root { username: username.to_owned(), password: password.to_owned() }).await.map_err(failed)?;
    server.query(DEFINE_DATABASE).await.map_err(failed)?.check().map_err(failed)?;
    server.use_ns(NAMESPACE).use_db(NAMESPACE).await.map_err(failed)?;
    Ok(Db::remote(server))
}

fn engine_error(path: &str, reason: String) -> OpenError {
    let folder = path.trim_start_matches("surrealkv://").split('?').next().unwrap_or_default().to_owned();
    // The engine has no error of its own for a locked folder, only these words.
    if reason.contains("locked by another process") || reason.contains("already locked") {
        OpenError::AlreadyOpen { folder }
    } else {
        OpenError::Engine { url: path.to_owned(), reason }
    }
}

fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => [scheme, "://...@", host].concat(),
        _ => url.to_owned(),
    }
}

/// How long an orderly close may take.
pub(crate) const CLOSE_TIMEOUT: Duration = Duration::from_secs(10);
