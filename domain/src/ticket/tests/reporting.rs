use super::{START, client, form, person, policy, staff};
use crate::sla::PriorityKey;
use crate::ticket::{EventKind, report};
use crate::time::Seconds;

fn proposed(policy_id: &str, impact: &str) -> PriorityKey {
    match report(&form(impact), &client(), &policy(policy_id), START).expect("a good report") {
        EventKind::Reported { priority, .. } => priority,
        other => panic!("{other:?}"),
    }
}

#[test]
fn plain_words_propose_a_priority_of_the_policy() {
    let standard: Vec<_> =
        ["stopped", "blocked", "workaround", "wish"].map(|impact| proposed("standard", impact)).into();
    let route: Vec<_> = ["stopped", "blocked", "workaround", "wish"].map(|impact| proposed("hrm-route", impact)).into();
    assert_eq!(standard.iter().map(PriorityKey::as_str).collect::<Vec<_>>(), ["critical", "high", "medium", "low"]);
    assert_eq!(route.iter().map(PriorityKey::as_str).collect::<Vec<_>>(), ["p0", "p1", "p2", "p2"]);
}

#[test]
fn every_bad_field_is_named_at_once() {
    let mut bad = form("terrible");
    bad.title = "x".repeat(141);
    bad.what_happens = "  ".to_owned();
    bad.reported_at = Some(START + Seconds::new(1));
    let problems = report(&bad, &staff(), &policy("standard"), START).expect_err("four problems");
    let fields: Vec<_> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(fields, ["title", "what_happens", "impact", "reported_at"]);
}

#[test]
fn staff_may_write_down_a_call_of_this_morning_but_clients_and_old_times_are_refused() {
    let mut call = form("blocked");
    call.reported_at = Some(START - Seconds::hours(2));
    assert!(report(&call, &staff(), &policy("standard"), START).is_ok());
    let by_client = report(&call, &client(), &policy("standard"), START).expect_err("clients report now");
    assert_eq!(by_client[0].field, "reported_at");
    call.reported_at = Some(START - Seconds::days(31));
    assert!(report(&call, &staff(), &policy("standard"), START).is_err());
}

#[test]
fn the_reason_of_the_proposal_is_kept_for_both_sides() {
    let EventKind::Reported { priority_reason, reporter, .. } =
        report(&form("stopped"), &client(), &policy("standard"), START).expect("a good report")
    else {
        panic!("a report");
    };
    assert!(
        priority_reason.contains("Everything has stopped") && priority_reason.contains("Critical"),
        "{priority_reason}"
    );
    assert_eq!(reporter, person("Ruth"));
}
