//! What a client wrote becomes an issue of its own, and nothing of it is promised later.

use super::{START, Story, client, form, key, person, staff};
use crate::ids::{AttachmentId, TicketKey};
use crate::people::Actor;
use crate::problem::Problem;
use crate::sla::{Clock, Metric, OpenWindows, PolicyBook, StartedBy, evaluate};
use crate::ticket::{
    Attachment, Command, Event, EventKind, Split, SplitOff, Ticket, report, sla_events, split, splittable,
};
use crate::time::{Seconds, Timestamp};

fn reply(body: &str) -> Command {
    Command::Reply { body: body.to_owned(), attachments: Vec::new(), next_update_at: None }
}

fn draft(message: u32) -> Split {
    Split { message, title: "The printer is offline".to_owned(), impact: "workaround".to_owned() }
}

fn try_split(story: &Story, draft: &Split, by: &Actor) -> Result<SplitOff, Vec<Problem>> {
    split(&story.ticket(), &story.events, draft, by, &story.policy, story.now)
}

fn fields(problems: &[Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.field.as_str()).collect()
}

/// The new ticket with its clocks.
fn born(story: &Story, off: &SplitOff) -> (Ticket, Vec<Clock>) {
    let events = [Event { seq: 1, at: story.now, by: staff(), kind: off.report.clone() }];
    let ticket = Ticket::fold(TicketKey::new("BRIM", 50).expect("a good key"), &events).expect("a whole history");
    let book = PolicyBook::new(story.policy.clone());
    (ticket, evaluate(&sla_events(&events), &book, &OpenWindows::always(), story.now))
}

fn started(clocks: &[Clock], metric: Metric) -> (Timestamp, StartedBy) {
    let clock = clocks.iter().find(|clock| clock.metric == metric).expect("promised");
    (clock.started_at, clock.started_by)
}

/// A ticket in which Ivan writes an hour after the report.
fn with_message(file: Option<Attachment>) -> Story {
    let mut story = Story::begin("standard", "blocked");
    let by = Actor::Client(person("Ivan"));
    let body = "Besides, the printer is **offline**.".to_owned();
    let command = Command::Reply { body, attachments: file.into_iter().collect(), next_update_at: None };
    story.later(Seconds::hours(1)).give(&by, command);
    story
}

#[test]
fn a_message_becomes_a_ticket_of_its_author_that_counts_from_when_it_was_written() {
    let file = Attachment {
        id: AttachmentId::new("photo"),
        name: "photo.png".to_owned(),
        media_type: "image/png".to_owned(),
        size: 3,
    };
    let mut story = with_message(Some(file.clone()));
    story.later(Seconds::hours(2));
    let off = try_split(&story, &draft(2), &staff()).expect("a split");
    let said_at = START + Seconds::hours(1);
    let EventKind::Reported { what_happens, split: Some(from), attachments, .. } = &off.report else {
        panic!("{off:?}")
    };
    assert_eq!(what_happens, "Besides, the printer is **offline**.");
    assert_eq!((&from.ticket, from.is_answered, &from.files[..]), (&key(), false, &[file][..]));
    assert!(attachments.is_empty(), "the files belong to the other ticket");
    let (ticket, clocks) = born(&story, &off);
    assert_eq!((ticket.reporter.name.as_str(), ticket.reported_at), ("Ivan", said_at));
    assert_eq!((ticket.priority.as_str(), ticket.split_from), ("medium", Some(key())));
    for metric in [Metric::FirstResponse, Metric::Resolution] {
        assert_eq!(started(&clocks, metric), (said_at, StartedBy::EarlierReport), "{metric:?}");
    }
    let left = off.left_behind(ticket.key.clone());
    assert!(left.is_visible_to_client());
    story.append(&staff(), [left]);
    assert_eq!(story.ticket().split_off, [ticket.key]);
}

#[test]
fn what_was_answered_already_asks_for_no_second_answer_to_the_same_words() {
    let mut story = with_message(None);
    story.later(Seconds::minutes(5)).give(&staff(), reply("Both noted."));
    story.later(Seconds::days(3));
    let off = try_split(&story, &draft(2), &staff()).expect("a split");
    let (_, clocks) = born(&story, &off);
    assert_eq!(started(&clocks, Metric::FirstResponse), (story.now, StartedBy::Split));
    let said_at = START + Seconds::hours(1);
    assert_eq!(started(&clocks, Metric::Resolution), (said_at, StartedBy::Split), "the solution was owed since then");
    let (noted, clocks) =
        (with_message(None), |story: &Story| born(story, &try_split(story, &draft(2), &staff()).expect("a split")).1);
    let mut noted = noted;
    noted.give(&staff(), Command::Note { body: "psst".to_owned(), attachments: Vec::new() });
    assert_eq!(started(&clocks(&noted), Metric::FirstResponse).0, said_at, "a note answers nobody (SLA.md rule 6)");
}

#[test]
fn the_report_itself_can_be_split_and_keeps_its_own_instant() {
    let mut story = Story::begin("standard", "blocked");
    let earlier = crate::ticket::Report { reported_at: Some(START - Seconds::hours(2)), ..form("blocked") };
    let kind = report(&earlier, &staff(), &story.policy, START).expect("a good report");
    story.events = vec![Event { seq: 1, at: START, by: staff(), kind }];
    let off = try_split(&story, &draft(1), &staff()).expect("a split");
    assert_eq!(born(&story, &off).0.reported_at, START - Seconds::hours(2));
}

#[test]
fn a_file_without_words_gets_some() {
    let mut story = Story::begin("standard", "blocked");
    let (id, name, media_type) = (AttachmentId::new("a"), "a.txt".to_owned(), "text/plain".to_owned());
    let attachments = vec![Attachment { id, name, media_type, size: 1 }];
    story.give(&client(), Command::Reply { body: String::new(), attachments, next_update_at: None });
    let off = try_split(&story, &draft(2), &staff()).expect("a split");
    assert!(
        matches!(&off.report, EventKind::Reported { what_happens, .. } if what_happens.contains("files without words"))
    );
}

#[test]
fn only_what_a_client_wrote_can_be_split_and_everything_wrong_is_said_at_once() {
    let mut story = with_message(None);
    story.give(&staff(), reply("Ours.")).give(&staff(), Command::Note { body: "psst".to_owned(), attachments: vec![] });
    assert_eq!(splittable(&story.events).map(|said| said.seq).collect::<Vec<_>>(), [1, 2]);
    let clients = try_split(&story, &draft(2), &client()).expect_err("a client");
    assert_eq!(clients, [Problem::new("", "Only the support team can do this.")]);
    // 3 is the acknowledgement that came with our reply, 4 our reply, 5 the note, 99 nothing.
    for message in [0, 3, 4, 5, 99] {
        let problems = try_split(&story, &draft(message), &staff()).expect_err("not the client's");
        assert_eq!(fields(&problems), ["message"], "{message}");
    }
    let empty = Split { title: " ".to_owned(), impact: "terrible".to_owned(), ..draft(2) };
    assert_eq!(fields(&try_split(&story, &empty, &staff()).expect_err("empty")), ["title", "impact"]);
    story.later(Seconds::days(31));
    let old = try_split(&story, &draft(2), &staff()).expect_err("too old");
    assert_eq!(fields(&old), ["message"]);
    assert!(old[0].message.contains("more than 30 days ago. Write it down as a new issue"), "{old:?}");
}
