//! Attached files: what is accepted, what is told, who gets them.

use std::time::{Duration, SystemTime};

use aftercare_server::jobs::housekeeping::tidy;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::multipart::Part;
use reqwest::{Response, StatusCode};

use super::support::{ADMIN, Browser, MEMBER, OTHER_CLIENT, TestApp, form, text_of};

const TYPED: &str = "The ward list stays empty since this morning, </textarea><script>alert(1)</script>";

/// Sends the report form with files; answers with the response.
async fn report(app: &TestApp, browser: &Browser, files: Vec<Part>) -> Response {
    let session = app.session(browser).await;
    let engagement = app.state.store().directory().engagements(&session.scope())[0].id.to_string();
    let fields = [
        ("engagement", engagement.as_str()),
        ("title", "The ward list is empty"),
        ("what_happens", TYPED),
        ("blocks", ""),
        ("impact", "blocked"),
    ];
    let form = files.into_iter().fold(form(&fields), |form, file| form.part("files", file));
    browser.post_files("/report", form).await
}

fn file(name: &str, bytes: impl Into<Vec<u8>>) -> Part {
    Part::bytes(bytes.into()).file_name(name.to_owned())
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::from_pixel(8, 4, Rgb([200, 40, 40]))).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The addresses of files on a ticket's page.
fn files_on(page: &str) -> Vec<String> {
    let mut found: Vec<String> =
        page.split("/attachments/").skip(1).map(|rest| format!("/attachments/{}", &rest[..32])).collect();
    found.sort();
    found.dedup();
    found
}

fn stored(app: &TestApp) -> usize {
    let shelves = std::fs::read_dir(app.data_dir().join("attachments")).unwrap().flatten();
    shelves.map(|shelf| std::fs::read_dir(shelf.path()).unwrap().count()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn accepted_files_come_with_the_ticket_and_are_served_safely() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let mut photo = picture(ImageFormat::Jpeg);
    photo.extend(b"GPS-CANARY<script>alert(1)</script>");
    let files = vec![
        file("Größe \"1\".png", picture(ImageFormat::Png)),
        file("photo.jpg", photo),
        file("shot.webp", picture(ImageFormat::WebP)),
        file("scan.pdf", &b"%PDF-1.7\n%%EOF\n"[..]),
        file("server.log", "10:42 connection refused\n"),
    ];
    let response = report(&app, &member, files).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{}", response.text().await.unwrap());
    let ticket = response.headers()["location"].to_str().unwrap().to_owned();
    let addresses = files_on(&member.page(&ticket).await);
    assert_eq!(addresses.len(), 5);
    let mut types = Vec::new();
    for address in &addresses {
        let response = member.get(address).await;
        assert_eq!(response.status(), StatusCode::OK);
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        let (kind, disposition) = (header("content-type"), header("content-disposition"));
        assert!(header("content-security-policy").starts_with("sandbox;"));
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("cache-control"), "private, no-cache");
        assert_eq!(disposition.starts_with("inline;"), kind.starts_with("image/"), "{kind}: {disposition}");
        if kind == "image/png" {
            assert!(disposition.contains("filename*=UTF-8''Gr%C3%B6%C3%9Fe%20"), "{disposition}");
        }
        let bytes = response.bytes().await.unwrap();
        for canary in [&b"GPS-CANARY"[..], b"<script>"] {
            assert!(!bytes.windows(canary.len()).any(|window| window == canary), "{kind}");
        }
        types.push(kind);
    }
    types.sort();
    assert_eq!(types, ["application/pdf", "image/jpeg", "image/png", "image/webp", "text/plain; charset=utf-8"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_there_for_those_who_see_its_ticket_only() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let response = report(&app, &member, vec![file("a.png", picture(ImageFormat::Png))]).await;
    let address = files_on(&member.page(response.headers()["location"].to_str().unwrap()).await).remove(0);
    assert_eq!(app.signed_in(ADMIN).await.get(&address).await.status(), StatusCode::OK);
    assert_eq!(app.browser().get(&address).await.status(), StatusCode::SEE_OTHER);
    let foreign = app.signed_in(OTHER_CLIENT).await;
    let missing = foreign.get("/attachments/0123456789abcdef0123456789abcdef").await;
    let theirs = foreign.get(&address).await;
    assert_eq!((theirs.status(), missing.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(text_of(&theirs.text().await.unwrap()), text_of(&missing.text().await.unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_an_internal_note_is_never_the_clients() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    let note = form(&[("kind", "note"), ("body", "Look at this."), ("version", "1"), ("promise", "")])
        .part("files", file("trace.log", "inside\n"));
    let response = admin.post_files("/tickets/ACME-1/messages", note).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{}", response.text().await.unwrap());
    let address = files_on(&admin.page("/tickets/ACME-1").await).remove(0);
    assert_eq!(admin.get(&address).await.status(), StatusCode::OK);
    let member = app.signed_in(MEMBER).await;
    assert!(files_on(&member.page("/tickets/ACME-1").await).is_empty());
    assert_eq!(member.get(&address).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_drawings_and_programs_are_refused_whatever_they_are_called() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    for (name, bytes) in [
        ("drawing.svg", &b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"[..]),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("notes.txt", b"<!doctype html><script>alert(1)</script>"),
        ("setup.png", b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff"),
        ("setup.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\0"),
        ("archive.pdf", b"PK\x03\x04\x14\0\0\0"),
        ("half.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"),
        ("empty.txt", b""),
    ] {
        let response = report(&app, &member, vec![file(name, bytes)]).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let page = response.text().await.unwrap();
        assert!(page.contains(&format!("“{name}”")), "{name} is not named: {}", text_of(&page));
        assert!(
            page.contains("The ward list is empty") && page.contains("&lt;/textarea"),
            "{name}: what was typed is gone"
        );
        assert!(!page.contains("<script>alert"), "{name}");
    }
    assert_eq!(stored(&app), 0, "nothing of it stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_large_and_too_many_are_named_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let large = report(&app, &member, vec![file("huge.log", vec![b'a'; 11 << 20]), file("ok.log", "fine\n")]).await;
    assert_eq!(large.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = large.text().await.unwrap();
    assert!(page.contains("“huge.log” has 11.0 MB. Up to 10 MB are accepted."), "{}", text_of(&page));
    assert!(page.contains("The ward list is empty"));
    let six = (1..=6).map(|number| file(&format!("{number}.log"), "fine\n")).collect();
    let many = report(&app, &member, six).await;
    assert_eq!(many.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = many.text().await.unwrap();
    assert!(page.contains("“6.log” is one file too many. Send up to 5"), "{}", text_of(&page));
    assert!(page.contains("The ward list is empty"));
    assert_eq!(stored(&app), 0, "files of a refused form are removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_must_be_chosen_again_are_named_also_beside_one_that_was_refused() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let files = || {
        let damaged = &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"[..];
        vec![file("good.log", "fine\n"), file("half.png", damaged), file("more.log", "fine too\n")]
    };
    let lost = "“good.log” and “more.log” were not kept: choose them again.";
    let refused = report(&app, &member, files()).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text_of(&refused.text().await.unwrap());
    assert!(page.matches("“half.png” is damaged").count() >= 2, "in the summary and at the field: {page}");
    assert_eq!(page.matches(lost).count(), page.matches("“half.png” is damaged").count(), "{page}");

    let ticket = report(&app, &member, Vec::new()).await.headers()["location"].to_str().unwrap().to_owned();
    let address = format!("{}/messages", ticket.split('?').next().unwrap());
    let with = |body: &str, files: Vec<Part>| {
        let form = form(&[("kind", "public"), ("body", body), ("promise", "")]);
        files.into_iter().fold(form, |form, file| form.part("files", file))
    };
    let refused = member.post_files(&address, with("See the files.", files())).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = text_of(&refused.text().await.unwrap());
    assert!(page.contains("“half.png” is damaged") && page.contains(lost), "{page}");
    // Files that were in order, and a text that is refused only when it is written down.
    let long = "x".repeat(100_000);
    let refused = member.post_files(&address, with(&long, vec![file("good.log", "fine\n")])).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text_of(&refused.text().await.unwrap()).contains("“good.log” was not kept: choose it again."));
    assert_eq!(stored(&app), 0, "files of a refused form are removed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_begins_like_a_bitmap_is_accepted() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let response = report(&app, &member, vec![file("alarms.log", "BMS alarm 07:40\n")]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "{}", text_of(&response.text().await.unwrap()));
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_get_files_of_their_own_engagements_only() {
    let app = TestApp::start().await;
    // Of some of St. Agnes Hospital's engagements, not of all.
    let agent = app.signed_in("tove@northwind.example").await;
    let (scope, directory) = (app.session(&agent).await.scope(), app.state.store().directory());
    let admin = app.signed_in(ADMIN).await;
    let mut seen = [0, 0];
    for key in (1..=12).map(|number| format!("ACME-{number}")) {
        let note = form(&[("kind", "public"), ("body", "See the file."), ("version", "1"), ("promise", "")])
            .part("files", file("a.log", "x\n"));
        if admin.post_files(&format!("/tickets/{key}/messages"), note).await.status() != StatusCode::SEE_OTHER {
            // It has ended; nobody writes on it any more.
            continue;
        }
        let address = files_on(&admin.page(&format!("/tickets/{key}")).await).remove(0);
        let session = app.session(&admin).await;
        let detail =
            app.state.store().detail(&session.scope(), &key.parse().unwrap(), app.clock.now()).await.unwrap().unwrap();
        let is_theirs = scope.sees(directory.engagement(&detail.engagement.id).unwrap());
        let status = agent.get(&address).await.status();
        assert_eq!(status, if is_theirs { StatusCode::OK } else { StatusCode::NOT_FOUND }, "{key}");
        seen[usize::from(is_theirs)] += 1;
    }
    assert!(seen[0] > 0 && seen[1] > 0, "the demo's agent belongs to some engagements and not to others");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_without_a_ticket_are_swept_and_those_of_tickets_stay() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    assert_eq!(
        report(&app, &member, vec![file("server.log", "10:42 refused\n")]).await.status(),
        StatusCode::SEE_OTHER
    );
    let shelf = app.data_dir().join("attachments").join("ab");
    std::fs::create_dir_all(&shelf).unwrap();
    // A process that was killed between keeping the file and writing the ticket.
    std::fs::write(shelf.join("0".repeat(30)), "nobody's").unwrap();
    tidy(&app.state).await.unwrap();
    assert_eq!(stored(&app), 2, "a file that may just be arriving was taken");
    // A device may have lost its network between sending a file and the change that names it.
    for (days, left) in [(6, 2), (8, 1)] {
        let long_ago = SystemTime::now() - Duration::from_hours(24 * days);
        let shelves = std::fs::read_dir(app.data_dir().join("attachments")).unwrap().flatten();
        for kept in shelves.flat_map(|shelf| std::fs::read_dir(shelf.path()).unwrap().flatten()) {
            std::fs::File::options().append(true).open(kept.path()).unwrap().set_modified(long_ago).unwrap();
        }
        tidy(&app.state).await.unwrap();
        assert_eq!(stored(&app), left, "after {days} days");
    }
    assert!(!shelf.join("0".repeat(30)).exists());
}
