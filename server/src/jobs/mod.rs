//! What runs beside the requests. Every job may run in several processes on one store at the same time.
//!
//! # Layout
//! - `supervise`: starts a job again that ended by itself, and tells `/healthz` of it
//! - `clock_watch`: writes warnings, breaches, escalations, ends of pauses and snoozes, at their second, exactly once
//! - `push`: tells people's devices, each event at most once
//! - `rollout`: lets open tickets follow new versions of calendars and policies
//! - `backfill`: what reports want to know of tickets that an older program wrote, once
//! - `housekeeping`: forgets what nobody can use any more, reads the directory again

pub mod backfill;
pub mod clock_watch;
pub mod housekeeping;
pub mod push;
pub mod rollout;
mod supervise;

use tokio::task::JoinSet;

use crate::live;
use crate::state::AppState;

pub use supervise::Down;
use supervise::{AGAIN_AFTER, supervise};

/// Starts every job. They end when the server stops; one that ends earlier is started again.
pub fn start(state: &AppState) -> JoinSet<()> {
    let mut jobs = JoinSet::new();
    keep_running(&mut jobs, state, "live updates", live::dispatch);
    keep_running(&mut jobs, state, "clock watch", clock_watch::run);
    keep_running(&mut jobs, state, "push messages", push::run);
    keep_running(&mut jobs, state, "new versions", rollout::run);
    keep_running(&mut jobs, state, "figures of older tickets", backfill::run);
    keep_running(&mut jobs, state, "housekeeping", housekeeping::run);
    jobs
}

fn keep_running<F: Future<Output = ()> + Send + 'static>(
    jobs: &mut JoinSet<()>,
    state: &AppState,
    name: &'static str,
    job: impl Fn(AppState) -> F + Send + 'static,
) {
    let (state, down, stopping) = (state.clone(), state.jobs_down().clone(), state.stopping().clone());
    jobs.spawn(supervise(name, down, stopping, AGAIN_AFTER, move || job(state.clone())));
}
