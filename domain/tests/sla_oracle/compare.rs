//! Asks both, and compares.

use domain::sla::clock::{ClockState, Misconfiguration};
use domain::sla::policy::PolicyBook;
use domain::sla::zone::local_to_utc;
use domain::sla::{Clock, LocalDate, LocalTime, Metric, Target, evaluate};
use domain::time::Seconds;

use crate::generate::Setting;
use crate::invent::{QUESTIONS, Question, TICKETS, engine_story, question, stamp, story};
use crate::naive_calendar::instant_of;
use crate::naive_ticket::{NaiveClock, Shape, walk};
use crate::random::Random;

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

/// Random questions to the opening hours.
pub fn questions(random: &mut Random, setting: &Setting, place: &str, tally: &mut Tally) {
    let (table, windows) = (&setting.table, &setting.windows);
    for number in 0..QUESTIONS {
        let Question { start, end, budget, around } = question(random, setting);
        let open = |at: i64| table.is_open(at);
        let due = table.due(start, budget, open).map(stamp);
        let what = || format!("{place}, question {number}: start {start} end {end} budget {budget}");
        assert_eq!(windows.due(stamp(start), Seconds::new(budget)), due, "due, {}", what());
        let elapsed = table.count(start, end, open);
        assert_eq!(windows.elapsed(stamp(start), stamp(end)), Some(Seconds::new(elapsed)), "elapsed, {}", what());
        assert_eq!(windows.next_open(stamp(start)), table.due(start, 0, open).map(stamp), "next open, {}", what());
        assert_eq!(windows.is_open(stamp(start)), Some(open(start)), "is open, {}", what());
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
