//! The inbox's filters: one button, what is set as removable chips. Sent by GET, kept in the address.

use leptos::prelude::*;

use super::field::option_views;
use super::icon::icon;
use super::menu;
use crate::model::InboxModel;
use crate::model::inbox::encode;

/// Filter button, chips of what is set, selection toggle.
pub fn bar(model: &InboxModel) -> AnyView {
    let active = model.filters.active();
    let chips = model.filters.fields().into_iter().filter(|(_, _, options)| !options.current.is_empty()).map(
        |(name, label, options)| {
            let words = options.current_label().unwrap_or(&options.current).to_owned();
            let others = model
                .filters
                .fields()
                .into_iter()
                .filter(|(other, _, options)| *other != name && !options.current.is_empty());
            let query: Vec<_> =
                others.map(|(name, _, options)| format!("{name}={}", encode(&options.current))).collect();
            let href = if query.is_empty() { "/inbox".to_owned() } else { format!("/inbox?{}", query.join("&")) };
            view! {
                <a class="chip" href=href>
                    <span class="visually-hidden">"Remove filter "</span><span class="muted">{label}</span>" "<span>{words}</span>{icon("x")}
                </a>
            }
        },
    );
    let chips = chips.collect_view();
    let count = (active > 0).then(|| view! { <span class="count">{active}</span> });
    view! {
        <div class="filters">
            <button type="button" class="btn quiet" popovertarget="filter">{icon("filter")}<span>"Filter"</span>{count}</button>
            {chips}
            <label class="btn quiet select-mode"><input type="checkbox" id="select-mode"/>{icon("list")}<span>"Select"</span></label>
        </div>
        {menu::panel("filter", "Show only", form(model))}
    }
    .into_any()
}

fn form(model: &InboxModel) -> AnyView {
    let fields = model.filters.fields().into_iter().map(|(name, label, options)| {
        let id = format!("f-{name}");
        view! {
            <label class="mini" for=id.clone()>{label}</label>
            <span class="select"><select id=id name=name>{option_views(options, None)}</select>{icon("chevron")}</span>
        }
    });
    view! {
        <form action="/inbox" class="panel-form grid2" data-filters>
            {fields.collect_view()}
            <div class="form-end"><button class="btn primary">"Show"</button><a class="btn quiet" href="/inbox">"Clear all"</a></div>
        </form>
    }
    .into_any()
}

/// What can be done with the picked rows; appears with the first of them.
pub fn bulk(model: &InboxModel) -> AnyView {
    let people = crate::model::Options::new(model.people.iter().cloned(), "");
    view! {
        <form id="bulk" class="bulk" method="post" action="/inbox/bulk" data-enhance>
            <input type="hidden" name="return" value=model.href(model.after.as_deref(), None)/>
            <span class="bulk-count" aria-hidden="true">" selected"</span><span class="visually-hidden" data-bulk-count></span>
            <label class="visually-hidden" for="bulk-assignee">"Assign the selected tickets to"</label>
            <span class="select"><select id="bulk-assignee" name="assignee">{option_views(&people, Some("Nobody"))}</select>{icon("chevron")}</span>
            <button class="btn primary">{icon("assign")}<span>"Assign"</span></button>
            <button type="reset" class="btn quiet icon" aria-label="Clear the selection">{icon("x")}</button>
        </form>
    }
    .into_any()
}
