//! What would be promised: the clocks of a ticket that nobody has reported, from a moment, a priority and pauses.
//!
//! Nothing here computes a clock: the question becomes the events that such a ticket would have, and
//! [`evaluate`](super::evaluate()) answers. Server and browser answer from the same [`Sheet`].
//!
//! - [`sheet`]: all that an answer depends on; [`mod@text`]: the same as a text inside the page
//! - [`form`]: from what a person typed to a [`Question`]

use super::clock::Clock;
use super::event::{SlaEvent, SlaEventKind};
use super::explain::{Context, Explanation, HolidaySpan};
use super::policy::{Metric, Policy, PolicyBook, PriorityKey};
use super::windows::OpenWindows;
use crate::time::{Seconds, Timestamp};

pub mod form;
pub mod sheet;
pub mod text;

pub use form::{PAUSES, PauseValues, Values};
pub use sheet::{PlanSheet, Sheet};

/// A ticket that might be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// When it is reported.
    pub at: Timestamp,
    /// Its priority.
    pub priority: PriorityKey,
    /// When its clocks are paused, in order.
    pub pauses: Vec<Pause>,
}

/// A pause that might be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Key of the policy's pause reason.
    pub reason: String,
    /// Beginning.
    pub from: Timestamp,
    /// Length in real seconds.
    pub length: Seconds,
}

impl Pause {
    /// End.
    pub fn to(&self) -> Timestamp {
        self.from + self.length
    }
}

/// What would be promised of one metric, if nobody did anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The clock at the moment it is due; without a due, at the end of the last pause.
    pub clock: Clock,
    /// Its life until then.
    pub explanation: Explanation,
}

/// The promises for a ticket, in the order of the metrics. Metrics that the priority does not have are left out.
pub fn what_if(question: &Question, policy: &Policy, windows: &OpenWindows, holidays: &[HolidaySpan]) -> Vec<Promise> {
    let events = events(question, policy);
    let book = PolicyBook::new(policy.clone());
    let last = question.pauses.iter().map(Pause::to).max().unwrap_or(question.at).max(question.at);
    let context = Context { events: &events, windows, holidays, policy: Some(policy) };
    let clocks = super::evaluate(&events, &book, windows, last);
    let promise = |clock: Clock| {
        // At the moment it is due: later pauses are not part of its life.
        let due = clock.due;
        let at_due = due.and_then(|due| of_metric(super::evaluate(&events, &book, windows, due), clock.metric));
        let clock = at_due.unwrap_or(clock);
        let explanation = clock.explain(&context, due.unwrap_or(last));
        Promise { clock, explanation }
    };
    clocks.into_iter().map(promise).collect()
}

fn of_metric(clocks: Vec<Clock>, metric: Metric) -> Option<Clock> {
    clocks.into_iter().find(|clock| clock.metric == metric)
}

/// What such a ticket's history would say.
fn events(question: &Question, policy: &Policy) -> Vec<SlaEvent> {
    let priority = question.priority.clone();
    let reported = SlaEventKind::Reported { reported_at: None, policy: policy.reference(), priority };
    let mut events = vec![SlaEvent { at: question.at, by: None, kind: reported }];
    events.extend(question.pauses.iter().map(|pause| SlaEvent {
        at: pause.from,
        by: None,
        kind: SlaEventKind::Paused { reason: pause.reason.clone(), max: pause.length },
    }));
    events
}

#[cfg(all(test, feature = "native"))]
mod tests;
