//! `/reports`: figures for both sides, files, filters, and nothing of other clients.

use domain::ids::EngagementId;
use domain::ticket::{Command, Facts, Report, StateChange, TicketState};
use domain::time::Seconds;
use reqwest::StatusCode;

use super::support::{ADMIN, AGENT, Browser, MEMBER, OTHER_CLIENT, TestApp, text_of};

/// Of Luma, under the policy whose clocks pause.
const STANDARD_CLIENT: &str = "ivana@luma.example";

const FILES: [&str; 7] = ["attainment", "details", "clients", "products", "times", "excluded", "backlog"];

/// A ticket that counts: reported, paused, and resolved, all within the idle time of a session.
async fn worked_on(app: &TestApp, client: &Browser, staff: &Browser, what: &str) -> String {
    let (reporter, agent) = (app.session(client).await, app.session(staff).await);
    let store = app.state.store();
    let engagement = store.directory().engagements(&reporter.scope())[0].id.clone();
    let draft = Report {
        engagement: EngagementId::new(engagement.as_str()),
        title: what.to_owned(),
        what_happens: what.to_owned(),
        blocks: String::new(),
        impact: "blocked".to_owned(),
        reporter: reporter.person.reference(),
        reported_at: None,
        attachments: Vec::new(),
    };
    let key = store.report(&reporter.scope(), &reporter.actor(), draft, None, app.clock.now()).await.unwrap();
    let policy = store.detail(&agent.scope(), &key, app.clock.now()).await.unwrap().unwrap().policy;
    let moved = |to: TicketState| {
        let owner = Some(agent.person.reference());
        let facts = Facts { workaround: "Use paper".to_owned(), owner, ..Facts::default() };
        let mut change = StateChange { facts, reason: "Because".to_owned(), ..StateChange::to(to) };
        if to.is_waiting() {
            change.pause_reason = policy.pause_reasons.first().map(|reason| reason.key.clone()).unwrap_or_default();
        }
        Command::ChangeState(change)
    };
    for (minutes, command) in [
        (1, Command::Take),
        (2, moved(TicketState::InProgress)),
        (3, moved(TicketState::WaitingOnClient)),
        (12, moved(TicketState::InProgress)),
        (2, moved(TicketState::Resolved)),
    ] {
        app.advance(Seconds::minutes(minutes));
        store.command(&agent.scope(), &agent.actor(), &key, None, command, app.clock.now()).await.unwrap();
    }
    key.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_sides_see_figures_with_a_table_behind_each_chart() {
    let app = TestApp::start().await;
    let (staff, client) = (app.signed_in(ADMIN).await, app.signed_in(OTHER_CLIENT).await);
    for (who, browser) in [("staff", &staff), ("client", &client)] {
        let html = browser.page("/reports").await;
        let text = text_of(&html);
        for words in
            ["Attainment", "By product", "Time to acknowledge (MTTA)", "Excluded time", "Backlog age", "What counts"]
        {
            assert!(text.contains(words), "{who}: {words}");
        }
        assert_eq!(text.contains("By client"), who == "staff", "{who}");
        assert_eq!(html.contains("name=\"client\""), who == "staff", "{who}");
        let charts = html.matches("class=\"chart\"").count();
        assert!(charts >= 3, "{who}: {charts} charts");
        assert_eq!(charts, html.matches("role=\"img\"").count(), "{who}");
        assert!(!html.contains("style=\""), "{who}: inline style");
    }
    assert_eq!(app.browser().get("/reports").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_table_is_a_file_with_the_same_filters() {
    let app = TestApp::start().await;
    let staff = app.signed_in(ADMIN).await;
    for file in FILES {
        let response = staff.get(&format!("/reports/{file}.csv")).await;
        assert_eq!(response.status(), StatusCode::OK, "{file}");
        let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "text/csv; charset=utf-8");
        let disposition = header("content-disposition");
        assert!(disposition.starts_with("attachment") && disposition.contains(&[file, "-2"].concat()), "{disposition}");
        let text = response.text().await.unwrap();
        let columns = text.lines().next().unwrap().split(',').count();
        assert!(text.lines().count() > 1 || file == "excluded", "{file}: {text}");
        assert!(text.ends_with("\r\n") && columns >= 4, "{file}: {text}");
    }
    let one = staff.page("/reports/attainment.csv?from=2026-01&to=2026-01").await;
    assert_eq!(one.lines().count(), 6, "{one}");
    assert!(one.lines().skip(1).all(|line| line.starts_with("2026-01,")), "{one}");
    assert_eq!(staff.get("/reports/nothing.csv").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_follow_what_people_do() {
    let app = TestApp::start().await;
    let (staff, client) = (app.signed_in(ADMIN).await, app.signed_in(STANDARD_CLIENT).await);
    let before = staff.page("/reports/times.csv").await;
    let key = worked_on(&app, &client, &staff, "Figures").await;
    assert_ne!(staff.page("/reports/times.csv").await, before);
    for browser in [&staff, &client] {
        let excluded = browser.page("/reports/excluded.csv").await;
        let row = excluded.lines().find(|line| line.contains(&key)).unwrap_or_else(|| panic!("{excluded}"));
        assert!(row.contains("Mira"), "{row}");
        assert!(browser.page("/reports").await.contains(&format!("href=\"/tickets/{key}\"")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_never_sees_anothers_figures() {
    let app = TestApp::start().await;
    let staff = app.signed_in(ADMIN).await;
    let (acme, brimley) = (app.signed_in(MEMBER).await, app.signed_in(OTHER_CLIENT).await);
    worked_on(&app, &acme, &staff, "Theirs").await;
    worked_on(&app, &brimley, &staff, "Ours").await;
    let everything = async |browser: &Browser, query: &str| {
        let mut all = browser.page(&format!("/reports{query}")).await;
        for file in FILES {
            all += &browser.page(&format!("/reports/{file}.csv{query}")).await;
        }
        all
    };
    for (browser, own, foreign) in [
        (&acme, ["ACME-", "St. Agnes"], ["BRIM-", "Brimley"]),
        (&brimley, ["BRIM-", "Brimley"], ["ACME-", "St. Agnes"]),
    ] {
        let all = everything(browser, "").await;
        for words in own {
            assert!(all.contains(words), "{words}");
        }
        for words in foreign {
            assert!(!all.contains(words), "{words}");
        }
    }
    // Asking for another client by name is the same as asking for one that does not exist.
    let directory = app.state.store().directory();
    let acme_id = directory.client_by_prefix("ACME").unwrap().id.clone();
    let text = async |id: &str| {
        let response = brimley.get(&format!("/reports?client={id}")).await;
        (response.status(), text_of(&response.text().await.unwrap()).replace(id, ""))
    };
    let (theirs, missing) = (text(acme_id.as_str()).await, text("none-such").await);
    assert_eq!(theirs.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(theirs, missing);
    let file = brimley.get(&format!("/reports/clients.csv?client={acme_id}")).await;
    assert_eq!(file.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_filters_name_the_field_and_keep_what_was_typed() {
    let app = TestApp::start().await;
    let staff = app.signed_in(AGENT).await;
    for (query, field, words) in [
        ("from=November", "from", "Write one like 2026-11"),
        ("from=2026-05&to=2026-04", "from", "lies after"),
        ("from=2001-01&to=2026-04", "from", "up to 36"),
        ("product=none-such", "product", "Choose one from the list"),
        ("priority=%3Cscript%3E", "priority", "Choose one from the list"),
    ] {
        let response = staff.get(&format!("/reports?{query}")).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        let html = response.text().await.unwrap();
        assert!(html.contains(&format!("href=\"#r-{field}\"")) && html.contains(words), "{query}: {html}");
        assert!(!html.contains("<script>") && !html.contains("class=\"chart\""), "{query}");
        let file = staff.get(&format!("/reports/times.csv?{query}")).await;
        assert_eq!(file.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    }
    let html = staff.get("/reports?from=November").await.text().await.unwrap();
    assert!(html.contains("value=\"November\""), "{html}");
}
