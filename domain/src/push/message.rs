//! What a message says. It appears on locked screens, so it is short; and it says nothing that the ticket's page would
//! not show the same person.

use super::Kind;
use crate::people::Side;
use crate::sla::zone::{Tz, offset_at};
use crate::sla::{Metric, Policy, Zoned};
use crate::ticket::{Cause, Event, EventKind, Ticket};
use crate::time::Timestamp;

/// Characters of a ticket's title.
const TITLE_SHOWN: usize = 100;
/// Characters of a message's text.
const TEXT_SHOWN: usize = 160;

/// A message as a device shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The ticket's key and title.
    pub title: String,
    /// What happened.
    pub body: String,
}

/// Who reads it, and when.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Their side.
    pub side: Side,
    /// The zone they read times in.
    pub zone: Tz,
    /// The present.
    pub now: Timestamp,
    /// The name of the ticket's client.
    pub client: &'a str,
}

impl Message {
    /// The words for an event; `None` for one that is no message for that side (see [`super::told_by`]).
    pub fn of(kind: Kind, event: &Event, ticket: &Ticket, policy: &Policy, reader: Reader) -> Option<Self> {
        if reader.side == Side::Client && !(kind == Kind::Reply && event.kind.is_visible_to_client()) {
            return None;
        }
        let priority = |key| policy.rule_for(key).map_or_else(String::new, |rule| rule.short.clone());
        let by = event.by.name();
        let body = match &event.kind {
            EventKind::Reported { priority: key, reporter, .. } => {
                format!("{}, reported by {} of {}.", priority(key), reporter.name, reader.client)
            }
            EventKind::PriorityChanged { to, .. } => format!("{by} made it {}.", priority(to)),
            EventKind::Assigned { .. } => format!("{by} gave it to you."),
            EventKind::ClockWarned { metric, due, .. } => sentence_of(*metric, *due, reader),
            EventKind::Escalated { cause, .. } => asked(cause, reader),
            EventKind::MessageAdded { body, .. } => format!("{by}: {}", shortened(body, TEXT_SHOWN)),
            _ => return None,
        };
        Some(Self { title: format!("{} {}", ticket.key, shortened(&ticket.title, TITLE_SHOWN)), body })
    }
}

fn asked(cause: &Cause, reader: Reader) -> String {
    match cause {
        Cause::Warned { metric, due } | Cause::Breached { metric, due } => {
            format!("You are asked to take it. {}", sentence_of(*metric, *due, reader))
        }
        Cause::Reported | Cause::Raised { .. } | Cause::Reopened => "You are asked to take it.".to_owned(),
    }
}

/// `First response is due Mon 16:10.`
fn sentence_of(metric: Metric, due: Timestamp, reader: Reader) -> String {
    let local = |at| Zoned::at_offset(at, offset_at(reader.zone, at));
    let verb = if due < reader.now { "was" } else { "is" };
    format!("{} {verb} due {}.", metric.name(), local(due).weekday_time(local(reader.now).date))
}

/// The beginning of a text on one line.
fn shortened(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let kept: String = line.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}
