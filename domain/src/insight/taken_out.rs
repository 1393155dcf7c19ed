//! Time that did not count, by person and reason.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::TicketKey;
use crate::insight::outcome::{Excluded, Outcome};
use crate::people::PersonRef;
use crate::time::{Seconds, Timestamp};

/// The stretches of time that were taken out of clocks. A pause that several clocks of a ticket shared is one stretch,
/// with the most that it took out of one of them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TakenOut(BTreeMap<(TicketKey, u32, Option<Timestamp>), Excluded>);

/// The stretches of one person and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenOutTotal {
    /// The words of the reason; empty for the time between resolved and reopened.
    pub reason: String,
    /// Who; none for the program.
    pub by: Option<PersonRef>,
    /// How many stretches.
    pub stretches: u64,
    /// Counted seconds.
    pub counted: Seconds,
    /// Where, in the order of their keys.
    pub tickets: BTreeSet<TicketKey>,
}

impl TakenOut {
    /// Takes in what did not count of one outcome.
    pub fn add(&mut self, key: &TicketKey, outcome: &Outcome) {
        for piece in &outcome.excluded {
            let cause = (key.clone(), piece.event, piece.elsewhere);
            let known = self.0.entry(cause).or_insert_with(|| piece.clone());
            if piece.counted > known.counted {
                *known = piece.clone();
            }
        }
    }

    /// By person and reason, the most time first.
    pub fn totals(&self) -> Vec<TakenOutTotal> {
        let mut groups: BTreeMap<(&str, Option<&str>), TakenOutTotal> = BTreeMap::new();
        for ((key, ..), piece) in &self.0 {
            let id = (piece.reason.as_str(), piece.by.as_ref().map(|person| person.id.as_str()));
            let group = groups.entry(id).or_insert_with(|| TakenOutTotal {
                reason: piece.reason.clone(),
                by: piece.by.clone(),
                stretches: 0,
                counted: Seconds::ZERO,
                tickets: BTreeSet::new(),
            });
            group.stretches += 1;
            group.counted += piece.counted;
            group.tickets.insert(key.clone());
        }
        let mut totals: Vec<_> = groups.into_values().collect();
        totals.sort_by_key(|total| std::cmp::Reverse(total.counted));
        totals
    }
}
