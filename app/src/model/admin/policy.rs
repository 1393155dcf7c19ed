//! SLA policies, as a matrix that people can read.

use domain::sla::{Basis, Policy, PriorityRule, Target};
use domain::time::Seconds;

use super::{Access, ChainWords, RelatedLink};

/// The list of policies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PoliciesModel {
    /// By name.
    pub rows: Vec<PolicyRow>,
    /// Who may add one.
    pub access: Access,
}

/// One policy in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PolicyRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its priorities, worst first: `Critical, High, Medium, Low`.
    pub priorities: String,
    /// The version that counts now.
    pub version: u32,
    /// How many engagements are measured by it.
    pub engagements: usize,
}

/// One policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyModel {
    /// The version that counts now.
    pub policy: Policy,
    /// Since when: `since the beginning`, `since Mon 23 Nov`.
    pub since: String,
    /// Every version, newest first.
    #[cfg(feature = "ssr")]
    pub versions: Vec<super::version::VersionLine>,
    /// Who may edit it.
    pub access: Access,
    /// Whom it asks when nobody takes a ticket; nobody without it.
    pub escalation: Option<ChainWords>,
    /// Plans that promise it.
    pub plans: Vec<RelatedLink>,
    /// Engagements measured by it.
    pub engagements: Vec<RelatedLink>,
}

/// What a cell of the matrix says: the promise, and how it is counted.
pub fn target_words(target: Target) -> (String, &'static str) {
    match target {
        Target::Within { target, basis } => (budget(target, basis), basis_words(basis)),
        Target::SameBusinessDay { .. } => ("Same business day".to_owned(), "opening hours"),
        Target::Scheduled => ("Scheduled".to_owned(), "with a release"),
        Target::None => ("None".to_owned(), ""),
    }
}

/// Which seconds count, in words.
pub fn basis_words(basis: Basis) -> &'static str {
    match basis {
        Basis::Calendar => "day and night",
        Basis::Business => "opening hours",
    }
}

/// A promised time as a contract writes it: `5 min`, `4 h`, `48 h`, `7 days`. Opening hours have no days.
pub fn budget(time: Seconds, basis: Basis) -> String {
    let minutes = time.get() / 60;
    let (hours, rest) = (minutes / 60, minutes % 60);
    if hours == 0 {
        return format!("{minutes} min");
    }
    if rest > 0 {
        return format!("{hours} h {rest:02} min");
    }
    if basis == Basis::Calendar && hours > 48 && hours % 24 == 0 {
        return format!("{} days", hours / 24);
    }
    format!("{hours} h")
}

/// What a priority asks for, as `when` and `what`, in the order in which a ticket meets it.
pub fn requirements(rule: &PriorityRule) -> Vec<(&'static str, String)> {
    let lists = [
        ("Always", &rule.requires),
        ("Before triaged", &rule.requires_before_triaged),
        ("Before queued", &rule.requires_before_queued),
        ("Before shipped", &rule.requires_before_shipped),
    ];
    lists.into_iter().filter(|(_, list)| !list.is_empty()).map(|(when, list)| (when, list.join(", "))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promised_times_are_written_as_contracts_write_them() {
        let calendar = |seconds| budget(seconds, Basis::Calendar);
        assert_eq!(calendar(Seconds::minutes(5)), "5 min");
        assert_eq!(calendar(Seconds::hours(24)), "24 h");
        assert_eq!(calendar(Seconds::hours(48)), "48 h");
        assert_eq!(calendar(Seconds::days(7)), "7 days");
        assert_eq!(calendar(Seconds::minutes(90)), "1 h 30 min");
        assert_eq!(budget(Seconds::days(7), Basis::Business), "168 h");
    }

    #[test]
    fn every_kind_of_target_says_how_it_is_counted() {
        let within = Target::Within { target: Seconds::hours(4), basis: Basis::Business };
        assert_eq!(target_words(within), ("4 h".to_owned(), "opening hours"));
        assert_eq!(target_words(Target::Scheduled).1, "with a release");
        assert_eq!(target_words(Target::None), ("None".to_owned(), ""));
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_shipped_route_policy_asks_for_what_the_facts_file_says() {
        let policy = domain::sla::templates::policy_by_key("hrm-route").unwrap();
        let asked: Vec<_> = policy.priorities.iter().map(requirements).collect();
        assert_eq!(asked[0], [("Always", "incident notes, next update time".to_owned())]);
        assert_eq!(asked[1][0].0, "Before triaged");
        assert_eq!(asked[2].iter().map(|(when, _)| *when).collect::<Vec<_>>(), ["Before queued", "Before shipped"]);
    }
}
