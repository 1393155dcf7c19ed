//! The client's home: who looks after you, what is open, what we owe you next.

use leptos::prelude::*;

use crate::components::empty::empty;
use crate::components::head::link_button;
use crate::components::icon::icon;
use crate::components::{avatar, clock, row};
use crate::model::home::{EngagementCard, Owed};
use crate::model::{HomeModel, PageContext};
use crate::shell::{Meta, page};

/// The client's home as HTML.
pub fn home(cx: &PageContext, model: &HomeModel) -> String {
    page(cx, Meta::new("Home", "home"), || {
        let engagements = model.engagements.iter().map(engagement).collect_view();
        view! {
            <div class="content home">
                <header class="welcome">
                    <div>
                        <h1>{model.greeting.clone()}</h1>
                        {owner(model)}
                    </div>
                    {link_button("/report", "btn primary big", "plus", "Report an issue")}
                </header>
                <div class="home-grid" id="home" data-live>
                    {your_turn(model)}
                    {open(model)}
                    {owed(model)}
                    <section class="wide" aria-label="What you use">
                        <ul class="engagements">{engagements}</ul>
                    </section>
                </div>
            </div>
        }
        .into_any()
    })
}

fn owner(model: &HomeModel) -> Option<AnyView> {
    let person = model.owner.as_ref()?;
    Some(view! { <p class="looks-after">{avatar::decorative(person)}<span><b>{person.name.clone()}</b>" "{model.owner_note.clone()}</span></p> }.into_any())
}

fn your_turn(model: &HomeModel) -> Option<AnyView> {
    if model.your_turn.is_empty() {
        return None;
    }
    let rows = model.your_turn.iter().map(row::client_row).collect_view();
    Some(view! { <section class="card rows-card wide turn"><h2>{icon("hand")}"Your turn"</h2><ul class="rows">{rows}</ul></section> }.into_any())
}

fn open(model: &HomeModel) -> AnyView {
    let rest = (model.open_total as usize > model.open.len())
        .then(|| view! { <a class="link" href="/issues">{format!("All {}", model.open_total)}</a> });
    let body = if model.open.is_empty() {
        empty(
            "done",
            "Nothing is open",
            "When something does not work as it should, tell us. You see at once when we answer.",
            view! { <a class="btn" href="/issues?state=all">"See what was solved"</a> },
        )
    } else {
        view! { <ul class="rows">{model.open.iter().map(row::client_row).collect_view()}</ul> }.into_any()
    };
    view! { <section class="card rows-card"><h2>"Open with us"{rest}</h2>{body}</section> }.into_any()
}

fn owed(model: &HomeModel) -> AnyView {
    let body = if model.owed.is_empty() {
        view! { <p class="muted small">"Nothing is due. Reviews and check-ins will be listed here."</p> }.into_any()
    } else {
        view! { <ul class="owed">{model.owed.iter().map(owed_line).collect_view()}</ul> }.into_any()
    };
    view! { <section class="card"><h2>"What we owe you next"</h2>{body}</section> }.into_any()
}

fn owed_line(owed: &Owed) -> AnyView {
    let what = match &owed.href {
        Some(href) => view! { <a class="owed-what" href=href.clone()>{owed.what.clone()}</a> }.into_any(),
        None => view! { <span class="owed-what">{owed.what.clone()}</span> }.into_any(),
    };
    let when = (!owed.when.is_empty()).then(|| view! { <span class="muted small num">{owed.when.clone()}</span> });
    view! { <li>{what}{owed.clock.as_ref().map(clock::chip)}{when}</li> }.into_any()
}

fn engagement(engagement: &EngagementCard) -> AnyView {
    let owner = engagement.owner.as_ref().map(avatar::named);
    view! {
        <li class="card engagement">
            <h2>{engagement.product.clone()}</h2>
            <p><span class="tag">{engagement.phase.clone()}</span></p>
            <p class="small">{engagement.go_live.clone()}</p>
            <p class="tiny muted">{format!("{}. {}.", engagement.plan, engagement.hours)}</p>
            <p class="small"><a class="link" href=engagement.plan_href.clone()>{icon("file")}<span>"What we promise"<span class="visually-hidden">{format!(" for {}", engagement.product)}</span></span></a></p>
            {owner}
        </li>
    }
    .into_any()
}
