//! What happened, in one sentence for each side.

use domain::people::{Actor, PersonRef, Side};
use domain::sla::words::{Round, duration};
use domain::sla::{Policy, PriorityKey};
use domain::ticket::{Cause, Event, EventKind, StateCause, TicketState};

/// A line of the timeline without its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The icon's name in the sprite.
    pub icon: &'static str,
    /// The sentence.
    pub text: String,
    /// Whether a promise was missed with it.
    pub is_breach: bool,
}

/// The sentence for an event; `None` for what is a message, or what needs no line of its own.
pub fn sentence(event: &Event, policy: &Policy, side: Side) -> Option<Sentence> {
    let by = who(&event.by);
    let line = |icon, text: String| Some(Sentence { icon, text, is_breach: false });
    match &event.kind {
        EventKind::Reported { .. } | EventKind::MessageAdded { .. } => None,
        EventKind::Acknowledged => line("hand", format!("{by} took it")),
        EventKind::Assigned { to: Some(to) } if event.by.person().is_some_and(|person| person.id == to.id) => {
            line("assign", format!("{by} is the owner now"))
        }
        EventKind::Assigned { to: Some(to) } => line("assign", format!("{by} made {} the owner", to.name)),
        EventKind::Assigned { to: None } => line("assign", format!("{by} removed the owner")),
        EventKind::PriorityChanged { from, to, reason } => line(
            "flag",
            format!("{by} changed the priority from {} to {}: “{reason}”", name(policy, from), name(policy, to)),
        ),
        EventKind::StateChanged { to, reason, duplicate_of, cause, .. } => {
            let icon = if *cause == StateCause::Merge { "merge" } else { state_icon(*to) };
            line(icon, moved(&by, *to, reason.as_deref(), duplicate_of.as_ref(), *cause, side))
        }
        EventKind::FactsRecorded { workaround, business_impact, target_window } => {
            facts(&by, workaround.as_deref(), business_impact.as_deref(), target_window.as_deref(), side)
                .and_then(|text| line("target", text))
        }
        EventKind::TitleChanged { from, .. } => line("edit", format!("{by} changed the title; it was “{from}”")),
        EventKind::Linked { other, relation } => line("link", format!("{by} linked it: {} {other}", relation.label())),
        EventKind::ParticipantAdded { person } => line("users", format!("{by} added {}", person.name)),
        EventKind::Snoozed { .. } => line("snooze", format!("{by} snoozed it")),
        EventKind::Woken => line("snooze", "Back from snooze".to_owned()),
        EventKind::CalendarChanged { switched_at: Some(_), .. } => {
            line("calendar", format!("{by} gave it other opening hours; due times moved"))
        }
        EventKind::CalendarChanged { .. } => {
            line("calendar", format!("{by} edited the opening hours; due times moved"))
        }
        EventKind::PolicyChanged { to, .. } => {
            line("policy", format!("{by} moved it to version {} of its SLA policy", to.version))
        }
        EventKind::ClockWarned { metric, .. } => line("clock", format!("{} is due soon", metric.name())),
        EventKind::ClockBreached { metric, .. } => {
            Some(Sentence { icon: "alert", text: format!("{} was missed", metric.name()), is_breach: true })
        }
        EventKind::Merged { from, title, reporter, followers, .. } => {
            let follow = if followers.len() == 1 { "follows" } else { "follow" };
            let followers = (!followers.is_empty()).then(|| format!(". {} {follow} it now", names(followers)));
            let followers = followers.unwrap_or_default();
            line("merge", format!("{by} merged {from} into it: “{title}”, reported by {}{followers}", reporter.name))
        }
        EventKind::SplitOff { to, author, .. } => {
            line("split", format!("{by} split off {to} from what {} wrote", author.name))
        }
        EventKind::Escalated { .. } => {
            escalated(&event.kind, policy, side).map(|text| Sentence { icon: "bell", text, is_breach: false })
        }
    }
}

/// What changed, said to somebody who was typing meanwhile: `Priority is now P0: “whole ward down”.`
pub fn change(event: &Event, policy: &Policy) -> Option<String> {
    match &event.kind {
        EventKind::PriorityChanged { to, reason, .. } => {
            Some(format!("Priority is now {}: “{reason}”.", name(policy, to)))
        }
        EventKind::StateChanged { to, .. } => Some(format!("State is now “{}”.", to.label(Side::Staff))),
        EventKind::Assigned { to: Some(to) } => Some(format!("The owner is now {}.", to.name)),
        EventKind::Assigned { to: None } => Some("Nobody owns it now.".to_owned()),
        EventKind::TitleChanged { to, .. } => Some(format!("The title is now “{to}”.")),
        EventKind::MessageAdded { .. } => Some(format!("{} wrote a message.", who(&event.by))),
        _ => sentence(event, policy, Side::Staff).map(|sentence| format!("{}.", sentence.text)),
    }
}

/// The name of a priority on screen.
pub fn name(policy: &Policy, key: &PriorityKey) -> String {
    policy.priority(key).map_or_else(|| key.to_string(), |rule| rule.name.clone())
}

fn who(by: &Actor) -> String {
    by.name().to_owned()
}

fn moved(
    by: &str,
    to: TicketState,
    reason: Option<&str>,
    duplicate_of: Option<&domain::ids::TicketKey>,
    cause: StateCause,
    side: Side,
) -> String {
    let because = reason.map(|reason| format!(": “{reason}”")).unwrap_or_default();
    match (cause, to, duplicate_of) {
        (StateCause::ClientMessage, TicketState::InProgress, _) => format!("{by} wrote, so the work goes on"),
        (StateCause::Merge, TicketState::Duplicate, Some(other)) => {
            format!("{by} merged it into {other}, where it goes on{because}")
        }
        (StateCause::Merge, ..) => "What was merged into it waits for nobody, so the work goes on".to_owned(),
        (StateCause::PauseMaximum, ..) => "The longest pause is over, so the clocks go on".to_owned(),
        (_, TicketState::Duplicate, Some(other)) if side == Side::Staff => {
            format!("{by} marked it as a duplicate of {other}{because}")
        }
        _ => format!("{by} moved it to “{}”{because}", to.label(side)),
    }
}

/// Whom the escalation asked, and why: staff read the level and the reason, clients who of them was told.
fn escalated(kind: &EventKind, policy: &Policy, side: Side) -> Option<String> {
    let EventKind::Escalated { level, round, to, told, .. } = kind else { return None };
    let told =
        (!told.is_empty()).then(|| format!("{} {} told", names(told), if told.len() == 1 { "was" } else { "were" }));
    if side == Side::Client {
        return told.map(|told| format!("{told}, as the support plan says"));
    }
    let again = if *round > 1 { " once more" } else { "" };
    let to = if to.is_empty() { "nobody, because no admin may sign in".to_owned() } else { names(to) };
    let told = told.map(|told| format!(". {told} too")).unwrap_or_default();
    Some(format!("Escalated{again} to {to}, level {level}, because {}{told}", because(kind, policy)?))
}

/// Why a step of the escalation was taken: `nobody acknowledged within 15 min`.
pub fn because(kind: &EventKind, policy: &Policy) -> Option<String> {
    let EventKind::Escalated { cause, waited, .. } = kind else { return None };
    if let Some(waited) = waited {
        return Some(format!("nobody acknowledged within {}", duration(*waited, Round::Down, true)));
    }
    Some(match cause {
        Cause::Reported => "of its priority".to_owned(),
        Cause::Raised { from, to } => format!("it was raised from {} to {}", name(policy, from), name(policy, to)),
        Cause::Reopened => "the client opened it again".to_owned(),
        Cause::Warned { metric, .. } => format!("“{}” is due soon", metric.name()),
        Cause::Breached { metric, .. } => format!("“{}” was missed", metric.name()),
    })
}

/// `Mira Kovač, Amal Jain and Tove Olsen`.
pub fn names(people: &[PersonRef]) -> String {
    let names: Vec<&str> = people.iter().map(|person| person.name.as_str()).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn facts(by: &str, workaround: Option<&str>, impact: Option<&str>, window: Option<&str>, side: Side) -> Option<String> {
    let impact = impact.filter(|_| side == Side::Staff);
    let parts = [("workaround", workaround), ("business impact", impact), ("target window", window)];
    let said: Vec<_> = parts.iter().filter_map(|(label, text)| text.map(|text| format!("{label} “{text}”"))).collect();
    (!said.is_empty()).then(|| format!("{by} noted {}", said.join(", ")))
}

fn state_icon(state: TicketState) -> &'static str {
    match state {
        TicketState::New | TicketState::Triaged => "state",
        TicketState::InProgress => "play",
        TicketState::WaitingOnClient | TicketState::WaitingOnThirdParty => "pause",
        TicketState::Queued => "calendar",
        TicketState::Resolved | TicketState::Closed => "done",
        TicketState::Declined => "ban",
        TicketState::Duplicate => "copy",
    }
}
