//! Calendars: the list, and one calendar as a visible week.

use leptos::prelude::*;

use super::frame::{list, refusal, related};
use super::week::week;
use crate::components::empty::empty;
use crate::components::head::{head_with_back, link_button};
use crate::components::icon::icon;
use crate::components::table::{TableRow, table};
use crate::model::PageContext;
use crate::model::admin::calendar::{self, SpecialDay};
use crate::model::admin::record::count;
use crate::model::admin::version::VersionLine;
use crate::model::admin::{CalendarModel, CalendarRow, CalendarsModel};
use crate::shell::{Meta, page};

/// The list of calendars as HTML.
pub fn calendars(cx: &PageContext, model: &CalendarsModel) -> String {
    let context = count(model.rows.len(), "calendar", "calendars");
    list(cx, "Calendars", context, Some(("/calendars/new", "New calendar")), &model.access, || {
        if model.rows.is_empty() {
            return empty(
                "calendar",
                "No calendar",
                "A business week ships with every new instance. Run aftercare init on an empty data folder to get it.",
                (),
            );
        }
        table("Calendars", &["Calendar", "Hours", "Zone", "Now", "Engagements"], model.rows.iter().map(row).collect())
    })
}

fn row(calendar: &CalendarRow) -> TableRow {
    let cells = vec![
        calendar.name.clone().into_any(),
        calendar.hours.clone().into_any(),
        view! { <span class="muted">{calendar.zone.clone()}</span> }.into_any(),
        state(calendar.is_open, &calendar.now),
        view! { <span class="num">{count(calendar.engagements, "engagement", "engagements")}</span> }.into_any(),
    ];
    TableRow { href: Some(format!("/calendars/{}", calendar.id)), cells }
}

/// Open or closed: a shape and a word, not a colour alone.
fn state(is_open: bool, words: &str) -> AnyView {
    let class = if is_open { "state done" } else { "state off" };
    view! { <span class=class>{words.to_owned()}</span> }.into_any()
}

/// One calendar as HTML.
pub fn calendar(cx: &PageContext, model: &CalendarModel) -> String {
    let calendar = &model.calendar;
    page(cx, Meta::new(calendar.name.clone(), "calendar"), || {
        let back = ("/calendars".to_owned(), "calendars".to_owned());
        let edit = model
            .access
            .may_edit
            .then(|| link_button(format!("/calendars/{}/edit", calendar.id), "btn primary", "edit", "New version"));
        view! {
            {head_with_back(back, calendar.name.clone(), state(model.is_open, &model.now), edit)}
            <div class="content record">
                <div class="record-main">
                    {refusal(&model.access)}
                    <section class="card"><h2>"A week"<span class="muted small card-note">{calendar.zone.clone()}</span></h2>{week(&calendar::week(calendar), model.today)}</section>
                    {special(&model.special)}
                </div>
                <aside class="record-aside" aria-label="What belongs to it">
                    {zone(model)}
                    {versions(&model.versions)}
                    {related("Plans", &model.plans, "No plan has it.", None)}
                    {related("Engagements", &model.engagements, "No engagement counts by it.", None)}
                </aside>
            </div>
        }
        .into_any()
    })
}

/// Holidays and exceptions from today on.
pub fn special(days: &[SpecialDay]) -> AnyView {
    if days.is_empty() {
        return view! { <section class="card"><h2>"Holidays and exceptions"</h2><p class="muted small">"None from today on: every week is like this one."</p></section> }.into_any();
    }
    let rows = days.iter().map(|day| {
        let name = if day.name.is_empty() { "Exception".to_owned() } else { day.name.clone() };
        view! { <div><dt class="num">{day.date.clone()}</dt><dd><span>{name}</span><span class="muted num">{day.hours.clone()}</span></dd></div> }
    });
    view! { <section class="card"><h2>"Holidays and exceptions"</h2><dl class="lines special">{rows.collect_view()}</dl></section> }.into_any()
}

fn zone(model: &CalendarModel) -> AnyView {
    let changes = if model.changes.is_empty() {
        view! { <p class="small muted">"Its clocks do not change in the coming years."</p> }.into_any()
    } else {
        let items = model.changes.iter().map(|change| view! { <li>{icon("clock")}<span>{change.clone()}</span></li> });
        view! { <ul class="changes small">{items.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card"><h2>"Time zone"</h2>
            <p>{model.calendar.zone.clone()}</p><p class="muted small">{format!("There it is {}.", model.local)}</p>
            {changes}
        </section>
    }
    .into_any()
}

/// Every version, who saved it and when it counts.
pub(super) fn versions(lines: &[VersionLine]) -> AnyView {
    let items = lines.iter().map(|line| {
        let current = line.is_current.then(|| view! { <span class="tag go">"Counts now"</span> });
        let saved = (!line.saved.is_empty()).then(|| view! { <span class="tiny muted">{line.saved.clone()}</span> });
        view! { <li class="version"><b>{line.name.clone()}</b>{current}<span class="small muted">{line.when.clone()}</span>{saved}</li> }
    });
    view! { <section class="card"><h2>"Versions"</h2><ul class="versions">{items.collect_view()}</ul></section> }
        .into_any()
}
