//! `/plan`: what is promised, as the client reads it.

use reqwest::StatusCode;

use crate::support::{ADMIN, AGENT, MEMBER, OTHER_CLIENT, TestApp, text_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_client_reads_hours_promises_pauses_and_clock_changes_of_its_own_plan() {
    let app = TestApp::start().await;
    let client = app.signed_in(OTHER_CLIENT).await;
    let home = client.page("/home").await;
    assert!(home.contains("href=\"/plan#plan-brimley-rota\""), "home leads there");
    let page = client.page("/plan").await;
    assert!(page.contains("id=\"plan-brimley-rota\""));
    let text = text_of(&page);
    for words in [
        "Rota HRM",
        "HRM go-live care",
        "Mon to Fri, 09:00 to 17:00, in Europe/London.",
        "The next seven days",
        "5 min",
        "Same business day",
        "Waiting on the client",
        "at most 14 days",
        "clocks go forward 1 h",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_never_reads_the_plan_of_another() {
    let app = TestApp::start().await;
    let client = app.signed_in(MEMBER).await;
    let page = client.page("/plan").await;
    assert!(!page.contains("brimley"), "only their own");
    assert_eq!(client.get("/engagements/brimley-rota/plan").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_read_the_plan_of_engagements_they_see() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    assert!(admin.page("/engagements/brimley-rota").await.contains("/engagements/brimley-rota/plan"));
    assert!(text_of(&admin.page("/engagements/brimley-rota/plan").await).contains("HRM go-live care"));
    assert_eq!(admin.get("/plan").await.status(), StatusCode::NOT_FOUND, "it is the client's page");
    let agent = app.signed_in(AGENT).await;
    let seen = agent.get("/engagements/brimley-rota/plan").await.status();
    let session = app.session(&agent).await;
    let directory = app.state.store().directory();
    let id = domain::ids::EngagementId::new("brimley-rota");
    let may = session.scope().sees(directory.engagement(&id).unwrap());
    assert_eq!(seen == StatusCode::OK, may);
}
