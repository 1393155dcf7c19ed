//! Merging and splitting over HTTP: for the team only, with sentences for both sides and a way on everywhere.

use domain::ids::TicketKey;
use domain::sla::Metric;
use domain::ticket::{Command, EventKind};
use domain::time::Seconds;
use reqwest::{Response, StatusCode};

use super::support::{ADMIN, AGENT, Browser, MEMBER, OTHER_CLIENT, TestApp, form, text_of};

/// Reports an issue of the first product the browser's person sees.
async fn reported(app: &TestApp, browser: &Browser, title: &str) -> TicketKey {
    app.report(browser, title, "Since this morning the list stays empty.", "workaround").await
}

fn place_of(response: &Response) -> String {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn write(app: &TestApp, who: &Browser, key: &TicketKey, command: Command) {
    let session = app.session(who).await;
    let store = app.state.store();
    store.command(&session.scope(), &session.actor(), key, None, command, app.clock.now()).await.unwrap();
}

fn words(body: &str) -> Command {
    Command::Reply { body: body.to_owned(), attachments: Vec::new(), next_update_at: None }
}

fn note(body: &str) -> Command {
    Command::Note { body: body.to_owned(), attachments: Vec::new() }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merged_ticket_says_where_it_goes_on_to_both_sides_and_takes_no_messages() {
    let app = TestApp::start().await;
    let (member, mut staff) = (app.signed_in(MEMBER).await, app.signed_in(ADMIN).await);
    let into = reported(&app, &member, "The ward list is empty").await;
    let from = reported(&app, &member, "No names on the ward list").await;
    write(&app, &staff, &from, note("canary-of-a-note")).await;
    app.advance(Seconds::minutes(5));
    let own = format!("/tickets/{from}");
    let fields = [("version", "2"), ("return", &own), ("into", &into.to_string()), ("reason", "The same outage")];
    let response = staff.post(&format!("{own}/merge"), &fields).await;
    assert_eq!(place_of(&response), format!("/tickets/{into}"), "the work goes on there");
    let page = staff.page(&format!("/tickets/{into}")).await;
    assert!(page.contains(&format!("{from}: merged. It goes on here as {into}.")), "{page}");
    assert!(page.contains(&format!("merged {from} into it: “No names on the ward list”, reported by Neil Amero")));

    for browser in [&staff, &member] {
        let gone = browser.page(&own).await;
        let shown = text_of(&gone);
        assert!(shown.contains(&format!("This goes on as {into}")), "{shown}");
        assert!(shown.contains(&format!("merged it into {into}, where it goes on: “The same outage”")), "{shown}");
        assert!(gone.contains(&format!("href=\"/tickets/{into}\"")), "a way there");
        assert!(!gone.contains("id=\"c-body\"") && !gone.contains("/reopen"), "writing here would reach nobody");
    }
    let kept = member.page(&format!("/tickets/{into}")).await;
    assert!(!kept.contains("canary") && kept.contains(&format!("merged from {from}")), "{kept}");
    assert!(!member.page(&own).await.contains("canary"));

    // Somebody had the page open before: what they typed is not lost, and they read where it belongs.
    let late = form(&[("kind", "public"), ("body", "Is anybody there?")]);
    let response = member.post_files(&format!("{own}/messages"), late).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = response.text().await.unwrap();
    assert!(
        page.contains("Is anybody there?") && page.contains(&format!("This issue goes on as {into}. Please write"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_explanation_of_a_merged_promise_names_the_ticket_it_was_made_on() {
    let app = TestApp::start().await;
    let (member, mut staff) = (app.signed_in(MEMBER).await, app.signed_in(ADMIN).await);
    let from = reported(&app, &member, "First said").await;
    app.advance(Seconds::minutes(50));
    let into = reported(&app, &member, "Said again").await;
    app.advance(Seconds::minutes(1));
    staff.post(&format!("/tickets/{from}/merge"), &[("version", "1"), ("into", &into.to_string())]).await;
    app.advance(Seconds::minutes(1));
    let session = app.session(&staff).await;
    let detail = app.state.store().detail(&session.scope(), &into, app.clock.now()).await.unwrap().unwrap();
    let merged = detail.clocks.iter().find(|clock| clock.started_by == domain::sla::StartedBy::Merge);
    let metric = merged.expect("the first report's promise is the sooner one").metric;
    let why = format!("/tickets/{into}/why/{}", metric.key());
    for browser in [&staff, &member] {
        let page = text_of(&browser.page(&why).await);
        assert!(page.contains("Counts from the start of a merged issue, whose promise ends sooner."), "{page}");
        assert!(page.contains(&format!("{from}, merged into it at")) && page.contains("no merge makes one later"));
        assert!(page.contains(&format!("{from} was merged into it at")), "what had been promised before: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_merge_keeps_what_was_typed_and_says_what_to_do() {
    let app = TestApp::start().await;
    let (member, mut staff) = (app.signed_in(MEMBER).await, app.signed_in(ADMIN).await);
    let key = reported(&app, &member, "Alone").await;
    let other = reported(&app, &app.signed_in(OTHER_CLIENT).await, "Somebody else's").await;
    let address = format!("/tickets/{key}/merge");
    for (into, answer) in [
        ("nonsense", "Name the ticket by its key, like ACME-42."),
        ("ACME-99999", "There is no ticket ACME-99999. Check the key."),
        (&key.to_string(), "A ticket cannot be merged into itself. Name the other ticket."),
        (&other.to_string(), "is another client’s ticket"),
    ] {
        let response = staff.post(&address, &[("version", "1"), ("into", into), ("reason", "Same")]).await;
        assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{into}");
        let page = response.text().await.unwrap();
        let said = text_of(&page).replace("&#39;", "’").replace('\'', "’");
        assert!(said.contains("The tickets were not merged") && said.contains(answer), "{into}: {said}");
        assert!(page.contains(&format!("value=\"{into}\"")) && page.contains(">Same</textarea>"), "{into}");
        assert!(page.contains("href=\"#me-into\"") && page.contains("id=\"me-into\""), "{into}");
    }
    write(&app, &staff, &key, note("Meanwhile")).await;
    let session = app.session(&staff).await;
    let detail = app.state.store().detail(&session.scope(), &key, app.clock.now()).await.unwrap().unwrap();
    assert_eq!(detail.ticket.version, 2, "a refusal changes nothing");
    assert!(staff.page(&address).await.contains("In which ticket does it go on?"), "loaded again it is the form");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_an_issue_of_its_own_that_both_sides_find() {
    let app = TestApp::start().await;
    let (member, mut staff) = (app.signed_in(MEMBER).await, app.signed_in(AGENT).await);
    let key = reported(&app, &member, "The rota is empty").await;
    write(&app, &staff, &key, note("canary-of-a-note")).await;
    app.advance(Seconds::minutes(5));
    write(&app, &member, &key, words("Besides, the printer on ward 4 is offline. Since yesterday.")).await;
    app.advance(Seconds::minutes(30));
    let own = format!("/tickets/{key}");
    let page = staff.page(&own).await;
    assert!(page.contains(&format!("href=\"{own}/split?message=3\"")), "each message offers it");
    assert!(!member.page(&own).await.contains("/split"), "never to clients");
    let open = staff.page(&format!("{own}/split?message=3")).await;
    assert!(
        open.contains("Make it an issue of its own") && open.contains(">Besides, the printer on ward 4 is offline<")
    );

    let wrong = staff.post(&format!("{own}/split"), &[("version", "3"), ("message", "2"), ("title", " ")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text_of(&wrong.text().await.unwrap()).contains("Choose something that the client wrote."));

    let fields = [
        ("version", "3"),
        ("return", own.as_str()),
        ("draft", "d1"),
        ("message", "3"),
        ("title", "The printer on ward 4 is offline"),
        ("impact", "blocked"),
    ];
    let place = place_of(&staff.post(&format!("{own}/split"), &fields).await);
    assert_eq!(place_of(&staff.post(&format!("{own}/split"), &fields).await), place, "sent twice it is one ticket");
    let born: TicketKey = place.trim_start_matches("/tickets/").parse().unwrap();
    let session = app.session(&staff).await;
    let detail = app.state.store().detail(&session.scope(), &born, app.clock.now()).await.unwrap().unwrap();
    let waited = app.clock.now() - detail.ticket.reported_at;
    assert_eq!(waited, Seconds::minutes(30), "it counts from when it was written");
    assert!(matches!(&detail.events[0].kind, EventKind::Reported { reporter, .. } if reporter.name == "Neil Amero"));

    for browser in [&staff, &member] {
        let new = text_of(&browser.page(&place).await);
        assert!(new.contains("Besides, the printer on ward 4 is offline. Since yesterday."), "{new}");
        assert!(new.contains(&format!("split it off {key}, where Neil Amero wrote it at")), "{new}");
        assert!(new.contains(&format!("split off from {key}")) && !new.contains("canary"), "{new}");
        let old = text_of(&browser.page(&own).await);
        assert!(old.contains(&format!("split off {born} from what Neil Amero wrote at")), "{old}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_and_strangers_find_nothing_there() {
    let app = TestApp::start().await;
    let mut member = app.signed_in(MEMBER).await;
    let (one, two) = (reported(&app, &member, "One").await, reported(&app, &member, "Two").await);
    let mut other = app.signed_in(OTHER_CLIENT).await;
    let fields =
        [("version", "1"), ("into", &two.to_string()), ("message", "1"), ("title", "Mine"), ("impact", "wish")];
    for action in ["merge", "split"] {
        let address = format!("/tickets/{one}/{action}");
        for browser in [&mut member, &mut other] {
            assert_eq!(browser.post(&address, &fields).await.status(), StatusCode::NOT_FOUND, "{action}");
            assert_eq!(browser.get(&address).await.status(), StatusCode::NOT_FOUND, "{action}");
        }
        let mut staff = app.signed_in(ADMIN).await;
        let missing = format!("/tickets/ACME-99999/{action}");
        assert_eq!(staff.post(&missing, &fields).await.status(), StatusCode::NOT_FOUND, "{action}");
        assert_eq!(staff.get(&missing).await.status(), StatusCode::NOT_FOUND, "{action}");
    }
    let session = app.session(&app.signed_in(ADMIN).await).await;
    let detail = app.state.store().detail(&session.scope(), &one, app.clock.now()).await.unwrap().unwrap();
    assert_eq!(detail.ticket.version, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_run_of_a_clock_is_explained_not_only_the_last() {
    let app = TestApp::start().await;
    let (client, admin) = (app.signed_in(MEMBER).await, app.signed_in(ADMIN).await);
    let key = reported(&app, &client, "Asked twice").await;
    for _ in 0..2 {
        app.advance(Seconds::minutes(3));
        write(&app, &admin, &key, words("We look into it.")).await;
    }
    let session = app.session(&admin).await;
    let detail = app.state.store().detail(&session.scope(), &key, app.clock.now()).await.unwrap().unwrap();
    let runs: Vec<u32> =
        detail.clocks.iter().filter(|clock| clock.metric == Metric::NextUpdate).map(|clock| clock.cycle).collect();
    assert!(runs.len() > 1, "{runs:?}");
    let first = format!("/tickets/{key}/why/next_update?cycle={}", runs[0]);
    let latest = admin.page(&format!("/tickets/{key}/why/next_update")).await;
    assert!(latest.contains(&format!("href=\"{first}\"")), "the page of the last one leads to the first");
    let earlier = text_of(&admin.page(&first).await);
    assert!(earlier.contains("Updated in"), "{earlier}");
    assert_eq!(admin.get(&format!("/tickets/{key}/why/next_update?cycle=99")).await.status(), StatusCode::NOT_FOUND);
}
