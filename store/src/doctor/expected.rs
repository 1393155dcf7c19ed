//! What a history says that its rows should be, and in what they differ.

use std::sync::Arc;

use domain::engagement::Engagement;
use domain::ids::TicketKey;
use domain::insight::Outcome;
use domain::sla::{ChipState, ClockChip};
use domain::ticket::{Event, Lane, Ticket};
use domain::time::Timestamp;

use super::Finding;
use super::check::Round;
use crate::error::StoreError;
use crate::notifications::{NotificationRow, rows_of};
use crate::tickets::{AttachmentRow, Standing, TicketRow, attachment_rows, outcomes_of, read_place};

/// What is derived from a history.
pub(super) struct Expected {
    pub(super) key: TicketKey,
    pub(super) row: TicketRow,
    pub(super) files: Vec<AttachmentRow>,
    pub(super) told: Vec<NotificationRow>,
    /// What counts of its clocks.
    pub(super) outcomes: Vec<Outcome>,
    /// Where it belongs.
    pub(super) engagement: Arc<Engagement>,
}

impl Round<'_> {
    /// The rows that a history should have; a history that cannot be folded is a finding.
    pub(super) fn expected(&mut self, text: &str, documents: &[String]) -> Result<Option<Expected>, StoreError> {
        let damaged = |round: &mut Self, what: String| {
            round.files.skip(text);
            round.told.skip(text);
            round.outcomes.skip(text);
            round.report.findings.push(Finding::History { key: text.to_owned(), what });
            Ok(None)
        };
        let Ok(key) = text.parse::<TicketKey>() else { return damaged(self, "unreadable key".to_owned()) };
        let parsed: Result<Vec<Event>, _> = documents.iter().map(|document| serde_json::from_str(document)).collect();
        let events = match parsed {
            Ok(events) => events,
            Err(error) => return damaged(self, error.to_string()),
        };
        let ticket = match Ticket::fold(key.clone(), &events) {
            Ok(ticket) => ticket,
            Err(error) => return damaged(self, error.to_string()),
        };
        let directory = self.directory.clone();
        let Some(engagement) = directory.engagement(&ticket.engagement) else {
            return damaged(self, "its engagement does not exist".to_owned());
        };
        // A clock that was set back must not judge what was written before.
        let now = self.now.max(ticket.updated_at);
        let standing = Standing::of(ticket, &events, engagement, &directory, now)?;
        let row = TicketRow::of(&standing, text, &events, &engagement.client)?;
        let told = rows_of(text, &events, engagement);
        let outcomes = outcomes_of(&standing, &events, engagement, &directory);
        let files = attachment_rows(text, &events);
        Ok(Some(Expected { key, row, files, told, outcomes, engagement: Arc::clone(engagement) }))
    }
}

/// The fields in which two rows differ. What time changes is compared only when the watcher has been there.
pub(super) fn differences(
    stored: &TicketRow,
    expected: &TicketRow,
    is_settled: bool,
    now: Timestamp,
) -> Vec<&'static str> {
    let timeless = [
        ("client", stored.client != expected.client),
        ("engagement", stored.engagement != expected.engagement),
        ("title", stored.title != expected.title),
        ("state", stored.state != expected.state),
        ("priority", stored.priority != expected.priority),
        ("assignee", (&stored.assignee, &stored.assignee_name) != (&expected.assignee, &expected.assignee_name)),
        ("reporter", stored.reporter_name != expected.reporter_name),
        ("version", stored.version != expected.version),
        ("updated_at", stored.updated_at != expected.updated_at),
        ("recent", stored.recent != expected.recent),
        ("reported_at", stored.reported_at != expected.reported_at),
        ("outcomes", stored.outcomes != expected.outcomes),
    ];
    let timely = [
        ("open", stored.open != expected.open),
        ("place", !is_same_place(&stored.place, &expected.place)),
        ("watch_at", stored.watch_at != expected.watch_at),
        ("chip", !is_same_chip(stored.chip.as_deref(), expected.chip.as_deref(), now)),
    ];
    let timely = timely.into_iter().filter(|_| is_settled);
    timeless.into_iter().chain(timely).filter_map(|(field, differs)| differs.then_some(field)).collect()
}

/// The due instant of a paused promise is projected from the moment of looking, so only its lane is compared.
fn is_same_place(stored: &str, expected: &str) -> bool {
    stored == expected || [stored, expected].iter().all(|key| matches!(read_place(key), Some((Lane::Paused, _))))
}

/// Whether two chips say the same, apart from what depends on the moment in which they were made.
fn is_same_chip(stored: Option<&str>, expected: Option<&str>, now: Timestamp) -> bool {
    if stored == expected {
        return true;
    }
    let read = |chip: Option<&str>| serde_json::from_str::<ClockChip>(chip?).ok().map(|chip| lasting(chip, now));
    match (read(stored), read(expected)) {
        (Some(stored), Some(expected)) => stored == expected,
        _ => false,
    }
}

/// A chip without what depends on the moment in which it was made.
fn lasting(mut chip: ClockChip, now: Timestamp) -> ClockChip {
    if chip.state == ChipState::Paused {
        // As if it ran again at that moment.
        chip.due = None;
    } else if chip.due.is_none_or(|due| due <= now) {
        // Nothing is left of the budget, so it is what has passed.
        chip.budget = domain::time::Seconds::ZERO;
    }
    chip
}
