//! Who and what caused the time that does not count against a clock.

use crate::sla::event::CarriedGap;
use crate::sla::{Clock, Excluded, SlaEvent};
use crate::ticket::{Event, EventKind, sla_events};

/// What did not count against a clock, as another ticket takes it over with the clock.
pub(super) fn gaps(clock: &Clock, events: &[Event]) -> Vec<CarriedGap> {
    causes(clock, events).map(|(.., gap)| gap).collect()
}

/// Each piece of time that did not count, with the event that caused it and with who and why. What a merge brought along
/// has its cause on the other ticket.
pub(crate) fn causes<'a>(
    clock: &'a Clock,
    events: &'a [Event],
) -> impl Iterator<Item = (&'a Excluded, Option<&'a Event>, CarriedGap)> {
    // An event of the ticket may mean several things to the clocks, each of which has an index of its own.
    let read = |event: &'a Event| sla_events(std::slice::from_ref(event)).into_iter().map(move |read| (event, read));
    let events: Vec<(&Event, SlaEvent)> =
        if clock.excluded.is_empty() { Vec::new() } else { events.iter().flat_map(read).collect() };
    clock.excluded.iter().map(move |piece| {
        let (cause, read) = usize::try_from(piece.event).ok().and_then(|index| events.get(index)).cloned().unzip();
        let brought = read.as_ref().and_then(|read| read.kind.carried_gap(piece.from)).cloned();
        let gap = brought.unwrap_or_else(|| CarriedGap {
            from: piece.from,
            to: piece.to,
            since: cause.map_or(piece.from, |event| event.at),
            reason: piece.is_pause.then(|| cause.and_then(pause_name).unwrap_or_default()),
            by: cause.and_then(|event| event.by.person().cloned()),
        });
        (piece, cause, gap)
    })
}

fn pause_name(event: &Event) -> Option<String> {
    match &event.kind {
        EventKind::StateChanged { pause: Some(pause), .. } => Some(pause.name.clone()),
        _ => None,
    }
}
