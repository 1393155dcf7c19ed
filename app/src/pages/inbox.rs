//! The staff inbox: list and detail, oldest promise first (PRODUCT.md, journey 2).

use leptos::prelude::*;

use crate::components::empty::empty;
use crate::components::head::{head, link_button};
use crate::components::icon::icon;
use crate::components::{Level, filters, islands, keys, repairs, row, ticket};
use crate::model::{InboxModel, PageContext};
use crate::shell::{Meta, page};

/// The inbox as HTML.
pub fn inbox(cx: &PageContext, model: &InboxModel) -> String {
    let title = match &model.selected {
        Some(ticket) => format!("{} {}", ticket.key, ticket.title),
        None => "Inbox".to_owned(),
    };
    page(cx, Meta::new(title, "inbox").full(), || {
        let counts = match cx.counts.overdue {
            0 => format!("{} open", cx.counts.open),
            overdue => format!("{} open · {overdue} overdue", cx.counts.open),
        };
        let actions = view! {
            {jump()}
            {link_button("/tickets/new", "btn primary", "plus", "New")}
        };
        let is_empty = model.groups.iter().all(|group| group.rows.is_empty());
        let class = match (&model.selected, is_empty) {
            (Some(_), _) => "split has-detail",
            (None, true) => "split is-empty",
            (None, false) => "split",
        };
        view! {
            {head("Inbox", view! { <span id="head-counts" data-live>{counts}</span> }, actions)}
            <div class=class>
                <section class="list" aria-label="Tickets">
                    {filters::bar(model)}
                    <div id="repairs" data-live>{repairs::line(&model.repairs)}</div>
                    <div id="list" data-live>{list(model)}</div>
                    {filters::bulk(model)}
                </section>
                <section class="detail" id="detail" aria-label="Ticket">{detail(model)}</section>
            </div>
            {islands::inbox()}
        }
        .into_any()
    })
}

/// "Go to a ticket by its key" (the key `/`).
fn jump() -> AnyView {
    view! {
        <form class="jump" action="/inbox" role="search">
            {icon("search")}
            <input type="search" name="t" id="jump" placeholder="ACME-42" aria-label="Go to a ticket by its key" autocomplete="off" autocapitalize="characters" spellcheck="false" data-key-action="search"/>
            <kbd>"/"</kbd>
        </form>
    }
    .into_any()
}

fn list(model: &InboxModel) -> AnyView {
    if model.groups.iter().all(|group| group.rows.is_empty()) {
        return nothing(model);
    }
    let groups = model.groups.iter().map(|group| {
        let count = group.count.map(|count| view! { <span class="group-count">{count}</span> });
        let rows = group.rows.iter().map(|item| {
            let is_current = model.selected.as_ref().is_some_and(|ticket| ticket.key == item.key);
            row::inbox_row(item, model.href(model.after.as_deref(), Some(&item.key)), is_current)
        });
        view! { <h2 class=group.kind.class()>{group.kind.label()}{count}</h2><ul class="rows">{rows.collect_view()}</ul> }
    });
    let first = model
        .after
        .as_ref()
        .map(|_| view! { <a class="btn quiet" href=model.href(None, None)>"Back to the first"</a> });
    let next = model
        .next
        .as_deref()
        .map(|cursor| view! { <a class="btn" rel="next" href=model.href(Some(cursor), None)>"Show more"</a> });
    let pager = (first.is_some() || next.is_some())
        .then(|| view! { <nav class="pager" aria-label="Pages">{first}{next}</nav> });
    view! { {groups.collect_view()}{pager} }.into_any()
}

fn nothing(model: &InboxModel) -> AnyView {
    if model.filters.active() > 0 {
        return empty(
            "filter",
            "Nothing matches",
            "No open ticket fits these filters.",
            view! { <a class="btn" href="/inbox">"Show everything"</a> },
        );
    }
    if model.is_new_instance {
        return empty(
            "inbox",
            "No ticket yet",
            "Tickets appear here as soon as a client reports something, the promise that ends first on top.",
            view! { <a class="btn primary" href="/clients/new">"Add a client"</a><a class="btn" href="/tickets/new">"Report on a client's behalf"</a> },
        );
    }
    empty("done", "All promises are kept", "Nothing is open. New tickets appear here by themselves.", ())
}

fn detail(model: &InboxModel) -> AnyView {
    match &model.selected {
        Some(selected) => ticket::ticket(selected, Level::Pane, Some(model.href(model.after.as_deref(), None))),
        None => view! {
            {empty("keys", "Pick a ticket", "J and K walk through the list, 1 accepts, A assigns.", view! { <button type="button" class="btn" popovertarget="keys" data-key-action="help">"All keys "<kbd>"?"</kbd></button> })}
            {keys::help()}
        }
        .into_any(),
    }
}
