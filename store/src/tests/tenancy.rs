//! Not yours is answered exactly as if it did not exist.

use domain::ids::{AttachmentId, EngagementId, TicketKey};
use domain::people::{Actor, Side};
use domain::ticket::{Attachment, Command, EventKind, Facts, StateChange, TicketState, Visibility};

use crate::Store;
use crate::access::{Activity, Person, Scope};
use crate::tests::{
    ACME_HRM, ACME_WEB, BRIM_HRM, act, actor, another, draft, edit_engagement, minutes, note, person, reply, report,
    scope, start, store,
};
use crate::tickets::{InboxFilter, StateFilter};

const CANARY: &str = "canary-only-for-staff";

/// Everything a scope gets of a key, in one text.
async fn everything(store: &Store, scope: &Scope, by: &Actor, key: &TicketKey, file: &AttachmentId) -> String {
    let mut all = String::new();
    all += &format!("{:?}\n", store.detail(scope, key, start()).await.unwrap());
    all += &format!("{:?}\n", store.ticket_exists(scope, key).await.unwrap());
    all += &format!("{:?}\n", store.attachment(scope, file).await.unwrap());
    all += &format!("{:?}\n", store.inbox(scope, &InboxFilter::default(), None, 100).await.unwrap());
    all += &format!("{:?}\n", store.client_issues(scope, StateFilter::All, None, 100).await.unwrap());
    all += &format!("{:?}\n", store.client_promises(scope, 100).await.unwrap());
    all += &format!("{:?}\n", store.lane_counts(scope).await.unwrap());
    for command in commands() {
        all += &format!("{:?}\n", store.command(scope, by, key, Some(1), command, start()).await.map(|_| ()));
    }
    all
}

fn commands() -> Vec<Command> {
    vec![
        reply("Hello"),
        note("Hello"),
        Command::Take,
        Command::Accept(Facts::default()),
        Command::Assign { to: None },
        Command::ChangeState(StateChange::to(TicketState::Resolved)),
        Command::EditTitle { title: "Mine now".to_owned() },
        Command::Snooze { until: start() + minutes(60) },
        Command::Confirm,
        Command::Reopen { body: "Again".to_owned() },
    ]
}

fn file(id: &str) -> Attachment {
    Attachment { id: AttachmentId::new(id), name: [id, ".txt"].concat(), media_type: "text/plain".to_owned(), size: 3 }
}

async fn ticket_with_secrets(store: &Store, engagement: &str) -> TicketKey {
    let mut with_file = draft(store, engagement, "Visible title");
    with_file.attachments = vec![file(&["open-", engagement].concat())];
    let owner = with_file.reporter.id.to_string();
    let key = store.report(&scope(store, &owner), &actor(store, &owner), with_file, None, start()).await.unwrap();
    let secret = Command::Note { body: CANARY.to_owned(), attachments: vec![file(&["secret-", engagement].concat())] };
    act(store, "ada", &key, secret, start() + minutes(1)).await;
    key
}

#[tokio::test(flavor = "multi_thread")]
async fn another_tenants_ticket_and_a_missing_one_give_the_same_answers() {
    let store = store().await;
    let acme = ticket_with_secrets(&store, ACME_WEB).await;
    let missing: TicketKey = "ACME-77".parse().unwrap();
    let (held, nothing) = (AttachmentId::new("open-acme-web"), AttachmentId::new("nothing"));
    // Dora is another client's, Amir and Bea do not work on this engagement.
    for outsider in ["dora", "amir", "bea"] {
        let (scope, by) = (scope(&store, outsider), actor(&store, outsider));
        let foreign = everything(&store, &scope, &by, &acme, &held).await;
        let absent = everything(&store, &scope, &by, &missing, &nothing).await;
        assert_eq!(foreign, absent, "{outsider}");
        assert!(!foreign.contains("Visible title") && !foreign.contains(CANARY), "{outsider}: {foreign}");
    }
    let detail = store.detail(&scope(&store, "ada"), &acme, start()).await.unwrap().unwrap();
    assert_eq!(detail.ticket.version, 2, "an outsider's command left something");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_engagement_of_others_is_refused_like_one_that_does_not_exist() {
    let store = store().await;
    for (who, engagement) in [("cora", BRIM_HRM), ("amir", ACME_WEB), ("amir", BRIM_HRM)] {
        let answer = async |engagement: &str| {
            let mut draft = draft(&store, ACME_HRM, "Where");
            draft.engagement = EngagementId::new(engagement);
            format!("{:?}", store.report(&scope(&store, who), &actor(&store, who), draft, None, start()).await)
        };
        assert_eq!(answer(engagement).await, answer("no-such-engagement").await, "{who} {engagement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn internal_notes_reach_a_client_in_no_form() {
    let store = store().await;
    let key = ticket_with_secrets(&store, ACME_HRM).await;
    let other = report(&store, BRIM_HRM, "Other", start()).await;
    let facts = Facts { business_impact: CANARY.to_owned(), workaround: "Use paper".to_owned(), ..Facts::default() };
    act(&store, "ada", &key, Command::Accept(facts), start() + minutes(2)).await;
    act(&store, "ada", &key, Command::Snooze { until: start() + minutes(600) }, start() + minutes(3)).await;
    let duplicate =
        StateChange { duplicate_of: Some(other), reason: "Same".to_owned(), ..StateChange::to(TicketState::Duplicate) };
    act(&store, "ada", &key, Command::ChangeState(duplicate), start() + minutes(4)).await;
    act(&store, "ada", &key, note(CANARY), start() + minutes(50)).await;

    let (cora, by) = (scope(&store, "cora"), actor(&store, "cora"));
    let detail = store.detail(&cora, &key, start() + minutes(60)).await.unwrap().unwrap();
    let seen = format!("{:?} {:?}", detail.ticket, detail.events);
    assert!(!seen.contains(CANARY) && !seen.contains("BRIM"), "{seen}");
    assert!(seen.contains("Use paper"), "what the client may know is missing: {seen}");
    let seqs: Vec<u32> = detail.events.iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..=detail.ticket.version).collect::<Vec<_>>(), "gaps tell how many notes there are");
    let internal = |kind: &EventKind| matches!(kind, EventKind::MessageAdded { visibility: Visibility::Internal, .. });
    assert!(!detail.events.iter().any(|event| internal(&event.kind)));
    assert_eq!(detail.ticket.updated_at, start() + minutes(4), "the instant of the last note shows");

    let issues = store.client_issues(&cora, StateFilter::All, None, 10).await.unwrap();
    assert_eq!(issues.rows[0].updated_at, start() + minutes(4));
    assert!(store.attachment(&cora, &AttachmentId::new("secret-acme-hrm")).await.unwrap().is_none());
    assert!(store.attachment(&cora, &AttachmentId::new("open-acme-hrm")).await.unwrap().is_some());
    assert!(store.attachment(&scope(&store, "ada"), &AttachmentId::new("secret-acme-hrm")).await.unwrap().is_some());

    let applied = store
        .command(&cora, &by, &key, Some(1), Command::Reopen { body: "Why?".to_owned() }, start() + minutes(61))
        .await
        .unwrap();
    let seen = format!("{:?} {:?}", applied.ticket, applied.events);
    assert!(!seen.contains(CANARY) && applied.events.len() == 2, "{seen}");
}

/// Such a person cannot be saved through a form; a damaged row can say so.
#[tokio::test(flavor = "multi_thread")]
async fn a_clients_person_without_a_client_sees_nothing_and_that_from_the_clients_side() {
    let store = store().await;
    let acme = ticket_with_secrets(&store, ACME_HRM).await;
    let missing: TicketKey = "ACME-77".parse().unwrap();
    let (held, nothing) = (AttachmentId::new("open-acme-hrm"), AttachmentId::new("nothing"));
    for who in ["cora", "carl"] {
        let engagements = vec![EngagementId::new(ACME_HRM)];
        let lost = Person { client: None, engagements, ..person(&store, who) };
        let (scope, by) = (Scope::of(&lost), lost.actor());
        assert_eq!((scope.side(), scope.client()), (Side::Client, None), "{who}");
        let foreign = everything(&store, &scope, &by, &acme, &held).await;
        assert_eq!(foreign, everything(&store, &scope, &by, &missing, &nothing).await, "{who}");
        assert!(!foreign.contains("Visible title") && !foreign.contains(CANARY), "{who}: {foreign}");
        let directory = store.directory();
        let seen =
            (directory.clients(&scope).len(), directory.engagements(&scope).len(), directory.people(&scope).len());
        assert_eq!(seen, (0, 0, 0), "{who}");
    }
}

/// Amir is not in the team. What was open already has to follow, and no longer than he is the owner.
#[tokio::test(flavor = "multi_thread")]
async fn who_owns_an_engagement_on_our_side_belongs_to_it() {
    let store = store().await;
    let key = report(&store, ACME_WEB, "Who looks after it?", start()).await;
    let amir = person(&store, "amir").reference();
    let token = store.create_session(&amir.id, start(), "").await.unwrap();
    let sees = async || {
        let session = store.resolve_session(&token, Activity::Person, start()).await.unwrap().unwrap();
        store.ticket_exists(&session.scope(), &key).await.unwrap()
    };
    let can_be_given = async || {
        let assign = Command::Assign { to: Some(amir.clone()) };
        store.command(&scope(&store, "ada"), &actor(&store, "ada"), &key, None, assign, start()).await.is_ok()
    };
    assert!(!sees().await && !can_be_given().await);

    edit_engagement(&store, ACME_WEB, start(), |draft| draft.supplier_owner = "amir".to_owned()).await;
    assert!(sees().await && can_be_given().await);
    let directory = store.directory();
    let engagement = directory.engagement(&EngagementId::new(ACME_WEB)).unwrap();
    assert!(directory.working_on(engagement).iter().any(|person| person.id == amir.id));
    let email = &person(&store, "amir").email;
    let credentials = store.person_by_email(email).await.unwrap().unwrap();
    assert!(Scope::of(&credentials.person).sees(engagement));
    // His own record says nothing of it: the same comes out of data that was written before.
    assert!(scope(&another(&store).await, "amir").sees(engagement));
    let stored: Option<Vec<String>> =
        store.db.read("SELECT VALUE engagements FROM ONLY person:amir", surrealdb::types::vars! {}).await.unwrap();
    assert_eq!(stored.unwrap(), [ACME_HRM]);

    edit_engagement(&store, ACME_WEB, start(), |draft| draft.supplier_owner = "bea".to_owned()).await;
    assert!(!sees().await, "he is the owner no more");
    assert!(scope(&store, "bea").sees(engagement) && !scope(&store, "amir").sees(engagement));
    edit_engagement(&store, ACME_WEB, start(), |draft| draft.supplier_owner = "ada".to_owned()).await;
    assert!(person(&store, "ada").engagements.is_empty(), "an admin sees everything anyway");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_scope_sees_the_directory_of_its_own_engagements() {
    let store = store().await;
    let directory = store.directory();
    let seen = |who: &str| {
        let scope = scope(&store, who);
        let clients: Vec<&str> = directory.clients(&scope).iter().map(|client| client.prefix.as_str()).collect();
        (clients.join(" "), directory.engagements(&scope).len())
    };
    assert_eq!(seen("ada"), ("ACME BRIM".to_owned(), 3));
    assert_eq!(seen("amir"), ("ACME".to_owned(), 1));
    assert_eq!(seen("cora"), ("ACME".to_owned(), 2));
    let known: Vec<&str> = directory.people(&scope(&store, "cora")).iter().map(|person| person.name.as_str()).collect();
    assert_eq!(known, ["ada", "amir", "bea", "carl", "cora"], "another client's people are known");
}
