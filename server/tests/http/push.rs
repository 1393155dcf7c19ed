//! Messages to devices: a push service of the test's own sees what the server sends to it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use domain::time::Seconds;
use reqwest::Method;
use serde_json::{Value, json};

use super::support::{ADMIN, AGENT, Browser, OTHER_CLIENT, TestApp, text_of};

/// The browser of RFC 8291, section 5.
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// A push service: what it was sent, by the last part of the address, and what it answers to each message, the first
/// answer first.
#[derive(Clone, Default)]
struct PushService {
    got: Arc<Mutex<Vec<(String, HeaderMap, usize)>>>,
    answers: Arc<Mutex<Vec<StatusCode>>>,
}

impl PushService {
    /// With the address that browsers of it begin with.
    async fn start() -> (Self, String) {
        let service = Self::default();
        let routes = Router::new().route("/{name}", post(receive)).with_state(service.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        (service, base)
    }

    fn answer(&self, statuses: &[u16]) {
        let statuses = statuses.iter().map(|status| StatusCode::from_u16(*status).unwrap());
        *self.answers.lock().unwrap() = statuses.collect();
    }

    fn names(&self) -> Vec<String> {
        self.got.lock().unwrap().iter().map(|(name, ..)| name.clone()).collect()
    }

    /// Waits until a message came twice, and gives what came with it. The demo content's own tickets may call people as
    /// well, at whatever time the test runs.
    async fn twice(&self) -> [HeaderMap; 2] {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        loop {
            let got: Vec<HeaderMap> = self.got.lock().unwrap().iter().map(|(_, headers, _)| headers.clone()).collect();
            for (index, second) in got.iter().enumerate() {
                if let Some(first) = got[..index].iter().find(|first| first["topic"] == second["topic"]) {
                    return [first.clone(), second.clone()];
                }
            }
            assert!(tokio::time::Instant::now() < deadline, "only {:?}", self.names());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn topics(&self) -> BTreeSet<String> {
        let topic = |headers: &HeaderMap| headers["topic"].to_str().unwrap().to_owned();
        self.got.lock().unwrap().iter().map(|(_, headers, _)| topic(headers)).collect()
    }
}

async fn receive(
    State(service): State<PushService>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut got = service.got.lock().unwrap();
    let before = got.iter().filter(|(_, known, _)| known.get("topic") == headers.get("topic")).count();
    got.push((name, headers, body.len()));
    service.answers.lock().unwrap().get(before).copied().unwrap_or(StatusCode::CREATED)
}

async fn send(browser: &Browser, path: &str, body: &Value) -> (StatusCode, String) {
    let response = browser.request(Method::POST, path).json(body).send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

async fn switch_on(browser: &Browser, endpoint: &str) {
    let body = json!({ "endpoint": endpoint, "expirationTime": null, "keys": { "p256dh": P256DH, "auth": AUTH } });
    assert_eq!(send(browser, "/settings/push", &body).await, (StatusCode::NO_CONTENT, String::new()));
}

/// Ruth reports that everything has stopped.
async fn p0(app: &TestApp) {
    let ruth = app.signed_in(OTHER_CLIENT).await;
    app.report(&ruth, "No rota opens", "A white page", "stopped").await;
}

/// A message of which the service is busy at first, and whose device is gone the second time.
#[tokio::test(flavor = "multi_thread")]
async fn a_p0_is_sent_encrypted_with_a_proof_and_a_device_that_is_gone_is_forgotten() {
    let app = TestApp::start().await;
    let (service, base) = PushService::start().await;
    let amal = app.signed_in(AGENT).await;
    switch_on(&amal, &format!("{base}/amal")).await;
    assert!(amal.page("/settings").await.contains("Devices that get messages"));

    service.answer(&[503, 410]);
    p0(&app).await;
    // Busy first, then gone.
    let [first, _] = service.twice().await;
    assert!(service.names().iter().all(|name| name == "amal"));
    assert_eq!((first["content-encoding"].as_bytes(), first["urgency"].as_bytes()), (&b"aes128gcm"[..], &b"high"[..]));
    assert_eq!(first["ttl"], "86400");
    assert!(first["authorization"].to_str().unwrap().starts_with("vapid t=ey"), "{first:?}");
    assert!(service.got.lock().unwrap().iter().all(|(_, _, length)| *length > 150));
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!amal.page("/settings").await.contains("Devices that get messages"), "forgotten");
    let told = service.topics();
    p0(&app).await;
    app.advance(Seconds::minutes(1));
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(service.topics(), told, "nothing new is sent to it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_subscription_is_refused_by_name_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let amal = app.signed_in(AGENT).await;
    let good = |endpoint: &str| json!({ "endpoint": endpoint, "keys": { "p256dh": P256DH, "auth": AUTH } });
    for (field, body) in [
        ("endpoint", json!({})),
        ("endpoint", good("http://push.example.com/x")),
        ("endpoint", good("https://10.0.0.1/x")),
        ("endpoint", good("https://localhost/x")),
        ("endpoint", good(&format!("https://push.example.com/{}", "x".repeat(1000)))),
        ("p256dh", json!({ "endpoint": "https://push.example.com/x", "keys": { "p256dh": "x", "auth": AUTH } })),
        ("auth", json!({ "endpoint": "https://push.example.com/x", "keys": { "p256dh": P256DH, "auth": "x" } })),
    ] {
        let (status, text) = send(&amal, "/settings/push", &body).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["field"], field, "{text}");
    }
    let nonsense = amal.request(Method::POST, "/settings/push").body("x").send().await.unwrap();
    assert_eq!(nonsense.status(), StatusCode::BAD_REQUEST);
    let mut shared = amal.clone();
    shared.take_cookie("shared", "yes");
    let (status, text) = send(&shared, "/settings/push", &good("https://push.example.com/x")).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && text.contains("Others use this device"), "{text}");
    assert!(!amal.page("/settings").await.contains("Devices that get messages"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_ones_own_and_only_this_site_asks() {
    let app = TestApp::start().await;
    let (amal, mira) = (app.signed_in(AGENT).await, app.signed_in(ADMIN).await);
    let endpoint = "https://push.example.com/amal";
    switch_on(&amal, endpoint).await;
    let here = |browser: Browser| async move {
        send(&browser, "/settings/push/here", &json!({ "endpoint": endpoint })).await.1
    };
    assert_eq!(here(amal.clone()).await, r#"{"on":true}"#);
    let page = amal.page("/settings").await;
    let id = page.split("/settings/push/").find(|part| part.contains("/end\"")).unwrap().split('/').next().unwrap();
    let mut other = mira.clone();
    other.post(&format!("/settings/push/{id}/end"), &[]).await;
    assert_eq!(here(amal.clone()).await, r#"{"on":true}"#, "Mira cannot end it");
    let foreign = amal.bare(Method::POST, "/settings/push/off").header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.json(&json!({ "endpoint": endpoint })).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let nobody = send(&app.browser(), "/settings/push", &json!({})).await;
    assert_eq!(nobody.0, StatusCode::UNAUTHORIZED);
    assert_eq!(amal.clone().post(&format!("/settings/push/{id}/end"), &[]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(here(amal).await, r#"{"on":false}"#);
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_kept_and_refused_ones_say_why_and_keep_what_was_typed() {
    let app = TestApp::start().await;
    let mut amal = app.signed_in(AGENT).await;
    let page = amal.page("/settings").await;
    assert_eq!(page.matches("name=\"on\"").count(), 4);
    assert!(page.contains(&format!("data-push=\"{}\"", app.state.push().public_key())));
    let typed = [("on", "due"), ("quiet_from", "late"), ("quiet_to", "07:00")];
    let refused = amal.post("/settings/push/preferences", &typed).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("“late” is not one") && refused.contains("value=\"late\""), "{}", text_of(&refused));
    assert!(!amal.page("/settings").await.contains("value=\"07:00\""), "nothing changed");
    let saved =
        amal.post("/settings/push/preferences", &[("on", "due"), ("quiet_from", "22:00"), ("quiet_to", "07:00")]);
    assert_eq!(saved.await.status(), StatusCode::SEE_OTHER);
    let page = amal.page("/settings").await;
    assert!(page.contains("value=\"22:00\"") && page.contains("value=\"07:00\""));
    let boxes: Vec<bool> = page.split("name=\"on\"").skip(1).map(|rest| rest[..60].contains("checked")).collect();
    assert_eq!(boxes, [false, true, false, false]);
    let client = app.signed_in(OTHER_CLIENT).await.page("/settings").await;
    assert_eq!(client.matches("name=\"on\"").count(), 1, "clients are told of answers");
}
