//! An item of a checklist: the box to check, what is known of it, and its forms behind "More". Every form is a plain
//! POST; the whole line is the label of its box.

use domain::checklist::{Mark, NOTE_MAX, REASON_MAX};
use leptos::prelude::*;

use super::avatar;
use super::field::{option_views, raw_text};
use super::form::error_summary;
use super::icon::icon;
use super::time::time;
use crate::model::ChecklistModel;
use crate::model::checklist::{ChecklistItem, HistoryLine, NoteModel, Refused};

/// What an evidence file may be, for the browser's own dialog; the server decides by content.
const ACCEPT: &str = "image/png,image/jpeg,image/webp,application/pdf,text/plain,.log,.txt,.csv";

/// The item as an element of its section's list.
pub fn item(model: &ChecklistModel, item: &ChecklistItem) -> AnyView {
    let refused = model.refused_at(&item.id);
    let class = match item.mark {
        Mark::Open => "ck",
        Mark::Done(_) => "ck done",
        Mark::Skipped(..) => "ck skipped",
    };
    let skipped = match &item.mark {
        Mark::Skipped(_, reason) => {
            Some(view! { <p class="ck-skip">{icon("ban")}<span>"Skipped: "{reason.clone()}</span></p> })
        }
        _ => None,
    };
    view! {
        <li class=class id=format!("item-{}", item.id)>
            <div class="ck-line">
                {tick(model, item)}
                <label class="ck-label" for=format!("t-{}", item.id)>
                    <span class="ck-title">{item.title.clone()}</span>
                    <span class="ck-about">{about(item)}</span>
                </label>
                {item.assignee.as_ref().map(avatar::avatar)}
            </div>
            {skipped}
            {note_preview(&item.note)}
            {item.remark.as_ref().and_then(remark_preview)}
            {evidence(model, item, refused)}
            {refused.filter(|refused| is_above(refused, item)).map(|refused| error_summary(&refused.summary(), ""))}
            {more(model, item, refused)}
        </li>
    }
    .into_any()
}

/// Whether what is wrong belongs to what is always to be seen of an item, not to a form behind "More".
fn is_above(refused: &Refused, item: &ChecklistItem) -> bool {
    match refused.action.as_str() {
        "check" | "uncheck" => true,
        "attach" | "attach_check" => item.lacks_evidence,
        _ => false,
    }
}

fn action(model: &ChecklistModel, item: &ChecklistItem) -> String {
    format!("/checklists/{}/items/{}", model.id, item.id)
}

fn seen(item: &ChecklistItem) -> AnyView {
    view! { <input type="hidden" name="seen" value=item.version/> }.into_any()
}

/// The box. It is a button: without a script a checkbox could not send anything.
fn tick(model: &ChecklistModel, item: &ChecklistItem) -> AnyView {
    let (checked, to) = match item.mark {
        Mark::Done(_) => ("true", "uncheck"),
        Mark::Skipped(..) => ("mixed", "uncheck"),
        Mark::Open => ("false", "check"),
    };
    let id = format!("t-{}", item.id);
    let inner = match item.mark {
        Mark::Open => ().into_any(),
        Mark::Done(_) => icon("check"),
        Mark::Skipped(..) => icon("ban"),
    };
    if item.why_not.is_empty() {
        view! {
            <form class="tick-form" method="post" action=action(model, item) data-enhance>
                {seen(item)}
                <button class="tick" id=id role="checkbox" aria-checked=checked name="do" value=to>{inner}</button>
            </form>
        }
        .into_any()
    } else {
        let why = format!("why-{}", item.id);
        view! {
            <span class="tick-form locked">
                <button type="button" class="tick locked" id=id role="checkbox" aria-checked=checked disabled aria-describedby=why.clone() title=item.why_not.clone()>{inner}</button>
                <span class="visually-hidden" id=why>{item.why_not.clone()}</span>
            </span>
        }
        .into_any()
    }
}

fn about(item: &ChecklistItem) -> AnyView {
    let marked = (!item.marked.is_empty()).then(|| view! { <span class="num">{item.marked.clone()}</span> });
    let due = (!item.due.is_empty()).then(|| {
        let class = if item.is_late { "due late" } else { "due" };
        let late = item.is_late.then(|| icon("alert"));
        view! { <span class=class>{late}{item.due.clone()}</span> }
    });
    view! { <span>{item.about.clone()}</span>{marked}{due} }.into_any()
}

fn note_preview(note: &NoteModel) -> Option<AnyView> {
    if note.text.is_empty() {
        return None;
    }
    let beside = note.beside.iter().map(|(text, by)| {
        view! { <blockquote class="beside"><p>{text.clone()}</p><p class="tiny muted">{by.clone()}</p></blockquote> }
    });
    let both = (!note.beside.is_empty()).then(|| {
        view! {
            <div class="both" role="note">
                <p class="both-title">{icon("users")}<span>"Written at the same time. Both are kept until somebody writes the note anew."</span></p>
                {beside.collect_view()}
            </div>
        }
    });
    Some(view! { <div class="ck-note"><p class="ck-text">{note.text.clone()}</p><p class="tiny muted num">{note.by.clone()}</p>{both}</div> }.into_any())
}

fn remark_preview(remark: &NoteModel) -> Option<AnyView> {
    if remark.text.is_empty() {
        return None;
    }
    let beside = remark
        .beside
        .iter()
        .map(|(text, by)| view! { <p class="ck-text">{text.clone()}</p><p class="tiny num">{by.clone()}</p> })
        .collect_view();
    Some(view! { <div class="ck-remark"><p class="lock">{icon("lock")}"Only our team sees this"</p><p class="ck-text">{remark.text.clone()}</p><p class="tiny num">{remark.by.clone()}</p>{beside}</div> }.into_any())
}

fn evidence(model: &ChecklistModel, item: &ChecklistItem, refused: Option<&Refused>) -> Option<AnyView> {
    let files = item.evidence.iter().map(|file| {
        let inner = if file.is_image {
            view! { <img src=file.href.clone() alt="" loading="lazy"/> }.into_any()
        } else {
            icon("file")
        };
        let class = if file.is_image { "file shot" } else { "file" };
        view! { <a class=class href=file.href.clone()>{inner}<span class="file-name"><span>{file.name.clone()}</span><span class="tiny muted">{file.size.clone()}</span></span></a> }
    });
    let files = (!item.evidence.is_empty()).then(|| view! { <div class="attached">{files.collect_view()}</div> });
    // What needs it shows its form at once; elsewhere it is behind "More".
    let form = (item.lacks_evidence && item.is_own && item.mark == Mark::Open && model.closed.is_none())
        .then(|| evidence_form(model, item, refused, true));
    (files.is_some() || form.is_some()).then(|| view! { <div class="ck-evidence">{files}{form}</div> }.into_any())
}

fn evidence_form(model: &ChecklistModel, item: &ChecklistItem, refused: Option<&Refused>, and_check: bool) -> AnyView {
    let id = format!("files-{}", item.id);
    let invalid = refused.and_then(|refused| refused.errors.of("files")).map(|_| "true");
    let check = and_check.then(
        || view! { <button class="btn primary small" name="do" value="attach_check">"Attach and check"</button> },
    );
    view! {
        <form class="evidence-form" method="post" action=format!("{}/evidence", action(model, item)) enctype="multipart/form-data" data-enhance>
            <div class="pick-file" data-keep>
                {seen(item)}
                <label class="pick-label" for=id.clone()>{icon("camera")}<span>"Photo or file"<span class="visually-hidden">{format!(" for {}", item.title)}</span></span></label>
                <input class="files" id=id type="file" name="files" accept=ACCEPT required aria-invalid=invalid/>
            </div>
            <div class="foot">{check}<button class="btn small" name="do" value="attach">"Attach"</button></div>
        </form>
    }
    .into_any()
}

fn more(model: &ChecklistModel, item: &ChecklistItem, refused: Option<&Refused>) -> AnyView {
    let how = (!item.instructions.is_empty()).then(|| view! { <p class="ck-how">{item.instructions.clone()}</p> });
    let why = (!item.why_not.is_empty())
        .then(|| view! { <p class="small muted ck-why">{icon("info")}<span>{item.why_not.clone()}</span></p> });
    let problems =
        refused.filter(|refused| !is_above(refused, item)).and_then(|refused| error_summary(&refused.summary(), ""));
    let is_open = model.closed.is_none();
    let forms = is_open.then(|| {
        let can_work = item.is_own && (item.why_not.is_empty() || item.lacks_evidence);
        let skip = (can_work && item.mark == Mark::Open).then(|| skip_form(model, item, refused));
        let attach = (item.is_own && !item.lacks_evidence).then(|| evidence_form(model, item, refused, false));
        let remark = item.remark.as_ref().map(|remark| note_form(model, item, remark, true, refused));
        view! {
            {note_form(model, item, &item.note, false, refused)}
            {remark}
            {item.may_arrange.then(|| arrange_form(model, item, refused))}
            {skip}
            {attach}
        }
    });
    let history = (!item.history.is_empty()).then(|| {
        let lines = item.history.iter().map(history_line).collect_view();
        view! { <section class="ck-history"><h3>"What happened"</h3><ul>{lines}</ul></section> }
    });
    let is_refused = problems.is_some();
    view! {
        <details class="ck-more" open=is_refused>
            <summary title="More"><span class="visually-hidden">{format!("More: {}", item.title)}</span>{icon("chevron")}</summary>
            <div class="ck-forms">{problems}{how}{why}{forms}{history}</div>
        </details>
    }
    .into_any()
}

fn typed(refused: Option<&Refused>, action: &str, field: &str) -> Option<String> {
    refused.filter(|refused| refused.action == action).and_then(|refused| refused.value(field))
}

fn wrong(refused: Option<&Refused>, action: &str, field: &str) -> Option<&'static str> {
    refused.filter(|refused| refused.action == action).and_then(|refused| refused.errors.of(field)).map(|_| "true")
}

/// What is typed and what it was written against stay together: both are left alone while somebody is writing.
fn note_form(
    model: &ChecklistModel,
    item: &ChecklistItem,
    note: &NoteModel,
    is_remark: bool,
    refused: Option<&Refused>,
) -> AnyView {
    let (verb, label, button) = if is_remark {
        ("remark", "Remark for our team", "Save remark")
    } else {
        ("note", "Note for both sides", "Save note")
    };
    let id = format!("{verb}-{}", item.id);
    // Who joins texts that were written at the same time begins with all of them.
    let texts = || std::iter::once(&note.text).chain(note.beside.iter().map(|(text, _)| text));
    let text =
        typed(refused, verb, "text").unwrap_or_else(|| texts().map(String::as_str).collect::<Vec<_>>().join("\n\n"));
    let base = typed(refused, verb, "base").unwrap_or_else(|| note.base.clone());
    let class = if is_remark { "item-form internal" } else { "item-form" };
    let lock = is_remark.then(|| icon("lock"));
    view! {
        <form class=class method="post" action=action(model, item) data-enhance>
            {seen(item)}
            <div class="field" data-keep>
                <label for=id.clone()>{lock}{label}</label>
                <input type="hidden" name="base" value=base/>
                <textarea id=id.clone() name="text" rows="2" maxlength=NOTE_MAX.to_string() data-draft=format!("{id}-{}", model.id) aria-invalid=wrong(refused, verb, "text")>{raw_text(&text)}</textarea>
            </div>
            <div class="form-end"><button class="btn small" name="do" value=verb>{button}</button></div>
        </form>
    }
    .into_any()
}

fn arrange_form(model: &ChecklistModel, item: &ChecklistItem, refused: Option<&Refused>) -> AnyView {
    let (who, when) = (format!("assignee-{}", item.id), format!("due-{}", item.id));
    let mut people = item.people.clone();
    if let Some(chosen) = typed(refused, "arrange", "assignee") {
        people.current = chosen;
    }
    let due = typed(refused, "arrange", "due").unwrap_or_else(|| item.due_value.clone());
    // What the form began with: only what its writer changed is sent on.
    let was = |field: &str, now: &str| typed(refused, "arrange", field).unwrap_or_else(|| now.to_owned());
    // Somebody who is not offered any more is shown as nobody.
    let offered = item.people.all.iter().any(|option| option.value == item.people.current);
    let assignee = if offered { item.people.current.as_str() } else { "" };
    // A browser empties a field for a date that it cannot read; as text, what was typed stays.
    let kind = if due.is_empty() || due.parse::<domain::sla::LocalDate>().is_ok() { "date" } else { "text" };
    view! {
        <form class="item-form" method="post" action=action(model, item) data-enhance>
            {seen(item)}
            <div class="item-pair" data-keep>
                <input type="hidden" name="was_assignee" value=was("was_assignee", assignee)/>
                <input type="hidden" name="was_due" value=was("was_due", &item.due_value)/>
                <div class="field"><label for=who.clone()>"Who does it"</label>
                    <span class="select"><select id=who name="assignee" aria-invalid=wrong(refused, "arrange", "assignee")>{option_views(&people, Some("Nobody in particular"))}</select>{icon("chevron")}</span></div>
                <div class="field"><label for=when.clone()>"To be done by"</label>
                    <input id=when name="due" type=kind value=due autocomplete="off" aria-invalid=wrong(refused, "arrange", "due")/></div>
            </div>
            <div class="form-end"><button class="btn small" name="do" value="arrange">"Save who and when"</button></div>
        </form>
    }
    .into_any()
}

fn skip_form(model: &ChecklistModel, item: &ChecklistItem, refused: Option<&Refused>) -> AnyView {
    let id = format!("reason-{}", item.id);
    view! {
        <form class="item-form" method="post" action=action(model, item) data-enhance>
            {seen(item)}
            <div class="field" data-keep><label for=id.clone()>"Skip it, because"</label>
                <input id=id name="reason" type="text" value=typed(refused, "skip", "reason").unwrap_or_default() maxlength=REASON_MAX.to_string() autocomplete="off" required aria-invalid=wrong(refused, "skip", "reason")/></div>
            <div class="form-end"><button class="btn small" name="do" value="skip">"Skip item"</button></div>
        </form>
    }
    .into_any()
}

fn history_line(line: &HistoryLine) -> AnyView {
    let quote = (!line.quote.is_empty()).then(|| view! { <blockquote>{line.quote.clone()}</blockquote> });
    let lock = line.is_internal.then(|| view! { <span class="lock">{icon("lock")}"team only"</span> });
    view! { <li>{icon(line.icon)}<div><p>{line.text.clone()}{lock}</p>{quote}</div><span class="tiny muted num">{time(&line.at)}</span></li> }.into_any()
}
