//! Live updates: quick, complete, and never across clients.

use std::time::Duration;

use domain::people::Email;
use domain::ticket::{Command, Visibility};
use reqwest::StatusCode;

use super::support::{ADMIN, MEMBER, OTHER_CLIENT, Stream, TestApp};

const SECOND: Duration = Duration::from_secs(1);

async fn write(app: &TestApp, key: &str, visibility: Visibility) {
    let admin = app.signed_in(ADMIN).await;
    let session = app.session(&admin).await;
    let body = "A word about it.".to_owned();
    let command = match visibility {
        Visibility::Public => Command::Reply { body, attachments: Vec::new(), next_update_at: None },
        Visibility::Internal => Command::Note { body, attachments: Vec::new() },
    };
    let key = key.parse().unwrap();
    app.state.store().command(&session.scope(), &session.actor(), &key, None, command, app.clock.now()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_seen_by_its_client_and_staff_within_a_second_and_by_no_other_client() {
    let app = TestApp::start().await;
    let mut staff = Stream::open(&app.signed_in(ADMIN).await, "/events").await;
    let mut own = Stream::open(&app.signed_in(MEMBER).await, "/events").await;
    let mut other = Stream::open(&app.signed_in(OTHER_CLIENT).await, "/events").await;
    write(&app, "ACME-1", Visibility::Public).await;
    for stream in [&mut staff, &mut own] {
        let event = stream.next(SECOND).await.expect("no event within a second");
        assert_eq!(event.kind, "change");
        assert!(event.data.contains("\"ACME-1\"") && event.data.contains("\"topic\":\"ticket\""), "{event:?}");
        assert_eq!(event.id.len(), 32);
    }
    assert_eq!(other.all(SECOND).await, [], "another client learned of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_internal_note_is_never_signalled_to_clients() {
    let app = TestApp::start().await;
    let mut staff = Stream::open(&app.signed_in(ADMIN).await, "/events").await;
    let member = app.signed_in(MEMBER).await;
    let mut own = Stream::open(&member, "/events").await;
    write(&app, "ACME-1", Visibility::Internal).await;
    let event = staff.next(SECOND).await.expect("staff are told");
    assert_eq!(own.all(SECOND).await, [], "the client was told of an internal note");
    // Nor when the stream is opened again from before it.
    let mut again = Stream::begin(&member, &format!("/events?after={}", earlier(&event.id)), None).await;
    let events = again.all(SECOND).await;
    // A key that nobody was told is looked up with a margin, which may hold what the demo wrote last.
    assert!(!events.is_empty() && events.iter().all(|event| !event.data.contains("ACME-1")), "{events:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_hears_of_their_engagements_and_of_no_other() {
    let app = TestApp::start().await;
    let session = app.session(&app.signed_in(ADMIN).await).await;
    let tove = app.signed_in("tove@northwind.example").await;
    // She belongs to the hospital's front desk and not to its rota.
    let mut of_rota = None;
    for number in 1..20 {
        let key = format!("ACME-{number}");
        let ticket = app.state.store().detail(&session.scope(), &key.parse().unwrap(), app.clock.now()).await.unwrap();
        of_rota = of_rota.or(ticket.filter(|one| one.engagement.id.as_str() == "st-agnes-rota").map(|_| key));
    }
    let of_rota = of_rota.expect("a ticket of the rota");
    let mut stream = Stream::open(&tove, "/events").await;
    write(&app, &of_rota, Visibility::Public).await;
    write(&app, "BRIM-1", Visibility::Internal).await;
    let events = stream.all(SECOND).await;
    let told: Vec<bool> =
        ["BRIM-1", of_rota.as_str()].map(|key| events.iter().any(|one| one.data.contains(key))).into();
    assert_eq!(told, [true, false], "{events:?}");
}

/// A key a millisecond before.
fn earlier(key: &str) -> String {
    let time = u64::from_str_radix(&key[..12], 16).unwrap() - 1;
    format!("{time:012x}{}", &key[12..])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_was_away_gets_exactly_what_it_missed() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let mut stream = Stream::open(&member, "/events").await;
    write(&app, "ACME-1", Visibility::Public).await;
    let last = stream.next(SECOND).await.unwrap();
    drop(stream);
    for key in ["ACME-2", "BRIM-1", "ACME-3"] {
        write(&app, key, Visibility::Public).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    for (path, header) in [("/events".to_owned(), Some(last.id.as_str())), (format!("/events?after={}", last.id), None)]
    {
        let mut stream = Stream::begin(&member, &path, header).await;
        let events = stream.all(SECOND).await;
        let data: Vec<&str> = events.iter().map(|event| event.data.as_str()).collect();
        assert_eq!(data.len(), 3, "{data:?}");
        assert!(data[0].contains("ACME-2") && data[1].contains("ACME-3") && data[2] == "{}", "{data:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_nobody_knows_means_load_everything() {
    let app = TestApp::start().await;
    let mut stream = Stream::begin(&app.signed_in(MEMBER).await, "/events", Some("nonsense")).await;
    let event = stream.next(SECOND).await.unwrap();
    assert!(event.kind == "change" && event.data.contains("\"topic\":\"refresh\""), "{event:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_session_ends_its_stream_within_five_seconds() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let mut own = Stream::open(&member, "/events").await;
    let mut other = Stream::open(&app.signed_in(OTHER_CLIENT).await, "/events").await;
    let person = app.session(&member).await.person.id;
    app.state.store().revoke_all_sessions(&person).await.unwrap();
    let told = own.next(5 * SECOND).await.expect("told that it is over");
    assert_eq!(told.kind, "signed-out");
    assert!(own.ends(SECOND).await);
    assert!(!other.ends(SECOND).await, "other people's streams go on");
    assert_eq!(member.get("/events").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_stream_of_that_session_only() {
    let app = TestApp::start().await;
    let (mut phone, laptop) = (app.signed_in(MEMBER).await, app.signed_in(MEMBER).await);
    let mut on_phone = Stream::open(&phone, "/events").await;
    let mut on_laptop = Stream::open(&laptop, "/events").await;
    phone.post("/sign-out", &[]).await;
    assert_eq!(on_phone.next(5 * SECOND).await.map(|event| event.kind).as_deref(), Some("signed-out"));
    assert!(!on_laptop.ends(SECOND).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_streams_are_refused_and_seats_come_back() {
    let app = TestApp::start_with(|config| config.requests.live_streams = 2).await;
    let member = app.signed_in(MEMBER).await;
    let first = Stream::open(&member, "/events").await;
    let _second = Stream::open(&member, "/events").await;
    let third = member.get("/events").await;
    assert_eq!(third.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(third.headers()["retry-after"], "2");
    drop(first);
    let deadline = tokio::time::Instant::now() + 5 * SECOND;
    while member.request(reqwest::Method::GET, "/events").send().await.unwrap().status() != StatusCode::OK {
        assert!(tokio::time::Instant::now() < deadline, "the seat was not given back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_disabled_hears_no_more() {
    let app = TestApp::start().await;
    let admin = app.session(&app.signed_in(ADMIN).await).await;
    let member = app.signed_in(MEMBER).await;
    let mut stream = Stream::open(&member, "/events").await;
    let store = app.state.store();
    let person = store.person_by_email(&Email::parse(MEMBER).unwrap()).await.unwrap().unwrap().person;
    let draft = store::access::PersonDraft {
        name: person.name.clone(),
        email: MEMBER.to_owned(),
        role: person.role.as_str().to_owned(),
        client: person.client.as_ref().map(ToString::to_string).unwrap_or_default(),
        title: person.title.clone(),
        zone: person.zone.clone(),
        disabled: true,
        engagements: Vec::new(),
    };
    store.update_person(&admin.scope(), &admin.actor(), &person.id, person.rev, &draft).await.unwrap();
    assert_eq!(stream.next(5 * SECOND).await.map(|event| event.kind).as_deref(), Some("signed-out"));
}
