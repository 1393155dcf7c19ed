//! The `sla-cases/1` contract: the sample file passes, and whatever is not understood is never ok.
#![cfg(feature = "native")]

use domain::sla::cases::{Report, run};
use serde_json::{Value, json};

const SAMPLES: &str = include_str!("cases.json");

fn one(case: &Value) -> (Report, Value) {
    let file = json!({"format": "sla-cases/1", "cases": [case]});
    let report = run(&file.to_string()).unwrap();
    let line = serde_json::from_str(&report.lines[0]).unwrap();
    (report, line)
}

/// A policy case, Monday to Friday 09:00 to 17:00 UTC, created on Monday 2026-11-23 at 09:00.
fn policy(targets: Value, events: Value, expected: Value) -> Value {
    let hours = json!([["09:00", "17:00"]]);
    json!({
        "id": "t", "kind": "policy", "timezone": "Etc/UTC",
        "calendar": {"weekly": {"mon": hours, "tue": hours, "wed": hours, "thu": hours, "fri": hours}},
        "input": {"created": "2026-11-23T09:00:00Z", "targets": targets, "events": events},
        "expected": expected,
    })
}

fn passes(case: &Value) {
    let (report, line) = one(case);
    assert_eq!(report.summary(), "1 passed, 0 failed, 0 unsupported", "{line}");
}

fn is_unsupported(case: &Value) {
    let (report, line) = one(case);
    assert_eq!(report.summary(), "0 passed, 0 failed, 1 unsupported", "{line}");
    assert_eq!(line["ok"], false);
    assert!(line["got"]["unsupported"].is_string(), "{line}");
}

#[test]
fn all_sample_cases_pass() {
    let report = run(SAMPLES).unwrap();
    let failed: Vec<_> = report.lines.iter().filter(|line| line.ends_with("\"ok\":false}")).collect();
    assert_eq!(report.summary(), "157 passed, 0 failed, 0 unsupported", "{failed:#?}");
}

#[test]
fn a_line_holds_id_kind_got_expected_and_ok_with_times_in_utc() {
    let case = json!({
        "id": "a", "kind": "next_open", "timezone": "Europe/Paris",
        "calendar": {"weekly": {"sun": [["09:00", "17:00"]]}},
        "input": {"at": "2020-03-29T00:00:00+01:00"}, "expected": {"next_open": "2020-03-29T09:00:00+02:00"},
    });
    let (report, _) = one(&case);
    assert_eq!(
        report.lines[0],
        r#"{"id":"a","kind":"next_open","got":{"next_open":"2020-03-29T07:00:00Z"},"expected":{"next_open":"2020-03-29T07:00:00Z"},"ok":true}"#
    );
}

#[test]
fn a_wrong_expectation_fails() {
    let (report, line) = one(&policy(json!({"resolution_s": 3600}), json!([]), json!({"resolution_due": null})));
    assert_eq!(report.summary(), "0 passed, 1 failed, 0 unsupported");
    assert_eq!(line["got"]["resolution_due"], "2026-11-23T10:00:00Z");
}

#[test]
fn a_whole_number_may_be_written_with_a_decimal_point() {
    let expecting = |seconds: Value| {
        json!({
            "id": "f", "kind": "elapsed", "timezone": "Etc/UTC", "calendar": {"weekly": {"mon": [["09:00", "17:00"]]}},
            "input": {"start": "2026-11-23T09:00:00Z", "end": "2026-11-23T10:00:00Z"},
            "expected": {"elapsed_seconds": seconds},
        })
    };
    let (report, line) = one(&expecting(json!(3600.0)));
    assert_eq!(report.summary(), "1 passed, 0 failed, 0 unsupported", "{line}");
    assert_eq!(line["expected"]["elapsed_seconds"], 3600);
    let (report, line) = one(&expecting(json!(3600.25)));
    assert_eq!(report.summary(), "0 passed, 1 failed, 0 unsupported", "{line}");
    assert_eq!(line["expected"]["elapsed_seconds"], 3600.25);
}

#[test]
fn pauses_move_the_resolution_but_not_the_first_response() {
    let events = json!([
        {"at": "2026-11-23T10:00:00Z", "type": "pause"},
        {"at": "2026-11-24T10:00:00Z", "type": "resume"},
    ]);
    let expected = json!({
        "starts": "2026-11-23T09:00:00Z", "first_response_due": "2026-11-23T13:00:00Z",
        "resolution_due": "2026-11-24T13:00:00Z", "pause_business_s": 28800, "resolution_elapsed_s": 3600,
    });
    passes(&policy(json!({"first_response_s": 14400, "resolution_s": 14400}), events, expected));
}

#[test]
fn states_pause_resume_end_and_reopen() {
    let events = json!([
        {"at": "2026-11-23T10:00:00Z", "type": "state", "to": "Pending reminder"},
        {"at": "2026-11-23T11:00:00Z", "type": "state", "to": "open"},
        {"at": "2026-11-23T12:00:00Z", "type": "state", "to": "resolved"},
        {"at": "2026-11-24T09:00:00Z", "type": "state", "to": "open"},
    ]);
    let expected =
        json!({"resolution_due": "2026-11-24T11:00:00Z", "pause_business_s": 3600, "resolution_elapsed_s": 7200});
    passes(&policy(json!({"resolution_s": 14400}), events, expected));
}

#[test]
fn a_due_is_null_when_the_metric_is_no_longer_open() {
    let events = json!([
        {"at": "2026-11-23T10:00:00Z", "type": "first_response"},
        {"at": "2026-11-23T11:00:00Z", "type": "closed"},
    ]);
    let expected =
        json!({"first_response_due": null, "update_due": null, "resolution_due": null, "resolution_elapsed_s": 7200});
    passes(&policy(json!({"first_response_s": 14400, "update_s": 3600, "resolution_s": 14400}), events, expected));
}

#[test]
fn updates_are_reset_by_each_reply_and_responses_wait_for_the_oldest_message() {
    let events = json!([
        {"at": "2026-11-23T10:00:00Z", "type": "agent_message"},
        {"at": "2026-11-23T11:00:00Z", "type": "customer_message"},
        {"at": "2026-11-23T12:00:00Z", "type": "customer_message"},
    ]);
    let reset = json!({"update_due": "2026-11-23T14:00:00Z"});
    passes(&policy(json!({"update_s": 14400}), events.clone(), reset));
    let oldest = json!({"update_due": "2026-11-23T15:00:00Z"});
    passes(&policy(json!({"response_s": 14400}), events.clone(), oldest));
    let answered = json!([events[0], events[1], {"at": "2026-11-23T13:00:00Z", "type": "agent_message"}]);
    passes(&policy(json!({"response_s": 14400}), answered, json!({"update_due": null})));
}

#[test]
fn changes_keep_the_start_and_grant_a_grace() {
    let change = |kind: &str, seconds: i64| json!([{"at": "2026-11-23T12:00:00Z", "type": kind, "targets": {"resolution_s": seconds}}]);
    let targets = json!({"resolution_s": 28800});
    passes(&policy(
        targets.clone(),
        change("priority_change", 14_400),
        json!({"resolution_due": "2026-11-23T13:00:00Z"}),
    ));
    passes(&policy(targets, change("policy_change", 3_600), json!({"resolution_due": "2026-11-23T12:15:00Z"})));
}

#[test]
fn a_calendar_without_open_time_has_no_due() {
    let case = json!({
        "id": "c", "kind": "due", "timezone": "Etc/UTC", "calendar": {"weekly": {}},
        "input": {"start": "2026-11-23T09:00:00Z", "business_seconds": 60}, "expected": {"due": null},
    });
    passes(&case);
}

#[test]
fn unknown_kinds_keys_and_events_are_unsupported() {
    let base = policy(json!({"resolution_s": 3600}), json!([]), json!({"resolution_due": "2026-11-23T10:00:00Z"}));
    passes(&base);
    let with = |pointer: &str, key: &str, value: Value| {
        let mut case = base.clone();
        case.pointer_mut(pointer).unwrap()[key] = value;
        case
    };
    is_unsupported(&with("", "kind", json!("guess")));
    is_unsupported(&with("", "twist", json!(1)));
    is_unsupported(&with("", "timezone", json!("Mars/Olympus")));
    is_unsupported(&with("/calendar", "breaks", json!([])));
    is_unsupported(&with("/calendar/weekly", "funday", json!([["09:00", "17:00"]])));
    is_unsupported(&with("/calendar/weekly", "sat", json!([["17:00", "09:00"]])));
    is_unsupported(&with("/input", "now", json!("2026-11-23T10:00:00Z")));
    is_unsupported(&with("/input/targets", "triage_s", json!(60)));
    is_unsupported(&with("/expected", "mood", json!("good")));
    is_unsupported(&with("", "expected", json!({"due": "2026-11-23T10:00:00Z"})));
    is_unsupported(&with("", "expected", json!({})));
    for event in [
        json!({"at": "2026-11-23T09:30:00Z", "type": "escalated"}),
        json!({"at": "2026-11-23T09:30:00Z", "type": "state", "to": "in limbo"}),
        json!({"at": "2026-11-23T09:30:00Z", "type": "pause", "reason": "lunch"}),
        json!({"at": "yesterday", "type": "pause"}),
    ] {
        is_unsupported(&with("/input", "events", json!([event])));
    }
}

#[test]
fn a_file_of_another_format_is_refused() {
    assert!(run("[]").is_err());
    assert!(run("{\"format\":\"sla-cases/2\",\"cases\":[]}").is_err());
    assert!(run("{\"format\":\"sla-cases/1\"}").is_err());
    assert_eq!(
        run("{\"format\":\"sla-cases/1\",\"cases\":[]}").unwrap().summary(),
        "0 passed, 0 failed, 0 unsupported"
    );
}
