//! The next update that an author promises (SLA.md rule 11): an earlier time is a kindness, a later one only within the
//! plan's maximum.

use crate::people::Actor;
use crate::problem::Problem;
use crate::sla::{OpenWindows, Policy, Target, due_of};
use crate::ticket::Ticket;
use crate::time::{Seconds, Timestamp};

/// Whether an update may be promised for an instant.
pub(super) fn check(
    ticket: &Ticket,
    at: Timestamp,
    by: &Actor,
    policy: &Policy,
    hours: &OpenWindows,
    now: Timestamp,
) -> Result<(), Vec<Problem>> {
    let refused = |why: &str| Err(vec![Problem::new("promise", why)]);
    if !by.is_staff() {
        return refused("Only the support team promises updates.");
    }
    if at <= now {
        return refused("The promised time is in the past. Choose a later one.");
    }
    match latest_next_update(ticket, policy, hours, now) {
        Some(latest) if at > latest => {
            refused("The plan may promise the next update sooner than that. Choose an earlier time.")
        }
        // A later promise would be shown, and the sooner one measured.
        None if matches!(next_update(ticket, policy), Target::SameBusinessDay { .. }) => {
            refused("The plan promises the next update by closing time, and none is known. Send it without a promise.")
        }
        _ => Ok(()),
    }
}

/// The latest instant for which the next update may be promised: by the policy's own limit, else when the metric's own
/// target is due. None when nothing limits it, or it is due by closing time and none is known.
pub fn latest_next_update(ticket: &Ticket, policy: &Policy, hours: &OpenWindows, now: Timestamp) -> Option<Timestamp> {
    let at_once = longest_next_update(ticket, policy).map(|longest| now + longest);
    match policy.max_next_update {
        Some(_) => at_once,
        None => due_of(next_update(ticket, policy), hours, now).or(at_once),
    }
}

/// The longest silence that may be promised at any moment, also where opening hours are unknown: the policy's own limit,
/// else the metric's target. So much of opening hours takes at least as long, so the clock never has to shorten what was
/// promised.
pub fn longest_next_update(ticket: &Ticket, policy: &Policy) -> Option<Seconds> {
    policy.max_next_update.or_else(|| match next_update(ticket, policy) {
        Target::Within { target, .. } => Some(target),
        _ => None,
    })
}

/// What the plan itself promises for the next update.
pub fn next_update(ticket: &Ticket, policy: &Policy) -> Target {
    policy.rule_for(&ticket.priority).map_or(Target::None, |rule| rule.targets.next_update)
}
