//! A [`Sheet`] as a text inside the page, and back in the browser. Of a policy only what clocks and this page need.
//!
//! One record a line, its fields divided by tabs, numbers in base 36. `zone` and `plan` begin a new one; what follows
//! a `plan` belongs to it, and a `rule` or `reason` to the `policy` before it.

use super::sheet::{PlanSheet, Sheet};
use crate::ids::PolicyId;
use crate::sla::explain::HolidaySpan;
use crate::sla::policy::{Basis, Metric, PauseReason, Policy, PriorityKey, PriorityRule, Target, Targets, Warning};
use crate::sla::wall::WallClock;
use crate::sla::windows::OpenWindows;
use crate::sla::windows_text::{base36, push_base36};
use crate::time::{Seconds, Timestamp};

/// A line that grows by fields.
struct Line<'a>(&'a mut String);

impl Line<'_> {
    fn text(self, field: &str) -> Self {
        self.0.push('\t');
        self.0.extend(field.chars().map(|c| if matches!(c, '\t' | '\n' | '\r') { ' ' } else { c }));
        self
    }

    fn number(self, number: i64) -> Self {
        self.0.push('\t');
        push_base36(self.0, number);
        self
    }

    fn end(self) {
        self.0.push('\n');
    }
}

impl Sheet {
    /// As text; [`Sheet::decode`] reads it.
    pub fn encode(&self) -> String {
        let mut text = String::new();
        line(&mut text, "moments").number(self.moments.start.unix()).number(self.moments.end.unix()).end();
        for zone in &self.zones {
            line(&mut text, "zone").text(&zone.encode()).end();
        }
        for plan in &self.plans {
            line(&mut text, "plan").text(&plan.id).text(&plan.name).text(&plan.hours).end();
            line(&mut text, "windows").text(&String::from(plan.windows.clone())).end();
            for holiday in &plan.holidays {
                let times = line(&mut text, "holiday").number(holiday.from.unix()).number(holiday.to.unix());
                times.text(&holiday.name).end();
            }
            plan.policies.iter().for_each(|policy| push_policy(&mut text, policy));
        }
        text
    }

    /// Reads what [`Sheet::encode`] wrote. None for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let mut sheet =
            Self { moments: Timestamp::default()..Timestamp::default(), zones: Vec::new(), plans: Vec::new() };
        for line in text.lines() {
            let mut fields = line.split('\t');
            let kind = fields.next()?;
            let fields = &mut fields;
            match kind {
                "moments" => sheet.moments = instant(fields)?..instant(fields)?,
                "zone" => sheet.zones.push(WallClock::decode(fields.next()?)?),
                "plan" => sheet.plans.push(PlanSheet {
                    id: owned(fields)?,
                    name: owned(fields)?,
                    hours: owned(fields)?,
                    policies: Vec::new(),
                    windows: OpenWindows::always(),
                    holidays: Vec::new(),
                }),
                "windows" => sheet.plans.last_mut()?.windows = OpenWindows::decode(fields.next()?)?,
                "holiday" => {
                    let holiday = HolidaySpan { from: instant(fields)?, to: instant(fields)?, name: owned(fields)? };
                    sheet.plans.last_mut()?.holidays.push(holiday);
                }
                "policy" => sheet.plans.last_mut()?.policies.push(policy(fields)?),
                "rule" => sheet.plans.last_mut()?.policies.last_mut()?.priorities.push(rule(fields)?),
                "reason" => sheet.plans.last_mut()?.policies.last_mut()?.pause_reasons.push(reason(fields)?),
                _ => return None,
            }
        }
        let is_whole = !sheet.zones.is_empty() && sheet.plans.iter().all(|plan| !plan.policies.is_empty());
        is_whole.then_some(sheet)
    }
}

fn line<'a>(text: &'a mut String, kind: &str) -> Line<'a> {
    text.push_str(kind);
    Line(text)
}

fn push_policy(text: &mut String, policy: &Policy) {
    let warning = policy.warning;
    line(text, "policy")
        .text(policy.id.as_str())
        .number(i64::from(policy.version))
        .text(&policy.name)
        .number(policy.effective_from.unix())
        .text(policy.fallback_priority.as_str())
        .number(policy.grace.get())
        .number(policy.reopen_within.get())
        .number(i64::from(warning.remaining_per_mille))
        .number(warning.at_least.get())
        .number(warning.at_most.get())
        .number(policy.max_next_update.map_or(-1, Seconds::get))
        .end();
    for rule in &policy.priorities {
        let mut fields =
            line(text, "rule").text(rule.key.as_str()).text(&rule.name).number(i64::from(rule.may_pause()));
        for metric in Metric::ALL {
            fields = match rule.targets.get(metric) {
                Target::Within { target, basis: Basis::Calendar } => fields.text("c").number(target.get()),
                Target::Within { target, basis: Basis::Business } => fields.text("b").number(target.get()),
                Target::SameBusinessDay { min_remaining } => fields.text("d").number(min_remaining.get()),
                Target::Scheduled => fields.text("s").number(0),
                Target::None => fields.text("n").number(0),
            };
        }
        fields.end();
    }
    for reason in &policy.pause_reasons {
        line(text, "reason").text(&reason.key).text(&reason.name).number(reason.max.get()).end();
    }
}

type Fields<'a> = std::str::Split<'a, char>;

fn number(fields: &mut Fields<'_>) -> Option<i64> {
    base36(fields.next()?)
}

fn seconds(fields: &mut Fields<'_>) -> Option<Seconds> {
    number(fields).map(Seconds::new)
}

fn instant(fields: &mut Fields<'_>) -> Option<Timestamp> {
    number(fields).map(Timestamp::from_unix)
}

fn owned(fields: &mut Fields<'_>) -> Option<String> {
    fields.next().map(str::to_owned)
}

fn policy(fields: &mut Fields<'_>) -> Option<Policy> {
    Some(Policy {
        id: PolicyId::new(fields.next()?),
        version: u32::try_from(number(fields)?).ok()?,
        name: owned(fields)?,
        effective_from: instant(fields)?,
        priorities: Vec::new(),
        fallback_priority: PriorityKey::new(fields.next()?),
        pause_reasons: Vec::new(),
        grace: seconds(fields)?,
        reopen_within: seconds(fields)?,
        warning: Warning {
            remaining_per_mille: u32::try_from(number(fields)?).ok()?,
            at_least: seconds(fields)?,
            at_most: seconds(fields)?,
        },
        max_next_update: number(fields).map(|most| (most >= 0).then(|| Seconds::new(most)))?,
        // Whom it asks changes no due time.
        escalation_chain: None,
    })
}

fn rule(fields: &mut Fields<'_>) -> Option<PriorityRule> {
    let (key, name, pausable) = (fields.next()?, owned(fields)?, number(fields)? == 1);
    let mut targets = Targets::default();
    for metric in Metric::ALL {
        let (kind, length) = (fields.next()?, seconds(fields)?);
        let target = match kind {
            "c" => Target::Within { target: length, basis: Basis::Calendar },
            "b" => Target::Within { target: length, basis: Basis::Business },
            "d" => Target::SameBusinessDay { min_remaining: length },
            "s" => Target::Scheduled,
            "n" => Target::None,
            _ => return None,
        };
        targets.set(metric, target);
    }
    Some(PriorityRule {
        key: PriorityKey::new(key),
        name,
        short: String::new(),
        meaning: String::new(),
        targets,
        pausable,
        answer_every_message: false,
        requires: Vec::new(),
        requires_before_triaged: Vec::new(),
        requires_before_queued: Vec::new(),
        requires_before_shipped: Vec::new(),
        escalation: None,
        only_during_active_plan: false,
    })
}

fn reason(fields: &mut Fields<'_>) -> Option<PauseReason> {
    Some(PauseReason { key: owned(fields)?, name: owned(fields)?, max: seconds(fields)? })
}
