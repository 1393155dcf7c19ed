//! Over capacity and out of bounds: a clear answer at once, and nothing else suffers.

use std::time::Duration;

use aftercare_server::app::guarded;
use aftercare_server::routes;
use axum::routing::{get, post};
use reqwest::{Method, StatusCode};

use super::support::{ADMIN, TestApp};

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_millis(1500)).await;
    "done"
}

async fn echo(body: axum::body::Bytes) -> String {
    body.len().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn over_capacity_is_told_at_once_while_health_answers() {
    let app = TestApp::start_service(
        |config| config.requests.concurrent = 1,
        |state| guarded(routes::pages().route("/slow", get(slow)), state),
    )
    .await;
    let browser = app.browser();
    let first = tokio::spawn({
        let browser = browser.clone();
        async move { browser.get("/slow").await.status() }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let began = std::time::Instant::now();
    let second = browser.get("/sign-in").await;
    assert_eq!(second.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(second.headers()["retry-after"], "2");
    assert!(second.text().await.unwrap().contains("Too much at once"));
    assert_eq!(browser.get("/healthz").await.status(), StatusCode::OK);
    assert_eq!(browser.get("/pkg/aftercare.css").await.status(), StatusCode::OK);
    assert!(began.elapsed() < Duration::from_secs(1), "refusals must not wait: {:?}", began.elapsed());
    assert_eq!(first.await.unwrap(), StatusCode::OK);
    assert_eq!(browser.get("/sign-in").await.status(), StatusCode::OK, "room again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_takes_too_long_is_ended() {
    let app = TestApp::start_service(
        |config| config.requests.timeout = Duration::from_millis(200),
        |state| guarded(routes::pages().route("/slow", get(slow)), state),
    )
    .await;
    let response = app.browser().get("/slow").await;
    assert_eq!(response.status(), StatusCode::REQUEST_TIMEOUT);
    assert!(response.text().await.unwrap().contains("This took too long"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_the_limit_is_refused_announced_or_not() {
    let app = TestApp::start_service(|_| {}, |state| guarded(routes::pages().route("/echo", post(echo)), state)).await;
    let browser = app.browser();
    let send = |body: reqwest::Body| browser.request(Method::POST, "/echo").body(body).send();
    let within = send(vec![b'a'; 256 * 1024].into()).await.unwrap();
    assert_eq!(within.text().await.unwrap(), (256 * 1024).to_string());
    assert_eq!(send(vec![b'a'; 256 * 1024 + 1].into()).await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
    let chunks = (0..65).map(|_| Ok::<_, std::io::Error>(vec![b'a'; 4096]));
    let stream = reqwest::Body::wrap_stream(futures::stream::iter(chunks));
    assert_eq!(send(stream).await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(flavor = "multi_thread")]
async fn addresses_and_forms_that_make_no_sense_get_a_page_and_change_nothing() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    for (method, path, status) in [
        (Method::GET, "/tickets/../../etc/passwd", 404),
        (Method::GET, "/tickets/%00", 404),
        (Method::GET, "/tickets/ACME-0", 404),
        (Method::GET, "/attachments/..%2f..%2fdatabase", 404),
        (Method::PUT, "/inbox", 405),
        (Method::POST, "/tickets/ACME-1/accept", 400),
    ] {
        let response = admin.request(method.clone(), path).send().await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
        let page = response.text().await.unwrap();
        assert!(page.starts_with("<!DOCTYPE html>"), "{method} {path}: {page}");
    }
}
