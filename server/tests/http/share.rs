//! What another app shares with the installed one, where no service worker takes it.

use reqwest::multipart::{Form, Part};
use reqwest::{Method, Response, StatusCode};

use super::support::{ADMIN, Browser, MEMBER, PASSWORD, TestApp, form, text_of};

const TEXTS: [(&str, &str); 3] =
    [("title", "White <screen>"), ("text", "Since noon"), ("url", "https://example.org/x?a=1&b=2")];

/// As the system sends it: no page does, so no header names one.
async fn share(browser: &Browser, form: Form) -> Response {
    browser.bare(Method::POST, "/go/share").multipart(form).send().await.unwrap()
}

fn picture() -> Part {
    Part::bytes(b"\x89PNG".to_vec()).file_name("screen.png")
}

fn location(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_either_side_begins_with_the_texts_and_says_that_files_are_missing() {
    let app = TestApp::start().await;
    for (email, path) in [(MEMBER, "/report?"), (ADMIN, "/tickets/new?")] {
        let browser = app.signed_in(email).await;
        let way = location(&share(&browser, form(&TEXTS).part("files", picture())).await);
        let form = location(&browser.get(&way).await);
        assert!(form.starts_with(path), "{form}");
        let page = browser.page(&form).await;
        assert!(page.contains("White &lt;screen&gt;") && !page.contains("White <screen>"));
        assert!(page.contains("Since noon\nhttps://example.org/x?a=1&amp;b=2"), "{page}");
        assert!(text_of(&page).contains("The files that were shared could not come along. Choose them here."));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_alone_come_along_without_a_complaint() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let way = location(&share(&member, form(&TEXTS)).await);
    let page = member.page(&location(&member.get(&way).await)).await;
    assert!(page.contains("Since noon") && !page.contains("could not come along"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_must_sign_in_first_finds_the_texts_in_the_form() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let sign_in = location(&share(&browser, form(&TEXTS).part("files", picture())).await);
    let next = sign_in.strip_prefix("/sign-in?").expect(&sign_in);
    let next = form_urlencoded::parse(next.as_bytes()).next().unwrap().1.into_owned();
    let fields = [("email", MEMBER), ("password", PASSWORD), ("next", next.as_str())];
    let way = location(&browser.post("/sign-in", &fields).await);
    let page = browser.page(&location(&browser.get(&way).await)).await;
    assert!(page.contains("White &lt;screen&gt;") && page.contains("Since noon"));
    assert!(text_of(&page).contains("The files that were shared could not come along."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_too_long_to_come_along_is_not_cut_off_in_silence() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    for (browser, text) in [(&member, "x".repeat(8_000)), (&app.browser(), "x".repeat(3_000))] {
        let way = location(&share(browser, form(&[("text", &*text)])).await);
        assert!(way.contains("lost_text") && !way.contains("xxx"), "{way}");
    }
    let page = member.page("/report?lost_text=1").await;
    assert!(text_of(&page).contains("too long to come along"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_system_and_this_site_may_share_and_nothing_is_changed() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let send = async |path: &str, headers: &[(&str, &str)]| {
        let request = member.bare(Method::POST, path).multipart(form(&TEXTS));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.send().await.unwrap().status()
    };
    let none = ("sec-fetch-site", "none");
    let (cross, same) = (("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"));
    let (hidden, foreign) = (("origin", "null"), ("origin", "https://evil.example"));
    for system in [&[][..], &[none], &[none, hidden]] {
        assert_eq!(send("/go/share", system).await, StatusCode::SEE_OTHER, "{system:?}");
        // Its neighbours are as strict as ever.
        for path in ["/go/share/", "/go/report", "/report"] {
            assert_eq!(send(path, system).await, StatusCode::FORBIDDEN, "{path} {system:?}");
        }
    }
    for site in [&[cross][..], &[same], &[cross, foreign], &[cross, hidden], &[foreign], &[hidden]] {
        assert_eq!(send("/go/share", site).await, StatusCode::FORBIDDEN, "{site:?}");
    }
    assert!(!member.page("/issues").await.contains("&lt;screen&gt;"));
}
