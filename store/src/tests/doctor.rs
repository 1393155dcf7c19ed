use domain::ids::{EngagementId, TicketKey};
use domain::ticket::{Event, Lane};
use surrealdb::types::{Value, vars};

use crate::Store;
use crate::doctor::Finding;
use crate::record::record;
use crate::tests::{ACME_HRM, BRIM_HRM, act, actor, draft, minutes, note, reply, report, scope, start, store};
use crate::tickets::{InboxFilter, event_id};

/// Twelve tickets with something in their histories.
async fn filled() -> Store {
    let store = store().await;
    for index in 0..12 {
        let key = report(&store, if index % 2 == 0 { ACME_HRM } else { BRIM_HRM }, "Checked", start()).await;
        act(&store, "bea", &key, reply("Looking"), start() + minutes(1)).await;
        act(&store, "bea", &key, note("Odd"), start() + minutes(2)).await;
    }
    store
}

async fn spoil(store: &Store, sql: &'static str, id: surrealdb::types::RecordId) {
    store.db.write::<Value>(sql, vars! { id: id }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undamaged_database_has_no_findings() {
    let store = filled().await;
    let found = store.doctor(&store.system(), false, start() + minutes(3)).await.unwrap();
    assert_eq!((found.tickets, found.findings.as_slice()), (12, &[][..]));
    assert_eq!(found.events, 12 * 4);
    assert!(found.is_healthy());
}

#[tokio::test(flavor = "multi_thread")]
async fn planted_damage_is_found_and_what_is_derived_is_repaired() {
    let store = filled().await;
    let now = start() + minutes(3);
    let before = store.inbox(&scope(&store, "ada"), &InboxFilter::default(), None, 100).await.unwrap();
    spoil(&store, "UPDATE $id SET title = 'Forged', state = 'closed'", record("ticket", "ACME-2")).await;
    spoil(&store, "UPDATE $id SET place = '10000000003ACME-3'", record("ticket", "ACME-3")).await;
    spoil(&store, "DELETE $id", record("ticket", "BRIM-4")).await;
    spoil(&store, "UPDATE $id SET running = 77", record("tally", ACME_HRM)).await;
    spoil(&store, "UPDATE $id SET last = 3", record("number", "ACME")).await;

    let found = store.doctor(&store.system(), false, now).await.unwrap();
    assert!(!found.is_healthy());
    let has = |wanted: &dyn Fn(&Finding) -> bool| found.findings.iter().any(wanted);
    let key = |text: &str| text.parse::<TicketKey>().unwrap();
    assert!(
        has(&|finding| *finding == Finding::Projection { key: key("ACME-2"), fields: vec!["title", "state"] }),
        "{found:?}"
    );
    assert!(has(&|finding| *finding == Finding::Projection { key: key("ACME-3"), fields: vec!["place"] }), "{found:?}");
    assert!(has(&|finding| *finding == Finding::NoRow { key: key("BRIM-4") }), "{found:?}");
    assert!(has(
        &|finding| matches!(finding, Finding::Tally { engagement, lane: Lane::Running, stored: 77, .. } if *engagement == EngagementId::new(ACME_HRM))
    ));
    assert!(
        has(&|finding| matches!(finding, Finding::Numbers { prefix, counter: 3, .. } if prefix == "ACME")),
        "{found:?}"
    );

    let repaired = store.doctor(&store.system(), true, now).await.unwrap();
    assert!(repaired.is_healthy(), "{repaired:?}");
    let after = store.doctor(&store.system(), false, now).await.unwrap();
    assert_eq!(after.findings, Vec::new());
    let rebuilt = store.inbox(&scope(&store, "ada"), &InboxFilter::default(), None, 100).await.unwrap();
    assert_eq!(rebuilt, before);
    assert_eq!(report(&store, ACME_HRM, "Next", start()).await.to_string(), "ACME-7");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_history_is_reported_and_never_guessed() {
    let store = filled().await;
    let now = start() + minutes(3);
    spoil(&store, "DELETE $id", event_id("ACME-1", 2)).await;
    spoil(&store, "UPDATE $id SET document = '{}'", event_id("ACME-2", 1)).await;
    spoil(
        &store,
        "DELETE ticket:⟨BRIM-1⟩, event:['BRIM-1', 1], event:['BRIM-1', 2], event:['BRIM-1', 3], event:['BRIM-1', 4]",
        record("ticket", "x"),
    )
    .await;
    let found = store.doctor(&store.system(), true, now).await.unwrap();
    assert!(!found.is_healthy());
    let damaged: Vec<&str> = found
        .findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::History { key, .. } => Some(key.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(damaged, ["ACME-1", "ACME-2"]);
    let gap = |finding: &Finding| matches!(finding, Finding::Numbers { prefix, tickets: 5, highest: 6, .. } if prefix == "BRIM");
    assert!(found.findings.iter().any(gap), "{found:?}");
    let sentence = found.findings.iter().find(|finding| !finding.is_repairable()).unwrap().to_string();
    assert!(sentence.contains("restore it from a backup"), "{sentence}");
}

#[tokio::test(flavor = "multi_thread")]
async fn loaded_histories_are_tickets_like_any_other() {
    let store = store().await;
    report(&store, ACME_HRM, "Already here", start()).await;
    // Real histories to load: those of another database.
    let source = filled().await;
    let mut histories: Vec<Vec<Event>> = Vec::new();
    for number in 1..=6 {
        let key = TicketKey::new("ACME", number).unwrap();
        histories.push(source.detail(&scope(&source, "ada"), &key, start()).await.unwrap().unwrap().events);
    }
    let many = (0..85).flat_map(|_| histories.clone());
    assert_eq!(store.bulk_load(&store.system(), many, start() + minutes(3)).await.unwrap(), 510);
    let found = store.doctor(&store.system(), false, start() + minutes(3)).await.unwrap();
    assert_eq!((found.tickets, found.findings), (511, Vec::new()));
    let next = store
        .report(&scope(&store, "cora"), &actor(&store, "cora"), draft(&store, ACME_HRM, "Next"), None, start())
        .await
        .unwrap();
    assert_eq!(next.to_string(), "ACME-512");
}
