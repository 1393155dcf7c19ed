//! Every list query must stay on an index: neither a table scan nor a sort in memory. Not here are the lane counters:
//! all rows of that small table are wanted.

use std::ops::Bound;

use domain::ids::{ClientId, PersonId};
use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, Value, Variables, vars};

use crate::Store;
use crate::record::record;
use crate::tests::{ACME_HRM, BRIM_HRM, report, start, store};
use crate::tickets::list_queries;

fn list_vars() -> Variables {
    let from_the_first = RecordIdKeyRange::from((Bound::Excluded(String::new()), Bound::Unbounded));
    vars! {
        after: "3",
        engagement: ACME_HRM,
        engagements: Value::None,
        assignee: PersonId::new("bea").as_str(),
        client: ClientId::new("acme").as_str(),
        state: Value::None,
        states: vec!["new", "resolved"],
        priority: Value::None,
        until: i64::MAX,
        person: "bea",
        email: "bea@people.example",
        limit: 51_i64,
        now: i64::MAX,
        owner: "bea",
        purpose: "welcome",
        link: record("link", "none"),
        range: RecordId::new("outbox", RecordIdKey::from(from_the_first)),
    }
}

async fn plan(store: &Store, sql: &str) -> String {
    // The only text put together for the database, and only in this test.
    let explain: &'static str = Box::leak(["EXPLAIN ", sql].concat().into_boxed_str());
    let plan: Value = store.db.read(explain, list_vars()).await.unwrap();
    format!("{plan:?}")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_query_is_answered_from_its_index_in_order() {
    let store = store().await;
    for index in 0..30 {
        report(&store, if index % 2 == 0 { ACME_HRM } else { BRIM_HRM }, "Planned", start()).await;
    }
    for (name, index, reads_only_the_page, sql) in list_queries() {
        let plan = plan(&store, sql).await;
        assert!(plan.contains(index), "{name} does not use {index}: {plan}");
        assert_eq!(reads_only_the_page, plan.contains("limit: $limit, "), "{name}: {plan}");
        for bad in ["TableScan", "Iterate Table", "Sort", "Collector"] {
            assert!(!plan.contains(bad), "{name} has {bad}: {plan}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_and_sessions_are_found_by_index() {
    let store = store().await;
    for (index, sql) in crate::access::look_ups() {
        let plan = plan(&store, sql).await;
        assert!(plan.contains(index) && !plan.contains("TableScan"), "{sql}: {plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn devices_and_waiting_messages_are_found_by_index() {
    let store = store().await;
    for (index, sql) in crate::push::QUERIES {
        let plan = plan(&store, sql).await;
        assert!(plan.contains(index) && !plan.contains("TableScan") && !plan.contains("Sort"), "{sql}: {plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notifications_are_found_by_index_in_order() {
    let store = store().await;
    for (index, sql) in crate::notifications::QUERIES {
        let plan = plan(&store, sql).await;
        assert!(plan.contains(index) && plan.contains("limit: $limit"), "{sql}: {plan}");
        assert!(!plan.contains("TableScan") && !plan.contains("Sort"), "{sql}: {plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn checklists_are_found_by_index_in_order() {
    let store = store().await;
    for (index, reads_only_the_page, sql) in crate::checklists::QUERIES {
        let plan = plan(&store, sql).await;
        assert!(plan.contains(index), "{sql} does not use {index}: {plan}");
        assert_eq!(reads_only_the_page, plan.contains("limit: $limit, "), "{sql}: {plan}");
        assert!(!plan.contains("TableScan") && !plan.contains("Sort"), "{sql}: {plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_devices_keep_is_found_by_index_in_order() {
    let store = store().await;
    for (index, sql) in crate::sync::QUERIES {
        let plan = plan(&store, sql).await;
        assert!(plan.contains(index), "{sql} does not use {index}: {plan}");
        assert!(!plan.contains("TableScan") && !plan.contains("Sort"), "{sql}: {plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn readers_of_the_outbox_read_no_more_of_it_than_they_ask_for() {
    let store = store().await;
    for _ in 0..3 {
        report(&store, ACME_HRM, "Told", start()).await;
    }
    for (name, sql, reads) in crate::outbox::QUERIES {
        let plan = plan(&store, sql).await;
        let scans = plan.matches("Scan").count();
        assert!(plan.contains(reads) && scans == 1 && !plan.contains("Sort"), "{name}: {plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_reads_a_range_of_records_and_no_index() {
    let store = store().await;
    let plan = plan(&store, crate::insight::OUTCOMES).await;
    assert!(plan.contains("RecordIdScan") && plan.contains("limit: $limit"), "{plan}");
    for bad in ["TableScan", "IndexScan", "Sort", "Collector"] {
        assert!(!plan.contains(bad), "{bad}: {plan}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_above_would_notice_a_scan_and_a_sort() {
    let store = store().await;
    let scan = plan(&store, "SELECT id FROM ticket WHERE title = 'x'").await;
    let sort =
        plan(&store, "SELECT id, title FROM ticket WHERE engagement = $engagement ORDER BY title LIMIT 5000").await;
    assert!(scan.contains("TableScan"), "{scan}");
    assert!(sort.contains("Sort"), "{sort}");
}
