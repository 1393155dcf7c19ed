use domain::ids::{AttachmentId, EngagementId, TicketKey};
use domain::ticket::{Attachment, Command, Event, Lane};
use domain::time::Seconds;
use surrealdb::types::{Value, vars};

use crate::Store;
use crate::doctor::{Finding, RowFault};
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
async fn a_forged_chip_is_found_and_one_that_only_grew_older_is_not() {
    let store = filled().await;
    let system = store.system();
    // Some time later every clock has been warned of or missed, and the watcher has been there.
    let late = start() + Seconds::hours(50);
    for number in 1..=6 {
        store.watch_one(&system, &TicketKey::new("ACME", number).unwrap(), late).await.unwrap();
    }
    let later = late + minutes(1);
    assert_eq!(store.doctor(&system, false, later).await.unwrap().findings, Vec::new());
    let key: TicketKey = "ACME-5".parse().unwrap();
    for forged in ["UPDATE $id SET chip = NONE", "UPDATE $id SET chip = '{}'"] {
        spoil(&store, forged, record("ticket", "ACME-5")).await;
        let found = store.doctor(&system, true, later).await.unwrap();
        assert_eq!(found.findings, [Finding::Projection { key: key.clone(), fields: vec!["chip"] }], "{forged}");
        assert_eq!(store.doctor(&system, false, later).await.unwrap().findings, Vec::new(), "{forged}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_files_are_compared_with_the_histories_and_written_again() {
    let store = filled().await;
    let (system, now, key) = (store.system(), start() + minutes(3), "ACME-1".parse::<TicketKey>().unwrap());
    let file = |id: &str| Attachment {
        id: AttachmentId::new(id),
        name: "screen.png".to_owned(),
        media_type: "image/png".to_owned(),
        size: 3,
    };
    let public =
        Command::Reply { body: "See".to_owned(), attachments: vec![file("shown"), file("lost")], next_update_at: None };
    act(&store, "bea", &key, public, now).await;
    act(&store, "bea", &key, Command::Note { body: "See".to_owned(), attachments: vec![file("secret")] }, now).await;
    assert_eq!(store.doctor(&system, false, now).await.unwrap().findings, Vec::new());

    spoil(&store, "DELETE $id", record("attachment", "lost")).await;
    spoil(&store, "UPDATE $id SET internal = false", record("attachment", "secret")).await;
    let stray = "CREATE $id CONTENT {
        ticket: 'ACME-1', internal: false, name: 'x', media_type: 'text/plain', size: 1
    }";
    spoil(&store, stray, record("attachment", "stray")).await;
    let finding = |file: &str, fault| Finding::Attachment { key: key.to_string(), file: file.to_owned(), fault };
    let wrong =
        [finding("lost", RowFault::Missing), finding("secret", RowFault::Differs), finding("stray", RowFault::Unknown)];
    let found = store.doctor(&system, true, now).await.unwrap();
    assert_eq!((found.findings.as_slice(), found.repaired), (&wrong[..], 2));
    let found = store.doctor(&system, false, now).await.unwrap();
    assert_eq!(found.findings, wrong[2..], "a row that no history knows is left for a person to look at");
    assert!(store.attachment(&scope(&store, "cora"), &AttachmentId::new("lost")).await.unwrap().is_some());
    assert!(store.attachment(&scope(&store, "cora"), &AttachmentId::new("secret")).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebuilt_index_gives_the_pages_that_it_gave_before() {
    let store = filled().await;
    let now = start() + minutes(3);
    let page = async || store.inbox(&scope(&store, "ada"), &InboxFilter::default(), None, 100).await.unwrap();
    let before = page().await;
    spoil(&store, "REMOVE INDEX ticket_open ON ticket", record("ticket", "x")).await;
    let found = store.doctor(&store.system(), true, now).await.unwrap();
    assert_eq!(found.findings, [Finding::Index { table: "ticket", name: "ticket_open" }]);
    assert!(found.is_healthy());
    assert_eq!((before.rows.len(), page().await), (12, before));
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
