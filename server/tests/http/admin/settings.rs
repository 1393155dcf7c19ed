//! `/settings`: one's own sessions.

use reqwest::StatusCode;

use super::accepted;
use crate::support::{ADMIN, AGENT, MEMBER, TestApp, text_of};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_ends_their_own_sessions_elsewhere_and_keeps_this_one() {
    let app = TestApp::start().await;
    let (mut here, there, third) = (app.signed_in(ADMIN).await, app.signed_in(ADMIN).await, app.signed_in(ADMIN).await);
    let page = text_of(&here.page("/settings").await);
    assert_eq!(page.matches("active just now").count(), 3);
    assert_eq!(page.matches("This browser").count(), 1);
    let id = app.session(&there).await.id;
    assert_eq!(accepted(&mut here, &format!("/settings/sessions/{id}/end"), &[]).await, "/settings");
    assert_eq!(there.get("/inbox").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(third.get("/inbox").await.status(), StatusCode::OK);
    accepted(&mut here, "/settings/sessions/others", &[]).await;
    assert_eq!(third.get("/inbox").await.status(), StatusCode::SEE_OTHER);
    assert!(here.page("/settings").await.contains("signed out everywhere else"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ends_somebody_elses_session() {
    let app = TestApp::start().await;
    let (admin, mut agent) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let id = app.session(&admin).await.id;
    accepted(&mut agent, &format!("/settings/sessions/{id}/end"), &[]).await;
    assert_eq!(admin.get("/inbox").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_have_their_sessions_but_no_set_up() {
    let app = TestApp::start().await;
    let client = app.signed_in(MEMBER).await;
    let page = client.page("/settings").await;
    assert!(
        page.contains("Where you are signed in") && !page.contains("Your organisation") && !page.contains("/clients")
    );
    assert!(app.signed_in(AGENT).await.page("/settings").await.contains("href=\"/policies\""));
    assert_eq!(app.browser().get("/settings").await.status(), StatusCode::SEE_OTHER);
}
