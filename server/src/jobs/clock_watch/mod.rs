//! The watcher: what becomes due is written into the ticket's history at its second, exactly once (SLA.md, clocks).
//!
//! It keeps a plan of the next day in memory, follows the outbox, and reads the database once a minute in case
//! something was not told. Exactly once is the store's doing: the next event of a ticket has a number, and only one
//! writer can append it. A second process, or a restart in between, reads again and finds the mark in the history.
//!
//! # Layout
//! - this file: the job; `round`: one turn of it; `plan`: what is due when; `failing`: what is tried again, and when

mod failing;
mod plan;
mod round;

use std::time::{Duration, Instant};

use domain::ids::TicketKey;
use domain::time::Timestamp;
use store::StoreError;
use store::tickets::{CommandError, Due};
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use crate::state::AppState;
use round::Watcher;

/// A clock that is set, or a machine that wakes up, is noticed after so long. Nothing is read for that.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// When the database answers nothing at all it needs a moment.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Runs until the server stops. What became due while nothing ran is found at the start.
pub async fn run(state: AppState) {
    let mut watcher = Watcher::default();
    let mut changes = state.live().changes();
    let tickets = OfStore(&state);
    loop {
        let pause = match watcher.turn(&tickets, Instant::now()).await {
            Ok(_) => watcher.next().map_or(HEARTBEAT, |next| state.until(next).min(HEARTBEAT)),
            Err(error) => {
                tracing::error!(%error, "the clocks could not be watched");
                watcher.refill();
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = state.stopping().cancelled() => return,
            () = tokio::time::sleep(pause) => {}
            change = changes.recv() => match change {
                Ok(change) => watcher.changed(change.ticket()),
                Err(RecvError::Lagged(_)) => watcher.refill(),
                // Told by nobody any more: the plan is read anew each minute all the same.
                Err(RecvError::Closed) => tokio::time::sleep(pause).await,
            },
        }
        loop {
            match changes.try_recv() {
                Ok(change) => watcher.changed(change.ticket()),
                Err(TryRecvError::Lagged(_)) => watcher.refill(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => break,
            }
        }
    }
}

/// Writes everything that is due now; answers how many tickets that were.
///
/// # Errors
/// The store's, after the tickets that could be written.
pub async fn watch(state: &AppState) -> Result<usize, StoreError> {
    Watcher::default().turn(&OfStore(state), Instant::now()).await
}

/// What the watcher needs of the server; a test has its own.
trait Tickets {
    /// Those that call for a look until an instant, the most urgent first.
    async fn due(&self, until: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError>;
    /// When one calls for a look.
    async fn watch_at(&self, key: &TicketKey) -> Result<Option<Timestamp>, StoreError>;
    /// Looks at one, writes what is due, and answers when to look again.
    async fn look_at(&self, key: &TicketKey, now: Timestamp) -> Result<Option<Timestamp>, CommandError>;
    fn now(&self) -> Timestamp;
    fn is_stopping(&self) -> bool;
}

struct OfStore<'a>(&'a AppState);

impl Tickets for OfStore<'_> {
    async fn due(&self, until: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        let store = self.0.store();
        store.watch_due(&store.system(), until, limit).await
    }

    async fn watch_at(&self, key: &TicketKey) -> Result<Option<Timestamp>, StoreError> {
        let store = self.0.store();
        store.watch_at(&store.system(), key).await
    }

    async fn look_at(&self, key: &TicketKey, now: Timestamp) -> Result<Option<Timestamp>, CommandError> {
        let store = self.0.store();
        store.watch_one(&store.system(), key, now).await.map(|watched| watched.next)
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn is_stopping(&self) -> bool {
        self.0.stopping().is_cancelled()
    }
}
