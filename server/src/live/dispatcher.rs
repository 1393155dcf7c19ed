//! Reads the outbox and tells open pages. Woken at each commit of this process; other processes are noticed by
//! looking twice a second.

use std::time::Duration;

use store::outbox::{Tail, Topic};

use super::Change;
use crate::state::AppState;

const LOOK_EVERY: Duration = Duration::from_millis(500);
/// After a commit others often follow at once; they are read together.
const GATHER: Duration = Duration::from_millis(100);
const AT_ONCE: usize = 256;
/// After a failed read the database needs a moment.
const AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Runs until the server stops.
pub async fn dispatch(state: AppState) {
    let store = state.store().clone();
    let scope = store.system();
    let mut commits = store.commits();
    let mut tail = loop {
        match Tail::from_now(&store, &scope).await {
            Ok(tail) => break tail,
            Err(error) => tracing::error!(%error, "live updates cannot begin"),
        }
        tokio::select! {
            () = state.stopping().cancelled() => return,
            () = tokio::time::sleep(AFTER_FAILURE) => {}
        }
    };
    if let Ok(latest) = store.outbox_latest(&scope).await {
        state.live().begin_after(latest);
    }
    loop {
        match tail.next(&store, &scope, AT_ONCE).await {
            Ok(rows) if rows.is_empty() => {}
            Ok(rows) => {
                // Another process may have written it; this one's own copy is then out of date.
                let is_directory_new = rows.iter().any(|row| row.topic == Topic::Directory);
                if is_directory_new && let Err(error) = store.reload_directory().await {
                    tracing::error!(%error, "the directory could not be read again");
                }
                rows.into_iter().map(Change::new).for_each(|change| state.live().tell(change));
                continue;
            }
            Err(error) => {
                tracing::error!(%error, "the outbox could not be read");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
        tokio::select! {
            () = state.stopping().cancelled() => return,
            _ = commits.changed() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}
