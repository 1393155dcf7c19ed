//! Keeps a job running: one that panics or returns while the server serves is started again after a pause, and until
//! then the server says that it is not well. A job that nobody misses would be promises that nobody watches.

use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt;
use tokio_util::sync::CancellationToken;

/// How long a job that ended by itself stays down.
pub(super) const AGAIN_AFTER: Duration = Duration::from_secs(5);

/// The jobs that have ended by themselves and wait to be started again. Cloning is cheap.
#[derive(Debug, Clone, Default)]
pub struct Down(Arc<Mutex<BTreeSet<&'static str>>>);

impl Down {
    /// Their names in alphabetical order; empty when all is well.
    pub fn names(&self) -> Vec<&'static str> {
        self.jobs().iter().copied().collect()
    }

    /// Notes that a job is down, or that it runs again.
    pub fn set(&self, job: &'static str, is_down: bool) {
        let mut jobs = self.jobs();
        if is_down {
            jobs.insert(job);
        } else {
            jobs.remove(job);
        }
    }

    fn jobs(&self) -> MutexGuard<'_, BTreeSet<&'static str>> {
        // Nothing is half-done when a holder panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs a job until the server stops.
pub(super) async fn supervise<F: Future<Output = ()>>(
    name: &'static str,
    down: Down,
    stopping: CancellationToken,
    again_after: Duration,
    job: impl Fn() -> F,
) {
    loop {
        // A run shares nothing with the next one but the server's state, which requests that panic share as well.
        let outcome = AssertUnwindSafe(job()).catch_unwind().await;
        if stopping.is_cancelled() {
            return;
        }
        down.set(name, true);
        let has_panicked = outcome.is_err();
        tracing::error!(job = name, has_panicked, "a job ended by itself and is started again");
        tokio::select! {
            () = stopping.cancelled() => return,
            () = tokio::time::sleep(again_after) => {}
        }
        down.set(name, false);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    async fn until(what: &str, is_so: impl Fn() -> bool) {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        while !is_so() {
            assert!(tokio::time::Instant::now() < deadline, "never: {what}");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_job_that_panics_or_returns_is_started_again_and_is_down_until_then() {
        let (down, stopping, runs) = (Down::default(), CancellationToken::new(), Arc::new(AtomicUsize::new(0)));
        let job = {
            let (stopping, runs) = (stopping.clone(), Arc::clone(&runs));
            move || {
                let (stopping, run) = (stopping.clone(), runs.fetch_add(1, Ordering::SeqCst));
                async move {
                    match run {
                        0 => panic!("a mistake"),
                        1 => {}
                        _ => stopping.cancelled().await,
                    }
                }
            }
        };
        let pause = Duration::from_millis(300);
        let supervised = tokio::spawn(supervise("job", down.clone(), stopping.clone(), pause, job));
        let started = || runs.load(Ordering::SeqCst);
        for ended in 1..=2 {
            until("it is down and not yet started again", || down.names() == ["job"] && started() == ended).await;
        }
        until("it runs for the third time", || down.names().is_empty() && started() == 3).await;
        stopping.cancel();
        tokio::time::timeout(Duration::from_secs(10), supervised).await.expect("it ends with the server").unwrap();
    }
}
