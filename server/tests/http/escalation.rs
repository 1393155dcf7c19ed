//! A P0 that nobody takes calls one after the other, until somebody acknowledges.

use std::time::Duration;

use domain::ids::TicketKey;
use domain::time::Seconds;
use reqwest::StatusCode;

use super::support::{ADMIN, AGENT, Browser, MEMBER, OTHER_CLIENT, Stream, TestApp, form, text_of};

const TITLE: &str = "No rota opens at Willow";

/// Ruth, who is the client's owner of the engagement, reports that everything has stopped.
async fn p0(app: &TestApp) -> TicketKey {
    let ruth = app.signed_in(OTHER_CLIENT).await;
    let session = app.session(&ruth).await;
    let engagement = app.state.store().directory().engagements(&session.scope())[0].id.to_string();
    let fields = [
        ("engagement", engagement.as_str()),
        ("title", TITLE),
        ("what_happens", "A white page, on every tablet"),
        ("impact", "stopped"),
    ];
    let response = ruth.post_files("/report", form(&fields)).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let place = response.headers()["location"].to_str().unwrap().to_owned();
    place.trim_start_matches("/tickets/").split('?').next().unwrap().parse().unwrap()
}

/// The part of a person's notifications about this ticket, once it says something. The running server writes it.
async fn told(browser: &Browser, key: &TicketKey, says: &str) -> String {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
    loop {
        let page = browser.page("/notifications").await;
        let part = part(&page, key).unwrap_or_default();
        if part.contains(says) {
            return part;
        }
        assert!(tokio::time::Instant::now() < deadline, "“{says}” is not in {part}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What the page of notifications says of a ticket.
fn part(page: &str, key: &TicketKey) -> Option<String> {
    let part = page.split("<li class=\"call").find(|part| part.contains(&format!("data-key=\"{key}-")))?;
    part.split("</li>").next().map(str::to_owned)
}

fn unread(page: &str) -> usize {
    page.split("calls-n\">").nth(1).map_or(0, |rest| rest.split('<').next().unwrap().parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_p0_that_nobody_takes_calls_the_owner_then_the_next_who_takes_it_from_the_list() {
    let app = TestApp::start().await;
    let (mira, mut amal) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let before = unread(&mira.page("/inbox").await);
    let key = p0(&app).await;
    let first = told(&mira, &key, "You are asked to take it, because of its priority.").await;
    assert!(first.contains(TITLE) && first.contains("Level 1") && first.contains("I take it"), "{first}");
    // The demo content's own tickets may call people as well, whenever the test runs: only more is certain.
    assert!(unread(&mira.page("/inbox").await) > before);
    assert!(first.contains("Unread") && part(&amal.page("/notifications").await, &key).is_none(), "not Amal's turn");

    app.advance(Seconds::minutes(3));
    let second = told(&amal, &key, "because nobody acknowledged within 3 min").await;
    assert!(second.contains("Level 2"), "{second}");
    let ticket = text_of(&amal.page(&format!("/tickets/{key}")).await);
    assert!(ticket.contains("Escalated to Amal Jain, level 2, because nobody acknowledged within 3 min"), "{ticket}");
    assert!(ticket.contains("Amal Jain was asked to take it") && ticket.contains("level 3 is asked at"), "{ticket}");

    let taken = amal.post(&format!("/tickets/{key}/take"), &[("return", "/notifications")]).await;
    assert_eq!(
        (taken.status(), taken.headers()["location"].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "/notifications")
    );
    let page = amal.page("/notifications").await;
    assert!(page.contains(&format!("{key}: you own it now.")), "{page}");
    let settled = told(&mira, &key, "Amal Jain took it 3 min later").await;
    assert!(!settled.contains("I take it") && !settled.contains("Unread"), "{settled}");
    let taken = part(&amal.page("/notifications").await, &key).unwrap();
    assert!(!taken.contains("Unread"), "{taken}");

    app.advance(Seconds::minutes(20));
    aftercare_server::jobs::clock_watch::watch(&app.state).await.unwrap();
    let ticket = text_of(&mira.page(&format!("/tickets/{key}")).await);
    assert_eq!(ticket.matches("Escalated").count(), 2, "{ticket}");
    assert!(!ticket.contains("was asked to take it"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clients_owner_is_told_and_never_whom_the_team_asks() {
    let app = TestApp::start().await;
    let mut ruth = app.signed_in(OTHER_CLIENT).await;
    let key = p0(&app).await;
    let row = told(&ruth, &key, "Your support plan names you for P0").await;
    assert!(!row.contains("I take it") && !row.contains("Level"), "{row}");
    app.advance(Seconds::minutes(4));
    told(&app.signed_in(AGENT).await, &key, "Level 2").await;
    let page = text_of(&ruth.page(&format!("/tickets/{key}")).await);
    assert!(page.contains("Ruth Bell was told, as the support plan says"), "{page}");
    assert!(!page.contains("Escalated") && !page.contains("level 2") && !page.contains("asked to take it"), "{page}");
    assert_eq!(ruth.post(&format!("/tickets/{key}/take"), &[]).await.status(), StatusCode::NOT_FOUND);
    let read = ruth.post("/notifications/read", &[("key", &key.to_string()), ("call", "1")]).await;
    assert_eq!(read.status(), StatusCode::SEE_OTHER);
    assert!(!told(&ruth, &key, TITLE).await.contains("Unread"));
    // Another client's person has nothing, and cannot mark what is not theirs.
    let mut neil = app.signed_in(MEMBER).await;
    assert!(neil.page("/notifications").await.contains("Nobody has called you"));
    neil.post("/notifications/read", &[("key", &key.to_string()), ("call", "1")]).await;
    assert!(told(&app.signed_in(ADMIN).await, &key, TITLE).await.contains("Unread"));
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_is_told_to_the_persons_other_pages_only() {
    let app = TestApp::start().await;
    let mut mira = app.signed_in(ADMIN).await;
    let key = p0(&app).await;
    let amal = app.signed_in(AGENT).await;
    // What the demo provider's own calls come to depends on the hour; this one is written by the running server.
    told(&mira, &key, TITLE).await;
    let page = mira.page("/notifications").await;
    assert!(unread(&page) > 0 && page.contains("Mark all as read"));
    tokio::time::sleep(Duration::from_millis(500)).await;
    let (mut own, mut other) = (Stream::open(&mira, "/events").await, Stream::open(&amal, "/events").await);
    mira.post("/notifications/read", &[("all", "yes")]).await;
    let event = own.next(Duration::from_secs(1)).await.expect("their other pages are told");
    assert!(event.data.contains("\"notification\""), "{event:?}");
    assert_eq!(other.all(Duration::from_millis(500)).await, []);
    let page = mira.page("/notifications").await;
    assert_eq!(unread(&page), 0);
    assert!(page.contains("All notifications are marked as read.") && !page.contains("Mark all as read"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nonsense_is_refused_and_a_stranger_is_asked_to_sign_in() {
    let app = TestApp::start().await;
    let mut mira = app.signed_in(ADMIN).await;
    let before = unread(&mira.page("/inbox").await);
    for fields in [vec![], vec![("key", "nonsense"), ("call", "1")], vec![("key", "BRIM-1"), ("call", "two")]] {
        let response = mira.post("/notifications/read", &fields).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{fields:?}");
    }
    assert_eq!(mira.post("/tickets/BRIM-999/take", &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(unread(&mira.page("/inbox").await), before);
    let mut nobody = app.browser();
    assert_eq!(nobody.get("/notifications").await.status(), StatusCode::SEE_OTHER);
    assert_eq!(nobody.post("/notifications/read", &[("all", "yes")]).await.status(), StatusCode::UNAUTHORIZED);
    let page = mira.get("/notifications?after=zzz").await;
    assert_eq!(page.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_shows_whom_it_asks_and_the_demo_shows_it_happened() {
    let app = TestApp::start().await;
    let mira = app.signed_in(ADMIN).await;
    let policy = text_of(&mira.page("/policies/hrm-route").await);
    for part in ["Escalation", "Amal Jain", "3 min to acknowledge", "22:00 to 07:00", "Never for P0."] {
        assert!(policy.contains(part), "{part} is missing in {policy}");
    }
    let page = text_of(&app.signed_in(AGENT).await.page("/notifications").await);
    assert!(page.contains("Rota does not open anywhere") && page.contains("because nobody acknowledged within 3 min"));
    assert!(page.contains("You took it 1 min later"), "{page}");
}
