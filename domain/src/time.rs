//! Instants and durations. `now` is always an argument; nothing here reads a clock.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Serialize};

/// An instant: whole seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A duration in whole seconds; negative where a difference runs backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seconds(i64);

impl Timestamp {
    /// An instant `seconds` after the Unix epoch.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the Unix epoch.
    pub const fn unix(self) -> i64 {
        self.0
    }
}

impl Seconds {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A duration of `seconds`.
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// A duration of whole minutes.
    pub const fn minutes(minutes: i64) -> Self {
        Self(minutes * 60)
    }

    /// A duration of whole hours.
    pub const fn hours(hours: i64) -> Self {
        Self(hours * 3_600)
    }

    /// A duration of 24-hour days.
    pub const fn days(days: i64) -> Self {
        Self(days * 86_400)
    }

    /// The number of seconds.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl Add<Seconds> for Timestamp {
    type Output = Self;
    fn add(self, rhs: Seconds) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl Sub<Seconds> for Timestamp {
    type Output = Self;
    fn sub(self, rhs: Seconds) -> Self {
        Self(self.0.saturating_sub(rhs.0))
    }
}

impl Sub for Timestamp {
    type Output = Seconds;
    fn sub(self, rhs: Self) -> Seconds {
        Seconds(self.0.saturating_sub(rhs.0))
    }
}

impl Add for Seconds {
    type Output = Self;
    fn add(self, rhs: Self) -> Self {
        Self(self.0.saturating_add(rhs.0))
    }
}

impl AddAssign for Seconds {
    fn add_assign(&mut self, rhs: Self) {
        *self = *self + rhs;
    }
}

impl Sub for Seconds {
    type Output = Self;
    fn sub(self, rhs: Self) -> Self {
        Self(self.0.saturating_sub(rhs.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
