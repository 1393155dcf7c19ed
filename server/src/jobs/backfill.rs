//! Notes what the clocks of tickets came to that an older program wrote. Nothing to do on most starts; reports say so
//! while it runs.

use std::time::Duration;

use crate::state::AppState;

const TRIED_AGAIN_AFTER: Duration = Duration::from_secs(10);

/// Fills what is missing, once, and then waits until the server stops.
pub async fn run(state: AppState) {
    let store = state.store();
    let system = store.system();
    loop {
        let filled = tokio::select! {
            filled = store.fill_outcomes(&system) => filled,
            () = state.stopping().cancelled() => return,
        };
        let Err(error) = filled else { break };
        tracing::error!(%error, "the outcomes of existing tickets could not be noted; tried again");
        tokio::select! {
            () = tokio::time::sleep(TRIED_AGAIN_AFTER) => {}
            () = state.stopping().cancelled() => return,
        }
    }
    state.stopping().cancelled().await;
}
