//! A policy's escalation in words, and the form that edits it.

use domain::ids::PersonId;
use domain::sla::escalation::{Chain, ChainForm, Level, Recipient, Trigger};
#[cfg(feature = "ssr")]
use domain::sla::policy_draft::{PolicyDraft, PriorityDraft};
use domain::sla::{Basis, Policy, PriorityRule};

use super::policy::budget;
use crate::model::{FormErrors, Priority, SelectOption};

/// A chain as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainWords {
    /// What begins it: the priority, and `it is reported, raised or reopened, or a promise is missed`.
    pub begins: Vec<(Priority, String)>,
    /// Each level: whom it asks, and how long they have.
    pub levels: Vec<(String, String)>,
    /// What happens after the last level.
    pub after: String,
    /// When nobody is asked.
    pub quiet: String,
}

impl ChainWords {
    /// A policy's chain in words; `None` when it has none. `name_of` gives the name of a person.
    pub fn of(policy: &Policy, name_of: impl Fn(&PersonId) -> Option<String>) -> Option<Self> {
        let chain = policy.escalation_chain.as_ref()?;
        let begins = policy.priorities.iter().enumerate().filter_map(|(index, rule)| {
            let cases: Vec<&str> = Trigger::ALL
                .into_iter()
                .filter(|trigger| chain.begins(&rule.key, *trigger))
                .map(Trigger::label)
                .collect();
            (!cases.is_empty()).then(|| (priority(index, rule), cases.join(", or ")))
        });
        let who = |level: &Level| {
            let names: Vec<String> = level.who.iter().map(|one| recipient(one, &name_of)).collect();
            capitalised(&names.join(" and "))
        };
        let wait = |level: &Level| format!("{} to acknowledge", budget(level.wait, Basis::Calendar));
        Some(Self {
            begins: begins.collect(),
            levels: chain.levels.iter().map(|level| (who(level), wait(level))).collect(),
            after: after(chain),
            quiet: quiet(chain, policy),
        })
    }
}

fn priority(index: usize, rule: &PriorityRule) -> Priority {
    Priority::new(rule.key.as_str(), &*rule.short, index)
}

fn recipient(one: &Recipient, name_of: &impl Fn(&PersonId) -> Option<String>) -> String {
    match one {
        Recipient::Assignee => "the ticket's owner".to_owned(),
        Recipient::SupplierOwner => "the provider's owner of the engagement".to_owned(),
        Recipient::BuyerOwner => "the client's owner of the engagement".to_owned(),
        Recipient::Admins => "every admin".to_owned(),
        Recipient::Person { id } => name_of(id).unwrap_or_else(|| "a person who no longer works here".to_owned()),
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn after(chain: &Chain) -> String {
    match chain.repeats {
        0 => "It rests until something new happens on the ticket.".to_owned(),
        1 => "It begins once more with level 1, then rests until something new happens on the ticket.".to_owned(),
        times => {
            format!(
                "It begins again with level 1 up to {times} times, then rests until something new happens on the ticket."
            )
        }
    }
}

fn quiet(chain: &Chain, policy: &Policy) -> String {
    let Some(quiet) = chain.quiet else { return "None: people are asked at any hour.".to_owned() };
    let worst = policy.priorities.first().map(|rule| rule.name.as_str()).unwrap_or_default();
    format!(
        "{} to {} where the engagement's calendar is: who should be asked then is asked at {}. Never for {worst}.",
        quiet.from, quiet.to, quiet.to
    )
}

/// What the form needs besides what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainEditor {
    /// The fields as typed.
    pub form: ChainForm,
    /// The policy's priorities, worst first: key and label.
    pub priorities: Vec<(String, Priority)>,
    /// The provider's people who may be named.
    pub staff: Vec<SelectOption>,
    /// What is wrong.
    pub errors: FormErrors,
}

impl ChainEditor {
    /// The form of a policy's chain before anybody has typed.
    pub fn of(policy: &Policy, staff: Vec<SelectOption>) -> Self {
        Self {
            form: ChainForm::of(policy.escalation_chain.as_ref()),
            priorities: Self::priorities(&policy.priorities),
            staff,
            errors: FormErrors::none(),
        }
    }

    /// The form of a policy that somebody is typing: the cases are those of the priorities typed so far.
    #[cfg(feature = "ssr")]
    pub fn typed(draft: &PolicyDraft, staff: Vec<SelectOption>, errors: FormErrors) -> Self {
        let is_named = |row: &&PriorityDraft| !row.key.trim().is_empty();
        let rows = draft.priorities.iter().filter(is_named).enumerate().map(|(index, row)| {
            let key = row.key.trim();
            let label = [&row.short, &row.name].map(|text| text.trim()).into_iter().find(|text| !text.is_empty());
            (key.to_owned(), Priority::new(key, label.unwrap_or(key), index))
        });
        Self { form: draft.chain.clone(), priorities: rows.collect(), staff, errors }
    }

    /// Priorities as the form lists them.
    fn priorities(rules: &[PriorityRule]) -> Vec<(String, Priority)> {
        rules.iter().enumerate().map(|(index, rule)| (rule.key.to_string(), priority(index, rule))).collect()
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::sla::templates::policy_by_key;

    use super::*;

    #[test]
    fn the_shipped_route_reads_as_the_facts_say() {
        let words = ChainWords::of(&policy_by_key("hrm-route").unwrap(), |_| None).unwrap();
        let begins: Vec<_> =
            words.begins.iter().map(|(priority, when)| (priority.label.as_str(), when.as_str())).collect();
        assert_eq!(
            begins,
            [("P0", "it is reported, raised or reopened, or a promise is missed"), ("P1", "a promise is missed")]
        );
        assert_eq!(
            words.levels[0],
            (
                "The provider's owner of the engagement and the client's owner of the engagement".to_owned(),
                "5 min to acknowledge".to_owned()
            )
        );
        assert!(words.quiet.contains("22:00 to 07:00") && words.quiet.ends_with("Never for P0."), "{}", words.quiet);
        assert!(words.after.contains("once more"));
    }

    #[test]
    fn the_cases_are_those_of_the_priorities_as_typed_also_before_they_are_a_policy() {
        let mut draft = PolicyDraft::of(&policy_by_key("hrm-route").unwrap());
        let whole = ChainEditor::of(&policy_by_key("hrm-route").unwrap(), Vec::new());
        assert_eq!(ChainEditor::typed(&draft, Vec::new(), FormErrors::none()), whole);
        draft.priorities.truncate(1);
        draft.priorities[0].short.clear();
        draft.priorities.push(PriorityDraft::default());
        draft.priorities.push(PriorityDraft { key: " wish ".to_owned(), ..PriorityDraft::default() });
        let editor = ChainEditor::typed(&draft, Vec::new(), FormErrors::none());
        let rows: Vec<_> = editor.priorities.iter().map(|(key, shown)| (key.as_str(), shown.label.as_str())).collect();
        assert_eq!(rows, [("p0", draft.priorities[0].name.as_str()), ("wish", "wish")]);
    }

    #[test]
    fn a_policy_without_a_chain_has_no_words() {
        let mut policy = policy_by_key("standard").unwrap();
        policy.escalation_chain = None;
        assert_eq!(ChainWords::of(&policy, |_| None), None);
    }
}
