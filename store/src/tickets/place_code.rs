//! A place in the inbox as one number, so that one index range reads the inbox in its order: the lane's rank times
//! 2^40, plus the due instant.

use domain::ticket::{Lane, Place};
use domain::time::Timestamp;

/// Bits for the due instant: enough for 34,000 years.
const DUE_BITS: u32 = 40;
const DUE_MASK: i64 = (1 << DUE_BITS) - 1;

/// The rank of a lane; also its index in [`Lane::ALL`].
pub(crate) fn rank(lane: Lane) -> usize {
    Lane::ALL.iter().position(|other| *other == lane).unwrap_or(Lane::ALL.len())
}

/// The number of a place.
pub(crate) fn encode(place: &Place) -> i64 {
    floor(place.lane) + place.due.unix().clamp(0, DUE_MASK)
}

/// The lane and due instant of a number; `None` when no place has it.
pub(crate) fn decode(code: i64) -> Option<(Lane, Timestamp)> {
    let lane = usize::try_from(code >> DUE_BITS).ok().and_then(|rank| Lane::ALL.get(rank))?;
    Some((*lane, Timestamp::from_unix(code & DUE_MASK)))
}

/// The smallest number of a lane.
pub(crate) fn floor(lane: Lane) -> i64 {
    let rank = i64::try_from(rank(lane)).unwrap_or_default();
    rank << DUE_BITS
}

/// The largest number there is.
pub(crate) const CEILING: i64 = i64::MAX;

#[cfg(test)]
mod tests {
    use super::*;

    fn place(lane: Lane, due: i64) -> Place {
        Place { lane, due: Timestamp::from_unix(due), metric: None, watch_at: None }
    }

    #[test]
    fn a_place_is_read_back_from_its_number() {
        for lane in Lane::ALL {
            let code = encode(&place(lane, 1_795_000_000));
            assert_eq!(decode(code), Some((lane, Timestamp::from_unix(1_795_000_000))));
            assert!(code >= floor(lane));
        }
        assert_eq!(decode(-1), None);
        assert_eq!(decode(CEILING), None);
    }

    #[test]
    fn numbers_sort_by_lane_first_and_due_second() {
        let order = [
            place(Lane::Overdue, 2_000_000_000),
            place(Lane::Soon, 1_000),
            place(Lane::Soon, 2_000),
            place(Lane::Running, 0),
            place(Lane::Done, 5),
        ];
        assert!(order.iter().map(encode).is_sorted());
    }
}
