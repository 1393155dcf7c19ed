//! Security and caching headers on every kind of answer (SECURITY.md, Headers).

use aftercare_server::app::guarded;
use aftercare_server::config::PublicUrl;
use aftercare_server::routes;
use axum::routing::get;
use reqwest::{Method, Response, StatusCode};

use super::support::{ADMIN, PASSWORD, TestApp};

async fn broken() -> &'static str {
    panic!("on purpose")
}

async fn app(is_https: bool) -> TestApp {
    TestApp::start_service(
        |config| {
            if is_https {
                config.public_url = PublicUrl::parse("https://support.example.com").unwrap();
            }
        },
        |state| guarded(routes::pages().route("/broken", get(broken)), state),
    )
    .await
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_carries_them() {
    let app = app(true).await;
    let (nobody, admin) = (app.browser(), app.signed_in(ADMIN).await);
    let html = "text/html,*/*";
    for (browser, method, path, accept, status) in [
        (&nobody, Method::GET, "/healthz", "*/*", 200),
        (&nobody, Method::GET, "/sign-in", html, 200),
        (&nobody, Method::GET, "/", html, 303),
        (&nobody, Method::GET, "/inbox", html, 303),
        (&nobody, Method::POST, "/tickets/ACME-1/accept", html, 401),
        (&nobody, Method::GET, "/events", "text/event-stream", 401),
        (&nobody, Method::GET, "/nothing-here", html, 404),
        (&nobody, Method::GET, "/nothing-here", "application/json", 404),
        (&nobody, Method::DELETE, "/sign-in", html, 405),
        (&nobody, Method::GET, "/broken", html, 500),
        (&nobody, Method::GET, "/pkg/aftercare.css", "*/*", 200),
        (&nobody, Method::GET, "/pkg/missing.wasm", html, 404),
        (&nobody, Method::GET, "/favicon.svg", "*/*", 200),
        (&nobody, Method::GET, "/speculation.json", "*/*", 200),
        (&admin, Method::GET, "/inbox", html, 200),
        (&admin, Method::GET, "/tickets/ACME-1", html, 200),
        (&admin, Method::GET, "/attachments/0123456789abcdef0123456789abcdef", html, 404),
    ] {
        let request =
            browser.bare(method.clone(), path).header("sec-fetch-site", "same-origin").header("accept", accept);
        let response = request.send().await.unwrap();
        let place = format!("{method} {path} ({accept})");
        assert_eq!(response.status().as_u16(), status, "{place}");
        let policy = header(&response, "content-security-policy");
        for part in [
            "default-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
        ] {
            assert!(policy.contains(part), "{place} lacks {part}: {policy}");
        }
        assert!(!policy.contains("unsafe-inline"), "{place}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{place}");
        assert_eq!(header(&response, "referrer-policy"), "same-origin", "{place}");
        assert_eq!(header(&response, "cross-origin-opener-policy"), "same-origin", "{place}");
        assert_eq!(header(&response, "cross-origin-resource-policy"), "same-origin", "{place}");
        assert!(header(&response, "permissions-policy").contains("camera=()"), "{place}");
        assert!(header(&response, "strict-transport-security").starts_with("max-age=63072000"), "{place}");
        assert!(!header(&response, "x-request-id").is_empty(), "{place}");
        assert!(!header(&response, "cache-control").is_empty(), "{place}");
        assert!(response.headers().get("server").is_none(), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn built_files_are_kept_for_ever_pages_are_not() {
    let app = app(false).await;
    let admin = app.signed_in(ADMIN).await;
    let file = admin.request(Method::GET, "/pkg/aftercare.js").header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(header(&file, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&file, "content-encoding"), "br");
    assert_eq!(header(&file, "content-type"), "text/javascript");
    let missing = admin.get("/pkg/missing.js").await;
    assert_eq!(header(&missing, "content-type"), "text/plain; charset=utf-8");
    assert_ne!(header(&missing, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(header(&admin.get("/inbox").await, "cache-control"), "private, no-cache");
    assert_eq!(header(&app.browser().get("/sign-in").await, "cache-control"), "no-store");
    assert!(admin.get("/inbox").await.headers().get("strict-transport-security").is_none(), "plain http is not pinned");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_compressed_and_streams_are_not() {
    let app = app(false).await;
    let admin = app.signed_in(ADMIN).await;
    let page = admin.request(Method::GET, "/inbox").header("accept-encoding", "gzip, br").send().await.unwrap();
    assert_eq!(header(&page, "content-encoding"), "br");
    let stream = admin.request(Method::GET, "/events").header("accept-encoding", "gzip, br").send().await.unwrap();
    assert_eq!(header(&stream, "content-encoding"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_one_designed_page_and_the_server_goes_on() {
    let app = app(false).await;
    let response = app.browser().get("/broken").await;
    let id = header(&response, "x-request-id").to_owned();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let page = response.text().await.unwrap();
    assert!(page.contains("Something broke on our side") && page.contains(&id), "{page}");
    assert!(!page.contains("on purpose"), "the message is for the log");
    assert_eq!(app.browser().get("/sign-in").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_https_the_cookie_is_bound_to_the_host() {
    let app = app(true).await;
    let mut browser = app.browser();
    let response = browser.post("/sign-in", &[("email", ADMIN), ("password", PASSWORD)]).await;
    let cookie = header(&response, "set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-aftercare="), "{cookie}");
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.split("; ").any(|have| have == part), "{part} is missing in {cookie}");
    }
}
