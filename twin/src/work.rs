//! What is timed: the same work natively, as WASM, and where they can, by published business-time libraries.

use std::hint::black_box;

use domain::sla::evaluate::evaluate_into;
use domain::sla::policy::PolicyBook;
use domain::sla::{Basis, Clock, OpenWindows, Policy, PriorityKey, SlaEvent, SlaEventKind as Kind, Target, evaluate};
use domain::time::{Seconds, Timestamp};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;

/// Monday 2026-01-05 08:00 UTC: when the calendar's work begins.
pub const MONDAY: i64 = 1_767_600_000;
const HOUR: i64 = 3_600;
/// Open seconds that each due is away.
pub const BUDGET: Seconds = Seconds::hours(48);
/// Real seconds for which elapsed time is asked.
pub const SPAN: Seconds = Seconds::days(30);
/// How many starts there are.
pub const STARTS: i64 = 1_024;
/// Tickets of one sweep.
pub const SWEPT: u32 = 1_000_000;
/// Different histories among them.
const HISTORIES: i64 = 10_000;

/// What the work is done with. Expanding a calendar needs time zones, so it is handed in.
#[derive(Debug, Serialize, Deserialize)]
pub struct Material {
    /// Two years of Monday to Friday.
    pub windows: OpenWindows,
    /// A policy that ships.
    pub policy: Policy,
}

/// A desk full of work.
#[wasm_bindgen]
pub struct Desk {
    windows: OpenWindows,
    book: PolicyBook,
    starts: Vec<Timestamp>,
    long: Vec<SlaEvent>,
    tickets: Vec<Vec<SlaEvent>>,
    clocks: Vec<Clock>,
}

#[wasm_bindgen]
impl Desk {
    /// A desk from [`Material`] as JSON.
    ///
    /// # Panics
    /// When it is no material.
    #[wasm_bindgen(constructor)]
    pub fn new(material: &str) -> Self {
        Self::of(serde_json::from_str(material).expect("material"))
    }

    /// The due of each start, so many times. Answers a sum, so that nothing is left out.
    pub fn due(&self, times: u32) -> f64 {
        self.sum(times, |start| self.windows.due(start, BUDGET).map(Timestamp::unix))
    }

    /// The open seconds after each start, so many times.
    pub fn elapsed(&self, times: u32) -> f64 {
        self.sum(times, |start| self.windows.elapsed(start, start + SPAN).map(Seconds::get))
    }

    /// Evaluates a ticket of twenty events with five metrics, so many times.
    pub fn ticket(&self, times: u32) -> f64 {
        let clocks =
            (0..times).map(|_| evaluate(black_box(&self.long), &self.book, &self.windows, at(70 * HOUR)).len());
        small(clocks.sum())
    }

    /// Evaluates a million open tickets.
    pub fn sweep(&mut self) -> f64 {
        // Ten thousand different histories, each a hundred times: the work of a million without their memory.
        let now = at(86_400 * 95);
        let mut open = 0_usize;
        for _ in 0..i64::from(SWEPT) / HISTORIES {
            for events in &self.tickets {
                evaluate_into(&mut self.clocks, events, &self.book, &self.windows, now);
                open += self.clocks.iter().filter(|clock| clock.is_open()).count();
            }
        }
        small(open)
    }
}

impl Desk {
    /// A desk.
    pub fn of(material: Material) -> Self {
        let policy = five_metrics(material.policy);
        Self {
            windows: material.windows,
            starts: starts(),
            long: long_story(&policy),
            tickets: (0..HISTORIES).map(|index| usual_story(&policy, index * 613 % (86_400 * 90))).collect(),
            book: PolicyBook::new(policy),
            clocks: Vec::new(),
        }
    }

    /// Its opening hours.
    pub fn windows(&self) -> &OpenWindows {
        &self.windows
    }

    fn sum(&self, times: u32, answer: impl Fn(Timestamp) -> Option<i64>) -> f64 {
        let mut sum = 0_i64;
        for _ in 0..times {
            for start in &self.starts {
                sum = sum.wrapping_add(black_box(answer(black_box(*start))).unwrap_or(0));
            }
        }
        small(usize::try_from(sum.unsigned_abs() % 1_000_003).unwrap_or(0))
    }
}

/// Below 2^53 every whole number is a number of JavaScript's.
#[expect(clippy::cast_precision_loss, reason = "small")]
fn small(number: usize) -> f64 {
    number as f64
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(MONDAY + seconds)
}

/// Scattered starts, so that a branch predictor cannot learn them.
pub fn starts() -> Vec<Timestamp> {
    (0..STARTS).map(|index| at(index * 7_919 * 7_919 % (86_400 * 600))).collect()
}

/// All five metrics in business hours.
fn five_metrics(mut policy: Policy) -> Policy {
    let within = |hours| Target::Within { target: Seconds::hours(hours), basis: Basis::Business };
    for rule in &mut policy.priorities {
        rule.targets.acknowledge = within(1);
        rule.targets.triage = Target::SAME_BUSINESS_DAY;
        rule.targets.first_response = within(4);
        rule.targets.next_update = within(8);
        rule.targets.resolution = within(40);
    }
    policy
}

fn event(seconds: i64, kind: Kind) -> SlaEvent {
    SlaEvent { at: at(seconds), by: Some("Mira Kovač".to_owned()), kind }
}

fn reported(seconds: i64, policy: &Policy) -> SlaEvent {
    let priority = PriorityKey::new("high");
    event(seconds, Kind::Reported { reported_at: None, policy: policy.reference(), priority })
}

fn pause() -> Kind {
    Kind::Paused { reason: "waiting_on_client".to_owned(), max: Seconds::days(7) }
}

/// A ticket of twenty events that is still open: two pauses, a change of priority, four public replies.
fn long_story(policy: &Policy) -> Vec<SlaEvent> {
    let kinds = [
        Kind::AutomaticReply,
        Kind::Acknowledged,
        Kind::InternalNote,
        Kind::Triaged,
        Kind::PublicReply,
        pause(),
        Kind::ClientMessage,
        Kind::InternalNote,
        Kind::PriorityChanged { to: PriorityKey::new("critical") },
        Kind::PublicReply,
        Kind::InternalNote,
        Kind::ClientMessage,
        Kind::InternalNote,
        pause(),
        Kind::Resumed,
        Kind::PublicReply,
        Kind::ClientMessage,
        Kind::InternalNote,
        Kind::PublicReply,
    ];
    let later = kinds.into_iter().zip(1..).map(|(kind, index)| event(index * 3 * HOUR, kind));
    std::iter::once(reported(0, policy)).chain(later).collect()
}

/// A usual open ticket: reported, taken, judged, answered, and waiting for the client.
fn usual_story(policy: &Policy, seconds: i64) -> Vec<SlaEvent> {
    vec![
        reported(seconds, policy),
        event(seconds + 300, Kind::Acknowledged),
        event(seconds + 900, Kind::Triaged),
        event(seconds + 2 * HOUR, Kind::PublicReply),
        event(seconds + 2 * HOUR, pause()),
    ]
}
