//! The checklists that a person sees, by engagement, and the form that begins one.

use leptos::prelude::*;

use crate::components::empty::empty;
use crate::components::field::{self, Field};
use crate::components::form::{error_summary, submit};
use crate::components::head::{head, head_with_back, link_button};
use crate::components::icon::icon;
use crate::components::progress;
use crate::model::checklist::{ChecklistCard, ChecklistGroup, StartModel};
use crate::model::inbox::encode;
use crate::model::{ChecklistsModel, PageContext};
use crate::shell::{Meta, page};

const PATH: &str = "/checklists";

/// The list as HTML.
pub fn checklists(cx: &PageContext, model: &ChecklistsModel) -> String {
    page(cx, Meta::new("Checklists", "checklists"), || {
        let context = match &model.narrowed {
            Some((_, name)) => {
                view! { <span>{name.clone()}" "<a class="link" href=PATH>"Show all"</a></span> }.into_any()
            }
            None if model.is_staff => "Readiness, launch, routine work".into_any(),
            None => "What we do together, and who does what".into_any(),
        };
        let start = model.is_staff.then(|| {
            view! { {link_button("/checklists/templates", "btn wide-only", "file", "Templates")}{link_button(start_href(model.narrowed.as_ref().map(|(id, _)| id.as_str())), "btn primary", "plus", "Start a checklist")} }
        });
        let templates = model
            .is_staff
            .then(|| view! { <a class="link templates-link" href="/checklists/templates">"Templates"</a> });
        view! {
            {head("Checklists", context, start)}
            <div class="content checklists">
                <div class="views-line">
                    <nav class="views" aria-label="Which checklists">
                        {tab(model, false, "To do")}{tab(model, true, "Done")}
                    </nav>
                    {templates}
                </div>
                <div id="list" class="lists" data-live>{list(model)}</div>
            </div>
        }
        .into_any()
    })
}

fn start_href(engagement: Option<&str>) -> String {
    match engagement {
        Some(id) => format!("{PATH}/new?engagement={}", encode(id)),
        None => format!("{PATH}/new"),
    }
}

fn address(model: &ChecklistsModel, ended: bool, after: Option<&str>) -> String {
    let narrowed = model.narrowed.as_ref().map(|(id, _)| format!("engagement={}", encode(id)));
    let ended = ended.then(|| "show=done".to_owned());
    let after = after.map(|cursor| format!("after={}", encode(cursor)));
    let query: Vec<String> = [narrowed, ended, after].into_iter().flatten().collect();
    if query.is_empty() { PATH.to_owned() } else { format!("{PATH}?{}", query.join("&")) }
}

fn tab(model: &ChecklistsModel, ended: bool, label: &'static str) -> AnyView {
    let current = (model.is_ended == ended).then_some("page");
    view! { <a href=address(model, ended, None) aria-current=current>{label}</a> }.into_any()
}

fn list(model: &ChecklistsModel) -> AnyView {
    if model.groups.is_empty() {
        return nothing(model);
    }
    let groups = model.groups.iter().map(|one| group(one, model.is_staff)).collect_view();
    let first = model
        .is_continued
        .then(|| view! { <a class="btn quiet" href=address(model, model.is_ended, None)>"Back to the first"</a> });
    let next = model.next.as_deref().map(|cursor| {
        view! { <a class="btn" rel="next" href=address(model, model.is_ended, Some(cursor))>"Show more"</a> }
    });
    let pager = (first.is_some() || next.is_some())
        .then(|| view! { <nav class="pager" aria-label="Pages">{first}{next}</nav> });
    view! { {groups}{pager} }.into_any()
}

fn nothing(model: &ChecklistsModel) -> AnyView {
    if model.is_ended {
        return empty(
            "checklist",
            "Nothing is finished yet",
            "A checklist moves here when every item is done or skipped, and signed where it has to be.",
            view! { <a class="btn" href=address(model, false, None)>"Show what is to do"</a> },
        );
    }
    if model.is_staff {
        let id = model.narrowed.as_ref().map(|(id, _)| id.as_str());
        return empty(
            "checklist",
            "No checklist yet",
            "A checklist is a template carried out on an engagement: readiness, training, launch day, routine work. Both sides see it and check their own items.",
            link_button(start_href(id), "btn primary", "plus", "Start a checklist"),
        );
    }
    empty(
        "checklist",
        "No checklist for you yet",
        "When we prepare something together, such as going live, you find here who does what, and check your own part.",
        view! { <a class="btn" href="/home">"Go to the start page"</a> },
    )
}

fn group(group: &ChecklistGroup, is_staff: bool) -> AnyView {
    let start = is_staff.then(|| {
        let label = format!(" for {}", group.title);
        view! { <a class="btn quiet small" href=start_href(Some(&group.engagement))>{icon("plus")}<span>"Start"<span class="visually-hidden">" a checklist"{label}</span></span></a> }
    });
    view! {
        <section class="list-group" data-key=group.engagement.clone() aria-label=group.title.clone()>
            <div class="list-head"><h2>{group.title.clone()}</h2><span class="muted small">{group.phase.clone()}</span>{start}</div>
            <ul class="list-cards">{group.rows.iter().map(card).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn card(card: &ChecklistCard) -> AnyView {
    let kind = (!card.kind.is_empty()).then(|| view! { <span class="tag">{card.kind.clone()}</span> });
    let missing = (!card.missing.is_empty())
        .then(|| view! { <span class="list-missing">{icon("edit")}<span>{card.missing.clone()}</span></span> });
    let class = if card.is_open { "list-card" } else { "list-card over" };
    view! {
        <li class=class data-key=card.id.clone()>
            <a href=format!("{PATH}/{}", card.id)>
                <span class="list-name"><span>{card.name.clone()}</span>{kind}</span>
                <span class="list-words small num">{card.bar.words.clone()}</span>
                {progress::bar(&card.bar)}
                <span class="list-foot tiny muted"><span>{card.when.clone()}</span>{missing}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The form that begins a run as HTML.
pub fn start_checklist(cx: &PageContext, model: &StartModel) -> String {
    page(cx, Meta::new("Start a checklist", "checklist-start"), || {
        let errors = &model.errors;
        let back = (PATH.to_owned(), "checklists".to_owned());
        let engagement = Field::new("", "engagement", "Engagement", errors).hint("Whose people see it and work on it.");
        let template = Field::new("", "template", "Template", errors)
            .hint("The items are taken as they are now; later versions of the template do not change this checklist.");
        let name = Field::new("", "name", "Name", errors)
            .hint("Tells it apart from others of its kind, such as “Week 48”. Empty: the template's name.")
            .max(domain::checklist::NAME_MAX)
            .optional();
        view! {
            {head_with_back(back, "Start a checklist", (), ())}
            <div class="content narrow">
                {error_summary(errors, "")}
                <form method="post" action=PATH class="card stack" data-form>
                    <input type="hidden" name="id" value=model.id.clone()/>
                    {field::select(engagement, &model.engagements, Some("Choose an engagement"))}
                    {field::select(template, &model.templates, Some("Choose a template"))}
                    {field::text_input(name, model.name.clone(), "text", "off")}
                    {submit("Start", Some(PATH.to_owned()))}
                </form>
            </div>
        }
        .into_any()
    })
}
