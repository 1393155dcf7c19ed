//! A plan as those who rely on it read it: hours of support, promises, pauses, holidays ahead.

use leptos::prelude::*;

use super::admin::{promised, special_days, waiting, week};
use crate::components::empty::empty;
use crate::components::head::head_with_back;
use crate::components::icon::icon;
use crate::model::PageContext;
use crate::model::promises::{PlanInWords, PlansPage};
use crate::shell::{Meta, page};

/// The page as HTML.
pub fn plan(cx: &PageContext, model: &PlansPage) -> String {
    page(cx, Meta::new(model.title.clone(), "plan"), || {
        let jump = (model.plans.len() > 1).then(|| {
            let links = model
                .plans
                .iter()
                .map(|plan| view! { <a href=format!("#plan-{}", plan.id)>{plan.product.clone()}</a> });
            view! { <nav class="views" aria-label="Products">{links.collect_view()}</nav> }
        });
        let body = if model.plans.is_empty() {
            empty("file", "No plan yet", "As soon as a product is set up for you, its plan is here.", ())
        } else {
            model.plans.iter().map(one).collect_view().into_any()
        };
        view! {
            {head_with_back(model.back.clone(), model.title.clone(), (), ())}
            <div class="content plan-page">{jump}{body}</div>
        }
        .into_any()
    })
}

fn one(plan: &PlanInWords) -> AnyView {
    let text = |text: &str| (!text.is_empty()).then(|| view! { <p class="pre-line">{text.to_owned()}</p> });
    let ahead = plan
        .ahead
        .iter()
        .map(|sentence| view! { <p class="read-only">{icon("calendar")}<span>{sentence.clone()}</span></p> });
    let changes = if plan.changes.is_empty() {
        view! { <p class="small muted">"Its clocks do not change in the coming years."</p> }.into_any()
    } else {
        let items = plan.changes.iter().map(|change| view! { <li>{icon("clock")}<span>{change.clone()}</span></li> });
        view! { <ul class="changes small">{items.collect_view()}</ul> }.into_any()
    };
    let state = if plan.is_open { "state done" } else { "state off" };
    view! {
        <section class="plan-part" id=format!("plan-{}", plan.id) aria-label=plan.product.clone()>
            <header class="plan-head"><h2>{plan.product.clone()}</h2><p class="tag">{plan.name.clone()}</p></header>
            {text(&plan.description)}
            {ahead.collect_view()}
            <div class="plan-grid">
                <section class="card">
                    <h3>"Hours of support"</h3>
                    <p><b>{plan.hours.clone()}</b></p>
                    <p><span class=state>{plan.now.clone()}</span></p>
                    {week(&plan.week, plan.today)}
                    {days(plan)}
                </section>
                <div class="plan-side">
                    {special_days(&plan.special)}
                    <section class="card"><h3>"Summer and winter time"</h3><p class="small">{format!("The hours follow the clocks in {}.", plan.zone)}</p>{changes}</section>
                    {(!plan.cadence.is_empty()).then(|| view! { <section class="card"><h3>"What is done how often"</h3>{text(&plan.cadence)}</section> })}
                </div>
            </div>
            {promised(&plan.policy, &format!("What is promised for {}", plan.product))}
            {waiting(&plan.policy)}
        </section>
    }
    .into_any()
}

/// The next days in the calendar's zone, and in the reader's where that is another one.
fn days(plan: &PlanInWords) -> AnyView {
    let own_head = plan.own_zone.as_ref().map(|zone| view! { <th scope="col">{format!("In {zone}")}</th> });
    let rows = plan.days.iter().map(|day| {
        let own = plan.own_zone.as_ref().map(|zone| view! { <td class="num" data-label=format!("In {zone}")>{day.own.clone()}</td> });
        view! { <tr><th scope="row">{day.date.clone()}</th><td class="num" data-label=format!("In {}", plan.zone)>{day.hours.clone()}</td>{own}</tr> }
    });
    view! {
        <table class="support-days">
            <caption>"The next seven days"</caption>
            <thead><tr><th scope="col">"Date"</th><th scope="col">{format!("In {}", plan.zone)}</th>{own_head}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}
