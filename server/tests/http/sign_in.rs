//! Signing in and out.

use std::time::Instant;

use reqwest::StatusCode;

use super::support::{ADMIN, Browser, MEMBER, PASSWORD, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn each_side_comes_to_where_its_work_is() {
    let app = TestApp::start().await;
    for (email, home) in [(ADMIN, "/inbox"), (MEMBER, "/home")] {
        let mut browser = app.browser();
        let response = browser.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(
            (response.status(), &response.headers()["location"]),
            (StatusCode::SEE_OTHER, &"/".parse().unwrap())
        );
        assert_eq!(browser.get("/").await.headers()["location"], home);
        browser.page(home).await;
        assert_eq!(browser.get("/sign-in").await.status(), StatusCode::SEE_OTHER, "signed in already");
        let out = browser.post("/sign-out", &[]).await;
        assert_eq!(out.headers()["location"], "/sign-in?out=1");
        assert_eq!(browser.get(home).await.status(), StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_led_back_to_the_page_asked_for_but_never_to_another_site() {
    let app = TestApp::start().await;
    let asked = app.browser().get("/tickets/ACME-1?t=x").await;
    assert_eq!(asked.headers()["location"], "/sign-in?next=/tickets/ACME-1%3Ft%3Dx");
    for (next, location) in [
        ("/tickets/ACME-1?t=x", "/tickets/ACME-1?t=x"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
    ] {
        let mut browser = app.browser();
        let response = browser.post("/sign-in", &[("email", ADMIN), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!(response.headers()["location"], location);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_a_wrong_password_and_a_person_without_one_get_the_same_answer() {
    let app = TestApp::start().await;
    let mut answers = Vec::new();
    for (email, password) in
        [(ADMIN, "not the password at all"), ("nobody@example.com", PASSWORD), ("not an address", PASSWORD)]
    {
        let response = app.browser().post("/sign-in", &[("email", email), ("password", password)]).await;
        let status = response.status();
        let mut names: Vec<String> = response.headers().keys().map(ToString::to_string).collect();
        names.sort();
        let page = response.text().await.unwrap().replace(email, "EMAIL");
        assert!(!page.contains(password), "a password is never sent back");
        answers.push((status, names, page));
    }
    assert_eq!(answers[0].0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_and_wrong_take_the_same_time() {
    let app = TestApp::start().await;
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..9 {
        for (place, email) in [ADMIN, "nobody@example.com"].into_iter().enumerate() {
            let began = Instant::now();
            app.browser().post("/sign-in", &[("email", email), ("password", "not the password at all")]).await;
            times[place].push(began.elapsed());
        }
    }
    let [wrong, unknown] = times.map(|mut times| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    });
    // Without the dummy hash the ratio is far above ten.
    let ratio = wrong / unknown;
    assert!((0.5..2.0).contains(&ratio), "wrong {wrong} s, unknown {unknown} s");
}

#[tokio::test(flavor = "multi_thread")]
async fn missing_input_is_named_and_the_address_is_kept() {
    let app = TestApp::start().await;
    let response = app.browser().post("/sign-in", &[("email", ADMIN), ("password", ""), ("next", "/inbox")]).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = response.text().await.unwrap();
    assert!(page.contains("The password is missing.") && page.contains(ADMIN) && page.contains("value=\"/inbox\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_sign_ins_is_turned_away_and_pages_are_still_served() {
    let app = TestApp::start_with(|config| config.requests.password_queue = 1).await;
    let visitor = app.browser();
    let attempts: Vec<_> = (0..48)
        .map(|_| {
            let mut browser = visitor.clone();
            tokio::spawn(async move {
                browser.post("/sign-in", &[("email", ADMIN), ("password", "not the password at all")]).await.status()
            })
        })
        .collect();
    let admin = app.signed_in(ADMIN).await;
    assert_eq!(admin.get("/inbox").await.status(), StatusCode::OK);
    let mut turned_away = 0;
    for attempt in attempts {
        turned_away += usize::from(attempt.await.unwrap() == StatusCode::SERVICE_UNAVAILABLE);
    }
    assert!(turned_away > 0);
    let response = app.browser().post("/sign-in", &[("email", ADMIN), ("password", PASSWORD)]).await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER, "the queue empties");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_others_use_too_stores_no_page_until_its_session_ends() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let stored = async |browser: &Browser| {
        browser.get("/inbox").await.headers()["cache-control"].to_str().unwrap() != "no-store"
    };
    browser.post("/sign-in", &[("email", ADMIN), ("password", PASSWORD), ("shared", "yes")]).await;
    assert!(!stored(&browser).await);
    assert!(browser.page("/inbox").await.contains("data-shared"), "drafts end with their tab");
    browser.post("/sign-out", &[]).await;
    browser.post("/sign-in", &[("email", ADMIN), ("password", PASSWORD)]).await;
    assert!(stored(&browser).await);
    assert!(!browser.page("/inbox").await.contains("data-shared"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_shortcuts_of_the_installed_app_lead_each_side_to_its_own_pages() {
    let app = TestApp::start().await;
    let (staff, client) = (app.signed_in(ADMIN).await, app.signed_in(MEMBER).await);
    for (shortcut, of_staff, of_client) in [
        ("/go/tickets", "/inbox", "/issues"),
        ("/go/report", "/tickets/new", "/report"),
        (
            "/go/report?title=White+screen&text=Since+noon",
            "/tickets/new?title=White+screen&text=Since+noon",
            "/report?title=White+screen&text=Since+noon",
        ),
    ] {
        assert_eq!(staff.get(shortcut).await.headers()["location"], of_staff);
        assert_eq!(client.get(shortcut).await.headers()["location"], of_client);
    }
    assert_eq!(app.browser().get("/go/tickets").await.headers()["location"], "/sign-in?next=/go/tickets");
    // What another app shares stands in the form, as text.
    let form = client.page("/report?title=White+%3Cscreen%3E&text=Since+noon&url=https%3A%2F%2Fexample.org%2Fx").await;
    assert!(form.contains("White &lt;screen&gt;") && !form.contains("White <screen>"));
    assert!(form.contains("Since noon\nhttps://example.org/x"), "{form}");
}
