//! One turn of the watcher: the plan is brought up to date, and what is due is looked at.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use domain::ids::TicketKey;
use domain::time::{Seconds, Timestamp};
use store::StoreError;

use super::Tickets;
use super::failing::Failing;
use super::plan::Plan;

/// How far ahead is planned.
const AHEAD: Seconds = Seconds::hours(24);
/// How many looks are planned at most, so that a plan stays small however many tickets there are.
const PLANNED: usize = 5_000;
/// How often the plan is compared with the database, whatever the outbox told.
const RECONCILED: Duration = Duration::from_mins(1);

/// The watcher's memory. A restart begins with an empty one and loses nothing.
pub(super) struct Watcher {
    plan: Plan,
    failing: Failing,
    /// Tickets that the outbox told of since the last turn.
    changed: BTreeSet<TicketKey>,
    filled: Option<Instant>,
    planned: usize,
    now: Timestamp,
}

impl Default for Watcher {
    fn default() -> Self {
        Self {
            plan: Plan::default(),
            failing: Failing::default(),
            changed: BTreeSet::new(),
            filled: None,
            planned: PLANNED,
            now: Timestamp::default(),
        }
    }
}

impl Watcher {
    /// A ticket changed; nothing when the change was about something else.
    pub fn changed(&mut self, key: Option<&TicketKey>) {
        self.changed.extend(key.cloned());
    }

    /// Something was missed: the plan is read anew at the next turn.
    pub fn refill(&mut self) {
        self.filled = None;
    }

    /// When the next turn has something to look at, as far as is known.
    pub fn next(&self) -> Option<Timestamp> {
        self.plan.next_after(self.now)
    }

    /// Looks at everything that is due; answers how many tickets could be written.
    ///
    /// # Errors
    /// The store's, when it cannot say what is due.
    pub async fn turn(&mut self, tickets: &impl Tickets, began: Instant) -> Result<usize, StoreError> {
        self.now = tickets.now();
        let is_old = self.filled.is_none_or(|filled| began.duration_since(filled) >= RECONCILED);
        if is_old || self.plan.falls_short_of(self.now) {
            self.fill(tickets, began).await?;
        } else {
            for key in std::mem::take(&mut self.changed) {
                self.plan.set(&key, tickets.watch_at(&key).await?);
            }
        }
        let mut total = 0;
        loop {
            let (written, tried) = self.look_at_all(tickets, began).await;
            total += written;
            self.now = tickets.now();
            // Behind a full plan there may be more that is due.
            if tried == 0 || !self.plan.falls_short_of(self.now) || tickets.is_stopping() {
                return Ok(total);
            }
            self.fill(tickets, began).await?;
        }
    }

    async fn fill(&mut self, tickets: &impl Tickets, began: Instant) -> Result<(), StoreError> {
        // Those that fail stay due: so many more must be asked for to see others behind them.
        let limit = self.planned + self.failing.count();
        let until = self.now + AHEAD;
        // Forgotten before reading: what is told from now on may be newer than what is read.
        self.changed.clear();
        let due = tickets.due(until, limit).await?;
        let is_all = due.len() < limit;
        self.plan.fill(due, until, is_all);
        self.filled = Some(began);
        if !self.plan.falls_short_of(self.now) {
            let (plan, now) = (&self.plan, self.now);
            self.failing.keep_only(|key| plan.is_due(key, now));
        }
        Ok(())
    }

    /// Answers how many were written and how many were tried.
    async fn look_at_all(&mut self, tickets: &impl Tickets, began: Instant) -> (usize, usize) {
        let failing = &self.failing;
        let due: Vec<TicketKey> = self.plan.due(self.now).filter(|key| failing.may_try(key, began)).cloned().collect();
        let mut written = 0;
        for key in &due {
            match tickets.look_at(key, self.now).await {
                Ok(next) => {
                    self.failing.succeeded(key);
                    self.plan.set(key, next);
                    written += 1;
                }
                Err(error) => {
                    let again_after_s = self.failing.failed(key, began).as_secs();
                    tracing::error!(%error, %key, again_after_s, "a ticket's clocks could not be written");
                }
            }
            if tickets.is_stopping() {
                break;
            }
        }
        (written, due.len())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

    use store::tickets::{CommandError, Due};

    use super::*;

    /// Tickets with the instants at which they call for one look; some can never be written.
    #[derive(Default)]
    struct Many {
        due: Mutex<BTreeMap<TicketKey, Timestamp>>,
        now: AtomicI64,
        broken_below: u32,
        /// How often the whole list was asked for.
        asked: AtomicUsize,
        /// Who was looked at when.
        looks: Mutex<Vec<(u32, i64)>>,
    }

    fn key(number: u32) -> TicketKey {
        TicketKey::new("ACME", number).unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    impl Many {
        fn of(times: impl IntoIterator<Item = (u32, i64)>) -> Self {
            let due = times.into_iter().map(|(number, seconds)| (key(number), at(seconds))).collect();
            Self { due: Mutex::new(due), ..Self::default() }
        }

        fn call(&self, number: u32, seconds: i64) {
            self.due.lock().unwrap().insert(key(number), at(seconds));
        }

        fn looks(&self) -> Vec<(u32, i64)> {
            std::mem::take(&mut self.looks.lock().unwrap())
        }
    }

    impl Tickets for Many {
        async fn due(&self, until: Timestamp, limit: usize) -> Result<Vec<Due>, StoreError> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let mut due: Vec<Due> = self
                .due
                .lock()
                .unwrap()
                .iter()
                .filter(|(_, at)| **at <= until)
                .map(|(key, at)| Due { key: key.clone(), at: *at })
                .collect();
            due.sort_by_key(|due| (due.at, due.key.number()));
            due.truncate(limit);
            Ok(due)
        }

        async fn watch_at(&self, key: &TicketKey) -> Result<Option<Timestamp>, StoreError> {
            Ok(self.due.lock().unwrap().get(key).copied())
        }

        async fn look_at(&self, key: &TicketKey, now: Timestamp) -> Result<Option<Timestamp>, CommandError> {
            self.looks.lock().unwrap().push((key.number(), now.unix()));
            if key.number() < self.broken_below {
                return Err(CommandError::NotFound);
            }
            self.due.lock().unwrap().remove(key);
            Ok(None)
        }

        fn now(&self) -> Timestamp {
            at(self.now.load(Ordering::SeqCst))
        }

        fn is_stopping(&self) -> bool {
            false
        }
    }

    /// Turns once for each second from `from` to `to`, as the job does.
    async fn pass(watcher: &mut Watcher, tickets: &Many, began: Instant, from: i64, to: i64) {
        for second in from..=to {
            tickets.now.store(second, Ordering::SeqCst);
            let now = began + Duration::from_secs(u64::try_from(second).unwrap());
            watcher.turn(tickets, now).await.unwrap();
        }
    }

    #[tokio::test]
    async fn each_look_happens_at_its_second_and_the_list_is_read_once_a_minute() {
        let tickets = Many::of([(1, 10), (2, 10), (3, 45), (4, 100)]);
        let (mut watcher, began) = (Watcher::default(), Instant::now());
        pass(&mut watcher, &tickets, began, 0, 10).await;
        assert_eq!(tickets.looks(), [(1, 10), (2, 10)]);
        assert_eq!(watcher.next(), Some(at(45)));
        pass(&mut watcher, &tickets, began, 11, 119).await;
        assert_eq!(tickets.looks(), [(3, 45), (4, 100)]);
        assert_eq!(tickets.asked.load(Ordering::SeqCst), 2, "at 0 and at 60");
    }

    #[tokio::test]
    async fn what_the_outbox_tells_of_moves_a_look_and_what_nobody_told_is_found_within_a_minute() {
        let tickets = Many::of([(1, 30)]);
        let (mut watcher, began) = (Watcher::default(), Instant::now());
        pass(&mut watcher, &tickets, began, 0, 5).await;
        tickets.call(1, 40);
        tickets.call(2, 20);
        tickets.call(3, 25);
        for number in [1, 2] {
            watcher.changed(Some(&key(number)));
        }
        watcher.changed(None);
        pass(&mut watcher, &tickets, began, 6, 59).await;
        assert_eq!(tickets.looks(), [(2, 20), (1, 40)]);
        pass(&mut watcher, &tickets, began, 60, 60).await;
        assert_eq!(tickets.looks(), [(3, 60)]);
        tickets.call(4, 70);
        watcher.refill();
        pass(&mut watcher, &tickets, began, 61, 70).await;
        assert_eq!(tickets.looks(), [(4, 70)], "a reader that fell behind reads everything");
    }

    #[tokio::test]
    async fn more_than_a_plan_holds_is_looked_at_all_the_same() {
        let tickets = Many::of((1..=250).map(|number| (number, i64::from(number / 200))));
        tickets.now.store(9, Ordering::SeqCst);
        let mut watcher = Watcher { planned: 100, ..Watcher::default() };
        assert_eq!(watcher.turn(&tickets, Instant::now()).await.unwrap(), 250);
        assert_eq!(tickets.looks().len(), 250);
    }

    #[tokio::test]
    async fn tickets_that_always_fail_do_not_keep_the_others_waiting() {
        let tickets = Many { broken_below: 251, ..Many::of((1..=500).map(|number| (number, 0))) };
        let mut watcher = Watcher { planned: 100, ..Watcher::default() };
        let began = Instant::now();
        assert_eq!(watcher.turn(&tickets, began).await.unwrap(), 250, "every healthy one at the first turn");
        assert_eq!((watcher.failing.count(), tickets.looks().len()), (250, 500), "each was tried once");
        assert_eq!(watcher.turn(&tickets, began + Duration::from_secs(4)).await.unwrap(), 0);
        assert_eq!(tickets.looks().len(), 0, "they were tried again before their time");
        watcher.turn(&tickets, began + Duration::from_secs(5)).await.unwrap();
        assert_eq!(tickets.looks().len(), 250, "nobody tried again");
    }

    #[tokio::test]
    async fn a_ticket_that_somebody_acted_on_is_not_tried_again_for_its_failure() {
        let tickets = Many { broken_below: 2, ..Many::of([(1, 0)]) };
        let (mut watcher, began) = (Watcher::default(), Instant::now());
        watcher.turn(&tickets, began).await.unwrap();
        assert_eq!(watcher.failing.count(), 1);
        tickets.due.lock().unwrap().clear();
        watcher.turn(&tickets, began + RECONCILED).await.unwrap();
        assert_eq!(watcher.failing.count(), 0);
    }
}
