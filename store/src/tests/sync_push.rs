//! What devices send: once however often, alone however bad, and never over somebody else's decision.

use domain::checklist::{Deed, Item, Op, Owner};
use domain::ids::{AttachmentId, ChecklistId, ItemId, OpId, SectionId, TicketKey};
use domain::sync::{Answer, OPS_MAX, PushedOp, Target, TicketDeed, TicketOp};
use domain::ticket::{Attachment, Command, EventKind, Facts, TicketState};
use domain::time::Seconds;

use super::sync::{begin, overwrite};
use super::{ACME_HRM, BRIM_HRM, act, minutes, person, report, scope, start, store};
use crate::Store;
use crate::record::record;
use crate::sync::Outcome;
use crate::tickets::event_id;

const OURS: &str = "offboarding-1-2";
const THEIRS: &str = "offboarding-1-3";

fn listed(checklist: &ChecklistId, deed: Deed) -> PushedOp {
    let op = Op { id: OpId::new(crate::new_id()), at: start(), deed };
    PushedOp { seq: 1, target: Target::Checklist { checklist: checklist.clone(), op } }
}

fn said(ticket: &TicketKey, deed: TicketDeed) -> PushedOp {
    let op = TicketOp { id: OpId::new(crate::new_id()), at: start(), deed };
    PushedOp { seq: 1, target: Target::Ticket { ticket: ticket.clone(), op } }
}

fn comment(text: &str, internal: bool) -> TicketDeed {
    TicketDeed::Comment { text: text.to_owned(), internal }
}

fn text(words: &str, internal: bool) -> Deed {
    Deed::Note { item: ItemId::new(OURS), text: words.to_owned(), base: Vec::new(), internal }
}

async fn push(store: &Store, who: &str, ops: &[PushedOp]) -> Vec<Outcome> {
    store.push(&scope(store, who), &person(store, who), ops, start() + minutes(5)).await.unwrap()
}

/// The answers in one word each, a refusal with its field.
fn words(outcomes: &[Outcome]) -> Vec<String> {
    let word = |outcome: &Outcome| match outcome {
        Outcome::Answered(Answer::Applied) => "applied".to_owned(),
        Outcome::Answered(Answer::Duplicate) => "duplicate".to_owned(),
        Outcome::Answered(Answer::Conflict { theirs, .. }) => format!("conflict {}", theirs.as_ref().unwrap().text),
        Outcome::Answered(Answer::Refused { problems }) => format!("refused {}", problems[0].field),
        Outcome::Overtaken { .. } => "overtaken".to_owned(),
    };
    outcomes.iter().map(word).collect()
}

fn every(word: &str, count: usize) -> Vec<String> {
    vec![word.to_owned(); count]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_operation_counts_once_however_often_it_is_sent() {
    let store = store().await;
    let run = begin(&store, ACME_HRM, "offboarding").await;
    let (talk, triage) =
        (report(&store, ACME_HRM, "Talk", start()).await, report(&store, ACME_HRM, "New", start()).await);
    let (item, section) = (|| ItemId::new(OURS), SectionId::new("offboarding-1"));
    let file = Attachment {
        id: AttachmentId::new("0123456789abcdef0123456789abcdef"),
        name: "log.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        size: 3,
    };
    let extra = Item {
        id: ItemId::new("own"),
        title: "One more".to_owned(),
        instructions: String::new(),
        owner: Owner::Both,
        minutes: 1,
        evidence: false,
    };
    let deeds = [
        Deed::Check { item: item() },
        Deed::Uncheck { item: item() },
        Deed::Skip { item: item(), reason: "No time".to_owned() },
        text("For both", false),
        text("For us", true),
        Deed::Assign { item: item(), to: Some(person(&store, "amir").reference()) },
        Deed::Due { item: item(), on: "2030-01-31".parse().ok() },
        Deed::Attach { item: item(), file },
        Deed::Add { section, item: extra },
        Deed::Log { text: "It began to rain".to_owned() },
        Deed::Close { reason: "Rain".to_owned() },
        Deed::Reopen,
    ];
    let until = start() + minutes(600);
    let tickets = [
        said(&talk, comment("Hello", false)),
        said(&talk, comment("Careful", true)),
        said(
            &talk,
            TicketDeed::IncidentUpdate { text: "Still down".to_owned(), next_update_at: start() + minutes(15) },
        ),
        said(&talk, TicketDeed::Snooze { base: 1, until }),
        said(&triage, TicketDeed::Accept { base: 1, workaround: "Paper".to_owned() }),
    ];
    let ops: Vec<PushedOp> = deeds.into_iter().map(|deed| listed(&run, deed)).chain(tickets).collect();
    assert_eq!(words(&push(&store, "amir", &ops).await), every("applied", ops.len()));
    let state = async || {
        let ada = scope(&store, "ada");
        let log = store.checklist(&ada, &run).await.unwrap().unwrap().run.log().len();
        let detail = async |key| store.detail(&ada, key, start()).await.unwrap().unwrap().ticket.version;
        (log, detail(&talk).await, detail(&triage).await)
    };
    let before = state().await;
    assert_eq!(words(&push(&store, "amir", &ops).await), every("duplicate", ops.len()), "the answer got lost");
    let mut reversed = ops.clone();
    reversed.reverse();
    assert_eq!(words(&push(&store, "amir", &reversed).await), every("duplicate", ops.len()));
    assert_eq!(state().await, before);
    // Another person's operation of the same id is another one.
    assert_eq!(words(&push(&store, "ada", &ops[12..13]).await), ["applied"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_copies_sent_at_once_count_once() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Talk", start()).await;
    let op = said(&key, TicketDeed::Accept { base: 1, workaround: String::new() });
    let sending = (0..8).map(|_| {
        let (store, op) = (store.clone(), op.clone());
        tokio::spawn(async move { words(&push(&store, "amir", &[op]).await).remove(0) })
    });
    let mut all: Vec<String> = futures::future::join_all(sending).await.into_iter().map(Result::unwrap).collect();
    all.sort();
    assert_eq!((all[0].as_str(), &all[1..]), ("applied", every("duplicate", 7).as_slice()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_theirs_does_not_exist_and_holds_up_nothing() {
    let store = store().await;
    let (own, foreign) = (begin(&store, ACME_HRM, "offboarding").await, begin(&store, BRIM_HRM, "offboarding").await);
    let theirs = report(&store, BRIM_HRM, "Theirs", start()).await;
    let mine = report(&store, ACME_HRM, "Mine", start()).await;
    let check = |run: &ChecklistId| listed(run, Deed::Check { item: ItemId::new(THEIRS) });
    let missing: TicketKey = "BRIM-77".parse().unwrap();
    let mut bad = said(&mine, comment("Hello", false));
    if let Target::Ticket { op, .. } = &mut bad.target {
        op.id = OpId::new("x".repeat(100));
    }
    let ops = [
        check(&foreign),
        check(&ChecklistId::new("nothing")),
        said(&theirs, comment("Hello", false)),
        said(&missing, comment("Hello", false)),
        listed(&own, Deed::Check { item: ItemId::new(OURS) }),
        listed(&own, text("Only us", true)),
        check(&own),
        said(&mine, comment("Careful", true)),
        said(&mine, TicketDeed::Accept { base: 1, workaround: String::new() }),
        said(&mine, TicketDeed::Snooze { base: 1, until: start() + minutes(60) }),
        bad,
        said(&mine, comment("Hello", false)),
    ];
    let outcomes = push(&store, "carl", &ops).await;
    let words = words(&outcomes);
    assert_eq!(words[..4], ["refused checklist", "refused checklist", "refused ticket", "refused ticket"]);
    assert_eq!(words[4..7], ["refused item", "refused text", "applied"]);
    for (index, word) in words.iter().enumerate().take(10).skip(7) {
        assert!(word.starts_with("refused"), "{index}: {word}");
    }
    assert_eq!(words[10..], ["refused id", "applied"]);
    let detail = store.detail(&scope(&store, "ada"), &theirs, start()).await.unwrap().unwrap();
    assert_eq!(detail.ticket.version, 1);
    let same = |outcome: &Outcome, other: &Outcome| format!("{outcome:?}") == format!("{other:?}");
    assert!(same(&outcomes[0], &outcomes[1]), "a foreign checklist is told apart from none");
}

#[tokio::test(flavor = "multi_thread")]
async fn operations_count_in_the_order_in_which_they_were_made() {
    let store = store().await;
    let run = begin(&store, ACME_HRM, "offboarding").await;
    let key = report(&store, ACME_HRM, "Talk", start()).await;
    let lines = ["one", "two", "three"];
    let ops: Vec<PushedOp> = lines
        .iter()
        .flat_map(|line| [listed(&run, Deed::Log { text: (*line).to_owned() }), said(&key, comment(line, false))])
        .collect();
    push(&store, "amir", &ops).await;
    let seen = store.checklist(&scope(&store, "cora"), &run).await.unwrap().unwrap().run;
    assert_eq!(seen.diary.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), lines);
    let detail = store.detail(&scope(&store, "cora"), &key, start()).await.unwrap().unwrap();
    let said = detail.events.iter().filter_map(|event| match &event.kind {
        EventKind::MessageAdded { body, .. } => Some(body.as_str()),
        _ => None,
    });
    assert_eq!(said.collect::<Vec<_>>(), lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_texts_both_are_kept_and_the_second_writer_learns_it_again_when_the_answer_got_lost() {
    let store = store().await;
    let run = begin(&store, ACME_HRM, "offboarding").await;
    let (first, second) = (listed(&run, text("on Monday", false)), listed(&run, text("on Tuesday", false)));
    assert_eq!(words(&push(&store, "amir", std::slice::from_ref(&first)).await), ["applied"]);
    for _ in 0..2 {
        assert_eq!(words(&push(&store, "cora", std::slice::from_ref(&second)).await), ["conflict on Monday"]);
    }
    assert_eq!(words(&push(&store, "amir", &[first]).await), ["duplicate"], "his text is the one that stands");
    assert_eq!(words(&push(&store, "carl", &[second]).await), ["duplicate"], "only its writer is told");
    let run = store.checklist(&scope(&store, "cora"), &run).await.unwrap().unwrap().run;
    let note = &run.item(&ItemId::new(OURS)).unwrap().note;
    assert_eq!((note.text(), note.beside().next().unwrap().text.as_str()), ("on Monday", "on Tuesday"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_that_came_second_does_not_count_and_hears_what_happened() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Triage", start()).await;
    let seen = store.detail(&scope(&store, "amir"), &key, start()).await.unwrap().unwrap().ticket.version;
    act(&store, "bea", &key, Command::Accept(Facts::default()), start() + minutes(1)).await;
    let late = [
        said(&key, TicketDeed::Accept { base: seen, workaround: String::new() }),
        said(&key, TicketDeed::Snooze { base: seen, until: start() + minutes(600) }),
        said(&key, comment("A text stands whatever happened", false)),
    ];
    let outcomes = push(&store, "amir", &late).await;
    assert_eq!(words(&outcomes), ["overtaken", "overtaken", "applied"]);
    let Outcome::Overtaken { since, current } = &outcomes[0] else { panic!("{outcomes:?}") };
    assert_eq!(current.state, TicketState::Triaged);
    assert!(since.iter().all(|event| event.seq > seen && event.by.name() == "bea"), "{since:?}");
    // Sent again it is judged again: it left nothing.
    assert_eq!(words(&push(&store, "amir", &late[..1]).await), ["overtaken"]);
    let now = store.detail(&scope(&store, "amir"), &key, start()).await.unwrap().unwrap().ticket;
    assert_eq!(now.snoozed_until, None);
    let informed = said(&key, TicketDeed::Snooze { base: now.version, until: start() + minutes(600) });
    assert_eq!(words(&push(&store, "amir", &[informed]).await), ["applied"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_that_one_device_made_on_the_same_copy_are_not_in_each_others_way() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Triage", start()).await;
    let seen = store.detail(&scope(&store, "amir"), &key, start()).await.unwrap().unwrap().ticket.version;
    let both = [
        said(&key, TicketDeed::Accept { base: seen, workaround: String::new() }),
        said(&key, TicketDeed::Snooze { base: seen, until: start() + minutes(600) }),
    ];
    assert_eq!(words(&push(&store, "amir", &both).await), ["applied", "applied"]);
    // Nobody else is spared: for them it is a change that they had not seen.
    let late = said(&key, TicketDeed::Snooze { base: seen, until: start() + minutes(900) });
    assert_eq!(words(&push(&store, "bea", &[late]).await), ["overtaken"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_after_ones_own_decision_makes_it_no_conflict() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Triage", start()).await;
    let accept = said(&key, TicketDeed::Accept { base: 1, workaround: String::new() });
    assert_eq!(words(&push(&store, "amir", std::slice::from_ref(&accept)).await), ["applied"]);
    act(&store, "bea", &key, Command::Take, start() + minutes(7)).await;
    assert_eq!(words(&push(&store, "amir", &[accept]).await), ["duplicate"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn marks_of_what_devices_sent_outlive_those_of_forms_by_months() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Talk", start()).await;
    let hello = said(&key, comment("Hello", false));
    push(&store, "amir", std::slice::from_ref(&hello)).await;
    let prune = async |days| store.prune_access(&store.system(), start() + Seconds::days(days)).await.unwrap();
    assert_eq!((prune(8).await, prune(179).await), (1, 0), "the report's mark goes, the device's stays");
    assert_eq!(words(&push(&store, "amir", &[hello]).await), ["duplicate"]);
    assert_eq!((prune(181).await, prune(181).await), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_one_envelope_is_read() {
    let store = store().await;
    let run = begin(&store, ACME_HRM, "offboarding").await;
    let line = |index| listed(&run, Deed::Log { text: format!("line {index}") });
    let ops: Vec<PushedOp> = (0..OPS_MAX + 3).map(line).collect();
    let outcomes = push(&store, "amir", &ops).await;
    assert_eq!(words(&outcomes), every("applied", OPS_MAX));
    let seen = store.checklist(&scope(&store, "amir"), &run).await.unwrap().unwrap().run;
    assert_eq!(seen.diary.len(), OPS_MAX);
    assert_eq!(words(&push(&store, "amir", &ops[OPS_MAX..]).await), every("applied", 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_concerns_a_record_that_cannot_be_read_is_refused_and_holds_up_nothing() {
    let store = store().await;
    let (broken, whole) = (begin(&store, ACME_HRM, "offboarding").await, begin(&store, ACME_HRM, "offboarding").await);
    let (lost, kept) =
        (report(&store, ACME_HRM, "Lost", start()).await, report(&store, ACME_HRM, "Kept", start()).await);
    overwrite(&store, &record("checklist", broken.as_str()), "{}").await;
    overwrite(&store, &event_id(&lost.to_string(), 1), "{}").await;
    let check = |run: &ChecklistId| listed(run, Deed::Check { item: ItemId::new(OURS) });
    let ops = [
        check(&broken),
        check(&broken),
        said(&lost, comment("Hello", false)),
        check(&whole),
        said(&kept, comment("Hello", false)),
    ];
    let outcomes = push(&store, "amir", &ops).await;
    assert_eq!(words(&outcomes), ["refused checklist", "refused checklist", "refused ticket", "applied", "applied"]);
    for outcome in &outcomes[..3] {
        assert!(format!("{outcome:?}").contains("could not be read. Tell your administrator."), "{outcome:?}");
    }
    // Whoever may not see them learns nothing of their state.
    for outcome in &push(&store, "dora", &ops[..3]).await {
        assert!(format!("{outcome:?}").contains("does not exist, or it is not yours to see."), "{outcome:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_arrives_late_counts_once_and_promises_from_its_arrival() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Down", start()).await;
    let update = TicketDeed::IncidentUpdate { text: "Still down".to_owned(), next_update_at: start() + minutes(4) };
    let late = [said(&key, update), said(&key, TicketDeed::Snooze { base: 1, until: start() + minutes(4) })];
    let outcomes = push(&store, "amir", &late).await;
    assert_eq!(words(&outcomes), ["applied", "refused until"]);
    assert!(format!("{:?}", outcomes[1]).contains("sending it again changes nothing"), "{outcomes:?}");
    assert_eq!(words(&push(&store, "amir", &late[..1]).await), ["duplicate"]);
    let detail = store.detail(&scope(&store, "cora"), &key, start()).await.unwrap().unwrap();
    let promises = detail.events.iter().filter_map(|event| match &event.kind {
        EventKind::MessageAdded { next_update_at, .. } => *next_update_at,
        _ => None,
    });
    assert_eq!(promises.collect::<Vec<_>>(), [start() + minutes(9)], "sent after five minutes, promised for four");
}
