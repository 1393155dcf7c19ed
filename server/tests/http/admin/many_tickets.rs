//! Previews of hundreds of open tickets: the most affected are drawn, all of them follow.

use domain::ids::{EngagementId, TicketKey};
use domain::ticket::Report;
use reqwest::StatusCode;

use super::{accepted, answered, hidden, pairs, value_of};
use crate::support::{ADMIN, OTHER_CLIENT, TestApp, text_of};

const COUNT: usize = 215;
const OFFICE: &str = "/calendars/london-office";
const ROUTE: &str = "/policies/hrm-route";

/// As many new tickets of Brimley, judged on the same business day.
async fn many(app: &TestApp) -> Vec<TicketKey> {
    let client = app.signed_in(OTHER_CLIENT).await;
    let session = app.session(&client).await;
    let mut keys = Vec::new();
    for number in 0..COUNT {
        let report = Report {
            engagement: EngagementId::new("brimley-rota"),
            title: format!("One of many, {number}"),
            what_happens: "Again".to_owned(),
            blocks: String::new(),
            impact: "blocked".to_owned(),
            reporter: session.person.reference(),
            reported_at: None,
            attachments: Vec::new(),
        };
        let now = app.clock.now();
        keys.push(app.state.store().report(&session.scope(), &session.actor(), report, None, now).await.unwrap());
    }
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_draws_the_most_affected_tickets_and_counts_the_others() {
    let app = TestApp::start().await;
    let keys = many(&app).await;
    let mut admin = app.signed_in(ADMIN).await;
    let form = admin.page(&format!("{OFFICE}/edit")).await;
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map(|day| (day, "00:00-24:00"));
    let (rev, name) = (value_of(&form, "rev"), value_of(&form, "name"));
    let fields = [("rev", rev.as_str()), ("name", name.as_str()), ("zone", "Europe/London")];
    let fields: Vec<_> = fields.into_iter().chain(days).collect();
    let page = answered(&mut admin, StatusCode::OK, &format!("{OFFICE}/preview"), &fields).await;
    assert_eq!(page.matches("class=\"effect-title\"").count(), 200);
    let text = text_of(&page);
    let more = text.split_once("And ").unwrap().1.split_once(" more tickets, which are less affected.").unwrap().0;
    let tickets = text.split_once(" of ").unwrap().1;
    assert!(more.parse::<usize>().unwrap() >= COUNT - 200, "{more}");
    assert!(tickets.starts_with(&format!("{} tickets would move", 200 + more.parse::<usize>().unwrap())), "{text}");
    accepted(&mut admin, OFFICE, &pairs(&hidden(&page))).await;
    let store = app.state.store();
    store.roll_out(&store.system(), app.clock.now()).await.unwrap();
    let scope = app.session(&admin).await.scope();
    for key in &keys {
        let detail = store.detail(&scope, key, app.clock.now()).await.unwrap().unwrap();
        assert!(detail.events.iter().any(|event| event.kind.name() == "calendar_changed"), "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn more_tickets_than_a_page_draws_move_to_a_policy_all_or_none() {
    let app = TestApp::start().await;
    let keys = many(&app).await;
    let mut admin = app.signed_in(ADMIN).await;
    let form = super::policies::form(&admin, &[("p1_triage", "9 h"), ("p1_triage_kind", "calendar")]).await;
    let page = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/preview"), &pairs(&form)).await;
    assert!(!page.contains("name=\"move\"") && page.contains("name=\"move_all\""));
    assert_eq!(page.matches("class=\"effect-title\"").count(), 200);
    let text = text_of(&page);
    assert!(text.contains("too many to choose from") && text.contains("more tickets, which are less affected."));
    // The way back keeps the choice, too.
    let mut chosen = hidden(&page);
    chosen.push(("move_all".to_owned(), "yes".to_owned()));
    let back = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/edit"), &pairs(&chosen)).await;
    let again = super::policies::fields_of(&back);
    let page = answered(&mut admin, StatusCode::OK, &format!("{ROUTE}/preview"), &pairs(&again)).await;
    let sent = super::policies::fields_of(&page);
    assert!(sent.contains(&("move_all".to_owned(), "yes".to_owned())));
    accepted(&mut admin, ROUTE, &pairs(&sent)).await;
    app.advance(domain::time::Seconds::minutes(11));
    let store = app.state.store();
    store.roll_out(&store.system(), app.clock.now()).await.unwrap();
    let scope = app.session(&admin).await.scope();
    for key in &keys {
        let detail = store.detail(&scope, key, app.clock.now()).await.unwrap().unwrap();
        assert_eq!(detail.ticket.policy.version, 2, "{key}");
    }
}
