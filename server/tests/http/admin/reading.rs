//! What is only read: policies, calendars, knowledge.

use crate::support::{ADMIN, MEMBER, TestApp, text_of};

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_shows_the_promises_of_the_facts_file() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    let standard = text_of(&admin.page("/policies/standard").await);
    for words in ["4 h", "24 h", "48 h", "7 days", "Scheduled", "Waiting on the client", "at most 14 days"] {
        assert!(standard.contains(words), "{words}");
    }
    let route = text_of(&admin.page("/policies/hrm-route").await);
    for words in [
        "5 min",
        "30 min",
        "Same business day",
        "opening hours",
        "incident notes",
        "Before triaged",
        "release note",
        "never: its clocks run until it is solved",
    ] {
        assert!(route.contains(words), "{words}");
    }
    assert_eq!(admin.get("/policies/none-such").await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_shows_its_week_its_zone_and_who_counts_by_it() {
    let app = TestApp::start().await;
    let admin = app.signed_in(ADMIN).await;
    let page = admin.page("/calendars/london-office").await;
    let text = text_of(&page);
    for words in [
        "Europe/London",
        "Mon",
        "clocks go forward 1 h",
        "clocks go back 1 h",
        "HRM go-live care",
        "Brimley Care: Rota HRM",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert_eq!(page.matches("class=\"week-track\"").count(), 7);
    assert!(text_of(&admin.page("/calendars").await).contains("Europe/London"));
    assert_eq!(admin.get("/calendars/none-such").await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn known_issues_are_found_by_what_people_see() {
    let app = TestApp::start().await;
    for email in [ADMIN, MEMBER] {
        let browser = app.signed_in(email).await;
        let all = text_of(&browser.page("/knowledge").await);
        assert!(all.contains("Authentication") && all.contains("White screen") && all.contains("Session expired"));
        let found = text_of(&browser.page("/knowledge?q=a+white+screen").await);
        assert!(found.contains("White screen") && !found.contains("Session expired"), "only what fits is shown");
        let nothing = browser.page("/knowledge?q=%3Cscript%3E+zebra").await;
        assert!(nothing.contains("Nothing about") && !nothing.contains("<script> zebra"));
    }
}
