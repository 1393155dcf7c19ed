use super::*;
use crate::sla::escalation::{LevelForm, Recipient};
use crate::sla::policy::{Basis, Target};
use crate::sla::templates::{policies, policy_by_key};
use crate::sla::zone::parse_zone;

/// Mon 23 Nov 2026, 09:00:30 UTC.
const NOW: Timestamp = Timestamp::from_unix(1_795_424_430);

fn newest() -> Policy {
    policy_by_key("standard").unwrap()
}

fn check(change: impl FnOnce(&mut PolicyDraft)) -> Result<Policy, Vec<Problem>> {
    let mut draft = PolicyDraft::of(&newest());
    change(&mut draft);
    draft.check(&newest().id, Some(&newest()), Tz::UTC, NOW, is_staff)
}

fn is_staff(id: &PersonId) -> bool {
    id.as_str() == "mira"
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
        let again = PolicyDraft::of(&policy).check(&policy.id, None, Tz::UTC, NOW, is_staff).unwrap();
        assert_eq!(again, Policy { effective_from: NOW, ..policy });
    }
}

#[test]
fn a_target_is_read_with_the_way_it_is_counted() {
    let policy = check(|draft| {
        draft.priorities[0].targets[1] = within("same_day", "3 h");
        draft.priorities[0].targets[2] = within("business", "1h30m");
        draft.priorities[0].targets[4] = within("same_day", "");
        draft.priorities[1].targets[3] = within("none", " ");
    })
    .unwrap();
    let of = |row: usize, metric| policy.priorities[row].targets.get(metric);
    let business = Target::Within { target: Seconds::minutes(90), basis: Basis::Business };
    assert_eq!(of(0, Metric::FirstResponse), business);
    assert_eq!(of(0, Metric::Triage), Target::SameBusinessDay { min_remaining: Seconds::hours(3) });
    assert_eq!(of(0, Metric::Resolution), Target::SAME_BUSINESS_DAY);
    assert_eq!(of(1, Metric::NextUpdate), Target::None);
    assert_eq!(policy.version, 2);
}

#[test]
fn a_length_that_would_count_for_nothing_is_told() {
    for kind in ["none", "", "scheduled"] {
        let problems = check(|draft| draft.priorities[1].targets[4] = within(kind, " 4 h ")).unwrap_err();
        let [problem] = &problems[..] else { panic!("{kind}: {problems:?}") };
        assert_eq!(problem.field, "p1_resolution");
        assert!(problem.message.contains("“4 h”") && problem.message.contains("opening hours"), "{problem}");
    }
}

#[test]
fn a_row_without_a_name_is_told_whatever_else_was_typed_into_it() {
    let row = |change: fn(&mut PriorityDraft)| {
        fields(|draft| {
            let mut row = PriorityDraft { pausable: true, ..PriorityDraft::default() };
            change(&mut row);
            draft.priorities.push(row);
        })
    };
    let unnamed = ["p4_key", "p4_name", "p4_short"];
    assert_eq!(row(|row| row.targets[2] = within("calendar", "4 h")), unnamed);
    assert_eq!(row(|row| row.targets[4] = within("scheduled", "")), unnamed);
    assert_eq!(row(|row| row.asked[1] = "owner".to_owned()), unnamed);
    assert_eq!(row(|row| row.escalation = "Both owners".to_owned()), unnamed);
    assert_eq!(row(|row| row.targets[2] = within("none", "4 h"))[0], "p4_first_response");
    assert_eq!(row(|_| {}), [""], "the spare row as the form offers it");
    assert_eq!(row(|row| row.targets[2] = within("none", " ")), [""], "as the form sends it");
    let pause = PauseDraft { max: "1 day".to_owned(), ..PauseDraft::default() };
    assert_eq!(fields(|draft| draft.pauses.push(pause)), ["r2_key", "r2_name"]);
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
    assert_eq!(fields(|draft| draft.priorities[1].short = "P0".to_owned()), ["p1_pausable"], "P0 never pauses");
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

fn level(who: &[&str], person: &str, wait: &str) -> LevelForm {
    let who = who.iter().map(|name| (*name).to_owned()).collect();
    LevelForm { who, person: person.to_owned(), wait: wait.to_owned() }
}

#[test]
fn only_the_escalation_that_changed_makes_a_version() {
    let chain = |change: fn(&mut ChainForm)| check(|draft| change(&mut draft.chain)).unwrap().escalation_chain;
    let newest = newest().escalation_chain.unwrap();
    let changed = chain(|form| form.levels[0].wait = "7".to_owned()).unwrap();
    assert_eq!(changed.levels[0].wait, Seconds::minutes(7));
    assert_eq!((&changed.levels[1], &changed.triggers), (&newest.levels[1], &newest.triggers));
    let longer = chain(|form| form.levels[2] = level(&[], "mira", "30")).unwrap();
    assert_eq!(longer.levels[2].who, [Recipient::Person { id: PersonId::new("mira") }]);
    assert_eq!(chain(|form| form.is_on = false), None);
    assert_eq!(fields(|draft| draft.chain.levels[0].wait = " 15 ".to_owned()), [""], "the same, written otherwise");
}

#[test]
fn each_field_of_the_escalation_that_is_wrong_is_named_with_everything_else() {
    let wrong = |change: fn(&mut ChainForm)| fields(|draft| change(&mut draft.chain));
    assert_eq!(wrong(|form| form.levels[0].wait = "0".to_owned()), ["escalation_wait_1"], "a zero timer");
    assert_eq!(wrong(|form| form.levels[1].wait = String::new()), ["escalation_wait_2"]);
    assert_eq!(wrong(|form| form.levels[0].who.clear()), ["escalation_who_1"], "nobody is asked");
    assert_eq!(wrong(|form| form.levels[0] = level(&["buyer_owner"], "", "5")), ["escalation_who_1"]);
    assert_eq!(wrong(|form| form.levels[1].person = "ruth".to_owned()), ["escalation_person_2"], "not of the team");
    assert_eq!(wrong(|form| form.levels = Default::default()), ["escalation_who_1"]);
    assert_eq!(wrong(|form| form.has_more = true), ["escalation_levels"], "more than three levels");
    assert_eq!(wrong(|form| form.on.clear()), ["escalation_on"]);
    assert_eq!(wrong(|form| form.on.push("none such:new".to_owned())), ["escalation_on"]);
    assert_eq!(wrong(|form| form.repeats = "6".to_owned()), ["escalation_repeats"]);
    assert_eq!(wrong(|form| form.quiet_to = String::new()), ["escalation_quiet_to"]);
    let together = check(|draft| {
        draft.grace = "x".to_owned();
        draft.chain.levels[0].wait = "soon".to_owned();
        draft.chain.quiet_from = "late".to_owned();
    });
    let together = together.unwrap_err();
    let named: Vec<_> = together.iter().map(|problem| problem.field.as_str()).collect();
    assert_eq!(named, ["grace", "escalation_quiet_from", "escalation_wait_1"]);
    assert!(together.iter().all(|problem| problem.message.ends_with('.') && !problem.message.ends_with("..")));
    let off = check(|draft| draft.chain = ChainForm { is_on: false, repeats: "x".to_owned(), ..draft.chain.clone() });
    assert_eq!(off.unwrap().escalation_chain, None, "what is switched off is not read");
}

#[test]
fn a_priority_that_is_taken_out_takes_its_cases_with_it_and_one_with_another_key_is_told() {
    let policy = check(|draft| draft.priorities[0].remove = true).unwrap();
    let begins = policy.escalation_chain.unwrap().triggers;
    assert_eq!(begins.into_keys().collect::<Vec<_>>(), [newest().priorities[1].key.clone()]);
    assert_eq!(fields(|draft| draft.priorities[0].key = "other".to_owned()), ["escalation_on"]);
    let unknown = fields(|draft| {
        draft.priorities[2].remove = true;
        draft.chain.on.push("none such:new".to_owned());
    });
    assert_eq!(unknown, ["escalation_on"], "another one was taken out");
}

#[test]
fn what_the_form_does_not_show_of_a_chain_is_kept_while_nobody_changes_the_chain() {
    let mut newest = newest();
    let people = ["mira", "amal"].map(|id| Recipient::Person { id: PersonId::new(id) });
    newest.escalation_chain.as_mut().unwrap().levels[1].who = people.to_vec();
    let mut draft = PolicyDraft::of(&newest);
    draft.grace = "20 min".to_owned();
    let next = draft.check(&newest.id, Some(&newest), Tz::UTC, NOW, is_staff).unwrap();
    assert_eq!(next.escalation_chain, newest.escalation_chain);
}

#[test]
fn lengths_are_shown_in_hours_but_whole_days_beyond_two_in_days() {
    let shown = [
        (0, "0"),
        (45, "45 s"),
        (5_400, "1 h 30 min"),
        (86_400, "24 h"),
        (172_800, "48 h"),
        (172_801, "48 h 1 s"),
        (180_000, "50 h"),
        (259_200, "3 days"),
        (259_260, "72 h 1 min"),
    ];
    for (seconds, text) in shown {
        assert_eq!(write_length(Seconds::new(seconds)), text);
    }
}

#[test]
fn a_number_of_a_length_has_at_most_nine_digits() {
    assert_eq!(read_length("999999999 s"), Ok(Seconds::new(999_999_999)));
    assert!(read_length("1000000000 s").is_err());
}

#[test]
fn the_share_of_a_warning_is_typed_and_shown_in_per_cent_with_at_most_one_decimal() {
    let policy = check(|draft| draft.warn_share = " 12.5 %".to_owned()).unwrap();
    assert_eq!(policy.warning.remaining_per_mille, 125);
    assert_eq!(PolicyDraft::of(&policy).warn_share, "12.5");
    assert_eq!(PolicyDraft::of(&newest()).warn_share, "20");
    let whole = check(|draft| draft.warn_share = "100".to_owned()).unwrap();
    assert_eq!(whole.warning.remaining_per_mille, 1_000);
    for bad in ["", "12.55", "5.", "+5", "ten", "100.1"] {
        assert_eq!(fields(|draft| draft.warn_share = bad.to_owned()), ["warn_share"], "{bad}");
    }
}

#[test]
fn a_moment_that_is_written_into_the_fields_is_read_back_in_the_same_zone() {
    let zone = parse_zone("Europe/Vienna").unwrap();
    let mut draft = PolicyDraft { name: "Other hours".to_owned(), ..PolicyDraft::of(&newest()) };
    let at = NOW - Seconds::new(30) + Seconds::hours(2);
    draft.set_effective_from(at, zone);
    assert_eq!((draft.effective_date.as_str(), draft.effective_time.as_str()), ("2026-11-23", "12:00"));
    let next = draft.check(&newest().id, Some(&newest()), zone, NOW, is_staff).unwrap();
    assert_eq!(next.effective_from, at);
}

#[test]
fn a_name_has_at_most_80_characters_and_a_missing_one_is_told_in_a_sentence() {
    assert_eq!(check(|draft| draft.name = "x".repeat(80)).unwrap().name.len(), 80);
    assert_eq!(fields(|draft| draft.name = "x".repeat(81)), ["name"]);
    let problems = check(|draft| draft.name = " ".to_owned()).unwrap_err();
    assert_eq!(problems, [Problem::new("name", "Give the policy a name.")]);
}

#[test]
fn a_policy_without_any_priority_is_told_at_the_first_row() {
    let named = fields(|draft| {
        for row in &mut draft.priorities {
            row.remove = true;
        }
        draft.chain.is_on = false;
    });
    assert_eq!(named, ["p0_key", "fallback"]);
}

#[test]
fn a_pause_reason_that_is_taken_out_is_gone_and_a_blank_row_is_none() {
    let policy = check(|draft| {
        draft.pauses[0].remove = true;
        draft.pauses.push(PauseDraft { max: " ".to_owned(), ..PauseDraft::default() });
    })
    .unwrap();
    assert_eq!(policy.pause_reasons, [newest().pause_reasons.remove(1)]);
}

#[test]
fn a_row_into_which_only_a_key_or_a_name_was_typed_is_told_and_not_left_out() {
    let wish = PriorityDraft { name: "Wish".to_owned(), ..PriorityDraft::default() };
    assert_eq!(fields(|draft| draft.priorities.push(wish)), ["p4_key", "p4_short"]);
    let pause = |key: &str, name: &str| {
        let pause = PauseDraft { key: key.to_owned(), name: name.to_owned(), ..PauseDraft::default() };
        fields(|draft| draft.pauses.push(pause))
    };
    assert_eq!(pause("storm", "Storm"), ["r2_max"]);
    assert_eq!(pause("", "Storm"), ["r2_max", "r2_key"]);
    assert_eq!(pause("storm", ""), ["r2_max", "r2_name"]);
}
