//! Merged and split tickets: no bookkeeping makes a promise later, and none counts twice.

use domain::ids::PersonId;
use domain::people::PersonRef;
use domain::sla::event::{Carried, CarriedGap};
use domain::sla::explain::{Context, IntervalKind};
use domain::sla::policy::Targets;
use domain::sla::{ClockState, Metric, PreviousDue, PriorityKey, StartedBy};
use domain::time::Seconds;

use crate::story::{Kind, Story, around_the_clock, at};

fn carried(metric: Metric, started_at: &str, due: &str) -> Carried {
    Carried { metric, started_at: at(started_at), due: at(due), excluded: Vec::new() }
}

fn merged(carried: Vec<Carried>) -> Kind {
    Kind::MergedFrom { carried, unanswered_since: None }
}

fn day_long() -> Story {
    let targets = |hours| Targets {
        first_response: around_the_clock(Seconds::hours(hours / 6)),
        resolution: around_the_clock(Seconds::hours(hours)),
        ..Targets::default()
    };
    Story::new(targets(24), targets(48))
}

#[test]
fn a_merge_counts_from_whoever_has_waited_longest_and_ends_the_other_tickets_clocks() {
    let targets = Targets {
        first_response: around_the_clock(Seconds::hours(4)),
        resolution: around_the_clock(Seconds::hours(24)),
        ..Targets::default()
    };
    let merged = Story::new(targets, targets)
        .reported("2026-11-23 09:00", "high")
        .then("2026-11-23 10:00", Kind::PublicReply)
        .then(
            "2026-11-23 11:00",
            Kind::MergedFrom {
                carried: vec![
                    carried(Metric::FirstResponse, "2026-11-23 08:30", "2026-11-23 12:30"),
                    carried(Metric::Resolution, "2026-11-23 07:00", "2026-11-24 07:00"),
                ],
                unanswered_since: Some(at("2026-11-23 08:30")),
            },
        );
    let response = merged.clock(Metric::FirstResponse, "2026-11-23 11:00");
    assert_eq!((response.cycle, response.started_at), (2, at("2026-11-23 08:30")));
    assert_eq!(merged.due(Metric::Resolution, "2026-11-23 11:00"), Some(at("2026-11-24 07:00")));
    let gone =
        Story::new(targets, targets).reported("2026-11-23 07:00", "high").then("2026-11-23 10:00", Kind::MergedInto);
    assert!(gone.clocks("2026-11-23 11:00").iter().all(|clock| clock.state == ClockState::Cancelled));
}

#[test]
fn the_sooner_of_two_promises_goes_on_with_what_was_promised_before() {
    let own = day_long().reported("2026-11-23 09:00", "high");
    let sooner =
        own.then("2026-11-23 10:00", merged(vec![carried(Metric::Resolution, "2026-11-22 12:00", "2026-11-23 12:00")]));
    let clock = sooner.clock(Metric::Resolution, "2026-11-23 10:00");
    assert_eq!((clock.started_by, clock.started_at), (StartedBy::Merge, at("2026-11-22 12:00")));
    assert_eq!((clock.due, clock.elapsed), (Some(at("2026-11-23 12:00")), Seconds::hours(22)));
    let before = PreviousDue { changed_at: at("2026-11-23 10:00"), due: at("2026-11-24 09:00") };
    assert_eq!(clock.previous_due, [before]);

    let later = day_long()
        .reported("2026-11-23 09:00", "high")
        .then("2026-11-23 10:00", merged(vec![carried(Metric::Resolution, "2026-11-22 12:00", "2026-11-24 12:00")]));
    let clock = later.clock(Metric::Resolution, "2026-11-23 10:00");
    assert_eq!((clock.started_by, clock.due), (StartedBy::Report, Some(at("2026-11-24 09:00"))));
    assert!(clock.previous_due.is_empty(), "an earlier start that is no stricter changes nothing");

    let same = day_long()
        .reported("2026-11-23 09:00", "high")
        .then("2026-11-23 10:00", merged(vec![carried(Metric::Resolution, "2026-11-22 12:00", "2026-11-24 09:00")]));
    assert_eq!(
        same.clock(Metric::Resolution, "2026-11-23 10:00").started_by,
        StartedBy::Report,
        "nor does the same due"
    );
}

#[test]
fn a_broken_promise_goes_on_as_broken_at_its_own_instant_and_counts_there_only() {
    let late = vec![carried(Metric::Resolution, "2026-11-22 08:00", "2026-11-23 08:00")];
    let into = day_long().reported("2026-11-23 09:00", "high").then("2026-11-23 10:00", merged(late));
    let raised =
        into.priority("2026-11-23 10:00", "low").paused("2026-11-23 10:00", "waiting_on_client", Seconds::days(1));
    let clock = raised.clock(Metric::Resolution, "2026-11-23 10:01");
    assert_eq!((clock.due, clock.remaining), (Some(at("2026-11-23 08:00")), Some(Seconds::minutes(-121))));
    let solved = raised.then("2026-11-23 10:30", Kind::Resolved);
    assert_eq!(solved.clock(Metric::Resolution, "2026-11-23 11:00").state, ClockState::Missed);

    let from = day_long().reported("2026-11-22 08:00", "high");
    assert!(from.clock(Metric::Resolution, "2026-11-23 10:00").remaining < Some(Seconds::ZERO), "it is late there");
    let from = from.then("2026-11-23 10:00", Kind::MergedInto);
    assert!(from.clocks("2026-11-23 10:00").iter().all(|clock| clock.state == ClockState::Cancelled));
}

#[test]
fn a_broken_promise_stays_at_its_instant_although_the_other_ticket_was_paused_then() {
    let (from, to) = (at("2026-11-23 08:00"), at("2026-11-23 09:00"));
    let gap = CarriedGap { from, to, since: from, reason: None, by: None };
    let late = Carried { excluded: vec![gap], ..carried(Metric::Resolution, "2026-11-22 08:00", "2026-11-23 08:00") };
    let story = day_long().reported("2026-11-23 09:00", "high").then("2026-11-23 10:00", merged(vec![late]));
    assert_eq!(story.due(Metric::Resolution, "2026-11-23 10:00"), Some(at("2026-11-23 08:00")));
}

#[test]
fn pauses_of_the_merged_ticket_stay_excluded_and_say_who_and_why() {
    let by = PersonRef { id: PersonId::new("amal"), name: "Amal".to_owned() };
    let (from, to) = (at("2026-11-20 09:00"), at("2026-11-22 09:00"));
    let gap = CarriedGap { from, to, since: from, reason: Some("Waiting for parts".to_owned()), by: Some(by) };
    let clock = Carried { excluded: vec![gap], ..carried(Metric::Resolution, "2026-11-19 09:00", "2026-11-23 12:00") };
    let story = day_long()
        .reported("2026-11-23 09:00", "high")
        .paused("2026-11-23 09:00", "waiting_on_client", Seconds::days(2))
        .then("2026-11-23 10:00", Kind::Resumed)
        .then("2026-11-23 10:00", merged(vec![clock]));
    let clock = story.clock(Metric::Resolution, "2026-11-23 11:00");
    assert_eq!(clock.excluded.len(), 1, "what paused here before the merge was no pause of that clock");
    assert_eq!((clock.paused_total, clock.elapsed), (Seconds::days(2), Seconds::hours(50)));
    let context = Context { events: &story.events, windows: &story.windows, holidays: &[], policy: None };
    let paused = IntervalKind::Paused { reason: "Waiting for parts".to_owned(), by: Some("Amal".to_owned()) };
    let intervals = clock.explain(&context, at("2026-11-23 11:00")).intervals;
    assert!(intervals.iter().any(|one| one.kind == paused), "{intervals:?}");

    let paused = story.paused("2026-11-23 11:00", "waiting_on_client", Seconds::days(2));
    let clock = paused.then("2026-11-23 12:00", Kind::Resumed).clock(Metric::Resolution, "2026-11-23 12:00");
    assert_eq!(
        (clock.due, clock.excluded.len()),
        (Some(at("2026-11-23 13:00")), 2),
        "what pauses here afterwards is one"
    );
}

#[test]
fn a_pause_here_before_the_merge_moves_nothing_of_the_promise_that_goes_on() {
    let targets = |hours| Targets { resolution: around_the_clock(Seconds::hours(hours)), ..Targets::default() };
    let story = Story::new(targets(24), targets(6))
        .reported("2026-11-23 09:00", "high")
        .paused("2026-11-23 09:15", "waiting_on_client", Seconds::days(1))
        .then("2026-11-23 09:45", Kind::Resumed)
        .then("2026-11-23 10:00", merged(vec![carried(Metric::Resolution, "2026-11-23 07:00", "2026-11-24 07:00")]))
        .priority("2026-11-23 10:30", "low");
    assert_eq!(story.due(Metric::Resolution, "2026-11-23 10:30"), Some(at("2026-11-23 13:00")));
}

#[test]
fn a_higher_priority_that_comes_with_a_merge_makes_nothing_later() {
    // Five minutes before the own due the new target's due has long passed: grace alone would be ten minutes later.
    let mut story = day_long().reported("2026-11-23 09:00", "low").then("2026-11-23 16:55", merged(Vec::new()));
    story = story.priority("2026-11-23 16:55", "high");
    assert_eq!(story.due(Metric::FirstResponse, "2026-11-23 16:55"), Some(at("2026-11-23 17:00")));

    let sooner = vec![carried(Metric::Resolution, "2026-11-22 12:00", "2026-11-23 12:00")];
    let story = day_long().reported("2026-11-23 09:00", "high").then("2026-11-23 10:00", merged(sooner));
    let lowered = story.priority("2026-11-23 11:00", "low");
    let due = lowered.due(Metric::Resolution, "2026-11-23 11:00");
    assert_eq!(due, Some(at("2026-11-24 12:00")), "a change afterwards: same start, new target (rule 8)");
}

#[test]
fn what_the_priority_does_not_promise_is_owed_all_the_same_when_it_had_been_promised() {
    let only = Targets { resolution: around_the_clock(Seconds::hours(4)), ..Targets::default() };
    let update = vec![carried(Metric::NextUpdate, "2026-11-23 09:30", "2026-11-23 10:30")];
    let story = Story::new(only, only).reported("2026-11-23 09:00", "high").then("2026-11-23 10:00", merged(update));
    assert_eq!(story.due(Metric::NextUpdate, "2026-11-23 10:00"), Some(at("2026-11-23 10:30")));
    let told = story.then("2026-11-23 10:20", Kind::PublicReply);
    assert_eq!(told.clock(Metric::NextUpdate, "2026-11-23 10:20").state, ClockState::Met);
}

#[test]
fn a_split_ticket_starts_its_response_now_and_keeps_the_start_of_the_resolution() {
    let story = Story::shipped("standard");
    let kind = Kind::SplitFrom {
        resolution_from: at("2026-11-23 07:00"),
        policy: story.policies[0].reference(),
        priority: PriorityKey::new("critical"),
    };
    let story = story.then("2026-11-23 10:00", kind);
    assert_eq!(story.due(Metric::FirstResponse, "2026-11-23 10:00"), Some(at("2026-11-23 14:00")));
    assert_eq!(story.due(Metric::Resolution, "2026-11-23 10:00"), Some(at("2026-11-24 07:00")));
}
