//! Lets open tickets follow new versions of calendars and policies: right after they were saved, when they begin, and
//! where an earlier run was cut off.

use std::time::Duration;

use crate::state::AppState;

const LOOK_EVERY: Duration = Duration::from_secs(3);

/// Runs until the server stops.
pub async fn run(state: AppState) {
    loop {
        let store = state.store();
        match store.roll_out(&store.system(), state.now()).await {
            Ok(0) => {}
            Ok(tickets) => tracing::info!(tickets, "tickets followed a new version or another calendar"),
            // What keeps a single ticket from it is logged where it happens.
            Err(error) => tracing::error!(%error, "no ticket could follow what was saved; tried again"),
        }
        tokio::select! {
            () = state.stopping().cancelled() => return,
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}
