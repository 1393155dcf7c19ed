//! The rows that a history calls for.

use domain::engagement::Engagement;
use domain::ticket::{Event, EventKind, Ticket, settled_by};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, array};

use crate::tickets::recent_key;

/// A notification as it is written.
#[derive(SurrealValue, Clone, PartialEq, Debug)]
pub(crate) struct NotificationRow {
    pub(crate) id: RecordId,
    pub(crate) person: String,
    pub(crate) ticket: String,
    pub(crate) seq: i64,
    engagement: String,
    reason: String,
    level: i64,
    at: i64,
    recent: String,
    pub(crate) unread: bool,
    pub(crate) read_at: Option<i64>,
}

impl NotificationRow {
    /// Whether it is what a history calls for. A person may have read what nobody has settled, but nobody is reminded
    /// of what is settled.
    pub(crate) fn agrees_with(&self, expected: &Self) -> bool {
        let as_read = Self { unread: expected.unread, read_at: expected.read_at, ..self.clone() };
        as_read == *expected && self.unread == self.read_at.is_none() && (expected.unread || !self.unread)
    }
}

/// The id of what an event told a person.
pub(super) fn id(person: &str, ticket: &str, seq: u32) -> RecordId {
    RecordId::new("notification", RecordIdKey::Array(array![person, ticket, i64::from(seq)]))
}

/// What an event tells whom: everything about it is unread.
fn told_by<'a>(
    key: &'a str,
    event: &'a Event,
    engagement: &'a Engagement,
) -> impl Iterator<Item = NotificationRow> + 'a {
    let (reason, level) = match &event.kind {
        EventKind::Escalated { cause, level, .. } => (cause.trigger().as_str(), *level),
        other => (other.name(), 0),
    };
    event.kind.tells().into_iter().map(move |person| NotificationRow {
        id: id(person.id.as_str(), key, event.seq),
        person: person.id.as_str().to_owned(),
        ticket: key.to_owned(),
        seq: i64::from(event.seq),
        engagement: engagement.id.as_str().to_owned(),
        reason: reason.to_owned(),
        level: i64::from(level),
        at: event.at.unix(),
        recent: recent_key(event.at, &[key, ":", &event.seq.to_string()].concat()),
        unread: true,
        read_at: None,
    })
}

/// The rows of new events.
pub(crate) fn due_rows(key: &str, new: &[Event], engagement: &Engagement) -> Vec<NotificationRow> {
    new.iter().flat_map(|event| told_by(key, event, engagement)).collect()
}

/// The event that settled what another one asked for. What only tells something is settled by nobody but its reader.
pub(super) fn settled<'a>(events: &'a [Event], event: &Event) -> Option<&'a Event> {
    if matches!(event.kind, EventKind::Escalated { .. }) { settled_by(events, event.seq) } else { None }
}

/// The rows of a whole history, for loading it and for checking: what is settled is read.
pub(crate) fn rows_of(key: &str, events: &[Event], engagement: &Engagement) -> Vec<NotificationRow> {
    let settle = |event: &Event| settled(events, event).map(|settled| settled.at.unix());
    let rows = events.iter().flat_map(|event| {
        let read_at = settle(event);
        told_by(key, event, engagement).map(move |row| NotificationRow { unread: read_at.is_none(), read_at, ..row })
    });
    rows.collect()
}

/// What is settled when a ticket goes from one state to the next: nobody has to be reminded of it any more.
pub(crate) fn settled_ids(key: &str, before: &Ticket, after: &Ticket, events: &[Event]) -> Vec<RecordId> {
    let steps = |ticket: &Ticket| ticket.escalation.asked.as_ref().map(|asked| asked.steps.clone()).unwrap_or_default();
    let open = steps(after);
    let settled: Vec<u32> = steps(before).into_iter().filter(|seq| !open.contains(seq)).collect();
    let people = |event: &Event| -> Vec<RecordId> {
        event.kind.tells().into_iter().map(|person| id(person.id.as_str(), key, event.seq)).collect()
    };
    events.iter().filter(|event| settled.contains(&event.seq)).flat_map(people).collect()
}

#[cfg(test)]
mod tests {
    use domain::people::Actor;
    use domain::ticket::Cause;
    use domain::time::Timestamp;

    use super::*;
    use crate::tests::{ACME_HRM, person, store};

    #[tokio::test(flavor = "multi_thread")]
    async fn a_row_may_be_read_early_but_not_stay_unread_once_settled() {
        let store = store().await;
        let engagement = store.directory().engagement(&domain::ids::EngagementId::new(ACME_HRM)).cloned().unwrap();
        let (ada, cora) = (person(&store, "ada"), person(&store, "cora"));
        let kind = EventKind::Escalated {
            cause: Cause::Reported,
            level: 1,
            round: 1,
            to: vec![ada.reference()],
            told: vec![cora.reference()],
            waited: None,
        };
        let at = Timestamp::from_unix(1_000);
        let asked = Event { seq: 2, at, by: Actor::System, kind };
        let taken = Event { seq: 3, at, by: ada.actor(), kind: EventKind::Acknowledged };
        let open = rows_of("ACME-1", std::slice::from_ref(&asked), &engagement);
        assert_eq!(open, due_rows("ACME-1", std::slice::from_ref(&asked), &engagement));
        assert_eq!(open.iter().map(|row| row.person.as_str()).collect::<Vec<_>>(), ["ada", "cora"]);
        let settled = rows_of("ACME-1", &[asked, taken], &engagement);
        assert!(settled.iter().all(|row| !row.unread && row.read_at == Some(1_000)));
        assert!(
            open[0].agrees_with(&open[0]) && settled[0].agrees_with(&open[0]) && settled[0].agrees_with(&settled[0])
        );
        assert!(!open[0].agrees_with(&settled[0]), "a reminder of what is settled");
        assert!(!NotificationRow { level: 2, ..open[0].clone() }.agrees_with(&open[0]));
        assert!(
            !NotificationRow { read_at: Some(5), ..open[0].clone() }.agrees_with(&open[0]),
            "read and unread at once"
        );
    }
}
