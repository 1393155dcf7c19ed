//! One checklist: sections with their items, signatures, and how far it is.

use leptos::prelude::*;

use crate::components::avatar;
use crate::components::checklist_item;
use crate::components::field::option_views;
use crate::components::form::error_summary;
use crate::components::head::head_with_back;
use crate::components::icon::icon;
use crate::components::progress;
use crate::components::time::time;
use crate::model::checklist::{ChecklistSection, LogLine, Refused, Signature};
use crate::model::{ChecklistModel, PageContext};
use crate::shell::{Meta, page};

/// The checklist as HTML.
pub fn checklist(cx: &PageContext, model: &ChecklistModel) -> String {
    page(cx, Meta::new(model.name.clone(), "checklist"), || {
        let back = ("/checklists".to_owned(), "checklists".to_owned());
        let context = view! { <span>{model.place.clone()}</span> };
        let sections = model.sections.iter().map(|one| section(model, one)).collect_view();
        view! {
            {head_with_back(back, model.name.clone(), context, ())}
            <div class="content run with-side">
                {model.refused_at("").map(|refused| error_summary(&refused.summary(), ""))}
                <div id="run" class="run-in" data-live>
                    <div class="run-side">{state(model)}{overview(model)}</div>
                    <div class="run-sections">{sections}{log(model)}</div>
                    <footer class="run-foot small muted"><p>{model.begun.clone()}</p>{ending(model)}</footer>
                </div>
            </div>
        }
        .into_any()
    })
}

fn state(model: &ChecklistModel) -> AnyView {
    let word = match (&model.closed, model.is_complete) {
        (Some(why), _) => {
            Some(view! { <p class="run-word closed">{icon("lock")}<span>{why.clone()}</span></p> }.into_any())
        }
        (None, true) => Some(
            view! { <p class="run-word done">{icon("done")}<span>"Everything is done and signed."</span></p> }
                .into_any(),
        ),
        _ => None,
    };
    view! {
        <div class="run-state">
            <div class="run-line"><span class="small muted">{model.phase.clone()}</span><span class="num run-words">{model.bar.words.clone()}</span></div>
            {progress::bar(&model.bar)}
            {word}
        </div>
    }
    .into_any()
}

/// The sections at a glance, where there is room.
fn overview(model: &ChecklistModel) -> AnyView {
    let lines = model.sections.iter().map(|section| {
        let signed = section.signatures.iter().filter(|one| one.person.is_some()).count();
        let signatures = (!section.signatures.is_empty()).then(|| {
            view! { <span class="tiny muted num">{format!("{signed} of {} signed", section.signatures.len())}</span> }
        });
        let count = format!("{} of {}", section.bar.settled, section.bar.total);
        view! {
            <li><a href=format!("#section-{}", section.id)>
                <span class="over-title">{section.title.clone()}</span><span class="small muted num">{count}</span>
                {progress::bar(&section.bar)}{signatures}
            </a></li>
        }
    });
    view! { <nav class="overview" aria-label="Sections"><ul>{lines.collect_view()}</ul></nav> }.into_any()
}

fn section(model: &ChecklistModel, section: &ChecklistSection) -> AnyView {
    let refused = model.refused_at(&section.id);
    let items = section.items.iter().map(|item| checklist_item::item(model, item)).collect_view();
    view! {
        <section class="card run-section" id=format!("section-{}", section.id) aria-labelledby=format!("h-{}", section.id)>
            <div class="section-head">
                <h2 id=format!("h-{}", section.id)>{section.title.clone()}</h2>
                <span class="small muted num">{section.bar.words.clone()}</span>
            </div>
            {progress::bar(&section.bar)}
            {refused.map(|refused| error_summary(&refused.summary(), ""))}
            <ul class="items-list">{items}</ul>
            {add(model, section, refused)}
            {signatures(model, section)}
        </section>
    }
    .into_any()
}

fn add(model: &ChecklistModel, section: &ChecklistSection, refused: Option<&Refused>) -> Option<AnyView> {
    let owners = section.owners.as_ref()?;
    let refused = refused.filter(|refused| refused.action == "add");
    let id = |name: &str| format!("{name}-{}", section.id);
    let (title, minutes) = (typed(refused, "title"), typed(refused, "minutes"));
    let wrong = |field: &str| refused.and_then(|refused| refused.errors.of(field)).map(|_| "true");
    let mut owners = owners.clone();
    if let Some(owner) = refused.and_then(|refused| refused.value("owner")) {
        owners.current = owner;
    }
    let owner = (owners.all.len() > 1).then(|| {
        view! { <div class="field"><label for=id("owner")>"Who does it"</label><span class="select"><select id=id("owner") name="owner">{option_views(&owners, None)}</select>{icon("chevron")}</span></div> }.into_any()
    });
    let owner =
        owner.unwrap_or_else(|| view! { <input type="hidden" name="owner" value=owners.current.clone()/> }.into_any());
    let action = format!("/checklists/{}/sections/{}", model.id, section.id);
    Some(
        view! {
            <details class="add-item" open=refused.is_some()>
                <summary>{icon("plus")}<span>"Add an item"<span class="visually-hidden">{format!(" to {}", section.title)}</span></span></summary>
                <form method="post" action=action class="item-form" data-enhance>
                    <input type="hidden" name="seen" value=section.version/>
                    <div class="field" data-keep><label for=id("title")>"What to do"</label>
                        <input id=id("title") name="title" type="text" value=title maxlength=domain::checklist::ITEM_MAX.to_string() autocomplete="off" required aria-invalid=wrong("title") data-draft=format!("add-{}-{}", model.id, section.id)/></div>
                    <div class="item-pair">
                        {owner}
                        <div class="field"><label for=id("minutes")>"Minutes"<span class="muted optional">" optional"</span></label>
                            <input id=id("minutes") name="minutes" type="text" inputmode="numeric" value=minutes autocomplete="off" aria-invalid=wrong("minutes")/></div>
                    </div>
                    <div class="form-end"><button class="btn" name="do" value="add">"Add item"</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}

fn typed(refused: Option<&Refused>, field: &str) -> String {
    refused.and_then(|refused| refused.value(field)).unwrap_or_default()
}

fn signatures(model: &ChecklistModel, section: &ChecklistSection) -> Option<AnyView> {
    if section.signatures.is_empty() {
        return None;
    }
    let all = section.signatures.iter().map(|one| signature(model, section, one)).collect_view();
    Some(view! { <div class="signatures">{all}</div> }.into_any())
}

fn signature(model: &ChecklistModel, section: &ChecklistSection, signature: &Signature) -> AnyView {
    let action = format!("/checklists/{}/sections/{}", model.id, section.id);
    let hidden =
        view! { <span class="visually-hidden">{format!(": {}, for {}", section.title, signature.side)}</span> };
    let Some(person) = &signature.person else {
        return unsigned(section, signature, action, hidden.into_any());
    };
    let back = signature.may.then(|| {
        view! { <form method="post" action=action data-enhance><input type="hidden" name="seen" value=section.version/><button class="btn quiet small" name="do" value="unsign">"Take back"{hidden}</button></form> }
    });
    view! {
        <div class="signature signed">
            {avatar::decorative(person)}
            <p><span class="signed-by">{icon("check")}{person.name.clone()}</span><span class="tiny muted">{format!("signed for {}, ", signature.side)}<span class="num">{signature.when.clone()}</span></span></p>
            {back}
        </div>
    }
    .into_any()
}

fn unsigned(section: &ChecklistSection, signature: &Signature, action: String, hidden: AnyView) -> AnyView {
    let sign = (signature.may && signature.why_not.is_empty()).then(|| {
        view! { <form method="post" action=action data-enhance><input type="hidden" name="seen" value=section.version/><button class="btn primary small" name="do" value="sign">{icon("edit")}<span>"Sign"{hidden}</span></button></form> }
    });
    let why = (!signature.why_not.is_empty()).then(|| signature.why_not.clone());
    let why = why
        .unwrap_or_else(|| if signature.may { "ready to be signed".to_owned() } else { "not signed yet".to_owned() });
    view! {
        <div class="signature">
            <span class="signature-place" aria-hidden="true">{icon("edit")}</span>
            <p><span>{signature.side.clone()}</span><span class="tiny muted">{why}</span></p>
            {sign}
        </div>
    }
    .into_any()
}

/// What happened besides the items, in a line each; both sides write and read it.
fn log(model: &ChecklistModel) -> AnyView {
    let lines = model.lines.iter().map(log_line).collect_view();
    let none = (model.lines.is_empty() && model.closed.is_some()).then(|| {
        view! { <p class="log-none muted small">"Nothing was written down."</p> }
    });
    view! {
        <section class="card run-section run-log" id="log" aria-labelledby="h-log">
            <div class="section-head"><h2 id="h-log">"Log"</h2><span class="small muted">"Both sides read it"</span></div>
            {log_form(model)}
            {none}
            <ul class="log-lines">{lines}</ul>
        </section>
    }
    .into_any()
}

fn log_form(model: &ChecklistModel) -> Option<AnyView> {
    if model.closed.is_some() {
        return None;
    }
    let refused = model.refused_at("").filter(|refused| refused.action == "log");
    let invalid = refused.and_then(|refused| refused.errors.of("text")).map(|_| "true");
    Some(
        view! {
            <form method="post" action=format!("/checklists/{}", model.id) class="log-form" data-enhance>
                <input type="hidden" name="seen" value=model.lines.len()/>
                <div class="field" data-keep><label for="text">"What happened"</label>
                    <input id="text" name="text" type="text" value=typed(refused, "text") maxlength=domain::checklist::NOTE_MAX.to_string() autocomplete="off" required aria-invalid=invalid data-draft=format!("log-{}", model.id)/></div>
                <button class="btn" name="do" value="log">"Add to the log"</button>
            </form>
        }
        .into_any(),
    )
}

fn log_line(line: &LogLine) -> AnyView {
    view! {
        <li><p class="ck-text">{line.text.clone()}</p><p class="tiny muted">{line.by.clone()}", "<span class="num">{time(&line.at)}</span></p></li>
    }
    .into_any()
}

/// Closing it unfinished, and opening it again: the provider's.
fn ending(model: &ChecklistModel) -> Option<AnyView> {
    if !model.is_staff {
        return None;
    }
    let action = format!("/checklists/{}", model.id);
    if model.closed.is_some() {
        return Some(
            view! { <form method="post" action=action data-enhance><input type="hidden" name="seen" value=model.version/><button class="btn small" name="do" value="reopen">"Open it again"</button></form> }
                .into_any(),
        );
    }
    let refused = model.refused_at("").filter(|refused| refused.action == "close");
    let invalid = refused.and_then(|refused| refused.errors.of("reason")).map(|_| "true");
    Some(
        view! {
            <details class="close-run" open=refused.is_some()>
                <summary>"Close it unfinished"</summary>
                <form method="post" action=action class="item-form" data-enhance>
                    <input type="hidden" name="seen" value=model.version/>
                    <div class="field" data-keep><label for="reason">"Why?"</label>
                        <input id="reason" name="reason" type="text" value=typed(refused, "reason") maxlength=domain::checklist::REASON_MAX.to_string() autocomplete="off" required aria-invalid=invalid/></div>
                    <div class="form-end"><button class="btn" name="do" value="close">"Close checklist"</button></div>
                </form>
            </details>
        }
        .into_any(),
    )
}
