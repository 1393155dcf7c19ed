//! What happens at the very instant at which something else begins or ends, and what comes before a ticket.

use domain::sla::clock::Misconfiguration;
use domain::sla::policy::{PolicyBook, Targets};
use domain::sla::templates::policy_by_key;
use domain::sla::{ClockState, Metric, PriorityKey, StartedBy};
use domain::time::Seconds;

use crate::story::{Kind, Story, around_the_clock, at, business, reference};

const HOUR: Seconds = Seconds::hours(1);

fn paused_at(budget: Seconds, pause: &str) -> Story {
    let story = Story::of(Metric::Resolution, around_the_clock(budget)).reported("2026-11-23 10:00", "high");
    story.paused(pause, "waiting_on_client", Seconds::days(1))
}

#[test]
fn rule_02_a_budget_that_is_used_up_when_a_pause_begins_is_due_there_and_one_of_nothing_when_it_ends() {
    let story = paused_at(HOUR, "2026-11-23 11:00").then("2026-11-23 12:00", Kind::Resumed);
    assert_eq!(story.due(Metric::Resolution, "2026-11-23 12:00"), Some(at("2026-11-23 11:00")));
    let story = paused_at(Seconds::ZERO, "2026-11-23 10:00").then("2026-11-23 12:00", Kind::Resumed);
    assert_eq!(story.due(Metric::Resolution, "2026-11-23 12:00"), Some(at("2026-11-23 12:00")));
}

#[test]
fn rule_02_what_is_due_this_instant_is_not_broken_and_gets_the_new_target() {
    let targets = |hours| Targets { resolution: around_the_clock(Seconds::hours(hours)), ..Targets::default() };
    let story = Story::new(targets(1), targets(3)).reported("2026-11-23 10:00", "high");
    let due = |change: &str| story.clone().priority(change, "low").due(Metric::Resolution, change);
    assert_eq!(due("2026-11-23 11:00"), Some(at("2026-11-23 13:00")));
    assert_eq!(due("2026-11-23 11:00:01"), Some(at("2026-11-23 11:00")), "missed stays missed");
}

#[test]
fn rule_11_a_promise_for_the_instant_at_which_it_is_given_is_none() {
    let update = Story::of(Metric::NextUpdate, around_the_clock(HOUR)).reported("2026-11-23 10:00", "high");
    let promised = |to: &str| {
        let story = update.clone().then("2026-11-23 10:20", Kind::NextUpdatePromised { at: at(to) });
        story.due(Metric::NextUpdate, "2026-11-23 10:20")
    };
    assert_eq!(promised("2026-11-23 10:20"), Some(at("2026-11-23 11:00")));
    assert_eq!(promised("2026-11-23 10:20:01"), Some(at("2026-11-23 10:20:01")));
}

#[test]
fn rule_11_a_promise_that_is_no_sooner_than_a_new_target_gives_way_to_it() {
    let targets = Targets { next_update: business(Seconds::hours(7)), ..Targets::default() };
    let story = Story::new(targets, targets)
        .reported("2026-11-23 10:00", "high")
        .then("2026-11-23 10:20", Kind::NextUpdatePromised { at: at("2026-11-23 17:00") })
        .priority("2026-11-23 10:30", "low");
    assert_eq!(story.due(Metric::NextUpdate, "2026-11-23 10:30"), Some(at("2026-11-23 17:00")));
    let waited =
        story.paused("2026-11-23 11:00", "waiting_on_client", Seconds::days(1)).then("2026-11-23 12:00", Kind::Resumed);
    let due = waited.due(Metric::NextUpdate, "2026-11-23 12:00");
    assert_eq!(due, Some(at("2026-11-24 10:00")), "an hour of opening hours later, not of the night");
}

#[test]
fn a_clock_of_opening_hours_is_pending_until_the_doors_open_and_no_other_is() {
    let state = |story: Story, now: &str| story.clock(Metric::Resolution, now).state;
    let early = |target| Story::of(Metric::Resolution, target).reported("2026-11-23 06:00", "high");
    assert_eq!(state(early(business(HOUR)), "2026-11-23 08:59:59"), ClockState::Pending);
    assert_eq!(state(early(business(HOUR)), "2026-11-23 09:00"), ClockState::Running);
    assert_eq!(state(early(around_the_clock(Seconds::hours(9))), "2026-11-23 07:00"), ClockState::Running);
    let open = Story::of(Metric::Resolution, business(HOUR)).reported("2026-11-23 10:00", "high");
    assert_eq!(state(open, "2026-11-23 10:00"), ClockState::Running);
}

#[test]
fn a_pause_takes_nothing_out_at_the_instant_at_which_it_begins() {
    let paused = paused_at(Seconds::hours(4), "2026-11-23 11:00");
    assert_eq!(paused.clock(Metric::Resolution, "2026-11-23 11:00").excluded, []);
    assert_eq!(paused.clock(Metric::Resolution, "2026-11-23 11:00:01").excluded.len(), 1);
}

#[test]
fn rule_08_without_a_rule_for_its_priority_an_open_ticket_is_misconfigured_and_an_ended_one_is_not() {
    let mut story = Story::of(Metric::Resolution, around_the_clock(HOUR));
    story.policies[0].priorities.clear();
    let story = story.reported("2026-11-23 10:00", "high");
    let clock = story.clock(Metric::Resolution, "2026-11-23 10:30");
    assert_eq!(clock.state, ClockState::Misconfigured { why: Misconfiguration::NoPriority });
    assert_eq!((clock.cycle, clock.started_at), (1, at("2026-11-23 10:00")));
    assert_eq!(story.then("2026-11-23 10:40", Kind::Closed).clocks("2026-11-23 11:00"), []);
}

#[test]
fn what_comes_before_the_report_moves_no_clock() {
    let targets = Targets {
        acknowledge: around_the_clock(HOUR),
        first_response: around_the_clock(HOUR),
        resolution: around_the_clock(HOUR),
        ..Targets::default()
    };
    let alone = Story::new(targets, targets).reported("2026-11-23 10:00", "high");
    let early = Story::new(targets, targets)
        .then("2026-11-23 09:00", Kind::Acknowledged)
        .then("2026-11-23 09:10", Kind::PublicReply)
        .then("2026-11-23 09:20", Kind::ClientMessage)
        .then("2026-11-23 09:30", Kind::Closed)
        .reported("2026-11-23 10:00", "high");
    let states = |story: Story| {
        let told = story.then("2026-11-23 10:10", Kind::PublicReply).clocks("2026-11-23 10:30");
        told.into_iter().map(|clock| (clock.metric, clock.cycle, clock.state, clock.due)).collect::<Vec<_>>()
    };
    assert_eq!(states(early), states(alone));
}

#[test]
fn rule_06_a_report_cannot_have_been_made_after_it_was_written_down() {
    let reported = |earlier: &str| {
        let story = Story::of(Metric::Resolution, around_the_clock(HOUR));
        let policy = story.policies[0].reference();
        let (reported_at, priority) = (Some(at(earlier)), PriorityKey::new("high"));
        let story = story.then("2026-11-23 10:00", Kind::Reported { reported_at, policy, priority });
        let clock = story.clock(Metric::Resolution, "2026-11-23 10:00");
        (clock.started_at, clock.started_by)
    };
    assert_eq!(reported("2026-11-23 09:59:59"), (at("2026-11-23 09:59:59"), StartedBy::EarlierReport));
    assert_eq!(reported("2026-11-23 10:00"), (at("2026-11-23 10:00"), StartedBy::Report));
    assert_eq!(reported("2026-11-23 11:00"), (at("2026-11-23 10:00"), StartedBy::Report));
}

#[test]
fn a_policy_that_is_put_into_a_book_is_found_there() {
    let mut book = PolicyBook::new(policy_by_key("standard").unwrap());
    assert_eq!(book.lookup(&reference("hrm-route", 1)).id.as_str(), "standard");
    book.insert(policy_by_key("hrm-route").unwrap());
    assert_eq!(book.lookup(&reference("hrm-route", 1)).id.as_str(), "hrm-route");
}

#[test]
fn the_shortest_and_the_longest_warning_may_be_equal_and_not_exchanged() {
    let mut policy = policy_by_key("standard").unwrap();
    policy.warning.at_most = policy.warning.at_least;
    assert!(policy.validate().is_ok());
    policy.warning.at_most = policy.warning.at_least - Seconds::new(1);
    assert!(policy.validate().is_err());
}
