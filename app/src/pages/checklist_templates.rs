//! Checklist templates: the list, and one of them to read.

use leptos::prelude::*;

use crate::components::head::{head_with_back, link_button};
use crate::components::icon::icon;
use crate::model::PageContext;
use crate::model::checklist_template::{TemplateItem, TemplateModel, TemplateRow, TemplatesModel};
use crate::shell::{Meta, page};

const PATH: &str = "/checklists/templates";

/// The list as HTML.
pub fn checklist_templates(cx: &PageContext, model: &TemplatesModel) -> String {
    page(cx, Meta::new("Checklist templates", "checklist-templates"), || {
        let back = ("/checklists".to_owned(), "checklists".to_owned());
        let new = model.may_edit.then(|| link_button(format!("{PATH}/new"), "btn primary", "plus", "New template"));
        let ask = (!model.may_edit && !model.admins.is_empty()).then(|| {
            let admins = model.admins.join(", ");
            view! { <p class="small muted ck-why">{icon("lock")}<span>{format!("Admins edit templates: {admins}.")}</span></p> }
        });
        let rows = model.rows.iter().map(row).collect_view();
        view! {
            {head_with_back(back, "Checklist templates", "What checklists begin with", new)}
            <div class="content">
                {ask}
                <section class="card rows-card flat" aria-label="Templates"><ul class="template-rows">{rows}</ul></section>
            </div>
        }
        .into_any()
    })
}

fn row(row: &TemplateRow) -> AnyView {
    let kind = (row.kind != row.name).then(|| view! { <span class="tag">{row.kind.clone()}</span> });
    let product =
        (!row.product.is_empty()).then(|| view! { <span class="tag">{format!("{} only", row.product)}</span> });
    view! {
        <li><a href=format!("{PATH}/{}", row.id)>
            <span class="template-name"><span>{row.name.clone()}</span>{kind}{product}</span>
            <span class="small muted num">{row.size.clone()}</span>
            <span class="tiny muted num">{row.version.clone()}</span>
        </a></li>
    }
    .into_any()
}

/// One template as HTML.
pub fn checklist_template(cx: &PageContext, model: &TemplateModel) -> String {
    page(cx, Meta::new(model.row.name.clone(), "checklist-template"), || {
        let back = (PATH.to_owned(), "templates".to_owned());
        let edit =
            model.may_edit.then(|| link_button(format!("{PATH}/{}/edit", model.row.id), "btn primary", "edit", "Edit"));
        let sections = model.sections.iter().map(|(title, signs, items)| {
            let signs = (!signs.is_empty()).then(|| view! { <span class="small muted">{signs.clone()}</span> });
            view! {
                <section class="card run-section">
                    <div class="section-head"><h2>{title.clone()}</h2>{signs}</div>
                    <ul class="items-list read">{items.iter().map(item).collect_view()}</ul>
                </section>
            }
        });
        let versions = model.versions.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
        view! {
            {head_with_back(back, model.row.name.clone(), model.row.size.clone(), edit)}
            <div class="content run">
                {(!model.row.product.is_empty()).then(|| view! { <p class="small muted">{format!("Offered for {} only.", model.row.product)}</p> })}
                <div class="run-sections">{sections.collect_view()}</div>
                <section class="small muted versions-of"><h2>"Versions"</h2><ul>{versions}</ul>
                    <p>"A checklist keeps the version with which it began."</p></section>
            </div>
        }
        .into_any()
    })
}

fn item(item: &TemplateItem) -> AnyView {
    let how = (!item.instructions.is_empty()).then(|| view! { <p class="small muted">{item.instructions.clone()}</p> });
    view! { <li class="ck"><p class="ck-title">{item.title.clone()}</p><p class="ck-about"><span>{item.about.clone()}</span></p>{how}</li> }
        .into_any()
}
