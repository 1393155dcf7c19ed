//! Splitting in the database: a new number without gaps, both tickets or neither, and files stay where they are.

use std::collections::BTreeSet;

use domain::ids::{AttachmentId, TicketKey};
use domain::ticket::{Attachment, Command, Split};
use domain::time::Timestamp;
use futures::future::join_all;

use crate::Store;
use crate::outbox::Tail;
use crate::tests::{ACME_HRM, act, actor, minutes, note, reply, report, scope, start, store};
use crate::tickets::CommandError;

fn draft(message: u32, title: &str) -> Split {
    Split { message, title: title.to_owned(), impact: "workaround".to_owned() }
}

async fn split(
    store: &Store,
    who: &str,
    key: &TicketKey,
    draft: &Split,
    form: Option<&str>,
    now: Timestamp,
) -> Result<TicketKey, CommandError> {
    store.split(&scope(store, who), &actor(store, who), key, draft, form, now).await
}

/// A ticket in which Carl writes with a file, after a note of the team.
async fn with_message(store: &Store) -> TicketKey {
    let key = report(store, ACME_HRM, "The rota is empty", start()).await;
    act(store, "ada", &key, note("canary-of-a-note"), start() + minutes(1)).await;
    let (id, name) = (AttachmentId::new(["photo-of-", &key.to_string()].concat()), "photo.png".to_owned());
    let attachments = vec![Attachment { id, name, media_type: "image/png".to_owned(), size: 3 }];
    let body = "Besides, the printer is offline.".to_owned();
    let command = Command::Reply { body, attachments, next_update_at: None };
    act(store, "carl", &key, command, start() + minutes(5)).await;
    key
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_becomes_a_ticket_with_the_next_number_and_both_are_told() {
    let store = store().await;
    let key = with_message(&store).await;
    let system = store.system();
    let mut tail = Tail::from_now(&store, &system).await.unwrap();
    let now = start() + minutes(60);
    let born = split(&store, "amir", &key, &draft(3, "The printer is offline"), None, now).await.unwrap();
    assert_eq!(born.to_string(), "ACME-2");
    let rows = tail.next(&store, &system, 10).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.ticket.clone().unwrap()).collect::<Vec<_>>(), [key.clone(), born.clone()]);

    let carl = scope(&store, "carl");
    let detail = store.detail(&carl, &born, now).await.unwrap().unwrap();
    assert_eq!((detail.ticket.reporter.name.as_str(), detail.ticket.reported_at), ("carl", start() + minutes(5)));
    assert_eq!(detail.ticket.split_from, Some(key.clone()));
    assert!(detail.clocks.iter().all(|clock| clock.started_at == start() + minutes(5)), "{:?}", detail.clocks);
    assert!(!format!("{:?}", detail.events).contains("canary"));
    let said = store.detail(&carl, &key, now).await.unwrap().unwrap();
    assert_eq!(said.ticket.split_off, [born]);
    let photo = AttachmentId::new("photo-of-ACME-1");
    let file = store.attachment(&carl, &photo).await.unwrap().unwrap();
    assert_eq!(file.ticket, key, "the file stays where it came in");
    assert!(store.attachment(&scope(&store, "dora"), &photo).await.unwrap().is_none());
    assert_eq!(store.doctor(&system, false, now).await.unwrap().findings, Vec::new());
    assert_eq!(report(&store, ACME_HRM, "Next", now).await.to_string(), "ACME-3");
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_stay_gapless_while_many_split_report_and_write() {
    let store = store().await;
    let key = with_message(&store).await;
    let work = (0..12).map(|index| {
        let (store, key) = (store.clone(), key.clone());
        tokio::spawn(async move {
            let now = start() + minutes(20);
            match index % 3 {
                0 => Some(split(&store, "ada", &key, &draft(3, &format!("Part {index}")), None, now).await.unwrap()),
                1 => Some(report(&store, ACME_HRM, "Meanwhile", now).await),
                _ => {
                    act(&store, "cora", &key, reply("More"), now).await;
                    None
                }
            }
        })
    });
    let born: BTreeSet<u32> =
        join_all(work).await.into_iter().filter_map(|key| key.unwrap().map(|key| key.number())).collect();
    assert_eq!(born, (2..=9).collect(), "a number is missing or was given twice");
    let detail = store.detail(&scope(&store, "ada"), &key, start() + minutes(30)).await.unwrap().unwrap();
    assert_eq!(detail.ticket.split_off.len(), 4);
    let found = store.doctor(&store.system(), false, start() + minutes(30)).await.unwrap();
    assert_eq!(found.findings, Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_makes_one_ticket() {
    let store = store().await;
    let key = with_message(&store).await;
    let now = start() + minutes(20);
    let draft = draft(3, "Once");
    let sent = join_all((0..5).map(|_| split(&store, "ada", &key, &draft, Some("form-1"), now))).await;
    let born: BTreeSet<String> = sent.into_iter().map(|key| key.unwrap().to_string()).collect();
    assert_eq!(born, BTreeSet::from(["ACME-2".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn others_find_no_ticket_and_a_refusal_uses_up_no_number() {
    let store = store().await;
    let key = with_message(&store).await;
    let now = start() + minutes(20);
    let good = draft(3, "Mine");
    for (who, key) in [("dora", &key), ("ada", &"ACME-77".parse().unwrap())] {
        let outcome = split(&store, who, key, &good, None, now).await;
        assert!(matches!(outcome, Err(CommandError::NotFound)), "{who}: {outcome:?}");
    }
    // 2 is the note.
    for (who, draft, field) in [("carl", good.clone(), ""), ("ada", draft(2, "A note"), "message")] {
        let outcome = split(&store, who, &key, &draft, None, now).await;
        let Err(CommandError::Refused(problems)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(problems[0].field, field);
    }
    assert_eq!(report(&store, ACME_HRM, "Next", now).await.to_string(), "ACME-2");
}
