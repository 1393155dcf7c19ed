//! The opening hours that a ticket counts by, as they were known from when on.
//!
//! Each saved version of the calendar adds a layer: what was known from then on; and so does giving the engagement
//! another calendar. What is open is promised by the newest layer; what had ended before keeps the layer of its time, so
//! that no edit moves a closed clock (SLA.md rule 10).

use std::sync::Arc;

use super::clock::Clock;
use super::evaluate::evaluate;
use super::event::{PreviousPromise, SlaEvent};
use super::policy::PolicyBook;
use super::windows::OpenWindows;
use crate::ids::CalendarId;
use crate::time::Timestamp;

/// What was known of the opening hours from an instant on, until the next layer.
#[derive(Debug, Clone)]
pub struct HoursSince {
    /// The calendar that counted then.
    pub calendar: CalendarId,
    /// Its newest version then.
    pub version: u32,
    /// When that was saved, or the calendar given; for the first layer any time before everything.
    pub since: Timestamp,
    /// Whether another calendar counted before. Up to `since` its hours are in `windows`.
    pub is_switch: bool,
    /// This and all earlier versions, expanded.
    pub windows: Arc<OpenWindows>,
}

/// The layer by which something that ended at an instant was measured: what is saved at that very instant comes after.
pub fn known_at(layers: &[HoursSince], at: Timestamp) -> Option<&HoursSince> {
    layers.iter().rev().find(|layer| layer.since < at).or(layers.first())
}

/// [`evaluate`], with every closed clock computed from the hours that were known when it stopped. `layers` are in the
/// order in which they were saved; without any, nothing is open and business clocks are misconfigured.
pub fn evaluate_through(
    events: &[SlaEvent],
    policies: &PolicyBook,
    layers: &[HoursSince],
    now: Timestamp,
) -> Vec<Clock> {
    let Some(newest) = layers.last() else {
        return evaluate(events, policies, &OpenWindows::new(now, now, Vec::new()), now);
    };
    let mut clocks = evaluate(events, policies, &newest.windows, now);
    let mut begins = None;
    for pair in layers.windows(2) {
        let (layer, ends) = (&pair[0], pair[1].since);
        let is_its = |clock: &Clock| {
            clock.stopped_at.is_some_and(|stop| stop <= ends && begins.is_none_or(|begins| stop > begins))
        };
        if clocks.iter().any(is_its) {
            let then = evaluate(events, policies, &layer.windows, now);
            for clock in clocks.iter_mut().filter(|clock| is_its(clock)) {
                let same = then.iter().find(|one| (one.metric, one.cycle) == (clock.metric, clock.cycle));
                if let Some(same) = same {
                    clock.clone_from(same);
                }
            }
        }
        begins = Some(ends);
    }
    clocks
}

/// What was promised at the moment when `after` began to count and is promised for another time since: the dues by
/// `before` of the clocks that were open then.
pub fn replaced_promises(
    events: &[SlaEvent],
    policies: &PolicyBook,
    before: &OpenWindows,
    after: &HoursSince,
) -> Vec<PreviousPromise> {
    let old = evaluate(events, policies, before, after.since);
    let new = evaluate(events, policies, &after.windows, after.since);
    moved(&old, &new).filter_map(|(old, _)| promise(old)).collect()
}

/// The open clocks whose due differs between two evaluations of the same events: before, after.
pub fn moved<'a>(old: &'a [Clock], new: &'a [Clock]) -> impl Iterator<Item = (&'a Clock, &'a Clock)> {
    old.iter().filter(|clock| clock.is_open()).filter_map(|old| {
        let new = new.iter().find(|new| (new.metric, new.cycle) == (old.metric, old.cycle))?;
        (new.is_open() && new.due != old.due).then_some((old, new))
    })
}

fn promise(clock: &Clock) -> Option<PreviousPromise> {
    clock.due.map(|due| PreviousPromise { metric: clock.metric, cycle: clock.cycle, due })
}
