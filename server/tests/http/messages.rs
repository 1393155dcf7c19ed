//! Writing on a ticket: once however often it is sent, never into the void, and refusals that say why to both sides.

use std::collections::BTreeSet;

use domain::ids::TicketKey;
use domain::ticket::{Command, EventKind, StateChange, TicketState};
use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};

use super::support::{ADMIN, Browser, MEMBER, TestApp, form};

/// Reports an issue in the store and answers with its key.
async fn reported(app: &TestApp, browser: &Browser) -> TicketKey {
    app.report(browser, "The ward list is empty", "Since this morning", "wish").await
}

async fn messages(app: &TestApp, key: &TicketKey) -> Vec<String> {
    let session = app.session(&app.signed_in(ADMIN).await).await;
    let detail = app.state.store().detail(&session.scope(), key, app.clock.now()).await.unwrap().unwrap();
    detail
        .events
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::MessageAdded { body, .. } => Some(body),
            _ => None,
        })
        .collect()
}

async fn resolve(app: &TestApp, key: &TicketKey) {
    let session = app.session(&app.signed_in(ADMIN).await).await;
    let command = Command::ChangeState(StateChange::to(TicketState::Resolved));
    let store = app.state.store();
    store.command(&session.scope(), &session.actor(), key, None, command, app.clock.now()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_sent_twice_is_written_once_and_another_text_is_another_message() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let key = reported(&app, &member).await;
    let address = format!("/tickets/{key}/messages");
    for body in ["It got worse.", "It got worse.", "And worse."] {
        let response = member.post_files(&address, form(&[("draft", "d1"), ("kind", "public"), ("body", body)])).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }
    let answer = form(&[("draft", "d1"), ("kind", "public"), ("body", "It got worse."), ("version", "1")]);
    app.signed_in(ADMIN).await.post_files(&address, answer).await;
    assert_eq!(messages(&app, &key).await, ["It got worse.", "And worse.", "It got worse."]);
    let page = member.page(&format!("/tickets/{key}")).await;
    assert!(page.contains(r#"name="draft" value=""#) && !page.contains(r#"name="draft" value="""#));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_sent_twice_is_one_ticket_and_with_another_text_another() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let session = app.session(&member).await;
    let engagement = app.state.store().directory().engagements(&session.scope())[0].id.to_string();
    let mut places = Vec::new();
    for title in ["It stops", "It stops", "It starts"] {
        let fields = [
            ("draft", "d2"),
            ("engagement", engagement.as_str()),
            ("title", title),
            ("what_happens", "Since this morning"),
            ("impact", "wish"),
        ];
        let response = member.post_files("/report", form(&fields)).await;
        places.push(response.headers()["location"].to_str().unwrap().to_owned());
    }
    assert!(places[0] == places[1] && places[1] != places[2], "{places:?}");
}

/// A form with a file, if there is one: its name and its text.
fn with_file(form: Form, file: Option<(&'static str, &'static str)>) -> Form {
    match file {
        Some((name, text)) => form.part("files", Part::text(text).file_name(name)),
        None => form,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_was_corrected_or_got_a_file_is_not_swallowed() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let session = app.session(&member).await;
    let engagement = app.state.store().directory().engagements(&session.scope())[0].id.to_string();
    let sendings = [
        ("wish", "", None),
        ("blocked", "", None),
        ("blocked", "Payroll", None),
        ("wish", "", Some(("app.log", "one"))),
        ("wish", "", Some(("app.log", "two"))),
        ("wish", "", Some(("db.log", "two"))),
    ];
    let mut places = Vec::new();
    for (impact, blocks, file) in sendings.into_iter().chain(sendings) {
        let fields = [
            ("draft", "d3"),
            ("engagement", engagement.as_str()),
            ("title", "It stops"),
            ("what_happens", "Since this morning"),
            ("blocks", blocks),
            ("impact", impact),
        ];
        let response = member.post_files("/report", with_file(form(&fields), file)).await;
        places.push(response.headers()["location"].to_str().unwrap().to_owned());
    }
    let (first, again) = places.split_at(sendings.len());
    assert_eq!(first.iter().collect::<BTreeSet<_>>().len(), sendings.len(), "{places:?}");
    assert_eq!(first, again, "what was sent twice counts once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_got_a_file_or_another_promise_is_not_swallowed() {
    let app = TestApp::start().await;
    let key = reported(&app, &app.signed_in(MEMBER).await).await;
    let admin = app.signed_in(ADMIN).await;
    let sendings = [("", None), ("", Some(("app.log", "one"))), ("15", None)];
    for (promise, file) in sendings.into_iter().chain(sendings) {
        let fields = [("draft", "d4"), ("kind", "public"), ("body", "Look here."), ("promise", promise)];
        let response = admin.post_files(&format!("/tickets/{key}/messages"), with_file(form(&fields), file)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{}", response.text().await.unwrap());
    }
    assert_eq!(messages(&app, &key).await, ["Look here."; 3]);
    assert!(admin.page(&format!("/tickets/{key}")).await.contains("app.log"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_writes_on_a_resolved_ticket_is_open_work_again_and_says_so() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let key = reported(&app, &member).await;
    resolve(&app, &key).await;
    let address = format!("/tickets/{key}");
    assert!(member.page(&address).await.contains("Writing here opens the issue again."));
    let message = form(&[("kind", "public"), ("body", "Still broken!")]);
    let mut member = member;
    let response = member.post_files(&format!("{address}/messages"), message).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    member.keep_cookies(&response);
    assert!(member.page(&address).await.contains("Sent. We are on it again."));
    let staff = app.signed_in(ADMIN).await.page(&address).await;
    assert!(staff.contains("Still broken!") && staff.contains("In progress"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clients_refused_action_says_why() {
    let app = TestApp::start().await;
    let mut member = app.signed_in(MEMBER).await;
    let key = reported(&app, &member).await;
    let response = member.post(&format!("/tickets/{key}/confirm"), &[("version", "1")]).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = response.text().await.unwrap();
    assert!(page.contains("It was not closed") && page.contains("Only a resolved ticket can be confirmed"), "{page}");
    let response = member.post(&format!("/tickets/{key}/participants"), &[("person", "nobody")]).await;
    let page = response.text().await.unwrap();
    assert!(page.contains("Nobody was added") && page.contains("Choose somebody of this client"), "{page}");
    assert!(!page.contains("href=\"#x-"), "it leads to a field that is not there");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_action_leaves_what_changed_meanwhile_and_says_so() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let (first, second) = (reported(&app, &member).await, reported(&app, &member).await);
    let mut admin = app.signed_in(ADMIN).await;
    let me = app.session(&admin).await.person.id.to_string();
    let amal = app.session(&app.signed_in("amal@northwind.example").await).await.person.id.to_string();
    let taken = admin.post(&format!("/tickets/{first}/assign"), &[("version", "1"), ("assignee", &amal)]).await;
    assert_eq!(taken.status(), StatusCode::SEE_OTHER);
    let [one, two] = [format!("{first}:1"), format!("{second}:1")];
    admin.post("/inbox/bulk", &[("keys", &one), ("keys", &two), ("assignee", &me)]).await;
    let page = admin.page("/inbox").await;
    assert!(page.contains("1 ticket is Mira") && page.contains("1 ticket changed meanwhile"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_report_names_the_texts_although_the_product_is_missing_too() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    let response = admin.post_files("/tickets/new", form(&[("title", ""), ("what_happens", "")])).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = response.text().await.unwrap();
    for field in ["engagement", "reporter", "title", "what_happens", "impact"] {
        assert!(page.contains(&format!("href=\"#r-{field}\"")), "{field} is not named");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_product_brings_the_proposals_of_its_own_policy() {
    let app = TestApp::start().await;
    let page = app.signed_in(ADMIN).await.page("/tickets/new").await;
    for policy in ["0", "1"] {
        let mark = format!("data-policy=\"{policy}\"");
        let marked =
            |tag: &str| page.split(tag).skip(1).filter(|rest| rest.split('>').next().unwrap().contains(&mark)).count();
        assert_eq!(marked("<span"), 4, "a sentence for each impact of policy {policy}");
        assert!(marked("<option") >= 1, "a product of policy {policy}");
    }
}
