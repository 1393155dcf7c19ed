//! What devices keep: whose it is, and that everything that changed comes with the next pull.

use domain::checklist::{Deed, Op};
use domain::ids::{ChecklistId, EngagementId, ItemId, OpId, TicketKey};
use domain::sla::PriorityKey;
use domain::sync::Cursor;
use domain::ticket::{Command, Facts, StateChange, TicketState};
use domain::time::{Seconds, Timestamp};
use surrealdb::types::{RecordId, Value, vars};

use super::{ACME_HRM, ACME_WEB, BRIM_HRM, act, actor, minutes, note, person, reply, report, scope, start, store};
use crate::Store;
use crate::checklists::Start;
use crate::record::record;
use crate::sync::Changes;
use crate::tickets::event_id;

pub(super) async fn begin(store: &Store, engagement: &str, template: &str) -> ChecklistId {
    let (engagement, template) = (engagement.to_owned(), template.to_owned());
    let form = Start { id: crate::new_id(), engagement, template, name: String::new() };
    store.start_checklist(&scope(store, "ada"), &actor(store, "ada"), &form, start()).await.unwrap()
}

/// Puts another document into a record: what is no document of its kind damages it.
pub(super) async fn overwrite(store: &Store, id: &RecordId, text: &str) {
    let vars = vars! { id: id.clone(), text: text };
    store.db.write::<Value>("UPDATE $id SET document = $text RETURN NONE", vars).await.unwrap();
}

/// An operation made and sent at once, by a person who may.
async fn did(store: &Store, who: &str, run: &ChecklistId, deed: Deed, now: Timestamp) {
    let op = Op { id: OpId::new(crate::new_id()), at: now, deed };
    let sent = store.send_ops(&scope(store, who), &person(store, who), run, &[op], now).await.unwrap().unwrap();
    assert_eq!(sent.answers, [domain::checklist::Answer::Applied]);
}

fn remark(item: &str, text: &str) -> Deed {
    Deed::Note { item: ItemId::new(item), text: text.to_owned(), base: Vec::new(), internal: true }
}

async fn pulled(store: &Store, who: &str, engagement: &str, since: Option<Cursor>, now: Timestamp) -> Option<Changes> {
    store.pull(&scope(store, who), &person(store, who), &EngagementId::new(engagement), since, now).await.unwrap()
}

async fn pull(store: &Store, who: &str, since: Option<Cursor>, now: Timestamp) -> Changes {
    pulled(store, who, ACME_HRM, since, now).await.unwrap()
}

fn keys(changes: &Changes) -> Vec<TicketKey> {
    changes.tickets.iter().map(|detail| detail.ticket.key.clone()).collect()
}

fn lists(changes: &Changes) -> Vec<ChecklistId> {
    changes.checklists.iter().map(|kept| kept.plan.id.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_may_keep_what_they_see_their_own_first_and_nothing_that_is_over() {
    let store = store().await;
    let mine = async |who: &str| -> Vec<(String, bool)> {
        let all = store.may_keep(&scope(&store, who), &person(&store, who)).await.unwrap();
        all.iter().map(|one| (one.engagement.id.to_string(), one.is_own)).collect()
    };
    let named = |id: &str, is_own: bool| (id.to_owned(), is_own);
    assert_eq!(mine("cora").await, [named(ACME_HRM, true), named(ACME_WEB, true)]);
    assert_eq!(mine("bea").await, [named(ACME_HRM, false), named(BRIM_HRM, false)]);
    assert_eq!(mine("ada").await.len(), 3);
    let key = report(&store, BRIM_HRM, "Mine", start()).await;
    act(&store, "bea", &key, Command::Take, start() + minutes(1)).await;
    assert_eq!(mine("bea").await, [named(BRIM_HRM, true), named(ACME_HRM, false)]);
    super::edit_engagement(&store, ACME_WEB, start(), |draft| draft.phase = "closed".to_owned()).await;
    assert_eq!(mine("cora").await, [named(ACME_HRM, true)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn anothers_engagement_is_the_same_as_none() {
    let store = store().await;
    begin(&store, BRIM_HRM, "offboarding").await;
    report(&store, BRIM_HRM, "Theirs", start()).await;
    for (who, engagement) in [("cora", BRIM_HRM), ("dora", ACME_HRM), ("amir", ACME_WEB), ("cora", "nothing")] {
        assert!(pulled(&store, who, engagement, None, start()).await.is_none(), "{who} {engagement}");
    }
    let own = pull(&store, "cora", None, start()).await;
    assert!(own.kept.is_empty() && own.open.is_empty() && own.tickets.is_empty());
    report(&store, ACME_WEB, "Another engagement", start()).await;
    assert!(pull(&store, "cora", None, start()).await.open.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_team_may_know_reaches_no_clients_device() {
    let store = store().await;
    let run = begin(&store, ACME_HRM, "offboarding").await;
    let key = report(&store, ACME_HRM, "Visible", start()).await;
    let before = pull(&store, "carl", None, start() + minutes(15)).await;
    did(&store, "amir", &run, remark("offboarding-1-2", "CANARY"), start() + minutes(30)).await;
    act(&store, "amir", &key, note("CANARY"), start() + minutes(30)).await;
    act(&store, "amir", &key, Command::Snooze { until: start() + minutes(600) }, start() + minutes(31)).await;
    let all = pull(&store, "carl", None, start() + minutes(40)).await;
    assert_eq!((lists(&all), keys(&all)), (vec![run.clone()], vec![key.clone()]));
    assert!(!format!("{all:?}").contains("CANARY") && all.tickets[0].ticket.snoozed_until.is_none());
    // That something internal happened is internal.
    did(&store, "amir", &run, Deed::Log { text: "Both read it".to_owned() }, start() + minutes(41)).await;
    let logged = pull(&store, "carl", Some(before.cursor), start() + minutes(42)).await;
    assert_eq!((lists(&logged), keys(&logged)), (vec![run.clone()], Vec::new()));
    // Not even by a gap in the numbers.
    let numbers = |all: &Changes| all.checklists[0].log.iter().map(|entry| entry.rev).collect::<Vec<_>>();
    assert_eq!(numbers(&logged), [Some(1)]);
    did(&store, "carl", &run, Deed::Log { text: "So do I".to_owned() }, start() + minutes(41)).await;
    let logged = pull(&store, "carl", Some(logged.cursor), start() + minutes(42)).await;
    assert_eq!(numbers(&logged), [Some(1), Some(2)]);
    did(&store, "amir", &run, remark("offboarding-1-1", "CANARY 2"), start() + minutes(43)).await;
    let silent = pull(&store, "carl", Some(logged.cursor), start() + minutes(44)).await;
    assert!(lists(&silent).is_empty());
    assert_eq!(silent.cursor.rev, logged.cursor.rev, "nor by the number itself");
    let theirs = pull(&store, "amir", Some(logged.cursor), start() + minutes(44)).await;
    assert!(format!("{theirs:?}").contains("CANARY 2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pull_gives_the_checklists_that_changed_and_says_which_to_keep() {
    let store = store().await;
    let (one, two) = (begin(&store, ACME_HRM, "offboarding").await, begin(&store, ACME_HRM, "readiness").await);
    let first = pull(&store, "amir", None, start()).await;
    let mut both = lists(&first);
    both.sort();
    let mut expected = vec![one.clone(), two.clone()];
    expected.sort();
    assert_eq!((both, first.kept.len()), (expected, 2));
    let nothing = pull(&store, "amir", Some(first.cursor), start() + minutes(1)).await;
    assert!(nothing.checklists.is_empty() && nothing.kept.len() == 2);
    did(&store, "cora", &one, Deed::Check { item: ItemId::new("offboarding-1-3") }, start() + minutes(2)).await;
    let next = pull(&store, "amir", Some(nothing.cursor), start() + minutes(3)).await;
    assert_eq!((lists(&next), next.checklists[0].log.len()), (vec![one.clone()], 1));
    did(&store, "ada", &two, Deed::Close { reason: "Not needed".to_owned() }, start() + minutes(4)).await;
    let closed = pull(&store, "amir", Some(next.cursor), start() + minutes(5)).await;
    assert_eq!((lists(&closed), closed.kept), (vec![two.clone()], vec![one.clone(), two.clone()]));
    let weeks_later = pull(&store, "amir", Some(closed.cursor), start() + Seconds::days(15)).await;
    assert_eq!((lists(&weeks_later), weeks_later.kept), (Vec::new(), vec![one]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_changes_what_is_shown_of_a_ticket_makes_it_be_sent_and_nothing_else_does() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Changing", start()).await;
    let still = report(&store, ACME_HRM, "Still", start()).await;
    act(&store, "ada", &still, Command::Accept(Facts::default()), start()).await;
    let waiting =
        StateChange { pause_reason: "waiting_on_client".to_owned(), ..StateChange::to(TicketState::WaitingOnClient) };
    let priority = Command::ChangePriority { to: PriorityKey::new("low"), reason: "Fewer".to_owned() };
    let commands = [
        ("ada", reply("Hello")),
        ("ada", note("Only us")),
        ("cora", reply("And?")),
        ("ada", Command::Assign { to: Some(person(&store, "amir").reference()) }),
        ("ada", priority),
        ("ada", Command::Accept(Facts { workaround: "Paper".to_owned(), ..Facts::default() })),
        ("ada", Command::Snooze { until: start() + minutes(3_000) }),
        ("ada", Command::EditTitle { title: "Changed".to_owned() }),
        ("ada", Command::ChangeState(waiting)),
    ];
    let mut now = start();
    let mut cursor = pull(&store, "amir", None, now + minutes(15)).await.cursor;
    for (who, command) in commands {
        now = now + minutes(30);
        let quiet = pull(&store, "amir", Some(cursor), now).await;
        assert!(!keys(&quiet).contains(&key), "before {command:?}");
        act(&store, who, &key, command.clone(), now).await;
        let next = pull(&store, "amir", Some(quiet.cursor), now + minutes(1)).await;
        assert!(keys(&next).contains(&key), "after {command:?}");
        assert!(!keys(&next).contains(&still), "after {command:?}");
        cursor = pull(&store, "amir", Some(next.cursor), now + minutes(15)).await.cursor;
    }
    // A mark of the watcher, long after: the answer to the first report is overdue.
    now = now + Seconds::days(3);
    let watched = store.watch_one(&store.system(), &still, now).await.unwrap();
    assert!(!watched.events.is_empty());
    assert!(keys(&pull(&store, "amir", Some(cursor), now).await).contains(&still));
    act(&store, "ada", &key, Command::ChangeState(StateChange::to(TicketState::Resolved)), now + minutes(1)).await;
    let last = pull(&store, "amir", Some(cursor), now + minutes(2)).await;
    assert!(!last.open.contains(&key) && last.open.contains(&still), "an ended ticket is to be forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_began_before_a_pull_and_ended_after_it_comes_with_the_next_one() {
    let store = store().await;
    let key = report(&store, ACME_HRM, "Slow", start()).await;
    let cursor = pull(&store, "amir", None, start() + minutes(60)).await.cursor;
    // It looked at its clock five minutes before that pull.
    act(&store, "ada", &key, reply("Late"), start() + minutes(55)).await;
    assert_eq!(keys(&pull(&store, "amir", Some(cursor), start() + minutes(61)).await), [key]);
}

/// One ticket more than a device keeps of an engagement.
async fn more_than_are_kept(store: &Store) -> Vec<TicketKey> {
    let mut all = Vec::new();
    for index in 0..=crate::sync::TICKETS_MAX {
        all.push(report(store, ACME_HRM, &format!("Number {index}"), start()).await);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_longer_than_what_is_kept_is_given_whole_so_that_what_moves_up_is_there() {
    let store = store().await;
    let all = more_than_are_kept(&store).await;
    for who in ["amir", "cora"] {
        let first = pull(&store, who, None, start() + minutes(30)).await;
        assert_eq!((first.open.len(), first.tickets.len()), (100, 100), "{who}");
        assert_eq!(first.cursor.tickets, Timestamp::default(), "{who}");
    }
    let first = pull(&store, "amir", None, start() + minutes(30)).await;
    let outside = all.iter().find(|key| !first.open.contains(key)).unwrap().clone();
    act(&store, "ada", &first.open[0], Command::Take, start() + minutes(31)).await;
    let resolved = StateChange { reason: "Done".to_owned(), ..StateChange::to(TicketState::Declined) };
    act(&store, "ada", &first.open[0], Command::ChangeState(resolved), start() + minutes(31)).await;
    let next = pull(&store, "amir", Some(first.cursor), start() + minutes(60)).await;
    assert!(next.open.contains(&outside) && keys(&next).contains(&outside), "it moved up without having changed");
    let after = pull(&store, "amir", Some(next.cursor), start() + minutes(90)).await;
    assert!(after.tickets.is_empty(), "now they are all kept");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_long_list_ones_own_tickets_are_kept_beside_those_that_are_due_first() {
    let store = store().await;
    let all = more_than_are_kept(&store).await;
    let now = start() + minutes(31);
    let first = pull(&store, "ada", None, now).await;
    let outside = all.iter().find(|key| !first.open.contains(key)).unwrap().clone();
    act(&store, "ada", &outside, Command::Take, now).await;
    let own = pull(&store, "ada", Some(first.cursor), now).await;
    assert_eq!(own.open.len(), 101);
    assert!(own.open.contains(&outside) && keys(&own).contains(&outside));
    assert!(!pull(&store, "amir", Some(first.cursor), now).await.open.contains(&outside), "it is not his");
    act(&store, "ada", &first.open[0], Command::Take, now).await;
    assert_eq!(pull(&store, "ada", None, now).await.open.len(), 101, "none of them twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_takes_the_rest_from_nobody_and_comes_once_it_can() {
    let store = store().await;
    let (broken, whole) = (begin(&store, ACME_HRM, "offboarding").await, begin(&store, ACME_HRM, "offboarding").await);
    let (lost, there) =
        (report(&store, ACME_HRM, "Lost", start()).await, report(&store, ACME_HRM, "There", start()).await);
    let records = [record("checklist", broken.as_str()), event_id(&lost.to_string(), 1)];
    let mut texts = Vec::new();
    for id in &records {
        let text = "SELECT VALUE document FROM ONLY $id";
        texts.push(store.db.read::<String>(text, vars! { id: id.clone() }).await.unwrap());
        overwrite(&store, id, "{}").await;
    }
    let now = start() + minutes(60);
    let first = pull(&store, "amir", None, now).await;
    assert_eq!((first.checklists.len(), keys(&first)), (1, vec![there.clone()]));
    assert_eq!(first.checklists[0].plan.id, whole);
    assert!(first.kept.contains(&broken) && first.open.contains(&lost), "an older copy is not forgotten");
    assert_eq!(first.cursor, Cursor::default());
    for (id, text) in records.iter().zip(texts) {
        overwrite(&store, id, &text).await;
    }
    let next = pull(&store, "amir", Some(first.cursor), now).await;
    assert_eq!((next.checklists.len(), next.tickets.len()), (2, 2));
    assert_eq!(next.cursor.tickets, now);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cursor_of_a_database_that_is_no_more_gives_everything() {
    let store = store().await;
    begin(&store, ACME_HRM, "offboarding").await;
    report(&store, ACME_HRM, "There", start()).await;
    let ahead = Cursor { rev: 900, tickets: start() + minutes(600) };
    let all = pull(&store, "amir", Some(ahead), start() + minutes(30)).await;
    assert_eq!((all.checklists.len(), all.tickets.len()), (1, 1));
    assert_eq!(all.cursor, Cursor { rev: 1, tickets: start() + minutes(30) });
}
