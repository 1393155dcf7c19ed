//! How often each thing happened: a simulation in which nothing is lost on the way proves nothing.

use std::collections::BTreeMap;
use std::fmt;

use domain::checklist::Deed;
use domain::sync::{Answer, Target, TicketDeed};

/// Things that happened, by name.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<(&'static str, &'static str), u64>);

/// Every kind of operation, and whether it can be answered with a conflict.
const KINDS: [(&str, bool); 19] = [
    ("check", false),
    ("uncheck", false),
    ("skip", false),
    ("note", true),
    ("remark", true),
    ("assign", false),
    ("due", false),
    ("attach", false),
    ("add", false),
    ("log", false),
    ("sign", false),
    ("unsign", false),
    ("close", false),
    ("reopen", false),
    ("comment", false),
    ("internal comment", false),
    ("incident update", false),
    ("accept", true),
    ("snooze", true),
];

/// What else must have happened.
const EVENTS: [&str; 24] = [
    "request dropped",
    "request doubled",
    "request overtaken",
    "reply dropped",
    "reply overtaken",
    "reply after the phone gave up",
    "reply to a phone that crashed",
    "phone crashed",
    "phone crashed before its write",
    "phone crashed with unsent work",
    "phone crashed while sending",
    "server restarted",
    "server restarted in a batch",
    "two batches at once",
    "device clock went back",
    "acted online",
    "refused online",
    "moved a ticket online",
    "discarded",
    "made anew",
    "taken back unsent",
    "two phones of one person",
    "older pull after a newer one",
    "written while a pull was read",
];

/// Words of a refusal, and what it is called here.
const REASONS: [(&str, &str); 18] = [
    ("signed this section", "section signed"),
    ("as evidence", "no evidence"),
    ("Shorten it", "too long"),
    ("Only they can check", "the other side's item"),
    ("no such item", "unknown item"),
    ("was closed by", "closed meanwhile"),
    ("does not know this kind", "unknown kind"),
    ("has not signed", "nothing to take back"),
    ("still open", "signed too early"),
    ("Only an owner", "signed by a member"),
    ("Only the provider closes", "closed by a client"),
    ("Only the support team", "the supplier's own"),
    ("in the past", "promised in the past"),
    ("has passed before this arrived", "snooze over on the way"),
    ("needs a workaround", "no workaround"),
    ("Only a new ticket", "accepted already"),
    ("is missing", "empty"),
    ("belongs elsewhere", "somebody else's file"),
];

/// The kind of an operation.
pub fn kind(target: &Target) -> &'static str {
    match target {
        Target::Checklist { op, .. } => match &op.deed {
            Deed::Check { .. } => "check",
            Deed::Uncheck { .. } => "uncheck",
            Deed::Skip { .. } => "skip",
            Deed::Note { internal: false, .. } => "note",
            Deed::Note { .. } => "remark",
            Deed::Assign { .. } => "assign",
            Deed::Due { .. } => "due",
            Deed::Attach { .. } => "attach",
            Deed::Add { .. } => "add",
            Deed::Log { .. } => "log",
            Deed::Sign { .. } => "sign",
            Deed::Unsign { .. } => "unsign",
            Deed::Close { .. } => "close",
            Deed::Reopen => "reopen",
        },
        Target::Ticket { op, .. } => match &op.deed {
            TicketDeed::Comment { internal: false, .. } => "comment",
            TicketDeed::Comment { .. } => "internal comment",
            TicketDeed::IncidentUpdate { .. } => "incident update",
            TicketDeed::Accept { .. } => "accept",
            TicketDeed::Snooze { .. } => "snooze",
        },
    }
}

impl Tally {
    pub fn count(&mut self, name: &'static str) {
        *self.0.entry(("", name)).or_default() += 1;
    }

    /// Counts what the server answered.
    pub fn answered(&mut self, kind: &'static str, answer: &Answer) {
        let name = match answer {
            Answer::Applied => "applied",
            Answer::Duplicate => "duplicate",
            Answer::Conflict { .. } => "conflict",
            Answer::Refused { .. } => "refused",
        };
        *self.0.entry((kind, name)).or_default() += 1;
        let Answer::Refused { problems } = answer else { return };
        let words = |words: &str| problems.iter().any(|problem| problem.message.contains(words));
        for (_, reason) in REASONS.iter().filter(|(part, _)| words(part)) {
            *self.0.entry(("refused", reason)).or_default() += 1;
        }
    }

    pub fn add(&mut self, other: Self) {
        for (name, count) in other.0 {
            *self.0.entry(name).or_default() += count;
        }
    }

    /// Fails when something did not happen at all.
    pub fn assert_varied(&self) {
        let kinds = KINDS.iter().flat_map(|(kind, conflicts)| {
            let answers = ["applied", "duplicate", "refused", "conflict"];
            answers.into_iter().take(if *conflicts { 4 } else { 3 }).map(move |answer| (*kind, answer))
        });
        let others = EVENTS.into_iter().map(|name| ("", name));
        let reasons = REASONS.iter().map(|(_, reason)| ("refused", *reason));
        let never: Vec<_> = kinds.chain(others).chain(reasons).filter(|name| !self.0.contains_key(name)).collect();
        assert!(never.is_empty(), "this never happened: {never:?}");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut group = None;
        for ((kind, name), count) in &self.0 {
            if group != Some(kind) {
                write!(f, "{}{kind}:", if group.is_some() { "\n" } else { "" })?;
                group = Some(kind);
            }
            write!(f, " {name} {count},")?;
        }
        Ok(())
    }
}
