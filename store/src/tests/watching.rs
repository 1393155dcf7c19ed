use domain::sla::{Metric, templates};
use domain::ticket::{Command, EventKind, Lane, MarkKind, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};
use futures::future::join_all;

use crate::tests::{
    ACME_HRM, act, another, edit_engagement, empty, minutes, reply, report, scope, start, store, world,
};
use crate::tickets::InboxFilter;
use crate::{Store, StoreConfig};

/// The due instants of the breaches in a history.
async fn breaches(store: &Store, key: &domain::ids::TicketKey) -> Vec<(Metric, Timestamp)> {
    let detail = store.detail(&scope(store, "ada"), key, start()).await.unwrap().unwrap();
    let breach = |kind: &EventKind| match kind {
        EventKind::ClockBreached { metric, due, .. } => Some((*metric, *due)),
        _ => None,
    };
    detail.events.iter().filter_map(|event| breach(&event.kind)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_is_written_once_by_two_watchers_at_the_same_moment() {
    let store = store().await;
    let now = start();
    let key = report(&store, ACME_HRM, "Late", now).await;
    // "blocked" proposes high: first response within 24 h, next update within 8 h.
    let late = now + Seconds::hours(25);
    let other = another(&store).await;
    let looks = (0..8).map(|number| {
        let (store, key) = (if number % 2 == 0 { store.clone() } else { other.clone() }, key.clone());
        tokio::spawn(async move { store.watch_one(&store.system(), &key, late).await.unwrap() })
    });
    let appended: usize = join_all(looks).await.into_iter().map(|watched| watched.unwrap().events.len()).sum();
    let written = breaches(&store, &key).await;
    assert_eq!(written.iter().filter(|(metric, _)| *metric == Metric::FirstResponse).count(), 1, "{written:?}");
    assert!(written.contains(&(Metric::FirstResponse, now + Seconds::hours(24))), "not the true instant: {written:?}");
    let detail = store.detail(&scope(&store, "ada"), &key, late).await.unwrap().unwrap();
    assert_eq!(detail.events.len(), 1 + appended);
    let page = store.inbox(&scope(&store, "ada"), &InboxFilter::default(), None, 10).await.unwrap();
    assert_eq!(page.rows[0].lane, Lane::Overdue);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_breach_is_not_written_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = StoreConfig::new(["surrealkv://", folder.path().to_str().unwrap()].concat());
    let store = Store::open(&config).await.unwrap();
    store.import_world(&store.system(), &world()).await.unwrap();
    let now = start();
    let key = report(&store, ACME_HRM, "Late", now).await;
    store.watch_one(&store.system(), &key, now + Seconds::hours(25)).await.unwrap();
    let before = breaches(&store, &key).await;
    store.close().await.unwrap();

    let store = Store::open(&config).await.unwrap();
    let again = store.watch_one(&store.system(), &key, now + Seconds::hours(26)).await.unwrap();
    // What nobody has taken escalates further meanwhile; the breach itself is history.
    assert!(again.events.iter().all(|event| matches!(event.kind, EventKind::Escalated { .. })), "{:?}", again.events);
    assert_eq!(breaches(&store, &key).await, before);
    assert!(!before.is_empty());
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_does_not_hide_that_it_was_late() {
    let store = store().await;
    let now = start();
    let key = report(&store, ACME_HRM, "Answered late", now).await;
    act(&store, "ada", &key, reply("Sorry"), now + Seconds::hours(30)).await;
    let written = breaches(&store, &key).await;
    assert!(written.contains(&(Metric::FirstResponse, now + Seconds::hours(24))), "{written:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_come_up_for_a_look_when_time_changes_something_and_not_before() {
    let store = store().await;
    let now = start();
    let key = report(&store, ACME_HRM, "Watched", now).await;
    let system = store.system();
    assert_eq!(store.watch_due(&system, now + minutes(1), 10).await.unwrap(), Vec::new());
    let due = store.watch_due(&system, now + Seconds::days(3), 10).await.unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!(due[0].key, key);
    // Walk from one moment to the next until time alone changes nothing more.
    let (mut at, mut kinds) = (due[0].at, Vec::new());
    for _ in 0..40 {
        let watched = store.watch_one(&system, &key, at).await.unwrap();
        kinds.extend(watched.events.into_iter().map(|event| event.kind.name()));
        let Some(next) = watched.next else { break };
        assert!(next > at, "the watcher would spin at {at}");
        at = next;
    }
    assert!(kinds.contains(&"clock_warned") && kinds.contains(&"clock_breached"), "{kinds:?}");
    assert_eq!(store.watch_due(&system, now + Seconds::days(3_000), 10).await.unwrap(), Vec::new());
    let found = store.doctor(&system, false, at).await.unwrap();
    assert_eq!(found.findings, Vec::new());
    let detail = store.detail(&scope(&store, "ada"), &key, at).await.unwrap().unwrap();
    let mut marks = detail.ticket.marks.clone();
    marks.dedup();
    assert_eq!(marks, detail.ticket.marks);
    assert!(marks.iter().any(|mark| mark.kind == MarkKind::Breached));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_ends_by_itself_and_a_snoozed_ticket_comes_back() {
    let store = store().await;
    let now = start();
    let system = store.system();
    let paused = report(&store, ACME_HRM, "Paused", now).await;
    act(&store, "ada", &paused, reply("On it"), now).await;
    act(&store, "ada", &paused, Command::ChangeState(StateChange::to(TicketState::WaitingOnClient)), now).await;
    let over = now + Seconds::days(14);
    assert!(store.watch_due(&system, over, 10).await.unwrap().iter().any(|due| due.key == paused));
    let watched = store.watch_one(&system, &paused, over).await.unwrap();
    assert!(
        watched
            .events
            .iter()
            .any(|event| matches!(&event.kind, EventKind::StateChanged { to: TicketState::InProgress, .. })),
        "{watched:?}"
    );

    let snoozed = report(&store, ACME_HRM, "Snoozed", now).await;
    act(&store, "ada", &snoozed, Command::Snooze { until: now + minutes(30) }, now).await;
    let lane = async || {
        let page = store.inbox(&scope(&store, "ada"), &InboxFilter::default(), None, 10).await.unwrap();
        page.rows.into_iter().find(|row| row.key == snoozed).unwrap().lane
    };
    assert_eq!(lane().await, Lane::Snoozed);
    let watched = store.watch_one(&system, &snoozed, now + minutes(30)).await.unwrap();
    assert!(watched.events.iter().any(|event| event.kind == EventKind::Woken), "{watched:?}");
    assert_eq!(lane().await, Lane::Running);
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_at_a_ticket_that_does_not_exist_says_so() {
    let store = empty().await;
    let outcome = store.watch_one(&store.system(), &"ACME-1".parse().unwrap(), start()).await;
    assert!(matches!(outcome, Err(crate::tickets::CommandError::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_watcher_follow_an_engagements_new_opening_hours() {
    let store = store().await;
    let now = start();
    let ada = scope(&store, "ada");
    // Its P1 is judged on the same business day: by midnight where it is always open.
    edit_engagement(&store, ACME_HRM, now, |draft| draft.policy = "hrm-route".to_owned()).await;
    let key = report(&store, ACME_HRM, "Whose hours?", now).await;
    let row = async || store.inbox(&ada, &InboxFilter::default(), None, 10).await.unwrap().rows.remove(0);
    let before = row().await;
    let calendar = templates::business_week("Europe/Berlin").id.to_string();
    edit_engagement(&store, ACME_HRM, now, |draft| draft.calendar = calendar).await;
    assert_eq!(store.roll_out(&store.system(), now).await.unwrap(), 1);
    let detail = store.detail(&ada, &key, now).await.unwrap().unwrap();
    let after = row().await;
    assert_ne!(after.chip, before.chip, "the new hours change no promise of this policy, so this test proves nothing");
    assert_eq!(after.chip, domain::sla::soonest(&detail.clocks).map(domain::sla::ClockChip::from));
    let report = store.doctor(&store.system(), false, now).await.unwrap();
    assert!(report.is_healthy(), "{:?}", report.findings);
}

pub(super) fn draft_of(store: &Store, id: &domain::ids::EngagementId) -> crate::directory::EngagementDraft {
    let directory = store.directory();
    let engagement = directory.engagement(id).unwrap();
    crate::directory::EngagementDraft {
        client: engagement.client.to_string(),
        product: engagement.product.to_string(),
        phase: engagement.phase.as_str().to_owned(),
        go_live: engagement.go_live.clone().unwrap_or_default(),
        plan: engagement.plan.to_string(),
        policy: engagement.policy.to_string(),
        calendar: engagement.calendar.to_string(),
        supplier_owner: String::new(),
        buyer_owner: String::new(),
    }
}
