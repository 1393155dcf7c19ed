//! Sort keys of lists: one text for each ticket and list that is unique and sorts as the list reads.
//!
//! A list is then one range of one index from a key on, with nothing left to filter or to sort, so that the engine
//! reads exactly the rows of the page. The inbox's key is the lane's digit, the due instant and the ticket's key. Ended
//! tickets sort before all others: reading open ones upwards ends at the end of the index, and reading ended ones
//! downwards at its beginning, without another bound.

use domain::ticket::{Lane, Place};
use domain::time::Timestamp;

/// Hexadecimal digits of an instant: enough for 34,000 years.
const INSTANT_DIGITS: usize = 10;
const INSTANT_MAX: i64 = 0xff_ffff_ffff;

/// Before the first open ticket and after the last ended one.
pub(crate) const OPEN_START: &str = "1";
/// After every key of instants.
pub(crate) const LATEST: &str = "g";

/// A lane's index in [`Lane::ALL`].
pub(crate) fn rank(lane: Lane) -> usize {
    Lane::ALL.iter().position(|other| *other == lane).unwrap_or(Lane::ALL.len())
}

fn digit(lane: Lane) -> usize {
    if lane == Lane::Done { 0 } else { rank(lane) + 1 }
}

/// The inbox's key of a ticket. For a ticket without a number yet, the block that numbers it appends `ticket`.
pub(crate) fn place_key(place: &Place, ticket: &str) -> String {
    format!("{}{}", digit(place.lane), recent_key(place.due, ticket))
}

/// The key of a list by instants.
pub(crate) fn recent_key(at: Timestamp, ticket: &str) -> String {
    format!("{:010x}{ticket}", at.unix().clamp(0, INSTANT_MAX))
}

/// The lane and due instant in an inbox key; `None` when it is none.
pub(crate) fn read_place(key: &str) -> Option<(Lane, Timestamp)> {
    let (digit, rest) = key.split_at_checked(1)?;
    let digit: usize = digit.parse().ok()?;
    let lane = if digit == 0 { Lane::Done } else { *Lane::OPEN.get(digit - 1)? };
    Some((lane, read_recent(rest)?))
}

/// The key of a list by instants, the latest first.
pub(crate) fn newest_key(at: Timestamp, id: &str) -> String {
    format!("{:010x}{id}", INSTANT_MAX - at.unix().clamp(0, INSTANT_MAX))
}

/// The instant in a key of instants; `None` when it is none.
pub(crate) fn read_recent(key: &str) -> Option<Timestamp> {
    i64::from_str_radix(key.get(..INSTANT_DIGITS)?, 16).ok().map(Timestamp::from_unix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lane: Lane, due: i64) -> Place {
        Place { lane, due: Timestamp::from_unix(due), metric: None, watch_at: None }
    }

    #[test]
    fn lane_and_instant_are_read_back_from_a_key() {
        for lane in Lane::ALL {
            let key = place_key(&place(lane, 1_795_000_000), "ACME-42");
            assert_eq!(read_place(&key), Some((lane, Timestamp::from_unix(1_795_000_000))), "{key}");
        }
        for bad in ["", "9", "x0000000000", "70000000000", "3short", "é0000000000"] {
            assert_eq!(read_place(bad), None, "{bad}");
        }
    }

    #[test]
    fn keys_sort_by_lane_then_instant_then_ticket_and_ended_tickets_come_first() {
        let order = [
            place_key(&place(Lane::Done, 5), "ACME-1"),
            OPEN_START.to_owned(),
            place_key(&place(Lane::Overdue, 2_000_000_000), "ACME-1"),
            place_key(&place(Lane::Soon, 1_000), "ACME-9"),
            place_key(&place(Lane::Soon, 2_000), "ACME-1"),
            place_key(&place(Lane::Soon, 2_000), "BRIM-1"),
            place_key(&place(Lane::Running, -7), "ACME-1"),
            place_key(&place(Lane::Unclocked, 0), "ACME-1"),
        ];
        assert!(order.is_sorted(), "{order:?}");
        assert!(recent_key(Timestamp::from_unix(i64::MAX), "ZZ-9").as_str() < LATEST);
    }
}
