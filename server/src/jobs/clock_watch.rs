//! The watcher: what becomes due is written into the ticket's history exactly once (SLA.md, clocks).
//!
//! Exactly once is the store's doing: the next event of a ticket has a number, and only one writer can append it. A
//! second process, or a restart in between, reads again and finds the warning or breach in the history.

use std::time::{Duration, Instant};

use domain::ids::TicketKey;
use domain::time::Timestamp;
use store::StoreError;
use store::tickets::{CommandError, Due};

use super::failing::Failing;
use crate::state::AppState;

const LOOK_EVERY: Duration = Duration::from_secs(1);
const AT_ONCE: usize = 100;
/// When the database answers nothing at all it needs a moment.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Runs until the server stops. What became due while nothing ran is found at the start.
pub async fn run(state: AppState) {
    let mut failing = Failing::default();
    loop {
        let pause = match watch_all(&state, &mut failing).await {
            Ok(_) => LOOK_EVERY,
            Err(error) => {
                tracing::error!(%error, "the clocks could not be watched");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = state.stopping().cancelled() => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Writes everything that is due now; answers how many tickets that were.
///
/// # Errors
/// The store's, after the tickets that could be written.
pub async fn watch(state: &AppState) -> Result<usize, StoreError> {
    watch_all(state, &mut Failing::default()).await
}

async fn watch_all(state: &AppState, failing: &mut Failing) -> Result<usize, StoreError> {
    look_at_all(&OfStore(state), failing, Instant::now()).await
}

/// What the watcher needs of the server; a test has its own.
trait Tickets {
    /// Those that call for a look, the most urgent first.
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError>;
    /// Looks at one and writes what is due.
    async fn look_at(&self, key: &TicketKey, now: Timestamp) -> Result<(), CommandError>;
    fn now(&self) -> Timestamp;
    fn is_stopping(&self) -> bool;
}

struct OfStore<'a>(&'a AppState);

impl Tickets for OfStore<'_> {
    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
        let store = self.0.store();
        store.watch_due(&store.system(), now, limit).await
    }

    async fn look_at(&self, key: &TicketKey, now: Timestamp) -> Result<(), CommandError> {
        let store = self.0.store();
        store.watch_one(&store.system(), key, now).await.map(drop)
    }

    fn now(&self) -> Timestamp {
        self.0.now()
    }

    fn is_stopping(&self) -> bool {
        self.0.stopping().is_cancelled()
    }
}

async fn look_at_all(tickets: &impl Tickets, failing: &mut Failing, began: Instant) -> Result<usize, StoreError> {
    let mut total = 0;
    loop {
        let now = tickets.now();
        let limit = AT_ONCE + failing.count();
        let due = tickets.due(now, limit).await?;
        let is_all = due.len() < limit;
        if is_all {
            failing.keep_only(&due);
        }
        let mut tried = 0;
        for ticket in &due {
            if !failing.may_try(&ticket.key, began) {
                continue;
            }
            tried += 1;
            match tickets.look_at(&ticket.key, now).await {
                Ok(()) => {
                    failing.succeeded(&ticket.key);
                    total += 1;
                }
                Err(error) => {
                    let again_after_s = failing.failed(&ticket.key, began).as_secs();
                    tracing::error!(%error, key = %ticket.key, again_after_s, "a ticket's clocks could not be written");
                }
            }
            if tickets.is_stopping() {
                return Ok(total);
            }
        }
        if is_all || tried == 0 {
            return Ok(total);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use super::*;

    /// So many tickets, all due at once; those before `healthy_from` can never be written.
    struct Many {
        due: Mutex<BTreeSet<u32>>,
        healthy_from: u32,
        tries: Mutex<usize>,
    }

    impl Tickets for Many {
        async fn due(&self, _: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
            let due = |number| Due { key: TicketKey::new("ACME", number).unwrap(), at: Timestamp::from_unix(0) };
            Ok(self.due.lock().unwrap().iter().copied().take(limit).map(due).collect())
        }

        async fn look_at(&self, key: &TicketKey, _: Timestamp) -> Result<(), CommandError> {
            *self.tries.lock().unwrap() += 1;
            if key.number() < self.healthy_from {
                return Err(CommandError::NotFound);
            }
            self.due.lock().unwrap().remove(&key.number());
            Ok(())
        }

        fn now(&self) -> Timestamp {
            Timestamp::from_unix(0)
        }

        fn is_stopping(&self) -> bool {
            false
        }
    }

    #[tokio::test]
    async fn tickets_that_always_fail_do_not_keep_the_others_waiting() {
        let tickets = Many { due: Mutex::new((1..=500).collect()), healthy_from: 251, tries: Mutex::new(0) };
        let (mut failing, began) = (Failing::default(), Instant::now());
        assert_eq!(
            look_at_all(&tickets, &mut failing, began).await.unwrap(),
            250,
            "every healthy one at the first look"
        );
        assert_eq!((failing.count(), *tickets.tries.lock().unwrap()), (250, 500), "each was tried once");
        assert_eq!(look_at_all(&tickets, &mut failing, began + Duration::from_secs(4)).await.unwrap(), 0);
        assert_eq!(*tickets.tries.lock().unwrap(), 500, "they were tried again before their time");
        look_at_all(&tickets, &mut failing, began + Duration::from_secs(5)).await.unwrap();
        assert_eq!(*tickets.tries.lock().unwrap(), 750, "nobody tried again");
    }
}
