//! From what a person typed to a question.

use super::sheet::{PlanSheet, Sheet};
use super::{Pause, Question};
use crate::problem::Problem;
use crate::sla::local::parse_moment;
use crate::sla::policy::{Policy, PriorityKey, PriorityRule};
use crate::sla::wall::WallClock;
use crate::sla::words::{Round, duration};
use crate::time::{Seconds, Timestamp};

/// How many pauses can be asked for.
pub const PAUSES: usize = 3;

/// The form as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Values {
    /// The plan's id in the sheet; empty for the first.
    pub plan: String,
    /// The priority's key; empty for the worst.
    pub priority: String,
    /// `2026-11-22T08:30` in the zone.
    pub at: String,
    /// The zone's name; empty for the first.
    pub zone: String,
    /// The pauses.
    pub pauses: [PauseValues; PAUSES],
}

/// One pause as it was typed; without a reason there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PauseValues {
    /// The reason's key.
    pub reason: String,
    /// `2026-11-22T08:30` in the zone.
    pub from: String,
    /// A whole number.
    pub length: String,
    /// What it counts: `minutes`, `hours`, `days`.
    pub unit: String,
}

/// What a pause's length can be counted in: what is sent, the word, its seconds.
pub const UNITS: [(&str, &str, Seconds); 3] = [
    ("hours", "hours", Seconds::hours(1)),
    ("minutes", "minutes", Seconds::minutes(1)),
    ("days", "days", Seconds::days(1)),
];

/// The name of a pause's field; pauses are counted from 1.
pub fn pause_field(index: usize, part: &str) -> String {
    let digit = char::from(b'1' + u8::try_from(index).unwrap_or(0));
    let mut name = String::from("pause");
    name.push(digit);
    name.push('_');
    name.push_str(part);
    name
}

impl Values {
    /// Reads the form's fields by their names.
    pub fn read(field: impl Fn(&str) -> String) -> Self {
        let pause = |index: usize| PauseValues {
            reason: field(&pause_field(index, "reason")),
            from: field(&pause_field(index, "from")),
            length: field(&pause_field(index, "length")),
            unit: field(&pause_field(index, "unit")),
        };
        Self {
            plan: field("plan"),
            priority: field("priority"),
            at: field("at"),
            zone: field("zone"),
            pauses: [pause(0), pause(1), pause(2)],
        }
    }

    /// The plan that is meant; what is not chosen is the first.
    pub fn plan<'a>(&self, sheet: &'a Sheet) -> Option<&'a PlanSheet> {
        if self.plan.is_empty() { sheet.plans.first() } else { sheet.plan(&self.plan) }
    }

    /// The zone that is meant; what is not chosen is the first.
    pub fn zone<'a>(&self, sheet: &'a Sheet) -> Option<&'a WallClock> {
        if self.zone.is_empty() { sheet.zones.first() } else { sheet.zone(&self.zone) }
    }

    /// The policy version whose priorities and reasons the form offers: that of the moment, where it can be read.
    pub fn policy<'a>(&self, sheet: &'a Sheet) -> Option<&'a Policy> {
        let plan = self.plan(sheet)?;
        let at = self.zone(sheet).and_then(|zone| read_moment("at", &self.at, zone, sheet).ok());
        at.and_then(|at| plan.policy_at(at)).or_else(|| plan.policies.last())
    }

    /// The question, or everything that is wrong with it, by the form's fields.
    ///
    /// # Errors
    /// When a field cannot be read or is outside what the plan knows.
    pub fn question<'a>(
        &self,
        sheet: &'a Sheet,
    ) -> Result<(Question, &'a PlanSheet, &'a Policy, &'a WallClock), Vec<Problem>> {
        let mut problems = Vec::new();
        let plan = self.plan(sheet);
        if plan.is_none() {
            problems.push(Problem::new("plan", "Choose one of the plans."));
        }
        let zone = self.zone(sheet);
        if zone.is_none() {
            problems.push(Problem::new("zone", "Choose one of the time zones."));
        }
        let (Some(plan), Some(zone)) = (plan, zone) else { return Err(problems) };
        let at = keep(&mut problems, read_moment("at", &self.at, zone, sheet));
        let Some(policy) = at.map_or_else(|| plan.policies.last(), |at| plan.policy_at(at)) else {
            problems.push(Problem::new("plan", "This plan promises nothing yet. Choose another one."));
            return Err(problems);
        };
        let priority = keep(&mut problems, self.priority(policy));
        let pauses = self.pauses(policy, at, zone, sheet, &mut problems);
        match (at, priority) {
            (Some(at), Some(priority)) if problems.is_empty() => {
                Ok((Question { at, priority, pauses }, plan, policy, zone))
            }
            _ => Err(problems),
        }
    }

    fn priority(&self, policy: &Policy) -> Result<PriorityKey, Problem> {
        let chosen = |rule: &&PriorityRule| self.priority.is_empty() || rule.key.as_str() == self.priority;
        let found = policy.priorities.iter().find(chosen).map(|rule| rule.key.clone());
        found.ok_or_else(|| {
            let names = policy.priorities.iter().map(|rule| rule.name.as_str());
            Problem::new("priority", one_of("This plan has no such priority.", names))
        })
    }

    fn pauses(
        &self,
        policy: &Policy,
        at: Option<Timestamp>,
        zone: &WallClock,
        sheet: &Sheet,
        problems: &mut Vec<Problem>,
    ) -> Vec<Pause> {
        let mut pauses: Vec<Pause> = Vec::new();
        for (index, typed) in self.pauses.iter().enumerate().filter(|(_, typed)| !typed.reason.is_empty()) {
            let name = |part| pause_field(index, part);
            let Some(reason) = policy.pause_reason(&typed.reason) else {
                let names = policy.pause_reasons.iter().map(|reason| reason.name.as_str());
                problems.push(Problem::new(name("reason"), one_of("This plan has no such reason.", names)));
                continue;
            };
            let from = keep(problems, read_moment(&name("from"), &typed.from, zone, sheet));
            let length = keep(problems, typed.length(name("length"), reason.max, &reason.name));
            let (Some(from), Some(length)) = (from, length) else { continue };
            let pause = Pause { reason: typed.reason.clone(), from, length };
            if at.is_some_and(|at| from < at) {
                let message = "A pause begins when the issue is reported, or later.";
                problems.push(Problem::new(name("from"), message));
            } else if pauses.iter().any(|earlier| earlier.from < pause.to() && pause.from < earlier.to()) {
                let message =
                    "Only one pause at a time: this one overlaps another. Let it begin when the other has ended.";
                problems.push(Problem::new(name("from"), message));
            }
            pauses.push(pause);
        }
        pauses.sort_by_key(|pause| pause.from);
        pauses
    }
}

impl PauseValues {
    fn length(&self, field: String, max: Seconds, reason: &str) -> Result<Seconds, Problem> {
        let unit =
            UNITS.iter().find(|(value, _, _)| *value == self.unit).or(UNITS.first()).map_or(0, |unit| unit.2.get());
        let number = self.length.trim().parse::<u16>().ok().map_or(0, i64::from);
        let length = Seconds::new(number * unit);
        if length > Seconds::ZERO && length <= max {
            return Ok(length);
        }
        let most = duration(max, Round::Down, true);
        let message = if length > max {
            [reason, " lasts at most ", &most, " in this plan: then the clocks run again. Choose a length up to that."]
                .concat()
        } else {
            ["Give a length as a whole number, up to ", &most, " in all."].concat()
        };
        Err(Problem::new(field, message))
    }
}

/// A moment in the zone, within what the sheet covers.
fn read_moment(field: &str, text: &str, zone: &WallClock, sheet: &Sheet) -> Result<Timestamp, Problem> {
    let Some((date, time)) = parse_moment(text) else {
        return Err(Problem::new(field, "Give a date and a time, like 2026-11-22 08:30."));
    };
    let at = zone.instant(date, time);
    if sheet.moments.contains(&at) {
        return Ok(at);
    }
    let day = |at: Timestamp| zone.read(at).date_text(i32::MIN);
    let range = ["Choose a moment from ", &day(sheet.moments.start), " to ", &day(sheet.moments.end), "."].concat();
    Err(Problem::new(field, range))
}

fn one_of<'a>(what: &str, names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        return [what, " It has none."].concat();
    }
    [what, " Choose one of: ", &names.join(", "), "."].concat()
}

fn keep<T>(problems: &mut Vec<Problem>, result: Result<T, Problem>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}
