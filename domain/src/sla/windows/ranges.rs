//! The ranges behind [`super::OpenWindows`]: plain seconds and indexes.

use super::{Closing, Opening};
use crate::time::Timestamp;

/// No business day ends later than this after its midnight: windows end by 48:00, and clocks may go back.
const LONGEST_DAY: i64 = 51 * 3_600;

/// Parallel columns, so that a binary search touches only the column it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranges {
    pub from: i64,
    pub to: i64,
    pub opens: Vec<i64>,
    closes: Vec<i64>,
    pub days: Vec<i64>,
    /// Open seconds before each range, and after the last: one entry more than the others.
    before: Vec<i64>,
    /// The horizon in equal slices of `1 << slice_bits` seconds: for each slice's beginning, and after the
    /// last, the index of the first range that closes after it. Leaves a handful of ranges to search.
    slices: Vec<usize>,
    slice_bits: u32,
}

impl Ranges {
    /// Takes openings sorted by their beginning.
    pub fn new(from: i64, to: i64, openings: &[Opening]) -> Self {
        let mut before = Vec::with_capacity(openings.len() + 1);
        before.push(0);
        let mut ranges = Self {
            from,
            to,
            opens: Vec::with_capacity(openings.len()),
            closes: Vec::with_capacity(openings.len()),
            days: Vec::with_capacity(openings.len()),
            before,
            slices: Vec::new(),
            slice_bits: 0,
        };
        for opening in openings {
            ranges.push(opening);
        }
        ranges.slice();
        ranges
    }

    /// About one slice per range.
    fn slice(&mut self) {
        let span = self.to.saturating_sub(self.from);
        let count = i64::try_from(self.closes.len()).unwrap_or(i64::MAX).max(1);
        self.slice_bits = (span / count).max(1).ilog2();
        let last = span >> self.slice_bits;
        let beginnings =
            (0..=last + 1).map(|slice| self.from.saturating_add(slice.saturating_mul(1 << self.slice_bits)));
        self.slices = beginnings.map(|at| self.closes.partition_point(|close| *close <= at)).collect();
    }

    /// Appends an opening that does not begin before the last one began.
    fn push(&mut self, opening: &Opening) {
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

    pub fn opening(&self, index: usize) -> Opening {
        Opening {
            open: Timestamp::from_unix(self.opens[index]),
            close: Timestamp::from_unix(self.closes[index]),
            day: Timestamp::from_unix(self.days[index]),
        }
    }

    /// Index of the opening that is running at `at` or comes next.
    #[inline]
    pub fn first_closing_after(&self, at: i64) -> usize {
        if at < self.from {
            return 0;
        }
        let slice = usize::try_from(at.saturating_sub(self.from) >> self.slice_bits).unwrap_or(usize::MAX);
        let bounds = self.slices.get(slice).zip(self.slices.get(slice.saturating_add(1)));
        let Some((low, high)) = bounds else { return self.closes.len() };
        low + self.closes[*low..*high].partition_point(|close| *close <= at)
    }

    /// Open seconds between the horizon's beginning and `at`.
    #[inline]
    pub fn open_before(&self, at: i64) -> i64 {
        self.open_before_in(self.first_closing_after(at), at)
    }

    /// The same, with the index of the opening that is running at `at` or comes next.
    #[inline]
    fn open_before_in(&self, index: usize, at: i64) -> i64 {
        let within = self.opens.get(index).map_or(0, |open| (at - open).max(0));
        self.before[index] + within
    }

    pub fn next_open(&self, at: i64) -> Option<Timestamp> {
        let open = *self.opens.get(self.first_closing_after(at))?;
        (self.from <= at).then_some(Timestamp::from_unix(open.max(at)))
    }

    pub fn next_close(&self, at: i64) -> Option<Timestamp> {
        let close = *self.closes.get(self.first_closing_after(at))?;
        let known = self.from <= at && close < self.to;
        known.then_some(Timestamp::from_unix(close))
    }

    pub fn due(&self, start: i64, budget: i64) -> Option<Timestamp> {
        if start < self.from {
            return None;
        }
        let first = self.first_closing_after(start);
        let wanted = self.open_before_in(first, start).checked_add(budget)?;
        if wanted > self.total() {
            return None;
        }
        // Most budgets end within a few openings: search in growing steps from the first.
        let ends = &self.before[first + 1..];
        let mut reach = 1;
        while ends.get(reach - 1).is_some_and(|end| *end < wanted) {
            reach *= 2;
        }
        let (low, high) = (reach / 2, reach.min(ends.len()));
        let index = first + low + ends[low..high].partition_point(|end| *end < wanted);
        Some(Timestamp::from_unix(self.opens[index] + (wanted - self.before[index])))
    }

    /// The end of the business day that owns the opening at `index`. None when the horizon may have cut
    /// off the rest of that day.
    pub fn closing(&self, index: usize) -> Option<Closing> {
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
