use std::collections::BTreeSet;

use domain::ids::{ClientId, PersonId};
use domain::time::Seconds;

use crate::outbox::{Tail, Topic};
use crate::tests::{ACME_HRM, act, actor, note, reply, report, scope, start, store};

#[tokio::test(flavor = "multi_thread")]
async fn every_change_tells_what_it_was_about_and_who_must_not_know() {
    let store = store().await;
    let system = store.system();
    let mut tail = Tail::from_now(&store, &system).await.unwrap();
    let key = report(&store, ACME_HRM, "Told", start()).await;
    act(&store, "ada", &key, note("Internal"), start()).await;
    act(&store, "ada", &key, reply("Public"), start()).await;
    store.revoke_all_sessions(&PersonId::new("cora")).await.unwrap();
    let rows = tail.next(&store, &system, 100).await.unwrap();
    let told: Vec<_> =
        rows.iter().map(|row| (row.topic, row.internal, row.by.as_ref().map(|by| by.as_str().to_owned()))).collect();
    let by = |who: &str| Some(who.to_owned());
    assert_eq!(
        told,
        [
            (Topic::Ticket, false, by("cora")),
            (Topic::Ticket, true, by("ada")),
            (Topic::Ticket, false, by("ada")),
            (Topic::Access, false, by("cora")),
        ]
    );
    assert_eq!((rows[0].ticket.clone(), rows[0].client.clone()), (Some(key), Some(ClientId::new("acme"))));
    assert!(tail.next(&store, &system, 100).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tail_gives_each_row_once_while_many_write() {
    let store = store().await;
    let system = store.system();
    let mut tail = Tail::from_now(&store, &system).await.unwrap();
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..10 {
                    report(&store, ACME_HRM, "Many", start()).await;
                }
            })
        })
        .collect();
    let mut keys = Vec::new();
    let mut commits = store.commits();
    while keys.len() < 40 {
        let rows = tail.next(&store, &system, 7).await.unwrap();
        if rows.is_empty() {
            tokio::time::timeout(std::time::Duration::from_secs(20), commits.changed())
                .await
                .expect("a commit wakes the reader")
                .unwrap();
        }
        keys.extend(rows.into_iter().map(|row| row.key));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    assert!(tail.next(&store, &system, 100).await.unwrap().is_empty());
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 40);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_comes_back_misses_nothing() {
    let store = store().await;
    let system = store.system();
    let first = report(&store, ACME_HRM, "Before", start()).await;
    let seen = store.outbox_latest(&system).await.unwrap();
    let second = report(&store, ACME_HRM, "Meanwhile", start()).await;
    let rows = Tail::after(&seen).next(&store, &system, 100).await.unwrap();
    let tickets: Vec<_> = rows.into_iter().filter_map(|row| row.ticket).collect();
    assert!(tickets.contains(&second), "{tickets:?}");
    assert!(tickets.iter().all(|ticket| *ticket == first || *ticket == second));
    for nonsense in ["", "zzz", "not a key"] {
        assert!(!Tail::after(nonsense).next(&store, &system, 100).await.unwrap().is_empty(), "{nonsense:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn old_rows_are_pruned_and_young_ones_stay() {
    let store = store().await;
    let system = store.system();
    report(&store, ACME_HRM, "Kept", start()).await;
    let now = crate::clock::wall_clock();
    assert_eq!(store.outbox_prune(&system, now - Seconds::hours(1)).await.unwrap(), 0);
    let rows = async || Tail::after("").next(&store, &system, 100).await.unwrap();
    let all = rows().await.len();
    assert_eq!(store.outbox_prune(&system, now + Seconds::hours(1)).await.unwrap(), all);
    assert!(rows().await.is_empty());
    assert_eq!(store.outbox_latest(&system).await.unwrap(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_saved_record_tells_other_processes_to_reload() {
    let store = store().await;
    let system = store.system();
    let mut tail = Tail::from_now(&store, &system).await.unwrap();
    let draft = crate::directory::ProductDraft { name: "New".to_owned(), policy: "standard".to_owned() };
    store.create_product(&scope(&store, "ada"), &actor(&store, "ada"), &draft).await.unwrap();
    let rows = tail.next(&store, &system, 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.topic).collect::<Vec<_>>(), [Topic::Directory]);
}
