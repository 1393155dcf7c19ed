//! Not yours is not there (SECURITY.md, Tenancy).

use reqwest::StatusCode;

use super::support::{ADMIN, AGENT, MEMBER, OTHER_CLIENT, TestApp, text_of};

#[tokio::test(flavor = "multi_thread")]
async fn the_other_sides_pages_do_not_exist() {
    let app = TestApp::start().await;
    let (staff, member) = (app.signed_in(ADMIN).await, app.signed_in(MEMBER).await);
    for page in ["/home", "/issues", "/report"] {
        assert_eq!(member.get(page).await.status(), StatusCode::OK, "{page}");
        assert_eq!(staff.get(page).await.status(), StatusCode::NOT_FOUND, "{page}");
    }
    for page in ["/inbox", "/tickets/new", "/clients", "/people", "/engagements", "/plans", "/products"] {
        assert_eq!(staff.get(page).await.status(), StatusCode::OK, "{page}");
        assert_eq!(member.get(page).await.status(), StatusCode::NOT_FOUND, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clients_ticket_is_the_same_as_none_read_or_written() {
    let app = TestApp::start().await;
    let mut other = app.signed_in(OTHER_CLIENT).await;
    for suffix in ["", "/why/first_response"] {
        let theirs = other.get(&format!("/tickets/ACME-1{suffix}")).await;
        let missing = other.get(&format!("/tickets/ACME-9999{suffix}")).await;
        assert_eq!((theirs.status(), missing.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{suffix}");
        assert_eq!(text_of(&theirs.text().await.unwrap()), text_of(&missing.text().await.unwrap()));
    }
    for (action, fields) in [
        ("confirm", vec![("version", "1")]),
        ("reopen", vec![("version", "1"), ("body", "again")]),
        ("take", vec![("version", "1")]),
    ] {
        let response = other.post(&format!("/tickets/ACME-1/{action}"), &fields).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_read_the_directory_and_only_admins_write_it() {
    let app = TestApp::start().await;
    let mut agent = app.signed_in(AGENT).await;
    assert_eq!(agent.get("/clients").await.status(), StatusCode::OK);
    let response = agent.post("/clients", &[("name", "New"), ("prefix", "NEW"), ("zone", "UTC")]).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(app.state.store().directory().client_by_prefix("NEW").is_none());
}
