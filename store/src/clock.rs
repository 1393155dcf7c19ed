//! The only place of this crate that reads the clock: for bookkeeping, never for a rule.

use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::Timestamp;

/// Now. Rules get `now` as an argument; this is for caches and for when a migration was applied.
pub(crate) fn wall_clock() -> Timestamp {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX))
}
