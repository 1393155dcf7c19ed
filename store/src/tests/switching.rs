//! Another calendar or policy for an engagement, and what it does to its tickets (SLA.md rule 10).

use domain::ids::{CalendarId, EngagementId, TicketKey};
use domain::sla::{ClockState, Metric};
use domain::ticket::{Command, EventKind, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};

use super::insight::outcome_ids;
use super::versions::{due, events, hours, mem, save, store};
use super::watching::draft_of;
use crate::tests::{ACME_HRM, ACME_WEB, BRIM_HRM, act, actor, another, edit_engagement, reply, report, scope, start};
use crate::{SaveError, Store, StoreConfig};

const NIGHT: &str = "always-open";

fn hour(hours: i64) -> Timestamp {
    start() + Seconds::hours(hours)
}

async fn give(store: &Store, calendar: &str, now: Timestamp) {
    edit_engagement(store, ACME_HRM, now, |draft| draft.calendar = calendar.to_owned()).await;
}

/// When an engagement was given the calendars that a ticket's history tells of.
async fn switches(store: &Store, key: &TicketKey) -> Vec<Timestamp> {
    let at = |kind: &EventKind| match kind {
        EventKind::CalendarChanged { switched_at, .. } => *switched_at,
        _ => None,
    };
    events(store, key).await.iter().filter_map(|event| at(&event.kind)).collect()
}

/// What the watcher wrote, as it is stored.
async fn marks(store: &Store, key: &TicketKey) -> Vec<EventKind> {
    // Higher levels of the same call follow as time passes.
    let is_mark =
        |kind: &EventKind| matches!(kind, EventKind::ClockBreached { .. } | EventKind::Escalated { level: 1, .. });
    events(store, key).await.into_iter().map(|event| event.kind).filter(is_mark).collect()
}

async fn healthy(store: &Store, now: Timestamp) {
    for rebuild in [true, false] {
        let report = store.doctor(&store.system(), rebuild, now).await.unwrap();
        assert_eq!(report.findings, Vec::new());
    }
}

/// Every office hour but one a day. Answered in time, answered too late, and not answered.
async fn three(store: &Store) -> [TicketKey; 3] {
    let mut keys = Vec::new();
    for (title, answered) in [("In time", Some(1)), ("Late", Some(3)), ("Open", None)] {
        let key = report(store, ACME_HRM, title, start()).await;
        if let Some(answered) = answered {
            act(store, "ada", &key, reply("Looking"), hour(answered)).await;
        }
        keys.push(key);
    }
    keys.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_calendar_leaves_what_was_met_and_missed_and_moves_what_is_open() {
    let store = store(&mem()).await;
    let keys = three(&store).await;
    let now = hour(5);
    let [_, late, open] = &keys;
    store.watch_one(&store.system(), open, now).await.unwrap();
    let called = (marks(&store, late).await, marks(&store, open).await);
    assert_eq!((called.0.len(), called.1.len()), (1, 2), "two answers were missed, and nobody took one of them");
    let counted = outcome_ids(&store).await;
    let was = due(&store, open, Metric::Resolution, now).await;
    let ada = scope(&store, "ada");
    let first = async |key: &TicketKey, now| {
        let detail = store.detail(&ada, key, now).await.unwrap().unwrap();
        let clock = detail.clocks.into_iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap();
        (clock.state, clock.due, clock.stopped_at, clock.elapsed)
    };
    let mut before = Vec::new();
    for key in &keys {
        before.push(first(key, now).await);
    }
    assert_eq!([&before[0].0, &before[1].0], [&ClockState::Met, &ClockState::Missed]);

    give(&store, "business-week", now).await;
    assert_eq!(store.roll_out(&store.system(), now).await.unwrap(), 3);
    for (key, before) in keys.iter().zip(before) {
        let mut after = first(key, hour(6)).await;
        if before.2.is_none() {
            after.3 = before.3;
        }
        assert_eq!(after, before, "{key}");
        assert_eq!(switches(&store, key).await, [now]);
        let detail = store.detail(&ada, key, now).await.unwrap().unwrap();
        let event = detail.events.iter().rfind(|event| event.kind.name() == "calendar_changed").unwrap();
        assert_eq!((event.by.name(), event.at), ("ada", now));
        let resolution = detail.clocks.iter().find(|clock| clock.metric == Metric::Resolution).unwrap();
        assert_eq!(resolution.previous_due.iter().map(|one| Some(one.due)).collect::<Vec<_>>(), [was]);
        assert!(resolution.due > was, "the business week has fewer hours");
        assert_eq!(resolution.elapsed, Seconds::hours(5), "what was used up stays used up");
        // What the page explains is what was measured.
        let explained = sum_of_intervals(&detail, resolution);
        assert_eq!(explained, resolution.elapsed);
    }
    for key in store.watch_due(&store.system(), hour(6), 10).await.unwrap() {
        store.watch_one(&store.system(), &key.key, hour(6)).await.unwrap();
    }
    assert_eq!((marks(&store, late).await, marks(&store, open).await), called, "nobody is called for it");
    assert_eq!(outcome_ids(&store).await, counted, "and reports count the same");
    healthy(&store, hour(6)).await;
    assert_eq!(outcome_ids(&store).await, counted);

    // Back again: an event of its own, and the time between counts by the calendar between.
    give(&store, "office", hour(6)).await;
    store.roll_out(&store.system(), hour(6)).await.unwrap();
    assert_eq!(switches(&store, open).await, [now, hour(6)]);
    assert_eq!(store.roll_out(&store.system(), hour(6)).await.unwrap(), 0, "it is done");
    healthy(&store, hour(6)).await;
}

fn sum_of_intervals(detail: &crate::tickets::Detail, clock: &domain::sla::Clock) -> Seconds {
    let events = domain::ticket::sla_events(&detail.events);
    let windows = &detail.windows;
    let context = domain::sla::explain::Context { events: &events, windows, holidays: &[], policy: None };
    clock.explain(&context, start() + Seconds::hours(5)).counted
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ended_before_names_the_calendar_it_was_measured_by() {
    let store = store(&mem()).await;
    let keys = three(&store).await;
    give(&store, NIGHT, hour(5)).await;
    store.roll_out(&store.system(), hour(5)).await.unwrap();
    act(&store, "ada", &keys[2], Command::ChangeState(StateChange::to(TicketState::Resolved)), hour(6)).await;
    let rows: Vec<(String, String)> = store
        .db
        .read("SELECT VALUE [calendar, record::id(id)[3]] FROM outcome", surrealdb::types::vars! {})
        .await
        .unwrap();
    let calendar = |metric: &str| {
        let mut all: Vec<_> = rows.iter().filter(|row| row.1 == metric).map(|row| row.0.as_str()).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    assert_eq!(calendar("first_response"), [NIGHT, "office"], "one was given up at the end");
    assert_eq!(calendar("resolution"), [NIGHT]);
    healthy(&store, hour(7)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_calendar_is_followed_by_two_processes_once_and_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = StoreConfig::new(["surrealkv://", folder.path().to_str().unwrap()].concat());
    let first = store(&config).await;
    let keys = three(&first).await;
    give(&first, NIGHT, hour(4)).await;
    // One ticket is written by a person before the job gets there; then everything stops.
    act(&first, "ada", &keys[2], Command::Take, hour(4) + Seconds::new(5)).await;
    assert_eq!(switches(&first, &keys[2]).await, [hour(4)], "a person's write brings it along");
    assert_eq!(switches(&first, &keys[0]).await, [0; 0].map(Timestamp::from_unix));
    first.close().await.unwrap();
    let again = Store::open(&config).await.unwrap();
    let (other, system) = (another(&again).await, again.system());
    let (one, two) = tokio::join!(again.roll_out(&system, hour(5)), other.roll_out(&system, hour(5)));
    assert!(one.unwrap() + two.unwrap() >= 3);
    for key in &keys {
        assert_eq!(switches(&again, key).await, [hour(4)], "{key}");
    }
    again.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_that_saves_the_engagement_loses_no_calendar() {
    let store = store(&mem()).await;
    let other = another(&store).await;
    let keys = three(&store).await;
    give(&store, NIGHT, hour(4)).await;
    // Its form was drawn from what the first one saved; its directory is older.
    let id = EngagementId::new(ACME_HRM);
    let draft = crate::directory::EngagementDraft { phase: "hypercare".to_owned(), ..draft_of(&store, &id) };
    let rev = store.directory().engagement_rev(&id);
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    other.update_engagement(&ada, &by, &id, rev, &draft, hour(5)).await.unwrap();
    let stale = other.update_engagement(&ada, &by, &id, rev, &draft, hour(5)).await;
    assert!(matches!(stale, Err(SaveError::Conflict)));
    other.roll_out(&other.system(), hour(5)).await.unwrap();
    assert_eq!(switches(&other, &keys[0]).await, [hour(4)]);
    assert_eq!(other.directory().given(other.directory().engagement(&id).unwrap()).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_calendars_in_one_second_are_one_and_none_when_the_old_one_is_back() {
    let store = store(&mem()).await;
    let given = |store: &Store| {
        let directory = store.directory();
        let engagement = directory.engagement(&EngagementId::new(ACME_HRM)).unwrap().clone();
        directory.given(&engagement).iter().map(|one| one.calendar.to_string()).collect::<Vec<_>>()
    };
    give(&store, NIGHT, hour(1)).await;
    give(&store, "business-week", hour(1)).await;
    assert_eq!(given(&store), ["office", "business-week"]);
    give(&store, "office", hour(1)).await;
    assert_eq!(given(&store), ["office"]);
    give(&store, NIGHT, hour(2)).await;
    // A clock that was set back brings no disorder.
    give(&store, "office", hour(1)).await;
    assert_eq!(given(&store), ["office"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_another_calendar_only_its_own_edits_concern_a_ticket() {
    let store = store(&mem()).await;
    let keys = three(&store).await;
    give(&store, "business-week", hour(4)).await;
    store.roll_out(&store.system(), hour(4)).await.unwrap();
    let before = due(&store, &keys[2], Metric::Resolution, hour(5)).await;
    save(&store, &hours(2, hour(24), 12), hour(5)).await.unwrap();
    store.roll_out(&store.system(), hour(5)).await.unwrap();
    assert_eq!(due(&store, &keys[2], Metric::Resolution, hour(5)).await, before);
    // Given back, the calendar counts as it was edited meanwhile; then its next edit concerns the ticket again.
    give(&store, "office", hour(6)).await;
    let next = hours(3, hour(48), 2);
    let ada = scope(&store, "ada");
    let preview = store.preview_calendar(&ada, &next, hour(7)).await.unwrap();
    save(&store, &next, hour(7)).await.unwrap();
    store.roll_out(&store.system(), hour(7)).await.unwrap();
    assert_eq!(switches(&store, &keys[2]).await, [hour(4), hour(6)]);
    let effect = preview.effects.iter().find(|one| one.key == keys[2]).unwrap();
    assert_eq!(due(&store, &keys[2], Metric::Resolution, hour(7)).await, effect.after);
    let detail = store.detail(&ada, &keys[2], hour(7)).await.unwrap().unwrap();
    let resolution = detail.clocks.iter().find(|clock| clock.metric == Metric::Resolution).unwrap();
    assert_eq!(resolution.previous_due.len(), 3);
    assert_eq!(resolution.previous_due.last().map(|one| Some(one.due)), Some(effect.before));
    healthy(&store, hour(7)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_policy_is_for_new_tickets_only() {
    let store = store(&mem()).await;
    let keys = three(&store).await;
    let ada = scope(&store, "ada");
    let told = async |key: &TicketKey| {
        let detail = store.detail(&ada, key, hour(5)).await.unwrap().unwrap();
        (detail.clocks, detail.policy.reference(), detail.events)
    };
    let mut before = Vec::new();
    for key in &keys {
        before.push(told(key).await);
    }
    let id = EngagementId::new(ACME_HRM);
    let route = crate::directory::EngagementDraft { policy: "hrm-route".to_owned(), ..draft_of(&store, &id) };
    let preview = store.preview_engagement(&ada, &id, &route, hour(5)).await.unwrap().unwrap();
    assert_eq!((preview.preview.open.as_slice(), preview.preview.effects.as_slice()), (keys.as_slice(), &[][..]));
    edit_engagement(&store, ACME_HRM, hour(5), |draft| *draft = route).await;
    store.roll_out(&store.system(), hour(5)).await.unwrap();
    for (key, before) in keys.iter().zip(before) {
        assert_eq!(told(key).await, before, "{key}");
    }
    let new = report(&store, ACME_HRM, "New", hour(5)).await;
    assert_eq!(told(&new).await.1.id.as_str(), "hrm-route");
    healthy(&store, hour(5)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_of_another_calendar_says_what_saving_then_does() {
    let store = store(&mem()).await;
    let keys = three(&store).await;
    report(&store, ACME_WEB, "Not concerned", start()).await;
    report(&store, BRIM_HRM, "Not concerned", start()).await;
    let (ada, id, now) = (scope(&store, "ada"), EngagementId::new(ACME_HRM), hour(5));
    let draft = draft_of(&store, &id);
    assert_eq!(store.preview_engagement(&ada, &id, &draft, now).await.unwrap(), None, "nothing would change");
    let next = crate::directory::EngagementDraft { calendar: "business-week".to_owned(), ..draft };
    let found = store.preview_engagement(&ada, &id, &next, now).await.unwrap().unwrap();
    assert_eq!(found.preview.open, keys);
    assert!(found.preview.effects.iter().all(|effect| effect.metric == Metric::Resolution));
    assert_eq!(found.preview.effects.len(), 3);
    assert!(!found.preview.effects.iter().any(|effect| effect.becomes_overdue(now)));
    let later = store.preview_engagement(&ada, &id, &next, hour(6)).await.unwrap().unwrap();
    assert_eq!(later.preview.fingerprint(), found.preview.fingerprint(), "time alone makes no other preview");
    let week =
        store.directory().calendar(&CalendarId::new(next.calendar.clone())).unwrap().versions.last().unwrap().clone();
    let edit = domain::sla::Calendar { version: week.version + 1, effective_from: hour(24 * 60), ..week };
    save(&store, &edit, now).await.unwrap();
    let edited = store.preview_engagement(&ada, &id, &next, now).await.unwrap().unwrap();
    assert_eq!(edited.preview.effects, found.preview.effects);
    assert_ne!(edited.preview.fingerprint(), found.preview.fingerprint(), "its calendar is another one now");
    edit_engagement(&store, ACME_HRM, now, |draft| *draft = next.clone()).await;
    store.roll_out(&store.system(), now).await.unwrap();
    for effect in &found.preview.effects {
        assert_eq!(due(&store, &effect.key, effect.metric, now).await, effect.after);
    }
    let amir = store.preview_engagement(&scope(&store, "amir"), &id, &next, now).await;
    assert!(matches!(amir, Err(SaveError::Forbidden)));
    let wrong = crate::directory::EngagementDraft { calendar: "none".to_owned(), ..next };
    assert!(matches!(store.preview_engagement(&ada, &id, &wrong, now).await, Err(SaveError::Refused(_))));
}

/// Counts what is logged as an error.
#[derive(Default)]
struct Errors(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl tracing::Subscriber for Errors {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::ERROR
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test]
async fn a_ticket_that_cannot_follow_is_logged_once_and_keeps_nobody_waiting() {
    let store = store(&mem()).await;
    let keys = three(&store).await;
    let spoilt = crate::tickets::event_id(&keys[1].to_string(), 1);
    let sql = "UPDATE ONLY $id SET document = 'x'";
    store.db.write::<surrealdb::types::Value>(sql, surrealdb::types::vars! { id: spoilt }).await.unwrap();
    give(&store, NIGHT, hour(5)).await;
    let errors = Errors::default();
    let count = std::sync::Arc::clone(&errors.0);
    let _here = tracing::subscriber::set_default(errors);
    assert_eq!(store.roll_out(&store.system(), hour(5)).await.unwrap(), 2, "the other two");
    assert_eq!(count.load(std::sync::atomic::Ordering::Relaxed), 1);
    assert_eq!(store.roll_out(&store.system(), hour(5)).await.unwrap(), 0, "time does not mend it");
    assert_eq!(switches(&store, &keys[2]).await, [hour(5)]);
}
