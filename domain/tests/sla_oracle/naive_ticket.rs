//! A ticket's life by walking: at each tick first what happened, then whether the tick counts.

use crate::naive_calendar::Table;
use crate::story::{
    ACKNOWLEDGE, FIRST_RESPONSE, GRACE, METRICS, NEXT_UPDATE, Promise, REOPEN_WITHIN, RESOLUTION, Story, TRIAGE, What,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Open,
    Met,
    Missed,
    Cancelled,
}

#[derive(Debug, Clone, Copy)]
pub struct NaiveClock {
    pub metric: usize,
    pub cycle: u32,
    pub start: i64,
    pub shape: Shape,
    pub end: i64,
    pub due: Option<i64>,
    pub elapsed: i64,
    pub paused: i64,
    promise: Option<Promise>,
    /// A grace or an author's promise: from when, how long, and whether it is a promise.
    fixed: Option<(i64, i64, bool)>,
}

struct Walk<'a> {
    story: &'a Story,
    table: &'a Table,
    current: usize,
    clocks: Vec<NaiveClock>,
    /// Per tick of the table.
    paused: Vec<bool>,
    ended: Vec<bool>,
    pause_until: Option<i64>,
    ended_since: Option<i64>,
    /// The resolution that was open when the ticket ended.
    ended_resolution: Option<usize>,
    unanswered: Option<i64>,
    anchor: [i64; METRICS],
    happened: [bool; METRICS],
}

/// Rule 16: what comes first at one instant.
fn rank(what: What) -> u8 {
    match what {
        What::Client | What::Resume | What::Reopened => 0,
        What::Priority(_) => 1,
        What::Pause { .. } => 2,
        What::Promise(_) | What::Note => 4,
        _ => 3,
    }
}

/// Every clock of a story as of its `now`.
pub fn walk(story: &Story, table: &Table) -> Vec<NaiveClock> {
    let start = story.reported_at.filter(|at| *at < story.reported).unwrap_or(story.reported);
    let mut walk = Walk {
        story,
        table,
        current: story.first,
        clocks: Vec::new(),
        paused: vec![false; table.open.len()],
        ended: vec![false; table.open.len()],
        pause_until: None,
        ended_since: None,
        ended_resolution: None,
        unanswered: Some(start),
        anchor: [start; METRICS],
        happened: [false; METRICS],
    };
    for metric in 0..METRICS {
        walk.start(metric, start);
    }
    let mut at = story.reported;
    while at <= story.now {
        if walk.pause_until.is_some_and(|until| until <= at) {
            walk.pause_until = None;
        }
        for turn in 0..=4 {
            for (_, what) in story.events.iter().filter(|(when, what)| *when == at && rank(*what) == turn) {
                walk.happen(at, *what);
            }
        }
        if at < story.now {
            let index = table.index(at);
            walk.paused[index] = walk.pause_until.is_some_and(|until| until > at);
            walk.ended[index] = walk.ended_since.is_some();
        }
        at += table.tick;
    }
    let now = story.now;
    for index in 0..walk.clocks.len() {
        if walk.clocks[index].shape == Shape::Open {
            walk.measure(index, now);
        }
    }
    let mut clocks = walk.clocks;
    clocks.sort_by_key(|clock| (clock.metric, clock.cycle));
    clocks
}

impl Walk<'_> {
    fn promised(&self, metric: usize) -> Option<Promise> {
        self.story.priorities[self.current].promises[metric]
    }

    fn open(&self, metric: usize) -> Option<usize> {
        self.clocks.iter().position(|clock| clock.metric == metric && clock.shape == Shape::Open)
    }

    fn push(&mut self, metric: usize, start: i64, promise: Option<Promise>) -> usize {
        let earlier = self.clocks.iter().filter(|clock| clock.metric == metric).count();
        self.clocks.push(NaiveClock {
            metric,
            cycle: u32::try_from(earlier).expect("few") + 1,
            start,
            shape: Shape::Open,
            end: start,
            due: None,
            elapsed: 0,
            paused: 0,
            promise,
            fixed: None,
        });
        self.clocks.len() - 1
    }

    fn start(&mut self, metric: usize, at: i64) {
        if let Some(promise) = self.promised(metric) {
            self.push(metric, at, Some(promise));
        }
    }

    fn happen(&mut self, at: i64, what: What) {
        match what {
            What::Note => {}
            What::Client => {
                self.pause_until = None;
                self.unanswered = self.unanswered.or(Some(at));
            }
            What::Resume => self.pause_until = None,
            What::Reply => self.reply(at),
            What::Acknowledged => self.stop(ACKNOWLEDGE, at, true),
            What::Triaged => self.stop(TRIAGE, at, true),
            What::Pause { listed, max } => {
                let allowed = listed && self.story.priorities[self.current].pausable;
                if allowed && self.ended_since.is_none() {
                    self.pause_until = Some(at + max.min(self.story.pause_max)).filter(|until| *until > at);
                }
            }
            What::Priority(to) => self.change(at, to),
            What::Promise(when) => self.author_promises(at, when),
            What::Resolved => self.finish(at, true),
            What::Declined => self.finish(at, false),
            What::Reopened => self.reopen(at),
        }
    }

    fn reply(&mut self, at: i64) {
        self.unanswered = None;
        if self.ended_since.is_none() {
            self.stop(FIRST_RESPONSE, at, true);
            self.stop(NEXT_UPDATE, at, true);
            self.anchor[NEXT_UPDATE] = at;
            self.start(NEXT_UPDATE, at);
        }
    }

    /// Whether a tick is taken out for a clock: pauses never for the first response; the time between
    /// resolved and reopened only for the resolution.
    fn is_out(&self, metric: usize, at: i64) -> bool {
        let index = self.table.index(at);
        metric != FIRST_RESPONSE && (self.paused[index] || (metric == RESOLUTION && self.ended[index]))
    }

    fn due(&self, clock: &NaiveClock) -> Option<i64> {
        let in_time = |at: i64, business: bool| (!business || self.table.is_open(at)) && !self.is_out(clock.metric, at);
        if let Some((from, budget, _)) = clock.fixed {
            return self.table.due(from, budget, |at| in_time(at, false));
        }
        match clock.promise? {
            Promise::Within { budget, business } => self.table.due(clock.start, budget, |at| in_time(at, business)),
            Promise::SameDay { min_remaining } => {
                self.table.same_business_day(clock.start, min_remaining, |at| in_time(at, true))
            }
        }
    }

    fn measure(&mut self, index: usize, at: i64) {
        let clock = self.clocks[index];
        let business = match clock.promise {
            Some(Promise::Within { business, .. }) => business,
            Some(Promise::SameDay { .. }) => true,
            None => false,
        };
        let basis = |at: i64| !business || self.table.is_open(at);
        let elapsed = self.table.count(clock.start, at, |at| basis(at) && !self.is_out(clock.metric, at));
        let is_paused = |at: i64| clock.metric != FIRST_RESPONSE && self.paused[self.table.index(at)];
        let paused = self.table.count(clock.start, at, |at| basis(at) && is_paused(at));
        let due = self.due(&clock);
        self.clocks[index] = NaiveClock { end: at, due, elapsed, paused, ..clock };
    }

    fn stop(&mut self, metric: usize, at: i64, done: bool) {
        self.happened[metric] |= done;
        if let Some(index) = self.open(metric) {
            self.measure(index, at);
            let clock = &mut self.clocks[index];
            clock.shape = match clock.due {
                Some(due) if at > due => Shape::Missed,
                _ if done => Shape::Met,
                _ => Shape::Cancelled,
            };
        }
    }

    /// Rule 8.
    fn change(&mut self, at: i64, to: usize) {
        if to == self.current {
            return;
        }
        self.current = to;
        if self.ended_since.is_some() {
            return;
        }
        if !self.story.priorities[to].pausable {
            self.pause_until = None;
        }
        for metric in 0..METRICS {
            if let Some(index) = self.open(metric) {
                self.retarget(index, at);
            } else if let Some(promise) =
                self.promised(metric).filter(|_| metric == NEXT_UPDATE || !self.happened[metric])
            {
                let index = self.push(metric, self.anchor[metric], Some(promise));
                self.grace(index, at);
            }
        }
    }

    fn grace(&mut self, index: usize, at: i64) {
        if self.due(&self.clocks[index]).is_some_and(|due| due < at) {
            self.clocks[index].fixed = Some((at, GRACE, false));
        }
    }

    fn retarget(&mut self, index: usize, at: i64) {
        let clock = self.clocks[index];
        let broken = self.due(&clock).is_some_and(|due| due < at);
        let promise = self.promised(clock.metric);
        let word = clock.fixed.filter(|(_, _, is_promise)| *is_promise);
        if promise.is_none() && (broken || word.is_none()) {
            self.stop(clock.metric, at, false);
            self.happened[clock.metric] = false;
            return;
        }
        if broken {
            return;
        }
        self.clocks[index].promise = promise;
        self.clocks[index].fixed = None;
        self.grace(index, at);
        if word.is_some() {
            let new = self.due(&self.clocks[index]);
            let kept = self.due(&NaiveClock { fixed: word, ..self.clocks[index] });
            if kept.is_some_and(|kept| new.is_none_or(|new| kept < new)) {
                self.clocks[index].fixed = word;
            }
        }
    }

    /// Rule 11.
    fn author_promises(&mut self, at: i64, when: i64) {
        if self.ended_since.is_some() || when <= at {
            return;
        }
        let index = match self.open(NEXT_UPDATE) {
            Some(index) => index,
            None => self.push(NEXT_UPDATE, at, None),
        };
        let clock = self.clocks[index];
        if self.due(&clock).is_some_and(|due| due < at) {
            return;
        }
        let by_target = self.due(&NaiveClock { fixed: None, ..clock });
        let by_maximum = self.story.max_next_update.map(|maximum| clock.start + maximum);
        let latest = by_target.max(by_maximum).unwrap_or(i64::MAX);
        self.clocks[index].fixed = Some((at, when.min(latest).max(at) - at, true));
    }

    fn finish(&mut self, at: i64, solved: bool) {
        if self.ended_since.is_some() {
            return;
        }
        self.ended_resolution = self.open(RESOLUTION);
        for metric in 0..METRICS {
            self.stop(metric, at, solved && metric != FIRST_RESPONSE);
        }
        self.ended_since = Some(at);
        self.unanswered = None;
        self.pause_until = None;
    }

    /// Rule 9.
    fn reopen(&mut self, at: i64) {
        let Some(since) = self.ended_since.take() else { return };
        self.happened[RESOLUTION] = false;
        self.happened[FIRST_RESPONSE] = false;
        for metric in [ACKNOWLEDGE, TRIAGE] {
            if !self.happened[metric] {
                self.anchor[metric] = at;
                self.start(metric, at);
            }
        }
        self.anchor[NEXT_UPDATE] = at;
        self.start(NEXT_UPDATE, at);
        self.anchor[FIRST_RESPONSE] = self.unanswered.unwrap_or(at);
        self.start(FIRST_RESPONSE, self.unanswered.unwrap_or(at));
        if let Some(index) = self.ended_resolution.filter(|_| at - since <= REOPEN_WITHIN) {
            self.clocks[index].shape = Shape::Open;
            if self.clocks[index].promise != self.promised(RESOLUTION) {
                self.retarget(index, at);
            }
        } else {
            self.anchor[RESOLUTION] = at;
            self.start(RESOLUTION, at);
        }
    }
}
