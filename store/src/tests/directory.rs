use domain::ids::{ClientId, EngagementId, PlanId, PolicyId, ProductId};
use domain::sla::templates;

use crate::directory::{ClientDraft, EngagementDraft, PlanDraft, ProductDraft, Provider, World};
use crate::error::SaveError;
use crate::tests::{ACME_HRM, actor, empty, report, scope, start, store};

fn fields(outcome: Result<impl std::fmt::Debug, SaveError>) -> Vec<String> {
    match outcome {
        Err(SaveError::Refused(problems)) => problems.into_iter().map(|problem| problem.field).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_have_unique_prefixes_that_stay_once_tickets_carry_them() {
    let store = store().await;
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    let new = |prefix: &str| ClientDraft {
        name: "Corvid".to_owned(),
        prefix: prefix.to_owned(),
        zone: "Europe/London".to_owned(),
    };
    let bad = ClientDraft { name: " ".to_owned(), prefix: "1".to_owned(), zone: "Nowhere".to_owned() };
    assert_eq!(fields(store.create_client(&ada, &by, &bad).await), ["name", "prefix", "zone"]);
    assert_eq!(fields(store.create_client(&ada, &by, &new("acme")).await), ["prefix"]);
    let id = store.create_client(&ada, &by, &new("corv")).await.unwrap();
    assert_eq!(store.directory().client(&id).unwrap().prefix, "CORV");
    store.update_client(&ada, &by, &id, 1, &new("CRV")).await.unwrap();

    report(&store, ACME_HRM, "Numbered", start()).await;
    assert_eq!(fields(store.update_client(&ada, &by, &ClientId::new("acme"), 1, &new("AKME")).await), ["prefix"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_savers_the_second_is_told_and_agents_and_clients_may_not_save() {
    let store = store().await;
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    let hrm = ProductId::new("hrm");
    let draft = |name: &str| ProductDraft { name: name.to_owned(), policy: "standard".to_owned() };
    store.update_product(&ada, &by, &hrm, 1, &draft("People")).await.unwrap();
    assert!(matches!(store.update_product(&ada, &by, &hrm, 1, &draft("Persons")).await, Err(SaveError::Conflict)));
    assert!(matches!(
        store.update_product(&ada, &by, &ProductId::new("none"), 1, &draft("X")).await,
        Err(SaveError::NotFound)
    ));
    assert_eq!(store.directory().product(&hrm).unwrap().name, "People");
    for who in ["bea", "cora"] {
        let outcome = store.update_product(&scope(&store, who), &actor(&store, who), &hrm, 2, &draft("Mine")).await;
        assert!(matches!(outcome, Err(SaveError::Forbidden)), "{who}");
    }
    let bad = ProductDraft { name: String::new(), policy: "gone".to_owned() };
    assert_eq!(fields(store.create_product(&ada, &by, &bad).await), ["name", "policy"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engagement_takes_policy_and_calendar_from_its_plan_and_keeps_its_client() {
    let store = store().await;
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    let plan = PlanDraft {
        name: "Office".to_owned(),
        policy: "hrm-route".to_owned(),
        calendar: "business-week".to_owned(),
        ..PlanDraft::default()
    };
    let plan = store.create_plan(&ada, &by, &plan).await.unwrap();
    let draft = EngagementDraft {
        client: "brim".to_owned(),
        product: "web".to_owned(),
        phase: "launch".to_owned(),
        go_live: "2027-03-31".to_owned(),
        plan: plan.to_string(),
        supplier_owner: "bea".to_owned(),
        buyer_owner: "dora".to_owned(),
        ..EngagementDraft::default()
    };
    let id = store.create_engagement(&ada, &by, &draft).await.unwrap();
    let engagement = store.directory().engagement(&id).unwrap().clone();
    assert_eq!((engagement.policy.as_str(), engagement.calendar.as_str()), ("hrm-route", "business-week"));

    let moved = EngagementDraft { client: "acme".to_owned(), buyer_owner: String::new(), ..draft.clone() };
    assert_eq!(fields(store.update_engagement(&ada, &by, &id, 1, &moved, start()).await), ["client"]);
    let bad = EngagementDraft {
        client: "gone".to_owned(),
        product: "gone".to_owned(),
        phase: "party".to_owned(),
        go_live: "31.3.2027".to_owned(),
        plan: "gone".to_owned(),
        supplier_owner: "cora".to_owned(),
        buyer_owner: "ada".to_owned(),
        policy: "gone".to_owned(),
        calendar: "gone".to_owned(),
    };
    let named =
        ["client", "product", "phase", "go_live", "supplier_owner", "buyer_owner", "plan", "policy", "calendar"];
    assert_eq!(fields(store.create_engagement(&ada, &by, &bad).await), named);
    let foreign_owner = EngagementDraft { buyer_owner: "cora".to_owned(), ..draft.clone() };
    assert_eq!(fields(store.create_engagement(&ada, &by, &foreign_owner).await), ["buyer_owner"]);
    let closed = EngagementDraft { phase: "closed".to_owned(), ..draft };
    store.update_engagement(&ada, &by, &id, 1, &closed, start()).await.unwrap();
    assert_eq!(store.directory().engagement_rev(&id), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_engagement_takes_no_reports() {
    let store = store().await;
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    let engagement = store.directory().engagement(&EngagementId::new(ACME_HRM)).unwrap().clone();
    let draft = EngagementDraft {
        client: engagement.client.to_string(),
        product: engagement.product.to_string(),
        phase: "closed".to_owned(),
        plan: engagement.plan.to_string(),
        ..EngagementDraft::default()
    };
    store.update_engagement(&ada, &by, &engagement.id, 1, &draft, start()).await.unwrap();
    let report = crate::tests::draft(&store, ACME_HRM, "Too late");
    let outcome = store.report(&scope(&store, "cora"), &actor(&store, "cora"), report, None, start()).await;
    let Err(crate::tickets::CommandError::Refused(problems)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(problems[0].field, "engagement");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_follow_one_another_and_the_policy_of_the_moment_is_found() {
    let store = store().await;
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    let mut next = templates::policy_by_key("standard").unwrap();
    next.effective_from = start();
    assert!(
        matches!(store.add_policy_version(&ada, &by, &next, &[], start()).await, Err(SaveError::Conflict)),
        "version 1 exists"
    );
    next.version = 2;
    store.add_policy_version(&ada, &by, &next, &[], start()).await.unwrap();
    assert!(matches!(store.add_policy_version(&ada, &by, &next, &[], start()).await, Err(SaveError::Conflict)));
    let directory = store.directory();
    let at = |when| directory.policy_at(&PolicyId::new("standard"), when).unwrap().version;
    assert_eq!((at(start() - crate::tests::minutes(1)), at(start())), (1, 2));
    let mut broken = next;
    broken.version = 3;
    broken.priorities.clear();
    assert!(!fields(store.add_policy_version(&ada, &by, &broken, &[], start()).await).is_empty());
    let mut calendar = templates::business_week("Europe/Berlin");
    calendar.version = 2;
    store.add_calendar_version(&ada, &by, &calendar, start()).await.unwrap();
    assert_eq!(store.directory().calendar(&calendar.id).unwrap().versions.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_instance_gets_one_provider() {
    let store = empty().await;
    assert!(store.directory().provider().is_none());
    let of = |name: &str| World {
        provider: Some(Provider { name: name.to_owned(), zone: "Europe/Berlin".to_owned(), rev: 1 }),
        ..World::default()
    };
    store.import_world(&store.system(), &of("Fernfeld")).await.unwrap();
    assert!(store.import_world(&store.system(), &of("Another")).await.is_err(), "a second provider");
    store.reload_directory().await.unwrap();
    assert_eq!(store.directory().provider_name(), "Fernfeld");
    assert!(store.directory().plan(&PlanId::new("none")).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn loading_a_world_is_all_or_nothing() {
    let store = store().await;
    let mut again = crate::tests::world();
    again.provider = None;
    again.products[0].id = ProductId::new("brand-new");
    let outcome = store.import_world(&store.system(), &again).await;
    assert!(matches!(outcome, Err(SaveError::Store(_))), "{outcome:?}");
    store.reload_directory().await.unwrap();
    assert!(store.directory().product(&ProductId::new("brand-new")).is_none());
}
