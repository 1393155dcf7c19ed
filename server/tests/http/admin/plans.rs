//! `/products` and `/plans`.

use reqwest::StatusCode;

use super::{accepted, answered, refused_fields, rev_of, value_of};
use crate::support::{ADMIN, TestApp};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

#[tokio::test(flavor = "multi_thread")]
async fn a_product_is_added_refused_and_saved() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let page = answered(&mut admin, REFUSED, "/products", &[("name", " "), ("policy", "")]).await;
    assert_eq!(refused_fields(&page), ["name", "policy"]);
    let long = "x".repeat(81);
    let page = answered(&mut admin, REFUSED, "/products", &[("name", &long), ("policy", "standard")]).await;
    assert_eq!(refused_fields(&page), ["name"]);
    assert!(page.contains(&long), "what was typed stays");
    assert_eq!(
        accepted(&mut admin, "/products", &[("name", "Family portal"), ("policy", "standard")]).await,
        "/products"
    );
    let page = admin.page("/products").await;
    assert!(page.contains("Family portal was added.") && page.contains("No client yet"));
    let rev = rev_of(&admin, "/products/rota-hrm").await;
    let fields = [("rev", rev.as_str()), ("name", "Rota HRM 2"), ("policy", "hrm-route")];
    accepted(&mut admin, "/products/rota-hrm", &fields).await;
    let fields = [("rev", rev.as_str()), ("name", "Rota"), ("policy", "standard")];
    let page = answered(&mut admin, StatusCode::CONFLICT, "/products/rota-hrm", &fields).await;
    assert!(page.contains("Name is now “Rota HRM 2”.") && page.contains("SLA policy is now"));
    assert_eq!(value_of(&page, "name"), "Rota");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_added_refused_and_saved() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let long = "x".repeat(2_001);
    let wrong = [
        ("name", ""),
        ("policy", "none-such"),
        ("calendar", ""),
        ("description", long.as_str()),
        ("cadence", long.as_str()),
    ];
    let page = answered(&mut admin, REFUSED, "/plans", &wrong).await;
    assert_eq!(refused_fields(&page), ["name", "policy", "calendar", "description", "cadence"]);
    let right = [
        ("name", "Night care"),
        ("policy", "hrm-route"),
        ("calendar", "london-office"),
        ("description", "Day\r\nand night"),
        ("cadence", ""),
    ];
    accepted(&mut admin, "/plans", &right).await;
    let page = admin.page("/plans").await;
    assert!(page.contains("Night care was added.") && page.contains("London office hours"));
    let rev = rev_of(&admin, "/plans/standard-care").await;
    let fields = [
        ("rev", rev.as_str()),
        ("name", "Standard care"),
        ("policy", "standard"),
        ("calendar", "zagreb-office"),
        ("cadence", "A call each quarter."),
    ];
    accepted(&mut admin, "/plans/standard-care", &fields).await;
    let page = answered(&mut admin, StatusCode::CONFLICT, "/plans/standard-care", &fields[..4]).await;
    assert!(page.contains("What is done how often is now “A call each quarter.”."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_without_its_revision_overwrites_nothing() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    for rev in ["", "0", "-1", "99999999999", "x"] {
        let fields = [("rev", rev), ("name", "Gone"), ("policy", "standard")];
        answered(&mut admin, StatusCode::CONFLICT, "/products/rota-hrm", &fields).await;
    }
    assert!(!admin.page("/products").await.contains("Gone"));
}
