//! Merging in the database: both tickets or neither, once, and only one's own.

use domain::ids::{PersonId, TicketKey};
use domain::people::PersonRef;
use domain::sla::Metric;
use domain::ticket::{Command, EventKind, Lane, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};

use crate::Store;
use crate::insight::ReportFilter;
use crate::outbox::Tail;
use crate::tests::insight::{figures, figures_equal_their_histories};
use crate::tests::{
    ACME_HRM, ACME_WEB, BRIM_HRM, act, actor, draft, minutes, note, reply, report, scope, start, store,
};
use crate::tickets::{Applied, CommandError, StateFilter};

type Outcome = Result<Applied, CommandError>;

async fn merge(store: &Store, who: &str, from: &TicketKey, into: &TicketKey, now: Timestamp) -> Outcome {
    store.merge(&scope(store, who), &actor(store, who), from, into, None, "The same outage", now).await
}

async fn watched(store: &Store, now: Timestamp) {
    for due in store.watch_due(&store.system(), now, 100).await.unwrap() {
        store.watch_one(&store.system(), &due.key, now).await.unwrap();
    }
}

fn refusal(outcome: Outcome) -> (String, String) {
    let Err(CommandError::Refused(problems)) = outcome else { panic!("{outcome:?}") };
    (problems[0].field.clone(), problems[0].message.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn both_tickets_change_at_once_and_both_are_told() {
    let store = store().await;
    let into = report(&store, ACME_HRM, "Nobody can sign in", start()).await;
    let mut second = draft(&store, ACME_HRM, "Login is broken");
    second.reporter = crate::tests::person(&store, "carl").reference();
    let (carl, by) = (scope(&store, "carl"), actor(&store, "carl"));
    let from = store.report(&carl, &by, second, None, start() + minutes(1)).await.unwrap();
    let system = store.system();
    let mut tail = Tail::from_now(&store, &system).await.unwrap();

    let now = start() + minutes(10);
    let applied = merge(&store, "amir", &from, &into, now).await.unwrap();
    assert_eq!((applied.ticket.state, &applied.ticket.merged_into), (TicketState::Duplicate, &Some(into.clone())));
    let rows = tail.next(&store, &system, 10).await.unwrap();
    let told: Vec<_> = rows.iter().map(|row| (row.ticket.clone().unwrap(), row.internal)).collect();
    assert_eq!(told, [(from.clone(), false), (into.clone(), false)]);
    assert!(tail.next(&store, &system, 10).await.unwrap().is_empty());

    let detail = store.detail(&carl, &into, now).await.unwrap().unwrap();
    assert_eq!(detail.ticket.participants, [PersonRef { id: PersonId::new("carl"), name: "carl".to_owned() }]);
    assert_eq!(detail.ticket.merged, std::slice::from_ref(&from));
    let notes = store.notifications(&carl, &by, None, 10).await.unwrap();
    assert_eq!(notes.rows.iter().map(|one| (&one.ticket.key, one.is_open())).collect::<Vec<_>>(), [(&into, false)]);
    assert_eq!(store.unread_notifications(&carl, &by).await.unwrap(), 1, "its reporter is told");
    let cora = (scope(&store, "cora"), actor(&store, "cora"));
    assert_eq!(store.unread_notifications(&cora.0, &cora.1).await.unwrap(), 0);
    let counts = store.lane_counts(&scope(&store, "ada")).await.unwrap();
    let count = counts.values().next().unwrap();
    assert_eq!((count.open(), count.get(Lane::Done)), (1, 1));
    let issues = store.client_issues(&carl, StateFilter::All, None, 10).await.unwrap();
    assert!(issues.rows.iter().all(|row| row.updated_at == now), "both moved in the client's list");
    let refused = store.command(&carl, &by, &from, None, reply("And now?"), now + minutes(1)).await;
    assert_eq!(refusal(refused), ("body".to_owned(), format!("This issue goes on as {into}. Please write there.")));
    act(&store, "ada", &into, reply("Both of you: it is back"), now + minutes(2)).await;
    assert_eq!(store.unread_notifications(&carl, &by).await.unwrap(), 1, "an answer is not the reader's eyes");
    let found = store.doctor(&system, false, now + minutes(3)).await.unwrap();
    assert_eq!(found.findings, Vec::new());
    store.read_notification(&carl, &by, &into, notes.rows[0].call, now + minutes(4)).await.unwrap();
    assert_eq!(store.unread_notifications(&carl, &by).await.unwrap(), 0);
    let found = store.doctor(&system, false, now + minutes(5)).await.unwrap();
    assert_eq!(found.findings, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_the_same_second_was_said_to_the_others_only() {
    let store = store().await;
    let into = report(&store, ACME_HRM, "First", start()).await;
    let from = report(&store, ACME_HRM, "Second", start()).await;
    let now = start() + minutes(10);
    act(&store, "ada", &into, reply("Looking"), now).await;
    merge(&store, "ada", &from, &into, now).await.unwrap();
    let detail = store.detail(&scope(&store, "ada"), &into, now + minutes(1)).await.unwrap().unwrap();
    let is_owed = |clock: &domain::sla::Clock| clock.metric == Metric::FirstResponse && clock.is_open();
    assert!(detail.clocks.iter().any(is_owed), "{:?}", detail.clocks);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_people_who_merge_at_once_one_wins_whichever_way_they_merge() {
    let store = store().await;
    for round in 0..6 {
        let title = |name: &str| format!("{name} {round}");
        let one = report(&store, ACME_HRM, &title("One"), start()).await;
        let two = report(&store, ACME_HRM, &title("Two"), start()).await;
        let three = report(&store, ACME_HRM, &title("Three"), start()).await;
        // The same ticket into two others, and two tickets into each other.
        let ways = if round % 2 == 0 { [(&one, &two), (&one, &three)] } else { [(&one, &two), (&two, &one)] };
        let attempts = ["ada", "bea"].into_iter().zip(ways).map(|(who, (from, into))| {
            let (store, from, into) = (store.clone(), from.clone(), into.clone());
            tokio::spawn(async move {
                let (scope, by) = (scope(&store, who), actor(&store, who));
                store.merge(&scope, &by, &from, &into, Some(1), "", start() + minutes(1)).await
            })
        });
        let outcomes = futures::future::join_all(attempts).await;
        let outcomes: Vec<Outcome> = outcomes.into_iter().map(Result::unwrap).collect();
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let lost = outcomes.into_iter().find_map(Result::err).unwrap();
        let CommandError::Conflict { since, .. } = &lost else {
            // The other way round nothing was overwritten: the ticket it was to go on in has ended.
            assert!(matches!(lost, CommandError::Refused(_)) && round % 2 == 1, "{lost:?}");
            continue;
        };
        assert!(since.iter().any(|event| matches!(event.kind, EventKind::StateChanged { .. })), "{since:?}");
    }
    let found = store.doctor(&store.system(), false, start() + minutes(2)).await.unwrap();
    assert_eq!(found.findings, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_and_a_message_at_once_lose_neither() {
    let store = store().await;
    for _ in 0..5 {
        let into = report(&store, ACME_HRM, "Into", start()).await;
        let from = report(&store, ACME_HRM, "From", start()).await;
        let write = {
            let (store, into) = (store.clone(), into.clone());
            tokio::spawn(async move {
                let (scope, by) = (scope(&store, "cora"), actor(&store, "cora"));
                store.command(&scope, &by, &into, None, reply("More"), start() + minutes(1)).await
            })
        };
        merge(&store, "ada", &from, &into, start() + minutes(1)).await.unwrap();
        write.await.unwrap().unwrap();
        let detail = store.detail(&scope(&store, "ada"), &into, start() + minutes(2)).await.unwrap().unwrap();
        let names: Vec<&str> = detail.events.iter().map(|event| event.kind.name()).collect();
        assert!(names.contains(&"merged") && names.contains(&"message_added"), "{names:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_ones_own_cannot_be_merged_and_says_nothing_of_itself() {
    let store = store().await;
    let hrm = report(&store, ACME_HRM, "HRM", start()).await;
    let web = report(&store, ACME_WEB, "Web", start()).await;
    let brim = report(&store, BRIM_HRM, "Brim", start()).await;
    let missing: TicketKey = "ACME-77".parse().unwrap();
    let now = start() + minutes(1);
    for from in [&web, &brim, &missing] {
        let outcome = merge(&store, "amir", from, &hrm, now).await;
        assert!(matches!(outcome, Err(CommandError::NotFound)), "{from}: {outcome:?}");
    }
    for into in [&web, &brim, &missing] {
        let said = refusal(merge(&store, "amir", &hrm, into, now).await);
        assert_eq!(said, ("into".to_owned(), format!("There is no ticket {into}. Write a key like ACME-42.")));
    }
    let said = refusal(merge(&store, "ada", &hrm, &brim, now).await);
    assert!(said.0 == "into" && said.1.contains("another client's ticket"), "{said:?}");
    let said = refusal(merge(&store, "ada", &hrm, &web, now).await);
    assert!(said.1.contains("another product"), "{said:?}");
    assert_eq!(refusal(merge(&store, "cora", &hrm, &web, now).await).0, "", "clients never merge");
    assert!(matches!(merge(&store, "dora", &hrm, &brim, now).await, Err(CommandError::NotFound)));
    for key in [&hrm, &web, &brim] {
        let detail = store.detail(&scope(&store, "ada"), key, now).await.unwrap().unwrap();
        assert_eq!(detail.ticket.version, 1, "{key} was changed");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_that_was_missed_already_counts_once_after_the_merge() {
    let store = store().await;
    let from = report(&store, ACME_HRM, "Waits", start()).await;
    let late = start() + Seconds::days(3);
    watched(&store, late).await;
    let missed =
        async || figures(&store, "ada", &ReportFilter::default()).await.of_metric(Metric::FirstResponse).missed;
    assert_eq!(missed().await, 1);
    let into = report(&store, ACME_HRM, "The same", late).await;
    act(&store, "ada", &from, note("canary-of-a-note"), late + minutes(1)).await;
    merge(&store, "ada", &from, &into, late + minutes(5)).await.unwrap();
    assert_eq!(missed().await, 1, "neither lost nor doubled, before the watcher has been there too");
    let now = late + minutes(6);
    watched(&store, now).await;
    assert_eq!(missed().await, 1);
    figures_equal_their_histories(&store, &[from.clone(), into.clone()], now).await;
    assert_eq!(store.doctor(&store.system(), false, now).await.unwrap().findings, Vec::new());
    let detail = store.detail(&scope(&store, "cora"), &into, now).await.unwrap().unwrap();
    assert!(!format!("{:?} {:?}", detail.ticket, detail.events).contains("canary"));
    let overdue = detail.clocks.iter().find(|clock| clock.metric == Metric::FirstResponse).unwrap();
    assert_eq!(overdue.started_at, start());

    let reopen = Command::ChangeState(StateChange::to(TicketState::InProgress));
    act(&store, "ada", &from, reopen, now + minutes(1)).await;
    let now = now + minutes(2);
    figures_equal_their_histories(&store, &[from, into], now).await;
    assert_eq!(store.doctor(&store.system(), false, now).await.unwrap().findings, Vec::new());
}
