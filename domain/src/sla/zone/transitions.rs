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
    let jump = |at: Timestamp| offset_at(zone, at) - offset_at(zone, at - Seconds::new(1));
    let changes = changes_within(zone, after, after + Seconds::days(5 * 366));
    changes.take(count).map(|at| DstChange { at, jump: jump(at) }).collect()
}

/// The first instant of each new offset within `(from, to]`.
pub(super) fn changes_within(zone: Tz, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Timestamp> {
    // No zone goes there and back within a day in our time, so a day's two ends tell.
    let days = (0..).map(move |day| from + Seconds::days(day)).take_while(move |day| *day < to);
    let ends = days.map(move |day| (day, (day + Seconds::days(1)).min(to)));
    ends.filter(move |(start, end)| offset_at(zone, *start) != offset_at(zone, *end))
        .map(move |(start, end)| change_within(zone, start, end))
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
