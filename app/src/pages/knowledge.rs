//! Known issues, by area, searchable.

use domain::people::Side;
use leptos::prelude::*;

use crate::components::empty::empty;
use crate::components::head::{head, link_button};
use crate::components::icon::icon;
use crate::components::known;
use crate::model::{KnowledgeModel, PageContext};
use crate::shell::{Meta, page};

/// The known issues as HTML.
pub fn knowledge(cx: &PageContext, model: &KnowledgeModel) -> String {
    let title = if model.query.is_empty() { "Knowledge".to_owned() } else { format!("{}: knowledge", model.query) };
    let is_client = cx.viewer.is_some() && cx.side() == Side::Client;
    page(cx, Meta::new(title, "knowledge"), || {
        let report = is_client.then(|| link_button("/report", "btn", "plus", "Report an issue"));
        let search = (!model.is_bare()).then(|| search(&model.query));
        view! { {head("Knowledge", "Solved before", report)}<div class="content">{search}{found(model, is_client)}</div> }.into_any()
    })
}

fn search(query: &str) -> AnyView {
    let clear = (!query.is_empty()).then(|| view! { <a class="btn quiet" href="/knowledge">"Show all"</a> });
    view! {
        <form class="find" role="search" action="/knowledge">
            <label class="visually-hidden" for="q">"Search known issues"</label>
            {icon("search")}
            <input id="q" name="q" type="search" value=query.to_owned() placeholder="What do you see? For example: white screen" autocomplete="off" maxlength="200"/>
            <button class="btn">"Search"</button>{clear}
        </form>
    }
    .into_any()
}

fn found(model: &KnowledgeModel, is_client: bool) -> AnyView {
    if model.is_bare() {
        return empty("book", "Nothing here yet", "Problems that were solved before are collected here.", ());
    }
    if model.issues.is_empty() {
        let text = "Try another word for what you see, or the name of the place where it happens.";
        let next = if is_client {
            link_button("/report", "btn primary", "plus", "Report an issue")
        } else {
            link_button("/knowledge", "btn", "book", "Show all")
        };
        return empty("search", format!("Nothing about “{}”", model.query), text, next);
    }
    let areas = model.issues.chunk_by(|a, b| a.area == b.area).map(|issues| {
        let area = issues.first().map(|issue| heading(&issue.area)).unwrap_or_default();
        view! { <section class="card area"><h2>{area}</h2>{known::list(issues)}</section> }
    });
    let note = (!model.query.is_empty()).then(|| {
        let count = model.issues.len();
        let words = if count == 1 { "1 known issue".to_owned() } else { format!("{count} known issues") };
        view! { <p class="muted small" role="status">{format!("{words} about “{}”", model.query)}</p> }
    });
    view! { {note}<div class="areas">{areas.collect_view()}</div> }.into_any()
}

/// An area as a heading: its first letter in capitals.
fn heading(area: &str) -> String {
    let mut letters = area.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
