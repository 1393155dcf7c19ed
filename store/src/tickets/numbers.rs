//! What this process knows of ticket numbers. Only a guess: the transaction refuses a number that is taken.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ids::{EngagementId, TicketKey};

/// The last number that this process gave or saw, for each client, and the engagements that are counted already.
#[derive(Default)]
pub(crate) struct Numbers(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    last: HashMap<String, u32>,
    counted: HashSet<EngagementId>,
}

impl Numbers {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        // Nothing is half-done when a holder panics.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last number of a client's tickets, as far as is known here. `None` when the counters must be read.
    pub(super) fn last(&self, prefix: &str, engagement: &EngagementId) -> Option<u32> {
        let seen = self.seen();
        seen.last.get(prefix).copied().filter(|_| seen.counted.contains(engagement))
    }

    /// A report was written: it has the last number.
    pub(super) fn gave(&self, key: &TicketKey, engagement: &EngagementId) {
        let mut seen = self.seen();
        if !seen.counted.contains(engagement) {
            seen.counted.insert(engagement.clone());
        }
        match seen.last.get_mut(key.prefix()) {
            Some(last) => *last = key.number().max(*last),
            None => drop(seen.last.insert(key.prefix().to_owned(), key.number())),
        }
    }

    /// Somebody else took a number.
    pub(super) fn forget(&self, prefix: &str) {
        self.seen().last.remove(prefix);
    }
}
