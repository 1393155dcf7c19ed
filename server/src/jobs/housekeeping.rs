//! Once an hour: forgets outbox rows that every reader has passed, removes what interrupted uploads left.

use std::time::{Duration, SystemTime};

use domain::time::Seconds;

use crate::state::AppState;

const EVERY: Duration = Duration::from_hours(1);
/// Longer than any page stays open unseen; a page that comes back later loads everything anew.
const OUTBOX_KEPT: Seconds = Seconds::days(3);

/// Runs until the server stops.
pub async fn run(state: AppState) {
    loop {
        if let Err(error) = tidy(&state).await {
            tracing::error!(error = format!("{error:#}"), "housekeeping failed");
        }
        tokio::select! {
            () = state.stopping().cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Does everything once.
///
/// # Errors
/// The store's or the disk's.
pub async fn tidy(state: &AppState) -> anyhow::Result<()> {
    let store = state.store();
    let scope = store.system();
    let before = state.now() - OUTBOX_KEPT;
    while store.outbox_prune(&scope, before).await? > 0 {
        if state.stopping().is_cancelled() {
            return Ok(());
        }
    }
    let uploads = state.uploads().clone();
    let removed = tokio::task::spawn_blocking(move || uploads.sweep(SystemTime::now())).await??;
    if removed > 0 {
        tracing::info!(removed, "remains of interrupted uploads were removed");
    }
    Ok(())
}
