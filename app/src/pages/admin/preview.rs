//! What a version of a calendar or policy would change, before it is applied.

use leptos::prelude::*;

use super::week::week;
use crate::components::head::head_with_back;
use crate::components::icon::icon;
use crate::model::PageContext;
use crate::model::admin::version::{EffectLine, EffectRow, PreviewModel};
use crate::shell::{Meta, page};

/// The preview as HTML. Its form applies the version, or leads back to the fields with everything typed.
pub fn preview(cx: &PageContext, model: &PreviewModel) -> String {
    page(cx, Meta::new(format!("{}: what would change", model.title), "admin-record"), || {
        let hidden = model.hidden.iter().map(|(name, value)| {
            view! { <input type="hidden" name=name.clone() value=value.clone()/> }
        });
        let summary = model.summary.iter().map(|sentence| view! { <p>{sentence.clone()}</p> }).collect_view();
        let week = model.week.as_ref().map(|(days, today)| {
            view! { <section class="card"><h2>"The new week"</h2>{week(days, *today)}</section> }
        });
        view! {
            {head_with_back(model.back.clone(), model.title.clone(), "What would change", ())}
            <div class="content record alone preview">
                <div class="record-main">
                    {model.stale.clone().map(stale)}
                    <section class="card"><h2>"When and what"</h2><p class="begins">{icon("calendar")}<span>{model.begins.clone()}</span></p>{summary}{differences(&model.differences)}</section>
                    {week}
                    <form method="post" action=model.action.clone() class="record-form" data-form>
                        {hidden.collect_view()}
                        {effects(model)}
                        <div class="form-end">
                            <button class="btn primary">{model.submit.clone()}</button>
                            <button class="btn" formaction=format!("{}/edit", model.action)>"Change the form"</button>
                            <a class="btn quiet" href=model.action.clone()>"Discard"</a>
                        </div>
                    </form>
                </div>
            </div>
        }
        .into_any()
    })
}

fn stale(sentence: String) -> AnyView {
    view! {
        <section class="conflict" role="alert" tabindex="-1" autofocus data-focus>
            {icon("alert")}
            <div><p class="summary-title">{sentence}</p><p class="muted small">"Nothing was applied. Below is what would change now. Apply again if it is right."</p></div>
        </section>
    }
    .into_any()
}

fn differences(differences: &[String]) -> Option<AnyView> {
    let items = differences.iter().map(|sentence| view! { <li>{sentence.clone()}</li> }).collect_view();
    (!differences.is_empty()).then(|| view! { <ul class="bullets small">{items}</ul> }.into_any())
}

fn effects(model: &PreviewModel) -> AnyView {
    if model.rows.is_empty() {
        return view! {
            <section class="card"><h2>"Open tickets"</h2><p class="muted small">"No due time of an open ticket would move."</p></section>
        }
        .into_any();
    }
    let rows = model.rows.iter().map(row).collect_view();
    let more = (!model.more.is_empty()).then(|| view! { <p class="muted small">{model.more.clone()}</p> });
    let all = model.all.map(|all| {
        view! {
            <label class="effect-choice"><input type="checkbox" name="move_all" value="yes" checked=all.is_chosen/><span>{format!("Move all {} open tickets", all.count)}</span></label>
        }
    });
    view! {
        <section class="card effects-card">
            <h2>"Open tickets"<span class="muted small card-note">{format!("Times are in {}", model.zone)}</span></h2>
            {all}
            <ul class="effects">{rows}</ul>
            {more}
        </section>
    }
    .into_any()
}

fn row(row: &EffectRow) -> AnyView {
    let lines = row.effects.iter().map(line).collect_view();
    let lines = if row.effects.is_empty() {
        view! { <p class="muted small">"No due time would move."</p> }.into_any()
    } else {
        view! {
            <table class="effect-lines">
                <caption class="visually-hidden">{format!("Due times of {}", row.key)}</caption>
                <thead><tr><th scope="col">"Promise"</th><th scope="col">"Due now"</th><th scope="col">"Would be due"</th><th scope="col">"Difference"</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        }
        .into_any()
    };
    let name = view! {
        <a class="key" href=format!("/tickets/{}", row.key)>{row.key.clone()}</a>
        <span class="effect-title">{row.title.clone()}</span><span class="muted small">{row.client.clone()}</span>
    };
    let choice = row.is_chosen.map(|is_chosen| {
        view! {
            <label class="effect-choice"><input type="checkbox" name="move" value=row.key.clone() checked=is_chosen/><span>"Move this ticket"<span class="visually-hidden">{format!(", {}", row.key)}</span></span></label>
        }
    });
    view! { <li><div class="effect-name">{name}{choice}</div>{lines}</li> }.into_any()
}

fn line(line: &EffectLine) -> AnyView {
    let late = line.is_overdue.then(|| view! { <span class="late">{icon("alert")}"becomes overdue"</span> });
    view! {
        <tr>
            <th scope="row">{line.metric}</th>
            <td class="num" data-label="Due now">{line.before.clone()}</td>
            <td class="num" data-label="Would be due"><b>{line.after.clone()}</b></td>
            <td data-label="Difference"><span>{line.note.clone()}</span>{late}</td>
        </tr>
    }
    .into_any()
}
