//! A client's own issues.

use leptos::prelude::*;

use crate::components::empty::empty;
use crate::components::head::{head, link_button};
use crate::components::row;
use crate::model::{IssuesModel, PageContext};
use crate::shell::{Meta, page};

/// The list as HTML.
pub fn issues(cx: &PageContext, model: &IssuesModel) -> String {
    page(cx, Meta::new("Issues", "issues"), || {
        let tabs = model.tabs.iter().map(|tab| {
            let current = (tab.value == model.current).then_some("page");
            let count = tab.count.map(|count| view! { <span class="n">{count}</span> });
            view! { <a href=model.href(&tab.value, None) aria-current=current>{tab.label.clone()}{count}</a> }
        });
        view! {
            {head("Issues", model.client.clone(), link_button("/report", "btn primary", "plus", "Report an issue"))}
            <div class="content">
                <nav class="views" aria-label="Which issues">{tabs.collect_view()}</nav>
                <section class="card rows-card flat" aria-label="Issues"><div id="list" data-live>{list(model)}</div></section>
            </div>
        }
        .into_any()
    })
}

fn list(model: &IssuesModel) -> AnyView {
    if model.rows.is_empty() {
        let current = model.tabs.iter().find(|tab| tab.value == model.current).map_or("", |tab| tab.label.as_str());
        let title = if current.is_empty() || current == "All" {
            "No issue yet".to_owned()
        } else {
            format!("Nothing under “{current}”")
        };
        return empty(
            "list",
            title,
            "What you and your colleagues report is listed here with its clocks.",
            view! { <a class="btn primary" href="/report">"Report an issue"</a> },
        );
    }
    let first = model
        .is_continued
        .then(|| view! { <a class="btn quiet" href=model.href(&model.current, None)>"Back to the first"</a> });
    let next = model.next.as_deref().map(
        |cursor| view! { <a class="btn" rel="next" href=model.href(&model.current, Some(cursor))>"Show more"</a> },
    );
    let pager = (first.is_some() || next.is_some())
        .then(|| view! { <nav class="pager" aria-label="Pages">{first}{next}</nav> });
    view! { <ul class="rows">{model.rows.iter().map(row::client_row).collect_view()}</ul>{pager} }.into_any()
}
