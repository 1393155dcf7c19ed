//! Cases of kind `policy`: a ticket's life against targets, through the whole engine.

use serde_json::{Map, Value};

use super::answer::{Answers, time};
use super::input::{Understood, calendar, instant_field, object, seconds_field, unsupported, with_windows};
use crate::ids::PolicyId;
use crate::sla::calendar::Calendar;
use crate::sla::clock::{Clock, ClockState, Misconfiguration};
use crate::sla::evaluate::evaluate;
use crate::sla::event::{SlaEvent, SlaEventKind as Kind};
use crate::sla::policy::{
    Basis, Metric, PauseReason, Policy, PolicyBook, PolicyRef, PriorityKey, PriorityRule, Target, Targets, Warning,
};
use crate::sla::windows::OpenWindows;
use crate::time::{Seconds, Timestamp};

mod events;

/// The only priority and pause reason of a case.
const KEY: &str = "case";
/// A case names no maximum for its pauses.
const NO_LIMIT: Seconds = Seconds::days(36_525);

/// The targets of a case, each in business seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct CaseTargets {
    first_response: Option<Seconds>,
    response: Option<Seconds>,
    update: Option<Seconds>,
    resolution: Option<Seconds>,
}

impl CaseTargets {
    /// Reads targets over the ones before: a target that a change does not name stays, for a change never
    /// takes a deadline away (SLA.md rule 8).
    fn read(value: Option<&Value>, before: Self) -> Understood<Self> {
        let known = ["first_response_s", "update_s", "resolution_s", "response_s"];
        let map = object(value, "targets", &known)?;
        let field = |key: &str, old: Option<Seconds>| match map.get(key) {
            None => Ok(old),
            Some(Value::Null) => Ok(None),
            Some(_) => match seconds_field(map, key)? {
                seconds if seconds < Seconds::ZERO => unsupported(format!("{key} is negative")),
                seconds => Ok(Some(seconds)),
            },
        };
        Ok(Self {
            first_response: field("first_response_s", before.first_response)?,
            response: field("response_s", before.response)?,
            update: field("update_s", before.update)?,
            resolution: field("resolution_s", before.resolution)?,
        })
    }
}

/// A ticket of a case: its events, and the targets in their order.
struct Story {
    created: Timestamp,
    events: Vec<SlaEvent>,
    versions: Vec<CaseTargets>,
}

/// Answers every key that a policy case can expect.
pub(super) fn answer(case: &Value, input: &Map<String, Value>, expected: &Map<String, Value>) -> Understood<Answers> {
    let calendar = calendar(case)?;
    let story = events::read(input)?;
    let last = story.events.iter().map(|event| event.at).max().unwrap_or(story.created).max(story.created);
    let starts = with_windows(&calendar, story.created, last, |windows| windows.next_open(story.created))?;
    let first = clocks(&calendar, &story, last, Mode::First)?;
    let each = clocks(&calendar, &story, last, Mode::EachMessage)?;
    let current = story.versions.last().copied().unwrap_or_default();
    let open_due = |clocks: &[Clock], metric, target: Option<Seconds>| {
        let open = clocks.iter().rfind(|clock| clock.metric == metric && clock.is_open());
        target.and(open).and_then(|clock| clock.due)
    };
    let updates = [
        open_due(&first, Metric::NextUpdate, current.update),
        open_due(&each, Metric::FirstResponse, current.response),
    ];
    let resolution = first.iter().rfind(|clock| clock.metric == Metric::Resolution);
    let seconds = |value: Option<Seconds>| value.map_or(Value::Null, |value| Value::from(value.get()));
    let mut answers = Map::new();
    let mut put = |key: &str, value: Value| answers.insert(key.to_owned(), value);
    put("starts", time(starts));
    put("first_response_due", time(open_due(&first, Metric::FirstResponse, current.first_response)));
    put("update_due", time(updates.into_iter().flatten().min()));
    put("resolution_due", time(open_due(&first, Metric::Resolution, current.resolution)));
    put("pause_business_s", seconds(resolution.map(|clock| clock.paused_total)));
    put("resolution_elapsed_s", seconds(resolution.map(|clock| clock.elapsed)));
    if let Some(offset) = expected.get("resolution_escalation").and_then(|value| value.get("offset_s")) {
        let offset = Seconds::new(offset.as_i64().unwrap_or(0));
        let shifted = clocks(&calendar, &story, last, Mode::Shifted(offset))?;
        let at = time(open_due(&shifted, Metric::Resolution, current.resolution));
        put("resolution_escalation", serde_json::json!({"offset_s": offset.get(), "at": at}));
    }
    Ok(answers)
}

/// Which promises a run of the engine watches.
#[derive(Debug, Clone, Copy)]
enum Mode {
    /// The first response, updates and the resolution.
    First,
    /// A response to every client message.
    EachMessage,
    /// As the first, with the resolution's budget changed.
    Shifted(Seconds),
}

/// The clocks as of the last event; the horizon grows until every due is inside.
fn clocks(calendar: &Calendar, story: &Story, last: Timestamp, mode: Mode) -> Understood<Vec<Clock>> {
    let mut versions = story.versions.iter().enumerate().map(|(index, targets)| policy(index, targets, mode));
    let first = versions.next().unwrap_or_else(|| policy(0, &CaseTargets::default(), mode));
    let book = versions.fold(PolicyBook::new(first), PolicyBook::with);
    let run = |windows: &OpenWindows| evaluate(&story.events, &book, windows, last);
    let is_final = |clocks: &[Clock]| !clocks.iter().any(is_cut_off);
    let answer =
        with_windows(calendar, story.created, last, |windows| Some(run(windows)).filter(|clocks| is_final(clocks)))?;
    match answer {
        Some(clocks) => Ok(clocks),
        // A calendar without open time, or a budget beyond any horizon: the dues stay unknown, as they are.
        None => Ok(with_windows(calendar, story.created, last, |windows| Some(run(windows)))?.unwrap_or_default()),
    }
}

/// Whether a due lies beyond the horizon, other than the stand-in for a resolution without target.
fn is_cut_off(clock: &Clock) -> bool {
    let is_stand_in = matches!(clock.target, Target::Within { target, .. } if target == NO_LIMIT);
    let cut = ClockState::Misconfigured { why: Misconfiguration::BeyondHorizon };
    clock.state == cut && !is_stand_in
}

/// A policy version with the case's targets.
fn policy(index: usize, case: &CaseTargets, mode: Mode) -> Policy {
    let within = |target: Option<Seconds>| {
        target.map_or(Target::None, |target| Target::Within { target, basis: Basis::Business })
    };
    // Without a target the resolution still measures what is paused and elapsed.
    let resolution = case.resolution.unwrap_or(NO_LIMIT);
    let targets = match mode {
        Mode::First => Targets {
            first_response: within(case.first_response),
            next_update: within(case.update),
            resolution: within(Some(resolution)),
            ..Targets::default()
        },
        Mode::EachMessage => Targets { first_response: within(case.response), ..Targets::default() },
        Mode::Shifted(offset) => Targets { resolution: within(Some(resolution + offset)), ..Targets::default() },
    };
    let rule = PriorityRule {
        key: PriorityKey::new(KEY),
        name: KEY.to_owned(),
        short: KEY.to_owned(),
        meaning: String::new(),
        targets,
        pausable: true,
        answer_every_message: matches!(mode, Mode::EachMessage),
        requires: Vec::new(),
        requires_before_triaged: Vec::new(),
        requires_before_queued: Vec::new(),
        requires_before_shipped: Vec::new(),
        escalation: None,
        only_during_active_plan: false,
    };
    Policy {
        id: PolicyId::new(KEY),
        version: version(index),
        name: KEY.to_owned(),
        effective_from: Timestamp::from_unix(0),
        priorities: vec![rule],
        fallback_priority: PriorityKey::new(KEY),
        pause_reasons: vec![PauseReason { key: KEY.to_owned(), name: KEY.to_owned(), max: NO_LIMIT }],
        grace: Seconds::minutes(15),
        reopen_within: Seconds::days(14),
        warning: Warning::default(),
        max_next_update: None,
        escalation_chain: None,
    }
}

fn version(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn reference(index: usize) -> PolicyRef {
    PolicyRef { id: PolicyId::new(KEY), version: version(index) }
}

fn pause() -> Kind {
    Kind::Paused { reason: KEY.to_owned(), max: NO_LIMIT }
}

fn reported(created: Timestamp) -> SlaEvent {
    let kind = Kind::Reported { reported_at: None, policy: reference(0), priority: PriorityKey::new(KEY) };
    SlaEvent { at: created, by: None, kind }
}

/// An event's time.
fn at(map: &Map<String, Value>) -> Understood<Timestamp> {
    instant_field(map, "at")
}
