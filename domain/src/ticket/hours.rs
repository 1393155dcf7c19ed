//! What an edit of its calendar did to a ticket's promises.

use crate::ids::CalendarId;
use crate::sla::hours::replaced_promises;
use crate::sla::{HoursSince, PolicyBook};
use crate::ticket::{Event, EventKind, sla_events};

/// The events that edits of the calendar call for and that are not in the history yet, each with the version it is
/// about (SLA.md rule 10). `layers` are the calendar's, in the order in which they were saved; `concerns` says whether
/// the ticket counted by the calendar when a version was saved.
///
/// It depends on nothing but the history up to the moment in which a version was saved, so whoever asks, and whenever,
/// gets the same answer: that is how the event is written exactly once, also after a stop half-way.
pub fn calendar_changes(
    events: &[Event],
    calendar: &CalendarId,
    layers: &[HoursSince],
    policies: &PolicyBook,
    concerns: impl Fn(u32) -> bool,
) -> Vec<(u32, EventKind)> {
    let Some(first) = events.first() else { return Vec::new() };
    let is_written = |version: u32| {
        let is_about = |event: &Event| matches!(&event.kind, EventKind::CalendarChanged { calendar: of, version: v, .. } if of == calendar && *v == version);
        events.iter().any(is_about)
    };
    let pending = layers.windows(2).filter(|pair| {
        let after = &pair[1];
        first.at <= after.since && concerns(after.version) && !is_written(after.version)
    });
    let mut history = None;
    pending
        .filter_map(|pair| {
            let history = history.get_or_insert_with(|| sla_events(events));
            let previous = replaced_promises(history, policies, &pair[0].windows, &pair[1]);
            if previous.is_empty() {
                return None;
            }
            let version = pair[1].version;
            Some((version, EventKind::CalendarChanged { calendar: calendar.clone(), version, previous }))
        })
        .collect()
}
