//! The SLA engine as a program of its own: the same code compiled for this machine and as WASM answers the same cases,
//! and both are timed. Never shipped.
//!
//! - [`answers`]: cases as text in, answers as text out; `cargo xtask same-bytes` compares them byte for byte
//! - [`work`]: what `cargo xtask bench --only sla` times

pub mod work;

use domain::sla::explain::Context;
use domain::sla::policy::PolicyBook;
use domain::sla::{Clock, ClockChip, Explanation, OpenWindows, Policy, SlaEvent, evaluate, face};
use domain::time::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

/// Opening hours, what they are asked, and tickets whose clocks count by them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Case {
    /// Opening hours: time zones are resolved already, for the browser knows none.
    pub windows: OpenWindows,
    /// Start, end, and open seconds from the start on.
    pub questions: Vec<(Timestamp, Timestamp, i64)>,
    /// Tickets.
    pub tickets: Vec<Ticket>,
}

/// A ticket's history.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ticket {
    /// What is promised.
    pub policy: Policy,
    /// What happened.
    pub events: Vec<SlaEvent>,
    /// When it is looked at.
    pub now: Timestamp,
}

#[derive(Serialize)]
struct Answer {
    windows: String,
    questions: Vec<HoursAnswer>,
    tickets: Vec<Vec<ClockAnswer>>,
}

#[derive(Serialize)]
struct HoursAnswer {
    due: Option<Timestamp>,
    elapsed: Option<Seconds>,
    next_open: Option<Timestamp>,
    next_close: Option<Timestamp>,
    is_open: Option<bool>,
}

#[derive(Serialize)]
struct ClockAnswer {
    clock: Clock,
    explanation: Explanation,
    words: String,
    large: String,
    progress: u16,
    next_tick: u32,
}

/// One line of answers for each line of cases.
///
/// # Errors
/// When a line is no [`Case`].
pub fn answers(cases: &str) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for line in cases.lines() {
        let case: Case = serde_json::from_str(line)?;
        text.push_str(&serde_json::to_string(&answer(&case))?);
        text.push('\n');
    }
    Ok(text)
}

/// [`answers`] for JavaScript; an error instead of answers is as good as a wrong answer.
#[wasm_bindgen(js_name = answers)]
pub fn answers_or_error(cases: &str) -> String {
    answers(cases).unwrap_or_else(|error| error.to_string())
}

fn answer(case: &Case) -> Answer {
    let windows = &case.windows;
    let question = |&(start, end, budget): &(Timestamp, Timestamp, i64)| HoursAnswer {
        due: windows.due(start, Seconds::new(budget)),
        elapsed: windows.elapsed(start, end),
        next_open: windows.next_open(start),
        next_close: windows.next_close(start),
        is_open: windows.is_open(start),
    };
    Answer {
        windows: String::from(windows.clone()),
        questions: case.questions.iter().map(question).collect(),
        tickets: case.tickets.iter().map(|ticket| clocks(ticket, windows)).collect(),
    }
}

fn clocks(ticket: &Ticket, windows: &OpenWindows) -> Vec<ClockAnswer> {
    let book = PolicyBook::new(ticket.policy.clone());
    let context = Context { events: &ticket.events, windows, holidays: &[], policy: Some(&ticket.policy) };
    let clocks = evaluate(&ticket.events, &book, windows, ticket.now);
    let answer = |clock: Clock| {
        let face = face(&ClockChip::from(&clock), windows, ticket.now);
        ClockAnswer {
            explanation: clock.explain(&context, ticket.now),
            clock,
            words: face.words,
            large: face.large,
            progress: face.progress,
            next_tick: face.next_tick,
        }
    };
    clocks.into_iter().map(answer).collect()
}
