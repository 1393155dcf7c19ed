//! What every handler and job shares.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use app::model::Assets;
use domain::time::{Seconds, Timestamp};
use store::Store;
use tokio_util::sync::CancellationToken;

use crate::auth::password::Passwords;
use crate::config::{Config, PublicUrl};
use crate::jobs::Down;
use crate::live::Live;
use crate::push::Push;
use crate::uploads::Uploads;

/// Where the time comes from: the machine, or a test.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// A clock that stands still until it is moved.
    pub fn standing(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.unix()))))
    }

    /// Moves a standing clock; the machine's is left alone.
    pub fn advance(&self, by: Seconds) {
        if let Some(clock) = &self.0 {
            clock.fetch_add(by.get(), Ordering::SeqCst);
        }
    }

    /// How long it is until an instant, to the millisecond; nothing when it has come. A standing clock never gets
    /// there by itself.
    pub fn until(&self, at: Timestamp) -> Duration {
        let Some(standing) = &self.0 else {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            return Duration::from_secs(u64::try_from(at.unix()).unwrap_or_default()).saturating_sub(since);
        };
        Duration::from_secs(u64::try_from(at.unix() - standing.load(Ordering::SeqCst)).unwrap_or_default())
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        let seconds = self.0.as_ref().map(|clock| clock.load(Ordering::SeqCst));
        Timestamp::from_unix(seconds.unwrap_or_else(|| {
            let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
        }))
    }
}

/// The parts a state is made of.
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// Addresses of the built files.
    pub assets: Assets,
    /// Where the time comes from.
    pub clock: Clock,
}

/// Shared by every handler and job; cloning is cheap.
#[derive(Clone)]
pub struct AppState(Arc<Inner>);

struct Inner {
    config: Config,
    store: Store,
    assets: Arc<Assets>,
    clock: Clock,
    passwords: Passwords,
    uploads: Uploads,
    live: Live,
    push: Push,
    jobs_down: Down,
    stopping: CancellationToken,
}

impl AppState {
    /// Joins the parts.
    ///
    /// # Errors
    /// When the folder for files or the key for push messages cannot be created, or passwords cannot be hashed.
    pub fn new(parts: Parts) -> anyhow::Result<Self> {
        let Parts { config, store, assets, clock } = parts;
        let passwords = Passwords::new(config.requests.password_queue)?;
        let uploads = Uploads::open(&config.attachments_dir(), config.uploads)?;
        let live = Live::new(config.requests.live_streams);
        let push = Push::open(&config.data_dir, &config.public_url, config.push_local)?;
        let (jobs_down, stopping) = (Down::default(), CancellationToken::new());
        let assets = Arc::new(assets);
        Ok(Self(Arc::new(Inner { config, store, assets, clock, passwords, uploads, live, push, jobs_down, stopping })))
    }

    /// The present. Nothing else in the server asks a clock for a rule.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// How long it is until an instant.
    pub fn until(&self, at: Timestamp) -> Duration {
        self.0.clock.until(at)
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Where people reach this server.
    pub fn public_url(&self) -> &PublicUrl {
        &self.0.config.public_url
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Addresses of the built files.
    pub fn assets(&self) -> &Arc<Assets> {
        &self.0.assets
    }

    /// Hashes and checks passwords.
    pub fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// People's files.
    pub fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    /// Who is told about changes.
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    /// Sends messages to people's devices.
    pub fn push(&self) -> &Push {
        &self.0.push
    }

    /// The jobs that are down at the moment.
    pub fn jobs_down(&self) -> &Down {
        &self.0.jobs_down
    }

    /// Cancelled when the server shuts down: streams end, jobs finish what they hold.
    pub fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }
}
