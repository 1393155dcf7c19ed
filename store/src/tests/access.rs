use domain::ids::PersonId;
use domain::people::Email;
use domain::time::{Seconds, Timestamp};

use crate::Store;
use crate::access::{Activity, LinkError, LinkPurpose, PersonDraft, Token, WELCOME_LINK_LIFE};
use crate::error::SaveError;
use crate::tests::{ACME_HRM, ACME_WEB, actor, edit_engagement, minutes, person, scope, start, store};

async fn is_signed_in(store: &Store, token: &Token, at: Timestamp) -> bool {
    store.resolve_session(token, Activity::Person, at).await.unwrap().is_some()
}

fn draft_of(store: &Store, id: &str) -> PersonDraft {
    PersonDraft::of(&person(store, id))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_tells_who_it_is_and_an_unknown_token_tells_nothing() {
    let store = store().await;
    let token = store.create_session(&PersonId::new("cora"), start(), "Firefox").await.unwrap();
    let session = store.resolve_session(&token, Activity::Person, start()).await.unwrap().unwrap();
    assert_eq!(session.person.name, "cora");
    assert_eq!(session.scope(), scope(&store, "cora"));
    assert_eq!(session.actor(), actor(&store, "cora"));
    assert!(!is_signed_in(&store, &Token::random(), start()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_sessions_end_after_an_idle_hour_or_a_day_and_activity_extends_them() {
    let store = store().await;
    let (ada, begun) = (PersonId::new("ada"), start());
    let idle = store.create_session(&ada, begun, "").await.unwrap();
    assert!(!is_signed_in(&store, &idle, begun + minutes(60)).await);

    let busy = store.create_session(&ada, begun, "").await.unwrap();
    let mut at = begun;
    while at < begun + Seconds::hours(24) - minutes(50) {
        at = at + minutes(50);
        assert!(is_signed_in(&store, &busy, at).await, "{}", (at - begun).get());
    }
    assert!(!is_signed_in(&store, &busy, begun + Seconds::hours(24)).await, "longer than a day");
}

#[tokio::test(flavor = "multi_thread")]
async fn client_sessions_end_after_twelve_idle_hours_or_thirty_days() {
    let store = store().await;
    let (cora, begun) = (PersonId::new("cora"), start());
    let idle = store.create_session(&cora, begun, "").await.unwrap();
    assert!(is_signed_in(&store, &idle, begun + Seconds::hours(12) - Seconds::new(1)).await);
    assert!(!is_signed_in(&store, &idle, begun + Seconds::hours(24)).await);
    let busy = store.create_session(&cora, begun, "").await.unwrap();
    let mut at = begun;
    while at < begun + Seconds::days(30) - Seconds::hours(11) {
        at = at + Seconds::hours(11);
        assert!(is_signed_in(&store, &busy, at).await);
    }
    assert!(!is_signed_in(&store, &busy, begun + Seconds::days(30)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn activity_is_noted_at_most_once_a_minute() {
    let store = store().await;
    let cora = PersonId::new("cora");
    let token = store.create_session(&cora, start(), "").await.unwrap();
    let last_seen = async || store.sessions(&person(&store, "cora"), start()).await.unwrap()[0].last_seen;
    assert!(is_signed_in(&store, &token, start() + Seconds::new(59)).await);
    assert_eq!(last_seen().await, start());
    assert!(is_signed_in(&store, &token, start() + Seconds::new(61)).await);
    assert_eq!(last_seen().await, start() + Seconds::new(61));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_left_open_does_not_keep_its_session_alive() {
    let store = store().await;
    let token = store.create_session(&PersonId::new("ada"), start(), "").await.unwrap();
    let asks = async |at| store.resolve_session(&token, Activity::Background, at).await.unwrap().is_some();
    assert!(asks(start() + minutes(40)).await);
    assert!(!asks(start() + minutes(61)).await, "asking by itself counted as activity");
    assert!(store.sessions(&person(&store, "ada"), start() + minutes(61)).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_can_use_any_more_is_forgotten_and_the_rest_stays() {
    let store = store().await;
    let (ada, cora) = (PersonId::new("ada"), PersonId::new("cora"));
    let later = start() + Seconds::hours(100);
    store.create_session(&ada, start(), "old").await.unwrap();
    let living = store.create_session(&cora, later - minutes(5), "young").await.unwrap();
    store.issue_link(&ada, LinkPurpose::Welcome, start()).await.unwrap();
    let usable = store.issue_link(&cora, LinkPurpose::Welcome, later).await.unwrap();
    assert_eq!(store.prune_access(&store.system(), later).await.unwrap(), 2);
    assert_eq!(store.prune_access(&store.system(), later).await.unwrap(), 0);
    assert!(is_signed_in(&store, &living, later).await);
    assert!(store.peek_link(&usable, LinkPurpose::Welcome, later).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_revoked_one_by_one_and_all_at_once() {
    let store = store().await;
    let (ada, cora) = (PersonId::new("ada"), PersonId::new("cora"));
    let tokens = [
        store.create_session(&ada, start(), "Phone").await.unwrap(),
        store.create_session(&ada, start() + minutes(1), "Laptop").await.unwrap(),
        store.create_session(&ada, start() + minutes(2), "Tablet").await.unwrap(),
    ];
    let hers = store.create_session(&cora, start(), "").await.unwrap();
    let listed = store.sessions(&person(&store, "ada"), start() + minutes(2)).await.unwrap();
    let agents: Vec<&str> = listed.iter().map(|session| session.user_agent.as_str()).collect();
    assert_eq!(agents, ["Tablet", "Laptop", "Phone"]);

    assert!(!store.revoke_session(&cora, &listed[0].id).await.unwrap(), "one person ended another's session");
    assert!(is_signed_in(&store, &tokens[2], start() + minutes(2)).await);
    assert!(store.revoke_session(&ada, &listed[0].id).await.unwrap());
    assert!(!is_signed_in(&store, &tokens[2], start() + minutes(2)).await);
    store.sign_out(&tokens[1]).await.unwrap();
    assert!(!is_signed_in(&store, &tokens[1], start() + minutes(2)).await);
    store.sign_out(&tokens[1]).await.unwrap();
    assert_eq!(store.revoke_all_sessions(&ada).await.unwrap(), 1);
    assert!(!is_signed_in(&store, &tokens[0], start() + minutes(2)).await);
    assert!(is_signed_in(&store, &hers, start() + minutes(2)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disabled_person_is_signed_out_at_once() {
    let store = store().await;
    let token = store.create_session(&PersonId::new("amir"), start(), "").await.unwrap();
    let draft = PersonDraft { disabled: true, ..draft_of(&store, "amir") };
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    store.update_person(&ada, &by, &PersonId::new("amir"), 1, &draft).await.unwrap();
    assert!(!is_signed_in(&store, &token, start()).await);
    assert!(store.sessions(&person(&store, "amir"), start()).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engagement_is_an_agents_for_as_long_as_they_own_it_and_no_longer() {
    let store = store().await;
    edit_engagement(&store, ACME_WEB, start(), |draft| draft.supplier_owner = "amir".to_owned()).await;
    let (ada, by, amir) = (scope(&store, "ada"), actor(&store, "ada"), PersonId::new("amir"));
    let theirs = || person(&store, "amir").engagements.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(theirs(), [ACME_HRM, ACME_WEB]);
    let shown = draft_of(&store, "amir");
    assert_eq!(shown.engagements, [ACME_HRM], "what was chosen");
    let title = PersonDraft { title: "Engineer".to_owned(), ..shown };
    store.update_person(&ada, &by, &amir, 1, &title).await.unwrap();
    assert_eq!(theirs(), [ACME_HRM, ACME_WEB], "saving the form takes nothing away");
    edit_engagement(&store, ACME_WEB, start(), |draft| draft.supplier_owner = "bea".to_owned()).await;
    assert_eq!(theirs(), [ACME_HRM], "and makes nothing last");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_works_once_for_its_purpose_within_its_life() {
    let store = store().await;
    let carl = PersonId::new("carl");
    let link = store.issue_link(&carl, LinkPurpose::Welcome, start()).await.unwrap();
    assert_eq!(store.peek_link(&link, LinkPurpose::Welcome, start()).await.unwrap().name, "carl");
    assert_eq!(store.peek_link(&link, LinkPurpose::Welcome, start()).await.unwrap().name, "carl", "looking spent it");
    let used = store.consume_link(&link, LinkPurpose::Welcome, "new hash", start() + minutes(1)).await.unwrap();
    assert_eq!(used.id, carl);
    let credentials = store.person_by_email(&Email::parse("carl@people.example").unwrap()).await.unwrap().unwrap();
    assert_eq!(credentials.password_hash.as_deref(), Some("new hash"));
    let again = store.consume_link(&link, LinkPurpose::Welcome, "other", start() + minutes(2)).await;
    assert!(matches!(again, Err(LinkError::Unusable)));
    assert!(matches!(store.peek_link(&link, LinkPurpose::Welcome, start()).await, Err(LinkError::Unusable)));

    let old = store.issue_link(&carl, LinkPurpose::Welcome, start()).await.unwrap();
    let late = store.consume_link(&old, LinkPurpose::Welcome, "late", start() + WELCOME_LINK_LIFE).await;
    assert!(matches!(late, Err(LinkError::Unusable)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_link_spends_the_persons_earlier_ones_and_nobody_elses() {
    let store = store().await;
    let works = async |token: &Token| store.peek_link(token, LinkPurpose::Welcome, start()).await.is_ok();
    let hers = store.issue_link(&PersonId::new("cora"), LinkPurpose::Welcome, start()).await.unwrap();
    let astray = store.issue_link(&PersonId::new("carl"), LinkPurpose::Welcome, start()).await.unwrap();
    assert!(works(&astray).await);
    let sent_again = store.issue_link(&PersonId::new("carl"), LinkPurpose::Welcome, start()).await.unwrap();
    assert!(!works(&astray).await, "a link that went astray still works");
    assert!(works(&sent_again).await && works(&hers).await);
    let outcome = store.consume_link(&astray, LinkPurpose::Welcome, "hash", start()).await;
    assert!(matches!(outcome, Err(LinkError::Unusable)));
}

/// Two links of one person side by side, as earlier versions made them and as two admins at the same moment can.
#[tokio::test(flavor = "multi_thread")]
async fn using_a_link_spends_the_persons_other_ones_and_nobody_elses() {
    let store = store().await;
    let works = async |token: &Token| store.peek_link(token, LinkPurpose::Welcome, start()).await.is_ok();
    let hers = store.issue_link(&PersonId::new("cora"), LinkPurpose::Welcome, start()).await.unwrap();
    let other = store.issue_link(&PersonId::new("dora"), LinkPurpose::Welcome, start()).await.unwrap();
    let used = store.issue_link(&PersonId::new("carl"), LinkPurpose::Welcome, start()).await.unwrap();
    let moved = "{ UPDATE ONLY $link SET person = 'carl' RETURN NONE; RETURN NONE; }";
    let vars = surrealdb::types::vars! { link: crate::record::record("link", &other.hash()) };
    store.db.write::<surrealdb::types::Value>(moved, vars).await.unwrap();
    assert!(works(&other).await && works(&used).await);
    store.consume_link(&used, LinkPurpose::Welcome, "hash", start()).await.unwrap();
    assert!(!works(&other).await, "a second link could set another password");
    assert!(works(&hers).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_uses_of_a_link_at_once_one_succeeds() {
    let store = store().await;
    let link = store.issue_link(&PersonId::new("carl"), LinkPurpose::Welcome, start()).await.unwrap();
    let uses = (0..8).map(|_| {
        let (store, link) = (store.clone(), link.clone());
        tokio::spawn(async move { store.consume_link(&link, LinkPurpose::Welcome, "hash", start()).await.is_ok() })
    });
    let succeeded = futures::future::join_all(uses).await.into_iter().filter(|used| *used.as_ref().unwrap()).count();
    assert_eq!(succeeded, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_tokens_nor_links_are_stored_readably() {
    let store = store().await;
    let session = store.create_session(&PersonId::new("ada"), start(), "").await.unwrap();
    let link = store.issue_link(&PersonId::new("ada"), LinkPurpose::Welcome, start()).await.unwrap();
    let stored: surrealdb::types::Value = store
        .db
        .read("RETURN [(SELECT * FROM session), (SELECT * FROM link)]", surrealdb::types::vars! {})
        .await
        .unwrap();
    let stored = format!("{stored:?}");
    assert!(stored.contains("ada"));
    assert!(!stored.contains(session.reveal()) && !stored.contains(link.reveal()));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_checked_field_by_field_and_only_by_admins() {
    let store = store().await;
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    let bad = PersonDraft {
        role: "client_owner".to_owned(),
        zone: "Mars/Base".to_owned(),
        email: "x".to_owned(),
        ..PersonDraft::default()
    };
    let Err(SaveError::Refused(problems)) = store.create_person(&ada, &by, &bad).await else { panic!("accepted") };
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["name", "email", "zone", "client"]);
    let good = PersonDraft {
        name: "Nora".to_owned(),
        email: "ADA@people.example".to_owned(),
        role: "agent".to_owned(),
        ..PersonDraft::default()
    };
    let Err(SaveError::Refused(problems)) = store.create_person(&ada, &by, &good).await else {
        panic!("accepted twice")
    };
    assert_eq!(problems[0].field, "email");
    let good = PersonDraft { email: "nora@people.example".to_owned(), ..good };
    for outsider in ["bea", "cora"] {
        let outcome = store.create_person(&scope(&store, outsider), &actor(&store, outsider), &good).await;
        assert!(matches!(outcome, Err(SaveError::Forbidden)), "{outsider}");
    }
    let id = store.create_person(&ada, &by, &good).await.unwrap();
    assert_eq!(store.directory().person(&id).unwrap().name, "Nora");
    let credentials = store.person_by_email(&Email::parse("nora@people.example").unwrap()).await.unwrap().unwrap();
    assert_eq!(credentials.password_hash, None);
    for password in ["first", "second"] {
        let link = store.issue_link(&id, LinkPurpose::Welcome, start()).await.unwrap();
        store.consume_link(&link, LinkPurpose::Welcome, password, start()).await.unwrap();
    }
    let credentials = store.person_by_email(&Email::parse("nora@people.example").unwrap()).await.unwrap().unwrap();
    assert_eq!(credentials.password_hash.as_deref(), Some("second"));
}
