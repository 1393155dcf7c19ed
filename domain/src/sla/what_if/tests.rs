use super::*;
use crate::sla::explain::IntervalKind;
use crate::sla::policy::{Basis, PriorityRule, Target};
use crate::sla::templates::{business_week, policy_by_key};
use crate::sla::wall::WallClock;
use crate::sla::zone::{expand, holiday_spans, local_to_utc, parse_zone};

const ZONE: &str = "Europe/London";

fn at(text: &str) -> Timestamp {
    let (date, time) = text.split_once(' ').unwrap();
    local_to_utc(parse_zone(ZONE).unwrap(), date.parse().unwrap(), time.parse().unwrap())
}

/// The standard policy, of whose `high` the resolution is eight hours of opening.
fn policy() -> Policy {
    let mut policy = policy_by_key("standard").unwrap();
    policy.effective_from = at("2026-01-01 00:00");
    let high = policy.priorities.iter_mut().find(|rule| rule.key.as_str() == "high").unwrap();
    let within = |hours, basis| Target::Within { target: Seconds::hours(hours), basis };
    high.pausable = true;
    high.targets.acknowledge = Target::None;
    high.targets.triage = Target::Scheduled;
    high.targets.first_response = within(1, Basis::Business);
    high.targets.next_update = within(24, Basis::Calendar);
    high.targets.resolution = within(8, Basis::Business);
    policy
}

/// Monday to Friday, nine to five; the 24th is a holiday.
fn sheet() -> Sheet {
    let mut calendar = business_week(ZONE);
    calendar.holidays.insert("2026-11-24".parse().unwrap(), "St. Example".to_owned());
    let (from, to) = (at("2026-10-01 00:00"), at("2027-12-01 00:00"));
    let mut later = policy();
    later.version = 2;
    later.effective_from = at("2027-01-01 00:00");
    let windows = expand(std::slice::from_ref(&calendar), from, to).unwrap();
    let holidays = holiday_spans(&[calendar], from, to).unwrap();
    let plan = PlanSheet {
        id: "care".to_owned(),
        name: "Care\tplan".replace('\t', " "),
        policies: vec![policy(), later],
        windows,
        holidays,
        hours: "Weekdays, Europe/London".to_owned(),
    };
    let wall = |name: &str| WallClock::of_zone(parse_zone(name).unwrap(), from, to);
    Sheet {
        moments: Sheet::moments_at(at("2026-11-23 09:00")),
        zones: vec![wall(ZONE), wall("America/St_Johns")],
        plans: vec![plan],
    }
}

fn values(moment: &str) -> Values {
    Values { priority: "high".to_owned(), at: moment.to_owned(), ..Values::default() }
}

fn pause(from: &str, length: &str, unit: &str) -> PauseValues {
    let text = |text: &str| text.to_owned();
    PauseValues { reason: text("waiting_on_client"), from: text(from), length: text(length), unit: text(unit) }
}

fn promises(values: &Values) -> Vec<Promise> {
    let sheet = sheet();
    let (question, plan, policy, _) = values.question(&sheet).unwrap();
    what_if(&question, policy, &plan.windows, &plan.holidays)
}

fn of(promises: &[Promise], metric: Metric) -> &Promise {
    promises.iter().find(|promise| promise.clock.metric == metric).unwrap()
}

fn fields(values: &Values) -> Vec<String> {
    values.question(&sheet()).unwrap_err().into_iter().map(|problem| problem.field).collect()
}

fn messages(values: &Values) -> Vec<String> {
    values.question(&sheet()).unwrap_err().into_iter().map(|problem| problem.message).collect()
}

#[test]
fn every_metric_of_the_priority_gets_its_due_and_its_intervals() {
    let promises = promises(&values("2026-11-23T16:30"));
    let metrics: Vec<_> = promises.iter().map(|promise| promise.clock.metric).collect();
    assert_eq!(metrics, [Metric::Triage, Metric::FirstResponse, Metric::NextUpdate, Metric::Resolution]);
    assert_eq!(of(&promises, Metric::Triage).clock.due, None, "a target window has no due");
    let response = of(&promises, Metric::FirstResponse);
    assert_eq!(response.clock.due, Some(at("2026-11-25 09:30")), "half an hour is left, then comes a holiday");
    let kinds: Vec<_> = response.explanation.intervals.iter().map(|one| one.kind.clone()).collect();
    let holiday = IntervalKind::Holiday { name: "St. Example".to_owned() };
    let (open, closed) = (IntervalKind::Counted, IntervalKind::Closed);
    assert_eq!(kinds, [open.clone(), closed.clone(), holiday, closed, open]);
    assert_eq!(response.explanation.counted, Seconds::hours(1), "the intervals end at the due");
    assert_eq!(of(&promises, Metric::NextUpdate).clock.due, Some(at("2026-11-24 16:30")));
}

#[test]
fn pauses_move_what_may_be_paused_and_are_listed_with_their_reason() {
    let mut asked = values("2026-11-25T09:00");
    asked.pauses[0] = pause("2026-11-25T10:00", "2", "hours");
    let promises = promises(&asked);
    assert_eq!(of(&promises, Metric::FirstResponse).clock.due, Some(at("2026-11-25 10:00")), "never paused");
    let resolution = of(&promises, Metric::Resolution);
    assert_eq!(resolution.clock.due, Some(at("2026-11-26 11:00")));
    let paused = resolution.explanation.intervals.iter().find(|one| matches!(one.kind, IntervalKind::Paused { .. }));
    let paused = paused.unwrap();
    assert_eq!((paused.from, paused.to), (at("2026-11-25 10:00"), at("2026-11-25 12:00")));
    assert_eq!(resolution.explanation.counted, Seconds::hours(8));
}

#[test]
fn a_pause_after_the_due_is_no_part_of_the_clocks_life() {
    let mut asked = values("2026-11-25T09:00");
    asked.pauses[2] = pause("2026-12-01T09:00", "1", "days");
    let promises = promises(&asked);
    let resolution = of(&promises, Metric::Resolution);
    assert_eq!(resolution.clock.due, Some(at("2026-11-25 17:00")));
    assert_eq!(resolution.explanation.intervals.last().unwrap().to, at("2026-11-25 17:00"));
    assert!(resolution.clock.excluded.is_empty());
}

#[test]
fn the_policy_version_of_the_moment_answers() {
    let sheet = sheet();
    let version = |moment| values(moment).question(&sheet).unwrap().2.version;
    assert_eq!((version("2026-12-31T23:59"), version("2027-01-01T00:00")), (1, 2));
}

#[test]
fn a_moment_is_read_in_the_named_zone() {
    let sheet = sheet();
    let mut asked = values("2026-11-25T09:00");
    asked.zone = "America/St_Johns".to_owned();
    assert_eq!(asked.question(&sheet).unwrap().0.at, at("2026-11-25 12:30"));
}

#[test]
fn what_cannot_be_answered_names_its_field() {
    assert_eq!(fields(&Values { plan: "other".to_owned(), zone: "Mars".to_owned(), ..values("") }), ["plan", "zone"]);
    for bad in ["", "soon", "2026-02-30T10:00", "2026-11-25T25:00", "2025-11-25T10:00", "2028-11-25T10:00"] {
        assert_eq!(fields(&values(bad)), ["at"], "{bad:?}");
    }
    assert_eq!(fields(&Values { priority: "huge".to_owned(), ..values("2026-11-25T09:00") }), ["priority"]);
    let with = |pauses| fields(&Values { pauses, ..values("2026-11-25T09:00") });
    let good = || pause("2026-11-25T10:00", "2", "hours");
    assert_eq!(with([pause("x", "0", "hours"), good(), good()]), ["pause1_from", "pause1_length", "pause3_from"]);
    assert_eq!(with([pause("2026-11-25T08:59", "1", "minutes"), good(), PauseValues::default()]), ["pause1_from"]);
    assert_eq!(with([pause("2026-11-25T10:00", "61", "days"), PauseValues::default(), good()]), ["pause1_length"]);
    let unlisted = PauseValues { reason: "lunch".to_owned(), ..good() };
    assert_eq!(with([PauseValues::default(), unlisted, good()]), ["pause2_reason"]);
    for bad in ["-1", "1.5", "", "99999"] {
        assert_eq!(with([pause("2026-11-25T10:00", bad, "hours"), good(), PauseValues::default()]), ["pause1_length"]);
    }
}

/// When what is reported at nine and waits twice is due to be solved.
fn solved_by([first, second]: [PauseValues; 2]) -> Option<Timestamp> {
    let asked = Values { pauses: [first, second, PauseValues::default()], ..values("2026-11-25T09:00") };
    of(&promises(&asked), Metric::Resolution).clock.due
}

#[test]
fn pauses_that_touch_do_not_overlap_and_may_come_in_any_order() {
    let pauses = [pause("2026-11-25T12:00", "1", "hours"), pause("2026-11-25T10:00", "120", "minutes")];
    assert_eq!(solved_by(pauses), Some(at("2026-11-26 12:00")));
}

#[test]
fn the_text_in_the_page_answers_like_the_sheet_itself() {
    let sheet = sheet();
    let text = sheet.encode();
    let read = Sheet::decode(&text).unwrap();
    assert_eq!(read.encode(), text);
    assert_eq!((&read.zones, &read.moments), (&sheet.zones, &sheet.moments));
    assert_eq!(read.plans[0].holidays, sheet.plans[0].holidays);
    for priority in policy().priorities {
        let mut asked = values("2026-12-31T16:00");
        asked.priority = priority.key.as_str().to_owned();
        asked.pauses[1] = pause("2026-12-31T16:30", "3", "days");
        let answer = |sheet: &Sheet| {
            let (question, plan, policy, _) = asked.question(sheet).unwrap();
            what_if(&question, policy, &plan.windows, &plan.holidays)
        };
        assert_eq!(answer(&read), answer(&sheet), "{}", priority.name);
    }
    for bad in ["", "moments\t0", "zone\tUTC 0\nrule\ta", "zone\tUTC 0\nplan\ta\tb\tc", "zone\tUTC 0\nelse"] {
        assert_eq!(Sheet::decode(bad), None, "{bad:?}");
    }
}

#[test]
fn every_field_is_read_by_its_name_and_pauses_are_counted_from_one() {
    let pause = |number: u32| PauseValues {
        reason: format!("pause{number}_reason"),
        from: format!("pause{number}_from"),
        length: format!("pause{number}_length"),
        unit: format!("pause{number}_unit"),
    };
    let expected = Values {
        plan: "plan".to_owned(),
        priority: "priority".to_owned(),
        at: "at".to_owned(),
        zone: "zone".to_owned(),
        pauses: [pause(1), pause(2), pause(3)],
    };
    assert_eq!(Values::read(str::to_owned), expected);
}

#[test]
fn a_plan_is_chosen_by_its_id_and_without_a_choice_it_is_the_first() {
    let mut sheet = sheet();
    let second = PlanSheet { id: "rescue".to_owned(), ..sheet.plans[0].clone() };
    sheet.plans.push(second);
    for (typed, meant) in [("", Some("care")), ("care", Some("care")), ("rescue", Some("rescue")), ("other", None)] {
        let asked = Values { plan: typed.to_owned(), ..Values::default() };
        assert_eq!(asked.plan(&sheet).map(|plan| plan.id.as_str()), meant, "{typed:?}");
    }
}

#[test]
fn the_form_offers_the_policy_of_the_moment_and_the_newest_while_that_cannot_be_read() {
    let sheet = sheet();
    for (moment, version) in [("2026-12-31T23:59", 1), ("2027-01-01T00:00", 2), ("", 2), ("2025-01-01T00:00", 2)] {
        assert_eq!(values(moment).policy(&sheet).map(|policy| policy.version), Some(version), "{moment:?}");
    }
}

#[test]
fn a_pause_may_begin_with_the_report_and_when_another_ends() {
    let pauses = [pause("2026-11-25T09:00", "1", "hours"), pause("2026-11-25T10:00", "1", "hours")];
    assert_eq!(solved_by(pauses), Some(at("2026-11-26 11:00")));
}

#[test]
fn what_is_refused_says_what_would_be_accepted() {
    let outside = messages(&values("2025-11-25T10:00"));
    assert_eq!(outside, ["Choose a moment from Fri 23 Oct 2026 to Wed 24 Nov 2027."]);
    let priority = messages(&Values { priority: "huge".to_owned(), ..values("2026-11-25T09:00") });
    assert_eq!(priority, ["This plan has no such priority. Choose one of: Critical, High, Medium, Low."]);
    let with = |one: PauseValues| {
        let mut asked = values("2026-11-25T09:00");
        asked.pauses[0] = one;
        asked
    };
    let paused = |length: &str| with(pause("2026-11-25T10:00", length, "hours"));
    let reason = messages(&with(PauseValues { reason: "lunch".to_owned(), ..pause("2026-11-25T10:00", "1", "hours") }));
    let listed = "This plan has no such reason. Choose one of: Waiting on the client, Waiting on a third party.";
    assert_eq!(reason, [listed]);
    assert_eq!(messages(&paused("0")), ["Give a length as a whole number, up to 14 d in all."]);
    assert!(paused("336").question(&sheet()).is_ok());
    let most = "Waiting on the client lasts at most 14 d in this plan: then the clocks run again. Choose a length up to \
                that.";
    assert_eq!(messages(&paused("337")), [most]);
}

#[test]
fn the_text_in_the_page_keeps_all_of_a_policy_that_an_answer_needs() {
    let mut sheet = sheet();
    let policies = &mut sheet.plans[0].policies;
    policies[1].max_next_update = Some(Seconds::days(2));
    for policy in policies {
        policy.priorities[0].targets.triage = Target::SAME_BUSINESS_DAY;
        policy.priorities[3].pausable = false;
        // The rest is left out.
        policy.escalation_chain = None;
        for rule in &mut policy.priorities {
            rule.short.clear();
            rule.meaning.clear();
            rule.requires.clear();
            rule.requires_before_triaged.clear();
            rule.requires_before_queued.clear();
            rule.requires_before_shipped.clear();
            rule.escalation = None;
            rule.only_during_active_plan = false;
        }
    }
    let read = Sheet::decode(&sheet.encode()).unwrap();
    assert_eq!(read.plans[0].policies, sheet.plans[0].policies);
    let promised: Vec<_> = read.plans[0].policies.iter().map(|policy| policy.max_next_update).collect();
    assert_eq!(promised, [None, Some(Seconds::days(2))]);
}

#[test]
fn p0_never_pauses_in_the_browser_either_where_its_label_alone_says_what_it_is() {
    let mut sheet = sheet();
    let rule = &mut sheet.plans[0].policies[0].priorities[0];
    (rule.short, rule.pausable) = ("P0".to_owned(), true);
    let read = Sheet::decode(&sheet.encode()).unwrap();
    let may =
        |sheet: &Sheet| sheet.plans[0].policies[0].priorities.iter().map(PriorityRule::may_pause).collect::<Vec<_>>();
    assert_eq!((may(&read), may(&sheet)[0]), (may(&sheet), false), "the labels are not in the page");
}
