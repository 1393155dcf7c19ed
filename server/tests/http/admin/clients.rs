//! `/clients`.

use reqwest::StatusCode;

use super::{accepted, answered, refused_fields, rev_of, value_of};
use crate::support::{ADMIN, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn a_client_is_added_and_listed_and_its_page_says_what_comes_next() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let to = accepted(
        &mut admin,
        "/clients",
        &[("name", " Nordlicht Klinik "), ("prefix", "nord"), ("zone", "Europe/Berlin")],
    )
    .await;
    let page = admin.page(&to).await;
    assert!(page.contains("Nordlicht Klinik was added"), "the notice is shown");
    assert!(page.contains("Nobody can sign in for this client yet") && page.contains("/people/new?client="));
    assert_eq!(value_of(&page, "prefix"), "NORD", "a prefix is read in either case");
    assert!(admin.page("/clients").await.contains("Nordlicht Klinik"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_field_of_a_client_is_named_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let page = answered(&mut admin, refused, "/clients", &[("name", ""), ("prefix", "4"), ("zone", "Berlin")]).await;
    assert_eq!(refused_fields(&page), ["name", "prefix", "zone"]);
    assert_eq!((value_of(&page, "prefix").as_str(), value_of(&page, "zone").as_str()), ("4", "Berlin"));
    assert!(page.contains("3 things need your attention"));
    let page =
        answered(&mut admin, refused, "/clients", &[("name", "Twin"), ("prefix", "BRIM"), ("zone", "UTC")]).await;
    assert_eq!(refused_fields(&page), ["prefix"]);
    assert!(!admin.page("/clients").await.contains("Twin"), "nothing was saved");
    // Tickets carry the prefix already.
    let rev = rev_of(&admin, "/clients/brimley").await;
    let fields = [("rev", rev.as_str()), ("name", "Brimley Care"), ("prefix", "CARE"), ("zone", "Europe/London")];
    assert_eq!(refused_fields(&answered(&mut admin, refused, "/clients/brimley", &fields).await), ["prefix"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_of_two_admins_sees_what_changed_and_keeps_their_text() {
    let app = TestApp::start().await;
    let (mut first, mut second) = (app.signed_in(ADMIN).await, app.signed_in(ADMIN).await);
    let rev = rev_of(&second, "/clients/brimley").await;
    let theirs = [("rev", rev.as_str()), ("name", "Brimley Care Group"), ("prefix", "BRIM"), ("zone", "Europe/London")];
    accepted(&mut first, "/clients/brimley", &theirs).await;
    let mine = [("rev", rev.as_str()), ("name", "Brimley Homes"), ("prefix", "BRIM"), ("zone", "Europe/London")];
    let page = answered(&mut second, StatusCode::CONFLICT, "/clients/brimley", &mine).await;
    assert!(page.contains("Name is now “Brimley Care Group”."), "what changed is told");
    assert!(!page.contains("Time zone is now"), "what agrees is not");
    assert_eq!(value_of(&page, "name"), "Brimley Homes", "what was typed stays");
    assert!(first.page("/clients").await.contains("Brimley Care Group"), "nothing was overwritten");
    // Knowing it, the second one may save.
    let rev = value_of(&page, "rev");
    let again = [("rev", rev.as_str()), ("name", "Brimley Homes"), ("prefix", "BRIM"), ("zone", "Europe/London")];
    assert_eq!(accepted(&mut second, "/clients/brimley", &again).await, "/clients");
    assert!(first.page("/clients").await.contains("Brimley Homes"));
}
