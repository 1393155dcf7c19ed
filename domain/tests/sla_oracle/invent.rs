//! Random questions and tickets, as oracle and engine are told them.

use domain::ids::PolicyId;
use domain::sla::policy::{PauseReason, Targets, Warning};
use domain::sla::{Basis, Metric, Policy, PriorityKey, PriorityRule, SlaEvent, SlaEventKind as Kind, Target};
use domain::time::{Seconds, Timestamp};

use crate::generate::Setting;
use crate::random::Random;
use crate::story::{GRACE, METRICS, NEXT_UPDATE, Priority, Promise, REOPEN_WITHIN, Story, TRIAGE, What};

/// Questions to each setting.
pub const QUESTIONS: u64 = 40;
/// Tickets in each setting.
pub const TICKETS: u64 = 8;

pub fn stamp(at: i64) -> Timestamp {
    Timestamp::from_unix(at)
}

/// What the opening hours are asked.
pub struct Question {
    pub start: i64,
    pub end: i64,
    pub budget: i64,
    /// A wall-clock time, as the seconds that a clock in UTC would show.
    pub around: i64,
}

pub fn question(random: &mut Random, setting: &Setting) -> Question {
    let table = &setting.table;
    let ticks = i64::try_from(table.open.len()).expect("few");
    let moment = |random: &mut Random| table.from + random.between(0, ticks - 1) * table.tick;
    let (start, end) = (moment(random), moment(random));
    let budget = random.between(0, ticks / 6) * table.tick * random.between(0, 1);
    let around = setting.change.unwrap_or(start) + random.between(-10_000, 10_000);
    Question { start, end, budget, around }
}

/// A random ticket; every moment is on a tick of the table.
pub fn story(random: &mut Random, setting: &Setting) -> Story {
    let table = &setting.table;
    let ticks = i64::try_from(table.open.len()).expect("few");
    let (from, tick) = (table.from, table.tick);
    let reported = from + random.between(ticks / 20, ticks / 5) * tick;
    let life = random.between(10, ticks / 2);
    let now = reported + life * tick;
    let mut events = Vec::new();
    let mut at = reported;
    for _ in 0..random.between(0, 14) {
        at += if random.chance(15) { 0 } else { random.between(0, life / 4) * tick };
        events.push((at, what(random, at, life, tick)));
    }
    events.retain(|(at, _)| *at <= now);
    let longest = (ticks / 4).min(5 * 86_400 / tick);
    Story {
        reported,
        reported_at: random.chance(20).then(|| reported - random.between(0, ticks / 30) * tick),
        priorities: [priority(random, setting, longest), priority(random, setting, longest)],
        first: usize::from(random.chance(50)),
        pause_max: random.between(1, life) * tick,
        max_next_update: random.chance(30).then(|| random.between(1, longest) * tick),
        events,
        now,
    }
}

fn what(random: &mut Random, at: i64, life: i64, tick: i64) -> What {
    match random.between(0, 19) {
        0..=2 => What::Client,
        3..=6 => What::Reply,
        7 => What::Note,
        8 => What::Acknowledged,
        9 => What::Triaged,
        10..=12 => What::Pause { listed: random.chance(85), max: random.between(0, life) * tick },
        13 => What::Resume,
        14 | 15 => What::Priority(usize::from(random.chance(50))),
        16 => What::Promise(at + random.between(-2, life) * tick),
        17 => What::Resolved,
        18 => {
            if random.chance(20) {
                What::Declined
            } else {
                What::Resolved
            }
        }
        _ => What::Reopened,
    }
}

fn priority(random: &mut Random, setting: &Setting, longest: i64) -> Priority {
    let tick = setting.table.tick;
    let mut promises = [None; METRICS];
    for (metric, promise) in promises.iter_mut().enumerate() {
        if random.chance(75) {
            let budget = random.between(1, if metric == NEXT_UPDATE { longest / 4 } else { longest }) * tick;
            *promise = Some(Promise::Within { budget, business: random.chance(60) });
        }
        if metric == TRIAGE && setting.is_plain && random.chance(60) {
            *promise = Some(Promise::SameDay { min_remaining: random.between(0, 240) * 60 });
        }
    }
    Priority { promises, pausable: random.chance(80) }
}

/// The same for the engine.
pub fn engine_story(story: &Story) -> (Vec<SlaEvent>, Policy) {
    let keys = ["a", "b"].map(PriorityKey::new);
    let rule = |index: usize| PriorityRule {
        key: keys[index].clone(),
        name: String::new(),
        short: String::new(),
        meaning: String::new(),
        targets: targets(&story.priorities[index]),
        pausable: story.priorities[index].pausable,
        answer_every_message: false,
        requires: Vec::new(),
        requires_before_triaged: Vec::new(),
        requires_before_queued: Vec::new(),
        requires_before_shipped: Vec::new(),
        escalation: None,
        only_during_active_plan: false,
    };
    let policy = Policy {
        id: PolicyId::new("generated"),
        version: 1,
        name: String::new(),
        effective_from: stamp(0),
        priorities: vec![rule(0), rule(1)],
        fallback_priority: keys[0].clone(),
        pause_reasons: vec![PauseReason {
            key: "listed".into(),
            name: String::new(),
            max: Seconds::new(story.pause_max),
        }],
        grace: Seconds::new(GRACE),
        reopen_within: Seconds::new(REOPEN_WITHIN),
        warning: Warning::default(),
        max_next_update: story.max_next_update.map(Seconds::new),
        escalation_chain: None,
    };
    let event = |at: i64, kind: Kind| SlaEvent { at: stamp(at), by: None, kind };
    let reported_at = story.reported_at.map(stamp);
    let first = Kind::Reported { reported_at, policy: policy.reference(), priority: keys[story.first].clone() };
    let kind = |what: What| match what {
        What::Client => Kind::ClientMessage,
        What::Reply => Kind::PublicReply,
        What::Note => Kind::InternalNote,
        What::Acknowledged => Kind::Acknowledged,
        What::Triaged => Kind::Triaged,
        What::Pause { listed, max } => {
            let reason = if listed { "listed" } else { "unlisted" };
            Kind::Paused { reason: reason.to_owned(), max: Seconds::new(max) }
        }
        What::Resume => Kind::Resumed,
        What::Priority(to) => Kind::PriorityChanged { to: keys[to].clone() },
        What::Promise(when) => Kind::NextUpdatePromised { at: stamp(when) },
        What::Resolved => Kind::Resolved,
        What::Declined => Kind::Declined,
        What::Reopened => Kind::Reopened,
    };
    let rest = story.events.iter().map(|(at, what)| event(*at, kind(*what)));
    let events = std::iter::once(event(story.reported, first)).chain(rest).collect();
    (events, policy)
}

fn targets(priority: &Priority) -> Targets {
    let mut targets = Targets::default();
    for (metric, promise) in priority.promises.iter().enumerate() {
        let target = match *promise {
            None => Target::None,
            Some(Promise::Within { budget, business }) => {
                let basis = if business { Basis::Business } else { Basis::Calendar };
                Target::Within { target: Seconds::new(budget), basis }
            }
            Some(Promise::SameDay { min_remaining }) => {
                Target::SameBusinessDay { min_remaining: Seconds::new(min_remaining) }
            }
        };
        targets.set(Metric::ALL[metric], target);
    }
    targets
}
