use super::hours::window;
use super::{START, Story, client, key, person, staff};
use crate::people::Actor;
use crate::sla::templates::business_week;
use crate::sla::zone::expand;
use crate::sla::{Basis, Metric, PolicyBook, PolicyRef, PriorityKey, Target, evaluate};
use crate::ticket::{Command, EventKind, Facts, StateCause, StateChange, TicketState, decide, sla_events};
use crate::time::{Seconds, Timestamp};

fn fields(problems: &[crate::problem::Problem]) -> Vec<&str> {
    problems.iter().map(|problem| problem.field.as_str()).collect()
}

fn reply(body: &str) -> Command {
    Command::Reply { body: body.to_owned(), attachments: Vec::new(), next_update_at: None }
}

fn promise(next_update_at: Timestamp) -> Command {
    Command::Reply { body: "On it.".to_owned(), attachments: Vec::new(), next_update_at: Some(next_update_at) }
}

#[test]
fn p1_needs_workaround_and_owner_before_triaged() {
    let mut story = Story::begin("hrm-route", "blocked");
    let bare = Command::ChangeState(StateChange::to(TicketState::Triaged));
    let problems = story.refused(&staff(), &bare);
    assert_eq!(fields(&problems), ["workaround", "owner"]);
    assert!(problems[0].message.contains("none known"), "{}", problems[0].message);

    let mut change = StateChange::to(TicketState::Triaged);
    change.facts = Facts { workaround: "none known".to_owned(), owner: Some(person("Amal")), ..Facts::default() };
    story.give(&staff(), Command::ChangeState(change));
    let ticket = story.ticket();
    assert_eq!((ticket.state, ticket.workaround.as_deref()), (TicketState::Triaged, Some("none known")));
    assert_eq!(ticket.assignee, Some(person("Amal")));
}

#[test]
fn p1_cannot_slip_past_triage_into_work() {
    let mut story = Story::begin("hrm-route", "blocked");
    let problems = story.refused(&staff(), &Command::ChangeState(StateChange::to(TicketState::InProgress)));
    assert_eq!(fields(&problems), ["workaround", "owner"]);
}

#[test]
fn p1_cannot_slip_past_triage_into_waiting_or_the_queue() {
    let mut story = Story::begin("hrm-route", "blocked");
    for to in [TicketState::WaitingOnClient, TicketState::WaitingOnThirdParty, TicketState::Queued] {
        let problems = story.refused(&staff(), &Command::ChangeState(StateChange::to(to)));
        assert_eq!(fields(&problems), ["workaround", "owner"], "{to:?}");
    }
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::Resolved)));
}

#[test]
fn p2_needs_impact_owner_and_target_window_before_queued() {
    let mut story = Story::begin("hrm-route", "wish");
    let problems = story.refused(&staff(), &Command::ChangeState(StateChange::to(TicketState::Queued)));
    assert_eq!(fields(&problems), ["impact", "owner", "target_window"]);
}

#[test]
fn what_is_scheduled_is_queued_only_for_a_target_window() {
    let mut story = Story::begin("standard", "wish");
    let mut change = StateChange::to(TicketState::Queued);
    let problems = story.refused(&staff(), &Command::ChangeState(change.clone()));
    assert_eq!(fields(&problems), ["target_window"]);
    change.facts.target_window = "release 2.4".to_owned();
    story.give(&staff(), Command::ChangeState(change));
    assert_eq!(story.ticket().target_window.as_deref(), Some("release 2.4"));
}

#[test]
fn accepting_takes_the_ticket_and_asks_only_for_what_is_missing() {
    let mut story = Story::begin("hrm-route", "blocked");
    let problems = story.refused(&staff(), &Command::Accept(Facts::default()));
    assert_eq!(fields(&problems), ["workaround"], "the one who accepts is the owner");
    story.give(&staff(), Command::Accept(Facts { workaround: "Paper sheet".to_owned(), ..Facts::default() }));
    let ticket = story.ticket();
    assert!(ticket.acknowledged);
    assert_eq!((ticket.state, ticket.assignee), (TicketState::Triaged, Some(person("Mira"))));
}

#[test]
fn a_client_message_ends_waiting_on_the_client_at_once() {
    let mut story = Story::begin("standard", "blocked");
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::WaitingOnClient)));
    let kinds = story.try_give(&client(), &reply("Here is the log.")).expect("clients may write");
    assert!(matches!(
        kinds[1],
        EventKind::StateChanged { to: TicketState::InProgress, cause: StateCause::ClientMessage, .. }
    ));
    assert!(story.ticket().awaits_reply);
}

#[test]
fn a_client_message_ends_waiting_on_a_third_party_too() {
    let mut story = Story::begin("standard", "blocked");
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::WaitingOnThirdParty)));
    story.give(&client(), reply("It works again, forget the carrier."));
    assert_eq!(story.ticket().state, TicketState::InProgress, "the clocks go on, so the state must say so");
}

#[test]
fn what_a_client_writes_on_an_ended_ticket_opens_it_again() {
    for ended in [TicketState::Resolved, TicketState::Closed, TicketState::Declined] {
        let mut story = Story::begin("standard", "blocked");
        let first = if ended == TicketState::Declined { ended } else { TicketState::Resolved };
        let change = StateChange { reason: "By design".to_owned(), ..StateChange::to(first) };
        story.give(&staff(), Command::ChangeState(change));
        if ended == TicketState::Closed {
            story.give(&client(), Command::Confirm);
        }
        story.later(Seconds::minutes(5)).give(&staff(), reply("One more hint."));
        assert_eq!(story.ticket().state, ended, "a remark of the team's opens nothing");
        story.later(Seconds::minutes(5)).give(&client(), reply("Still broken!"));
        let ticket = story.ticket();
        assert!(ticket.state == TicketState::InProgress && ticket.awaits_reply, "{ended:?}");
    }
}

#[test]
fn waiting_uses_only_reasons_of_the_policy() {
    let mut story = Story::begin("standard", "blocked");
    let mut change = StateChange::to(TicketState::WaitingOnClient);
    change.pause_reason = "lunch".to_owned();
    let problems = story.refused(&staff(), &Command::ChangeState(change));
    assert_eq!(fields(&problems), ["pause_reason"]);
    assert!(problems[0].message.contains("Choose one of"), "{}", problems[0].message);
}

#[test]
fn declining_needs_a_reason_and_a_duplicate_needs_the_other_ticket() {
    let mut story = Story::begin("standard", "wish");
    assert_eq!(
        fields(&story.refused(&staff(), &Command::ChangeState(StateChange::to(TicketState::Declined)))),
        ["reason"]
    );
    assert_eq!(
        fields(&story.refused(&staff(), &Command::ChangeState(StateChange::to(TicketState::Duplicate)))),
        ["duplicate_of"]
    );
    let mut own = StateChange::to(TicketState::Duplicate);
    own.duplicate_of = Some(key());
    assert_eq!(fields(&story.refused(&staff(), &Command::ChangeState(own))), ["duplicate_of"]);
}

#[test]
fn impossible_moves_are_refused_with_the_possible_ones() {
    let mut story = Story::begin("standard", "wish");
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::Resolved)));
    let problems = story.refused(&staff(), &Command::ChangeState(StateChange::to(TicketState::Queued)));
    assert!(problems[0].message.contains("closed, in progress"), "{}", problems[0].message);
}

#[test]
fn clients_write_confirm_and_reopen_and_nothing_else() {
    let mut story = Story::begin("standard", "blocked");
    for command in [
        Command::Note { body: "psst".to_owned(), attachments: Vec::new() },
        Command::Take,
        Command::Assign { to: None },
        Command::ChangePriority { to: PriorityKey::new("critical"), reason: "now!".to_owned() },
        Command::ChangeState(StateChange::to(TicketState::Resolved)),
        Command::EditTitle { title: "mine".to_owned() },
        Command::Snooze { until: story.now + Seconds::hours(1) },
        Command::Confirm,
        Command::EndPause,
    ] {
        story.refused(&client(), &command);
    }
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::Resolved)));
    story.give(&client(), Command::Reopen { body: "Ward 5 still cannot.".to_owned() });
    assert_eq!(story.ticket().state, TicketState::InProgress);
    story.give(&staff(), Command::ChangeState(StateChange::to(TicketState::Resolved)));
    story.give(&client(), Command::Confirm);
    assert_eq!(story.ticket().state, TicketState::Closed);
}

#[test]
fn a_priority_changes_with_a_reason_and_only_to_one_of_the_policy() {
    let mut story = Story::begin("standard", "workaround");
    let no_reason = Command::ChangePriority { to: PriorityKey::new("high"), reason: " ".to_owned() };
    assert_eq!(fields(&story.refused(&staff(), &no_reason)), ["reason"]);
    let foreign = Command::ChangePriority { to: PriorityKey::new("p0"), reason: "bad".to_owned() };
    assert_eq!(fields(&story.refused(&staff(), &foreign)), ["priority"]);
    story.give(&staff(), Command::ChangePriority { to: PriorityKey::new("high"), reason: "Whole ward".to_owned() });
    assert_eq!(story.ticket().priority_reason, "Whole ward");
}

#[test]
fn a_promise_may_be_earlier_than_the_plan_never_later_or_past() {
    let mut story = Story::begin("hrm-route", "stopped");
    for (minutes, ok) in [(-1, false), (0, false), (10, true), (30, true), (31, false)] {
        let at = story.now + Seconds::minutes(minutes);
        assert_eq!(story.try_give(&staff(), &promise(at)).is_ok(), ok, "{minutes} min");
    }
}

#[test]
fn a_promise_that_is_accepted_is_the_one_that_is_measured() {
    let hours = |hours| Target::Within { target: Seconds::hours(hours), basis: Basis::Business };
    for (target, maximum, minutes, ok) in [
        (hours(2), None, 60, true),
        (hours(2), None, 120, true),
        (hours(2), None, 121, false),
        (hours(2), None, 240, false),
        (hours(2), Some(Seconds::hours(3)), 180, true),
        (Target::SAME_BUSINESS_DAY, None, 1, false),
        (Target::SAME_BUSINESS_DAY, Some(Seconds::hours(3)), 180, true),
        (Target::None, None, 100_000, true),
    ] {
        let mut story = Story::begin("hrm-route", "stopped");
        story.policy.priorities[0].targets.next_update = target;
        story.policy.max_next_update = maximum;
        let at = story.later(Seconds::minutes(5)).now + Seconds::minutes(minutes);
        assert_eq!(story.try_give(&staff(), &promise(at)).is_ok(), ok, "{target:?}, {minutes} min");
        let clocks = story.clocks();
        let open = clocks.iter().find(|clock| clock.metric == Metric::NextUpdate && clock.is_open());
        assert!(!ok || open.is_some_and(|clock| clock.due == Some(at)), "{target:?}, {minutes} min: {open:?}");
    }
}

#[test]
fn a_promise_by_opening_hours_may_be_as_late_as_the_plans_own_and_is_measured() {
    // The story begins on a Monday at 09:00.
    let mut office = business_week("UTC");
    for windows in office.weekly.values_mut() {
        *windows = vec![window(8, 12), window(13, 17)];
    }
    let office = expand(&[office], START - Seconds::days(1), START + Seconds::days(9)).unwrap();
    let within = |hours| Target::Within { target: Seconds::hours(hours), basis: Basis::Business };
    for (target, latest) in [(Target::SAME_BUSINESS_DAY, 8), (within(2), 2), (within(4), 5), (within(8), 24)] {
        for (seconds, ok) in [(-1, true), (0, true), (1, false)] {
            let mut story = Story::begin("hrm-route", "stopped");
            story.policy.priorities[0].targets.next_update = target;
            story.policy.max_next_update = None;
            let at = story.now + Seconds::hours(latest) + Seconds::new(seconds);
            let (ticket, command) = (story.ticket(), promise(at));
            let decided = decide(&ticket, &command, &staff(), &story.policy, &office, story.now);
            assert_eq!(decided.is_ok(), ok, "{target:?}, {latest} h and {seconds} s: {decided:?}");
            let Ok(kinds) = decided else { continue };
            story.append(&staff(), kinds);
            let book = PolicyBook::new(story.policy.clone());
            let clocks = evaluate(&sla_events(&story.events), &book, &office, story.now);
            let open = clocks.iter().find(|clock| clock.metric == Metric::NextUpdate && clock.is_open());
            assert_eq!(open.and_then(|clock| clock.due), Some(at), "{target:?}, {latest} h and {seconds} s");
        }
    }
}

#[test]
fn the_first_public_reply_of_staff_acknowledges() {
    let mut story = Story::begin("standard", "blocked");
    story.give(&staff(), reply("Looking."));
    let ticket = story.ticket();
    assert!(ticket.acknowledged && !ticket.awaits_reply);
}

#[test]
fn the_system_ends_a_pause_and_a_snooze_but_not_before_their_time() {
    let mut story = Story::begin("standard", "blocked");
    assert!(story.try_give(&Actor::System, &Command::EndPause).is_err());
    let until = story.now + Seconds::hours(4);
    story.give(&staff(), Command::Snooze { until });
    story.refused(&Actor::System, &Command::Wake);
    story.later(Seconds::hours(4)).give(&Actor::System, Command::Wake);
    assert_eq!(story.ticket().snoozed_until, None);
}

#[test]
fn what_a_client_may_see_never_includes_notes_links_or_marks() {
    let mut story = Story::begin("standard", "blocked");
    story.give(&staff(), Command::Note { body: "node 2".to_owned(), attachments: Vec::new() });
    story
        .give(&staff(), Command::Link { other: "ACME-7".parse().unwrap(), relation: crate::ticket::Relation::Related });
    let visible: Vec<_> =
        story.events.iter().filter(|event| event.kind.is_visible_to_client()).map(|event| event.seq).collect();
    assert_eq!(visible, [1]);
}

#[test]
fn a_ticket_is_moved_to_another_version_once_and_only_while_it_is_open() {
    let mut story = Story::begin("standard", "blocked");
    let to = PolicyRef { version: 2, ..story.policy.reference() };
    let command = Command::ChangePolicy { to: to.clone() };
    assert!(matches!(&story.refused(&client(), &command)[..], [_]), "clients never");
    story.give(&staff(), command.clone());
    assert_eq!(story.ticket().policy, to);
    assert_eq!(story.try_give(&staff(), &command).unwrap(), []);
    story.give(&staff(), Command::Take).give(
        &staff(),
        Command::ChangeState(StateChange { reason: "No".to_owned(), ..StateChange::to(TicketState::Declined) }),
    );
    let third = Command::ChangePolicy { to: PolicyRef { version: 3, ..to } };
    assert_eq!(story.refused(&staff(), &third)[0].field, "policy");
}
