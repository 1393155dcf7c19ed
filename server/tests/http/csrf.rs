//! Changes are asked for by this site only (SECURITY.md, CSRF).

use reqwest::{Method, StatusCode};

use super::support::{ADMIN, TestApp};

/// Addresses that change something, of each kind of form.
const CHANGES: [(&str, &str); 6] = [
    ("/sign-in", "application/x-www-form-urlencoded"),
    ("/sign-out", "application/x-www-form-urlencoded"),
    ("/tickets/ACME-1/accept", "application/x-www-form-urlencoded"),
    ("/tickets/ACME-1/messages", "multipart/form-data; boundary=x"),
    ("/api/known-issues/suggest", "application/x-www-form-urlencoded"),
    ("/nothing-here", "text/plain"),
];

#[tokio::test(flavor = "multi_thread")]
async fn only_this_site_may_ask_for_a_change() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    let own = app.base.clone();
    let elsewhere = "https://evil.example".to_owned();
    for (path, kind) in CHANGES {
        for site in [None, Some("same-origin"), Some("same-site"), Some("cross-site"), Some("none")] {
            for origin in [None, Some(&own), Some(&elsewhere), Some(&"null".to_owned())] {
                let mut request = admin.bare(Method::POST, path).header("content-type", kind).body("version=1");
                if let Some(site) = site {
                    request = request.header("sec-fetch-site", site);
                }
                if let Some(origin) = origin {
                    request = request.header("origin", origin);
                }
                let status = request.send().await.unwrap().status();
                let is_allowed = match site {
                    Some(site) => site == "same-origin",
                    None => origin == Some(&own),
                };
                let is_refused = status == StatusCode::FORBIDDEN;
                assert_eq!(is_refused, !is_allowed, "{path} site {site:?} origin {origin:?}: {status}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_change_says_so_and_changes_nothing() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    let response = admin
        .bare(Method::POST, "/sign-out")
        .header("accept", "text/html")
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(response.text().await.unwrap().contains("This was not sent from here"));
    assert_eq!(admin.get("/inbox").await.status(), StatusCode::OK, "the session still holds");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_opened_by_this_site_only() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let response = admin.bare(Method::GET, "/events").header(name, value).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{name}: {value}");
    }
    assert_eq!(app.browser().get("/events").await.status(), StatusCode::UNAUTHORIZED);
}
