use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{ClientId, PersonId, ProductId};
use domain::sla::{ChipState, PriorityKey};
use domain::ticket::{Command, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};

use crate::Store;
use crate::access::Scope;
use crate::tests::{ACME_HRM, ACME_WEB, BRIM_HRM, act, minutes, note, reply, report, scope, start, store};
use crate::tickets::{AssigneeFilter, Cursor, InboxFilter, Row, StateFilter};

async fn all_pages(store: &Store, scope: &Scope, filter: &InboxFilter, limit: usize) -> Vec<Row> {
    let (mut rows, mut after): (Vec<Row>, Option<Cursor>) = (Vec::new(), None);
    loop {
        let page = store.inbox(scope, filter, after.as_ref(), limit).await.unwrap();
        assert!(page.rows.len() <= limit);
        rows.extend(page.rows);
        match page.next {
            // Through text and back, as in an address.
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => return rows,
        }
    }
}

fn keys(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.key.to_string()).collect()
}

/// 24 tickets over three engagements; every fifth has ended, some are Bea's.
async fn filled() -> Store {
    let store = store().await;
    for index in 0..24_i64 {
        let engagement = [ACME_HRM, ACME_WEB, BRIM_HRM][usize::try_from(index % 3).unwrap()];
        // Several at the same instant, so that the id has to break ties.
        let at = start() + minutes(index / 4);
        let key = report(&store, engagement, "Listed", at).await;
        if index % 4 == 0 && engagement != ACME_WEB {
            act(&store, "bea", &key, Command::Take, at).await;
        }
        if index % 5 == 0 {
            act(&store, "ada", &key, Command::ChangeState(StateChange::to(TicketState::Resolved)), at + minutes(1))
                .await;
        }
        if index % 7 == 0 {
            let reason = "Because".to_owned();
            act(&store, "ada", &key, Command::ChangePriority { to: PriorityKey::new("low"), reason }, at + minutes(1))
                .await;
        }
    }
    store
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_join_to_the_whole_list_in_order_for_every_filter_and_scope() {
    let store = filled().await;
    let filters = [
        InboxFilter::default(),
        InboxFilter { client: Some(ClientId::new("acme")), ..InboxFilter::default() },
        InboxFilter { product: Some(ProductId::new("hrm")), ..InboxFilter::default() },
        InboxFilter { priority: Some(PriorityKey::new("low")), ..InboxFilter::default() },
        InboxFilter { assignee: Some(AssigneeFilter::Person(PersonId::new("bea"))), ..InboxFilter::default() },
        InboxFilter { assignee: Some(AssigneeFilter::Nobody), ..InboxFilter::default() },
        InboxFilter { state: Some(TicketState::New), ..InboxFilter::default() },
        InboxFilter { state: Some(TicketState::Resolved), ..InboxFilter::default() },
        InboxFilter {
            state: Some(TicketState::Resolved),
            assignee: Some(AssigneeFilter::Person(PersonId::new("bea"))),
            ..InboxFilter::default()
        },
        InboxFilter { state: Some(TicketState::Closed), ..InboxFilter::default() },
    ];
    let admin = scope(&store, "ada");
    let mut every = all_pages(&store, &admin, &InboxFilter::default(), 1_000).await;
    every.extend(all_pages(&store, &admin, &filters[7], 1_000).await);
    assert_eq!(every.len(), 24);
    for who in ["ada", "amir", "bea"] {
        let scope = scope(&store, who);
        for filter in &filters {
            let whole = all_pages(&store, &scope, filter, 1_000).await;
            let paged = all_pages(&store, &scope, filter, 2).await;
            assert_eq!(keys(&whole), keys(&paged), "{who} {filter:?}");
            let ended = filter.state.is_some_and(|state| !state.is_open());
            let order: Vec<_> = whole.iter().map(|row| (row.lane, row.due, row.key.to_string())).collect();
            assert!(
                if ended { order.iter().rev().is_sorted() } else { order.is_sorted() },
                "{who} {filter:?}: {order:?}"
            );
            let expected: BTreeSet<String> =
                every.iter().filter(|row| shows(&store, &scope, filter, row)).map(|row| row.key.to_string()).collect();
            assert_eq!(keys(&whole).into_iter().collect::<BTreeSet<_>>(), expected, "{who} {filter:?}");
        }
    }
}

/// The filter's meaning, said once more and simply.
fn shows(store: &Store, scope: &Scope, filter: &InboxFilter, row: &Row) -> bool {
    let directory = store.directory();
    let assignee = row.assignee.as_ref().map(|person| person.id.clone());
    scope.sees(directory.engagement(&row.engagement).unwrap())
        && filter.client.as_ref().is_none_or(|client| row.client == *client)
        && filter.product.as_ref().is_none_or(|product| row.product == *product)
        && filter.priority.as_ref().is_none_or(|priority| row.priority == *priority)
        && filter.state.map_or(row.state.is_open(), |state| row.state == state)
        && match &filter.assignee {
            None => true,
            Some(AssigneeFilter::Nobody) => assignee.is_none(),
            Some(AssigneeFilter::Person(person)) => assignee.as_ref() == Some(person),
        }
}

#[tokio::test(flavor = "multi_thread")]
async fn paging_returns_each_untouched_ticket_once_while_others_change() {
    let store = filled().await;
    let admin = scope(&store, "ada");
    let before = keys(&all_pages(&store, &admin, &InboxFilter::default(), 1_000).await);
    let (mut seen, mut after, mut touched): (BTreeMap<String, u32>, Option<Cursor>, BTreeSet<String>) =
        Default::default();
    loop {
        let page = store.inbox(&admin, &InboxFilter::default(), after.as_ref(), 3).await.unwrap();
        for row in &page.rows {
            *seen.entry(row.key.to_string()).or_default() += 1;
        }
        // Behind the reader's back: one ticket of the page ends, and one far down is answered and so moves.
        for key in page
            .rows
            .first()
            .map(|row| row.key.clone())
            .into_iter()
            .chain(before.last().map(|key| key.parse().unwrap()))
        {
            touched.insert(key.to_string());
            act(&store, "ada", &key, reply("Moving"), start() + minutes(50)).await;
        }
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    for key in before.iter().filter(|key| !touched.contains(*key)) {
        assert_eq!(seen.get(key), Some(&1), "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_lists_its_own_issues_the_last_changed_first() {
    let store = filled().await;
    let (cora, dora) = (scope(&store, "cora"), scope(&store, "dora"));
    let first = "ACME-1".parse().unwrap();
    act(&store, "ada", &first, note("Not for clients"), start() + minutes(200)).await;
    let second = "ACME-2".parse().unwrap();
    act(&store, "cora", &second, reply("Any news?"), start() + minutes(190)).await;
    let (mut rows, mut after) = (Vec::new(), None::<Cursor>);
    loop {
        let page = store.client_issues(&cora, StateFilter::All, after.as_ref(), 3).await.unwrap();
        rows.extend(page.rows);
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    assert_eq!(rows.len(), 16);
    assert_eq!(rows[0].key, second, "an internal note moved a ticket up");
    let order: Vec<_> = rows.iter().map(|row| (row.updated_at, row.key.to_string())).collect();
    assert!(order.iter().rev().is_sorted(), "{order:?}");
    assert!(rows.iter().all(|row| row.key.prefix() == "ACME"));
    let count = async |filter| store.client_issues(&dora, filter, None, 100).await.unwrap().rows.len();
    assert_eq!(count(StateFilter::All).await, 8);
    assert_eq!(count(StateFilter::Open).await + count(StateFilter::Ended).await, 8);
    assert_eq!(count(StateFilter::Only(TicketState::Resolved)).await, count(StateFilter::Ended).await);
    assert!(count(StateFilter::Ended).await > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_promises_that_end_first_are_found_however_long_their_issues_have_been_quiet() {
    let store = store().await;
    let quiet = report(&store, ACME_WEB, "Quiet", start()).await;
    let begun = start() + Seconds::days(3);
    store.watch_one(&store.system(), &quiet, begun).await.unwrap();
    for index in 1..=60_i64 {
        let at = begun + minutes(index);
        let key = report(&store, if index % 2 == 0 { ACME_HRM } else { ACME_WEB }, "Listed", at).await;
        if index % 5 == 0 {
            // What is due later wakes up sooner.
            let until = begun + Seconds::days(9) - Seconds::hours(index);
            act(&store, "ada", &key, Command::Snooze { until }, at).await;
        }
        if index % 7 == 0 {
            act(&store, "ada", &key, reply("On it"), at).await;
            act(&store, "ada", &key, Command::ChangeState(StateChange::to(TicketState::WaitingOnClient)), at).await;
        }
    }
    let cora = scope(&store, "cora");
    let latest = store.client_issues(&cora, StateFilter::Open, None, 50).await.unwrap().rows;
    assert!(latest.len() == 50 && latest.iter().all(|row| row.key != quiet));
    let every = store.client_issues(&cora, StateFilter::Open, None, 1_000).await.unwrap().rows;
    assert_eq!(every.len(), 61);
    let running = every.iter().filter_map(|row| row.chip.as_ref()).filter(|chip| chip.state == ChipState::Running);
    let mut due: Vec<Timestamp> = running.filter_map(|chip| chip.due).collect();
    due.sort_unstable();
    assert!(due[0] < begun && due.len() < every.len(), "one is overdue, and some wait");
    for limit in [1, 4, 10, 100] {
        let promised = store.client_promises(&cora, limit).await.unwrap();
        assert_eq!(promised[0].key, quiet);
        let found: Vec<Timestamp> = promised.iter().filter_map(|row| row.chip.as_ref()?.due).collect();
        assert_eq!(found, due[..limit.min(due.len())].to_vec(), "the first {limit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_side_gets_the_other_sides_list() {
    let store = filled().await;
    assert!(store.client_promises(&scope(&store, "ada"), 10).await.unwrap().is_empty());
    assert!(store.inbox(&scope(&store, "cora"), &InboxFilter::default(), None, 10).await.unwrap().rows.is_empty());
    assert!(store.client_issues(&scope(&store, "ada"), StateFilter::All, None, 10).await.unwrap().rows.is_empty());
}
