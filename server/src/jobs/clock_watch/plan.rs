//! Which ticket calls for a look when: an ordered set, which is a heap that can also forget and change its mind.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::TicketKey;
use domain::time::Timestamp;
use store::tickets::Due;

/// The looks until an instant. Empty and reaching nowhere before it is first filled.
#[derive(Default)]
pub(super) struct Plan {
    by_time: BTreeSet<(Timestamp, TicketKey)>,
    times: BTreeMap<TicketKey, Timestamp>,
    /// Every look before and at this instant is in the plan.
    reaches: Timestamp,
}

impl Plan {
    /// Replaces it with what the database says until `until`, of which `due` is all or only the most urgent.
    pub fn fill(&mut self, due: Vec<Due>, until: Timestamp, is_all: bool) {
        // Of those at the last instant some may be missing.
        let last = due.last().map(|due| Timestamp::from_unix(due.at.unix() - 1));
        self.reaches = last.filter(|_| !is_all).unwrap_or(until);
        self.times = due.into_iter().map(|due| (due.key, due.at)).collect();
        self.by_time = self.times.iter().map(|(key, at)| (*at, key.clone())).collect();
    }

    /// Notes when a ticket calls for a look now; later than the plan reaches it is left to the next filling.
    pub fn set(&mut self, key: &TicketKey, at: Option<Timestamp>) {
        if let Some(before) = self.times.remove(key) {
            self.by_time.remove(&(before, key.clone()));
        }
        if let Some(at) = at.filter(|at| *at <= self.reaches) {
            self.times.insert(key.clone(), at);
            self.by_time.insert((at, key.clone()));
        }
    }

    /// Those due by now, the most urgent first.
    pub fn due(&self, now: Timestamp) -> impl Iterator<Item = &TicketKey> {
        self.by_time.iter().take_while(move |(at, _)| *at <= now).map(|(_, key)| key)
    }

    /// Whether a ticket is due by now.
    pub fn is_due(&self, key: &TicketKey, now: Timestamp) -> bool {
        self.times.get(key).is_some_and(|at| *at <= now)
    }

    /// The first look after now.
    pub fn next_after(&self, now: Timestamp) -> Option<Timestamp> {
        self.by_time.iter().map(|(at, _)| *at).find(|at| *at > now)
    }

    /// Whether looks that it does not know of may be due.
    pub fn falls_short_of(&self, now: Timestamp) -> bool {
        now > self.reaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u32) -> TicketKey {
        TicketKey::new("ACME", number).unwrap()
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_unix(seconds)
    }

    fn due(times: &[i64]) -> Vec<Due> {
        (1..).zip(times).map(|(number, seconds)| Due { key: key(number), at: at(*seconds) }).collect()
    }

    #[test]
    fn looks_come_in_the_order_of_time_and_each_ticket_has_one() {
        let mut plan = Plan::default();
        plan.fill(due(&[10, 20, 30]), at(100), true);
        assert_eq!(plan.due(at(9)).count(), 0);
        assert_eq!(plan.due(at(20)).collect::<Vec<_>>(), [&key(1), &key(2)]);
        plan.set(&key(1), Some(at(25)));
        plan.set(&key(2), None);
        assert_eq!(plan.due(at(30)).collect::<Vec<_>>(), [&key(1), &key(3)]);
        assert_eq!((plan.next_after(at(9)), plan.next_after(at(25))), (Some(at(25)), Some(at(30))));
        assert!(plan.is_due(&key(1), at(25)) && !plan.is_due(&key(1), at(24)) && !plan.is_due(&key(2), at(99)));
    }

    #[test]
    fn it_knows_how_far_it_reaches() {
        let mut plan = Plan::default();
        assert!(plan.falls_short_of(at(1)), "before it is filled it knows nothing");
        plan.fill(due(&[10, 20]), at(100), true);
        assert!(!plan.falls_short_of(at(100)) && plan.falls_short_of(at(101)));
        plan.fill(due(&[10, 20]), at(100), false);
        assert!(!plan.falls_short_of(at(19)) && plan.falls_short_of(at(20)), "others may be due at 20");
        plan.set(&key(1), Some(at(50)));
        assert_eq!(plan.due(at(99)).collect::<Vec<_>>(), [&key(2)], "what it does not reach it does not hold");
    }
}
