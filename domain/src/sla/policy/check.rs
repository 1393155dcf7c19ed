//! What is wrong with a policy, field by field.

use super::{Metric, Policy, PriorityRule, Target};
use crate::sla::field_error::FieldError;
use crate::time::Seconds;

/// No promise is longer than ten years.
const LONGEST: Seconds = Seconds::days(3_653);

impl Policy {
    /// Checks a policy as typed.
    ///
    /// # Errors
    /// One entry per problem, naming the field.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let mut errors = Vec::new();
        require(&mut errors, "name", &self.name, "give the policy a name");
        if self.priorities.is_empty() {
            let message = "a policy has at least one priority";
            errors.push(FieldError::new("priorities", message));
        }
        if self.priority(&self.fallback_priority).is_none() {
            let message =
                "choose one of the policy's priorities as the fallback, so that no ticket is without deadlines";
            errors.push(FieldError::new("fallback_priority", message));
        }
        for (index, rule) in self.priorities.iter().enumerate() {
            let known = self.priorities[..index].iter().any(|other| other.key == rule.key);
            if known {
                let message = format!("the key {} is used twice; keys are unique", rule.key);
                errors.push(FieldError::new(format!("priorities[{index}].key"), message));
            }
            check_rule(rule, index, &mut errors);
        }
        self.check_pause_reasons(&mut errors);
        self.check_settings(&mut errors);
        let chain = self.escalation_chain.iter().flat_map(|chain| chain.problems(&self.priorities));
        errors.extend(chain.map(|problem| FieldError::new(problem.field, problem.message)));
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn check_pause_reasons(&self, errors: &mut Vec<FieldError>) {
        for (index, reason) in self.pause_reasons.iter().enumerate() {
            let field = format!("pause_reasons[{index}]");
            require(errors, &format!("{field}.key"), &reason.key, "give the reason a key");
            require(errors, &format!("{field}.name"), &reason.name, "give the reason a name");
            if self.pause_reasons[..index].iter().any(|other| other.key == reason.key) {
                let message = format!("the key {} is used twice; keys are unique", reason.key);
                errors.push(FieldError::new(format!("{field}.key"), message));
            }
            if let Some(message) = duration_problem(reason.max) {
                errors.push(FieldError::new(format!("{field}.max"), message));
            }
        }
    }

    fn check_settings(&self, errors: &mut Vec<FieldError>) {
        let not_negative = |value: Seconds| (Seconds::ZERO..=LONGEST).contains(&value);
        for (field, value) in [("grace", self.grace), ("reopen_within", self.reopen_within)] {
            if !not_negative(value) {
                let message = "accepts zero to ten years";
                errors.push(FieldError::new(field, message));
            }
        }
        if let Some(message) = self.max_next_update.and_then(duration_problem) {
            errors.push(FieldError::new("max_next_update", message));
        }
        let warning = self.warning;
        if warning.remaining_per_mille > 1_000 {
            let message = "accepts 0 to 1000 thousandths of the budget";
            errors.push(FieldError::new("warning.remaining_per_mille", message));
        }
        if !not_negative(warning.at_least) || warning.at_most < warning.at_least {
            let message = "at_least is zero or more and not above at_most";
            errors.push(FieldError::new("warning.at_least", message));
        }
    }
}

fn check_rule(rule: &PriorityRule, index: usize, errors: &mut Vec<FieldError>) {
    let place = if rule.key.as_str().trim().is_empty() {
        errors.push(FieldError::new(format!("priorities[{index}].key"), "give the priority a key, like high"));
        format!("priorities[{index}]")
    } else {
        format!("priorities.{}", rule.key)
    };
    require(errors, &format!("{place}.name"), &rule.name, "give the priority a name");
    require(errors, &format!("{place}.short"), &rule.short, "give the priority a short label for chips");
    if rule.short.chars().count() > 8 {
        let message = "at most 8 characters fit on a chip";
        errors.push(FieldError::new(format!("{place}.short"), message));
    }
    if rule.pausable && rule.is_p0() {
        let message = "P0 never pauses: clear the box, or give the priority another key and label";
        errors.push(FieldError::new(format!("{place}.pausable"), message));
    }
    for metric in Metric::ALL {
        let problem = match rule.targets.get(metric) {
            Target::Within { target, .. } => duration_problem(target),
            Target::SameBusinessDay { min_remaining } => {
                let day = Seconds::ZERO..=Seconds::hours(24);
                (!day.contains(&min_remaining)).then_some("accepts 0 to 24 hours of the day")
            }
            Target::Scheduled if metric != Metric::Resolution => {
                Some("only a resolution can wait for a release; give a duration or none")
            }
            Target::Scheduled | Target::None => None,
        };
        if let Some(message) = problem {
            errors.push(FieldError::new(format!("{place}.{}", metric.key()), message));
        }
    }
}

/// Why a duration cannot be promised: zero, negative, or beyond ten years.
fn duration_problem(value: Seconds) -> Option<&'static str> {
    if value <= Seconds::ZERO {
        Some("must be longer than zero")
    } else if value > LONGEST {
        Some("must not be longer than ten years")
    } else {
        None
    }
}

fn require(errors: &mut Vec<FieldError>, field: &str, value: &str, message: &str) {
    if value.trim().is_empty() {
        errors.push(FieldError::new(field, message));
    }
}
