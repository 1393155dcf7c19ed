//! Checks shared by the forms of the directory.

use domain::ids::{CalendarId, PolicyId};
use domain::problem::Problem;
use domain::sla::zone::parse_zone;

use super::Directory;

/// The longest name of anything.
pub(crate) const NAME_MAX: usize = 80;
/// The longest description.
pub(crate) const TEXT_MAX: usize = 2_000;

/// Whether a text names an IANA zone.
pub(crate) fn is_zone(text: &str) -> bool {
    parse_zone(text).is_ok()
}

/// What is wrong with a zone.
pub(crate) fn zone_problem(text: &str) -> Problem {
    Problem::new(
        "zone",
        ["“", text, "” is not a time zone. Write one like Europe/Berlin or America/New_York."].concat(),
    )
}

/// Checks a required zone.
pub(crate) fn zone(problems: &mut Vec<Problem>, text: &str) -> String {
    let text = text.trim();
    if !is_zone(text) {
        problems.push(zone_problem(text));
    }
    text.to_owned()
}

/// Checks a chosen policy.
pub(crate) fn policy(problems: &mut Vec<Problem>, directory: &Directory, id: &str) -> PolicyId {
    let id = PolicyId::new(id);
    if directory.policy_versions(&id).is_empty() {
        problems.push(Problem::new("policy", "Choose one of the SLA policies."));
    }
    id
}

/// Checks a chosen calendar.
pub(crate) fn calendar(problems: &mut Vec<Problem>, directory: &Directory, id: &str) -> CalendarId {
    let id = CalendarId::new(id);
    if directory.calendar(&id).is_none() {
        problems.push(Problem::new("calendar", "Choose one of the calendars."));
    }
    id
}
