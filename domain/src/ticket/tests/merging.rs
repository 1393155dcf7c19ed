//! One ticket goes on in another: nothing gets later, nothing counts twice, nothing is read by others than before.

use super::{START, Story, client, form, key, person, policy, staff};
use crate::ids::{EngagementId, TicketKey};
use crate::insight::{OutcomeKind, outcomes};
use crate::people::Actor;
use crate::problem::Problem;
use crate::sla::{Clock, ClockState, Metric, OpenWindows, PriorityKey};
use crate::ticket::{
    Command, EventKind, Facts, Mark, Merge, Merging, StateCause, StateChange, TicketState, merge, pending_marks,
    report, unanswered_since,
};
use crate::time::Seconds;

fn from_key() -> TicketKey {
    TicketKey::new("BRIM", 43).expect("a good key")
}

fn reply(body: &str) -> Command {
    Command::Reply { body: body.to_owned(), attachments: Vec::new(), next_update_at: None }
}

fn state(to: TicketState) -> Command {
    Command::ChangeState(StateChange { reason: "Because".to_owned(), ..StateChange::to(to) })
}

/// A ticket of the same client, reported by somebody at `START` plus some time.
fn other(policy_id: &str, impact: &str, after: Seconds, reporter: &str) -> Story {
    let mut story = Story::begin(policy_id, impact);
    story.now = START + after;
    let draft = crate::ticket::Report { reporter: person(reporter), ..form(impact) };
    let by = Actor::Client(person(reporter));
    story.events.clear();
    let kind = report(&draft, &by, &policy(policy_id), story.now).expect("a good report");
    story.append(&by, [kind]);
    story
}

fn try_merge(from: &Story, into: &Story, by: &Actor, reason: &str) -> Result<Merge, Vec<Problem>> {
    let (ticket, clocks) = (from.ticket_as(from_key()), from.clocks());
    let merging = Merging { ticket: &ticket, events: &from.events, clocks: &clocks, policy: &from.policy };
    merge(&merging, &into.ticket(), &into.events, reason, by, &into.policy)
}

/// Merges two stories right after the later of their moments.
fn merged(from: &mut Story, into: &mut Story) {
    from.now = from.now.max(into.now) + Seconds::new(1);
    into.now = from.now;
    merge_now(from, into);
}

fn merge_now(from: &mut Story, into: &mut Story) {
    let merge = try_merge(from, into, &staff(), "The same outage").expect("two open tickets of one client");
    from.append(&staff(), merge.from);
    into.append(&staff(), merge.into);
}

fn open(clocks: &[Clock], metric: Metric) -> Option<&Clock> {
    clocks.iter().find(|clock| clock.metric == metric && clock.is_open())
}

fn refusal(from: &Story, into: &Story) -> String {
    let problems = try_merge(from, into, &staff(), "").expect_err("a refusal");
    assert_eq!(problems[0].field, "into");
    problems[0].message.clone()
}

#[test]
fn the_merged_ticket_ends_as_a_duplicate_and_its_people_follow_the_other() {
    let mut into = Story::begin("standard", "workaround");
    into.give(&staff(), Command::Take).give(&client(), Command::AddParticipant { person: person("Helen") });
    let mut from = other("standard", "workaround", Seconds::hours(1), "Ivan");
    from.give(&staff(), Command::Note { body: "psst".to_owned(), attachments: Vec::new() });
    from.give(&client(), Command::AddParticipant { person: person("Helen") });
    merged(&mut from, &mut into);

    let gone = from.ticket_as(from_key());
    assert_eq!((gone.state, gone.merged_into, gone.duplicate_of), (TicketState::Duplicate, Some(key()), None));
    assert!(gone.acknowledged, "a person has looked at it and decided what it is");
    assert!(from.clocks().iter().all(|clock| !clock.is_open()));
    let ticket = into.ticket();
    assert_eq!(ticket.merged, [from_key()]);
    assert_eq!(ticket.participants, [person("Helen"), person("Ivan")], "nobody twice");
    assert!(ticket.awaits_reply, "Ivan waits for an answer");
    let seen = format!("{:?}", into.events);
    assert!(!seen.contains("psst"), "a note has other readers now: {seen}");
    assert!(into.events.iter().all(|event| event.kind.is_visible_to_client()));
}

#[test]
fn who_waited_longest_without_an_answer_sets_the_response_of_both() {
    let mut into = Story::begin("standard", "blocked");
    into.later(Seconds::minutes(10)).give(&staff(), reply("Looking."));
    let mut from = other("standard", "blocked", Seconds::minutes(5), "Ivan");
    from.later(Seconds::minutes(20)).give(&client(), reply("Still?"));
    assert_eq!(unanswered_since(&from.events), Some(START + Seconds::minutes(5)), "the oldest, not the last");
    merged(&mut from, &mut into);
    let clocks = into.clocks();
    let response = open(&clocks, Metric::FirstResponse).expect("Ivan has no answer");
    assert_eq!((response.cycle, response.started_at), (2, START + Seconds::minutes(5)));
    assert_eq!(open(&clocks, Metric::Resolution).expect("promised").started_at, START, "its own promise is the sooner");
    into.give(&staff(), reply("Both of you: it is back."));
    assert!(open(&into.clocks(), Metric::FirstResponse).is_none());
}

#[test]
fn the_higher_priority_stays_and_is_explained() {
    let mut into = Story::begin("standard", "workaround");
    let mut from = other("standard", "stopped", Seconds::minutes(5), "Ivan");
    merged(&mut from, &mut into);
    let ticket = into.ticket();
    assert_eq!(ticket.priority, PriorityKey::new("critical"));
    assert_eq!(ticket.priority_reason, "BRIM-43, which was merged into it, had Critical");

    let mut into = Story::begin("standard", "stopped");
    let mut from = other("standard", "workaround", Seconds::minutes(5), "Ivan");
    merged(&mut from, &mut into);
    assert_eq!(into.ticket().priority, PriorityKey::new("critical"));
    assert!(!into.events.iter().any(|event| matches!(event.kind, EventKind::PriorityChanged { .. })));
}

#[test]
fn what_waits_goes_on_unless_both_wait() {
    let waiting = |mut story: Story| {
        story.give(&staff(), reply("Which ward?")).give(&staff(), state(TicketState::WaitingOnClient));
        story
    };
    let (mut from, mut into) =
        (other("standard", "blocked", Seconds::minutes(5), "Ivan"), waiting(Story::begin("standard", "blocked")));
    merged(&mut from, &mut into);
    assert_eq!(into.ticket().state, TicketState::InProgress);
    let last = &into.events.last().expect("events").kind;
    assert!(matches!(last, EventKind::StateChanged { cause: StateCause::Merge, duplicate_of: None, .. }), "{last:?}");
    assert!(into.clocks().iter().all(|clock| !matches!(clock.state, ClockState::Paused { .. })));

    let (mut from, mut into) = (
        waiting(other("standard", "blocked", Seconds::minutes(5), "Ivan")),
        waiting(Story::begin("standard", "blocked")),
    );
    merged(&mut from, &mut into);
    assert_eq!(into.ticket().state, TicketState::WaitingOnClient);

    // A wait that would have ended sooner does not become the longer one of the other ticket.
    let mut from = waiting(other("standard", "blocked", Seconds::minutes(5), "Ivan"));
    let mut into = waiting(other("standard", "blocked", Seconds::hours(30), "Ruth"));
    from.now = into.now;
    merged(&mut from, &mut into);
    assert_eq!(into.ticket().state, TicketState::InProgress);
}

#[test]
fn a_missed_promise_counts_once_and_where_it_goes_on() {
    let mut from = other("standard", "blocked", Seconds::ZERO, "Ivan");
    let mut into = other("standard", "blocked", Seconds::hours(30), "Ruth");
    from.now = into.now;
    let marks = pending_marks(&from.ticket_as(from_key()), &from.clocks(), from.now);
    from.append(&Actor::System, marks.into_iter().map(Mark::event));
    let missed = |story: &Story, metric| {
        let all = outcomes(&story.events, &story.clocks(), &OpenWindows::always());
        all.into_iter().filter(|one| one.metric == metric && one.kind == OutcomeKind::Missed).collect::<Vec<_>>()
    };
    let before = missed(&from, Metric::FirstResponse);
    assert_eq!(before.len(), 1, "a high ticket is answered within a day");
    merged(&mut from, &mut into);
    let marks = pending_marks(&into.ticket(), &into.clocks(), into.now);
    into.append(&Actor::System, marks.into_iter().map(Mark::event));
    assert_eq!(missed(&from, Metric::FirstResponse), []);
    let after = missed(&into, Metric::FirstResponse);
    assert_eq!((after.len(), after[0].at), (1, before[0].at), "in the same month, whatever month it is");
}

#[test]
fn nothing_is_due_later_whatever_happened_before() {
    let commands = || {
        [
            reply("Looking."),
            state(TicketState::InProgress),
            state(TicketState::WaitingOnClient),
            state(TicketState::WaitingOnThirdParty),
            Command::ChangePriority { to: PriorityKey::new("critical"), reason: "Worse".to_owned() },
            Command::ChangePriority { to: PriorityKey::new("low"), reason: "Better".to_owned() },
            Command::Accept(Facts::default()),
        ]
    };
    let mut seed = 7_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    let mut kept = 0;
    for _ in 0..500 {
        let impacts = ["stopped", "blocked", "workaround", "wish"];
        let mut impact = || impacts[usize::try_from(random(4)).expect("small")];
        let mut stories = [
            other("standard", impact(), Seconds::ZERO, "Ruth"),
            other("standard", impact(), Seconds::hours(3), "Ivan"),
        ];
        for story in &mut stories {
            for _ in 0..random(6) {
                let by = if random(3) == 0 { client() } else { staff() };
                let command = commands()[usize::try_from(random(7)).expect("small")].clone();
                story.later(Seconds::minutes(i64::try_from(random(600)).expect("small")));
                let _ = story.try_give(&by, &command);
            }
        }
        let [mut into, mut from] = stories;
        if random(2) == 0 {
            std::mem::swap(&mut into, &mut from);
        }
        let now = into.now.max(from.now) + Seconds::new(1);
        (into.now, from.now) = (now, now);
        let (own, others) = (into.clocks(), from.clocks());
        let is_resumed = into.ticket().state.is_waiting() && !from.ticket_as(from_key()).state.is_waiting();
        merge_now(&mut from, &mut into);
        let after = into.clocks();
        for metric in [Metric::FirstResponse, Metric::NextUpdate, Metric::Resolution] {
            let promised = [&own, &others].into_iter().filter_map(|clocks| open(clocks, metric)?.due).min();
            let Some(promised) = promised else { continue };
            let clock = open(&after, metric).unwrap_or_else(|| panic!("{metric:?} is owed to nobody any more"));
            assert!(clock.due.is_some_and(|due| due <= promised), "{metric:?}: {promised:?} became {clock:?}");
            kept += 1;
        }
        let paused = |clocks: &[Clock]| clocks.iter().any(|clock| matches!(clock.state, ClockState::Paused { .. }));
        assert!(!(is_resumed && paused(&after)), "what was not paused is paused now");
    }
    assert!(kept > 1_000, "only {kept} promises were compared");
}

#[test]
fn each_reason_against_a_merge_is_said_and_clients_never_merge() {
    let fresh = || Story::begin("standard", "blocked");
    let from = || other("standard", "blocked", Seconds::ZERO, "Ivan");
    let problems = try_merge(&from(), &fresh(), &client(), "").expect_err("a client");
    assert_eq!(problems, [Problem::new("", "Only the support team can do this.")]);

    let (ticket, events, clocks, policy) = (fresh().ticket(), fresh().events, fresh().clocks(), policy("standard"));
    let itself = Merging { ticket: &ticket, events: &events, clocks: &clocks, policy: &policy };
    let own = merge(&itself, &ticket, &events, "", &staff(), &policy).expect_err("itself");
    assert!(own[0].message.contains("into itself"), "{own:?}");

    let elsewhere = |prefix: &str, engagement: &str| {
        let mut foreign = fresh().ticket_as(TicketKey::new(prefix, 7).expect("a good key"));
        foreign.engagement = EngagementId::new(engagement);
        merge(&itself, &foreign, &events, "", &staff(), &policy).expect_err("elsewhere")[0].message.clone()
    };
    assert!(elsewhere("ACME", "acme-rota").contains("another client's"));
    assert!(elsewhere("BRIM", "brimley-web").contains("another product"));

    let ended = |mut story: Story, to| {
        story.give(&staff(), state(to));
        story
    };
    let said = refusal(&ended(from(), TicketState::Resolved), &fresh());
    assert!(said.contains("BRIM-43 has ended: it is resolved"), "{said}");
    let said = refusal(&from(), &ended(fresh(), TicketState::Declined));
    assert!(said.contains("BRIM-42 has ended: it is declined. Reopen it first"), "{said}");

    let (mut gone, mut kept) = (fresh(), fresh());
    merged(&mut gone, &mut kept);
    assert!(refusal(&gone, &fresh()).contains("merged into BRIM-42 already"));
    assert!(refusal(&from(), &gone).contains("was itself merged into BRIM-42. Merge this one into BRIM-42"));

    let long = try_merge(&from(), &fresh(), &staff(), &"x".repeat(501)).expect_err("too long");
    assert_eq!(long[0].field, "reason");
}

#[test]
fn what_is_written_on_a_merged_ticket_is_refused_with_the_way_until_it_is_reopened() {
    let mut into = Story::begin("standard", "blocked");
    let mut from = other("standard", "blocked", Seconds::minutes(5), "Ivan");
    merged(&mut from, &mut into);
    for (by, command, field) in [
        (client(), reply("And now?"), "body"),
        (staff(), reply("And now?"), "body"),
        (staff(), Command::Note { body: "psst".to_owned(), attachments: Vec::new() }, "body"),
        (client(), Command::Reopen { body: "Again".to_owned() }, "body"),
        (client(), Command::AddParticipant { person: person("Helen") }, "person"),
    ] {
        let problems = from.refused(&by, &command);
        assert_eq!(problems, [Problem::new(field, "This issue goes on as BRIM-42. Please write there.")]);
    }
    from.later(Seconds::hours(1)).give(&staff(), state(TicketState::InProgress));
    let ticket = from.ticket_as(from_key());
    assert_eq!((ticket.state, ticket.merged_into), (TicketState::InProgress, None));
    assert!(open(&from.clocks(), Metric::Resolution).is_some(), "a promise of its own again");
    from.give(&client(), reply("Thanks"));
}
