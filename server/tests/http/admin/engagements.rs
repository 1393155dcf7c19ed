//! `/engagements`.

use std::time::Duration;

use domain::ticket::Command;
use reqwest::StatusCode;
use store::tickets::InboxFilter;

use super::{accepted, answered, refused_fields, rev_of};
use crate::support::{ADMIN, AGENT, Stream, TestApp, text_of};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const BRIMLEY: [(&str, &str); 9] = [
    ("client", "brimley"),
    ("product", "rota-hrm"),
    ("phase", "hypercare"),
    ("go_live", "2026-11-20"),
    ("plan", "hrm-go-live-care"),
    ("policy", ""),
    ("calendar", ""),
    ("supplier_owner", "mira"),
    ("buyer_owner", "ruth"),
];

/// The form with a revision and other values in some fields.
fn with<'a>(rev: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let value =
        |name: &str, known: &'a str| other.iter().find(|(field, _)| *field == name).map_or(known, |(_, value)| *value);
    let fields = BRIMLEY.iter().map(|(name, known)| (*name, value(name, known)));
    std::iter::once(("rev", rev)).chain(fields).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_grouped_by_phase_with_dates_plans_and_owners() {
    let app = TestApp::start().await;
    let page = app.signed_in(ADMIN).await.page("/engagements").await;
    let order: Vec<_> = ["Onboarding", "Launch", "Hypercare", "Run"]
        .iter()
        .map(|phase| page.find(&format!("aria-label=\"{phase}\"")).unwrap())
        .collect();
    assert!(order.is_sorted(), "phases come in their order");
    for words in ["No date yet", "in 2 days", "2 days ago", "Mira Kovač", "Ruth Bell", "HRM go-live care"] {
        assert!(page.contains(words), "{words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engagement_takes_policy_and_calendar_from_its_plan() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let fields = [
        ("client", "luma"),
        ("product", "rota-hrm"),
        ("phase", "onboarding"),
        ("go_live", ""),
        ("plan", "hrm-go-live-care"),
        ("supplier_owner", "mira"),
        ("buyer_owner", "ivana"),
    ];
    assert_eq!(accepted(&mut admin, "/engagements", &fields).await, "/engagements");
    let directory = app.state.store().directory();
    let made = directory
        .engagements(&app.session(&admin).await.scope())
        .into_iter()
        .find(|one| one.client.as_str() == "luma" && one.product.as_str() == "rota-hrm")
        .unwrap()
        .clone();
    assert_eq!((made.policy.as_str(), made.calendar.as_str()), ("hrm-route", "london-office"));
    assert_eq!(made.go_live, None);
    let page = admin.page(&format!("/engagements/{}", made.id)).await;
    assert!(page.contains("As the plan says: London office hours"), "the form says where they come from");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_field_of_an_engagement_is_named() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let page = answered(&mut admin, REFUSED, "/engagements", &[]).await;
    assert_eq!(refused_fields(&page), ["client", "product", "phase", "plan", "policy", "calendar"]);
    let cases = [
        ("phase", "paused"),
        ("go_live", "2026-02-30"),
        ("plan", "none-such"),
        ("policy", "none-such"),
        ("calendar", "none-such"),
        ("supplier_owner", "ruth"),
        ("supplier_owner", "none-such"),
        ("buyer_owner", "mira"),
        ("buyer_owner", "ivana"),
        ("product", "frontdesk"),
    ];
    let rev = rev_of(&admin, "/engagements/brimley-rota").await;
    for (field, value) in cases {
        let page = answered(&mut admin, REFUSED, "/engagements/brimley-rota", &with(&rev, &[(field, value)])).await;
        assert!(refused_fields(&page).contains(&field.to_owned()), "{field}={value}: {:?}", refused_fields(&page));
    }
    let elsewhere = with(&rev, &[("client", "luma"), ("buyer_owner", "")]);
    let page = answered(&mut admin, REFUSED, "/engagements/brimley-rota", &elsewhere).await;
    assert_eq!(refused_fields(&page), ["client"], "its tickets belong to the client");
    assert_eq!(rev_of(&admin, "/engagements/brimley-rota").await, rev, "nothing was saved");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_people_of_the_own_side_and_client_are_offered() {
    let app = TestApp::start().await;
    let page = app.signed_in(ADMIN).await.page("/engagements/brimley-rota").await;
    assert!(page.contains("Helen Wu") && !page.contains("Ivana") && !page.contains("Carmel"));
}

/// Tove is not in the team. She is signed in, and a page of hers is open.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_owner_sees_the_engagement_and_hears_of_its_tickets_at_once() {
    let app = TestApp::start().await;
    let (mut admin, tove) = (app.signed_in(ADMIN).await, app.signed_in("tove@northwind.example").await);
    let session = app.session(&admin).await;
    let listed = app.state.store().inbox(&session.scope(), &InboxFilter::default(), None, 500).await.unwrap().rows;
    let key = listed.into_iter().find(|row| row.engagement.as_str() == "st-agnes-rota").unwrap().key;
    let (path, ticket) = ("/engagements/st-agnes-rota", format!("/tickets/{key}"));
    let mut stream = Stream::open(&tove, "/events").await;
    for address in [path, ticket.as_str()] {
        assert_eq!(tove.get(address).await.status(), StatusCode::NOT_FOUND, "{address}");
    }
    let rev = rev_of(&admin, path).await;
    let fields = [
        ("rev", rev.as_str()),
        ("client", "st-agnes"),
        ("product", "rota-hrm"),
        ("phase", "run"),
        ("go_live", ""),
        ("plan", "hrm-go-live-care"),
        ("policy", ""),
        ("calendar", "halifax-office"),
        ("supplier_owner", "tove"),
        ("buyer_owner", "carmel"),
    ];
    accepted(&mut admin, path, &fields).await;
    for address in [path, ticket.as_str()] {
        assert_eq!(tove.get(address).await.status(), StatusCode::OK, "{address}");
    }
    let note = Command::Note { body: "Tove looks after them now.".to_owned(), attachments: Vec::new() };
    let store = app.state.store();
    store.command(&session.scope(), &session.actor(), &key, None, note, app.clock.now()).await.unwrap();
    let told = stream.all(Duration::from_secs(1)).await;
    assert!(told.iter().any(|event| event.data.contains(&format!("\"{key}\""))), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_at_once_are_told_by_name_of_the_field() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let rev = rev_of(&admin, "/engagements/brimley-rota").await;
    accepted(&mut admin, "/engagements/brimley-rota", &with(&rev, &[("phase", "run"), ("buyer_owner", "helen")])).await;
    let page = answered(
        &mut admin,
        StatusCode::CONFLICT,
        "/engagements/brimley-rota",
        &with(&rev, &[("go_live", "2026-12-01")]),
    )
    .await;
    for words in [
        "Phase is now “Run”.",
        "Owner on the client&#x27;s side is now “Helen Wu”.",
        "Go-live date is now “2026-11-20”.",
    ] {
        assert!(page.contains(words) || page.contains(&words.replace("&#x27;", "'")), "{words}");
    }
    assert!(page.contains("value=\"2026-12-01\""), "what was typed stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_engagement_stays_listed_but_offers_no_report() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let rev = rev_of(&admin, "/engagements/brimley-rota").await;
    accepted(&mut admin, "/engagements/brimley-rota", &with(&rev, &[("phase", "closed")])).await;
    assert!(admin.page("/engagements").await.contains("aria-label=\"Closed\""));
    let report = app.signed_in("ruth@brimley.example").await.get("/report").await.text().await.unwrap();
    assert!(!report.contains("value=\"brimley-rota\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn promises_that_cannot_be_worked_out_are_shown_to_admins_where_they_work() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let places = ["/inbox", "/engagements", "/engagements/brimley-rota"];
    for path in places {
        assert!(!admin.page(path).await.contains("Settings need repair"), "{path}: nothing is broken yet");
    }
    // The triage of P1 "the same business day" has no closing time there.
    let always = [("rev", "0"), ("name", "Day and night"), ("zone", "Europe/London"), ("always_open", "yes")];
    accepted(&mut admin, "/calendars", &always).await;
    let directory = app.state.store().directory();
    let hours = directory.calendars().into_iter().find(|calendar| calendar.name == "Day and night").unwrap();
    let hours = hours.id.to_string();
    let fields = with("0", &[("client", "luma"), ("calendar", &hours), ("buyer_owner", "ivana")]);
    accepted(&mut admin, "/engagements", &fields).await;
    let directory = app.state.store().directory();
    let scope = app.session(&admin).await.scope();
    let made = directory.engagements(&scope).into_iter().find(|one| one.calendar.as_str() == hours).unwrap();
    let made = format!("/engagements/{}", made.id);
    let inbox = text_of(&admin.page("/inbox").await);
    let line = "Settings need repair. Not every promise can be worked out: Luma Dental: Rota HRM.";
    assert!(inbox.contains(line), "{inbox}");
    for path in ["/engagements", &made] {
        let page = admin.page(path).await;
        let text = text_of(&page);
        assert!(text.contains("Settings need repair") && text.contains("Luma Dental: Rota HRM"), "{path}: {text}");
        let cause = "Triage of P1: “Same business day” needs a calendar with closing times";
        assert!(text.contains(cause), "{path}: {text}");
        assert!(
            page.contains(&format!("href=\"/calendars/{hours}\"")) && page.contains("href=\"/policies/hrm-route\"")
        );
    }
    let other = admin.page("/engagements/brimley-rota").await;
    assert!(!other.contains("Settings need repair"), "it is not that engagement's");
    let agent = app.signed_in(AGENT).await;
    for path in &places[..2] {
        assert!(!agent.page(path).await.contains("Settings need repair"), "{path}: only admins can repair it");
    }
    // A closed engagement takes no tickets and needs no repair.
    let rev = rev_of(&admin, &made).await;
    let closed = with(&rev, &[("client", "luma"), ("calendar", &hours), ("buyer_owner", "ivana"), ("phase", "closed")]);
    accepted(&mut admin, &made, &closed).await;
    assert!(!admin.page("/inbox").await.contains("Settings need repair"));
}
