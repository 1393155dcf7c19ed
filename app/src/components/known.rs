//! Known issues.

use leptos::prelude::*;

use super::icon::icon;
use crate::model::KnownIssue;

/// One known issue: a problem that opens to its cause and what helps.
pub fn known_issue(issue: &KnownIssue) -> AnyView {
    let cause = (!issue.cause.is_empty())
        .then(|| view! { <p><span class="label">"Usual cause "</span>{issue.cause.clone()}</p> });
    let fix =
        (!issue.fix.is_empty()).then(|| view! { <p><span class="label">"What helps "</span>{issue.fix.clone()}</p> });
    let steps = (!issue.steps.is_empty())
        .then(|| view! { <ol class="steps">{issue.steps.iter().map(|step| view! { <li>{step.clone()}</li> }).collect_view()}</ol> });
    view! {
        <li id=issue.id.clone()>
            <details class="known"><summary>{icon("right")}<span>{issue.problem.clone()}</span><span class="tiny muted">{issue.area.clone()}</span></summary>
                <div class="known-in">{cause}{fix}{steps}</div>
            </details>
        </li>
    }
    .into_any()
}

/// A list of them.
pub fn list(issues: &[KnownIssue]) -> AnyView {
    view! { <ul class="known-list">{issues.iter().map(known_issue).collect_view()}</ul> }.into_any()
}
