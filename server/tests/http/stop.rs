//! An orderly end: what runs is finished, streams end, nobody new comes in.

use std::time::{Duration, Instant};

use aftercare_server::app::guarded;
use aftercare_server::routes;
use axum::routing::get;
use reqwest::StatusCode;

use super::support::{MEMBER, Stream, TestApp};

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_millis(1200)).await;
    "done"
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_finished_a_stream_ends_and_nobody_new_comes_in() {
    let app = TestApp::start_service(|_| {}, |state| guarded(routes::pages().route("/slow", get(slow)), state)).await;
    let browser = app.browser();
    let mut stream = Stream::open(&app.signed_in(MEMBER).await, "/events").await;
    let running = tokio::spawn({
        let browser = browser.clone();
        async move { browser.get("/slow").await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let began = Instant::now();
    app.state.stopping().cancel();
    assert!(stream.ends(Duration::from_secs(2)).await, "an open stream would hold the server up");
    let answer = running.await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.text().await.unwrap(), "done");
    let late = reqwest::Client::builder().no_proxy().build().unwrap().get(format!("{}/healthz", app.base)).send().await;
    assert!(late.is_err(), "a new connection was accepted");
    app.stop().await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}
