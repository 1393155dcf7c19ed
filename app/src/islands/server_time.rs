//! What time it is on the server, as well as the browser can know.
//!
//! The device's clock may be wrong by hours. Each answer of the server carries the server's time in whole
//! seconds; together with the moments of asking and receiving it bounds the difference between the two
//! clocks from both sides. Overlapping bounds are narrowed; bounds that contradict (the device's clock was
//! set, or a page came from a cache) are replaced by the newest.

/// Bounds of server time minus device time, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offset {
    low: f64,
    high: f64,
}

impl Offset {
    /// The bounds that one answer gives: asked at `sent` and received at `received` by the device's clock
    /// (milliseconds), made by the server within the second `server_second`.
    pub fn from_answer(sent: f64, received: f64, server_second: f64) -> Self {
        let second = server_second * 1000.0;
        Self { low: second - received, high: second + 999.0 - sent.min(received) }
    }

    /// These bounds narrowed by a newer answer.
    #[must_use]
    pub fn narrowed(self, newer: Self) -> Self {
        let both = Self { low: self.low.max(newer.low), high: self.high.min(newer.high) };
        if both.low <= both.high { both } else { newer }
    }

    /// The best guess, in milliseconds.
    pub fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }
}

#[cfg(feature = "hydrate")]
mod device {
    use std::cell::Cell;

    use super::Offset;
    use crate::islands::dom;

    thread_local! {
        static OFFSET: Cell<Option<Offset>> = const { Cell::new(None) };
    }

    /// Learns from an answer of the server; see [`Offset::from_answer`].
    pub fn learn(sent: f64, received: f64, server_second: f64) {
        let newer = Offset::from_answer(sent, received, server_second);
        OFFSET.set(Some(OFFSET.get().map_or(newer, |known| known.narrowed(newer))));
    }

    /// Whether the server's time is known at all.
    pub fn is_known() -> bool {
        OFFSET.get().is_some()
    }

    /// How far the device's clock is off, in milliseconds.
    pub fn offset() -> f64 {
        OFFSET.get().map_or(0.0, Offset::middle)
    }

    /// The server's time, in milliseconds since 1970.
    pub fn now() -> f64 {
        dom::device_now() + offset()
    }
}

#[cfg(feature = "hydrate")]
pub use device::{is_known, learn, now, offset};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_that_is_an_hour_behind_is_corrected_to_within_the_second() {
        let offset = Offset::from_answer(1_000_000.0, 1_000_100.0, 4_600.0);
        assert!((offset.middle() - 3_600_449.5).abs() < 1.0, "{offset:?}");
    }

    #[test]
    fn answers_that_agree_narrow_the_bounds() {
        let first = Offset::from_answer(0.0, 900.0, 10.0);
        let second = Offset::from_answer(5_000.0, 5_010.0, 15.0);
        let both = first.narrowed(second);
        assert_eq!(both, Offset { low: 9_990.0, high: 10_999.0_f64.min(15_999.0 - 5_000.0) });
    }

    #[test]
    fn an_answer_that_contradicts_replaces_what_was_believed() {
        let from_cache = Offset::from_answer(7_200_000.0, 7_200_010.0, 10.0);
        let fresh = Offset::from_answer(7_201_000.0, 7_201_010.0, 7_201.0);
        assert_eq!(from_cache.narrowed(fresh), fresh);
    }
}
