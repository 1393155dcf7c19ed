//! Forms that work without JavaScript: kept values, described problems, a summary that takes the focus.

use leptos::prelude::*;

use super::icon::icon;
use crate::model::FormErrors;

/// The error summary of a rejected form: what is wrong, each with a link to its field. Takes the focus on load.
///
/// `prefix` distinguishes forms of one page; field ids are `{prefix}{field}` (see [`super::field`]).
pub fn error_summary(errors: &FormErrors, prefix: &'static str) -> Option<AnyView> {
    if errors.is_empty() {
        return None;
    }
    let title = match errors.0.len() {
        1 => "One thing needs your attention".to_owned(),
        count => format!("{count} things need your attention"),
    };
    let items = errors.0.iter().map(|problem| {
        let message = problem.message.clone();
        if problem.field.is_empty() {
            view! { <li>{message}</li> }.into_any()
        } else {
            view! { <li><a href=format!("#{prefix}{}", problem.field)>{message}</a></li> }.into_any()
        }
    });
    Some(
        view! {
            <div class="summary" role="alert" tabindex="-1" autofocus data-focus>
                {icon("alert")}
                <div><p class="summary-title">{title}</p><ul>{items.collect_view()}</ul></div>
            </div>
        }
        .into_any(),
    )
}

/// Hidden fields that every form of a ticket carries (contract of the ticket routes).
pub fn ticket_fields(version: u64, return_to: &str) -> AnyView {
    view! {
        <input type="hidden" name="version" value=version/>
        <input type="hidden" name="return" value=return_to.to_owned()/>
    }
    .into_any()
}

/// The primary button of a form and, where it can be left, the way out.
pub fn submit(label: &'static str, cancel: Option<String>) -> AnyView {
    let cancel = cancel.map(|href| view! { <a class="btn quiet" href=href>"Cancel"</a> });
    view! { <div class="form-end"><button class="btn primary">{label}</button>{cancel}</div> }.into_any()
}
