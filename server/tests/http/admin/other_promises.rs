//! Another calendar or policy for an engagement: what is said before, and what it does to open tickets (SLA.md rule 10).

use domain::ids::TicketKey;
use domain::insight::outcomes;
use domain::sla::ClockState;
use domain::ticket::EventKind;
use domain::time::Seconds;
use reqwest::StatusCode;
use store::tickets::Detail;

use super::{accepted, answered, hidden, location, pairs, rev_of, value_of};
use crate::support::{ADMIN, AGENT, Browser, TestApp, text_of};

const ROTA: &str = "/engagements/brimley-rota";

/// The form as it is, with other values in some fields.
async fn form(browser: &Browser, other: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = browser.page(ROTA).await;
    let (rev, go_live) = (value_of(&page, "rev"), value_of(&page, "go_live"));
    let known = [
        ("rev", rev.as_str()),
        ("client", "brimley"),
        ("product", "rota-hrm"),
        ("phase", "hypercare"),
        ("go_live", go_live.as_str()),
        ("plan", "hrm-go-live-care"),
        ("policy", ""),
        ("calendar", ""),
        ("supplier_owner", "mira"),
        ("buyer_owner", "ruth"),
    ];
    let typed = |name: &str| other.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
    known.iter().map(|(name, known)| ((*name).to_owned(), typed(name).unwrap_or(known).to_owned())).collect()
}

/// Every ticket of the engagement.
async fn tickets(app: &TestApp, browser: &Browser) -> Vec<Detail> {
    let scope = app.session(browser).await.scope();
    let mut all = Vec::new();
    for number in 1..80 {
        let key: TicketKey = format!("BRIM-{number}").parse().unwrap();
        if let Some(detail) = app.state.store().detail(&scope, &key, app.clock.now()).await.unwrap()
            && detail.engagement.id.as_str() == "brimley-rota"
        {
            all.push(detail);
        }
    }
    all
}

/// What stands of a ticket's ended clocks, and of its open ones that were missed.
fn measured(detail: &Detail) -> Vec<String> {
    let ended = detail.clocks.iter().filter(|clock| !clock.is_open() || clock.is_overdue(detail.ticket.updated_at));
    let clocks = ended.map(|clock| {
        format!("{:?} {} {:?} {:?} {:?}", clock.metric, clock.cycle, clock.state, clock.due, clock.stopped_at)
    });
    let counted = outcomes(&detail.events, &detail.clocks, &detail.windows);
    let marks = detail.events.iter().filter(|event| {
        matches!(
            event.kind,
            EventKind::ClockBreached { .. } | EventKind::Escalated { .. } | EventKind::ClockWarned { .. }
        )
    });
    clocks.chain(counted.iter().map(|one| format!("{one:?}"))).chain(marks.map(|event| format!("{event:?}"))).collect()
}

/// Lets the watcher write what is due, so that nothing of it is blamed on the edit.
async fn watch(app: &TestApp) {
    let store = app.state.store();
    for due in store.watch_due(&store.system(), app.clock.now(), 500).await.unwrap() {
        store.watch_one(&store.system(), &due.key, app.clock.now()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_calendar_is_previewed_and_then_moves_open_clocks_only() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    watch(&app).await;
    let before = tickets(&app, &admin).await;
    let verdicts =
        |state: &ClockState| before.iter().flat_map(|one| &one.clocks).filter(|clock| clock.state == *state).count();
    assert!(verdicts(&ClockState::Met) > 0 && verdicts(&ClockState::Missed) > 0);

    let sent = form(&admin, &[("calendar", "halifax-office")]).await;
    let page = answered(&mut admin, StatusCode::OK, ROTA, &pairs(&sent)).await;
    let text = text_of(&page);
    for words in [
        "From the moment you save, the opening hours of Halifax office hours (America/Halifax) count.",
        "Calendar: London office hours (Europe/London) becomes Halifax office hours (America/Halifax).",
        "open tickets belong to it.",
        "none becomes overdue by it.",
        "Clocks that have stopped keep what was measured.",
        "Would be due",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(rev_of(&admin, ROTA).await, sent[0].1, "a preview saves nothing");
    let back = answered(&mut admin, StatusCode::OK, &format!("{ROTA}/edit"), &pairs(&hidden(&page))).await;
    assert!(back.contains("value=\"halifax-office\" selected"), "the way back keeps what was chosen");
    assert_eq!(location(&admin.get(&format!("{ROTA}/edit")).await), ROTA);

    let preview = page.clone();
    // A minute later it is still the same preview.
    app.advance(Seconds::minutes(1));
    watch(&app).await;
    assert_eq!(accepted(&mut admin, ROTA, &pairs(&hidden(&page))).await, "/engagements");
    let (mut moved, mut kept) = (0, 0);
    for (before, after) in before.iter().zip(tickets(&app, &admin).await) {
        let key = &after.ticket.key;
        assert_eq!(measured(&after), measured(before), "{key}");
        kept += measured(before).len();
        let is_switch = |kind: &EventKind| matches!(kind, EventKind::CalendarChanged { switched_at: Some(_), .. });
        let told = after.events.iter().filter(|event| is_switch(&event.kind)).count();
        assert_eq!(told, usize::from(preview.contains(&format!(">{key}<"))), "{key}");
        if told == 0 {
            continue;
        }
        moved += 1;
        let clock = after.clocks.iter().find(|clock| clock.is_open() && !clock.previous_due.is_empty()).unwrap();
        let why = text_of(&admin.page(&format!("/tickets/{key}/why/{}", clock.metric.key())).await);
        assert!(why.contains("The engagement was given another calendar at") && why.contains("by Mira Kovač"), "{why}");
        assert!(why.contains("London office hours, Europe/London, and from"), "{why}");
        let page = text_of(&admin.page(&format!("/tickets/{key}")).await);
        assert!(page.contains("Mira Kovač gave it other opening hours; due times moved"), "{page}");
    }
    assert!(moved > 0 && kept > 0);
    let store = app.state.store();
    assert_eq!(store.doctor(&store.system(), false, app.clock.now()).await.unwrap().findings, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_policy_is_for_new_tickets_and_the_admin_is_told() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    watch(&app).await;
    let before = tickets(&app, &admin).await;
    let sent = form(&admin, &[("policy", "standard")]).await;
    let page = answered(&mut admin, StatusCode::OK, ROTA, &pairs(&sent)).await;
    let text = text_of(&page);
    for words in ["Open tickets keep the policy that they were reported under", "No due time would move."] {
        assert!(text.contains(words), "{words}: {text}");
    }
    accepted(&mut admin, ROTA, &pairs(&hidden(&page))).await;
    for (before, after) in before.iter().zip(tickets(&app, &admin).await) {
        assert_eq!((&after.clocks, &after.ticket), (&before.clocks, &before.ticket));
        assert_eq!(after.policy.id.as_str(), "hrm-route");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_looked_at_is_not_saved() {
    let app = TestApp::start().await;
    let mut admin = app.signed_in(ADMIN).await;
    let sent = form(&admin, &[("calendar", "halifax-office"), ("phase", "run")]).await;
    let page = answered(&mut admin, StatusCode::OK, ROTA, &pairs(&sent)).await;
    let mut fields = hidden(&page);
    fields.iter_mut().find(|(name, _)| name == "seen").unwrap().1 = "something else".to_owned();
    let stale = answered(&mut admin, StatusCode::CONFLICT, ROTA, &pairs(&fields)).await;
    assert!(stale.contains("tickets have moved on meanwhile"));
    // Somebody else saves first: the form again, with what was typed.
    let other = form(&admin, &[("phase", "launch")]).await;
    accepted(&mut admin, ROTA, &pairs(&other)).await;
    let page = answered(&mut admin, StatusCode::CONFLICT, ROTA, &pairs(&hidden(&page))).await;
    assert!(page.contains("Phase is now “Launch”.") && page.contains("value=\"halifax-office\" selected"));
    assert_ne!(value_of(&page, "rev"), sent[0].1);
    let wrong = form(&admin, &[("calendar", "none-such")]).await;
    answered(&mut admin, StatusCode::UNPROCESSABLE_ENTITY, ROTA, &pairs(&wrong)).await;
    let mut agent = app.signed_in(AGENT).await;
    for path in [ROTA.to_owned(), format!("{ROTA}/edit")] {
        assert_eq!(agent.post(&path, &pairs(&sent)).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
}
