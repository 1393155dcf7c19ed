//! What runs beside the requests. Every job may run in several processes on one store at the same time.
//!
//! # Layout
//! - `clock_watch`: writes warnings, breaches, ends of pauses and snoozes, exactly once
//! - `housekeeping`: forgets what nobody can use any more, reads the directory again

pub mod clock_watch;
pub mod housekeeping;

use tokio::task::JoinSet;

use crate::live;
use crate::state::AppState;

/// Starts every job. They end when the server stops.
pub fn start(state: &AppState) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    jobs.spawn(live::dispatch(state.clone()));
    jobs.spawn(clock_watch::run(state.clone()));
    jobs.spawn(housekeeping::run(state.clone()));
    jobs
}
