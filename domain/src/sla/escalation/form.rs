//! A chain as people type it: texts are kept as typed until they are a chain.

use std::collections::{BTreeMap, BTreeSet};

use super::{Chain, LEVELS_MAX, Level, QuietHours, Recipient, Trigger, WAIT_MAX};
use crate::ids::PersonId;
use crate::problem::Problem;
use crate::sla::local::LocalTime;
use crate::sla::policy::{PriorityKey, PriorityRule};
use crate::time::Seconds;

/// One level as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LevelForm {
    /// Names of roles, as [`Recipient::as_str`] gives them.
    pub who: Vec<String>,
    /// The id of a named person; empty for none.
    pub person: String,
    /// Minutes.
    pub wait: String,
}

impl LevelForm {
    pub(super) fn is_empty(&self) -> bool {
        self.who.is_empty() && self.person.trim().is_empty() && self.wait.trim().is_empty()
    }
}

/// What the form "Escalation" carries; the names of its fields begin with `escalation`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChainForm {
    /// Whether there is a chain at all (`escalation`).
    pub is_on: bool,
    /// What begins it, as `priority:trigger` (`escalation_on`).
    pub on: Vec<String>,
    /// Three levels (`escalation_who_1`, `escalation_person_1`, `escalation_wait_1`, ...).
    pub levels: [LevelForm; LEVELS_MAX],
    /// How often it begins again (`escalation_repeats`).
    pub repeats: String,
    /// When quiet hours begin (`escalation_quiet_from`); empty for none.
    pub quiet_from: String,
    /// When they end (`escalation_quiet_to`).
    pub quiet_to: String,
    /// Whether a fourth level came along, which the form does not offer: it is refused, not left out silently.
    pub has_more: bool,
}

impl ChainForm {
    /// Gathers the form's fields; `all` gives every value that was sent under a name.
    pub fn read(all: impl Fn(&str) -> Vec<String>) -> Self {
        let one = |name: &str| all(name).into_iter().next().unwrap_or_default();
        let level = |number: usize| LevelForm {
            who: all(&format!("escalation_who_{number}")),
            person: one(&format!("escalation_person_{number}")),
            wait: one(&format!("escalation_wait_{number}")),
        };
        Self {
            is_on: !all("escalation").is_empty(),
            on: all("escalation_on"),
            levels: [level(1), level(2), level(3)],
            repeats: one("escalation_repeats"),
            quiet_from: one("escalation_quiet_from"),
            quiet_to: one("escalation_quiet_to"),
            has_more: !level(LEVELS_MAX + 1).is_empty(),
        }
    }

    /// The same as names and values, for a form that sends them along unseen: [`Self::read`] reads them back.
    pub fn fields(&self) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        let mut add = |name: String, value: &str| fields.push((name, value.to_owned()));
        if self.is_on {
            add("escalation".to_owned(), "yes");
        }
        self.on.iter().for_each(|case| add("escalation_on".to_owned(), case));
        for (number, level) in (1..).zip(&self.levels) {
            level.who.iter().for_each(|who| add(format!("escalation_who_{number}"), who));
            add(format!("escalation_person_{number}"), &level.person);
            add(format!("escalation_wait_{number}"), &level.wait);
        }
        add("escalation_repeats".to_owned(), &self.repeats);
        add("escalation_quiet_from".to_owned(), &self.quiet_from);
        add("escalation_quiet_to".to_owned(), &self.quiet_to);
        fields
    }

    /// What the form shows of a chain, or of none.
    pub fn of(chain: Option<&Chain>) -> Self {
        let Some(chain) = chain else { return Self { repeats: "0".to_owned(), ..Self::default() } };
        let on = |(key, triggers): (&PriorityKey, &BTreeSet<Trigger>)| {
            triggers.iter().map(|trigger| format!("{key}:{}", trigger.as_str())).collect::<Vec<_>>()
        };
        let level = |index: usize| chain.levels.get(index).map(LevelForm::of).unwrap_or_default();
        let quiet = |pick: fn(&QuietHours) -> LocalTime| {
            chain.quiet.as_ref().map(|quiet| pick(quiet).to_string()).unwrap_or_default()
        };
        Self {
            is_on: true,
            on: chain.triggers.iter().flat_map(on).collect(),
            levels: [level(0), level(1), level(2)],
            repeats: chain.repeats.to_string(),
            quiet_from: quiet(|quiet| quiet.from),
            quiet_to: quiet(|quiet| quiet.to),
            has_more: chain.levels.len() > LEVELS_MAX,
        }
    }

    /// The chain of a policy of these priorities; `None` when it is switched off. `is_staff` says whether an id is
    /// that of one of the provider's people who may sign in.
    ///
    /// # Errors
    /// Every problem, each naming the form's field.
    pub fn parse(
        &self,
        priorities: &[PriorityRule],
        is_staff: impl Fn(&PersonId) -> bool,
    ) -> Result<Option<Chain>, Vec<Problem>> {
        if !self.is_on {
            return Ok(None);
        }
        let mut problems = Vec::new();
        if self.has_more {
            let message = format!("There are more than {LEVELS_MAX} levels. An escalation has at most {LEVELS_MAX}.");
            problems.push(Problem::new("escalation_levels", message));
        }
        let chain = Chain {
            triggers: self.triggers(&mut problems),
            levels: self.levels(is_staff, &mut problems),
            repeats: self.repeats(&mut problems),
            quiet: self.quiet(&mut problems),
        };
        for problem in chain.problems(priorities) {
            // What could not be read is said already.
            if !problems.iter().any(|known| known.field == problem.field) {
                problems.push(problem);
            }
        }
        if problems.is_empty() { Ok(Some(chain)) } else { Err(problems) }
    }

    fn triggers(&self, problems: &mut Vec<Problem>) -> BTreeMap<PriorityKey, BTreeSet<Trigger>> {
        let mut triggers: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for text in &self.on {
            let parts = text.rsplit_once(':').and_then(|(key, name)| Some((key, Trigger::from_name(name)?)));
            match parts {
                Some((key, trigger)) => {
                    triggers.entry(PriorityKey::new(key)).or_default().insert(trigger);
                }
                None => problems.push(Problem::new("escalation_on", "Tick the cases that begin the escalation.")),
            }
        }
        triggers
    }

    fn levels(&self, is_staff: impl Fn(&PersonId) -> bool, problems: &mut Vec<Problem>) -> Vec<Level> {
        let used = self.levels.iter().rposition(|level| !level.is_empty()).map_or(0, |last| last + 1);
        (1..).zip(&self.levels[..used]).map(|(number, level)| level.read(number, &is_staff, problems)).collect()
    }

    fn repeats(&self, problems: &mut Vec<Problem>) -> u32 {
        let text = self.repeats.trim();
        let read = if text.is_empty() { Some(0) } else { text.parse().ok() };
        read.unwrap_or_else(|| {
            let most = super::REPEATS_MAX;
            problems.push(Problem::new("escalation_repeats", format!("Write a whole number from 0 to {most}.")));
            0
        })
    }

    fn quiet(&self, problems: &mut Vec<Problem>) -> Option<QuietHours> {
        if self.quiet_from.trim().is_empty() && self.quiet_to.trim().is_empty() {
            return None;
        }
        let mut read = |field: &str, text: &str| {
            let time = text.trim().parse::<LocalTime>().ok();
            if time.is_none() {
                let message = "Give a time like 22:00, or leave both empty for no quiet hours.";
                problems.push(Problem::new(field, message));
            }
            time
        };
        let from = read("escalation_quiet_from", &self.quiet_from);
        let to = read("escalation_quiet_to", &self.quiet_to);
        Some(QuietHours { from: from?, to: to? })
    }
}

impl LevelForm {
    fn of(level: &Level) -> Self {
        let roles = level.who.iter().filter(|one| !matches!(one, Recipient::Person { .. }));
        let person = level.who.iter().find_map(|one| match one {
            Recipient::Person { id } => Some(id.to_string()),
            _ => None,
        });
        Self {
            who: roles.map(|one| one.as_str().to_owned()).collect(),
            person: person.unwrap_or_default(),
            wait: (level.wait.get() / 60).to_string(),
        }
    }

    fn read(&self, number: usize, is_staff: impl Fn(&PersonId) -> bool, problems: &mut Vec<Problem>) -> Level {
        let mut who: Vec<Recipient> =
            Recipient::ROLES.into_iter().filter(|role| self.who.iter().any(|name| name == role.as_str())).collect();
        let id = PersonId::new(self.person.trim());
        if !id.as_str().is_empty() {
            if !is_staff(&id) {
                let message = "Choose somebody of your own team who may sign in.";
                problems.push(Problem::new(format!("escalation_person_{number}"), message));
            }
            who.push(Recipient::Person { id });
        }
        // What is no number, or does not fit, is zero minutes: the check says what is accepted.
        let minutes = self.wait.trim().parse::<u32>().map_or(0, i64::from).min(WAIT_MAX.get());
        Level { who, wait: Seconds::minutes(minutes) }
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::*;
    use crate::sla::policy::Policy;
    use crate::sla::templates::{policies, policy_by_key};

    fn policy() -> Policy {
        policy_by_key("hrm-route").unwrap()
    }

    fn filled() -> ChainForm {
        ChainForm {
            is_on: true,
            on: vec!["p0:new".to_owned(), "p1:breach".to_owned()],
            levels: [
                LevelForm {
                    who: vec!["supplier_owner".to_owned(), "buyer_owner".to_owned()],
                    person: String::new(),
                    wait: "5".to_owned(),
                },
                LevelForm { who: Vec::new(), person: "mira".to_owned(), wait: " 15 ".to_owned() },
                LevelForm::default(),
            ],
            repeats: "1".to_owned(),
            quiet_from: "22:00".to_owned(),
            quiet_to: "7:00".to_owned(),
            has_more: false,
        }
    }

    fn problems(change: impl FnOnce(&mut ChainForm)) -> Vec<String> {
        let mut form = filled();
        change(&mut form);
        let parsed = form.parse(&policy().priorities, |id| id.as_str() == "mira");
        parsed.err().unwrap_or_default().into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn a_filled_form_is_a_chain_and_shows_the_same_again() {
        let chain = filled().parse(&policy().priorities, |_| true).unwrap().unwrap();
        assert_eq!(chain.levels.len(), 2);
        assert_eq!(chain.levels[0].who, [Recipient::SupplierOwner, Recipient::BuyerOwner]);
        assert_eq!(chain.levels[1].wait, Seconds::minutes(15));
        assert_eq!(chain.quiet.unwrap().to.to_string(), "07:00");
        let shown = ChainForm::of(Some(&chain));
        assert_eq!(shown.parse(&policy().priorities, |_| true).unwrap().unwrap(), chain);
    }

    #[test]
    fn every_shipped_chain_survives_its_form() {
        for policy in policies() {
            let chain = policy.escalation_chain.clone();
            let parsed = ChainForm::of(chain.as_ref()).parse(&policy.priorities, |_| true).unwrap();
            assert_eq!(parsed, chain, "{}", policy.name);
        }
    }

    #[test]
    fn a_form_is_gathered_from_repeated_names() {
        let sent = [
            ("escalation", "on"),
            ("escalation_on", "p0:new"),
            ("escalation_on", "p0:breach"),
            ("escalation_who_1", "admins"),
            ("escalation_wait_1", "5"),
        ];
        let all =
            |name: &str| sent.iter().filter(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()).collect();
        let form = ChainForm::read(all);
        let chain = form.parse(&policy().priorities, |_| true).unwrap().unwrap();
        assert_eq!(chain.triggers[&PriorityKey::new("p0")].len(), 2);
        assert_eq!((chain.levels.len(), chain.repeats, chain.quiet), (1, 0, None));
        assert_eq!(ChainForm::read(|_| Vec::new()).parse(&policy().priorities, |_| true).unwrap(), None);
    }

    #[test]
    fn what_a_form_sends_along_unseen_is_read_back_as_it_was_typed() {
        for form in
            [filled(), ChainForm { is_on: false, repeats: " twice".to_owned(), ..filled() }, ChainForm::default()]
        {
            let sent = form.fields();
            let all = |name: &str| {
                sent.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect::<Vec<_>>()
            };
            assert_eq!(ChainForm::read(all), form);
        }
    }

    #[test]
    fn a_fourth_level_is_refused_and_not_left_out() {
        let all = |name: &str| if name == "escalation_wait_4" { vec!["5".to_owned()] } else { Vec::new() };
        assert!(ChainForm::read(all).has_more);
        assert_eq!(problems(|form| form.has_more = true), ["escalation_levels"]);
        let chain = policy().escalation_chain.unwrap();
        let has_more = |count| {
            let levels = vec![chain.levels[0].clone(); count];
            ChainForm::of(Some(&Chain { levels, ..chain.clone() })).has_more
        };
        assert_eq!([3, 4].map(has_more), [false, true], "three are all that the form shows");
    }

    #[test]
    fn without_a_chain_the_form_is_off_and_offers_not_to_begin_again() {
        let form = ChainForm::of(None);
        assert_eq!((form.is_on, form.repeats.as_str()), (false, "0"));
    }

    #[test]
    fn what_cannot_be_read_names_its_field_once() {
        assert_eq!(problems(|_| {}), [""; 0]);
        assert_eq!(problems(|form| form.on = vec!["p0".to_owned()]), ["escalation_on"]);
        assert_eq!(problems(|form| form.levels[0].wait = "soon".to_owned()), ["escalation_wait_1"]);
        assert_eq!(problems(|form| form.levels[0].wait = "4294967295".to_owned()), ["escalation_wait_1"]);
        assert_eq!(problems(|form| form.levels[1].person = "ruth".to_owned()), ["escalation_person_2"]);
        assert_eq!(problems(|form| form.repeats = "twice".to_owned()), ["escalation_repeats"]);
        assert_eq!(problems(|form| form.quiet_to = String::new()), ["escalation_quiet_to"]);
        assert_eq!(problems(|form| form.quiet_from = "late".to_owned()), ["escalation_quiet_from"]);
        assert_eq!(
            problems(|form| {
                form.levels[2] = form.levels[1].clone();
                form.levels[1] = LevelForm::default();
            }),
            ["escalation_who_2", "escalation_wait_2"],
            "a level between two others is not left out silently"
        );
    }
}
