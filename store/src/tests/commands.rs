use domain::ids::PersonId;
use domain::people::PersonRef;
use domain::sla::PriorityKey;
use domain::ticket::{Command, EventKind, Relation, StateChange, TicketState};
use futures::future::join_all;

use crate::tests::{ACME_HRM, BRIM_HRM, act, actor, minutes, note, person, reply, report, scope, start, store};
use crate::tickets::CommandError;

fn priority(to: &str) -> Command {
    Command::ChangePriority { to: PriorityKey::new(to), reason: "It spreads".to_owned() }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_of_the_same_thing_one_wins_and_the_other_sees_what_changed() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Race", start()).await;
    let attempts = [("ada", "critical"), ("bea", "low")].map(|(who, to)| {
        let (store, key) = (store.clone(), key.clone());
        tokio::spawn(async move {
            store
                .command(&scope(&store, who), &actor(&store, who), &key, Some(1), priority(to), start() + minutes(1))
                .await
        })
    });
    let outcomes: Vec<_> = join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let conflict = outcomes.into_iter().find_map(Result::err).unwrap();
    let CommandError::Conflict { since, current } = conflict else { panic!("{conflict:?}") };
    assert!(since.iter().any(|event| matches!(event.kind, EventKind::PriorityChanged { .. })), "{since:?}");
    // One of the two priorities asks somebody at once, which is an event of its own.
    assert_eq!(Some(current.version), since.last().map(|event| event.seq));
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_notes_and_taking_never_conflict_also_all_at_once() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Busy", start()).await;
    let attempts = (0..12).map(|index| {
        let (store, key) = (store.clone(), key.clone());
        tokio::spawn(async move {
            let (who, command) = match index % 3 {
                0 => ("cora", reply("Any news?")),
                1 => ("amir", note("Looking")),
                _ => ("bea", Command::Take),
            };
            store.command(&scope(&store, who), &actor(&store, who), &key, Some(1), command, start() + minutes(1)).await
        })
    });
    for outcome in join_all(attempts).await {
        outcome.unwrap().unwrap();
    }
    let detail = store.detail(&scope(&store, "ada"), &key, start()).await.unwrap().unwrap();
    let messages = detail.events.iter().filter(|event| matches!(event.kind, EventKind::MessageAdded { .. })).count();
    assert_eq!(messages, 8);
    assert_eq!(detail.ticket.assignee.unwrap().id, PersonId::new("bea"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_conflicts_only_with_a_change_of_what_it_looked_at() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Aspects", start()).await;
    let title = Command::EditTitle { title: "Another title".to_owned() };
    act(&store, "ada", &key, title.clone(), start()).await;
    let (bea, by) = (scope(&store, "bea"), actor(&store, "bea"));
    store.command(&bea, &by, &key, Some(1), priority("low"), start()).await.unwrap();
    let late = Command::EditTitle { title: "A third title".to_owned() };
    let outcome = store.command(&bea, &by, &key, Some(1), late.clone(), start()).await;
    assert!(matches!(outcome, Err(CommandError::Conflict { .. })), "{outcome:?}");
    let applied = store.command(&bea, &by, &key, Some(3), late, start()).await.unwrap();
    assert_eq!(applied.ticket.title, "A third title");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_changes_nothing_writes_nothing() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Same", start()).await;
    let before = store.outbox_latest(&store.system()).await.unwrap();
    let applied = act(&store, "ada", &key, Command::EditTitle { title: "Same".to_owned() }, start()).await;
    assert!(applied.events.is_empty());
    assert_eq!(store.outbox_latest(&store.system()).await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_name_the_field_and_change_nothing() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Refused", start()).await;
    let foreign = report(&store, BRIM_HRM, "Foreign", start()).await;
    let refusal = async |who: &str, command: Command| {
        let outcome = store.command(&scope(&store, who), &actor(&store, who), &key, None, command, start()).await;
        let Err(CommandError::Refused(problems)) = outcome else { panic!("{outcome:?}") };
        problems[0].field.clone()
    };
    let stranger = |id: &str| PersonRef { id: PersonId::new(id), name: "Somebody".to_owned() };
    assert_eq!(refusal("ada", Command::Assign { to: Some(stranger("cora")) }).await, "assignee");
    assert_eq!(refusal("ada", Command::AddParticipant { person: stranger("dora") }).await, "person");
    // Amir does not work for BRIM: its ticket does not exist for him.
    let link = |other: &str| Command::Link { other: other.parse().unwrap(), relation: Relation::Related };
    assert_eq!(refusal("amir", link(&foreign.to_string())).await, "other");
    assert_eq!(refusal("amir", link("BRIM-999")).await, "other");
    let duplicate = StateChange { duplicate_of: Some(foreign), ..StateChange::to(TicketState::Duplicate) };
    assert_eq!(refusal("amir", Command::ChangeState(duplicate)).await, "duplicate_of");
    assert_eq!(refusal("cora", note("Secret")).await, "");
    let detail = store.detail(&scope(&store, "ada"), &key, start()).await.unwrap().unwrap();
    assert_eq!(detail.ticket.version, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn names_come_from_the_directory_whatever_the_form_says() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Names", start()).await;
    let forged = PersonRef { id: PersonId::new("amir"), name: "The Boss".to_owned() };
    let applied = act(&store, "ada", &key, Command::Assign { to: Some(forged) }, start()).await;
    assert_eq!(applied.ticket.assignee, Some(person(&store, "amir").reference()));
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_and_reopening_moves_the_ticket_between_lanes_and_counts() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "There and back", start()).await;
    let open = async |store: &crate::Store| {
        let counts = store.lane_counts(&scope(store, "ada")).await.unwrap();
        counts.values().map(|count| (count.open(), count.get(domain::ticket::Lane::Done))).next().unwrap()
    };
    assert_eq!(open(&store).await, (1, 0));
    act(&store, "ada", &key, Command::ChangeState(StateChange::to(TicketState::Resolved)), start()).await;
    assert_eq!(open(&store).await, (0, 1));
    act(&store, "cora", &key, Command::Reopen { body: "Still broken".to_owned() }, start() + minutes(5)).await;
    assert_eq!(open(&store).await, (1, 0));
}
