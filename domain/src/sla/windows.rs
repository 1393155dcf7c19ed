//! Opening hours as sorted UTC ranges. All clock arithmetic happens here, by binary search and without
//! allocation, in server and browser alike; no time zones, for those were resolved on expansion.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::time::{Seconds, Timestamp};

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

/// Parallel columns, so that a binary search touches only the column it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Ranges {
    from: i64,
    to: i64,
    opens: Vec<i64>,
    closes: Vec<i64>,
    days: Vec<i64>,
    /// Open seconds before each range, and after the last: one entry more than the others.
    before: Vec<i64>,
}

/// No business day ends later than this after its midnight: windows end by 48:00, and clocks may go back.
const LONGEST_DAY: i64 = 51 * 3_600;

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
        let mut ranges = Ranges::empty(from.unix(), to.unix().max(from.unix()), openings.len());
        for opening in openings {
            ranges.push(opening);
        }
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
            Hours::Ranges(ranges) => {
                let close = *ranges.closes.get(ranges.first_closing_after(at.unix()))?;
                let known = ranges.from <= at.unix() && close < ranges.to;
                known.then_some(Timestamp::from_unix(close))
            }
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

impl Ranges {
    fn empty(from: i64, to: i64, capacity: usize) -> Self {
        let mut before = Vec::with_capacity(capacity + 1);
        before.push(0);
        Self {
            from,
            to,
            opens: Vec::with_capacity(capacity),
            closes: Vec::with_capacity(capacity),
            days: Vec::with_capacity(capacity),
            before,
        }
    }

    /// Appends an opening that does not begin before the last one began.
    fn push(&mut self, opening: Opening) {
        let free_from = self.closes.last().copied().unwrap_or(self.from).max(self.from);
        let open = opening.open.unix().max(free_from);
        let close = opening.close.unix().min(self.to);
        if open < close {
            let total = self.total();
            self.opens.push(open);
            self.closes.push(close);
            self.days.push(opening.day.unix());
            self.before.push(total + (close - open));
        }
    }

    fn total(&self) -> i64 {
        self.before.last().copied().unwrap_or(0)
    }

    fn opening(&self, index: usize) -> Opening {
        Opening {
            open: Timestamp::from_unix(self.opens[index]),
            close: Timestamp::from_unix(self.closes[index]),
            day: Timestamp::from_unix(self.days[index]),
        }
    }

    /// Index of the opening that is running at `at` or comes next.
    fn first_closing_after(&self, at: i64) -> usize {
        self.closes.partition_point(|close| *close <= at)
    }

    /// Open seconds between the horizon's beginning and `at`.
    fn open_before(&self, at: i64) -> i64 {
        let index = self.first_closing_after(at);
        let within = self.opens.get(index).map_or(0, |open| (at - open).max(0));
        self.before[index] + within
    }

    fn next_open(&self, at: i64) -> Option<Timestamp> {
        let open = *self.opens.get(self.first_closing_after(at))?;
        (self.from <= at).then_some(Timestamp::from_unix(open.max(at)))
    }

    fn due(&self, start: i64, budget: i64) -> Option<Timestamp> {
        if start < self.from {
            return None;
        }
        let wanted = self.open_before(start).checked_add(budget)?;
        if wanted > self.total() {
            return None;
        }
        // The first opening at whose end enough has passed; `wanted` is above zero, so it exists.
        let index = self.before.partition_point(|open| *open < wanted) - 1;
        Some(Timestamp::from_unix(self.opens[index] + (wanted - self.before[index])))
    }

    /// The end of the business day that owns the opening at `index`. None when the horizon may have cut
    /// off the rest of that day.
    fn closing(&self, index: usize) -> Option<Closing> {
        let day = *self.days.get(index)?;
        let length = self.days[index..].iter().take_while(|other| **other == day).count();
        let last = index + length - 1;
        let is_followed = last + 1 < self.days.len();
        let is_whole = is_followed || day.saturating_add(LONGEST_DAY) <= self.to;
        is_whole.then(|| Closing {
            day: Timestamp::from_unix(day),
            close: Timestamp::from_unix(self.closes[last]),
            index: last,
        })
    }
}

#[cfg(test)]
mod tests;
