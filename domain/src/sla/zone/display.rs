//! What readers of times need, made from the time-zone database.

use chrono_tz::Tz;

use super::offset_at;
use super::transitions::changes_within;
use crate::sla::wall::WallClock;
use crate::sla::zoned::Zoned;
use crate::time::Timestamp;

impl Zoned {
    /// Reads a zone's wall clock at an instant.
    pub fn new(at: Timestamp, zone: Tz) -> Self {
        Self::at_offset(at, offset_at(zone, at))
    }
}

impl WallClock {
    /// A zone's wall clock, exact within `[from, to)`.
    pub fn of_zone(zone: Tz, from: Timestamp, to: Timestamp) -> Self {
        let changes = changes_within(zone, from, to).map(|at| (at, offset_at(zone, at))).collect();
        Self::new(zone.name(), offset_at(zone, from), changes)
    }
}
