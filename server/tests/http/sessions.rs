//! How long a session holds (SECURITY.md, Sessions).

use domain::time::Seconds;
use reqwest::StatusCode;

use super::support::{ADMIN, MEMBER, PASSWORD, TestApp};

const MINUTE: Seconds = Seconds::minutes(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_when_nothing_is_done_with_it() {
    let app = TestApp::start().await;
    for (email, page, idle) in [(ADMIN, "/inbox", Seconds::hours(1)), (MEMBER, "/home", Seconds::hours(12))] {
        let browser = app.signed_in(email).await;
        app.advance(idle - MINUTE);
        assert_eq!(browser.get(page).await.status(), StatusCode::OK, "{email}: still within");
        app.advance(idle - MINUTE);
        assert_eq!(browser.get(page).await.status(), StatusCode::OK, "{email}: activity extends it");
        app.advance(idle + MINUTE);
        assert_eq!(browser.get(page).await.status(), StatusCode::SEE_OTHER, "{email}: over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_at_last_however_busy_it_is() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    for _ in 0..32 {
        app.advance(Seconds::minutes(44));
        assert_eq!(admin.get("/inbox").await.status(), StatusCode::OK);
    }
    app.advance(Seconds::minutes(44));
    assert_eq!(admin.get("/inbox").await.status(), StatusCode::SEE_OTHER, "24 hours are over");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_ends_the_session_from_before() {
    let app = TestApp::start().await;
    let mut browser = app.signed_in(ADMIN).await;
    let before = browser.clone();
    let response = browser.post("/sign-in", &[("email", ADMIN), ("password", PASSWORD)]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_ne!(before.cookie("aftercare"), browser.cookie("aftercare"));
    assert_eq!(before.get("/inbox").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/inbox").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn revoked_sessions_and_made_up_cookies_open_nothing() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    let person = app.session(&admin).await.person.id;
    app.state.store().revoke_all_sessions(&person).await.unwrap();
    assert_eq!(admin.get("/inbox").await.status(), StatusCode::SEE_OTHER);
    for cookie in ["", "x", "../../x", "null", &"A".repeat(43), &"A".repeat(4000)] {
        let mut browser = app.browser();
        browser.take_cookie("aftercare", cookie);
        assert_eq!(browser.get("/inbox").await.status(), StatusCode::SEE_OTHER, "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn something_sent_after_the_session_ended_is_not_lost_silently() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let response = browser.post("/tickets/ACME-1/accept", &[("version", "1")]).await;
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(response.text().await.unwrap().contains("You are signed out"));
}
