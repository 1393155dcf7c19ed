//! `/policies`: new versions with their preview, refusals, and open tickets that are moved by choice.

use domain::ids::PolicyId;
use domain::ticket::EventKind;
use domain::time::Seconds;
use reqwest::StatusCode;

use super::{accepted, answered};
use crate::support::{ADMIN, AGENT, Browser, OTHER_CLIENT, TestApp, text_of};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const ROUTE: &str = "/policies/hrm-route";

/// What a browser would send of a page's form of records: every field with its value.
pub(super) fn fields_of(page: &str) -> Vec<(String, String)> {
    let form = page.split_once("class=\"record-form\"").unwrap().1.split("</form>").next().unwrap();
    let part = |tag: &str, name: &str| {
        let value = tag.split_once(&format!(" {name}=\"")).map_or("", |(_, rest)| rest.split('"').next().unwrap());
        value.replace("&#x27;", "'").replace("&quot;", "\"").replace("&amp;", "&")
    };
    let mut fields = Vec::new();
    let mut select = String::new();
    for tag in form.split('<') {
        if tag.starts_with("input") {
            let is_box = tag.contains("type=\"checkbox\"");
            if !is_box || tag.contains(" checked") {
                fields.push((part(tag, "name"), part(tag, "value")));
            }
        } else if tag.starts_with("select") {
            select = part(tag, "name");
        } else if tag.starts_with("option") && tag.contains(" selected") {
            fields.push((select.clone(), part(tag, "value")));
        }
    }
    fields
}

fn set(fields: &mut Vec<(String, String)>, name: &str, value: &str) {
    match fields.iter_mut().find(|(known, _)| known == name) {
        Some(field) => value.clone_into(&mut field.1),
        None => fields.push((name.to_owned(), value.to_owned())),
    }
}

fn pairs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

pub(super) async fn form(browser: &Browser, other: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = fields_of(&browser.page(&format!("{ROUTE}/edit")).await);
    for (name, value) in other {
        set(&mut fields, name, value);
    }
    fields
}

fn versions(app: &TestApp) -> usize {
    app.state.store().directory().policy_versions(&PolicyId::new("hrm-route")).len()
}

/// The tickets that a preview offers to move.
fn offered(page: &str) -> Vec<String> {
    let boxes = page.split("name=\"move\" value=\"").skip(1);
    boxes.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_open_tickets_move_when_the_version_begins_and_the_others_keep_theirs() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let sent = form(
        &admin,
        &[
            ("p0_resolution", "9 h"),
            ("p1_resolution", "9 h"),
            ("p2_resolution", "90 days"),
            ("p0_resolution_kind", "calendar"),
            ("p1_resolution_kind", "calendar"),
            ("p2_resolution_kind", "calendar"),
        ],
    )
    .await;
    let page = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/preview"), &pairs(&sent)).await;
    assert_eq!(versions(&app), 1, "a preview saves nothing");
    let text = text_of(&page);
    assert!(text.contains("becomes 9 h day and night.") && text.contains("Would be due"), "{text}");
    let keys = offered(&page);
    assert!(keys.len() > 1, "{keys:?}");
    let mut fields = fields_of(&page);
    fields.push(("move".to_owned(), keys[0].clone()));
    assert_eq!(accepted(&mut admin, ROUTE, &pairs(&fields)).await, ROUTE);
    let page = text_of(&admin.page(ROUTE).await);
    assert!(page.contains("Version 2") && page.contains("begins") && page.contains("Saved by Mira Kovač"), "{page}");
    app.advance(Seconds::minutes(11));
    let store = app.state.store();
    store.roll_out(&store.system(), app.clock.now()).await.unwrap();
    let scope = app.session(&admin).await.scope();
    for key in &keys {
        let detail = store.detail(&scope, &key.parse().unwrap(), app.clock.now()).await.unwrap().unwrap();
        let moves = detail.events.iter().filter(|event| matches!(event.kind, EventKind::PolicyChanged { .. })).count();
        let expected = if *key == keys[0] { (2, 1) } else { (1, 0) };
        assert_eq!((detail.ticket.policy.version, moves), expected, "{key}");
    }
    let ticket = text_of(&admin.page(&format!("/tickets/{}", keys[0])).await);
    assert!(ticket.contains("moved it to version 2 of its SLA policy"), "{ticket}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_from_the_preview_keeps_which_tickets_were_chosen() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let sent = form(&admin, &[("p1_resolution", "9 h"), ("p1_resolution_kind", "calendar")]).await;
    let page = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/preview"), &pairs(&sent)).await;
    let keys = offered(&page);
    assert!(keys.len() > 1, "{keys:?}");
    let mut fields = fields_of(&page);
    fields.push(("move".to_owned(), keys[1].clone()));
    let back = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/edit"), &pairs(&fields)).await;
    // Refused once on the way: it is still there.
    let mut wrong = fields_of(&back);
    set(&mut wrong, "p1_resolution", "soon");
    let refused = answered(&mut admin, REFUSED, &format!("{ROUTE}/preview"), &pairs(&wrong)).await;
    let mut right = fields_of(&refused);
    set(&mut right, "p1_resolution", "10 h");
    let again = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/preview"), &pairs(&right)).await;
    let ticked: Vec<_> = again
        .split("name=\"move\" value=\"")
        .skip(1)
        .filter(|rest| rest.split('>').next().is_some_and(|tag| tag.contains("checked")))
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(ticked, [keys[1].clone()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_policy_keeps_what_was_typed_names_the_field_and_saves_nothing() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let cases = [
        ("name", ""),
        ("fallback", "none such"),
        ("p0_resolution", "0"),
        ("p1_resolution", "3700 days"),
        ("p2_first_response", "soon"),
        ("p0_short", "much too long"),
        // P0 never pauses (SLA.md rule 7).
        ("p0_pausable", "yes"),
        ("r0_max", "0"),
        ("r1_max", "for ever"),
        ("grace", "a bit"),
        ("warn_share", "200"),
        ("effective_date", "2020-01-01"),
        ("escalation_wait_1", "0"),
        ("escalation_wait_2", "soon"),
        ("escalation_person_1", "nobody I know"),
        ("escalation_repeats", "9"),
        ("escalation_quiet_to", "25:00"),
    ];
    for (field, value) in cases {
        let kind = format!("{field}_kind");
        let mut sent = form(&admin, &[("p1_meaning", "typed just now"), (field, value)]).await;
        if field.ends_with("resolution") || field.ends_with("response") {
            set(&mut sent, &kind, "calendar");
        }
        for path in ["/preview", ""] {
            let page = answered(&mut admin, REFUSED, &format!("{ROUTE}{path}"), &pairs(&sent)).await;
            assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}={value}");
            assert!(page.contains("typed just now"), "what was typed elsewhere is kept");
        }
    }
    assert_eq!(versions(&app), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_escalation_is_edited_looked_at_and_applied() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let before = text_of(&admin.page(ROUTE).await);
    assert!(!before.contains("7 min to acknowledge"), "{before}");
    let mut sent = form(&admin, &[("escalation_wait_1", "7"), ("escalation_repeats", "3")]).await;
    sent.push(("escalation_who_2".to_owned(), "assignee".to_owned()));
    let page = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/preview"), &pairs(&sent)).await;
    let text = text_of(&page);
    assert!(text.contains("Escalation, level 1: 3 min to acknowledge becomes 7 min."), "{text}");
    assert!(text.contains("becomes the ticket's owner and") && text.contains("once becomes 3 times."), "{text}");
    // Back to the form: what was typed is there.
    let again = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/edit"), &pairs(&fields_of(&page))).await;
    let sorted = |mut fields: Vec<(String, String)>| {
        fields.retain(|(name, _)| name.starts_with("escalation"));
        fields.sort();
        fields
    };
    assert_eq!(sorted(fields_of(&again)), sorted(sent), "the whole escalation goes to the preview and back");
    assert_eq!(accepted(&mut admin, ROUTE, &pairs(&fields_of(&page))).await, ROUTE);
    let old = versions(&app);
    app.advance(Seconds::minutes(11));
    let policy = text_of(&admin.page(ROUTE).await);
    assert_eq!(old, 2);
    assert!(policy.contains("7 min to acknowledge") && policy.contains("up to 3 times"), "{policy}");
    // The same once more is nothing new.
    let same = form(&admin, &[]).await;
    let page = answered(&mut admin, REFUSED, &format!("{ROUTE}/preview"), &pairs(&same)).await;
    assert!(text_of(&page).contains("Nothing differs from the newest version."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_escalation_keeps_what_was_typed_and_offers_only_the_team() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let mut sent = form(&admin, &[("escalation_wait_1", "a while"), ("escalation_quiet_from", "dusk")]).await;
    sent.retain(|(name, _)| !matches!(name.as_str(), "escalation_on" | "escalation_who_3" | "escalation_person_3"));
    sent.push(("escalation_who_3".to_owned(), "buyer_owner".to_owned()));
    let page = answered(&mut admin, REFUSED, &format!("{ROUTE}/preview"), &pairs(&sent)).await;
    for field in ["escalation_on", "escalation_who_3", "escalation_wait_1", "escalation_quiet_from"] {
        assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
        assert!(page.contains(&format!("href=\"#{field}\"")) && page.contains(&format!("id=\"{field}\"")), "{field}");
    }
    assert!(page.contains("value=\"a while\"") && page.contains("value=\"dusk\""));
    let kept = fields_of(&page);
    assert!(!kept.iter().any(|(name, _)| name == "escalation_on"), "what was not ticked stays so");
    assert!(kept.contains(&("escalation_who_3".to_owned(), "buyer_owner".to_owned())), "{kept:?}");
    let named = page.split("name=\"escalation_person_1\"").nth(1).unwrap().split("</select>").next().unwrap();
    assert!(named.contains("Mira Kovač") && !named.contains("Ruth"), "{named}");
    let ruth = app.session(&app.signed_in(OTHER_CLIENT).await).await;
    set(&mut sent, "escalation_person_1", ruth.person.id.as_str());
    let page = answered(&mut admin, REFUSED, ROUTE, &pairs(&sent)).await;
    assert!(page.contains("id=\"escalation_person_1-error\""), "a client's person takes no ticket");
    assert_eq!(versions(&app), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_preview_and_a_second_admin_are_refused() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let preview = format!("{ROUTE}/preview");
    let first = form(&admin, &[("grace", "20 min")]).await;
    let first = answered(&mut admin, StatusCode::OK, &preview, &pairs(&first)).await;
    let second = form(&admin, &[("grace", "25 min")]).await;
    let second = answered(&mut admin, StatusCode::OK, &preview, &pairs(&second)).await;
    let mut stale = fields_of(&first);
    set(&mut stale, "seen", "something else");
    let page = answered(&mut admin, StatusCode::CONFLICT, ROUTE, &pairs(&stale)).await;
    assert!(page.contains("tickets have moved on meanwhile"));
    accepted(&mut admin, ROUTE, &pairs(&fields_of(&first))).await;
    let page = answered(&mut admin, StatusCode::CONFLICT, ROUTE, &pairs(&fields_of(&second))).await;
    let text = text_of(&page);
    assert!(text.contains("Grace after a change: 25 min becomes 20 min."), "{text}");
    assert!(page.contains("value=\"25 min\""), "what was typed is kept");
    assert_eq!(versions(&app), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_policy_begins_as_a_copy_and_is_offered() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let mut fields = fields_of(&admin.page("/policies/new").await);
    let page = answered(&mut admin, REFUSED, "/policies", &pairs(&fields)).await;
    assert!(page.contains("id=\"name-error\""));
    set(&mut fields, "name", "Night shift");
    assert_eq!(accepted(&mut admin, "/policies", &pairs(&fields)).await, "/policies");
    assert!(admin.page("/plans/new").await.contains("Night shift"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_edit_policies() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    let fields = form(&admin, &[("grace", "20 min")]).await;
    let mut agent = app.signed_in(AGENT).await;
    let mut client = app.signed_in(OTHER_CLIENT).await;
    assert!(!agent.page(ROUTE).await.contains(&format!("{ROUTE}/edit")));
    for path in ["/policies".to_owned(), ROUTE.to_owned(), format!("{ROUTE}/preview"), format!("{ROUTE}/edit")] {
        answered(&mut agent, StatusCode::FORBIDDEN, &path, &pairs(&fields)).await;
        answered(&mut client, StatusCode::NOT_FOUND, &path, &pairs(&fields)).await;
    }
    assert_eq!(versions(&app), 1);
}
