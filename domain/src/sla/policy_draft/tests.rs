use super::*;
use crate::sla::templates::{policies, policy_by_key};

/// Mon 23 Nov 2026, 09:00:30 UTC.
const NOW: Timestamp = Timestamp::from_unix(1_795_424_430);

fn newest() -> Policy {
    policy_by_key("standard").unwrap()
}

fn check(change: impl FnOnce(&mut PolicyDraft)) -> Result<Policy, Vec<Problem>> {
    let mut draft = PolicyDraft::of(&newest());
    change(&mut draft);
    draft.check(&newest().id, Some(&newest()), Tz::UTC, NOW)
}

fn fields(change: impl FnOnce(&mut PolicyDraft)) -> Vec<String> {
    check(change).expect_err("a problem").into_iter().map(|problem| problem.field).collect()
}

fn within(kind: &str, time: &str) -> TargetDraft {
    TargetDraft { kind: kind.to_owned(), time: time.to_owned() }
}

#[test]
fn what_a_version_looks_like_in_the_form_is_read_back_as_the_same_version() {
    for policy in policies() {
        let again = PolicyDraft::of(&policy).check(&policy.id, None, Tz::UTC, NOW).unwrap();
        assert_eq!(again, Policy { effective_from: NOW, ..policy });
    }
}

#[test]
fn a_target_is_read_with_the_way_it_is_counted() {
    let policy = check(|draft| {
        draft.priorities[0].targets[2] = within("business", "1h30m");
        draft.priorities[0].targets[4] = within("same_day", "");
        draft.priorities[1].targets[3] = within("none", "ignored");
    })
    .unwrap();
    let of = |row: usize, metric| policy.priorities[row].targets.get(metric);
    let business = Target::Within { target: Seconds::minutes(90), basis: Basis::Business };
    assert_eq!(of(0, Metric::FirstResponse), business);
    assert_eq!(of(0, Metric::Resolution), Target::SAME_BUSINESS_DAY);
    assert_eq!(of(1, Metric::NextUpdate), Target::None);
    assert_eq!(policy.version, 2);
}

#[test]
fn each_field_that_is_wrong_is_named() {
    assert_eq!(fields(|draft| draft.name = String::new()), ["name"]);
    assert_eq!(fields(|draft| draft.fallback = "none such".to_owned()), ["fallback"]);
    let target = |time: &str| fields(|draft| draft.priorities[1].targets[4] = within("calendar", time));
    assert_eq!(target("soon"), ["p1_resolution"]);
    assert_eq!(target("0"), ["p1_resolution"], "a target of zero");
    assert_eq!(target("11 years"), ["p1_resolution"]);
    assert_eq!(target("3654 days"), ["p1_resolution"], "beyond ten years");
    assert_eq!(target(""), ["p1_resolution"]);
    assert_eq!(fields(|draft| draft.priorities[0].targets[0] = within("scheduled", "")), ["p0_acknowledge"]);
    assert_eq!(fields(|draft| draft.priorities[0].short = "far too long".to_owned()), ["p0_short"]);
    assert_eq!(fields(|draft| draft.priorities[1].key = draft.priorities[0].key.clone())[0], "fallback");
    assert_eq!(fields(|draft| draft.pauses[1].max = "for ever".to_owned()), ["r1_max"]);
    assert_eq!(fields(|draft| draft.pauses[1].max = "0".to_owned()), ["r1_max"]);
    assert_eq!(fields(|draft| draft.pauses[1].key = draft.pauses[0].key.clone()), ["r1_key"]);
    assert_eq!(fields(|draft| draft.grace = "x".to_owned()), ["grace"]);
    assert_eq!(fields(|draft| draft.warn_share = "101".to_owned()), ["warn_share"]);
    assert_eq!(fields(|draft| draft.warn_at_least = "9 h".to_owned()), ["warn_at_least"]);
    assert_eq!(fields(|draft| draft.effective_date = "2020-01-01".to_owned()), ["effective_date"]);
    assert_eq!(fields(|_| {}), [""], "nothing was changed");
}

#[test]
fn problems_name_the_row_that_was_typed_also_behind_one_that_is_taken_out() {
    let named = fields(|draft| {
        draft.priorities[0].remove = true;
        draft.priorities[2].targets[4] = within("calendar", "0");
        draft.pauses[0].remove = true;
        draft.pauses[1].name = String::new();
    });
    assert_eq!(named, ["p2_resolution", "r1_name"]);
    assert_eq!(fields(|draft| draft.priorities[1].remove = true), ["fallback"], "the fallback was taken out");
}

#[test]
fn a_row_that_is_filled_in_is_added_and_a_blank_one_is_none() {
    let policy = check(|draft| {
        draft.priorities.push(PriorityDraft::default());
        draft.priorities.push(PriorityDraft {
            key: "wish".to_owned(),
            name: "Wish".to_owned(),
            short: "Wish".to_owned(),
            targets: [
                within("none", ""),
                within("none", ""),
                within("business", "2 days"),
                within("none", ""),
                within("scheduled", ""),
            ],
            asked: [String::new(), "owner, size".to_owned(), String::new(), String::new()],
            ..PriorityDraft::default()
        });
        draft.pauses.push(PauseDraft {
            key: "storm".to_owned(),
            name: "Storm".to_owned(),
            max: "1 day".to_owned(),
            remove: false,
        });
    })
    .unwrap();
    assert_eq!(policy.priorities.len(), newest().priorities.len() + 1);
    let wish = policy.priorities.last().unwrap();
    assert_eq!(wish.requires_before_triaged, ["owner", "size"]);
    assert_eq!(wish.targets.resolution, Target::Scheduled);
    assert_eq!(policy.pause_reasons.last().unwrap().max, Seconds::days(1));
}

#[test]
fn lengths_are_read_as_people_write_them_and_written_back() {
    let read = |text: &str| read_length(text).map(Seconds::get);
    assert_eq!(read("30 min"), Ok(1_800));
    assert_eq!(read(" 1h30m "), Ok(5_400));
    assert_eq!(read("2 Weeks"), Ok(1_209_600));
    assert_eq!(read("45s"), Ok(45));
    for bad in ["", "5", "h", "4 moons", "-1 h", "1.5 h", "99999999999 h", "h 4"] {
        assert!(read(bad).is_err(), "{bad}");
    }
    for seconds in [0, 45, 60, 5_400, 86_400, 172_800, 259_200, 90_061] {
        assert_eq!(read(&write_length(Seconds::new(seconds))), Ok(seconds));
    }
}
