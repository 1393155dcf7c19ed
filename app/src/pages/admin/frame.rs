//! What every list and every form of a record looks like.

use leptos::prelude::*;

use super::control::Entry;
use crate::components::form::{error_summary, submit};
use crate::components::head::{head, head_with_back, link_button};
use crate::components::icon::icon;
use crate::model::PageContext;
use crate::model::admin::{Access, RecordForm, RelatedLink};
use crate::shell::{Meta, page};

/// Every collection, in the order in which a new provider fills them.
const PLACES: [(&str, &str); 7] = [
    ("/clients", "Clients"),
    ("/engagements", "Engagements"),
    ("/people", "People"),
    ("/products", "Products"),
    ("/plans", "Plans"),
    ("/policies", "SLA policies"),
    ("/calendars", "Calendars"),
];

/// A list: the way between the collections, why there is no button, and the rows.
pub(super) fn list(
    cx: &PageContext,
    title: &'static str,
    context: String,
    new: Option<(&'static str, &'static str)>,
    access: &Access,
    body: impl FnOnce() -> AnyView,
) -> String {
    page(cx, Meta::new(title, "admin"), || {
        let button =
            new.filter(|_| access.may_edit).map(|(href, label)| link_button(href, "btn primary", "plus", label));
        view! {
            {head(title, if context == "none" { String::new() } else { context }, button)}
            <div class="content admin">{places(cx)}{refusal(access)}{body()}</div>
        }
        .into_any()
    })
}

fn places(cx: &PageContext) -> AnyView {
    let links = PLACES.into_iter().map(|(href, label)| {
        let current = cx.is_under(href).then_some("page");
        view! { <a href=href aria-current=current>{label}</a> }
    });
    view! { <nav class="views" aria-label="Set-up">{links.collect_view()}</nav> }.into_any()
}

/// Why the viewer cannot change what they see.
pub(super) fn refusal(access: &Access) -> Option<AnyView> {
    access.refusal().map(|sentence| view! { <p class="read-only">{icon("lock")}<span>{sentence}</span></p> }.into_any())
}

/// Some fields that belong together.
pub(super) struct Section<'a> {
    pub title: &'static str,
    pub text: &'static str,
    pub entries: Vec<Entry<'a>>,
}

/// A record's page.
pub(super) struct Record<'a> {
    /// The collection's address.
    pub collection: &'static str,
    /// The collection's name, for the way back.
    pub collection_name: &'static str,
    /// The heading.
    pub title: String,
    /// What stands beside the heading.
    pub context: AnyView,
    /// What every form carries.
    pub form: &'a RecordForm,
    /// The label of the button.
    pub submit: &'static str,
    /// The fields.
    pub sections: Vec<Section<'a>>,
    /// What stands beside the form. Made inside the page, whose icons it shows.
    pub aside: Box<dyn FnOnce() -> Vec<AnyView> + 'a>,
}

/// A record: its form, or its values for those who may only read, and what belongs to it.
pub(super) fn record(cx: &PageContext, record: Record<'_>) -> String {
    page(cx, Meta::new(record.title.clone(), "admin-record"), || {
        let back = (record.collection.to_owned(), record.collection_name.to_owned());
        let body = if record.form.access.may_edit { form(&record) } else { values(&record) };
        let aside = (record.aside)();
        let has_aside = !aside.is_empty();
        let aside =
            has_aside.then(|| view! { <aside class="record-aside" aria-label="What belongs to it">{aside}</aside> });
        view! {
            {head_with_back(back, record.title, record.context, ())}
            <div class=if has_aside { "content record" } else { "content record alone" }><div class="record-main">{body}</div>{aside}</div>
        }
        .into_any()
    })
}

fn form(record: &Record<'_>) -> AnyView {
    let form = record.form;
    let sections = record.sections.iter().map(|section| {
        let entries = section.entries.iter().map(|entry| entry.edit(&form.errors)).collect_view();
        section_view(section, view! { <div class="rows-of">{entries}</div> }.into_any())
    });
    let rev = (!form.is_new()).then(|| view! { <input type="hidden" name="rev" value=form.rev/> });
    view! {
        {error_summary(&form.errors, "")}
        {conflict(form)}
        <form method="post" action=form.action(record.collection) class="record-form" data-form>
            {rev}{sections.collect_view()}
            {submit(record.submit, Some(record.collection.to_owned()))}
        </form>
    }
    .into_any()
}

fn values(record: &Record<'_>) -> AnyView {
    let sections = record.sections.iter().map(|section| {
        let entries = section.entries.iter().map(Entry::show).collect_view();
        section_view(section, view! { <dl class="rows-of">{entries}</dl> }.into_any())
    });
    view! { {refusal(&record.form.access)}<div class="record-form">{sections.collect_view()}</div> }.into_any()
}

pub(super) fn section_view(section: &Section<'_>, body: AnyView) -> AnyView {
    let text = (!section.text.is_empty()).then(|| view! { <p class="muted small">{section.text}</p> });
    view! { <section class="set"><div class="set-head"><h2>{section.title}</h2>{text}</div>{body}</section> }.into_any()
}

/// Somebody else saved first: what differs now. What was typed is still in the form.
pub(super) fn conflict(form: &RecordForm) -> Option<AnyView> {
    let changes = form.conflict.as_ref()?;
    let items = changes.iter().map(|change| view! { <li>{change.clone()}</li> }).collect_view();
    let list = if changes.is_empty() {
        view! { <p>"They saved the same as you typed."</p> }.into_any()
    } else {
        view! { <ul>{items}</ul> }.into_any()
    };
    Some(
        view! {
            <section class="conflict" role="alert" tabindex="-1" autofocus data-focus>
                {icon("users")}
                <div>
                    <p class="summary-title">"Somebody else saved this while you were typing"</p>
                    {list}
                    <p class="muted small">"What you typed is still in the form and nothing was overwritten. Save again to put yours in its place."</p>
                </div>
            </section>
        }
        .into_any(),
    )
}

/// Records that belong to this one. `none` is a sentence, `add` the next step for those who may take it.
pub(super) fn related(
    title: &'static str,
    links: &[RelatedLink],
    none: &'static str,
    add: Option<(String, &'static str)>,
) -> AnyView {
    let add = add.map(|(href, label)| view! { <a class="link" href=href>{label}</a> });
    let body = if links.is_empty() {
        view! { <p class="muted small">{none}</p> }.into_any()
    } else {
        let items = links.iter().map(|link| {
            let detail =
                (!link.detail.is_empty()).then(|| view! { <span class="tiny muted">{link.detail.clone()}</span> });
            view! { <li><a href=link.href.clone()><span>{link.label.clone()}</span>{detail}</a></li> }
        });
        view! { <ul class="related-list">{items.collect_view()}</ul> }.into_any()
    };
    view! { <section class="card"><h2>{title}{add}</h2>{body}</section> }.into_any()
}

/// Open tickets and those overdue, as two figures in a row of a list.
pub(super) fn figures(open: u64, overdue: u64) -> AnyView {
    let overdue =
        (overdue > 0).then(|| view! { <span class="late">{icon("alert")}{format!("{overdue} overdue")}</span> });
    let open = if open == 0 { view! { <span class="muted">"none"</span> }.into_any() } else { open.into_any() };
    view! { <span class="figures num">{open}{overdue}</span> }.into_any()
}
