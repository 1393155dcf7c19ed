//! The watcher: what becomes due is written into the ticket's history exactly once (SLA.md, clocks).
//!
//! Exactly once is the store's doing: the mark has a name made of ticket, metric, cycle, kind and due instant and is
//! created in the same transaction as the event. A second process, or a restart in between, finds it there.

use std::time::Duration;

use store::StoreError;

use crate::state::AppState;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const AT_ONCE: usize = 100;
/// A ticket that fails is tried again, but must not keep the others waiting.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Runs until the server stops. What became due while nothing ran is found at the start.
pub async fn run(state: AppState) {
    loop {
        let pause = match watch(&state).await {
            Ok(_) => LOOK_EVERY,
            Err(error) => {
                tracing::error!(%error, "the clocks could not be watched");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = state.stopping().cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Writes everything that is due now; answers how many tickets that were.
///
/// # Errors
/// The store's, after the tickets that could be written.
pub async fn watch(state: &AppState) -> Result<usize, StoreError> {
    let store = state.store();
    let scope = store.system();
    let mut total = 0;
    loop {
        let now = state.now();
        let due = store.watch_due(&scope, now, AT_ONCE).await?;
        let mut done = 0;
        for ticket in &due {
            match store.watch_one(&scope, &ticket.key, now).await {
                Ok(_) => done += 1,
                Err(error) => tracing::error!(%error, key = %ticket.key, "a ticket's clocks could not be written"),
            }
            if state.stopping().is_cancelled() {
                return Ok(total + done);
            }
        }
        total += done;
        // Fewer than asked for: that was all. None done: those that fail are asked for again later.
        if due.len() < AT_ONCE || done == 0 {
            return Ok(total);
        }
    }
}
