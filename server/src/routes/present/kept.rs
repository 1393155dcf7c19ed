//! What a device keeps of engagements and tickets, in the words of the pages.

use domain::people::{Actor, Side};
use domain::sla::{Clock, Target};
use domain::sync::{KeptClock, KeptEngagement, KeptMessage, KeptTicket};
use domain::ticket::{
    Attachment, Event, EventKind, Requirement, StateCause, Ticket, TicketState, Visibility, longest_next_update,
    next_update, required_for,
};
use store::sync::MayKeep;
use store::tickets::Detail;

use super::View;
use super::sentence;
use super::ticket::open_clocks;
use super::timeline::reported_text;

impl View {
    /// An engagement to choose.
    pub fn kept_engagement(&self, one: &MayKeep) -> KeptEngagement {
        let engagement = &one.engagement;
        KeptEngagement {
            id: engagement.id.clone(),
            client: self.client_name(engagement),
            product: self.product_name(engagement),
            phase: self.phase(engagement),
            is_own: one.is_own,
        }
    }

    /// A ticket as it is read without a network.
    pub fn kept_ticket(&self, detail: &Detail) -> KeptTicket {
        let Detail { ticket, events, policy, .. } = detail;
        let place = policy.priorities.iter().position(|rule| rule.key == ticket.priority);
        let rule = policy.rule_for(&ticket.priority);
        let is_new = ticket.state == TicketState::New;
        let asks = rule.map(|rule| required_for(ticket.state, TicketState::Triaged, rule)).unwrap_or_default();
        KeptTicket {
            key: ticket.key.clone(),
            title: ticket.title.clone(),
            priority: Self::priority(policy, &ticket.priority).label,
            rank: place.and_then(|place| u32::try_from(place).ok()).unwrap_or(u32::MAX),
            state: ticket.state.label(self.side()).to_owned(),
            is_new,
            is_incident: next_update(ticket, policy) != Target::None,
            update_within: longest_next_update(ticket, policy),
            needs_workaround: is_new && ticket.workaround.is_none() && asks.contains(&Requirement::Workaround),
            assignee: ticket.assignee.clone(),
            reporter: ticket.reporter.name.clone(),
            reported_at: ticket.reported_at,
            version: ticket.version,
            snoozed_until: ticket.snoozed_until,
            workaround: ticket.workaround.clone().unwrap_or_default(),
            clocks: open_clocks(detail).into_iter().map(kept_clock).collect(),
            messages: events.iter().filter_map(kept_message).collect(),
        }
    }

    /// What people did since somebody without a network looked at a ticket, a sentence each: `Amal Jain accepted it.`
    pub fn happened_since(&self, since: &[Event], ticket: &Ticket) -> Vec<String> {
        let engagement = self.directory.engagement(&ticket.engagement);
        let Some(policy) = engagement.and_then(|engagement| self.directory.policy_for(&ticket.policy, engagement))
        else {
            return Vec::new();
        };
        let said = |event: &&Event| event.by.person().is_some() && !is_part_of_accepting(event, since);
        let word = |event: &Event| {
            if is_accepting(event) {
                return Some(format!("{} accepted it.", event.by.name()));
            }
            match sentence::sentence(event, &policy, Side::Staff) {
                Some(sentence) => Some(format!("{}.", sentence.text)),
                None => sentence::change(event, &policy),
            }
        };
        since.iter().filter(said).filter_map(word).collect()
    }
}

fn is_accepting(event: &Event) -> bool {
    matches!(
        event.kind,
        EventKind::StateChanged { from: TicketState::New, to: TicketState::Triaged, cause: StateCause::Person, .. }
    )
}

/// Whoever accepts a ticket takes it and becomes its owner: said once.
fn is_part_of_accepting(event: &Event, all: &[Event]) -> bool {
    let is_part = match &event.kind {
        EventKind::Acknowledged => true,
        EventKind::Assigned { to: Some(to) } => event.by.person().is_some_and(|person| person.id == to.id),
        _ => false,
    };
    is_part && all.iter().any(|other| is_accepting(other) && other.at == event.at && other.by == event.by)
}

/// Paused, it is due at no known time.
fn kept_clock(clock: &Clock) -> KeptClock {
    let due = clock.due.filter(|_| clock.auto_resume_at().is_none());
    KeptClock { label: clock.metric.name().to_owned(), due }
}

fn kept_message(event: &Event) -> Option<KeptMessage> {
    let message = |by: Actor, text: String, files: &[Attachment], is_internal: bool| KeptMessage {
        by,
        at: event.at,
        text: with_files(text, files),
        is_internal,
    };
    match &event.kind {
        EventKind::Reported { what_happens, blocks, attachments, reporter, split, .. } => {
            let files: Vec<Attachment> =
                split.iter().flat_map(|split| &split.files).chain(attachments).cloned().collect();
            let text = reported_text(what_happens, blocks.as_deref());
            Some(message(Actor::Client(reporter.clone()), text, &files, false))
        }
        EventKind::MessageAdded { visibility, body, attachments, .. } if event.by.person().is_some() => {
            Some(message(event.by.clone(), body.clone(), attachments, *visibility == Visibility::Internal))
        }
        _ => None,
    }
}

/// Files are not kept; that there are some has to be known.
fn with_files(text: String, files: &[Attachment]) -> String {
    if files.is_empty() {
        return text;
    }
    let names = files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
    let gap = if text.is_empty() { "" } else { "\n\n" };
    format!("{text}{gap}Attached: {names}")
}
