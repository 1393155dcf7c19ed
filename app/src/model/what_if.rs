//! "What if?": due times of a ticket that nobody has reported. Server and browser answer from the same sheet with the
//! same code.

use domain::problem::Problem;
use domain::sla::what_if::{Promise, Sheet, Values, what_if};
use domain::sla::{Basis, ClockState, Metric, Policy, WallClock};

use super::FormErrors;
use super::why::Interval;

/// What ids of the form's fields begin with.
pub const PREFIX: &str = "w-";

/// The id of a field's control.
pub fn field_id(field: &str) -> String {
    [PREFIX, field].concat()
}

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIfModel {
    /// What was typed; what was not is filled in.
    pub values: Values,
    /// What answers depend on.
    pub sheet: Sheet,
    /// What was wrong with what was typed, or the answer.
    pub answer: Result<Answer, Vec<Problem>>,
}

impl WhatIfModel {
    /// Answers.
    pub fn new(values: Values, sheet: Sheet) -> Self {
        let answer = Answer::to(&values, &sheet);
        Self { values, sheet, answer }
    }

    /// What was wrong.
    pub fn errors(&self) -> FormErrors {
        self.answer.as_ref().err().cloned().unwrap_or_default().into()
    }
}

/// What would be promised, as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// `Standard support, version 1, priority Critical. Opening hours: Weekdays, Europe/London.`
    pub source: String,
    /// The zone in which times are written.
    pub zone: String,
    /// By metric.
    pub promises: Vec<Promised>,
    /// What else there is to know, a sentence each.
    pub notes: Vec<String>,
}

/// What would be promised of one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// Which.
    pub metric: Metric,
    /// `Mon 23 Nov, 17:00`, or why there is no such time.
    pub due: String,
    /// `Promised within 4 h of opening hours.`
    pub target: String,
    /// `Counts from when the issue was reported.`
    pub started: String,
    /// From the report to the due; empty where nothing is counted.
    pub intervals: Vec<Interval>,
}

impl Answer {
    /// The answer to what was typed.
    ///
    /// # Errors
    /// What is wrong with it, by the form's fields.
    pub fn to(values: &Values, sheet: &Sheet) -> Result<Self, Vec<Problem>> {
        let (question, plan, policy, zone) = values.question(sheet)?;
        let promises = what_if(&question, policy, &plan.windows, &plan.holidays);
        let today = zone.read(question.at).date;
        let rule = policy.rule_for(&question.priority);
        let priority = rule.map_or(question.priority.as_str(), |rule| rule.name.as_str());
        let version = policy.version.to_string();
        let mut source = [policy.name.as_str(), ", version ", &version, ", priority ", priority, "."].concat();
        if promises.iter().any(|promise| promise.clock.basis() == Basis::Business) {
            source.push_str(&[" Opening hours: ", &plan.hours, "."].concat());
        }
        let mut notes = Vec::new();
        if !question.pauses.is_empty() {
            let responds = promises.iter().any(|promise| promise.clock.metric == Metric::FirstResponse);
            match rule {
                Some(rule) if !rule.may_pause() => notes.push(NEVER_PAUSED.to_owned()),
                _ if responds => notes.push(FIRST_RESPONSE.to_owned()),
                _ => {}
            }
        }
        notes.extend(not_promised(policy, values, &promises));
        let promises = promises.iter().map(|promise| promised(promise, zone, today)).collect();
        Ok(Self { source, zone: zone.name().to_owned(), promises, notes })
    }

    /// The answer in one sentence, for those who do not see it change.
    pub fn sentence(&self) -> String {
        let parts: Vec<String> = self.promises.iter().map(|one| [one.metric.name(), ": ", &one.due].concat()).collect();
        parts.join(". ")
    }
}

/// SLA.md rule 7.
const FIRST_RESPONSE: &str = "The first response is never paused.";
const NEVER_PAUSED: &str = "Clocks of this priority are never paused, so the pauses change nothing.";

/// SLA.md rule 14: what a priority does not promise is said.
fn not_promised(policy: &Policy, values: &Values, promises: &[Promise]) -> Option<String> {
    let missing = |metric: &Metric| promises.iter().all(|promise| promise.clock.metric != *metric);
    let names: Vec<&str> = Metric::ALL.into_iter().filter(missing).map(Metric::name).collect();
    let is_known =
        values.priority.is_empty() || policy.priorities.iter().any(|rule| rule.key.as_str() == values.priority);
    (is_known && !names.is_empty()).then(|| ["Not promised: ", &names.join(", "), "."].concat())
}

fn promised(promise: &Promise, zone: &WallClock, today: domain::sla::LocalDate) -> Promised {
    let (clock, explanation) = (&promise.clock, &promise.explanation);
    let due = match (clock.due, &clock.state) {
        (Some(due), _) => zone.read(due).date_and_time(today),
        (None, ClockState::Misconfigured { why }) => why.sentence().to_owned(),
        (None, _) => "No deadline".to_owned(),
    };
    let intervals = match clock.due {
        Some(_) => Interval::list(&explanation.intervals, None, today, |at| zone.read(at)),
        None => Vec::new(),
    };
    Promised {
        metric: clock.metric,
        due,
        target: explanation.target_rule.clone(),
        started: explanation.start_rule.clone(),
        intervals,
    }
}
