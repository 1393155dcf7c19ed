//! Asks both, and compares.

use domain::ids::PolicyId;
use domain::sla::clock::{ClockState, Misconfiguration};
use domain::sla::policy::{PauseReason, PolicyBook, Targets, Warning};
use domain::sla::zone::local_to_utc;
use domain::sla::{
    Basis, Clock, LocalDate, LocalTime, Metric, Policy, PriorityKey, PriorityRule, SlaEvent, SlaEventKind as Kind,
    Target, evaluate,
};
use domain::time::{Seconds, Timestamp};

use crate::generate::Setting;
use crate::naive_calendar::instant_of;
use crate::naive_ticket::{NaiveClock, Shape, walk};
use crate::random::Random;
use crate::story::{GRACE, METRICS, NEXT_UPDATE, Priority, Promise, REOPEN_WITHIN, Story, TRIAGE, What};

const QUESTIONS: u64 = 40;
const TICKETS: u64 = 8;

/// How many cases of which kind were compared.
#[derive(Debug, Default)]
pub struct Tally {
    questions: u64,
    tickets: u64,
    beyond_horizon: u64,
    paused_seconds: u64,
    missed: u64,
    near_change: u64,
    by_second: u64,
    same_day: u64,
}

impl Tally {
    pub fn cases(&self) -> u64 {
        self.questions + self.tickets
    }

    /// The generator must reach what it is for.
    pub fn assert_varied(&self, wanted: u64) {
        let share = wanted / 200;
        let counts =
            [self.beyond_horizon, self.paused_seconds, self.missed, self.near_change, self.by_second, self.same_day];
        assert!(counts.iter().all(|count| *count >= share.max(1)), "too little of something: {self:?}");
    }
}

fn stamp(at: i64) -> Timestamp {
    Timestamp::from_unix(at)
}

/// Random questions to the opening hours.
pub fn questions(random: &mut Random, setting: &Setting, place: &str, tally: &mut Tally) {
    let (table, windows) = (&setting.table, &setting.windows);
    let ticks = i64::try_from(table.open.len()).expect("few");
    let moment = |random: &mut Random| table.from + random.between(0, ticks - 1) * table.tick;
    for number in 0..QUESTIONS {
        let (start, end) = (moment(random), moment(random));
        let budget = random.between(0, ticks / 6) * table.tick * random.between(0, 1);
        let open = |at: i64| table.is_open(at);
        let due = table.due(start, budget, open).map(stamp);
        let what = || format!("{place}, question {number}: start {start} end {end} budget {budget}");
        assert_eq!(windows.due(stamp(start), Seconds::new(budget)), due, "due, {}", what());
        let elapsed = table.count(start, end, open);
        assert_eq!(windows.elapsed(stamp(start), stamp(end)), Some(Seconds::new(elapsed)), "elapsed, {}", what());
        assert_eq!(windows.next_open(stamp(start)), table.due(start, 0, open).map(stamp), "next open, {}", what());
        assert_eq!(windows.is_open(stamp(start)), Some(open(start)), "is open, {}", what());
        let around = setting.change.unwrap_or(start) + random.between(-10_000, 10_000);
        let (date, second) = (around.div_euclid(86_400), around.rem_euclid(86_400));
        let local_date = LocalDate::from_days(i32::try_from(date).expect("a date"));
        let time = LocalTime::from_seconds(u32::try_from(second).expect("positive")).expect("in a day");
        let instant = instant_of(setting.zone, around);
        assert_eq!(local_to_utc(setting.zone, local_date, time).unix(), instant, "local time {around}, {}", what());
        tally.beyond_horizon += u64::from(due.is_none());
        tally.near_change += u64::from(setting.change.is_some());
        tally.by_second += u64::from(table.tick == 1);
    }
    tally.questions += QUESTIONS;
}

/// Random tickets.
pub fn tickets(random: &mut Random, setting: &Setting, place: &str, tally: &mut Tally) {
    for number in 0..TICKETS {
        let story = story(random, setting);
        let naive = walk(&story, &setting.table);
        let (events, policy) = engine_story(&story);
        let clocks = evaluate(&events, &PolicyBook::new(policy), &setting.windows, stamp(story.now));
        let what = format!("{place}, ticket {number}: {story:#?}\nengine: {clocks:#?}\noracle: {naive:#?}");
        assert_eq!(clocks.len(), naive.len(), "number of clocks, {what}");
        for (clock, naive) in clocks.iter().zip(&naive) {
            compare(clock, naive, setting, &what);
            tally.missed += u64::from(naive.shape == Shape::Missed);
            tally.paused_seconds += u64::from(naive.paused > 0);
            tally.same_day += u64::from(matches!(clock.target, Target::SameBusinessDay { .. }));
        }
    }
    tally.tickets += TICKETS;
}

fn compare(clock: &Clock, naive: &NaiveClock, setting: &Setting, what: &str) {
    let name = format!("{:?} cycle {}", clock.metric, clock.cycle);
    assert_eq!((clock.metric, clock.cycle), (Metric::ALL[naive.metric], naive.cycle), "{name}, {what}");
    let due = naive.due.map(stamp);
    if naive.shape == Shape::Open && due.is_none() {
        let why = if setting.windows.has_open_time() {
            Misconfiguration::BeyondHorizon
        } else {
            Misconfiguration::NoOpenTime
        };
        // A calendar deadline needs no calendar, so the engine sees beyond the oracle's table.
        let sees_farther = clock.due.is_some_and(|due| due.unix() > setting.table.to);
        assert!(sees_farther || clock.state == ClockState::Misconfigured { why }, "{name} without due, {what}");
        return;
    }
    // Near the end of the table the engine cannot know whether the day goes on, and says so.
    let is_cut = matches!(clock.target, Target::SameBusinessDay { .. }) && clock.due.is_none();
    if is_cut && naive.due.is_none_or(|due| due > setting.table.to - 51 * 3_600) {
        let cut_off = ClockState::Misconfigured { why: Misconfiguration::BeyondHorizon };
        assert!(clock.state == cut_off || !setting.windows.has_open_time(), "{name} cut off, {what}");
        return;
    }
    let shape = match clock.state {
        ClockState::Met => Shape::Met,
        ClockState::Missed => Shape::Missed,
        ClockState::Cancelled => Shape::Cancelled,
        ClockState::Misconfigured { .. } if !setting.windows.has_open_time() => return,
        _ => Shape::Open,
    };
    assert_eq!(shape, naive.shape, "{name} state, {what}");
    assert_eq!(clock.started_at, stamp(naive.start), "{name} start, {what}");
    let stopped_at = (naive.shape != Shape::Open).then(|| stamp(naive.end));
    assert_eq!(clock.stopped_at, stopped_at, "{name} stop, {what}");
    if due.is_some() {
        assert_eq!(clock.due, due, "{name} due, {what}");
    }
    assert_eq!(clock.elapsed.get(), naive.elapsed, "{name} elapsed, {what}");
    assert_eq!(clock.paused_total.get(), naive.paused, "{name} paused, {what}");
}

/// A random ticket; every moment is on a tick of the table.
fn story(random: &mut Random, setting: &Setting) -> Story {
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

fn engine_story(story: &Story) -> (Vec<SlaEvent>, Policy) {
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
