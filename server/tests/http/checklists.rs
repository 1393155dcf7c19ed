//! Checklists: whose they are, who may do what, what is refused keeps what was typed.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::multipart::Part;

use super::support::{ADMIN, AGENT, Browser, MEMBER, OTHER_CLIENT, Stream, TestApp, form, text_of};

/// The fields of a form.
type Sent<'a> = &'a [(&'a str, &'a str)];

/// Begins a run for Brimley Care and answers with its address.
async fn begin(staff: &mut Browser, template: &str) -> String {
    let page = staff.page("/checklists/new").await;
    let id = value_of(&page, "name=\"id\"");
    let fields = [("id", id.as_str()), ("engagement", "brimley-rota"), ("template", template), ("name", "Night shift")];
    let response = staff.post("/checklists", &fields).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().unwrap().to_owned()
}

/// The value of the first element that has an attribute.
fn value_of(html: &str, attribute: &str) -> String {
    let after = &html[html.find(attribute).unwrap()..];
    let after = &after[after.find("value=\"").unwrap() + 7..];
    after[..after.find('"').unwrap()].to_owned()
}

/// The part of the page about an item.
fn item<'a>(html: &'a str, id: &str) -> &'a str {
    let from = html.find(&format!("id=\"item-{id}\"")).unwrap();
    let end = html[from + 1..].find("id=\"item-").map_or(html.len(), |end| from + 1 + end);
    &html[from..end]
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clients_checklist_is_the_same_as_none_read_or_written() {
    let app = TestApp::start().await;
    let mut staff = app.signed_in(ADMIN).await;
    let run = begin(&mut staff, "offboarding").await;
    let mut stranger = app.signed_in(MEMBER).await;
    let (theirs, missing) = (stranger.get(&run).await, stranger.get("/checklists/nothing").await);
    assert_eq!((theirs.status(), missing.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(text_of(&theirs.text().await.unwrap()), text_of(&missing.text().await.unwrap()));
    assert!(!stranger.page("/checklists").await.contains("Night shift"));
    assert!(!stranger.page("/checklists?engagement=brimley-rota").await.contains("Night shift"));
    let item = format!("{run}/items/offboarding-1-3");
    for (path, button) in [(&item, "check"), (&format!("{run}/sections/offboarding-1"), "sign"), (&run, "reopen")] {
        assert_eq!(stranger.post(path, &[("do", button)]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let files = form(&[("do", "attach")]).part("files", Part::text("x").file_name("x.txt"));
    assert_eq!(stranger.post_files(&format!("{item}/evidence"), files).await.status(), StatusCode::NOT_FOUND);
    for path in ["/checklists/new", "/checklists/templates", "/checklists/templates/offboarding"] {
        assert_eq!(stranger.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let begun = stranger.post("/checklists", &[("engagement", "brimley-rota"), ("template", "offboarding")]).await;
    assert_eq!(begun.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_side_checks_its_own_items_and_the_other_sides_are_refused() {
    let app = TestApp::start().await;
    let (mut staff, mut client) = (app.signed_in(ADMIN).await, app.signed_in(OTHER_CLIENT).await);
    let run = begin(&mut staff, "offboarding").await;
    let refused = staff.post(&format!("{run}/items/offboarding-1-3"), &[("do", "check"), ("seen", "0")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text_of(&refused.text().await.unwrap()).contains("Only they can check or skip it"));
    let path = format!("{run}/items/offboarding-1-3");
    let done = client.post(&path, &[("do", "check"), ("seen", "0")]).await;
    assert_eq!(done.headers()["location"], format!("{run}#item-offboarding-1-3"));
    let page = staff.page(&run).await;
    let line = item(&page, "offboarding-1-3");
    assert!(line.contains("aria-checked=\"true\"") && text_of(line).contains("Ruth Bell"), "{line}");
    // The browser's back button sends the same form again: it counts once.
    client.post(&path, &[("do", "uncheck"), ("seen", "1")]).await;
    client.post(&path, &[("do", "check"), ("seen", "0")]).await;
    assert!(item(&staff.page(&run).await, "offboarding-1-3").contains("aria-checked=\"false\""));
    assert_eq!(client.post(&path, &[("do", "explode")]).await.status(), StatusCode::BAD_REQUEST);
    let loaded_again = client.get(&path).await;
    assert_eq!(loaded_again.headers()["location"], format!("{run}#item-offboarding-1-3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_reach_no_client_in_any_form() {
    let app = TestApp::start().await;
    let (mut staff, mut client) = (app.signed_in(AGENT).await, app.signed_in(OTHER_CLIENT).await);
    let run = begin(&mut staff, "offboarding").await;
    let path = format!("{run}/items/offboarding-1-2");
    let mut stream = Stream::open(&client, "/events").await;
    // That it began may still be on its way.
    stream.all(Duration::from_millis(700)).await;
    staff.post(&path, &[("do", "remark"), ("seen", "0"), ("text", "CANARY they still owe us"), ("base", "")]).await;
    assert!(staff.page(&run).await.contains("CANARY"));
    assert!(!client.page(&run).await.contains("CANARY"));
    assert!(stream.all(Duration::from_millis(700)).await.is_empty(), "that something internal happened is internal");
    let own = client.post(&path, &[("do", "remark"), ("seen", "0"), ("text", "mine"), ("base", "")]).await;
    assert_eq!(own.status(), StatusCode::UNPROCESSABLE_ENTITY);
    staff.post(&path, &[("do", "note"), ("seen", "1"), ("text", "Handed over on paper"), ("base", "")]).await;
    let told = stream.next(Duration::from_secs(1)).await.expect("the client is told of a note within a second");
    assert!(told.data.contains("\"topic\":\"checklist\""), "{told:?}");
    assert!(client.page(&run).await.contains("Handed over on paper"));
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_written_at_once_are_both_kept_and_said_to_be() {
    let app = TestApp::start().await;
    let (mut staff, mut client) = (app.signed_in(ADMIN).await, app.signed_in(OTHER_CLIENT).await);
    let run = begin(&mut staff, "offboarding").await;
    let path = format!("{run}/items/offboarding-1-2");
    staff.post(&path, &[("do", "note"), ("seen", "0"), ("text", "on Monday"), ("base", "")]).await;
    let late = client.post(&path, &[("do", "note"), ("seen", "0"), ("text", "on Tuesday"), ("base", "")]).await;
    assert_eq!(late.status(), StatusCode::SEE_OTHER);
    let page = client.page(&run).await;
    let line = item(&page, "offboarding-1-2");
    assert!(line.contains("on Monday") && line.contains("on Tuesday") && line.contains("Both are kept"), "{line}");
    let base = value_of(&line[line.find("Note for both sides").unwrap()..], "name=\"base\"");
    assert_eq!(base.split(',').count(), 2, "the next text is written against both");
    staff.post(&path, &[("do", "note"), ("seen", "2"), ("text", "on Wednesday"), ("base", &base)]).await;
    let page = client.page(&run).await;
    assert!(item(&page, "offboarding-1-2").contains("on Wednesday"));
    assert!(!item(&page, "offboarding-1-2").contains("Both are kept"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_and_when_change_only_what_their_writer_changed() {
    let app = TestApp::start().await;
    let (mut first, mut second) = (app.signed_in(ADMIN).await, app.signed_in(ADMIN).await);
    let run = begin(&mut first, "offboarding").await;
    let path = format!("{run}/items/offboarding-1-2");
    let sent = |assignee: &'static str, due: &'static str| {
        [("do", "arrange"), ("seen", "0"), ("was_assignee", ""), ("was_due", ""), ("assignee", assignee), ("due", due)]
    };
    first.post(&path, &sent("mira", "")).await;
    // Whose form is older sends a date only: nobody is taken off by it.
    second.post(&path, &sent("", "2030-11-30")).await;
    let page = first.page(&run).await;
    let line = item(&page, "offboarding-1-2");
    assert!(line.contains("value=\"2030-11-30\"") && line.contains("Mira"), "{line}");
    assert_eq!(value_of(line, "name=\"was_due\""), "2030-11-30");
    assert_eq!(value_of(line, "name=\"was_assignee\""), "mira");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_names_the_field_keeps_what_was_typed_and_changes_nothing() {
    let app = TestApp::start().await;
    let mut staff = app.signed_in(ADMIN).await;
    let run = begin(&mut staff, "offboarding").await;
    let begun = "Begun. Both sides see it from now on.";
    let before = text_of(&staff.page(&run).await).replace(begun, "");
    let long = "x".repeat(2_001);
    let cases: [(&str, Sent<'_>, &str); 5] = [
        ("items/offboarding-1-2", &[("do", "skip"), ("reason", "  ")], "The reason is missing"),
        ("items/offboarding-1-2", &[("do", "note"), ("text", &long), ("base", "")], "has 2001 characters"),
        ("items/offboarding-1-2", &[("do", "arrange"), ("assignee", "ruth"), ("due", "2026-11-30")], "Choose somebody"),
        (
            "items/offboarding-1-2",
            &[("do", "arrange"), ("assignee", ""), ("due", "soon </textarea>")],
            "like 2026-11-30",
        ),
        (
            "sections/offboarding-1",
            &[("do", "add"), ("title", "Bring <b>cake</b>"), ("minutes", "ten"), ("owner", "both")],
            "whole minutes",
        ),
    ];
    for (place, fields, message) in cases {
        let response = staff.post(&format!("{run}/{place}"), fields).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        let html = response.text().await.unwrap();
        assert!(text_of(&html).contains(message), "{fields:?}: {message} is missing");
        assert!(!html.contains("<b>cake"), "what was typed is text");
        let typed = fields.last().unwrap().1;
        let shown = typed.replace('<', "&lt;").replace('>', "&gt;");
        assert!(typed.trim().is_empty() || html.contains(typed) || html.contains(&shown), "{typed} was not kept");
        assert_eq!(text_of(&staff.page(&run).await), before, "{fields:?} changed something");
    }
    let wrong = [("id", "x"), ("engagement", "nowhere"), ("template", ""), ("name", "Week 48")];
    let response = staff.post("/checklists", &wrong).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(response.text().await.unwrap().contains("value=\"Week 48\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_checks_its_item_and_opens_for_both_sides_only() {
    let app = TestApp::start().await;
    let mut staff = app.signed_in(ADMIN).await;
    let run = begin(&mut staff, "offboarding").await;
    let path = format!("{run}/items/offboarding-1-1");
    let early = staff.post(&path, &[("do", "check"), ("seen", "0")]).await;
    assert_eq!(early.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let nothing = staff.post_files(&format!("{path}/evidence"), form(&[("do", "attach"), ("seen", "0")])).await;
    assert_eq!(nothing.status(), StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let file = Part::text("1204 people").file_name("export.txt").mime_str("text/plain").unwrap();
        let files = form(&[("seen", "0"), ("do", "attach_check")]).part("files", file);
        let response = staff.post_files(&format!("{path}/evidence"), files).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
    }
    let page = staff.page(&run).await;
    let line = item(&page, "offboarding-1-1");
    assert!(line.contains("aria-checked=\"true\""));
    assert_eq!(line.matches("/attachments/").count(), 1, "sent twice it counts once");
    let href = &line[line.find("/attachments/").unwrap()..];
    let href = &href[..href.find('"').unwrap()];
    let (client, stranger) = (app.signed_in(OTHER_CLIENT).await, app.signed_in(MEMBER).await);
    assert_eq!(client.get(href).await.text().await.unwrap(), "1204 people");
    assert_eq!(stranger.get(href).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_section_is_signed_by_an_owner_when_its_items_are_dealt_with() {
    let app = TestApp::start().await;
    let (mut staff, mut owner) = (app.signed_in(ADMIN).await, app.signed_in(OTHER_CLIENT).await);
    let mut member = app.signed_in("helen@brimley.example").await;
    let run = begin(&mut staff, "user-training").await;
    let section = format!("{run}/sections/user-training-3");
    let sign = [("do", "sign"), ("seen", "0")];
    let early = owner.post(&section, &sign).await;
    assert!(text_of(&early.text().await.unwrap()).contains("2 items are still open"));
    let skip = [("do", "skip"), ("seen", "0"), ("reason", "Done by telephone")];
    staff.post(&format!("{run}/items/user-training-3-1"), &skip).await;
    member.post(&format!("{run}/items/user-training-3-2"), &skip).await;
    assert_eq!(staff.post(&section, &sign).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "not theirs to sign");
    assert_eq!(member.post(&section, &sign).await.status(), StatusCode::UNPROCESSABLE_ENTITY, "no owner");
    assert_eq!(owner.post(&section, &sign).await.status(), StatusCode::SEE_OTHER);
    let locked = staff.post(&format!("{run}/items/user-training-3-1"), &[("do", "uncheck"), ("seen", "1")]).await;
    assert!(text_of(&locked.text().await.unwrap()).contains("Ruth Bell signed this section"));
    for (button, seen) in [("unsign", "1"), ("sign", "2")] {
        let response = owner.post(&section, &[("do", button), ("seen", seen)]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER, "{button}");
    }
    assert!(text_of(&owner.page(&run).await).contains("signed for Brimley Care"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_rearranged_without_saving_and_saved_as_the_next_version() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let path = "/checklists/templates/acceptance/edit";
    let start = [
        ("rev", "1"),
        ("name", "Acceptance, short"),
        ("kind", "acceptance"),
        ("product", ""),
        ("part", "section:s"),
        ("title-s", "All of it"),
        ("buyer-s", "yes"),
        ("part", "item:a"),
        ("title-a", "First"),
        ("owner-a", "buyer"),
        ("minutes-a", "5"),
        ("part", "item:b"),
        ("title-b", "Second"),
        ("owner-b", "both"),
        ("minutes-b", "many"),
    ];
    let with = |button: &'static str| start.iter().copied().chain([("do", button)]).collect::<Vec<_>>();
    let moved = admin.post(path, &with("up:b")).await;
    assert_eq!(moved.status(), StatusCode::OK);
    let html = moved.text().await.unwrap();
    assert!(html.find("value=\"Second\"") < html.find("value=\"First\""), "moved up");
    assert!(html.contains("value=\"many\"") && html.contains("Acceptance, short"), "as typed");
    assert!(!admin.page("/checklists/templates/acceptance").await.contains("Second"), "nothing is saved");
    let refused = admin.post(path, &with("save")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.unwrap().contains("href=\"#minutes-b\""));
    let mut good = with("save");
    good.retain(|(name, _)| *name != "minutes-b");
    let saved = admin.post(path, &good).await;
    assert_eq!(saved.headers()["location"], "/checklists/templates/acceptance");
    let late = admin.post(path, &good).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    assert!(text_of(&late.text().await.unwrap()).contains("Mira Kovač saved version 2"));
    let mut agent = app.signed_in(AGENT).await;
    assert_eq!(agent.get(path).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(agent.post(path, &good).await.status(), StatusCode::FORBIDDEN);
    assert!(agent.page("/checklists/templates/acceptance").await.contains("Acceptance, short"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_shows_runs_in_different_progress_to_both_sides() {
    let app = TestApp::start().await;
    let (staff, client) = (app.signed_in(ADMIN).await, app.signed_in(OTHER_CLIENT).await);
    let all = text_of(&staff.page("/checklists").await);
    for part in ["Brimley Care · Rota HRM", "Luma Dental · Frontdesk", "Launch day", "Readiness for go-live", "Weekly"]
    {
        assert!(all.contains(part), "{part} is missing");
    }
    assert!(text_of(&staff.page("/checklists?show=done").await).contains("5 of 5"));
    let own = text_of(&client.page("/checklists").await);
    assert!(own.contains("Launch day") && !own.contains("Readiness for go-live"));
    let launch = client.page("/checklists").await;
    let href = launch.split("href=\"").find(|part| part.starts_with("/checklists/") && part.contains("Launch day"));
    let href = href.unwrap().split('"').next().unwrap();
    let page = client.page(href).await;
    assert!(page.contains("Willow needed a restart") && !page.contains("password resets"), "remarks are left out");
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_write_lines_into_the_log_and_read_the_latest_first() {
    let app = TestApp::start().await;
    let (mut staff, mut client) = (app.signed_in(ADMIN).await, app.signed_in(OTHER_CLIENT).await);
    let run = begin(&mut staff, "offboarding").await;
    let done = staff.post(&run, &[("do", "log"), ("seen", "0"), ("text", " The <b>export</b> began ")]).await;
    assert_eq!(
        (done.status(), &done.headers()["location"]),
        (StatusCode::SEE_OTHER, &format!("{run}#log").parse().unwrap())
    );
    client.post(&run, &[("do", "log"), ("seen", "1"), ("text", "We hold the keys")]).await;
    // The browser's back button sends the same form again; the same words about another moment are another line.
    client.post(&run, &[("do", "log"), ("seen", "1"), ("text", "We hold the keys")]).await;
    client.post(&run, &[("do", "log"), ("seen", "2"), ("text", "We hold the keys")]).await;
    let page = staff.page(&run).await;
    let lines = &page[page.find("class=\"log-lines\"").unwrap()..];
    let lines = &lines[..lines.find("</ul>").unwrap()];
    assert_eq!((lines.matches("<li>").count(), lines.matches("We hold the keys").count()), (3, 2), "{lines}");
    assert!(lines.contains("The &lt;b&gt;export&lt;/b&gt; began") && lines.contains("Ruth Bell"), "{lines}");
    assert!(lines.find("keys").unwrap() < lines.find("export").unwrap(), "the latest first: {lines}");
    let long = format!("{}!", "a".repeat(2_000));
    let refused = staff.post(&run, &[("do", "log"), ("seen", "3"), ("text", &long)]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = refused.text().await.unwrap();
    assert!(page.contains(&long) && page.contains("aria-invalid=\"true\"") && page.contains("href=\"#text\""));
    staff.post(&run, &[("do", "close"), ("seen", "0"), ("reason", "Enough")]).await;
    let closed = client.page(&run).await;
    assert!(closed.contains("We hold the keys") && !closed.contains("name=\"do\" value=\"log\""));
}
