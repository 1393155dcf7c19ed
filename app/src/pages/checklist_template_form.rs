//! The editor of a checklist template. Buttons that move, add or remove something send the whole form and get it back
//! changed; only "Save" saves. So everything works by keyboard and touch, and without a script.

use domain::checklist::draft::{ItemDraft, SectionDraft};
use domain::checklist::{INSTRUCTIONS_MAX, ITEM_MAX, NAME_MAX, Owner, TITLE_MAX};
use leptos::prelude::*;

use crate::components::field::{self, Field, raw_text};
use crate::components::form::error_summary;
use crate::components::head::head_with_back;
use crate::components::icon::icon;
use crate::model::checklist_template::TemplateFormModel;
use crate::model::{FormErrors, PageContext};
use crate::shell::{Meta, page};

const PATH: &str = "/checklists/templates";

/// The editor as HTML.
pub fn checklist_template_form(cx: &PageContext, model: &TemplateFormModel) -> String {
    let title = if model.id.is_some() { model.draft.name.clone() } else { "New template".to_owned() };
    page(cx, Meta::new(title.clone(), "checklist-template-form"), || {
        let back = match &model.id {
            Some(id) => (format!("{PATH}/{id}"), "the template".to_owned()),
            None => (PATH.to_owned(), "templates".to_owned()),
        };
        let action = match &model.id {
            Some(id) => format!("{PATH}/{id}/edit"),
            None => format!("{PATH}/new"),
        };
        let cancel = back.0.clone();
        let sections = &model.draft.sections;
        let sections = sections.iter().enumerate().map(|(at, one)| section(model, one, at, sections.len()));
        let context = if model.id.is_some() { format!("Version {} is next", model.rev + 1) } else { String::new() };
        view! {
            {head_with_back(back, title, context, ())}
            <div class="content run">
                <p class="visually-hidden" role="status">{model.said.clone()}</p>
                {error_summary(&model.errors, "")}
                {conflict(model)}
                <form method="post" action=action class="template-form" data-form data-enhance>
                    // Return in a text field presses the form's first button: that must not move anything.
                    <button class="visually-hidden" name="do" value="save" tabindex="-1" aria-hidden="true">"Save"</button>
                    <input type="hidden" name="rev" value=model.rev/>
                    <section class="card stack">
                        {field::text_input(Field::new("", "name", "Name", &model.errors).max(NAME_MAX), model.draft.name.clone(), "text", "off")}
                        <div class="pair">
                            {field::select(Field::new("", "kind", "What it is for", &model.errors), &model.kinds, Some("Choose"))}
                            {field::select(Field::new("", "product", "Product", &model.errors).optional(), &model.products, Some("Any product"))}
                        </div>
                    </section>
                    {sections.collect_view()}
                    <div class="template-add"><button class="btn" name="do" value="add-section">{icon("plus")}<span>"Add a section"</span></button></div>
                    <div class="form-end template-end"><button class="btn primary" name="do" value="save">"Save"</button><a class="btn quiet" href=cancel>"Cancel"</a></div>
                </form>
            </div>
        }
        .into_any()
    })
}

fn conflict(model: &TemplateFormModel) -> Option<AnyView> {
    let text = model.conflict.clone()?;
    Some(
        view! {
            <section class="conflict" role="alert" tabindex="-1" autofocus data-focus>
                {icon("users")}
                <div>
                    <p class="summary-title">"Somebody else saved this while you were typing"</p>
                    <p>{text}</p>
                    <p class="muted small">"What you typed is still here and nothing was overwritten. Save again to make yours the next version."</p>
                </div>
            </section>
        }
        .into_any(),
    )
}

/// Up, down, remove. `name` says of what, for those who hear it.
fn movers(id: &str, name: &str, can_up: bool, can_down: bool) -> AnyView {
    let button = |verb: &'static str, icon_name: &'static str, label: &'static str, can: bool| {
        view! {
            <button class="btn quiet icon" id=format!("{verb}-{id}") name="do" value=format!("{verb}:{id}") disabled=!can aria-label=format!("{label}: {name}") title=label>{icon(icon_name)}</button>
        }
    };
    view! {
        <span class="movers">
            {button("up", "up", "Move up", can_up)}{button("down", "chevron", "Move down", can_down)}{button("remove", "trash", "Remove", true)}
        </span>
    }
    .into_any()
}

fn section(model: &TemplateFormModel, section: &SectionDraft, at: usize, of: usize) -> AnyView {
    let errors = &model.errors;
    let id = &section.id;
    let name = if section.title.trim().is_empty() { "section without a heading" } else { section.title.as_str() };
    let last = section.items.len().saturating_sub(1);
    let items = section
        .items
        .iter()
        .enumerate()
        .map(|(index, one)| item(errors, one, at > 0 || index > 0, at + 1 < of || index < last));
    view! {
        <section class="card run-section edit-section" id=format!("s-{id}") aria-label=name.to_owned()>
            <input type="hidden" name="part" value=format!("section:{id}")/>
            <div class="edit-head">
                {line(errors, "title", id, "Section", &section.title, TITLE_MAX)}
                {movers(id, name, at > 0, at + 1 < of)}
            </div>
            <fieldset class="signs"><legend class="visually-hidden">"Who signs it"</legend>
                {tick(&format!("supplier-{id}"), "We sign it", section.supplier_signs)}
                {tick(&format!("buyer-{id}"), "The client signs it", section.buyer_signs)}
            </fieldset>
            <ul class="edit-items">{items.collect_view()}</ul>
            <button class="btn small" name="do" value=format!("add-item:{id}")>{icon("plus")}<span>"Add an item"<span class="visually-hidden">{format!(" to {name}")}</span></span></button>
        </section>
    }
    .into_any()
}

fn item(errors: &FormErrors, item: &ItemDraft, can_up: bool, can_down: bool) -> AnyView {
    let id = &item.id;
    let name = if item.title.trim().is_empty() { "item without a text" } else { item.title.as_str() };
    let owners = Owner::ALL.into_iter().map(|owner| {
        let label = match owner {
            Owner::Supplier => "We do",
            Owner::Buyer => "The client does",
            Owner::Both => "Either side",
        };
        view! { <option value=owner.as_str() selected=item.owner == owner.as_str()>{label}</option> }
    });
    let field_id = |field: &str| format!("{field}-{id}");
    let how = format!("instructions-{id}");
    let has_how = !item.instructions.is_empty() || errors.of(&how).is_some();
    view! {
        <li class="edit-item" id=format!("i-{id}")>
            <input type="hidden" name="part" value=format!("item:{id}")/>
            <div class="edit-head">
                {line(errors, "title", id, "What to do", &item.title, ITEM_MAX)}
                {movers(id, name, can_up, can_down)}
            </div>
            <div class="edit-row">
                <label class="edit-owner"><span class="visually-hidden">"Who does it"</span><span class="select small"><select name=field_id("owner") id=field_id("owner") aria-invalid=wrong(errors, &field_id("owner"))>{owners.collect_view()}</select>{icon("chevron")}</span></label>
                <label class="edit-minutes"><input type="text" inputmode="numeric" name=field_id("minutes") id=field_id("minutes") value=item.minutes.clone() autocomplete="off" aria-invalid=wrong(errors, &field_id("minutes")) aria-describedby=described(errors, &field_id("minutes"))/><span>"min"<span class="visually-hidden">"utes it takes"</span></span></label>
                {tick(&field_id("evidence"), "Photo or file needed", item.evidence)}
            </div>
            {problem(errors, &field_id("minutes"))}{problem(errors, &field_id("owner"))}
            <details class="edit-how" open=has_how>
                <summary>{icon("right")}"Instructions"<span class="visually-hidden">{format!(" for {name}")}</span></summary>
                <textarea name=how.clone() id=how.clone() rows="2" maxlength=INSTRUCTIONS_MAX.to_string() aria-label="How, and how to know that it is done" aria-invalid=wrong(errors, &how)>{raw_text(&item.instructions)}</textarea>
                {problem(errors, &how)}
            </details>
        </li>
    }
    .into_any()
}

/// One line of text with its label above, named `field-id`.
fn line(errors: &FormErrors, field: &str, id: &str, label: &'static str, value: &str, max: usize) -> AnyView {
    let name = format!("{field}-{id}");
    view! {
        <div class="field">
            <label class="label" for=name.clone()>{label}</label>
            <input type="text" id=name.clone() name=name.clone() value=value.to_owned() maxlength=max.to_string() autocomplete="off" aria-invalid=wrong(errors, &name) aria-describedby=described(errors, &name)/>
            {problem(errors, &name)}
        </div>
    }
    .into_any()
}

fn tick(name: &str, label: &'static str, is_checked: bool) -> AnyView {
    view! { <label class="tick-label"><input type="checkbox" name=name.to_owned() id=name.to_owned() value="yes" checked=is_checked/><span>{label}</span></label> }
        .into_any()
}

fn wrong(errors: &FormErrors, name: &str) -> Option<&'static str> {
    errors.of(name).map(|_| "true")
}

fn described(errors: &FormErrors, name: &str) -> Option<String> {
    errors.of(name).map(|_| format!("{name}-error"))
}

fn problem(errors: &FormErrors, name: &str) -> Option<AnyView> {
    errors.of(name).map(|message| {
        view! { <p class="error" id=format!("{name}-error")>{icon("alert")}<span>{message}</span></p> }.into_any()
    })
}
