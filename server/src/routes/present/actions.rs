//! What staff may do with a ticket now, and what each move asks for.

use std::collections::BTreeMap;

use app::model::{Actions, Options, SelectOption, StateOption};
use domain::people::Side;
use domain::sla::words::{Round, duration};
use domain::sla::{Metric, Policy, Target};
use domain::ticket::{Event, Requirement, Splittable, Ticket, TicketState, cannot_go_on, required_for, splittable};
use domain::time::Timestamp;

use super::View;

/// How much of a message a choice shows, in characters.
const EXCERPT: usize = 60;

impl View {
    /// The forms of the action bar.
    pub fn actions(&self, ticket: &Ticket, events: &[Event], policy: &Policy) -> Actions {
        let may_accept = ticket.state == TicketState::New;
        let accept_refusal = if may_accept {
            String::new()
        } else {
            format!("Accepted already: it is {}.", ticket.state.label(Side::Staff).to_lowercase())
        };
        Actions {
            may_accept,
            accept_refusal,
            states: ticket.state.next().iter().map(|to| state_option(ticket, policy, *to, self.now())).collect(),
            priorities: priorities(ticket, policy),
            people: self.assignees(ticket),
            pause_reasons: Options::new(
                policy.pause_reasons.iter().map(|reason| SelectOption::new(&*reason.key, &*reason.name)),
                "",
            ),
            target_windows: Vec::new(),
            known: known(ticket),
            merge_refusal: cannot_go_on(ticket).unwrap_or_default(),
            messages: self.messages(events),
            snoozed: ticket.snoozed_until.map(|until| format!("until {}", self.times.moment(until).local)),
        }
    }

    /// What the client wrote, the newest first: any of it may be an issue of its own.
    fn messages(&self, events: &[Event]) -> Vec<SelectOption> {
        let mut said: Vec<_> = splittable(events).collect();
        said.reverse();
        let option = |said: &Splittable| {
            let (at, who) = (self.times.moment(said.said_at).local, &said.author.name);
            let words = excerpt(said.body, EXCERPT);
            SelectOption::new(said.seq.to_string(), format!("{who}, {at}: {words}"))
        };
        said.iter().map(option).collect()
    }

    /// Staff who can be given the ticket; the viewer first, for "assign to me" is the most frequent.
    fn assignees(&self, ticket: &Ticket) -> Options {
        let me = &self.session.person.id;
        let mut people = self.directory.assignable(&ticket.engagement);
        people.sort_by_key(|person| person.id != *me);
        let options = people.into_iter().map(|person| {
            let label = if person.id == *me { format!("{} (me)", person.name) } else { person.name.clone() };
            SelectOption::new(person.id.as_str(), label)
        });
        let current = ticket.assignee.as_ref().map_or("", |person| person.id.as_str());
        Options::new(std::iter::once(SelectOption::new("", "Nobody")).chain(options), current)
    }
}

/// The first words of a text, on one line.
pub fn excerpt(text: &str, longest: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() <= longest {
        return words;
    }
    let cut: String = words.chars().take(longest).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end_matches([',', '.', ';', ':']))
}

fn priorities(ticket: &Ticket, policy: &Policy) -> Options {
    let options = policy
        .priorities
        .iter()
        .map(|rule| SelectOption::new(rule.key.as_str(), format!("{}: {}", rule.name, rule.meaning)));
    Options::new(options, ticket.priority.as_str())
}

fn known(ticket: &Ticket) -> BTreeMap<String, String> {
    let owner = ticket.assignee.as_ref().map(|person| person.id.as_str());
    [
        ("workaround", ticket.workaround.as_deref()),
        ("impact", ticket.business_impact.as_deref()),
        ("target_window", ticket.target_window.as_deref()),
        ("owner", owner),
        ("title", Some(ticket.title.as_str())),
    ]
    .into_iter()
    .filter_map(|(field, value)| Some((field.to_owned(), value?.to_owned())))
    .collect()
}

fn state_option(ticket: &Ticket, policy: &Policy, to: TicketState, now: Timestamp) -> StateOption {
    StateOption { state: to, fields: fields(ticket, policy, to), effect: effect(ticket, policy, to, now) }
}

/// The fields a move needs, in the order of the form. What is known already is asked again, prefilled, so that it is
/// confirmed rather than forgotten.
fn fields(ticket: &Ticket, policy: &Policy, to: TicketState) -> Vec<&'static str> {
    let required = policy.rule_for(&ticket.priority).map(|rule| required_for(ticket.state, to, rule));
    let mut fields: Vec<&'static str> =
        required.unwrap_or_default().into_iter().filter_map(Requirement::field).collect();
    match to {
        TicketState::Queued if !fields.contains(&"target_window") => fields.push("target_window"),
        TicketState::WaitingOnClient | TicketState::WaitingOnThirdParty => {
            if policy.pause_reason(to.as_str()).is_none() {
                fields.push("pause_reason");
            }
            fields.push("reason");
        }
        TicketState::Duplicate => fields.push("duplicate_of"),
        TicketState::Declined | TicketState::Resolved => fields.push("reason"),
        _ => {}
    }
    fields
}

fn effect(ticket: &Ticket, policy: &Policy, to: TicketState, now: Timestamp) -> String {
    match to {
        TicketState::WaitingOnClient | TicketState::WaitingOnThirdParty => pause_effect(ticket, policy, to),
        TicketState::Resolved => "Stops every clock. The client may confirm or reopen.".to_owned(),
        TicketState::Declined | TicketState::Duplicate => "Ends every clock without a verdict.".to_owned(),
        TicketState::InProgress if !ticket.state.is_open() => reopen_effect(ticket, policy, now).to_owned(),
        TicketState::InProgress if ticket.state.is_waiting() => "The paused clocks go on.".to_owned(),
        _ => String::new(),
    }
}

/// SLA.md rule 9: for some days the resolution of a reopened ticket goes on where it stopped.
fn reopen_effect(ticket: &Ticket, policy: &Policy, now: Timestamp) -> &'static str {
    let has_clock = policy.rule_for(&ticket.priority).is_some_and(|rule| is_timed(rule.targets.resolution));
    let goes_on = ticket.ended_at.is_some_and(|ended| now - ended <= policy.reopen_within);
    match (has_clock, goes_on) {
        (false, _) => "Reopens it.",
        (true, true) => "Reopens it: the resolution clock goes on.",
        (true, false) => "Reopens it: the resolution clock starts anew.",
    }
}

/// Whether a target is measured against the clock.
fn is_timed(target: Target) -> bool {
    matches!(target, Target::Within { .. } | Target::SameBusinessDay { .. })
}

/// SLA.md rule 7: the first response never pauses, and neither does a priority that the policy says so of.
fn pause_effect(ticket: &Ticket, policy: &Policy, to: TicketState) -> String {
    let Some(rule) = policy.rule_for(&ticket.priority) else { return String::new() };
    if !rule.may_pause() {
        return format!("{} never pauses: every clock goes on.", rule.name);
    }
    let pausing: Vec<_> = Metric::ALL
        .into_iter()
        .filter(|metric| *metric != Metric::FirstResponse && is_timed(rule.targets.get(*metric)))
        .map(|metric| metric.name().to_lowercase())
        .collect();
    match (policy.pause_reason(to.as_str()), pausing.is_empty()) {
        (Some(reason), false) => {
            format!("Pauses {} for at most {}.", pausing.join(" and "), duration(reason.max, Round::Up, true))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::{EngagementId, PersonId};
    use domain::people::{Actor, PersonRef};
    use domain::sla::PriorityKey;
    use domain::sla::templates::policy_by_key;
    use domain::ticket::{Report, report};
    use domain::time::Seconds;

    use super::*;

    /// Mon 23 Nov 2026, 09:00 UTC.
    const NOW: Timestamp = Timestamp::from_unix(1_795_424_400);

    fn ticket(policy: &Policy) -> Ticket {
        let reporter = PersonRef { id: PersonId::new("ruth"), name: "Ruth".to_owned() };
        let by = Actor::Client(reporter.clone());
        let form = Report {
            engagement: EngagementId::new("brimley-rota"),
            title: "Nobody on ward 4 can sign in".to_owned(),
            what_happens: "Session expired right after the password.".to_owned(),
            blocks: String::new(),
            impact: "blocked".to_owned(),
            reporter,
            reported_at: None,
            attachments: Vec::new(),
        };
        let kind = report(&form, &by, policy, NOW).unwrap();
        Ticket::fold("BRIM-42".parse().unwrap(), &[Event { seq: 1, at: NOW, by, kind }]).unwrap()
    }

    #[test]
    fn reopening_says_whether_the_resolution_clock_goes_on() {
        let policy = policy_by_key("standard").unwrap();
        let mut ticket = ticket(&policy);
        (ticket.state, ticket.ended_at) = (TicketState::Resolved, Some(NOW));
        let after = |ticket: &Ticket, span: Seconds| effect(ticket, &policy, TicketState::InProgress, NOW + span);
        let last = policy.reopen_within;
        assert_eq!(after(&ticket, last), "Reopens it: the resolution clock goes on.");
        assert_eq!(after(&ticket, last + Seconds::new(1)), "Reopens it: the resolution clock starts anew.");
        ticket.priority = PriorityKey::new("low");
        assert_eq!(after(&ticket, last), "Reopens it.", "it is scheduled");
    }

    #[test]
    fn a_pause_names_everything_that_it_stops() {
        let mut policy = policy_by_key("standard").unwrap();
        let ticket = ticket(&policy);
        let rule = policy.priorities.iter_mut().find(|rule| rule.key == ticket.priority).unwrap();
        rule.targets.triage = Target::SAME_BUSINESS_DAY;
        let said = effect(&ticket, &policy, TicketState::WaitingOnClient, NOW);
        assert_eq!(said, "Pauses triage and next update and resolution for at most 14 d.");
    }

    #[test]
    fn an_excerpt_ends_with_a_whole_word() {
        assert_eq!(excerpt("Short.\n\nAnd sweet.", 60), "Short. And sweet.");
        assert_eq!(excerpt("The printer on ward four, which is new, is offline", 26), "The printer on ward four…");
        assert_eq!(excerpt("Überlänge", 4), "Über…");
    }
}
