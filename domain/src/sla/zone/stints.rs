//! One calendar after the other: the opening hours of an engagement that was given another calendar.

use super::{ExpandError, openings_of};
use crate::sla::calendar::Calendar;
use crate::sla::windows::{OpenWindows, Opening};
use crate::time::Timestamp;

/// A calendar and from when on it counts, until the next one does.
#[derive(Debug, Clone, Copy)]
pub struct Stint<'a> {
    /// The calendar's versions; without any, nothing is open.
    pub versions: &'a [Calendar],
    /// When it was given. The first one counts for all time before, too.
    pub since: Timestamp,
}

/// The opening hours within `[from, to)` of calendars that counted one after the other, each until the next one was
/// given: what has passed keeps the hours that were promised for it (SLA.md rule 10).
///
/// A business day that the change cuts off goes on until the next calendar's first closing, so that nothing is due
/// because of the change; one that was over is over, whatever the next calendar says of the same date.
///
/// # Errors
/// When a version names an unknown zone.
pub fn expand_stints(stints: &[Stint<'_>], from: Timestamp, to: Timestamp) -> Result<OpenWindows, ExpandError> {
    let spans: Vec<_> = stints
        .iter()
        .enumerate()
        .map(|(index, stint)| {
            let begins = if index == 0 { from } else { stint.since.clamp(from, to) };
            (stint.versions, begins, stints.get(index + 1).map_or(to, |next| next.since.clamp(from, to)))
        })
        .filter(|(_, begins, ends)| begins < ends)
        .collect();
    let is_always = |versions: &[Calendar]| !versions.is_empty() && versions.iter().all(|version| version.always_open);
    if !spans.is_empty() && spans.iter().all(|(versions, ..)| is_always(versions)) {
        return Ok(OpenWindows::always());
    }
    let mut all: Vec<Opening> = Vec::new();
    for (versions, begins, _) in spans {
        let mut next = openings_of(versions, begins, to)?;
        next.sort_by_key(|opening| (opening.open, opening.close));
        join(&mut all, begins, next);
    }
    Ok(OpenWindows::new(from, to, all))
}

/// Cuts openings off at an instant and puts the next calendar's after them.
fn join(all: &mut Vec<Opening>, at: Timestamp, mut next: Vec<Opening>) {
    if let Some(last) = all.iter().rfind(|opening| opening.open < at).map(|opening| opening.day) {
        let goes_on = all.iter().any(|opening| opening.day == last && opening.close > at);
        let first = next.first().map(|opening| opening.day);
        for opening in &mut next {
            if goes_on && Some(opening.day) == first {
                opening.day = last;
            } else if opening.day == last {
                opening.day = at;
            }
        }
    }
    all.retain(|opening| opening.open < at);
    for opening in all.iter_mut() {
        opening.close = opening.close.min(at);
    }
    all.append(&mut next);
}
