//! Small parts of policies and clocks that the rules rest on.

use domain::sla::PriorityRule;
use domain::sla::clock::Misconfiguration;
use domain::sla::policy::Warning;
use domain::time::Seconds;

#[test]
fn a_warning_comes_with_a_fifth_left_within_bounds() {
    let warning = Warning::default();
    let lead = |budget| warning.lead(budget);
    assert_eq!(lead(Seconds::hours(10)), Seconds::hours(2), "a fifth");
    assert_eq!(lead(Seconds::minutes(65)), Seconds::minutes(13), "a fifth");
    assert_eq!(lead(Seconds::minutes(30)), Seconds::minutes(10), "at least ten minutes");
    assert_eq!(lead(Seconds::minutes(16)), Seconds::minutes(8), "but never more than half");
    assert_eq!(lead(Seconds::days(10)), Seconds::hours(4), "at most four hours");
    assert_eq!(lead(Seconds::ZERO), Seconds::ZERO);
    assert_eq!(lead(Seconds::new(-60)), Seconds::ZERO);
}

#[test]
fn a_priority_may_pause_unless_it_says_otherwise() {
    let rule = |more: &str| -> PriorityRule {
        let text = format!(r#"{{"key":"high","name":"High","short":"P1","meaning":"m","targets":{{}}{more}}}"#);
        serde_json::from_str(&text).unwrap()
    };
    assert!(rule("").pausable);
    assert!(!rule(r#","pausable":false"#).pausable);
}

#[test]
fn what_is_to_be_repaired_is_a_sentence_of_its_own() {
    use Misconfiguration::{BeyondHorizon, NoClosingTime, NoOpenTime, NoPriority};
    for (why, word) in [
        (NoOpenTime, "no opening hours"),
        (BeyondHorizon, "beyond the years"),
        (NoClosingTime, "closing times"),
        (NoPriority, "fallback"),
    ] {
        assert!(why.sentence().contains(word), "{why:?}");
    }
}
