//! Priorities and pause reasons are those of the plan's policy at the moment.

use domain::sla::Policy;
use domain::sla::what_if::PAUSES;
use domain::sla::what_if::form::pause_field;
use web_sys::{Element, HtmlSelectElement};

use crate::islands::dom;

/// Offers what the policy has; what was chosen stays chosen where it still exists.
pub fn offer(form: &Element, policy: &Policy) {
    let priorities = policy.priorities.iter().map(|rule| (rule.key.as_str(), rule.name.as_str()));
    fill(form, "priority", &priorities.collect::<Vec<_>>());
    let reasons = policy.pause_reasons.iter().map(|reason| (reason.key.as_str(), reason.name.as_str()));
    let reasons: Vec<_> = std::iter::once(("", "No pause")).chain(reasons).collect();
    for index in 0..PAUSES {
        fill(form, &pause_field(index, "reason"), &reasons);
    }
}

fn fill(form: &Element, name: &str, choices: &[(&str, &str)]) {
    let Some(select) = dom::one_in::<HtmlSelectElement>(form, &["select[name=\"", name, "\"]"].concat()) else {
        return;
    };
    let shown = dom::all_in::<Element>(&select, "option");
    let is_same = shown.len() == choices.len()
        && shown.iter().zip(choices).all(|(option, (value, label))| {
            option.get_attribute("value").as_deref() == Some(*value) && option.text_content().as_deref() == Some(*label)
        });
    if is_same {
        return;
    }
    let chosen = select.value();
    select.set_text_content(None);
    for (value, label) in choices {
        let option = dom::make("option", "", label);
        if let Some(option) = &option {
            dom::set_attribute(option, "value", value);
        }
        dom::append(&select, [option]);
    }
    if choices.iter().any(|(value, _)| *value == chosen) {
        select.set_value(&chosen);
    }
}
