//! New versions of calendars and policies, and what they do to open tickets (SLA.md rule 10).

use domain::ids::{CalendarId, TicketKey};
use domain::sla::calendar::DayWindow;
use domain::sla::{Basis, Calendar, LocalTime, Metric, Policy, Target, Weekday, templates};
use domain::ticket::{Command, Event, EventKind, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};

use crate::tests::{ACME_HRM, ACME_WEB, BRIM_HRM, act, actor, edit_engagement, report, scope, start, world};
use crate::{SaveError, Store, StoreConfig};

/// The world with opening hours around the clock except an hour a day, and promises that count by them.
pub(super) async fn store(config: &StoreConfig) -> Store {
    let store = Store::open(config).await.unwrap();
    let mut world = world();
    world.calendars.push(hours(1, Timestamp::from_unix(0), 23));
    for engagement in &mut world.engagements {
        engagement.calendar = CalendarId::new("office");
    }
    for rule in world.policies.iter_mut().flat_map(|policy| &mut policy.priorities) {
        let hours = |hours| Target::Within { target: Seconds::hours(hours), basis: Basis::Business };
        rule.targets.set(Metric::Resolution, hours(60));
        rule.targets.set(Metric::FirstResponse, hours(2));
        rule.targets.set(Metric::NextUpdate, Target::None);
    }
    store.import_world(&store.system(), &world).await.unwrap();
    store
}

pub(super) fn mem() -> StoreConfig {
    StoreConfig::new("mem://")
}

/// Open every day from midnight on.
pub(super) fn hours(version: u32, effective_from: Timestamp, until: u32) -> Calendar {
    let window = DayWindow::new(LocalTime::MIDNIGHT, LocalTime::new(until, 0).unwrap());
    let weekly = Weekday::ALL.into_iter().map(|day| (day, vec![window])).collect();
    Calendar {
        id: CalendarId::new("office"),
        version,
        weekly,
        effective_from,
        name: "Office".to_owned(),
        ..templates::business_week("UTC")
    }
}

pub(super) async fn events(store: &Store, key: &TicketKey) -> Vec<Event> {
    store.detail(&scope(store, "ada"), key, start()).await.unwrap().unwrap().events
}

fn edits(events: &[Event]) -> Vec<u32> {
    let edit = |event: &Event| match &event.kind {
        EventKind::CalendarChanged { version, switched_at: None, .. } => Some(*version),
        _ => None,
    };
    events.iter().filter_map(edit).collect()
}

pub(super) async fn due(store: &Store, key: &TicketKey, metric: Metric, now: Timestamp) -> Option<Timestamp> {
    let detail = store.detail(&scope(store, "ada"), key, now).await.unwrap().unwrap();
    detail.clocks.iter().find(|clock| clock.metric == metric).unwrap().due
}

pub(super) async fn save(store: &Store, calendar: &Calendar, now: Timestamp) -> Result<(), SaveError> {
    store.add_calendar_version(&scope(store, "ada"), &actor(store, "ada"), calendar, now).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_preview_of_a_calendar_says_what_applying_it_then_does() {
    let store = store(&mem()).await;
    let now = start();
    let keys = [report(&store, ACME_HRM, "One", now).await, report(&store, BRIM_HRM, "Two", now).await];
    let next = hours(2, now + Seconds::hours(24), 12);
    let ada = scope(&store, "ada");
    let preview = store.preview_calendar(&ada, &next, now).await.unwrap();
    assert_eq!(preview.open, keys);
    let changed: Vec<_> = preview.effects.iter().map(|effect| (effect.key.clone(), effect.metric)).collect();
    assert_eq!(changed, keys.clone().map(|key| (key, Metric::Resolution)), "two hours are over before it begins");
    assert_eq!(
        store.preview_calendar(&ada, &next, now + Seconds::new(9)).await.unwrap().fingerprint(),
        preview.fingerprint()
    );
    save(&store, &next, now).await.unwrap();
    assert_eq!(store.roll_out(&store.system(), now).await.unwrap(), 2);
    for effect in &preview.effects {
        assert_eq!(due(&store, &effect.key, effect.metric, now).await, effect.after);
        let detail = store.detail(&ada, &effect.key, now).await.unwrap().unwrap();
        let clock = detail.clocks.iter().find(|clock| clock.metric == effect.metric).unwrap();
        assert_eq!(clock.previous_due.iter().map(|one| Some(one.due)).collect::<Vec<_>>(), [effect.before]);
        let event = detail.events.last().unwrap();
        assert_eq!((event.by.name(), edits(&detail.events)), ("ada", vec![2]));
    }
    assert_eq!(store.doctor(&store.system(), false, now).await.unwrap().findings, Vec::new());
    assert!(matches!(store.preview_calendar(&scope(&store, "amir"), &next, now).await, Err(SaveError::Forbidden)));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_of_the_calendar_is_written_once_by_two_processes_and_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let config = StoreConfig::new(["surrealkv://", folder.path().to_str().unwrap()].concat());
    let first = store(&config).await;
    let now = start();
    let mut keys = Vec::new();
    for title in ["A", "B", "C"] {
        keys.push(report(&first, ACME_HRM, title, now).await);
    }
    save(&first, &hours(2, now + Seconds::hours(24), 12), now).await.unwrap();
    // One ticket is written by a person before the job gets there; then everything stops.
    act(&first, "ada", &keys[1], Command::Take, now + Seconds::new(5)).await;
    assert_eq!(edits(&events(&first, &keys[1]).await), [2], "a person's write brings the edit with it");
    assert_eq!(edits(&events(&first, &keys[0]).await), [0; 0]);
    first.close().await.unwrap();

    let again = Store::open(&config).await.unwrap();
    let at = now + Seconds::minutes(5);
    let system = again.system();
    let (one, two) = tokio::join!(again.roll_out(&system, at), again.roll_out(&system, at));
    assert!(one.unwrap() + two.unwrap() >= 3);
    for key in &keys {
        assert_eq!(edits(&events(&again, key).await), [2], "{key}");
    }
    assert_eq!(again.roll_out(&system, at).await.unwrap(), 0, "it is done");
    again.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn closed_clocks_and_ended_tickets_are_left_alone_by_an_edit() {
    let store = store(&mem()).await;
    let now = start();
    let key = report(&store, ACME_HRM, "Solved", now).await;
    act(&store, "ada", &key, crate::tests::reply("Done"), now).await;
    act(&store, "ada", &key, Command::ChangeState(StateChange::to(TicketState::Resolved)), now).await;
    let before = store.detail(&scope(&store, "ada"), &key, now).await.unwrap().unwrap();
    save(&store, &hours(2, now + Seconds::hours(1), 1), now + Seconds::minutes(1)).await.unwrap();
    store.roll_out(&store.system(), now + Seconds::minutes(1)).await.unwrap();
    let later = now + Seconds::days(3);
    let after = store.detail(&scope(&store, "ada"), &key, later).await.unwrap().unwrap();
    assert_eq!(after.events, before.events);
    let told = |detail: &crate::tickets::Detail| {
        detail.clocks.iter().map(|clock| (clock.metric, clock.state.clone(), clock.due)).collect::<Vec<_>>()
    };
    assert_eq!(told(&after), told(&before));
}

#[tokio::test(flavor = "multi_thread")]
async fn tickets_of_other_calendars_learn_nothing_of_an_edit() {
    let store = store(&mem()).await;
    let (now, ada) = (start(), scope(&store, "ada"));
    edit_engagement(&store, ACME_WEB, now, |draft| draft.calendar = "always-open".to_owned()).await;
    let key = report(&store, ACME_WEB, "Elsewhere", now + Seconds::new(1)).await;
    let next = hours(2, now + Seconds::hours(24), 12);
    assert_eq!(store.preview_calendar(&ada, &next, now + Seconds::new(2)).await.unwrap().open, []);
    save(&store, &next, now + Seconds::new(2)).await.unwrap();
    store.roll_out(&store.system(), now + Seconds::new(2)).await.unwrap();
    // Later it counts by the edited calendar; what was edited before is not its history.
    let later = now + Seconds::new(3);
    edit_engagement(&store, ACME_WEB, later, |draft| draft.calendar = "office".to_owned()).await;
    store.roll_out(&store.system(), later).await.unwrap();
    assert_eq!(edits(&events(&store, &key).await), [0; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_tickets_move_to_a_policy_when_it_begins_and_the_others_keep_theirs() {
    let store = store(&mem()).await;
    let (now, ada) = (start(), scope(&store, "ada"));
    let moving = report(&store, ACME_HRM, "Moves", now).await;
    let staying = report(&store, ACME_HRM, "Stays", now).await;
    let old = store.directory().policy_versions(&domain::ids::PolicyId::new("standard")).last().unwrap().clone();
    let mut next = Policy { version: 2, effective_from: now + Seconds::hours(1), ..Policy::clone(&old) };
    for rule in &mut next.priorities {
        let target = Target::Within { target: Seconds::hours(30), basis: Basis::Business };
        rule.targets.set(Metric::Resolution, target);
    }
    let preview = store.preview_policy(&ada, &next, now).await.unwrap();
    assert_eq!(preview.open, [moving.clone(), staying.clone()]);
    assert!(preview.effects.iter().all(|effect| effect.metric == Metric::Resolution && effect.after < effect.before));
    let by = actor(&store, "ada");
    store.add_policy_version(&ada, &by, &next, std::slice::from_ref(&moving), now).await.unwrap();
    let system = store.system();
    assert_eq!(store.roll_out(&system, now + Seconds::minutes(59)).await.unwrap(), 0, "it has not begun");
    let before = due(&store, &moving, Metric::Resolution, now).await;
    let begun = now + Seconds::hours(1);
    assert_eq!(store.roll_out(&system, begun).await.unwrap(), 1);
    let effect = preview.effects.iter().find(|effect| effect.key == moving).unwrap();
    assert_eq!(due(&store, &moving, Metric::Resolution, begun).await, effect.after);
    assert_eq!(due(&store, &staying, Metric::Resolution, begun).await, before);
    let detail = store.detail(&ada, &moving, begun).await.unwrap().unwrap();
    assert_eq!(detail.ticket.policy.version, 2);
    assert_eq!(detail.policy.version, 2);
    let resolution = detail.clocks.iter().find(|clock| clock.metric == Metric::Resolution).unwrap();
    assert_eq!(resolution.previous_due.iter().map(|one| Some(one.due)).collect::<Vec<_>>(), [before]);
    let new = report(&store, ACME_HRM, "New", begun).await;
    let detail = store.detail(&ada, &new, begun).await.unwrap().unwrap();
    assert_eq!(detail.ticket.policy.version, 2, "new tickets get it from then on");
    assert_eq!(store.doctor(&system, false, begun).await.unwrap().findings, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grace_in_the_preview_is_the_grace_that_is_given() {
    let store = store(&mem()).await;
    let (now, ada) = (start(), scope(&store, "ada"));
    let key = report(&store, ACME_HRM, "Moves", now).await;
    let old = store.directory().policy_versions(&domain::ids::PolicyId::new("standard")).last().unwrap().clone();
    let begun = now + Seconds::hours(3);
    let mut next = Policy { version: 2, effective_from: begun, ..Policy::clone(&old) };
    for rule in &mut next.priorities {
        let target = Target::Within { target: Seconds::hours(1), basis: Basis::Calendar };
        rule.targets.set(Metric::Resolution, target);
    }
    let preview = store.preview_policy(&ada, &next, now).await.unwrap();
    let [effect] = &preview.effects[..] else { panic!("{:?}", preview.effects) };
    assert_eq!(effect.due_without_grace, Some(now + Seconds::hours(1)));
    assert!(effect.after.is_some_and(|due| due > begun), "an hour after the report is over when it begins");
    store.add_policy_version(&ada, &actor(&store, "ada"), &next, std::slice::from_ref(&key), now).await.unwrap();
    assert_eq!(store.roll_out(&store.system(), begun).await.unwrap(), 1);
    assert_eq!(due(&store, &key, Metric::Resolution, begun).await, effect.after);
}
