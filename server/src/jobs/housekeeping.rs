//! Once an hour: forgets outbox rows that every reader has passed, push messages that were sent, sessions and links that
//! nobody can use any more, files without a ticket or checklist and the remains of interrupted uploads; and reads the
//! directory again, because the opening hours in it reach only so far ahead.

use std::time::{Duration, SystemTime};

use domain::time::Seconds;

use crate::state::AppState;

const EVERY: Duration = Duration::from_hours(1);
/// Longer than any page stays open unseen; a page that comes back later loads everything anew.
const OUTBOX_KEPT: Seconds = Seconds::days(3);
/// Files asked about in one query.
const FILES_AT_ONCE: usize = 500;

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
        // Not at the start, when it has just been read.
        if let Err(error) = state.store().reload_directory().await {
            tracing::error!(%error, "the directory could not be read again");
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
    while store.prune_pushes(&scope, before).await? > 0 {
        if state.stopping().is_cancelled() {
            return Ok(());
        }
    }
    while store.prune_access(&scope, state.now()).await? > 0 {
        if state.stopping().is_cancelled() {
            return Ok(());
        }
    }
    sweep_files(state).await
}

async fn sweep_files(state: &AppState) -> anyhow::Result<()> {
    let store = state.store();
    let scope = store.system();
    let uploads = state.uploads().clone();
    let settled = tokio::task::spawn_blocking(move || uploads.settled_before(SystemTime::now())).await??;
    let mut orphans = 0;
    for ids in settled.chunks(FILES_AT_ONCE) {
        let known = store.known_attachments(&scope, ids).await?;
        let nobodys: Vec<_> = ids.iter().filter(|id| !known.contains(*id)).cloned().collect();
        orphans += nobodys.len();
        let uploads = state.uploads().clone();
        tokio::task::spawn_blocking(move || uploads.remove(&nobodys)).await??;
    }
    if orphans > 0 {
        tracing::info!(orphans, "files without a ticket or checklist were removed");
    }
    let uploads = state.uploads().clone();
    let removed = tokio::task::spawn_blocking(move || uploads.sweep(SystemTime::now())).await??;
    if removed > 0 {
        tracing::info!(removed, "remains of interrupted uploads were removed");
    }
    Ok(())
}
