//! Somebody else was quicker (409), or something is missing (422): what was typed and chosen is in the page that answers.

use domain::ids::TicketKey;
use reqwest::StatusCode;

use super::support::{ADMIN, AGENT, Browser, OTHER_CLIENT, TestApp};

/// Reports an issue of Brimley Care, in whose team everybody is.
async fn reported(app: &TestApp) -> TicketKey {
    let client = app.signed_in(OTHER_CLIENT).await;
    app.report(&client, "The ward list is empty", "Since this morning", "wish").await
}

/// Sends a form that was drawn right after the report, and answers with the part of the page that holds it again.
async fn refused(browser: &mut Browser, address: &str, fields: &[(&str, &str)], status: StatusCode) -> String {
    let fields = [&[("version", "1")][..], fields].concat();
    let response = browser.post(address, &fields).await;
    assert_eq!(response.status(), status, "{address}");
    let page = response.text().await.unwrap();
    let part = page.split("class=\"refused\"").nth(1).unwrap_or_else(|| panic!("no form in {page}"));
    part.split("</section>").next().unwrap().to_owned()
}

/// Sends a form that must be accepted.
async fn accepted(browser: &mut Browser, address: &str, fields: &[(&str, &str)]) {
    let fields = [&[("version", "1")][..], fields].concat();
    assert_eq!(browser.post(address, &fields).await.status(), StatusCode::SEE_OTHER, "{address}");
}

/// Whether a field stands in sight, whatever is chosen, with this text in it.
fn is_in_sight(form: &str, name: &str, text: &str) -> bool {
    let parts = form.split("class=\"show-all\"").skip(1);
    let mut fields = parts.flat_map(|part| part.split("class=\"need ").skip(1));
    fields.any(|field| field.contains(&format!("name=\"{name}\"")) && field.contains(text))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_for_a_state_that_is_gone_stays() {
    let app = TestApp::start().await;
    let key = reported(&app).await;
    let (mut first, mut second) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let address = format!("/tickets/{key}/state");
    accepted(&mut first, &address, &[("state", "resolved"), ("reason", "It was the cable.")]).await;
    let typed = [
        ("state", "waiting_on_client"),
        ("reason", "Which ward is it?"),
        ("workaround", "The list on paper"),
        ("target_window", "week 50"),
        ("pause_reason", "their-supplier"),
        ("duplicate_of", "ACME-7"),
    ];
    let form = refused(&mut second, &address, &typed, StatusCode::CONFLICT).await;
    assert!(!form.contains("value=\"waiting_on_client\""), "it cannot wait any more: {form}");
    for (name, text) in &typed[1..4] {
        assert!(is_in_sight(&form, name, text), "{name}: {form}");
    }
    // No state on offer takes these: they can be read and copied.
    assert!(form.contains("What you typed") && form.contains("readonly"), "{form}");
    assert!(form.contains("value=\"ACME-7\"") && form.contains("value=\"their-supplier\""), "{form}");
    assert!(!form.contains("name=\"duplicate_of\"") && !form.contains("name=\"pause_reason\""), "{form}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_its_state_still_asks_for_is_shown_once() {
    let app = TestApp::start().await;
    let key = reported(&app).await;
    let (mut first, mut second) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    accepted(&mut first, &format!("/tickets/{key}/assign"), &[("assignee", "tove")]).await;
    let typed = [("state", "resolved"), ("reason", "A setting was off.")];
    let form = refused(&mut second, &format!("/tickets/{key}/state"), &typed, StatusCode::CONFLICT).await;
    assert_eq!(form.matches(">A setting was off.</textarea>").count(), 1, "{form}");
    assert!(!form.contains("What you typed") && !form.contains("show-all"), "its state shows it: {form}");
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_keeps_what_was_typed_whoever_was_quicker_and_whatever_is_missing() {
    let app = TestApp::start().await;
    let key = reported(&app).await;
    let (mut first, mut second) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let address = format!("/tickets/{key}/accept");
    let long = "x".repeat(domain::ticket::FACT_MAX + 1);
    let typed = [("workaround", "The list on paper"), ("impact", long.as_str())];
    let form = refused(&mut second, &address, &typed, StatusCode::UNPROCESSABLE_ENTITY).await;
    assert!(form.contains("href=\"#ac-impact\"") && !form.contains("href=\"#ac-workaround\""), "{form}");
    assert!(is_in_sight(&form, "workaround", ">The list on paper</textarea>"), "{form}");

    accepted(&mut first, &format!("/tickets/{key}/assign"), &[("assignee", "tove")]).await;
    let form = refused(&mut second, &address, &typed[..1], StatusCode::CONFLICT).await;
    assert!(form.contains("It was not accepted"), "{form}");
    assert!(is_in_sight(&form, "workaround", ">The list on paper</textarea>"), "{form}");
    assert!(!form.contains("name=\"impact\""), "nobody asked for it: {form}");
}

#[tokio::test(flavor = "multi_thread")]
async fn assigning_keeps_who_was_chosen() {
    let app = TestApp::start().await;
    let key = reported(&app).await;
    let (mut first, mut second) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let address = format!("/tickets/{key}/assign");
    accepted(&mut first, &address, &[("assignee", "tove")]).await;
    for (chosen, shown) in [("tomas", "tomas"), ("", ""), ("somebody-who-left", "tove")] {
        let status =
            if chosen == "somebody-who-left" { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
        let form = refused(&mut second, &address, &[("assignee", chosen)], status).await;
        assert!(form.contains(&format!("value=\"{shown}\" selected")), "{chosen}: {form}");
        assert_eq!(form.matches(" selected").count(), 1, "{chosen}: {form}");
    }
}
