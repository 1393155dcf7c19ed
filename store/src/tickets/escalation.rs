//! The next step of a ticket's escalation: the domain's rule with the directory's people and the calendar's wall clock.

use domain::engagement::Engagement;
use domain::sla::zone::{Tz, parse_zone};
use domain::ticket::{EventKind, NextStep, Reachable, Ticket, ask, next_step};
use domain::time::Timestamp;

use crate::access::Person;
use crate::directory::Directory;

/// The step that is next if nobody acknowledges before.
pub(super) fn upcoming(ticket: &Ticket, engagement: &Engagement, directory: &Directory) -> Option<NextStep> {
    let policy = directory.policy_for(&ticket.policy, engagement)?;
    let quiet = policy.escalation_chain.as_ref()?.quiet;
    let zone = zone_of(engagement, directory);
    next_step(ticket, &policy, |at| quiet.map_or(at, |quiet| quiet.end_after(zone, at)))
}

/// The event of the step that is due by now.
pub(super) fn due_step(
    ticket: &Ticket,
    engagement: &Engagement,
    directory: &Directory,
    now: Timestamp,
) -> Option<EventKind> {
    let step = upcoming(ticket, engagement, directory).filter(|step| step.at <= now)?;
    let policy = directory.policy_for(&ticket.policy, engagement)?;
    Some(ask(&step, ticket, policy.escalation_chain.as_ref()?, &reachable(engagement, directory)))
}

fn reachable(engagement: &Engagement, directory: &Directory) -> Reachable {
    let buyer_owner = engagement.buyer_owner.as_ref().and_then(|id| directory.person(id)).filter(|person| {
        // Only somebody of this client may learn of it, whatever the engagement says.
        !person.disabled && person.client.as_ref() == Some(&engagement.client)
    });
    Reachable {
        staff: directory.assignable(&engagement.id).into_iter().map(Person::reference).collect(),
        admins: directory.admins().into_iter().map(Person::reference).collect(),
        supplier_owner: engagement.supplier_owner.clone(),
        buyer_owner: buyer_owner.map(Person::reference),
    }
}

/// Quiet hours are those of the wall clock that the engagement's calendar goes by.
fn zone_of(engagement: &Engagement, directory: &Directory) -> Tz {
    let calendar = directory.calendar(&engagement.calendar).and_then(|calendar| calendar.versions.last());
    calendar.and_then(|calendar| parse_zone(&calendar.zone).ok()).unwrap_or(Tz::UTC)
}
