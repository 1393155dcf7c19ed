//! What differs between two chains as typed, a sentence each.

use std::collections::BTreeSet;

use super::{ChainForm, LevelForm, Recipient, Trigger};
use crate::sla::local::LocalTime;

impl ChainForm {
    /// What `new` would change, in the order of the form; nothing when both say the same. `priority_of` gives the name
    /// of a priority by its key, `name_of` that of a person by id.
    pub fn differences(
        &self,
        new: &Self,
        priority_of: impl Fn(&str) -> String,
        name_of: impl Fn(&str) -> String,
    ) -> Vec<String> {
        match (self.is_on, new.is_on) {
            (false, false) => return Vec::new(),
            (true, false) => {
                return vec!["Escalation is switched off: nobody is called when a ticket waits.".to_owned()];
            }
            _ => {}
        }
        let nothing = Self::default();
        let old = if self.is_on { self } else { &nothing };
        let mut sentences = Vec::new();
        if !self.is_on {
            sentences.push("Escalation is switched on.".to_owned());
        }
        let keys: BTreeSet<&str> = [old, new].into_iter().flat_map(Self::keys).collect();
        for key in keys {
            let (was, is) = (old.when(key), new.when(key));
            if was != is {
                sentences.push(format!("Escalation, {}: {was} becomes {is}.", priority_of(key)));
            }
        }
        for (number, (was, is)) in (1..).zip(old.levels.iter().zip(&new.levels)) {
            let place = format!("Escalation, level {number}");
            let (was_asked, asked) = (was.asked(&name_of), is.asked(&name_of));
            match (was.is_empty(), is.is_empty()) {
                (true, true) => {}
                (true, false) => sentences.push(format!("{place} is added: {asked}, {} to acknowledge.", is.minutes())),
                (false, true) => sentences.push(format!("{place} is taken out.")),
                (false, false) => {
                    if was_asked != asked {
                        sentences.push(format!("{place}: {was_asked} becomes {asked}."));
                    }
                    if was.minutes() != is.minutes() {
                        let (was, is) = (was.minutes(), is.minutes());
                        sentences.push(format!("{place}: {was} to acknowledge becomes {is}."));
                    }
                }
            }
        }
        for (label, was, is) in [
            ("begins again", times(&old.repeats), times(&new.repeats)),
            ("quiet hours", old.quiet_hours(), new.quiet_hours()),
        ] {
            if was != is {
                sentences.push(format!("Escalation, {label}: {was} becomes {is}."));
            }
        }
        sentences
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.on.iter().filter_map(|case| case.rsplit_once(':')).map(|(key, _)| key)
    }

    /// `when a promise is missed`, or `never`.
    fn when(&self, key: &str) -> String {
        let is_ticked =
            |trigger: &Trigger| self.on.iter().any(|case| case.rsplit_once(':') == Some((key, trigger.as_str())));
        let cases: Vec<&str> = Trigger::ALL.into_iter().filter(is_ticked).map(Trigger::label).collect();
        if cases.is_empty() { "never".to_owned() } else { format!("when {}", cases.join(", or ")) }
    }

    fn quiet_hours(&self) -> String {
        let [from, to] = [&self.quiet_from, &self.quiet_to].map(|typed| {
            let typed = typed.trim();
            typed.parse::<LocalTime>().map_or_else(|_| typed.to_owned(), |time| time.to_string())
        });
        if from.is_empty() && to.is_empty() { "none".to_owned() } else { format!("{from} to {to}") }
    }
}

impl LevelForm {
    /// `every admin and Mira Kovač`.
    fn asked(&self, name_of: impl Fn(&str) -> String) -> String {
        let is_asked = |role: &Recipient| self.who.iter().any(|name| name == role.as_str());
        let mut asked: Vec<String> = Recipient::ROLES.iter().filter(|role| is_asked(role)).map(lower).collect();
        let person = self.person.trim();
        asked.extend((!person.is_empty()).then(|| name_of(person)));
        if asked.is_empty() { "nobody".to_owned() } else { asked.join(" and ") }
    }

    /// `5 min`.
    fn minutes(&self) -> String {
        match self.wait.trim().parse::<u32>() {
            Ok(minutes) => format!("{minutes} min"),
            Err(_) => format!("“{}”", self.wait.trim()),
        }
    }
}

fn lower(role: &Recipient) -> String {
    let label = role.label();
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn times(typed: &str) -> String {
    match typed.trim() {
        "" | "0" => "never".to_owned(),
        "1" => "once".to_owned(),
        typed => format!("{typed} times"),
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::*;
    use crate::sla::templates::policy_by_key;

    fn route() -> ChainForm {
        ChainForm::of(policy_by_key("hrm-route").unwrap().escalation_chain.as_ref())
    }

    fn told(change: impl FnOnce(&mut ChainForm)) -> Vec<String> {
        let mut new = route();
        change(&mut new);
        route().differences(&new, str::to_uppercase, |id| format!("person {id}"))
    }

    #[test]
    fn every_part_of_a_chain_that_differs_is_a_sentence() {
        assert_eq!(told(|_| {}), [""; 0]);
        assert_eq!(
            told(|form| form.levels[0].wait = "7".to_owned()),
            ["Escalation, level 1: 5 min to acknowledge becomes 7 min."]
        );
        assert_eq!(
            told(|form| form.levels[1].person = "mira".to_owned()),
            ["Escalation, level 2: every admin becomes every admin and person mira."]
        );
        assert_eq!(
            told(|form| {
                form.levels[2] =
                    LevelForm { who: vec!["assignee".to_owned()], wait: "30".to_owned(), ..LevelForm::default() };
            }),
            ["Escalation, level 3 is added: the ticket's owner, 30 min to acknowledge."]
        );
        assert_eq!(told(|form| form.levels[1] = LevelForm::default()), ["Escalation, level 2 is taken out."]);
        assert_eq!(
            told(|form| form.on.retain(|case| case != "p1:breach")),
            ["Escalation, P1: when a promise is missed becomes never."]
        );
        assert_eq!(told(|form| form.repeats = "2".to_owned()), ["Escalation, begins again: once becomes 2 times."]);
        assert_eq!(
            told(|form| {
                form.quiet_from.clear();
                form.quiet_to.clear();
            }),
            ["Escalation, quiet hours: 22:00 to 07:00 becomes none."]
        );
    }

    #[test]
    fn quiet_hours_with_one_time_missing_are_not_told_as_none() {
        let none = told(|form| {
            form.quiet_from.clear();
            form.quiet_to.clear();
        });
        for half in [told(|form| form.quiet_from.clear()), told(|form| form.quiet_to.clear())] {
            assert!(half.len() == 1 && half != none, "{half:?}");
        }
    }

    #[test]
    fn another_way_of_writing_or_ticking_the_same_is_no_difference() {
        assert_eq!(
            told(|form| {
                form.on.reverse();
                form.levels[0].who.reverse();
                form.levels[0].wait = " 5 ".to_owned();
                form.quiet_to = "7:00".to_owned();
            }),
            [""; 0]
        );
    }

    #[test]
    fn switching_it_on_tells_the_whole_chain_and_off_only_that() {
        let off = ChainForm { is_on: false, ..route() };
        assert_eq!(told(|form| form.is_on = false).len(), 1);
        let all = off.differences(&route(), str::to_owned, str::to_owned);
        assert_eq!(all[0], "Escalation is switched on.");
        assert!(all.iter().any(|one| one.starts_with("Escalation, level 2 is added: every admin")), "{all:?}");
        let typed = ChainForm { repeats: "4".to_owned(), ..off.clone() };
        assert_eq!(off.differences(&typed, str::to_owned, str::to_owned), [""; 0], "what is off says nothing");
    }
}
