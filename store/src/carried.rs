//! Work that is finished even when nobody waits for it any more.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::future::BoxFuture;

/// Runs a future where it is awaited; dropped before its end, it goes on in a task of its own.
///
/// A request that is dropped half-way (the browser went away, time was up) must not leave a write behind of which nobody
/// knows whether it happened. A task from the beginning would do that as well, at the price of waking another thread for
/// each write.
pub(crate) fn carried<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Carried<T> {
    Carried(Some(Box::pin(work)))
}

pub(crate) struct Carried<T: Send + 'static>(Option<BoxFuture<'static, T>>);

impl<T: Send + 'static> Future for Carried<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        let work = self.0.as_mut().expect("nobody asks again after the end");
        let outcome = work.as_mut().poll(context);
        if outcome.is_ready() {
            self.0 = None;
        }
        outcome
    }
}

impl<T: Send + 'static> Drop for Carried<T> {
    fn drop(&mut self) {
        // A panic has ended the work; without a runtime there is nothing that could go on.
        let (Some(work), false) = (self.0.take(), std::thread::panicking()) else { return };
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            drop(runtime.spawn(work));
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::future::poll_immediate;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_that_nobody_waits_for_any_more_is_finished() {
        let (go_on, told) = oneshot::channel::<()>();
        let (done, finished) = oneshot::channel();
        let work = carried(async move {
            let _ = told.await;
            let _ = done.send(7);
        });
        assert!(poll_immediate(work).await.is_none(), "it had begun and was dropped");
        go_on.send(()).expect("it still listens");
        assert_eq!(finished.await, Ok(7));
    }

    #[tokio::test]
    async fn work_that_is_waited_for_gives_its_outcome() {
        assert_eq!(carried(async { 7 }).await, 7);
    }
}
