//! From what was typed and what a policy's check says to the fields of the form.

use super::{PauseDraft, PolicyDraft, PriorityDraft};
use crate::ids::PersonId;
use crate::problem::Problem;
use crate::sla::escalation::{Chain, ChainForm};
use crate::sla::field_error::FieldError;
use crate::sla::policy::{Policy, PriorityRule};

/// Reads `20` or `12.5` per cent.
pub(super) fn per_mille(typed: &str) -> Result<u32, Problem> {
    let typed = typed.trim().trim_end_matches('%').trim();
    let (whole, tenth) = typed.split_once('.').unwrap_or((typed, "0"));
    let digits = |text: &str, most: usize| {
        let plain = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let found = digits(whole, 3).zip(digits(tenth, 1)).map(|(whole, tenth)| whole * 10 + tenth);
    found.ok_or_else(|| Problem::new("warn_share", format!("“{typed}” is not a share. Write a number from 0 to 100.")))
}

/// The chain as typed. A priority that is taken out takes the cases in which it begins with it.
pub(super) fn chain(
    draft: &PolicyDraft,
    priorities: &[PriorityRule],
    newest: Option<&Policy>,
    is_staff: impl Fn(&PersonId) -> bool,
) -> Result<Option<Chain>, Vec<Problem>> {
    let is_taken_out = |key: &str| {
        draft.priorities.iter().any(|row| row.remove && row.key.trim() == key)
            && !priorities.iter().any(|rule| rule.key.as_str() == key)
    };
    let mut form = draft.chain.clone();
    form.on.retain(|case| !case.rsplit_once(':').is_some_and(|(key, _)| is_taken_out(key)));
    let chain = form.parse(priorities, is_staff)?;
    // What the form does not show, like a second named person, stays while nobody changes what it shows.
    let known = newest.and_then(|newest| newest.escalation_chain.as_ref());
    let shown = ChainForm::of(known).parse(priorities, |_| true);
    Ok(if shown.is_ok_and(|shown| shown == chain) { known.cloned() } else { chain })
}

/// A problem of a policy under the name of the form's field.
pub(super) fn problem(
    error: &FieldError,
    policy: &Policy,
    rows: &[(usize, &PriorityDraft)],
    pauses: &[(usize, &PauseDraft)],
) -> Problem {
    let field = error.field.as_str();
    let row = |at: usize| rows.get(at).map_or(0, |(index, _)| *index);
    let name = if let Some(rest) = field.strip_prefix("priorities.") {
        let place = |(at, rule): (usize, &PriorityRule)| {
            let part = rest.strip_prefix(rule.key.as_str())?.strip_prefix('.')?;
            Some(format!("p{}_{part}", row(at)))
        };
        policy.priorities.iter().enumerate().find_map(place)
    } else if let Some((at, part)) = indexed(field, "priorities[") {
        Some(format!("p{}_{part}", row(at)))
    } else if let Some((at, part)) = indexed(field, "pause_reasons[") {
        Some(format!("r{}_{part}", pauses.get(at).map_or(0, |(index, _)| *index)))
    } else {
        match field {
            "priorities" => Some("p0_key".to_owned()),
            "fallback_priority" => Some("fallback".to_owned()),
            "warning.remaining_per_mille" => Some("warn_share".to_owned()),
            "warning.at_least" => Some("warn_at_least".to_owned()),
            _ => None,
        }
    };
    let mut message = error.message.clone();
    if let Some(first) = message.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !message.ends_with('.') {
        message.push('.');
    }
    Problem::new(name.unwrap_or_else(|| field.to_owned()), message)
}

/// `pause_reasons[2].max` as 2 and `max`.
fn indexed<'a>(field: &'a str, prefix: &str) -> Option<(usize, &'a str)> {
    let (at, rest) = field.strip_prefix(prefix)?.split_once(']')?;
    Some((at.parse().ok()?, rest.trim_start_matches('.')))
}
