//! The policies, pause reasons and calendars that ship as defaults, made from the facts file.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::{Calendar, DayWindow};
use super::escalation::{Chain, Level, QuietHours, Recipient, Trigger};
use super::facts::{PolicyFacts, PriorityFacts, facts};
use super::local::{LocalTime, Weekday};
use super::policy::{Basis, Metric, PauseReason, Policy, PriorityKey, PriorityRule, Target, Targets, Warning};
use crate::ids::{CalendarId, PolicyId};
use crate::time::{Seconds, Timestamp};

/// The two policies of the facts file, version 1, effective since ever.
pub fn policies() -> Vec<Policy> {
    facts().sla_policy.iter().map(policy).collect()
}

/// The shipped policy with a key, like `standard`.
pub fn policy_by_key(key: &str) -> Option<Policy> {
    facts().sla_policy.iter().find(|one| one.key == key).map(policy)
}

/// The pause reasons of a new policy. Their maximum lengths are ours; each policy may change them.
pub fn pause_reasons() -> Vec<PauseReason> {
    let reason = |key: &str, name: &str, max| PauseReason { key: key.to_owned(), name: name.to_owned(), max };
    vec![
        reason("waiting_on_client", "Waiting on the client", Seconds::days(14)),
        reason("waiting_on_third_party", "Waiting on a third party", Seconds::days(7)),
    ]
}

/// A business calendar, Monday to Friday 09:00 to 17:00, for a zone. The id is the caller's to replace.
pub fn business_week(zone: &str) -> Calendar {
    let hours = DayWindow::new(time(9), time(17));
    let weekly = Weekday::ALL[..5].iter().map(|day| (*day, vec![hours])).collect();
    Calendar { weekly, ..around_the_clock("business-week", "Business week, 09:00 to 17:00", zone, false) }
}

/// A calendar that never closes.
pub fn always_open(zone: &str) -> Calendar {
    around_the_clock("always-open", "Around the clock", zone, true)
}

fn around_the_clock(id: &str, name: &str, zone: &str, always_open: bool) -> Calendar {
    Calendar {
        id: CalendarId::new(id),
        version: 1,
        name: name.to_owned(),
        zone: zone.to_owned(),
        weekly: BTreeMap::new(),
        holidays: BTreeMap::new(),
        overrides: BTreeMap::new(),
        effective_from: Timestamp::from_unix(0),
        always_open,
    }
}

fn time(hour: u32) -> LocalTime {
    LocalTime::new(hour, 0).unwrap_or(LocalTime::MIDNIGHT)
}

fn policy(facts: &PolicyFacts) -> Policy {
    let priorities: Vec<PriorityRule> = facts.priority.iter().map(priority).collect();
    // A ticket without a known priority is treated as the second worst: seen soon, without an alarm.
    let fallback = priorities.get(1).or_else(|| priorities.first());
    let chain = escalation_chain(facts, &priorities);
    Policy {
        id: PolicyId::new(&facts.key),
        version: 1,
        name: facts.name.clone(),
        effective_from: Timestamp::from_unix(0),
        fallback_priority: fallback.map_or_else(|| PriorityKey::new(""), |rule| rule.key.clone()),
        priorities,
        pause_reasons: pause_reasons(),
        grace: Seconds::minutes(15),
        reopen_within: Seconds::days(14),
        warning: Warning::default(),
        max_next_update: None,
        escalation_chain: chain,
    }
}

/// The chain of a shipped policy. Where the facts say who is told "immediate" (P0: both named owners), they are asked
/// at once and have as long as the promise "acknowledge" gives; otherwise fifteen minutes. The rest is ours, and each
/// policy may change it: then the admins, once more from the beginning, nobody at night but for the worst.
fn escalation_chain(facts: &PolicyFacts, priorities: &[PriorityRule]) -> Option<Chain> {
    let [worst, second, ..] = priorities else { return None };
    let told_at_once = facts.priority.first().and_then(|one| one.escalation.as_deref()).unwrap_or_default();
    let first_wait = match worst.targets.acknowledge {
        Target::Within { target, .. } => target,
        _ => Seconds::minutes(15),
    };
    let mut first = vec![Recipient::Assignee, Recipient::SupplierOwner];
    if told_at_once.contains("buyer side") {
        first = vec![Recipient::SupplierOwner, Recipient::BuyerOwner];
    }
    Some(Chain {
        triggers: BTreeMap::from([
            (worst.key.clone(), BTreeSet::from([Trigger::New, Trigger::Breach])),
            (second.key.clone(), BTreeSet::from([Trigger::Breach])),
        ]),
        levels: vec![
            Level { who: first, wait: first_wait },
            Level { who: vec![Recipient::Admins], wait: Seconds::minutes(15) },
        ],
        repeats: 1,
        quiet: Some(QuietHours { from: time(22), to: time(7) }),
    })
}

fn priority(facts: &PriorityFacts) -> PriorityRule {
    let basis = match facts.basis.as_deref() {
        Some("business") => Basis::Business,
        _ => Basis::Calendar,
    };
    let target = |text: &Option<String>| text.as_deref().map_or(Target::None, |text| read_target(text, basis));
    let mut targets = Targets::default();
    for (metric, text) in [
        (Metric::Acknowledge, &facts.acknowledge),
        (Metric::Triage, &facts.triage),
        (Metric::FirstResponse, &facts.first_response),
        (Metric::NextUpdate, &facts.next_update),
        (Metric::Resolution, &facts.resolution),
    ] {
        targets.set(metric, target(text));
    }
    PriorityRule {
        key: PriorityKey::new(&facts.key),
        name: display_name(&facts.key),
        short: display_name(&facts.key),
        meaning: facts.meaning.clone(),
        targets,
        pausable: facts.pausable.unwrap_or(true),
        answer_every_message: false,
        requires: facts.requires.clone(),
        requires_before_triaged: facts.requires_before_triaged.clone(),
        requires_before_queued: facts.requires_before_queued.clone(),
        requires_before_shipped: facts.requires_before_shipped.clone(),
        escalation: facts.escalation.clone(),
        only_during_active_plan: facts.only_during_active_plan,
    }
}

/// `critical` is shown as `Critical`, `p0` as `P0`.
fn display_name(key: &str) -> String {
    let mut letters = key.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn read_target(text: &str, basis: Basis) -> Target {
    match text {
        "scheduled" => Target::Scheduled,
        "same business day" => Target::SAME_BUSINESS_DAY,
        duration => match parse_duration(duration) {
            Some(target) => Target::Within { target, basis },
            None => Target::None,
        },
    }
}

/// Reads `5m`, `4h`, `2d`, `1w` as the facts file writes durations. None for anything else, like `none`.
pub fn parse_duration(text: &str) -> Option<Seconds> {
    let unit = text.chars().last()?;
    let number: i64 = text.strip_suffix(unit)?.parse().ok()?;
    let seconds = match unit {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    number.checked_mul(seconds).map(Seconds::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(policy: &Policy, key: &str, metric: Metric) -> Option<(i64, Basis)> {
        match policy.priority(&PriorityKey::new(key)).unwrap().targets.get(metric) {
            Target::Within { target, basis } => Some((target.get(), basis)),
            _ => None,
        }
    }

    #[test]
    fn the_standard_policy_has_the_numbers_of_the_facts_file() {
        let policy = policy_by_key("standard").unwrap();
        let hours = |key, metric| within(&policy, key, metric).map(|(target, _)| target / 3_600);
        let rows = ["critical", "high", "medium", "low"].map(|key| {
            [Metric::FirstResponse, Metric::Resolution, Metric::NextUpdate].map(|metric| hours(key, metric))
        });
        assert_eq!(rows[0], [Some(4), Some(24), Some(1)]);
        assert_eq!(rows[1], [Some(24), Some(48), Some(8)]);
        assert_eq!(rows[2], [Some(48), Some(168), Some(48)]);
        assert_eq!(rows[3], [Some(168), None, None]);
        let low = &policy.priorities[3].targets;
        assert_eq!((low.resolution, low.next_update), (Target::Scheduled, Target::None));
        let absent: Vec<_> = Metric::ALL.into_iter().filter(|metric| low.get(*metric) == Target::None).collect();
        assert_eq!(absent, [Metric::Acknowledge, Metric::Triage, Metric::NextUpdate]);
    }

    #[test]
    fn the_hrm_route_never_pauses_p0_and_triages_p1_on_the_same_business_day() {
        let policy = policy_by_key("hrm-route").unwrap();
        assert_eq!(within(&policy, "p0", Metric::Acknowledge), Some((300, Basis::Calendar)));
        assert_eq!(within(&policy, "p0", Metric::NextUpdate), Some((1_800, Basis::Calendar)));
        let [p0, p1, p2] = &policy.priorities[..] else { panic!("three priorities") };
        assert!(!p0.pausable && p1.pausable && p2.pausable);
        assert_eq!(p1.targets.triage, Target::SAME_BUSINESS_DAY);
        assert!(p1.only_during_active_plan);
        assert_eq!(p2.targets.resolution, Target::Scheduled);
        assert_eq!((p0.name.as_str(), p0.short.as_str()), ("P0", "P0"));
    }

    #[test]
    fn the_route_asks_both_owners_at_once_and_waits_as_long_as_acknowledging_may_take() {
        let policy = policy_by_key("hrm-route").unwrap();
        let chain = policy.escalation_chain.as_ref().unwrap();
        assert!(
            chain.begins(&PriorityKey::new("p0"), Trigger::New)
                && !chain.begins(&PriorityKey::new("p2"), Trigger::Breach)
        );
        assert_eq!(chain.levels[0].who, [Recipient::SupplierOwner, Recipient::BuyerOwner]);
        assert_eq!(chain.levels[0].wait, Seconds::minutes(5));
        assert_eq!(chain.levels[1].who, [Recipient::Admins]);
    }

    #[test]
    fn a_duration_counts_opening_hours_only_where_the_facts_say_business() {
        let promised = |basis: Option<&str>| {
            let acknowledge = Some("4h".to_owned());
            let written = PriorityFacts { basis: basis.map(str::to_owned), acknowledge, ..PriorityFacts::default() };
            priority(&written).targets.acknowledge
        };
        let four_hours = |basis| Target::Within { target: Seconds::hours(4), basis };
        assert_eq!(promised(Some("business")), four_hours(Basis::Business));
        assert_eq!(promised(Some("calendar")), four_hours(Basis::Calendar));
        assert_eq!(promised(None), four_hours(Basis::Calendar), "where nothing is said, every second counts");
    }

    #[test]
    fn everything_that_ships_is_valid() {
        let keys: Vec<String> = policies().iter().map(|policy| policy.id.to_string()).collect();
        assert_eq!(keys, ["standard", "hrm-route"]);
        for policy in policies() {
            assert_eq!(policy.validate(), Ok(()), "{}", policy.name);
        }
        assert_eq!(business_week("Europe/Vienna").validate(), Ok(()));
        assert_eq!(always_open("Etc/UTC").validate(), Ok(()));
    }

    #[test]
    fn durations_are_read_as_the_facts_file_writes_them() {
        let read = |text| parse_duration(text).map(Seconds::get);
        assert_eq!(read("5m"), Some(300));
        assert_eq!(read("4h"), Some(14_400));
        assert_eq!(read("2d"), Some(172_800));
        assert_eq!(read("1w"), Some(604_800));
        assert_eq!((read("none"), read(""), read("4"), read("h"), read("4 h")), (None, None, None, None, None));
    }
}
