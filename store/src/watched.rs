//! A short look before sleeping.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use tokio::runtime::Handle;

/// How long a thread looks again and again whether a write has ended, before it goes to sleep: about three times what a
/// fast disk takes for an fsync.
const WATCHED: Duration = Duration::from_millis(1);

/// One thread of the process watches at a time; the other threads of the runtime go on with other requests.
static WATCH: Watch = Watch(AtomicBool::new(false));

struct Watch(AtomicBool);

/// Somebody watches; nobody any more when this goes.
struct Watching<'a>(&'a Watch);

impl Watch {
    fn begin(&self) -> Option<Watching<'_>> {
        (!self.0.swap(true, Ordering::Acquire)).then_some(Watching(self))
    }
}

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        self.0.0.store(false, Ordering::Release);
    }
}

/// Waits for a write of this machine. What ends it is the fsync of another thread, and to be woken by that thread costs a
/// tenth of a report. Between two looks the other threads of the machine get the processor; other tasks wait on this thread
/// meanwhile, so a runtime that has no second one goes to sleep at once.
pub(crate) async fn watched<T>(work: BoxFuture<'_, T>) -> T {
    let has_others = Handle::try_current().is_ok_and(|runtime| runtime.metrics().num_workers() > 1);
    if has_others { watched_by(&WATCH, work).await } else { work.await }
}

async fn watched_by<T>(watch: &Watch, mut work: BoxFuture<'_, T>) -> T {
    poll_fn(|context| {
        let mut outcome = work.as_mut().poll(context);
        if outcome.is_ready() {
            return outcome;
        }
        let Some(_watching) = watch.begin() else { return Poll::Pending };
        let began = Instant::now();
        loop {
            std::thread::yield_now();
            outcome = work.as_mut().poll(context);
            if outcome.is_ready() || began.elapsed() >= WATCHED {
                return outcome;
            }
        }
    })
    .await
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use futures::future::poll_immediate;
    use tokio::sync::oneshot;

    use super::*;

    /// Ends when it is asked for the second time, and wakes nobody.
    fn second_time() -> BoxFuture<'static, u8> {
        let mut asked = 0;
        poll_fn(move |_| {
            asked += 1;
            if asked == 2 { Poll::Ready(7) } else { Poll::Pending }
        })
        .boxed()
    }

    #[tokio::test]
    async fn what_ends_soon_is_seen_without_being_woken_by_one_at_a_time() {
        let watch = Watch(AtomicBool::new(false));
        assert_eq!(poll_immediate(watched_by(&watch, second_time())).await, Some(7));
        let other = watch.begin();
        assert!(poll_immediate(watched_by(&watch, second_time())).await.is_none(), "somebody watches already");
        drop(other);
        assert_eq!(poll_immediate(watched_by(&watch, second_time())).await, Some(7), "nobody watches any more");
    }

    #[tokio::test]
    async fn what_takes_longer_wakes_who_waits() {
        let (go_on, told) = oneshot::channel();
        let waiting = tokio::spawn(async { watched_by(&Watch(AtomicBool::new(false)), told.boxed()).await });
        tokio::time::sleep(WATCHED * 3).await;
        go_on.send(7).expect("it still listens");
        assert_eq!(waiting.await.expect("it did not panic"), Ok(7));
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_thread_that_has_no_other_beside_it_does_not_watch() {
        assert!(poll_immediate(Box::pin(watched(second_time()))).await.is_none());
    }
}
