//! When a zone's clocks change.

use chrono_tz::Tz;

use super::offset_at;
use crate::time::{Seconds, Timestamp};

/// One change of a zone's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DstChange {
    /// The first instant with the new offset.
    pub at: Timestamp,
    /// How far the wall clock jumps: forward positive, back negative.
    pub jump: Seconds,
}

/// The next changes of a zone's wall clock after an instant, at most `count`, within five years.
pub fn next_dst_changes(zone: Tz, after: Timestamp, count: usize) -> Vec<DstChange> {
    let mut changes = Vec::new();
    let mut from = after;
    let end = after + Seconds::days(5 * 366);
    while changes.len() < count && from < end {
        // No zone goes there and back within a day in our time, so a day's two ends tell.
        let to = from + Seconds::days(1);
        if offset_at(zone, from) != offset_at(zone, to) {
            let at = change_within(zone, from, to);
            let jump = offset_at(zone, at) - offset_at(zone, at - Seconds::new(1));
            changes.push(DstChange { at, jump });
        }
        from = to;
    }
    changes
}

/// The instant of the change in `(from, to]`, by halving.
fn change_within(zone: Tz, from: Timestamp, to: Timestamp) -> Timestamp {
    let old = offset_at(zone, from);
    let (mut before, mut after) = (from.unix(), to.unix());
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if offset_at(zone, Timestamp::from_unix(middle)) == old {
            before = middle;
        } else {
            after = middle;
        }
    }
    Timestamp::from_unix(after)
}
