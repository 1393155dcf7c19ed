use domain::ids::TicketKey;
use domain::ticket::{Cause, Command, EventKind};
use domain::time::{Seconds, Timestamp};
use futures::future::join_all;
use surrealdb::types::{Value, vars};

use crate::directory::EngagementDraft;
use crate::doctor::{Finding, RowFault};
use crate::tests::{
    ACME_HRM, ACME_WEB, act, actor, another, draft, edit_engagement, minutes, note, person, reply, scope, start, store,
    world,
};
use crate::{Store, StoreConfig};

/// ACME's HRM is measured by the route; Bea is its owner here, Cora is the client's.
async fn on_the_route(store: &Store) {
    let owners = |draft: &mut EngagementDraft| {
        draft.policy = "hrm-route".to_owned();
        draft.supplier_owner = "bea".to_owned();
        draft.buyer_owner = "cora".to_owned();
    };
    edit_engagement(store, ACME_HRM, start(), owners).await;
}

async fn p0(store: &Store, now: Timestamp) -> TicketKey {
    let mut draft = draft(store, ACME_HRM, "Nobody can sign in");
    draft.impact = "stopped".to_owned();
    store.report(&scope(store, "cora"), &actor(store, "cora"), draft, None, now).await.unwrap()
}

/// Who was asked and told, step by step.
async fn steps(store: &Store, key: &TicketKey) -> Vec<(u32, u32, Vec<String>, Timestamp)> {
    let detail = store.detail(&scope(store, "ada"), key, start()).await.unwrap().unwrap();
    let step = |event: &domain::ticket::Event| match &event.kind {
        EventKind::Escalated { level, round, to, told, .. } => {
            let names = to.iter().chain(told).map(|person| person.name.clone()).collect();
            Some((*level, *round, names, event.at))
        }
        _ => None,
    };
    detail.events.iter().filter_map(step).collect()
}

async fn unread(store: &Store, who: &str) -> usize {
    store.unread_notifications(&scope(store, who), &actor(store, who)).await.unwrap()
}

async fn healthy(store: &Store, now: Timestamp) {
    let found = store.doctor(&store.system(), false, now).await.unwrap();
    assert_eq!(found.findings, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_p0_calls_for_a_look_at_once_and_each_level_is_asked_once_by_two_processes() {
    let store = store().await;
    on_the_route(&store).await;
    let (now, other) = (start(), another(&store).await);
    let key = p0(&store, now).await;
    assert_eq!(store.watch_due(&store.system(), now, 10).await.unwrap().len(), 1);
    for at in [now, now + minutes(5), now + minutes(20)] {
        let looks = (0..6).map(|number| {
            let (store, key) = (if number % 2 == 0 { store.clone() } else { other.clone() }, key.clone());
            tokio::spawn(async move { store.watch_one(&store.system(), &key, at).await.unwrap() })
        });
        join_all(looks).await;
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        steps(&store, &key).await,
        [
            (1, 1, names(&["bea", "cora"]), now),
            (2, 1, names(&["ada"]), now + minutes(5)),
            (1, 2, names(&["bea", "cora"]), now + minutes(20)),
        ]
    );
    assert_eq!((unread(&store, "bea").await, unread(&store, "ada").await, unread(&store, "cora").await), (2, 1, 2));
    assert_eq!((unread(&store, "amir").await, unread(&store, "dora").await), (0, 0));
    healthy(&store, now + minutes(20)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_and_hours_of_silence_the_chain_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let config = StoreConfig::new(["surrealkv://", folder.path().to_str().unwrap()].concat());
    let store = Store::open(&config).await.unwrap();
    store.import_world(&store.system(), &world()).await.unwrap();
    on_the_route(&store).await;
    let now = start();
    let key = p0(&store, now).await;
    store.watch_one(&store.system(), &key, now).await.unwrap();
    store.close().await.unwrap();

    let store = Store::open(&config).await.unwrap();
    let late = now + Seconds::hours(6);
    assert_eq!(
        store.watch_due(&store.system(), late, 10).await.unwrap()[0].at,
        now + Seconds::new(150),
        "the first warning"
    );
    let watched = store.watch_one(&store.system(), &key, late).await.unwrap();
    assert_eq!(watched.next, Some(late + minutes(15)), "they have their whole time");
    let breaches: Vec<Timestamp> = watched
        .events
        .iter()
        .filter_map(|event| match event.kind {
            EventKind::ClockBreached { due, .. } => Some(due),
            _ => None,
        })
        .collect();
    assert_eq!(breaches, [now + minutes(5), now + minutes(30)], "the true instants");
    let asked = steps(&store, &key).await;
    assert_eq!(asked.iter().map(|step| (step.0, step.3)).collect::<Vec<_>>(), [(1, now), (2, late)]);
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn taking_it_ends_the_chain_and_nobody_is_reminded_any_more() {
    let store = store().await;
    on_the_route(&store).await;
    let (now, system) = (start(), store.system());
    for command in [Command::Take, reply("On it")] {
        let key = p0(&store, now).await;
        store.watch_one(&system, &key, now).await.unwrap();
        act(&store, "ada", &key, note("Who is there?"), now + minutes(1)).await;
        assert_eq!(unread(&store, "bea").await, 1, "a note takes nothing");
        act(&store, "ada", &key, command, now + minutes(2)).await;
        assert_eq!((unread(&store, "bea").await, unread(&store, "cora").await), (0, 0));
        store.watch_one(&system, &key, now + minutes(6)).await.unwrap();
        assert_eq!(steps(&store, &key).await.len(), 1);
        let (scope, by) = (scope(&store, "bea"), actor(&store, "bea"));
        let row = store.notifications(&scope, &by, None, 10).await.unwrap().rows.remove(0);
        let settled = row.settled.map(|event| (event.by, event.at));
        assert_eq!(settled, Some((actor(&store, "ada"), now + minutes(2))));
        assert_eq!(row.read_at, Some(now + minutes(2)));
        healthy(&store, now + minutes(6)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_come_newest_first_in_pages_and_are_read_by_their_own_person_only() {
    let store = store().await;
    on_the_route(&store).await;
    let now = start();
    let mut keys = Vec::new();
    for number in 0..5 {
        let key = p0(&store, now + minutes(number)).await;
        store.watch_one(&store.system(), &key, now + minutes(number)).await.unwrap();
        keys.push(key);
    }
    keys.reverse();
    let (scope_of_bea, bea) = (scope(&store, "bea"), actor(&store, "bea"));
    let (mut after, mut seen) = (None, Vec::new());
    for expected in [2, 2, 1] {
        let page = store.notifications(&scope_of_bea, &bea, after.as_deref(), 2).await.unwrap();
        assert_eq!(page.rows.len(), expected);
        seen.extend(page.rows.iter().map(|row| row.ticket.key.clone()));
        after = page.next;
    }
    assert_eq!((seen, after), (keys.clone(), None));
    assert_eq!(unread(&store, "bea").await, 5);
    store.read_notification(&scope_of_bea, &bea, &keys[0], 1, now).await.unwrap();
    store.read_notification(&scope_of_bea, &bea, &"ACME-99".parse().unwrap(), 1, now).await.unwrap();
    assert_eq!((unread(&store, "bea").await, unread(&store, "cora").await), (4, 5));
    let page = store.notifications(&scope_of_bea, &bea, None, 1).await.unwrap();
    assert!(page.rows[0].read_at == Some(now) && page.rows[0].is_open());
    healthy(&store, now + minutes(4)).await;
    store.read_all_notifications(&scope_of_bea, &bea, now).await.unwrap();
    assert_eq!((unread(&store, "bea").await, unread(&store, "cora").await), (0, 5));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_may_not_see_any_more_they_are_not_reminded_of() {
    let store = store().await;
    on_the_route(&store).await;
    let key = p0(&store, start()).await;
    store.watch_one(&store.system(), &key, start()).await.unwrap();
    assert_eq!(unread(&store, "bea").await, 1);
    let elsewhere =
        crate::access::Scope::of(&crate::access::Person { engagements: Vec::new(), ..person(&store, "bea") });
    let by = actor(&store, "bea");
    assert_eq!(store.unread_notifications(&elsewhere, &by).await.unwrap(), 0);
    assert!(store.notifications(&elsewhere, &by, None, 10).await.unwrap().rows.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_who_was_not_chosen_for_the_team_is_asked_as_well() {
    let store = store().await;
    let owner = |draft: &mut EngagementDraft| {
        draft.policy = "hrm-route".to_owned();
        draft.supplier_owner = "amir".to_owned();
    };
    edit_engagement(&store, ACME_WEB, start(), owner).await;
    let mut draft = draft(&store, ACME_WEB, "Nobody can sign in");
    draft.impact = "stopped".to_owned();
    let key = store.report(&scope(&store, "cora"), &actor(&store, "cora"), draft, None, start()).await.unwrap();
    store.watch_one(&store.system(), &key, start()).await.unwrap();
    assert_eq!(steps(&store, &key).await, [(1, 1, vec!["amir".to_owned()], start())]);
    assert_eq!(unread(&store, "amir").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_sees_who_of_them_was_told_and_never_whom_the_team_asked() {
    let store = store().await;
    on_the_route(&store).await;
    let (now, system) = (start(), store.system());
    let key = p0(&store, now).await;
    store.watch_one(&system, &key, now).await.unwrap();
    store.watch_one(&system, &key, now + minutes(5)).await.unwrap();
    let detail = store.detail(&scope(&store, "cora"), &key, now + minutes(5)).await.unwrap().unwrap();
    let escalated: Vec<_> =
        detail.events.iter().filter(|event| matches!(event.kind, EventKind::Escalated { .. })).collect();
    assert_eq!(escalated.len(), 1, "{escalated:?}");
    assert_eq!(
        escalated[0].kind,
        EventKind::Escalated {
            cause: Cause::Reported,
            level: 1,
            round: 1,
            to: Vec::new(),
            told: vec![person(&store, "cora").reference()],
            waited: None,
        }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_missing_differing_and_stray_notifications_and_puts_them_right() {
    let store = store().await;
    on_the_route(&store).await;
    let (now, system) = (start(), store.system());
    let key = p0(&store, now).await;
    store.watch_one(&system, &key, now).await.unwrap();
    let spoil = async |sql: &'static str| store.db.write::<Value>(sql, vars! {}).await.unwrap();
    spoil("DELETE notification:['bea', 'ACME-1', 2]").await;
    spoil("UPDATE notification:['cora', 'ACME-1', 2] SET unread = false").await;
    spoil(
        "CREATE notification:['ada', 'ACME-1', 1] CONTENT { person: 'ada', ticket: 'ACME-1', seq: 1,
            engagement: 'acme-hrm', reason: 'new', level: 1, at: 1, recent: 'x', unread: true }",
    )
    .await;
    let finding =
        |person: &str, fault| Finding::Notification { key: key.to_string(), person: person.to_owned(), fault };
    let found = store.doctor(&system, true, now).await.unwrap();
    assert_eq!(
        found.findings,
        [finding("bea", RowFault::Missing), finding("cora", RowFault::Differs), finding("ada", RowFault::Unknown),]
    );
    assert!(found.is_healthy());
    healthy(&store, now).await;
    assert_eq!((unread(&store, "bea").await, unread(&store, "cora").await, unread(&store, "ada").await), (1, 1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn raising_to_p0_asks_in_the_same_transaction() {
    let store = store().await;
    on_the_route(&store).await;
    let now = start();
    let key = crate::tests::report(&store, ACME_HRM, "Slow", now).await;
    let raise = Command::ChangePriority { to: domain::sla::PriorityKey::new("p0"), reason: "Now all of it".to_owned() };
    let applied = act(&store, "ada", &key, raise, now + minutes(1)).await;
    assert_eq!(applied.events.last().unwrap().kind.name(), "escalated");
    assert_eq!(unread(&store, "bea").await, 1);
}
