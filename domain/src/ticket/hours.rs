//! What an edit of its calendar, or another calendar, did to a ticket's promises.

use crate::sla::hours::replaced_promises;
use crate::sla::{HoursSince, PolicyBook};
use crate::ticket::{Event, EventKind, sla_events};
use crate::time::Timestamp;

/// The events that edits of the calendar, and another calendar, call for and that are not in the history yet, each with
/// the layer that moved the clocks (SLA.md rule 10). `layers` are the engagement's, in order; `concerns` says whether
/// the ticket counted by a layer's calendar when that version was saved.
///
/// It depends on nothing but the history up to the moment in which a layer began, so whoever asks, and whenever, gets
/// the same answer: that is how the event is written exactly once, also after a stop half-way.
pub fn calendar_changes<'a>(
    events: &[Event],
    layers: &'a [HoursSince],
    policies: &PolicyBook,
    concerns: impl Fn(&HoursSince) -> bool,
) -> Vec<(&'a HoursSince, EventKind)> {
    let Some(first) = events.first() else { return Vec::new() };
    let is_written = |layer: &HoursSince| events.iter().any(|event| is_about(&event.kind, layer));
    let pending = layers.windows(2).filter(|pair| {
        let after = &pair[1];
        first.at <= after.since && concerns(after) && !is_written(after)
    });
    let mut history = None;
    pending
        .filter_map(|pair| {
            let history = history.get_or_insert_with(|| sla_events(events));
            let after = &pair[1];
            let previous = replaced_promises(history, policies, &pair[0].windows, after);
            if previous.is_empty() {
                return None;
            }
            let (calendar, version, switched_at) = (after.calendar.clone(), after.version, switched_at(after));
            Some((after, EventKind::CalendarChanged { calendar, version, switched_at, previous }))
        })
        .collect()
}

/// Whether an event tells of what a layer brought.
fn is_about(kind: &EventKind, layer: &HoursSince) -> bool {
    match kind {
        EventKind::CalendarChanged { calendar, version, switched_at: at, .. } => {
            (calendar, *version, *at) == (&layer.calendar, layer.version, switched_at(layer))
        }
        _ => false,
    }
}

fn switched_at(layer: &HoursSince) -> Option<Timestamp> {
    layer.is_switch.then_some(layer.since)
}
