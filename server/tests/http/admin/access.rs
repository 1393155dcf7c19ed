//! Admins edit, agents read, for everybody else it does not exist.

use reqwest::StatusCode;

use super::{accepted, rev_of};
use crate::support::{ADMIN, AGENT, MEMBER, TestApp};

/// Every page that staff read, with an object of the demo.
const PAGES: [&str; 14] = [
    "/clients",
    "/clients/brimley",
    "/products",
    "/products/rota-hrm",
    "/plans",
    "/plans/standard-care",
    "/engagements",
    "/engagements/brimley-rota",
    "/people",
    "/people/ruth",
    "/policies",
    "/policies/hrm-route",
    "/calendars",
    "/calendars/london-office",
];
const EDITING: [&str; 5] = ["/clients/new", "/products/new", "/plans/new", "/engagements/new", "/people/new"];
const FORMS: [&str; 13] = [
    "/clients",
    "/clients/brimley",
    "/products",
    "/products/rota-hrm",
    "/plans",
    "/plans/standard-care",
    "/engagements",
    "/engagements/brimley-rota",
    "/people",
    "/people/ruth",
    "/people/ruth/link",
    "/people/ruth/disable",
    "/people/ruth/enable",
];

#[tokio::test(flavor = "multi_thread")]
async fn admins_edit_agents_read_and_clients_find_nothing() {
    let app = TestApp::start().await;
    let (mut admin, mut agent) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let (mut client, mut nobody) = (app.signed_in(MEMBER).await, app.browser());
    for path in PAGES {
        assert_eq!(admin.get(path).await.status(), StatusCode::OK, "admin {path}");
        assert_eq!(agent.get(path).await.status(), StatusCode::OK, "agent {path}");
        assert_eq!(client.get(path).await.status(), StatusCode::NOT_FOUND, "client {path}");
        assert_eq!(nobody.get(path).await.status(), StatusCode::SEE_OTHER, "nobody {path}");
    }
    for path in EDITING {
        assert_eq!(admin.get(path).await.status(), StatusCode::OK, "admin {path}");
        assert_eq!(agent.get(path).await.status(), StatusCode::FORBIDDEN, "agent {path}");
        assert_eq!(client.get(path).await.status(), StatusCode::NOT_FOUND, "client {path}");
    }
    for path in FORMS {
        assert_eq!(agent.post(path, &[]).await.status(), StatusCode::FORBIDDEN, "agent {path}");
        assert_eq!(client.post(path, &[]).await.status(), StatusCode::NOT_FOUND, "client {path}");
        assert_eq!(nobody.post(path, &[]).await.status(), StatusCode::UNAUTHORIZED, "nobody {path}");
        let missing = path
            .replace("brimley-rota", "x")
            .replace("brimley", "x")
            .replace("rota-hrm", "x")
            .replace("standard-care", "x")
            .replace("ruth", "x");
        if missing != path {
            assert_eq!(admin.post(&missing, &[("rev", "1")]).await.status(), StatusCode::NOT_FOUND, "admin {missing}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_see_why_there_is_no_button_and_only_their_own_engagements() {
    let app = TestApp::start().await;
    let (mut admin, agent) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    for path in PAGES.iter().filter(|path| !path.starts_with("/policies") && !path.starts_with("/calendars")) {
        let page = agent.page(path).await;
        assert!(page.contains("Only admins change this. Ask Mira Kovač."), "{path}");
        assert!(!page.contains(">Save<") && !page.contains("/new\""), "{path} offers a form");
    }
    let rev = rev_of(&admin, "/people/amal").await;
    let only_brimley = [("name", "Amal Jain"), ("email", AGENT), ("role", "agent"), ("engagements", "brimley-rota")];
    let fields: Vec<_> = std::iter::once(("rev", rev.as_str())).chain(only_brimley).collect();
    accepted(&mut admin, "/people/amal", &fields).await;
    assert_eq!(agent.get("/engagements/luma-frontdesk").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(agent.get("/clients/luma").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(agent.get("/people/ivana").await.status(), StatusCode::NOT_FOUND);
    for path in ["/engagements", "/clients", "/people", "/products", "/plans/standard-care"] {
        let page = agent.page(path).await;
        assert!(!page.contains("Luma Dental") && !page.contains("Ivana"), "{path} shows a foreign client");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_never_becomes_markup() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let nasty = "</textarea></script><script>alert(1)</script>\"'><b>";
    for path in [
        "/clients",
        "/products",
        "/plans",
        "/engagements",
        "/people",
        "/clients/brimley",
        "/plans/standard-care",
        "/people/ruth",
    ] {
        let fields = [
            "name",
            "prefix",
            "zone",
            "email",
            "title",
            "client",
            "product",
            "plan",
            "policy",
            "calendar",
            "go_live",
            "description",
            "cadence",
            "role",
        ];
        let fields: Vec<_> = fields.into_iter().map(|name| (name, nasty)).collect();
        let page = admin.post(path, &fields).await.text().await.unwrap();
        assert!(!page.contains("<script>alert") && !page.contains("<b>\""), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_forms_are_sent_to_leads_to_the_person_when_it_is_loaded_again() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    for form in ["link", "disable", "enable"] {
        let answer = admin.get(&format!("/people/ruth/{form}")).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{form}");
        assert_eq!(answer.headers()["location"], "/people/ruth", "{form}");
    }
}
