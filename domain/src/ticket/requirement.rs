//! What a policy asks for before a ticket may go on, as something the product can check.

use serde::{Deserialize, Serialize};

use super::TicketState;
use crate::sla::{PriorityRule, Target};

/// A fact a policy requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// How the client can work meanwhile, or "none known".
    Workaround,
    /// Somebody on the provider's side.
    Owner,
    /// What it costs the client's business.
    BusinessImpact,
    /// The release or date it is planned for.
    TargetWindow,
    /// Notes of an incident.
    IncidentNotes,
    /// When the client hears the next time.
    NextUpdateTime,
    /// What the release's notes say about it.
    ReleaseNote,
}

impl Requirement {
    /// Reads a policy's wording (`workaround (or 'none known')`, `owner`); `None` for a wording nothing checks.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        [
            ("workaround", Self::Workaround),
            ("owner", Self::Owner),
            ("business impact", Self::BusinessImpact),
            ("impact", Self::BusinessImpact),
            ("target window", Self::TargetWindow),
            ("incident notes", Self::IncidentNotes),
            ("next update time", Self::NextUpdateTime),
            ("release note", Self::ReleaseNote),
        ]
        .into_iter()
        .find(|(wording, _)| text.starts_with(wording))
        .map(|(_, requirement)| requirement)
    }

    /// The form field that answers it; `None` for what is kept with incidents and releases, which have rules of their
    /// own.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Self::Workaround => Some("workaround"),
            Self::Owner => Some("owner"),
            Self::BusinessImpact => Some("impact"),
            Self::TargetWindow => Some("target_window"),
            Self::IncidentNotes | Self::NextUpdateTime | Self::ReleaseNote => None,
        }
    }
}

/// What a priority asks for before a ticket may go from one state to another: P1 before it is triaged, P2 before it is
/// queued (facts: `hrm-route`). Every way out of `new` on which work goes on passes the triage, whatever it is called.
/// What is promised with a release needs its target window, also where no list asks for it (SLA.md rule 14).
pub fn required_for(from: TicketState, to: TicketState, rule: &PriorityRule) -> Vec<Requirement> {
    let is_triaged = from == TicketState::New && to.is_open();
    let triage = rule.requires_before_triaged.iter().filter(|_| is_triaged);
    let is_queued = to == TicketState::Queued;
    let queue = rule.requires_before_queued.iter().filter(|_| is_queued);
    let release = (is_queued && rule.targets.resolution == Target::Scheduled).then_some(Requirement::TargetWindow);
    let mut required = Vec::new();
    for requirement in triage.chain(queue).filter_map(|text| Requirement::read(text)).chain(release) {
        if requirement.field().is_some() && !required.contains(&requirement) {
            required.push(requirement);
        }
    }
    required
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_scheduled_needs_a_target_window_before_it_is_queued_whatever_the_list_says() {
        let policy = crate::sla::templates::policy_by_key("standard").unwrap();
        let asked =
            |key: &str, from, to| required_for(from, to, policy.priority(&crate::sla::PriorityKey::new(key)).unwrap());
        let (new, queued) = (TicketState::New, TicketState::Queued);
        assert_eq!(asked("low", new, queued), [Requirement::TargetWindow]);
        assert_eq!(asked("low", TicketState::InProgress, queued), [Requirement::TargetWindow]);
        assert_eq!(asked("low", new, TicketState::Triaged), []);
        assert_eq!(asked("medium", new, queued), [], "it has a deadline");
    }

    #[test]
    fn every_requirement_of_the_shipped_policies_is_understood() {
        for policy in crate::sla::templates::policies() {
            for rule in &policy.priorities {
                for text in [
                    &rule.requires,
                    &rule.requires_before_triaged,
                    &rule.requires_before_queued,
                    &rule.requires_before_shipped,
                ]
                .into_iter()
                .flatten()
                {
                    assert!(Requirement::read(text).is_some(), "{text}");
                }
            }
        }
    }
}
