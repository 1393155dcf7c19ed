//! Known issues, by area.

use domain::people::Side;
use leptos::prelude::*;

use crate::components::empty::empty;
use crate::components::head::{head, link_button};
use crate::components::known;
use crate::model::{KnowledgeModel, PageContext};
use crate::shell::{Meta, page};

/// The known issues as HTML.
pub fn knowledge(cx: &PageContext, model: &KnowledgeModel) -> String {
    page(cx, Meta::new("Knowledge", "knowledge"), || {
        let areas = model.issues.chunk_by(|a, b| a.area == b.area).map(|issues| {
            let area = issues.first().map(|issue| issue.area.clone()).unwrap_or_default();
            view! { <section class="card area"><h2>{area}</h2>{known::list(issues)}</section> }
        });
        let body = if model.issues.is_empty() {
            empty("book", "Nothing here yet", "Problems that were solved before are collected here.", ())
        } else {
            view! { <div class="areas">{areas.collect_view()}</div> }.into_any()
        };
        let report = (cx.viewer.is_some() && cx.side() == Side::Client).then(|| link_button("/report", "btn", "plus", "Report an issue"));
        view! { {head("Knowledge", "Solved before", report)}<div class="content">{body}</div> }.into_any()
    })
}
