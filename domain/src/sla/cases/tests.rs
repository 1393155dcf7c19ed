//! What the sample cases leave open: edges of what is understood, answers that do not decide, far horizons.

use serde_json::{Value, json};

use super::run;

/// A case in UTC with the same windows from Monday to Friday.
fn case(kind: &str, windows: Value, input: Value, expected: Value) -> Value {
    json!({
        "id": "t", "kind": kind, "timezone": "Etc/UTC",
        "calendar": {"weekly": {"mon": windows, "tue": windows, "wed": windows, "thu": windows, "fri": windows}},
        "input": input, "expected": expected,
    })
}

/// A ticket that was reported on Monday, 23 November 2026, when the doors opened.
fn policy(targets: Value, expected: Value) -> Value {
    let input = json!({"created": "2026-11-23T09:00:00Z", "targets": targets});
    case("policy", json!([["09:00", "17:00"]]), input, expected)
}

/// What is said of one case.
fn line(case: &Value) -> Value {
    let file = json!({"format": "sla-cases/1", "cases": [case]});
    let report = run(&file.to_string()).unwrap();
    serde_json::from_str(&report.lines[0]).unwrap()
}

#[test]
fn a_window_is_open_for_a_minute_at_least() {
    let at_nine = |close: &str| {
        let input = json!({"at": "2026-11-23T09:00:00Z"});
        line(&case("is_open", json!([["09:00", close]]), input, json!({"open": true})))
    };
    assert_eq!(at_nine("09:01")["ok"], true);
    let never = at_nine("09:00");
    assert_eq!(never["ok"], false);
    assert!(never["got"]["unsupported"].is_string(), "{never}");
}

#[test]
fn counted_time_is_also_told_in_business_days_where_their_length_is_given() {
    let counted = |expected: &Value| {
        let input = json!({"start": "2026-11-23T09:00:00Z", "end": "2026-11-25T10:00:00Z"});
        line(&case("elapsed", json!([["09:00", "17:00"]]), input, expected.clone()))["got"].clone()
    };
    let days = json!({
        "elapsed_seconds": 61_200, "business_day_seconds": 28_800, "business_days": 2, "remainder_seconds": 3_600,
    });
    assert_eq!(counted(&days), days);
    for no_length in [0, -28_800] {
        let expected = json!({"elapsed_seconds": 61_200, "business_day_seconds": no_length, "business_days": 2});
        assert_eq!(counted(&expected), json!({"elapsed_seconds": 61_200}), "{no_length}");
    }
}

#[test]
fn a_budget_of_decades_is_due_after_decades() {
    // 2400 weeks of five days; the last one ends on a Friday at midnight.
    let input = json!({"start": "2026-11-23T00:00:00Z", "business_seconds": 1_036_800_000});
    let said = line(&case("due", json!([["00:00", "24:00"]]), input, json!({"due": "2072-11-19T00:00:00Z"})));
    assert_eq!(said["ok"], true, "{said}");
}

#[test]
fn a_first_response_months_away_is_found_although_the_resolution_has_no_target() {
    // Sixty business days, which the first horizon of forty days does not reach.
    let said =
        line(&policy(json!({"first_response_s": 1_728_000}), json!({"first_response_due": "2027-02-12T17:00:00Z"})));
    assert_eq!(said["ok"], true, "{said}");
}

#[test]
fn a_target_may_be_zero_but_not_negative() {
    let due_at_once = json!({"resolution_due": "2026-11-23T09:00:00Z"});
    let zero = line(&policy(json!({"resolution_s": 0}), due_at_once.clone()));
    assert_eq!(zero["ok"], true, "{zero}");
    let negative = line(&policy(json!({"resolution_s": -1}), due_at_once));
    assert_eq!(negative["got"]["unsupported"], "resolution_s is negative");
}

#[test]
fn an_escalation_comes_so_much_before_or_after_the_resolution_is_due() {
    for (offset, at) in [(-3_600, "2026-11-23T12:00:00Z"), (7_200, "2026-11-23T15:00:00Z")] {
        let expected = json!({
            "resolution_due": "2026-11-23T13:00:00Z", "resolution_escalation": {"offset_s": offset, "at": at},
        });
        let said = line(&policy(json!({"resolution_s": 14_400}), expected.clone()));
        assert_eq!(said["got"], expected);
    }
}

#[test]
fn a_message_of_the_client_ends_a_wait_and_opens_nothing_again() {
    let due = |events: Value, due: &str| {
        let mut case = policy(json!({"resolution_s": 14_400}), json!({"resolution_due": due}));
        case["input"]["events"] = events;
        line(&case)["got"]["resolution_due"].clone()
    };
    let hour = |hour: u32| format!("2026-11-23T{hour}:00:00Z");
    // From 10 to 12 it was solved, whatever was written meanwhile.
    let solved = json!([
        {"at": hour(10), "type": "resolved"},
        {"at": hour(11), "type": "customer_message"},
        {"at": hour(12), "type": "state", "to": "in_progress"},
    ]);
    assert_eq!(due(solved, &hour(15)), hour(15));
    // From 10 to 11 and from 12 to 13 it waited.
    let waiting = json!([
        {"at": hour(10), "type": "pause"},
        {"at": hour(11), "type": "customer_message"},
        {"at": hour(12), "type": "state", "to": "pending"},
        {"at": hour(13), "type": "resume"},
    ]);
    assert_eq!(due(waiting, &hour(15)), hour(15));
}
