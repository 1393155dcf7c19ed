//! The tickets whose clocks could not be written. Each is tried again by itself, later and later, so that they never
//! keep the others waiting, however many they are.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use domain::ids::TicketKey;

const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(5);

struct Retry {
    pause: Duration,
    next: Instant,
}

/// Which tickets failed and when each is tried again. In memory only: a restart is a good moment to try all of them.
#[derive(Default)]
pub(super) struct Failing(BTreeMap<TicketKey, Retry>);

impl Failing {
    /// How many there are: so many more must be asked for to see others behind them.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether a ticket is to be looked at: it has not failed, or the time for another try has come.
    pub fn may_try(&self, key: &TicketKey, now: Instant) -> bool {
        self.0.get(key).is_none_or(|retry| retry.next <= now)
    }

    /// It failed (again); answers how long it is left alone: 5 seconds at first, doubling up to 5 minutes.
    pub fn failed(&mut self, key: &TicketKey, now: Instant) -> Duration {
        let last = self.0.get(key).map(|retry| retry.pause);
        let pause = last.map_or(FIRST_PAUSE, |pause| (pause * 2).min(LONGEST_PAUSE));
        self.0.insert(key.clone(), Retry { pause, next: now + pause });
        pause
    }

    /// It could be written.
    pub fn succeeded(&mut self, key: &TicketKey) {
        self.0.remove(key);
    }

    /// Forgets those that are not due any more, because somebody acted on them.
    pub fn keep_only(&mut self, is_due: impl Fn(&TicketKey) -> bool) {
        self.0.retain(|key, _| is_due(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u32) -> TicketKey {
        TicketKey::new("ACME", number).unwrap()
    }

    #[test]
    fn a_failing_ticket_is_tried_again_later_and_later_but_at_least_every_five_minutes() {
        let (mut failing, mut now) = (Failing::default(), Instant::now());
        let key = key(1);
        let mut pauses = Vec::new();
        for _ in 0..9 {
            assert!(failing.may_try(&key, now));
            let pause = failing.failed(&key, now);
            now += pause.saturating_sub(Duration::from_millis(1));
            assert!(!failing.may_try(&key, now), "before its time");
            now += Duration::from_millis(1);
            pauses.push(pause.as_secs());
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 300, 300, 300]);
        failing.succeeded(&key);
        assert_eq!(failing.count(), 0);
        assert_eq!(failing.failed(&key, now), FIRST_PAUSE, "it begins anew after a success");
    }

    #[test]
    fn a_ticket_that_is_not_due_any_more_is_forgotten() {
        let (mut failing, now) = (Failing::default(), Instant::now());
        for number in 1..4 {
            failing.failed(&key(number), now);
        }
        failing.keep_only(|key| key.number() > 2);
        assert_eq!(failing.count(), 1);
        assert!(failing.may_try(&key(1), now) && !failing.may_try(&key(3), now));
    }
}
