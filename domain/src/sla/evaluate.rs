//! From a ticket's events to its clocks: one pure function, the same in server and browser.

use super::clock::{Clock, Misconfiguration};
use super::event::SlaEvent;
use super::policy::{PolicyBook, Target};
use super::windows::OpenWindows;
use crate::time::Timestamp;

mod arithmetic;
mod changes;
mod finish;
mod merging;
mod run;
mod timeline;

use timeline::Timeline;

/// The clocks of a ticket as of `now`: by metric, then by cycle.
///
/// Events later than `now` are ignored, so a past `now` shows what was known then. Events need not be
/// sorted; those at the same instant are taken as one, in which stop beats pause beats start (SLA.md
/// rule 16). `windows` must reach from the ticket's start to beyond its longest due; where they do not, a
/// clock that needs them is misconfigured, never wrong.
pub fn evaluate(events: &[SlaEvent], policies: &PolicyBook, windows: &OpenWindows, now: Timestamp) -> Vec<Clock> {
    let mut clocks = Vec::new();
    evaluate_into(&mut clocks, events, policies, windows, now);
    clocks
}

/// [`evaluate`] into a list that is emptied first: a sweep over many tickets keeps its memory.
pub fn evaluate_into(
    clocks: &mut Vec<Clock>,
    events: &[SlaEvent],
    policies: &PolicyBook,
    windows: &OpenWindows,
    now: Timestamp,
) {
    clocks.clear();
    let mut timeline = Timeline::new(std::mem::take(clocks), policies, windows);
    let key = |event: &SlaEvent| (event.at, event.kind.rank());
    if events.is_sorted_by_key(key) {
        for (index, event) in events.iter().enumerate().take_while(|(_, event)| event.at <= now) {
            timeline.apply(index, event);
        }
    } else {
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|index| key(&events[*index]));
        for index in order.into_iter().filter(|index| events[*index].at <= now) {
            timeline.apply(index, &events[index]);
        }
    }
    *clocks = timeline.clocks_at(now, events);
}

/// The open clock whose promise ends first: running ones by due, then paused ones by projected due, then
/// those without a due. None when nothing is owed.
pub fn soonest(clocks: &[Clock]) -> Option<&Clock> {
    clocks.iter().filter(|clock| clock.is_open()).min_by_key(|clock| {
        let waits = clock.auto_resume_at().is_some();
        (clock.due.is_none(), waits, clock.due, clock.metric, clock.cycle)
    })
}

/// When a promise made at an instant falls due, if nothing pauses it. None when the target has no time of its own, or its
/// opening hours are not known so far or never end.
pub fn due_of(target: Target, windows: &OpenWindows, from: Timestamp) -> Option<Timestamp> {
    run::Plan::of_target(target, windows, from, std::iter::empty()).ok().flatten().map(|plan| plan.due)
}

/// Why a promise made at an instant cannot be worked out; none when it can, or has no time of its own.
pub(super) fn problem_of(target: Target, windows: &OpenWindows, from: Timestamp) -> Option<Misconfiguration> {
    run::Plan::of_target(target, windows, from, std::iter::empty()).err()
}
