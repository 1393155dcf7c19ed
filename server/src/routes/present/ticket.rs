//! One ticket, as the viewer's side may see it.

use app::model::ticket::{ClientActions, Conflict, Fact, GoesOn, Related};
use app::model::{Clock, FailedAction, SelectOption, TicketModel};
use domain::people::{Actor, Side};
use domain::sla::words::{Round, duration};
use domain::sla::{self, ClockChip, Metric};
use domain::ticket::{Event, Ticket, TicketState};
use store::tickets::Detail;

use super::composer::FailedMessage;
use super::{View, sentence};

/// What a refused try, or another person's change, adds to the page.
#[derive(Debug, Default)]
pub struct Extras {
    /// A refused form of the action bar.
    pub failed: Option<FailedAction>,
    /// A refused message.
    pub message: Option<FailedMessage>,
    /// A refused reopening: the text and what was wrong.
    pub reopening: Option<(String, app::model::FormErrors)>,
    /// What somebody else changed first.
    pub since: Vec<Event>,
    /// The ticket in which it goes on.
    pub goes_on: Option<GoesOn>,
    /// Tickets it belongs with, as far as the viewer may see them.
    pub related: Vec<Related>,
    /// Reported a moment ago by the viewer.
    pub is_just_reported: bool,
    /// Where forms lead back to.
    pub return_to: Option<String>,
}

impl View {
    /// The whole page's model.
    pub fn ticket(&mut self, detail: &Detail, extras: Extras) -> TicketModel {
        let Detail { ticket, events, engagement, policy, .. } = detail;
        self.for_client_of(engagement);
        let side = self.side();
        let clocks = self.clocks(detail);
        let conflict = Self::conflict(&extras.since, policy);
        TicketModel {
            key: ticket.key.clone(),
            version: u64::from(ticket.version),
            title: ticket.title.clone(),
            state: ticket.state,
            priority: Self::priority(policy, &ticket.priority),
            priority_reason: ticket.priority_reason.clone(),
            client: self.client_name(engagement),
            product: self.product_name(engagement),
            phase: self.phase(engagement),
            side,
            reported: self.times.moment(ticket.reported_at),
            reporter: self.person(&ticket.reporter),
            clocks,
            timeline: self.timeline(&ticket.key, events, policy),
            assignee: ticket.assignee.as_ref().map(|person| self.person(person)),
            client_owner: engagement.buyer_owner.as_ref().and_then(|id| self.person_by_id(id)),
            participants: ticket.participants.iter().map(|person| self.person(person)).collect(),
            goes_on: extras.goes_on,
            related: extras.related,
            facts: facts(ticket, side),
            actions: (side == Side::Staff).then(|| self.actions(ticket, events, policy)),
            failed: extras.failed,
            client_actions: client_actions(ticket, policy, side, extras.reopening),
            addable: self.addable(ticket, engagement),
            composer: self.composer(detail, extras.message),
            calling: self.calling(detail).filter(|_| side == Side::Staff),
            conflict,
            is_just_reported: extras.is_just_reported,
            return_to: extras.return_to.unwrap_or_else(|| format!("/tickets/{}", ticket.key)),
        }
    }

    /// Open clocks, the one that ends first in front, then how each stopped metric ended last.
    fn clocks(&mut self, detail: &Detail) -> Vec<Clock> {
        let open = open_clocks(detail);
        let last = |metric: Metric| detail.clocks.iter().rfind(|clock| clock.metric == metric);
        let stopped = Metric::ALL.into_iter().filter_map(last).filter(|clock| !clock.is_open());
        let shown: Vec<ClockChip> = open.into_iter().chain(stopped).map(ClockChip::from).collect();
        shown.iter().map(|chip| self.clock(chip, &detail.engagement, &detail.windows)).collect()
    }

    /// The client's people who do not follow the ticket yet.
    fn addable(&self, ticket: &Ticket, engagement: &domain::engagement::Engagement) -> Vec<SelectOption> {
        let follows = |id: &domain::ids::PersonId| {
            ticket.reporter.id == *id || ticket.participants.iter().any(|person| person.id == *id)
        };
        self.directory
            .people(&self.session.scope())
            .into_iter()
            .filter(|person| {
                !person.disabled && person.client.as_ref() == Some(&engagement.client) && !follows(&person.id)
            })
            .map(|person| SelectOption::new(person.id.as_str(), &*person.name))
            .collect()
    }

    fn conflict(since: &[Event], policy: &sla::Policy) -> Option<Conflict> {
        let changes = since.iter().filter_map(|event| sentence::change(event, policy)).collect();
        Some(Conflict { by: last_author(since)?.name().to_owned(), changes })
    }
}

/// Open clocks, the one that ends first in front.
pub(super) fn open_clocks(detail: &Detail) -> Vec<&sla::Clock> {
    let mut open: Vec<&sla::Clock> = detail.clocks.iter().filter(|clock| clock.is_open()).collect();
    open.sort_by_key(|clock| (clock.due.is_none(), clock.auto_resume_at().is_some(), clock.due, clock.metric));
    open
}

/// Who changed it last. A mark of the watcher that came after a person's change is not what the next person has to know.
fn last_author(since: &[Event]) -> Option<&Actor> {
    let by_person = since.iter().rev().find(|event| event.by.person().is_some());
    by_person.or(since.last()).map(|event| &event.by)
}

fn facts(ticket: &Ticket, side: Side) -> Vec<Fact> {
    let impact = ticket.business_impact.as_ref().filter(|_| side == Side::Staff);
    [
        ("Impact, as reported", Some(ticket.impact.label().to_owned())),
        ("Workaround", ticket.workaround.clone()),
        ("Business impact", impact.cloned()),
        ("Target window", ticket.target_window.clone()),
    ]
    .into_iter()
    .filter_map(|(label, text)| Some(Fact { label: label.to_owned(), text: text? }))
    .collect()
}

fn client_actions(
    ticket: &Ticket,
    policy: &sla::Policy,
    side: Side,
    failed: Option<(String, app::model::FormErrors)>,
) -> ClientActions {
    if side == Side::Staff {
        return ClientActions::default();
    }
    // SLA.md rule 9.
    let resumes = duration(policy.reopen_within, Round::Down, true);
    let reopen = (!ticket.state.is_open() && ticket.merged_into.is_none())
        .then(|| format!("Within {resumes} the resolution clock goes on where it stopped; later it starts anew."));
    let (reopen_body, errors) = failed.unwrap_or_default();
    ClientActions { may_confirm: ticket.state == TicketState::Resolved, reopen, errors, reopen_body }
}

#[cfg(test)]
mod tests {
    use domain::ids::PersonId;
    use domain::people::PersonRef;
    use domain::ticket::EventKind;
    use domain::time::Timestamp;

    use super::*;

    #[test]
    fn a_conflict_names_the_person_and_not_the_watcher_that_came_later() {
        let amal = Actor::Staff(PersonRef { id: PersonId::new("amal"), name: "Amal".to_owned() });
        let renamed = EventKind::TitleChanged { from: "a".to_owned(), to: "b".to_owned() };
        let event = |seq, by: &Actor| Event { seq, at: Timestamp::from_unix(1), by: by.clone(), kind: renamed.clone() };
        let name = |events: &[Event]| last_author(events).map(|by| by.name().to_owned());
        assert_eq!(name(&[event(1, &amal), event(2, &Actor::System)]).as_deref(), Some("Amal"));
        assert_eq!(name(&[event(1, &Actor::System)]).as_deref(), Some(Actor::System.name()));
        assert_eq!(name(&[]), None);
    }
}
