//! `/calendars`: new versions with their preview, refusals, holidays out of a file, new calendars.

use domain::ids::CalendarId;
use domain::ticket::EventKind;
use domain::time::{Seconds, Timestamp};
use reqwest::StatusCode;
use reqwest::multipart::Part;

use super::{accepted, answered, hidden, pairs, refused_fields, rev_of, value_of};
use crate::support::{ADMIN, AGENT, Browser, MEMBER, OTHER_CLIENT, TestApp, form, text_of};

const REFUSED: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
const OFFICE: &str = "/calendars/london-office";

/// The office's form with other values in some fields.
fn with<'a>(rev: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let known = [
        ("rev", rev),
        ("name", "London office hours"),
        ("zone", "Europe/London"),
        ("mon", "09:00-17:00"),
        ("tue", "09:00-17:00"),
        ("wed", "09:00-17:00"),
        ("thu", "09:00-17:00"),
        ("fri", "09:00-17:00"),
        ("sat", ""),
        ("sun", ""),
        ("holidays", ""),
        ("overrides", ""),
        ("effective_date", ""),
        ("effective_time", ""),
    ];
    let value = |name: &str, known: &'a str| other.iter().find(|(field, _)| *field == name).map_or(known, |(_, v)| *v);
    let extra = other.iter().filter(|(name, _)| !known.iter().any(|(known, _)| known == name)).copied();
    known.into_iter().map(|(name, known)| (name, value(name, known))).chain(extra).collect()
}

async fn previewed(browser: &mut Browser, other: &[(&str, &str)]) -> String {
    let rev = rev_of(browser, &format!("{OFFICE}/edit")).await;
    answered(browser, StatusCode::OK, &format!("{OFFICE}/preview"), &with(&rev, other)).await
}

fn versions(app: &TestApp) -> usize {
    app.state.store().directory().calendar(&CalendarId::new("london-office")).unwrap().versions.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_previewed_and_applied_to_every_open_ticket_it_moves() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let hours = [
        ("mon", "00:00-24:00"),
        ("tue", "00:00-24:00"),
        ("wed", "00:00-24:00"),
        ("thu", "00:00-24:00"),
        ("fri", "00:00-24:00"),
        ("sat", "00:00-24:00"),
        ("sun", "00:00-24:00"),
    ];
    let page = previewed(&mut admin, &hours).await;
    let text = text_of(&page);
    assert_eq!(versions(&app), 1, "a preview saves nothing");
    for words in
        ["London office hours, version 2", "would move", "Would be due", "Monday: 09:00-17:00 becomes 00:00-24:00."]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    let fields = hidden(&page);
    assert_eq!(accepted(&mut admin, OFFICE, &pairs(&fields)).await, OFFICE);
    assert_eq!(versions(&app), 2);
    let page = text_of(&admin.page(OFFICE).await);
    assert!(page.contains("Version 2") && page.contains("Saved by Mira Kovač"), "{page}");

    // Each ticket that the preview named says so in its history, once, and its clock tells what was promised before.
    let moved: Vec<_> = text
        .match_indices("BRIM-")
        .map(|(at, _)| {
            text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').take(7).collect::<String>()
        })
        .collect();
    assert!(!moved.is_empty(), "{text}");
    let session = app.session(&admin).await;
    let mut told = 0;
    for ticket in 1..60 {
        let Ok(key) = format!("BRIM-{ticket}").parse() else { continue };
        let Some(detail) = app.state.store().detail(&session.scope(), &key, app.clock.now()).await.unwrap() else {
            continue;
        };
        let edits =
            detail.events.iter().filter(|event| matches!(event.kind, EventKind::CalendarChanged { .. })).count();
        assert!(edits <= 1, "{key}");
        if edits == 0 {
            continue;
        }
        told += 1;
        assert!(text.contains(&format!("BRIM-{ticket}")), "{key} was not in the preview");
        let clock = detail.clocks.iter().find(|clock| clock.is_open() && !clock.previous_due.is_empty()).unwrap();
        let why = text_of(&admin.page(&format!("/tickets/{key}/why/{}", clock.metric.key())).await);
        assert!(why.contains("The calendar was edited at") && why.contains("by Mira Kovač"), "{why}");
    }
    assert!(told > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_version_keeps_what_was_typed_names_the_field_and_saves_nothing() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let rev = rev_of(&admin, &format!("{OFFICE}/edit")).await;
    let cases = [
        ("name", " "),
        ("zone", "Europe/Atlantis"),
        ("mon", "09:00-12:00, 11:00-17:00"),
        ("tue", "17:00-09:00"),
        ("wed", "nine to five"),
        ("holidays", "25.12.2026 Christmas"),
        ("overrides", "2026-12-24 12:00-12:00"),
        ("overrides", "2030-12-24 22:00-06:00\n2030-12-25 05:00-12:00"),
        ("effective_date", "2020-01-01"),
        ("effective_date", "9999-01-01"),
        ("effective_time", "77:00"),
    ];
    for (field, value) in cases {
        let other = [
            (field, value),
            ("effective_date", if field == "effective_date" { value } else { "2031-01-01" }),
            ("sat", "10:00-12:34"),
        ];
        for path in ["/preview", ""] {
            let page = answered(&mut admin, REFUSED, &format!("{OFFICE}{path}"), &with(&rev, &other)).await;
            assert!(refused_fields(&page).contains(&field.to_owned()), "{field}={value}: {:?}", refused_fields(&page));
            assert!(page.contains("10:00-12:34"), "what was typed elsewhere is kept");
            assert!(page.contains(&format!("id=\"{field}-error\"")), "{field}");
        }
    }
    let unchanged = answered(&mut admin, REFUSED, &format!("{OFFICE}/preview"), &with(&rev, &[])).await;
    assert!(unchanged.contains("Nothing differs"));
    assert_eq!(versions(&app), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn applying_a_stale_preview_is_refused_and_shows_what_would_change_now() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let page = previewed(
        &mut admin,
        &[("mon", "00:00-24:00"), ("tue", "00:00-24:00"), ("wed", "00:00-24:00"), ("sat", "00:00-24:00")],
    )
    .await;
    let mut fields = hidden(&page);
    fields.iter_mut().find(|(name, _)| name == "seen").unwrap().1 = "something else".to_owned();
    let stale = answered(&mut admin, StatusCode::CONFLICT, OFFICE, &pairs(&fields)).await;
    assert!(stale.contains("tickets have moved on meanwhile") && stale.contains("Nothing was applied"));
    assert_eq!(versions(&app), 1);
    assert_eq!(accepted(&mut admin, OFFICE, &pairs(&hidden(&stale))).await, OFFICE, "what is shown now can be applied");

    // Its beginning has come before it was applied: the past is refused.
    let page = previewed(&mut admin, &[("sun", "10:00-12:00")]).await;
    app.advance(Seconds::minutes(30));
    let late = answered(&mut admin, REFUSED, OFFICE, &pairs(&hidden(&page))).await;
    assert_eq!(refused_fields(&late), ["effective_date"]);
    assert_eq!(versions(&app), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_admins_at_once_do_not_overwrite_each_other() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let first = previewed(&mut admin, &[("sat", "10:00-12:00")]).await;
    let second = previewed(&mut admin, &[("sun", "10:00-12:00")]).await;
    accepted(&mut admin, OFFICE, &pairs(&hidden(&first))).await;
    let page = answered(&mut admin, StatusCode::CONFLICT, OFFICE, &pairs(&hidden(&second))).await;
    let text = text_of(&page);
    assert!(text.contains("Somebody else saved this while you were typing"), "{text}");
    assert!(text.contains("Saturday: closed becomes 10:00-12:00."), "{text}");
    assert_eq!(value_of(&page, "sun"), "10:00-12:00", "what was typed is kept");
    assert_eq!(value_of(&page, "rev"), "2");
    assert_eq!(versions(&app), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn holidays_are_read_from_a_file_into_the_form_and_saved_only_with_the_version() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let rev = rev_of(&admin, &format!("{OFFICE}/edit")).await;
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
               DTSTART;VALUE=DATE:20351225\r\nDTEND;VALUE=DATE:20351226\r\nSUMMARY:Christmas Day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let typed = [("holidays", "2035-01-01 New Year"), ("sat", "10:00-12:34")];
    let send = |bytes: &'static str, name: &'static str| {
        let part = Part::text(bytes).file_name(name).mime_str("text/calendar").unwrap();
        form(&with(&rev, &typed)).part("ics", part)
    };
    // Whichever button was pressed: a chosen file is read.
    for path in [format!("{OFFICE}/import"), format!("{OFFICE}/preview"), "/calendars".to_owned()] {
        let answer = admin.post_files(&path, send(ics, "uk.ics")).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let page = answer.text().await.unwrap();
        assert!(page.contains("2035-01-01 New Year\n2035-12-25 Christmas Day"), "{page}");
        assert!(page.contains("1 holiday was read from “uk.ics”") && page.contains("10:00-12:34"));
    }
    assert_eq!(versions(&app), 1);
    for (bytes, name, why) in
        [("hello", "notes.txt", "not a calendar file"), ("BEGIN:VCALENDAR\r\nBEGIN", "cut.ics", "cut.ics")]
    {
        let answer = admin.post_files(&format!("{OFFICE}/import"), send(bytes, name)).await;
        assert_eq!(answer.status(), REFUSED);
        let page = answer.text().await.unwrap();
        assert_eq!(refused_fields(&page), ["ics"]);
        assert!(page.contains(why) && page.contains("10:00-12:34"), "{why}");
    }
    let none = answered(&mut admin, REFUSED, &format!("{OFFICE}/import"), &with(&rev, &typed)).await;
    assert_eq!(refused_fields(&none), ["ics"]);
    assert_eq!(versions(&app), 1, "reading a file saves nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_is_named_and_a_form_that_is_too_large_gets_a_page() {
    let app = TestApp::start_with(|config| config.uploads.file = 2 * 1024 * 1024).await;
    let admin = app.signed_in(ADMIN).await;
    let rev = rev_of(&admin, &format!("{OFFICE}/edit")).await;
    let file = |size: usize| Part::bytes(vec![b'x'; size]).file_name("all.ics").mime_str("text/calendar").unwrap();
    let typed = [("sat", "10:00-12:34")];
    let (rest, after) = with(&rev, &typed).into_iter().partition::<Vec<_>, _>(|(name, _)| *name != "holidays");
    // Also what stands after the file in the form is kept.
    let sent = after.iter().fold(form(&rest).part("ics", file(1024 * 1024 + 1)), |form, (name, _)| {
        form.text((*name).to_owned(), "2035-01-01 New Year")
    });
    let answer = admin.post_files(&format!("{OFFICE}/import"), sent).await;
    assert_eq!(answer.status(), REFUSED);
    let page = answer.text().await.unwrap();
    assert_eq!(refused_fields(&page), ["ics"]);
    assert!(page.contains("“all.ics” is too large") && page.contains("10:00-12:34"), "{page}");
    assert!(page.contains("2035-01-01 New Year"));
    // Too much typed, and too large altogether, which is found out on the way.
    let long = "x".repeat(300 * 1024);
    let typed_too_much = form(&[("rev", rev.as_str()), ("holidays", long.as_str())]);
    let chunks = app.state.config().uploads.request() / (16 * 1024) + 1;
    let unannounced = Part::stream(reqwest::Body::wrap_stream(futures::stream::iter(
        (0..chunks).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 16 * 1024])),
    )));
    let cut_off = form(&with(&rev, &typed)).part("ics", unannounced.file_name("all.ics"));
    for (what, sent) in [("typed", typed_too_much), ("cut off", cut_off)] {
        let answer = admin.post_files(&format!("{OFFICE}/import"), sent).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE, "{what}");
        let page = text_of(&answer.text().await.unwrap());
        assert!(page.contains("too large") || page.contains("larger than"), "{what}: {page}");
    }
    assert_eq!(versions(&app), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_calendar_is_added_and_offered() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let fields = [
        ("name", "Night desk"),
        ("zone", "Asia/Kathmandu"),
        ("fri", "22:00-06:00"),
        ("holidays", "2035-12-25 Christmas Day"),
    ];
    assert_eq!(accepted(&mut admin, "/calendars", &fields).await, "/calendars");
    assert!(text_of(&admin.page("/calendars").await).contains("Night desk"));
    assert!(admin.page("/plans/new").await.contains("Night desk (Asia/Kathmandu)"));
    let page = answered(&mut admin, REFUSED, "/calendars", &[("name", "Empty"), ("zone", "UTC")]).await;
    assert_eq!(refused_fields(&page), ["mon"]);
    assert_eq!(value_of(&page, "name"), "Empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_that_begins_later_counts_from_then_on() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let page = previewed(
        &mut admin,
        &[
            ("mon", "00:00-24:00"),
            ("tue", "00:00-24:00"),
            ("wed", "00:00-24:00"),
            ("thu", "00:00-24:00"),
            ("fri", "00:00-24:00"),
            ("sat", "00:00-24:00"),
            ("sun", "00:00-24:00"),
            ("effective_date", "2031-01-01"),
        ],
    )
    .await;
    accepted(&mut admin, OFFICE, &pairs(&hidden(&page))).await;
    assert!(text_of(&admin.page(OFFICE).await).contains("begins Wed 1 Jan 2031"));
    let directory = app.state.store().directory();
    let known = directory.calendar(&CalendarId::new("london-office")).unwrap();
    let at = |unix| known.at(Timestamp::from_unix(unix)).unwrap().version;
    assert_eq!((at(app.clock.now().unix()), at(1_924_991_999), at(1_924_992_000)), (1, 1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_edit_calendars() {
    let app = TestApp::start().await;
    let mut agent = app.signed_in(AGENT).await;
    assert_eq!(agent.get(&format!("{OFFICE}/edit")).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(agent.get("/calendars/new").await.status(), StatusCode::FORBIDDEN);
    assert!(!agent.page(OFFICE).await.contains(&format!("{OFFICE}/edit")));
    let admin = app.signed_in(ADMIN).await;
    let again = admin.get(&format!("{OFFICE}/preview")).await;
    assert_eq!(super::location(&again), format!("{OFFICE}/edit"), "a preview that is loaded again is the form");
    for path in ["/calendars".to_owned(), OFFICE.to_owned(), format!("{OFFICE}/preview"), format!("{OFFICE}/import")] {
        answered(&mut agent, StatusCode::FORBIDDEN, &path, &with("1", &[("sat", "10:00-12:00")])).await;
    }
    for email in [MEMBER, OTHER_CLIENT] {
        let mut client = app.signed_in(email).await;
        assert_eq!(client.get(&format!("{OFFICE}/edit")).await.status(), StatusCode::NOT_FOUND);
        answered(&mut client, StatusCode::NOT_FOUND, OFFICE, &with("1", &[])).await;
    }
    assert_eq!(versions(&app), 1);
}
