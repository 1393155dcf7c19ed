//! Once an hour: forgets outbox rows that every reader has passed, removes files that no ticket refers to.

use std::time::{Duration, SystemTime};

use domain::time::Seconds;

use crate::state::AppState;

const EVERY: Duration = Duration::from_secs(3600);
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
    sweep_files(state, SystemTime::now()).await
}

/// Removes files that came with a form that was never accepted.
///
/// # Errors
/// The store's or the disk's.
pub async fn sweep_files(state: &AppState, now: SystemTime) -> anyhow::Result<()> {
    let uploads = state.uploads().clone();
    let old = tokio::task::spawn_blocking(move || uploads.old_files(now)).await??;
    let store = state.store();
    let scope = store.system();
    for id in old {
        if !store.has_attachment(&scope, &id).await?
            && let Some(path) = state.uploads().path(&id)
        {
            tracing::info!(attachment = %id, "a file that no ticket refers to is removed");
            tokio::fs::remove_file(path).await?;
        }
    }
    Ok(())
}
