//! `/people`.

use reqwest::StatusCode;
use reqwest::header::CACHE_CONTROL;

use super::{accepted, answered, refused_fields, rev_of, value_of};
use crate::support::{ADMIN, AGENT, TestApp, text_of};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const AMAL: [(&str, &str); 7] = [
    ("name", "Amal Jain"),
    ("email", AGENT),
    ("title", "Support engineer, platform"),
    ("zone", ""),
    ("role", "agent"),
    ("client", ""),
    ("engagements", "brimley-rota"),
];

fn amal<'a>(rev: &'a str, other: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    let fields = AMAL.iter().map(|(name, known)| if *name == other.0 { other } else { (*name, *known) });
    std::iter::once(("rev", rev)).chain(fields).collect()
}

/// The one-time link on a page.
fn link_on(html: &str, base: &str) -> String {
    let text = text_of(html);
    let start = text.find(&format!("{base}/welcome/")).expect("a link is shown");
    text[start + base.len()..].split_whitespace().next().unwrap()[.."/welcome/".len() + 43].to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_person_gets_a_link_that_sets_a_password_once() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let fields = [
        ("name", "David Osei"),
        ("email", " David@Brimley.Example "),
        ("role", "client_member"),
        ("client", "brimley"),
        ("title", "Rota planner"),
    ];
    let response = admin.post("/people", &fields).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store", "a secret is not kept by the browser");
    let page = response.text().await.unwrap();
    assert!(page.contains("David Osei was added") && page.contains("72 hours"));
    let link = link_on(&page, &app.base);
    let mut guest = app.browser();
    assert!(guest.page(&link).await.contains("Welcome, David Osei"));
    let password = [("password", "three quiet harbour lamps"), ("password_again", "three quiet harbour lamps")];
    assert_eq!(accepted(&mut guest, &link, &password).await, "/sign-in");
    assert_eq!(guest.get(&link).await.status(), StatusCode::NOT_FOUND, "it works once");
    let sign_in = [("email", "david@brimley.example"), ("password", "three quiet harbour lamps")];
    accepted(&mut guest, "/sign-in", &sign_in).await;
    assert_eq!(guest.get("/home").await.status(), StatusCode::OK);
    assert!(admin.page("/people").await.contains("David Osei"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_field_of_a_person_is_named_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let page =
        answered(&mut admin, REFUSED, "/people", &[("name", ""), ("email", "neil@"), ("role", ""), ("zone", "Mars")])
            .await;
    assert_eq!(refused_fields(&page), ["name", "email", "zone", "role"]);
    assert_eq!(value_of(&page, "email"), "neil@");
    let rev = rev_of(&admin, "/people/amal").await;
    let long = "x".repeat(81);
    let cases = [
        ("email", "ruth@brimley.example"),
        ("title", long.as_str()),
        ("name", long.as_str()),
        ("client", "brimley"),
        ("role", "root"),
        ("engagements", "none-such"),
    ];
    for (field, value) in cases {
        let page = answered(&mut admin, REFUSED, "/people/amal", &amal(&rev, (field, value))).await;
        assert_eq!(refused_fields(&page), [field], "{field}={value}");
    }
    let page = answered(&mut admin, REFUSED, "/people/amal", &amal(&rev, ("role", "client_owner"))).await;
    assert_eq!(refused_fields(&page), ["client"], "a client's person belongs to a client");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_engagements_decide_what_they_see() {
    let app = TestApp::start().await;
    let (mut admin, agent) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    assert_eq!(agent.get("/engagements/st-agnes-rota").await.status(), StatusCode::OK);
    let rev = rev_of(&admin, "/people/amal").await;
    accepted(&mut admin, "/people/amal", &amal(&rev, ("title", "Engineer"))).await;
    assert_eq!(agent.get("/engagements/st-agnes-rota").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(agent.get("/engagements/brimley-rota").await.status(), StatusCode::OK);
    let page = answered(&mut admin, StatusCode::CONFLICT, "/people/amal", &amal(&rev, ("title", "Boss"))).await;
    assert!(page.contains("Job title is now “Engineer”."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_person_is_out_at_once_and_back_when_enabled() {
    let app = TestApp::start().await;
    let (mut admin, agent) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let rev = rev_of(&admin, "/people/amal").await;
    assert_eq!(accepted(&mut admin, "/people/amal/disable", &[("rev", &rev)]).await, "/people/amal");
    assert_eq!(agent.get("/inbox").await.status(), StatusCode::SEE_OTHER, "signed out everywhere");
    let page = admin.page("/people/amal").await;
    assert!(page.contains("disabled and signed out everywhere") && page.contains("Enable again"));
    assert_eq!(accepted(&mut admin, "/people/amal/link", &[]).await, "/people/amal");
    assert!(admin.page("/people/amal").await.contains("Enable them first"), "no link for a disabled person");
    // A stale button changes nothing and says so.
    accepted(&mut admin, "/people/amal/enable", &[("rev", &rev)]).await;
    assert!(admin.page("/people/amal").await.contains("Somebody else saved Amal Jain meanwhile"));
    let rev = rev_of(&admin, "/people/amal").await;
    accepted(&mut admin, "/people/amal/enable", &[("rev", &rev)]).await;
    assert_eq!(app.signed_in(AGENT).await.get("/inbox").await.status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_shuts_themselves_out() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let rev = rev_of(&admin, "/people/mira").await;
    accepted(&mut admin, "/people/mira/disable", &[("rev", &rev)]).await;
    assert!(admin.page("/people/mira").await.contains("You cannot disable yourself"));
    let fields = [("rev", rev.as_str()), ("name", "Mira Kovač"), ("email", ADMIN), ("role", "agent")];
    assert_eq!(refused_fields(&answered(&mut admin, REFUSED, "/people/mira", &fields).await), ["role"]);
    assert_eq!(admin.get("/people/new").await.status(), StatusCode::OK, "still an admin");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_role_ends_the_sessions_from_before() {
    let app = TestApp::start().await;
    let (mut admin, agent) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let rev = rev_of(&admin, "/people/amal").await;
    accepted(&mut admin, "/people/amal", &amal(&rev, ("role", "admin"))).await;
    assert_eq!(agent.get("/inbox").await.status(), StatusCode::SEE_OTHER);
}
