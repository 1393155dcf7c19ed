//! The one-time link that sets a password.

use domain::people::Email;
use domain::time::Seconds;
use reqwest::StatusCode;
use store::access::LinkPurpose;

use super::support::{MEMBER, TestApp};

const NEW: &str = "violet harbour seven";

async fn link(app: &TestApp) -> String {
    let person = app.state.store().person_by_email(&Email::parse(MEMBER).unwrap()).await.unwrap().unwrap().person;
    let token = app.state.store().issue_link(&person.id, LinkPurpose::Welcome, app.clock.now()).await.unwrap();
    format!("/welcome/{}", token.reveal())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_sets_a_password_once_and_ends_other_sessions() {
    let app = TestApp::start().await;
    let elsewhere = app.signed_in(MEMBER).await;
    let link = link(&app).await;
    let mut browser = app.browser();
    assert!(browser.page(&link).await.contains("Welcome, Neil Amero"));
    let response = browser.post(&link, &[("password", NEW), ("password_again", NEW)]).await;
    assert_eq!(response.headers()["location"], "/sign-in");
    assert!(browser.page("/sign-in").await.contains("Your password is set."), "told once");
    assert_eq!(elsewhere.get("/home").await.status(), StatusCode::SEE_OTHER);
    let response = browser.post("/sign-in", &[("email", MEMBER), ("password", NEW)]).await;
    assert_eq!(response.headers()["location"], "/");
    assert_eq!(browser.get(&link).await.status(), StatusCode::NOT_FOUND, "used");
    assert_eq!(
        browser.post(&link, &[("password", NEW), ("password_again", NEW)]).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_that_is_refused_is_explained_and_leaves_the_link_usable() {
    let app = TestApp::start().await;
    let link = link(&app).await;
    let mut browser = app.browser();
    for (password, again, says) in [
        ("short", "short", "15 or more"),
        ("passwordpassword", "passwordpassword", "among the first that are tried"),
        ("neil amero neil amero", "neil amero neil amero", "made of your name"),
        (NEW, "violet harbour eight", "not the same"),
    ] {
        let response = browser.post(&link, &[("password", password), ("password_again", again)]).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{password}");
        let page = response.text().await.unwrap();
        assert!(page.contains(says), "{password}: {page}");
        assert!(!page.contains(&format!("value=\"{password}\"")), "a password is never sent back");
    }
    assert_eq!(
        browser.post(&link, &[("password", NEW), ("password_again", NEW)]).await.status(),
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn old_and_made_up_links_are_one_and_the_same_answer() {
    let app = TestApp::start().await;
    let link = link(&app).await;
    app.advance(Seconds::hours(72) - Seconds::new(1));
    assert_eq!(app.browser().get(&link).await.status(), StatusCode::OK, "a second before");
    app.advance(Seconds::new(1));
    let old = app.browser().get(&link).await;
    assert_eq!(old.status(), StatusCode::NOT_FOUND);
    let old = old.text().await.unwrap();
    for made_up in ["/welcome/x", "/welcome/%20", &format!("/welcome/{}", "A".repeat(43))] {
        let response = app.browser().get(made_up).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{made_up}");
        assert_eq!(without_now(&response.text().await.unwrap()), without_now(&old), "{made_up}");
    }
}

fn without_now(page: &str) -> String {
    page.split("data-now=").next().unwrap().to_owned()
}
