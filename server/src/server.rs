//! One running server: store, jobs and listener, started and stopped together.

use std::net::SocketAddr;

use anyhow::Context;
use store::{Store, StoreConfig};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::config::Config;
use crate::listen::listen;
use crate::state::{AppState, Clock, Parts};
use crate::{app, assets, jobs};

/// A server that listens.
pub struct Server {
    state: AppState,
    listener: TcpListener,
    jobs: JoinSet<()>,
}

/// Opens the database named by the configuration.
///
/// # Errors
/// A sentence for the person who starts the server, such as that another process has the folder open.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("cannot create the data folder {}", config.data_dir.display()))?;
    let store = StoreConfig {
        memtable_bytes: config.database_memtable,
        block_cache_bytes: config.database_cache,
        ..StoreConfig::new(&config.database_url)
    };
    Ok(Store::open(&store).await?)
}

impl Server {
    /// Takes the port and starts the jobs.
    ///
    /// # Errors
    /// When the port is taken or the built files are missing.
    pub async fn start(mut config: Config, store: Store, clock: Clock) -> anyhow::Result<Self> {
        let site = config.site_dir.as_deref();
        let assets =
            assets::read(site.context("there is no site folder; `cargo xtask site` makes one, --site names it")?)?;
        let listener = TcpListener::bind(config.listen()).await.with_context(|| {
            format!("cannot listen on {}; is another server running there? --port takes another one", config.listen())
        })?;
        if config.port == 0 {
            config.port = listener.local_addr()?.port();
            // Nobody can have configured an address for a port that was not known.
            if config.public_url.is_local() {
                config.public_url = config.public_url.with_port(config.port);
            }
        }
        let state = AppState::new(Parts { config, store, assets, clock })?;
        let jobs = jobs::start(&state);
        Ok(Self { state, listener, jobs })
    }

    /// What handlers and jobs share.
    pub fn state(&self) -> &AppState {
        &self.state
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system's.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until [`AppState::stopping`] is cancelled, then finishes what runs and closes the store.
    ///
    /// # Errors
    /// When the store cannot be closed in order. Everything acknowledged is safe even then.
    pub async fn run(self) -> anyhow::Result<()> {
        let service = app::service(&self.state);
        self.run_service(service).await
    }

    /// As [`Server::run`], with a service of one's own.
    ///
    /// # Errors
    /// As [`Server::run`].
    pub async fn run_service(self, service: axum::Router) -> anyhow::Result<()> {
        let Self { state, listener, mut jobs } = self;
        let (connections, patience) = (state.config().requests.connections, state.config().shutdown);
        listen(listener, service, connections, state.stopping(), patience).await;
        let finished = tokio::time::timeout(patience, async { while jobs.join_next().await.is_some() {} }).await;
        if finished.is_err() {
            tracing::warn!("jobs were cut off at the end of the shutdown time");
            jobs.shutdown().await;
        }
        state.store().clone().close().await?;
        Ok(())
    }
}

/// Cancels when the process is asked to end (SIGTERM) or interrupted (Ctrl-C).
pub async fn asked_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = interrupted => {}
            () = terminated => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupted.await;
    }
}
