//! The events of a policy case.

use serde_json::{Map, Value};

use super::{CaseTargets, Story, at, pause, reference, reported};
use crate::sla::cases::input::{Understood, instant_field, object, unsupported};
use crate::sla::event::{SlaEvent, SlaEventKind as Kind};
use crate::time::Timestamp;

/// Where a ticket stands, for `state` events, which name only the new state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stand {
    Working,
    Waiting,
    Ended,
}

/// States of other suites by what they mean to clocks; spaces and dashes are read as underscores.
const WORKING: [&str; 9] =
    ["new", "open", "in_progress", "triaged", "queued", "assigned", "reopened", "active", "processing"];
const WAITING: [&str; 14] = [
    "pending",
    "pending_reminder",
    "pending_close",
    "waiting",
    "waiting_on_client",
    "waiting_on_customer",
    "waiting_on_third_party",
    "waiting_for_customer",
    "on_hold",
    "hold",
    "paused",
    "stalled",
    "suspended",
    "replied",
];
const SOLVED: [&str; 3] = ["resolved", "solved", "closed"];
const DROPPED: [&str; 7] = ["declined", "duplicate", "rejected", "cancelled", "canceled", "merged", "removed"];

/// Reads created, targets and events.
pub(super) fn read(input: &Map<String, Value>) -> Understood<Story> {
    let created = instant_field(input, "created")?;
    let mut story = Story {
        created,
        events: vec![reported(created)],
        versions: vec![CaseTargets::read(input.get("targets"), CaseTargets::default())?],
    };
    let list = match input.get("events") {
        None | Some(Value::Null) => &[][..],
        Some(Value::Array(list)) => list.as_slice(),
        Some(_) => return unsupported("events is not a list"),
    };
    let mut entries = Vec::new();
    for value in list {
        let map = object(Some(value), "an event", &["at", "type", "to", "targets"])?;
        entries.push((at(map)?, map));
    }
    entries.sort_by_key(|(at, _)| *at);
    let mut stand = Stand::Working;
    for (at, map) in entries {
        push(&mut story, &mut stand, at, map)?;
    }
    Ok(story)
}

fn push(story: &mut Story, stand: &mut Stand, at: Timestamp, map: &Map<String, Value>) -> Understood<()> {
    let kind = map.get("type").and_then(Value::as_str).unwrap_or_default();
    let allowed: &[&str] = match kind {
        "state" => &["at", "type", "to"],
        "priority_change" | "policy_change" => &["at", "type", "targets"],
        _ => &["at", "type"],
    };
    if let Some(key) = map.keys().find(|key| !allowed.contains(&key.as_str())) {
        return unsupported(format!("unknown key {key:?} in event {kind:?}"));
    }
    let mut add = |kind| story.events.push(SlaEvent { at, by: None, kind });
    match kind {
        "pause" => {
            add(pause());
            *stand = Stand::Waiting;
        }
        "resume" => {
            add(Kind::Resumed);
            *stand = Stand::Working;
        }
        "first_response" | "agent_message" => add(Kind::PublicReply),
        "customer_message" => {
            add(Kind::ClientMessage);
            if *stand == Stand::Waiting {
                *stand = Stand::Working;
            }
        }
        "resolved" => {
            add(Kind::Resolved);
            *stand = Stand::Ended;
        }
        "closed" => {
            add(Kind::Closed);
            *stand = Stand::Ended;
        }
        "reopened" => {
            add(Kind::Reopened);
            *stand = Stand::Working;
        }
        "state" => {
            let to = map.get("to").and_then(Value::as_str).unwrap_or_default();
            let (next, ending) = meaning(to)?;
            for kind in moved(*stand, next, ending) {
                add(kind);
            }
            *stand = next;
        }
        "priority_change" | "policy_change" => {
            let before = story.versions.last().copied().unwrap_or_default();
            let targets = CaseTargets::read(map.get("targets"), before)?;
            add(Kind::PolicyChanged { to: reference(story.versions.len()) });
            story.versions.push(targets);
        }
        other => return unsupported(format!("unknown event {other:?}")),
    }
    Ok(())
}

/// What a state's name means, and the event that ends the ticket in it.
fn meaning(to: &str) -> Understood<(Stand, Kind)> {
    let name = to.trim().to_lowercase().replace([' ', '-'], "_");
    let is = |names: &[&str]| names.contains(&name.as_str());
    if is(&WORKING) {
        Ok((Stand::Working, Kind::Resolved))
    } else if is(&WAITING) {
        Ok((Stand::Waiting, Kind::Resolved))
    } else if is(&SOLVED) {
        Ok((Stand::Ended, if name == "closed" { Kind::Closed } else { Kind::Resolved }))
    } else if is(&DROPPED) {
        Ok((Stand::Ended, Kind::Declined))
    } else {
        unsupported(format!("unknown state {to:?}"))
    }
}

/// What going from one stand to another means to clocks.
fn moved(from: Stand, to: Stand, ending: Kind) -> Vec<Kind> {
    match (from, to) {
        (Stand::Ended, Stand::Working) => vec![Kind::Reopened],
        (Stand::Ended, Stand::Waiting) => vec![Kind::Reopened, pause()],
        (Stand::Waiting, Stand::Working) => vec![Kind::Resumed],
        (Stand::Working, Stand::Waiting) => vec![pause()],
        (Stand::Working | Stand::Waiting, Stand::Ended) => vec![ending],
        (Stand::Working, Stand::Working) | (Stand::Waiting, Stand::Waiting) | (Stand::Ended, Stand::Ended) => {
            Vec::new()
        }
    }
}
