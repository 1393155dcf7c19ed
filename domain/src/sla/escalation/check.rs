//! What is wrong with a chain, by the names of the form's fields.

use std::collections::BTreeSet;

use super::{Chain, LEVELS_MAX, Level, QuietHours, REPEATS_MAX, Recipient, WAIT_MAX};
use crate::problem::Problem;
use crate::sla::local::LocalTime;
use crate::sla::policy::PriorityRule;
use crate::time::Seconds;

impl Chain {
    /// Everything wrong with it in a policy of these priorities; nothing when it can be kept.
    pub fn problems(&self, priorities: &[PriorityRule]) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.triggers.values().all(BTreeSet::is_empty) {
            problems.push(Problem::new(
                "escalation_on",
                "Nothing begins the escalation. Tick at least one case, or switch the escalation off.",
            ));
        }
        for key in self.triggers.keys().filter(|key| !priorities.iter().any(|rule| rule.key == **key)) {
            let message = format!("“{key}” is not a priority of this policy. Choose among those of the matrix.");
            problems.push(Problem::new("escalation_on", message));
        }
        match self.levels.len() {
            0 => problems.push(Problem::new("escalation_who_1", "Choose whom the first level asks.")),
            count if count > LEVELS_MAX => problems.push(Problem::new(
                "escalation_levels",
                format!("There are {count} levels. An escalation has at most {LEVELS_MAX}."),
            )),
            _ => {}
        }
        for (number, level) in (1..).zip(&self.levels) {
            problems.extend(level.problems(number));
        }
        if self.repeats > REPEATS_MAX {
            problems.push(Problem::new(
                "escalation_repeats",
                format!("It may begin again 0 to {REPEATS_MAX} times, not {}.", self.repeats),
            ));
        }
        problems.extend(self.quiet.and_then(QuietHours::problem));
        problems
    }
}

impl Level {
    fn problems(&self, number: usize) -> Vec<Problem> {
        let mut problems = Vec::new();
        let who = format!("escalation_who_{number}");
        if self.who.is_empty() {
            problems.push(Problem::new(who, format!("Choose whom level {number} asks.")));
        } else if self.who.iter().all(|one| *one == Recipient::BuyerOwner) {
            let message = format!(
                "Level {number} asks only the client's owner, who cannot take a ticket. Add somebody of your own team."
            );
            problems.push(Problem::new(who, message));
        }
        if self.wait <= Seconds::ZERO || self.wait > WAIT_MAX {
            let most = WAIT_MAX.get() / 60;
            problems.push(Problem::new(
                format!("escalation_wait_{number}"),
                format!("Level {number} waits for 1 to {most} minutes. Write a whole number, like 15."),
            ));
        }
        problems
    }
}

impl QuietHours {
    fn problem(self) -> Option<Problem> {
        if self.from == self.to {
            return Some(Problem::new(
                "escalation_quiet_to",
                "Quiet hours end at another time than they begin, like 22:00 to 07:00.",
            ));
        }
        [("escalation_quiet_from", self.from), ("escalation_quiet_to", self.to)]
            .into_iter()
            .find(|(_, time)| *time >= LocalTime::END_OF_DAY)
            .map(|(field, _)| Problem::new(field, "Give a time of the day, 00:00 to 23:59."))
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::sla::policy::{Policy, PriorityKey};
    use crate::sla::templates::policy_by_key;

    fn route() -> (Policy, Chain) {
        let policy = policy_by_key("hrm-route").unwrap();
        let chain = policy.escalation_chain.clone().unwrap();
        (policy, chain)
    }

    fn fields(change: impl FnOnce(&mut Chain)) -> Vec<String> {
        let (policy, mut chain) = route();
        assert_eq!(chain.problems(&policy.priorities), []);
        change(&mut chain);
        chain.problems(&policy.priorities).into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn each_mistake_names_its_field() {
        let level = |who: Vec<Recipient>| Level { who, wait: Seconds::minutes(1) };
        assert_eq!(fields(|chain| chain.triggers.clear()), ["escalation_on"]);
        assert_eq!(
            fields(|chain| {
                let first = chain.triggers.values().next().cloned().unwrap();
                chain.triggers.insert(PriorityKey::new("p9"), first);
            }),
            ["escalation_on"]
        );
        assert_eq!(fields(|chain| chain.levels.clear()), ["escalation_who_1"]);
        assert_eq!(fields(|chain| chain.levels = vec![level(vec![Recipient::Admins]); 4]), ["escalation_levels"]);
        assert_eq!(fields(|chain| chain.levels[1].who.clear()), ["escalation_who_2"]);
        assert_eq!(fields(|chain| chain.levels[0].who = vec![Recipient::BuyerOwner]), ["escalation_who_1"]);
        assert_eq!(fields(|chain| chain.levels[0].wait = Seconds::ZERO), ["escalation_wait_1"]);
        assert_eq!(fields(|chain| chain.levels[1].wait = Seconds::days(8)), ["escalation_wait_2"]);
        assert_eq!(fields(|chain| chain.repeats = 6), ["escalation_repeats"]);
        let quiet = |from: &str, to: &str| QuietHours { from: from.parse().unwrap(), to: to.parse().unwrap() };
        assert_eq!(fields(|chain| chain.quiet = Some(quiet("22:00", "22:00"))), ["escalation_quiet_to"]);
        assert_eq!(fields(|chain| chain.quiet = Some(quiet("25:00", "07:00"))), ["escalation_quiet_from"]);
    }

    #[test]
    fn the_longest_wait_three_levels_and_a_named_person_are_fine() {
        let person = Recipient::Person { id: PersonId::new("mira") };
        let changed = fields(|chain| {
            chain.levels = vec![Level { who: vec![person], wait: WAIT_MAX }; LEVELS_MAX];
            chain.repeats = REPEATS_MAX;
            chain.quiet = None;
        });
        assert_eq!(changed, [""; 0]);
    }

    #[test]
    fn a_wait_that_is_too_long_is_answered_with_what_is_accepted_in_minutes() {
        let (policy, mut chain) = route();
        chain.levels[1].wait = WAIT_MAX + Seconds::new(1);
        let problems = chain.problems(&policy.priorities);
        assert_eq!(problems.len(), 1, "{problems:?}");
        let accepted = "Level 2 waits for 1 to 10080 minutes. Write a whole number, like 15.";
        assert_eq!(problems[0].message, accepted, "a week");
    }

    #[test]
    fn a_policy_is_refused_for_its_chain_by_the_same_names() {
        let (mut policy, mut chain) = route();
        chain.levels[0].wait = Seconds::ZERO;
        policy.escalation_chain = Some(chain);
        let errors = policy.validate().unwrap_err();
        assert_eq!(errors[0].field, "escalation_wait_1");
    }
}
