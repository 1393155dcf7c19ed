//! Messages to devices: whose, once, and when.

use domain::ids::{EngagementId, PersonId, TicketKey};
use domain::push::{Kind, Preferences};
use domain::sla::escalation::QuietHours;
use domain::sla::zone::{local_at, parse_zone};
use domain::ticket::Command;
use domain::time::{Seconds, Timestamp};

use crate::Store;
use crate::access::{PersonDraft, Session};
use crate::directory::EngagementDraft;
use crate::push::{DEVICES_MAX, Outgoing, Subscription};
use crate::tests::watching::draft_of;
use crate::tests::{
    ACME_HRM, BRIM_HRM, act, actor, another, draft, minutes, note, person, reply, report, scope, start, store,
};

fn browser(name: &str) -> Subscription {
    let endpoint = format!("https://push.example/{name}");
    Subscription { endpoint, p256dh: "key".to_owned(), auth: "secret".to_owned() }
}

/// A session as a sign-in makes it.
async fn session(store: &Store, who: &str, now: Timestamp) -> Session {
    let token = store.create_session(&PersonId::new(who), now, "Firefox").await.unwrap();
    store.resolve_session(&token, crate::access::Activity::Background, now).await.unwrap().unwrap()
}

/// Everybody has one browser, named for them.
async fn with_browsers(people: &[&str]) -> Store {
    let store = store().await;
    for who in people {
        let session = session(&store, who, start()).await;
        store.subscribe(&session, &browser(who), "Firefox", start()).await.unwrap();
    }
    store
}

/// Everything that is due, as it is sent: which browser is told what.
async fn sent(store: &Store, now: Timestamp) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for waiting in store.pushes_due(&store.system(), now, 50).await.unwrap() {
        if let Some(Outgoing { to, message, .. }) = store.take_push(&store.system(), &waiting, now).await.unwrap() {
            let name = |endpoint: &str| endpoint.rsplit('/').next().unwrap().to_owned();
            all.extend(to.iter().map(|to| (name(&to.endpoint), message.body.clone())));
        }
    }
    all.sort();
    all
}

async fn told(store: &Store, key: &TicketKey, now: Timestamp) -> Vec<(String, String)> {
    store.queue_pushes(&store.system(), key, now).await.unwrap();
    sent(store, now).await
}

fn give(store: &Store, to: &str) -> Command {
    Command::Assign { to: Some(person(store, to).reference()) }
}

fn line(who: &str, body: &str) -> (String, String) {
    (who.to_owned(), body.to_owned())
}

async fn on_the_route(store: &Store) {
    let id = EngagementId::new(ACME_HRM);
    let route = EngagementDraft { policy: "hrm-route".to_owned(), ..draft_of(store, &id) };
    let rev = store.directory().engagement_rev(&id);
    store.update_engagement(&scope(store, "ada"), &actor(store, "ada"), &id, rev, &route, start()).await.unwrap();
}

async fn p0(store: &Store, now: Timestamp) -> TicketKey {
    let draft = domain::ticket::Report { impact: "stopped".to_owned(), ..draft(store, ACME_HRM, "Nobody can sign in") };
    store.report(&scope(store, "cora"), &actor(store, "cora"), draft, None, now).await.unwrap()
}

const EVERYBODY: [&str; 6] = ["ada", "amir", "bea", "cora", "carl", "dora"];

#[tokio::test(flavor = "multi_thread")]
async fn each_message_reaches_whom_it_concerns_once_and_never_another_client() {
    let store = with_browsers(&EVERYBODY).await;
    let now = start() + minutes(1);
    let (acme, brim) = (report(&store, ACME_HRM, "Acme's", now).await, report(&store, BRIM_HRM, "Brim's", now).await);
    assert_eq!(told(&store, &acme, now).await, [], "it can wait");
    act(&store, "ada", &acme, give(&store, "bea"), now).await;
    assert_eq!(told(&store, &acme, now).await, [line("bea", "ada gave it to you.")]);
    assert_eq!(told(&store, &acme, now).await, [], "once");
    act(&store, "cora", &acme, reply("Still broken"), now).await;
    assert_eq!(told(&store, &acme, now).await, [line("bea", "cora: Still broken")]);
    act(&store, "bea", &acme, note("Between us"), now).await;
    assert_eq!(told(&store, &acme, now).await, []);
    act(&store, "bea", &acme, reply("We look into it"), now).await;
    act(&store, "bea", &brim, reply("And into yours"), now).await;
    assert_eq!(told(&store, &acme, now).await, [line("cora", "bea: We look into it")]);
    assert_eq!(told(&store, &brim, now).await, [line("dora", "bea: And into yours")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_that_look_at_once_send_it_once() {
    let store = with_browsers(&["bea"]).await;
    let other = another(&store).await;
    let now = start() + minutes(1);
    let key = report(&store, ACME_HRM, "Twice", now).await;
    act(&store, "ada", &key, give(&store, "bea"), now).await;
    let system = store.system();
    let (one, two) = tokio::join!(store.queue_pushes(&system, &key, now), other.queue_pushes(&system, &key, now));
    assert_eq!(one.unwrap() + two.unwrap(), 1);
    let waiting = store.pushes_due(&system, now, 9).await.unwrap();
    assert_eq!(waiting.len(), 1);
    let (one, two) =
        tokio::join!(store.take_push(&system, &waiting[0], now), other.take_push(&system, &waiting[0], now));
    assert_eq!(usize::from(one.unwrap().is_some()) + usize::from(two.unwrap().is_some()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn quiet_hours_hold_back_all_but_the_worst_priority_and_what_was_switched_off_stays_unsaid() {
    let store = with_browsers(&["bea", "amir"]).await;
    on_the_route(&store).await;
    let now = start() + minutes(1);
    let bea = session(&store, "bea", now).await;
    // An hour around now, on the wall clock that Bea reads.
    let zone = parse_zone("Europe/Berlin").unwrap();
    let clock = |at: Timestamp| local_at(zone, at).1;
    let quiet = Some(QuietHours { from: clock(now - minutes(30)), to: clock(now + minutes(30)) });
    let off = [Kind::Reply].into();
    store.save_push_preferences(&bea, &Preferences { off, quiet }).await.unwrap();
    assert_eq!(store.push_preferences(&bea).await.unwrap().quiet, quiet);

    let ordinary = report(&store, ACME_HRM, "Ordinary", now).await;
    act(&store, "ada", &ordinary, give(&store, "bea"), now).await;
    assert_eq!(told(&store, &ordinary, now).await, [], "Bea sleeps");
    let urgent = p0(&store, now).await;
    let body = "P0, reported by cora of acme.";
    assert_eq!(told(&store, &urgent, now).await, [line("amir", body), line("bea", body)]);
    assert_eq!(sent(&store, now + minutes(29)).await, []);
    assert_eq!(sent(&store, now + minutes(30)).await, [line("bea", "ada gave it to you.")]);
    act(&store, "cora", &ordinary, reply("Hello?"), now + minutes(40)).await;
    assert_eq!(told(&store, &ordinary, now + minutes(40)).await, [], "replies are off");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_dealt_with_in_the_night_is_not_said_in_the_morning() {
    let store = with_browsers(&["bea"]).await;
    let now = start() + minutes(1);
    let bea = session(&store, "bea", now).await;
    let clock = |at: Timestamp| local_at(parse_zone("Europe/Berlin").unwrap(), at).1;
    let quiet = Some(QuietHours { from: clock(now), to: clock(now + minutes(30)) });
    store.save_push_preferences(&bea, &Preferences { quiet, ..Preferences::default() }).await.unwrap();
    let key = report(&store, ACME_HRM, "Given away again", now).await;
    act(&store, "ada", &key, give(&store, "bea"), now).await;
    store.queue_pushes(&store.system(), &key, now).await.unwrap();
    act(&store, "ada", &key, give(&store, "amir"), now + minutes(2)).await;
    assert_eq!(told(&store, &key, now + minutes(31)).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn old_news_and_what_was_before_the_device_is_not_told() {
    let store = with_browsers(&["bea"]).await;
    let (before, late) = (start() - minutes(1), start() + Seconds::hours(1));
    let key = report(&store, ACME_HRM, "Before", before).await;
    act(&store, "ada", &key, give(&store, "bea"), before).await;
    assert_eq!(told(&store, &key, start()).await, [], "the device was switched on later");
    act(&store, "cora", &key, reply("An hour ago"), start()).await;
    assert_eq!(told(&store, &key, late).await, [], "after a long stop nobody is woken for it");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_or_leaving_ends_the_messages_of_a_device() {
    let store = store().await;
    let now = start();
    let (first, second) = (session(&store, "bea", now).await, session(&store, "bea", now).await);
    store.subscribe(&first, &browser("laptop"), "Firefox", now).await.unwrap();
    store.subscribe(&second, &browser("phone"), "Safari", now).await.unwrap();
    assert!(store.revoke_session(&first.person.id, &first.id).await.unwrap());
    let left = store.push_devices(&second).await.unwrap();
    assert_eq!(left.iter().map(|device| device.user_agent.as_str()).collect::<Vec<_>>(), ["Safari"]);
    // A later session in the same browser carries it on, and ends it as well.
    let third = session(&store, "bea", now).await;
    assert!(store.is_subscribed(&third, "https://push.example/phone").await.unwrap());
    assert!(store.revoke_session(&second.person.id, &second.id).await.unwrap());
    assert_eq!(store.push_devices(&third).await.unwrap().len(), 1);
    assert!(store.revoke_session(&third.person.id, &third.id).await.unwrap());
    assert_eq!(store.push_devices(&third).await.unwrap(), []);

    let again = session(&store, "bea", now).await;
    store.subscribe(&again, &browser("laptop"), "Firefox", now).await.unwrap();
    let bea = person(&store, "bea");
    let gone = PersonDraft {
        name: bea.name.clone(),
        email: bea.email.as_str().to_owned(),
        role: bea.role.as_str().to_owned(),
        disabled: true,
        engagements: vec![ACME_HRM.to_owned()],
        ..PersonDraft::default()
    };
    store.update_person(&scope(&store, "ada"), &actor(&store, "ada"), &bea.id, bea.rev, &gone).await.unwrap();
    assert_eq!(store.push_devices(&again).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_again_keeps_ones_messages_and_ends_somebody_elses() {
    let (store, now) = (store().await, start());
    let bea = PersonId::new("bea");
    for (next, left) in [("bea", 1), ("amir", 0)] {
        let token = store.create_session(&bea, now, "Firefox").await.unwrap();
        let before = store.resolve_session(&token, crate::access::Activity::Background, now).await.unwrap().unwrap();
        store.subscribe(&before, &browser("laptop"), "Firefox", now).await.unwrap();
        store.end_session_before(&token, &PersonId::new(next)).await.unwrap();
        assert!(store.resolve_session(&token, crate::access::Activity::Background, now).await.unwrap().is_none());
        assert_eq!(store.push_devices(&before).await.unwrap().len(), left, "{next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_one_persons_and_nobody_ends_anothers() {
    let store = store().await;
    let now = start();
    let (cora, dora) = (session(&store, "cora", now).await, session(&store, "dora", now).await);
    store.subscribe(&cora, &browser("shared"), "Firefox", now).await.unwrap();
    let id = store.push_devices(&cora).await.unwrap()[0].id.clone();
    assert!(!store.unsubscribe(&dora, &id).await.unwrap());
    assert!(!store.is_subscribed(&dora, "https://push.example/elsewhere").await.unwrap());
    assert_eq!(store.push_devices(&cora).await.unwrap().len(), 1);
    // Dora signs in where Cora had switched it on: neither is told there until Dora asks for it.
    assert!(!store.is_subscribed(&dora, "https://push.example/shared").await.unwrap());
    assert!(store.push_devices(&cora).await.unwrap().is_empty());
    store.subscribe(&cora, &browser("shared"), "Firefox", now).await.unwrap();
    store.subscribe(&dora, &browser("shared"), "Firefox", now).await.unwrap();
    assert_eq!(
        (store.push_devices(&cora).await.unwrap().len(), store.push_devices(&dora).await.unwrap().len()),
        (0, 1)
    );
    assert!(store.unsubscribe_endpoint(&dora, "https://push.example/shared").await.unwrap());

    for number in 0..=DEVICES_MAX {
        let at = now + Seconds::new(i64::try_from(number).unwrap());
        store.subscribe(&dora, &browser(&number.to_string()), &number.to_string(), at).await.unwrap();
    }
    let devices = store.push_devices(&dora).await.unwrap();
    assert_eq!((devices.len(), devices[0].user_agent.as_str()), (DEVICES_MAX, "10"));
    assert!(devices.iter().all(|device| device.user_agent != "0"), "the oldest made room");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_gone_is_forgotten_and_sent_messages_after_days() {
    let store = with_browsers(&["bea"]).await;
    let now = start() + minutes(1);
    let key = report(&store, ACME_HRM, "Gone", now).await;
    act(&store, "ada", &key, give(&store, "bea"), now).await;
    assert_eq!(told(&store, &key, now).await.len(), 1);
    assert_eq!(store.prune_pushes(&store.system(), now).await.unwrap(), 0);
    assert_eq!(store.prune_pushes(&store.system(), now + minutes(1)).await.unwrap(), 1);
    store.forget_subscription(&store.system(), "https://push.example/bea").await.unwrap();
    assert_eq!(told(&store, &key, now).await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_messages_also_of_sessions_that_have_ended_by_themselves() {
    let store = store().await;
    let token = store.create_session(&PersonId::new("amir"), start(), "Phone").await.unwrap();
    let at = crate::access::Activity::Background;
    let phone = store.resolve_session(&token, at, start()).await.unwrap().unwrap();
    store.subscribe(&phone, &browser("phone"), "Phone", start()).await.unwrap();
    let later = start() + Seconds::hours(100);
    assert_eq!(store.prune_access(&store.system(), later).await.unwrap(), 1);
    assert!(store.has_subscriptions(&store.system()).await.unwrap(), "an app that is closed goes on being told");
    store.sign_out(&token).await.unwrap();
    assert!(!store.has_subscriptions(&store.system()).await.unwrap());
    // From another browser the same, without the token.
    store.subscribe(&phone, &browser("phone"), "Phone", later).await.unwrap();
    let laptop = session(&store, "amir", later).await;
    store.subscribe(&laptop, &browser("laptop"), "Firefox", later).await.unwrap();
    store.unsubscribe_elsewhere(&laptop).await.unwrap();
    let left: Vec<_> = store.push_devices(&laptop).await.unwrap();
    assert_eq!(left.len(), 1);
    assert!(store.is_subscribed(&laptop, &browser("laptop").endpoint).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_cannot_be_read_holds_up_no_other() {
    let store = with_browsers(&["amir"]).await;
    let now = start() + minutes(1);
    let key = report(&store, ACME_HRM, "Broken", now).await;
    act(&store, "ada", &key, give(&store, "amir"), now).await;
    store.queue_pushes(&store.system(), &key, now).await.unwrap();
    let spoilt = "CREATE push:spoilt CONTENT { person: 'amir', ticket: 'X', seq: 1, kind: 'fax', due: 1, waiting: true } RETURN NONE";
    store.db.write::<surrealdb::types::Value>(spoilt, surrealdb::types::vars! {}).await.unwrap();
    assert_eq!(sent(&store, now).await.len(), 1);
    assert_eq!(store.pushes_due(&store.system(), now, 50).await.unwrap().len(), 0);
}
