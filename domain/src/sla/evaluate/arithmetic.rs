//! Counting time against a budget: two bases, minus what is excluded.

use crate::sla::clock::Misconfiguration;
use crate::sla::policy::Basis;
use crate::sla::windows::{Closing, OpenWindows};
use crate::time::{Seconds, Timestamp};

/// A stretch of time that does not count.
pub(super) type Gap = (Timestamp, Timestamp);

/// A computed value, or why there is none.
pub(super) type Computed<T> = Result<T, Misconfiguration>;

/// Why `OpenWindows` had no answer: no open time at all, or the horizon.
pub(super) fn unknown(windows: &OpenWindows) -> Misconfiguration {
    if windows.has_open_time() { Misconfiguration::BeyondHorizon } else { Misconfiguration::NoOpenTime }
}

/// Counted seconds in `[from, to)`.
#[inline]
pub(super) fn counted(windows: &OpenWindows, basis: Basis, from: Timestamp, to: Timestamp) -> Computed<Seconds> {
    match basis {
        Basis::Calendar => Ok((to - from).max(Seconds::ZERO)),
        Basis::Business => windows.elapsed(from, to).ok_or_else(|| unknown(windows)),
    }
}

/// Counted seconds in `[from, to)` outside the gaps; a gap while closed takes nothing out (SLA.md rule 7).
pub(super) fn counted_outside(
    windows: &OpenWindows,
    basis: Basis,
    from: Timestamp,
    to: Timestamp,
    gaps: impl Iterator<Item = Gap>,
) -> Computed<Seconds> {
    let mut total = counted(windows, basis, from, to)?;
    for (gap_from, gap_to) in gaps {
        total = total - counted(windows, basis, gap_from.max(from), gap_to.min(to))?;
    }
    Ok(total)
}

/// The instant at which a budget is used up, skipping the gaps, which are in order and do not overlap.
pub(super) fn due(
    windows: &OpenWindows,
    basis: Basis,
    start: Timestamp,
    budget: Seconds,
    gaps: impl Iterator<Item = Gap>,
) -> Computed<Timestamp> {
    let mut from = start;
    let mut left = budget;
    let used_up = |from: Timestamp, left: Seconds| match basis {
        Basis::Calendar => Ok(from + left.max(Seconds::ZERO)),
        Basis::Business => windows.due(from, left).ok_or_else(|| unknown(windows)),
    };
    for (gap_from, gap_to) in gaps {
        if gap_to <= from {
            continue;
        }
        let gap_from = gap_from.max(from);
        let candidate = used_up(from, left)?;
        // A budget of zero that meets the gap's first instant waits for its end; any other that is used
        // up exactly there is due there.
        if candidate < gap_from || (candidate == gap_from && left > Seconds::ZERO) {
            return Ok(candidate);
        }
        left = left - counted(windows, basis, from, gap_from)?;
        from = gap_to;
    }
    used_up(from, left)
}

/// "Same business day" (SLA.md rule 13): closing time of the day of arrival when enough open time is left
/// of it, else of the next business day. Pauses move it to the first closing time by which as much unpaused
/// open time has passed as the rule asks for.
pub(super) fn same_business_day(
    windows: &OpenWindows,
    start: Timestamp,
    min_remaining: Seconds,
    gaps: impl Iterator<Item = Gap> + Clone,
) -> Computed<Timestamp> {
    if windows.is_always() {
        return Err(Misconfiguration::NoClosingTime);
    }
    let following = |closing: Closing| windows.closing_after(closing).ok_or_else(|| unknown(windows));
    let (mut closing, begun) = windows.closing_of_day(start).ok_or_else(|| unknown(windows))?;
    let open_until = |close: Timestamp| counted(windows, Basis::Business, start, close);
    if begun && open_until(closing.close)? < min_remaining {
        closing = following(closing)?;
    }
    let needed = open_until(closing.close)?.min(min_remaining);
    while counted_outside(windows, Basis::Business, start, closing.close, gaps.clone())? < needed {
        closing = following(closing)?;
    }
    Ok(closing.close)
}
