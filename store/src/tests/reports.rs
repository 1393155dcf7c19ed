use std::collections::BTreeSet;

use domain::ids::EngagementId;
use domain::sla::Metric;
use domain::ticket::{EventKind, Lane, TicketState};
use domain::time::Seconds;
use futures::future::join_all;

use crate::tests::{ACME_HRM, ACME_WEB, BRIM_HRM, actor, draft, report, scope, start, store};
use crate::tickets::CommandError;

#[tokio::test(flavor = "multi_thread")]
async fn a_report_becomes_a_ticket_with_clocks_a_place_and_a_count() {
    let store = store().await;
    let now = start();
    let key = report(&store, ACME_HRM, "  The button does nothing ", now).await;
    assert_eq!(key.to_string(), "ACME-1");

    let detail = store.detail(&scope(&store, "ada"), &key, now).await.unwrap().unwrap();
    assert_eq!(detail.ticket.title, "The button does nothing");
    assert_eq!((detail.ticket.state, detail.ticket.version), (TicketState::New, 1));
    assert!(detail.clocks.iter().any(|clock| clock.metric == Metric::FirstResponse && clock.is_open()));

    let page = store.inbox(&scope(&store, "ada"), &crate::tickets::InboxFilter::default(), None, 10).await.unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!((page.rows[0].key.clone(), page.rows[0].lane), (key, Lane::Running));
    assert!(page.rows[0].chip.is_some());
    let counts = store.lane_counts(&scope(&store, "ada")).await.unwrap();
    assert_eq!(counts[&EngagementId::new(ACME_HRM)].get(Lane::Running), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_reports_at_once_are_numbered_without_gaps_for_each_client() {
    let store = store().await;
    let engagements = [ACME_HRM, ACME_WEB, BRIM_HRM, ACME_HRM];
    let reports = (0..20).map(|index| {
        let (store, engagement) = (store.clone(), engagements[index % engagements.len()]);
        tokio::spawn(async move { report(&store, engagement, "At once", start()).await })
    });
    let keys: BTreeSet<String> = join_all(reports).await.into_iter().map(|key| key.unwrap().to_string()).collect();
    let expected = (1..=15).map(|number| ["ACME-", &number.to_string()].concat());
    let expected: BTreeSet<String> =
        expected.chain((1..=5).map(|number| ["BRIM-", &number.to_string()].concat())).collect();
    assert_eq!(keys, expected);
    let found = store.doctor(&store.system(), false, start()).await.unwrap();
    assert_eq!((found.tickets, found.findings), (20, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_makes_one_ticket_and_another_persons_form_its_own() {
    let store = store().await;
    let send = async |who: &str, submission: &str| {
        let draft = draft(&store, ACME_HRM, "Twice");
        store
            .report(&scope(&store, who), &actor(&store, who), draft, Some(submission), start())
            .await
            .unwrap()
            .to_string()
    };
    assert_eq!(send("cora", "form-1").await, "ACME-1");
    assert_eq!(send("cora", "form-1").await, "ACME-1");
    assert_eq!(send("carl", "form-1").await, "ACME-2");
    assert_eq!(send("cora", "form-2").await, "ACME-3");
    let at_once = join_all((0..6).map(|_| send("cora", "form-3"))).await;
    assert_eq!(at_once, vec!["ACME-4"; 6]);
    assert_eq!(report(&store, ACME_HRM, "Next", start()).await.to_string(), "ACME-5");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_report_names_the_fields_and_uses_up_no_number() {
    let store = store().await;
    let mut bad = draft(&store, ACME_HRM, "");
    bad.impact = "terrible".to_owned();
    bad.reported_at = Some(start() - Seconds::hours(1));
    let refused = store.report(&scope(&store, "cora"), &actor(&store, "cora"), bad, None, start()).await.unwrap_err();
    let CommandError::Refused(problems) = refused else { panic!("{refused:?}") };
    let fields: BTreeSet<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, BTreeSet::from(["title", "impact", "reported_at"]));
    assert_eq!(report(&store, ACME_HRM, "First", start()).await.to_string(), "ACME-1");
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_report_for_a_person_of_that_client_only() {
    let store = store().await;
    let (bea, by) = (scope(&store, "bea"), actor(&store, "bea"));
    let mut foreign = draft(&store, BRIM_HRM, "By phone");
    foreign.reporter = crate::tests::person(&store, "cora").reference();
    let refused = store.report(&bea, &by, foreign, None, start()).await.unwrap_err();
    let CommandError::Refused(problems) = refused else { panic!("{refused:?}") };
    assert_eq!(problems[0].field, "reporter");

    let earlier = start() - Seconds::hours(3);
    let mut told = draft(&store, BRIM_HRM, "By phone");
    told.reported_at = Some(earlier);
    let key = store.report(&bea, &by, told, None, start()).await.unwrap();
    let detail = store.detail(&bea, &key, start()).await.unwrap().unwrap();
    assert_eq!((detail.ticket.reported_at, detail.ticket.created_at), (earlier, start()));
    assert!(matches!(&detail.events[0].kind, EventKind::Reported { reporter, .. } if reporter.id.as_str() == "dora"));
}
