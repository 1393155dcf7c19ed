//! Opening hours as sorted UTC ranges. All clock arithmetic happens here, by search and without allocation, in server and browser alike; no time zones, for those were resolved on expansion.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::time::{Seconds, Timestamp};

mod ranges;

use ranges::Ranges;

/// One opening, half-open: open at `open`, closed at `close` (SLA.md rule 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Opening {
    /// The first open second.
    pub open: Timestamp,
    /// The first closed second after it.
    pub close: Timestamp,
    /// Local midnight at which the business day that owns the opening begins; several openings of one
    /// day share it, and an overnight one belongs to the day on which it starts.
    pub day: Timestamp,
}

/// Opening hours within a horizon.
///
/// Every question whose answer would depend on time outside the horizon is answered with `None`, never
/// with a guess. [`OpenWindows::always`] has no horizon.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OpenWindows {
    hours: Hours,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Hours {
    Always,
    Ranges(Ranges),
}

/// A business day's end, for "same business day".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closing {
    /// Local midnight at which the day begins.
    pub day: Timestamp,
    /// The day's last closing time.
    pub close: Timestamp,
    index: usize,
}

impl OpenWindows {
    /// Open 24 hours, 7 days, for all time.
    pub const fn always() -> Self {
        Self { hours: Hours::Always }
    }

    /// Opening hours known from `from` until `to`. Openings may come in any order and overlap; they are
    /// cut to the horizon, sorted, and where two overlap the later one loses the shared part.
    pub fn new(from: Timestamp, to: Timestamp, mut openings: Vec<Opening>) -> Self {
        openings.sort_by_key(|opening| (opening.open, opening.close));
        let ranges = Ranges::new(from.unix(), to.unix().max(from.unix()), &openings);
        Self { hours: Hours::Ranges(ranges) }
    }

    /// Whether it is open around the clock by definition.
    pub const fn is_always(&self) -> bool {
        matches!(self.hours, Hours::Always)
    }

    /// Whether there is any open second at all. Without one a business clock is misconfigured (SLA.md
    /// rule 12).
    pub fn has_open_time(&self) -> bool {
        match &self.hours {
            Hours::Always => true,
            Hours::Ranges(ranges) => !ranges.opens.is_empty(),
        }
    }

    /// The time for which the hours are known; none for `always`.
    pub fn horizon(&self) -> Option<Range<Timestamp>> {
        match &self.hours {
            Hours::Always => None,
            Hours::Ranges(ranges) => Some(Timestamp::from_unix(ranges.from)..Timestamp::from_unix(ranges.to)),
        }
    }

    /// The instant at which `budget` open seconds have passed since `start`: the earliest one, so a
    /// budget used up at closing time is due at that closing time (SLA.md rule 2). A budget of zero is
    /// due at once when open, else at the next opening (rule 3); a negative one counts as zero. None
    /// beyond the horizon.
    pub fn due(&self, start: Timestamp, budget: Seconds) -> Option<Timestamp> {
        match &self.hours {
            Hours::Always => Some(start + Seconds::new(budget.get().max(0))),
            Hours::Ranges(ranges) if budget <= Seconds::ZERO => ranges.next_open(start.unix()),
            Hours::Ranges(ranges) => ranges.due(start.unix(), budget.get()),
        }
    }

    /// Open seconds in `[from, to)`; zero when `to` is not after `from`. None beyond the horizon.
    #[inline]
    pub fn elapsed(&self, from: Timestamp, to: Timestamp) -> Option<Seconds> {
        if to <= from {
            return Some(Seconds::ZERO);
        }
        match &self.hours {
            Hours::Always => Some(to - from),
            Hours::Ranges(ranges) => {
                let known = ranges.from <= from.unix() && to.unix() <= ranges.to;
                known.then(|| Seconds::new(ranges.open_before(to.unix()) - ranges.open_before(from.unix())))
            }
        }
    }

    /// `at` itself when open, else the next opening. None beyond the horizon.
    pub fn next_open(&self, at: Timestamp) -> Option<Timestamp> {
        match &self.hours {
            Hours::Always => Some(at),
            Hours::Ranges(ranges) => ranges.next_open(at.unix()),
        }
    }

    /// The next closing time after `at`. None beyond the horizon, whose end may have cut an opening, and
    /// for `always`.
    pub fn next_close(&self, at: Timestamp) -> Option<Timestamp> {
        match &self.hours {
            Hours::Always => None,
            Hours::Ranges(ranges) => ranges.next_close(at.unix()),
        }
    }

    /// Whether the doors are open at this second. None beyond the horizon.
    pub fn is_open(&self, at: Timestamp) -> Option<bool> {
        match &self.hours {
            Hours::Always => Some(true),
            Hours::Ranges(ranges) => {
                let at = at.unix();
                let known = ranges.from <= at && at < ranges.to;
                let index = ranges.first_closing_after(at);
                known.then(|| ranges.opens.get(index).is_some_and(|open| *open <= at))
            }
        }
    }

    /// The openings that touch `[from, to)`, uncut and in order; nothing for `always`.
    pub fn openings(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Opening> + '_ {
        let (ranges, first) = match &self.hours {
            Hours::Always => (None, 0),
            Hours::Ranges(ranges) => (Some(ranges), ranges.first_closing_after(from.unix())),
        };
        let all =
            ranges.into_iter().flat_map(move |ranges| (first..ranges.opens.len()).map(|index| ranges.opening(index)));
        all.take_while(move |opening| opening.open < to)
    }

    /// The end of the business day to which `at` belongs: the day whose opening it is in, else the local
    /// date that has begun and still opens, else the next business day, with `false` for "not yet begun".
    /// None beyond the horizon and for `always`.
    pub fn closing_of_day(&self, at: Timestamp) -> Option<(Closing, bool)> {
        let Hours::Ranges(ranges) = &self.hours else { return None };
        let at = at.unix();
        let index = ranges.first_closing_after(at);
        let day = *ranges.days.get(index)?;
        let begun = day <= at || ranges.opens[index] <= at;
        let closing = ranges.closing(index)?;
        (ranges.from <= at).then_some((closing, begun))
    }

    /// The end of the business day after another. None beyond the horizon.
    pub fn closing_after(&self, closing: Closing) -> Option<Closing> {
        let Hours::Ranges(ranges) = &self.hours else { return None };
        ranges.closing(closing.index + 1)
    }
}

#[cfg(test)]
mod tests;
