//! "Why this time?": one clock explained interval by interval. A page of its own, and the content of a dialog.

use leptos::prelude::*;

use crate::components::clock::chip;
use crate::components::icon::icon;
use crate::components::time::both_zones;
use crate::drawn;
use crate::model::{Clock, PageContext, WhyModel};
use crate::shell::{Meta, page};

/// The explanation as HTML. `[data-dialog-content]` is what the dialog takes over.
pub fn why(cx: &PageContext, model: &WhyModel) -> String {
    let title = format!("Why? {} of {}", model.clock.metric.name(), model.key);
    page(cx, Meta::new(title, "why"), || {
        view! {
            <header class="head crumbs">
                <nav aria-label="Where you are">
                    <a href=model.return_to.clone()>{icon("back")}<span class="key">{model.key.to_string()}</span></a>
                    <span aria-current="page">"Why this time?"</span>
                </nav>
            </header>
            <div class="content narrow"><div class="why" data-dialog-content>{explanation(model)}</div></div>
        }
        .into_any()
    })
}

fn explanation(model: &WhyModel) -> AnyView {
    // It explains one moment; ticking on, it would contradict the intervals below it.
    let still = Clock { data: String::new(), ..model.clock.clone() };
    let due = model.clock.due.as_ref().map(|due| view! { <p class="why-due">{both_zones(due)}</p> });
    let rules = model.rules.iter().map(|rule| view! { <li>{rule.clone()}</li> }).collect_view();
    let rules = (!model.rules.is_empty())
        .then(|| view! { <section><h2>"Rules that were applied"</h2><ul class="bullets">{rules}</ul></section> });
    view! {
        <header class="why-head">
            <p class="muted small">{format!("{} · {}", model.key, model.title)}</p>
            <h1 id="dialog-title">{format!("{}: why this time?", model.clock.metric.name())}</h1>
            {chip(&still)}
            {due}
        </header>
        <dl class="why-facts">
            <div><dt>"Promised"</dt><dd>{model.target.clone()}<p class="tiny muted">{model.source.clone()}</p></dd></div>
            <div><dt>"Began"</dt><dd>{both_zones(&model.started)}<p class="tiny muted">{model.started_because.clone()}</p></dd></div>
            <div><dt>"Used"</dt><dd>{model.used.clone()}</dd></div>
        </dl>
        <section>
            <h2>"Hour by hour"</h2>
            <div class="why-in" inner_html=drawn::intervals::intervals(&model.intervals)></div>
            <p class="tiny muted">{format!("Times are in {}.", model.zone)}</p>
        </section>
        {rules}
        {previous(model)}
        {others(model)}
    }
    .into_any()
}

fn others(model: &WhyModel) -> Option<AnyView> {
    let items =
        model.others.iter().map(|other| view! { <li><a href=other.href.clone()>{other.words.clone()}</a></li> });
    (!model.others.is_empty()).then(|| {
        view! { <section><h2>"When it ran besides"</h2><ul class="bullets">{items.collect_view()}</ul></section> }
            .into_any()
    })
}

fn previous(model: &WhyModel) -> Option<AnyView> {
    if model.previous.is_empty() {
        return None;
    }
    let items = model.previous.iter().map(|previous| {
        view! { <li><s class="num">{previous.due.clone()}</s><p class="small muted">{previous.because.clone()}</p></li> }
    });
    Some(
        view! { <section><h2>"Earlier due times"</h2><ul class="previous">{items.collect_view()}</ul></section> }
            .into_any(),
    )
}
