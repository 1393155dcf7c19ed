//! Not yours is not there (SECURITY.md, Tenancy).

use domain::ids::EngagementId;
use domain::ticket::Report;
use reqwest::StatusCode;

use super::support::{ADMIN, AGENT, Browser, MEMBER, OTHER_CLIENT, TestApp, text_of};

#[tokio::test(flavor = "multi_thread")]
async fn the_other_sides_pages_do_not_exist() {
    let app = TestApp::start().await;
    let (staff, member) = (app.signed_in(ADMIN).await, app.signed_in(MEMBER).await);
    for page in ["/home", "/issues", "/report", "/plan"] {
        assert_eq!(member.get(page).await.status(), StatusCode::OK, "{page}");
        assert_eq!(staff.get(page).await.status(), StatusCode::NOT_FOUND, "{page}");
    }
    for page in [
        "/inbox",
        "/tickets/new",
        "/clients",
        "/people",
        "/engagements",
        "/engagements/brimley-rota/plan",
        "/plans",
        "/products",
        "/policies",
        "/policies/hrm-route/edit",
        "/policies/new",
        "/calendars",
        "/calendars/london-office/edit",
        "/calendars/new",
    ] {
        assert_eq!(staff.get(page).await.status(), StatusCode::OK, "{page}");
        assert_eq!(member.get(page).await.status(), StatusCode::NOT_FOUND, "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clients_ticket_is_the_same_as_none_read_or_written() {
    let app = TestApp::start().await;
    let mut other = app.signed_in(OTHER_CLIENT).await;
    for suffix in ["", "/why/first_response"] {
        let theirs = other.get(&format!("/tickets/ACME-1{suffix}")).await;
        let missing = other.get(&format!("/tickets/ACME-9999{suffix}")).await;
        assert_eq!((theirs.status(), missing.status()), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{suffix}");
        assert_eq!(text_of(&theirs.text().await.unwrap()), text_of(&missing.text().await.unwrap()));
    }
    for (action, fields) in [
        ("confirm", vec![("version", "1")]),
        ("reopen", vec![("version", "1"), ("body", "again")]),
        ("take", vec![("version", "1")]),
    ] {
        let response = other.post(&format!("/tickets/ACME-1/{action}"), &fields).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{action}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_read_the_directory_and_only_admins_write_it() {
    let app = TestApp::start().await;
    let mut agent = app.signed_in(AGENT).await;
    assert_eq!(agent.get("/clients").await.status(), StatusCode::OK);
    let response = agent.post("/clients", &[("name", "New"), ("prefix", "NEW"), ("zone", "UTC")]).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    assert!(app.state.store().directory().client_by_prefix("NEW").is_none());
}

/// What both sides read: for a client it tells of nobody else, whatever the address asks for.
#[tokio::test(flavor = "multi_thread")]
async fn pages_of_both_sides_tell_a_client_of_nobody_else() {
    let app = TestApp::start().await;
    let (member, other) = (app.signed_in(MEMBER).await, app.signed_in(OTHER_CLIENT).await);
    let pages = [
        "/home",
        "/issues",
        "/report",
        "/plan",
        "/knowledge",
        "/notifications",
        "/what-if",
        "/reports",
        "/reports/attainment.csv",
        "/reports/details.csv",
        "/reports/clients.csv",
        "/reports/products.csv",
        "/reports/times.csv",
        "/reports/excluded.csv",
        "/reports/backlog.csv",
    ];
    for path in pages {
        for (browser, foreign) in [
            (&member, ["Brimley", "BRIM-", "brimley", "Luma", "LUMA-", "luma-"]),
            (&other, ["St. Agnes", "ACME-", "st-agnes", "Luma", "LUMA-", "luma-"]),
        ] {
            let page = browser.page(path).await;
            for words in foreign {
                assert!(!page.contains(words), "{path}: {words}");
            }
        }
        assert_eq!(app.browser().get(path).await.status(), StatusCode::SEE_OTHER, "{path}");
    }
    let (theirs, none) = ("st-agnes", "none-such");
    for path in ["/reports?client=", "/reports/times.csv?client=", "/what-if?plan=", "/issues?product="] {
        let answer = async |id: &str| {
            let response = other.get(&format!("{path}{id}")).await;
            (response.status(), text_of(&response.text().await.unwrap()).replace(id, ""))
        };
        assert_eq!(answer(theirs).await, answer(none).await, "{path}");
    }
}

async fn posts(browser: &mut Browser, status: StatusCode, forms: &[(&str, &[(&str, &str)])]) {
    for (path, fields) in forms {
        assert_eq!(browser.post(path, fields).await.status(), status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_for_another_client_or_by_the_wrong_side_reaches_nothing() {
    let app = TestApp::start().await;
    let (mut other, mut agent) = (app.signed_in(OTHER_CLIENT).await, app.signed_in(AGENT).await);
    let version: &[(&str, &str)] = &[("rev", "1"), ("name", "Theirs now")];
    let administration: [(&str, &[(&str, &str)]); 12] = [
        ("/calendars", version),
        ("/calendars/import", version),
        ("/calendars/london-office", version),
        ("/calendars/london-office/edit", version),
        ("/calendars/london-office/import", version),
        ("/calendars/london-office/preview", version),
        ("/policies", version),
        ("/policies/hrm-route", version),
        ("/policies/hrm-route/edit", version),
        ("/policies/hrm-route/preview", version),
        ("/engagements/brimley-rota", version),
        ("/engagements/brimley-rota/edit", version),
    ];
    posts(&mut other, StatusCode::NOT_FOUND, &administration).await;
    posts(&mut agent, StatusCode::FORBIDDEN, &administration).await;
    let desk: [(&str, &[(&str, &str)]); 4] = [
        ("/tickets/ACME-1/take", &[("version", "1")]),
        ("/tickets/BRIM-1/take", &[("version", "1")]),
        ("/tickets/ACME-1/priority", &[("version", "1"), ("to", "p0"), ("reason", "Mine")]),
        ("/inbox/bulk", &[("key", "ACME-1"), ("action", "take")]),
    ];
    posts(&mut other, StatusCode::NOT_FOUND, &desk).await;
    let directory = app.state.store().directory();
    assert!(directory.calendars().iter().all(|calendar| calendar.name != "Theirs now" && calendar.version == 1));
    assert!(directory.policies(app.clock.now()).iter().all(|policy| policy.version == 1));
    let admin = app.signed_in(ADMIN).await;
    let scope = app.session(&admin).await.scope();
    let ticket = app.state.store().detail(&scope, &"ACME-1".parse().unwrap(), app.clock.now()).await.unwrap().unwrap();
    assert!(ticket.events.iter().all(|event| event.by.name() != "Ruth Bell"));
}

/// Ticking a call off is for whom it was for; naming another's does nothing.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_ticks_off_the_notifications_of_another() {
    let app = TestApp::start().await;
    let (admin, mut other) = (app.signed_in(ADMIN).await, app.signed_in(MEMBER).await);
    let (ruth, store, now) =
        (app.session(&app.signed_in(OTHER_CLIENT).await).await, app.state.store(), app.clock.now());
    let report = Report {
        engagement: EngagementId::new("brimley-rota"),
        title: "No rota opens".to_owned(),
        what_happens: "A white page".to_owned(),
        blocks: String::new(),
        impact: "stopped".to_owned(),
        reporter: ruth.person.reference(),
        reported_at: None,
        attachments: Vec::new(),
    };
    let key = store.report(&ruth.scope(), &ruth.actor(), report, None, now).await.unwrap();
    store.watch_one(&store.system(), &key, now).await.unwrap();
    let page = admin.page("/notifications").await;
    assert!(page.contains(&format!("data-key=\"{key}-")), "Mira is called");
    let unread = async || {
        let session = app.session(&admin).await;
        store.unread_notifications(&session.scope(), &session.actor()).await.unwrap()
    };
    let before = unread().await;
    assert!(before > 0);
    let key = key.to_string();
    for fields in [vec![("key", key.as_str()), ("call", "1")], vec![("all", "yes")]] {
        other.post("/notifications/read", &fields).await;
        assert_eq!(unread().await, before, "{fields:?}");
    }
    assert!(!other.page("/notifications").await.contains("BRIM-"));
}
