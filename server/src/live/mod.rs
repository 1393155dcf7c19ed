//! Live updates: what is committed is told to every open page that may know of it, within moments.
//!
//! ```text
//! outbox row -> dispatcher (one per process) -> broadcast -> one task per open page -> filter -> SSE
//! ```
//! # Layout
//! - this file: [`Live`], the broadcast and its seats; `filter`: who may learn of what
//! - `dispatcher`: reads the outbox; `stream`: one open page

mod dispatcher;
mod filter;
mod stream;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::{PersonId, TicketKey};
use serde_json::json;
use store::outbox::OutboxRow;
use tokio::sync::broadcast;

pub use dispatcher::dispatch;
pub use stream::{Opening, open};

/// Changes that a slow page may be behind before it is told to load everything anew.
const BUFFER: usize = 512;
/// Pages that one person may have open at once.
const SEATS_OF_ONE: usize = 24;

/// A committed change, written out once for every page that gets it.
#[derive(Debug)]
pub struct Change {
    row: OutboxRow,
    data: String,
}

impl Change {
    /// Writes out an outbox row.
    pub fn new(row: OutboxRow) -> Self {
        let data = json!({
            "key": row.ticket.as_ref().map(ToString::to_string),
            "topic": row.topic.as_str(),
            "by": row.by.as_ref().map(PersonId::as_str),
        });
        Self { row, data: data.to_string() }
    }

    /// The ticket that changed, if it is about one.
    pub fn ticket(&self) -> Option<&TicketKey> {
        self.row.ticket.as_ref()
    }
}

/// Tells open pages about changes.
#[derive(Debug, Clone)]
pub struct Live {
    sender: broadcast::Sender<Arc<Change>>,
    seats: Arc<Mutex<Seats>>,
    told: Arc<Mutex<Told>>,
}

#[derive(Debug)]
struct Seats {
    free: usize,
    taken: HashMap<PersonId, usize>,
}

/// What has been told, in the order told: a page that was away for moments gets exactly what it missed.
#[derive(Debug, Default)]
struct Told {
    /// The key before the first of `changes`.
    before: String,
    changes: VecDeque<Arc<Change>>,
}

impl Told {
    fn latest(&self) -> &str {
        self.changes.back().map_or(&self.before, |change| &change.row.key)
    }

    /// What was told after a key; `None` when that is too long ago, or was told by another process.
    fn after(&self, key: &str) -> Option<Vec<Arc<Change>>> {
        if key == self.before {
            return Some(self.changes.iter().cloned().collect());
        }
        let position = self.changes.iter().position(|change| change.row.key == key)?;
        Some(self.changes.iter().skip(position + 1).cloned().collect())
    }

    fn push(&mut self, change: Arc<Change>) {
        self.changes.push_back(change);
        if self.changes.len() > BUFFER
            && let Some(first) = self.changes.pop_front()
        {
            self.before.clone_from(&first.row.key);
        }
    }
}

impl Live {
    /// Room for `pages` open pages.
    pub fn new(pages: usize) -> Self {
        let seats = Seats { free: pages, taken: HashMap::new() };
        Self { sender: broadcast::Sender::new(BUFFER), seats: Arc::new(Mutex::new(seats)), told: Arc::default() }
    }

    /// Where the stream of changes is now. A page that was drawn after asking for this misses nothing when it opens
    /// its stream from here. Empty before the first change.
    pub fn latest(&self) -> String {
        locked(&self.told).latest().to_owned()
    }

    /// Every change from now on, for jobs that follow what is written. One that falls behind is told so.
    pub fn changes(&self) -> broadcast::Receiver<Arc<Change>> {
        self.sender.subscribe()
    }

    /// Tells every open page. Nobody listening is fine.
    fn tell(&self, change: Change) {
        let change = Arc::new(change);
        let mut told = locked(&self.told);
        told.push(change.clone());
        let _ = self.sender.send(change);
    }

    /// What exists before this process tells anything.
    fn begin_after(&self, key: String) {
        locked(&self.told).before = key;
    }

    /// Listens from now on, with what was told after `since`; nothing is between the two.
    fn subscribe(&self, since: Option<&str>) -> Subscription {
        let told = locked(&self.told);
        let missed = match since.map(|key| told.after(key)) {
            None => Missed::Nothing,
            Some(Some(changes)) => Missed::Told(changes),
            Some(None) => Missed::TooLongAgo,
        };
        Subscription { changes: self.sender.subscribe(), missed, latest: told.latest().to_owned() }
    }

    /// A place for one page, unless the server or the person has too many.
    fn take_seat(&self, person: &PersonId) -> Option<Seat> {
        let mut seats = locked(&self.seats);
        let of_person = seats.taken.get(person).copied().unwrap_or_default();
        if seats.free == 0 || of_person >= SEATS_OF_ONE {
            return None;
        }
        seats.free -= 1;
        seats.taken.insert(person.clone(), of_person + 1);
        Some(Seat { live: self.clone(), person: person.clone() })
    }
}

/// One page's view of the broadcast.
struct Subscription {
    changes: broadcast::Receiver<Arc<Change>>,
    missed: Missed,
    latest: String,
}

/// What a page has missed.
enum Missed {
    /// It begins now.
    Nothing,
    /// These, in the order told.
    Told(Vec<Arc<Change>>),
    /// The buffer does not reach back so far, or another process told it.
    TooLongAgo,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing is half-done when a holder panics.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A place, given back when dropped.
#[derive(Debug)]
struct Seat {
    live: Live,
    person: PersonId,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = locked(&self.live.seats);
        seats.free += 1;
        if let Some(taken) = seats.taken.get_mut(&self.person) {
            *taken -= 1;
            if *taken == 0 {
                seats.taken.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_cannot_take_every_seat_and_seats_come_back() {
        let live = Live::new(SEATS_OF_ONE + 1);
        let (ana, ben) = (PersonId::new("ana"), PersonId::new("ben"));
        let seats: Vec<_> = (0..SEATS_OF_ONE).map(|_| live.take_seat(&ana).unwrap()).collect();
        assert!(live.take_seat(&ana).is_none());
        let last = live.take_seat(&ben).unwrap();
        assert!(live.take_seat(&PersonId::new("cem")).is_none(), "the server is full");
        drop((seats, last));
        assert!(live.take_seat(&ana).is_some());
        assert!(locked(&live.seats).taken.is_empty() && locked(&live.seats).free == SEATS_OF_ONE + 1);
    }
}
