//! People: the list by side and client, and the form.

use leptos::prelude::*;

use super::control::{Control, Entry};
use super::frame::{self, Record, Section, list};
use crate::components::avatar;
use crate::components::icon::icon;
use crate::components::table::{TableRow, table};
use crate::model::PageContext;
use crate::model::admin::record::count;
use crate::model::admin::{PeopleGroup, PeopleModel, PersonModel, PersonRow, PersonStatus};

/// The list of people as HTML.
pub fn people(cx: &PageContext, model: &PeopleModel) -> String {
    let total = model.groups.iter().map(|group| group.rows.len()).sum();
    let people = count(total, "person", "people");
    list(cx, "People", people, Some(("/people/new", "New person")), &model.access, || {
        model.groups.iter().map(|one| group(one, model.access.may_edit)).collect_view().into_any()
    })
}

fn group(group: &PeopleGroup, may_edit: bool) -> AnyView {
    let href =
        if group.client.is_empty() { "/people/new".to_owned() } else { format!("/people/new?client={}", group.client) };
    let label = format!("Add a person to {}", group.title);
    let add = may_edit.then(|| view! { <a class="link" href=href aria-label=label>"Add"</a> });
    let body = if group.rows.is_empty() {
        view! { <p class="muted small none">"Nobody can sign in for this client yet."</p> }.into_any()
    } else {
        table("People", &["Name", "E-mail", "Role", "Sees"], group.rows.iter().map(row).collect())
    };
    view! {
        <section class="phase people" aria-label=group.title.clone()>
            <h2>{group.title.clone()}<span class="muted num">{group.rows.len()}</span><span class="muted phase-note">{group.note.clone()}</span>{add}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn row(row: &PersonRow) -> TableRow {
    let detail =
        (!row.person.detail.is_empty()).then(|| view! { <span class="muted small">{row.person.detail.clone()}</span> });
    let disabled = row.is_disabled.then(|| view! { <span class="tag off">{icon("ban")}"Disabled"</span> });
    let cells = vec![
        view! { <span class="person">{avatar::decorative(&row.person)}<span><span>{row.person.name.clone()}</span>{detail}</span></span> }.into_any(),
        view! { <span class="mail">{row.email.clone()}</span> }.into_any(),
        view! { <span class="role">{row.role.clone()}{disabled}</span> }.into_any(),
        view! { <span class="muted">{row.sees.clone()}</span> }.into_any(),
    ];
    TableRow { href: Some(format!("/people/{}", row.person.id)), cells }
}

/// A person's page as HTML.
pub fn person(cx: &PageContext, model: &PersonModel) -> String {
    let form = &model.form;
    let who = vec![
        Entry::new("name", "Full name", Control::Text(&model.name, "text", "off"))
            .hint("As others read it, up to 80 characters."),
        Entry::new("email", "E-mail", Control::Text(&model.email, "email", "off"))
            .hint("What they sign in with. Nobody else has the same."),
        Entry::new("title", "Job title", Control::Text(&model.title, "text", "off"))
            .optional()
            .hint("Such as Ward manager. The other side reads it too."),
        Entry::new("zone", "Time zone", Control::Suggested(&model.zone, &model.zones))
            .optional()
            .hint("Only where it differs from their client's or ours, such as Europe/Madrid."),
    ];
    let access = vec![
        Entry::new("role", "Role", Control::Radios(&model.roles)),
        Entry::new("client", "Client", Control::Select(&model.clients, Some("None: our team")))
            .optional()
            .hint("For client owners and client members."),
        Entry::new("engagements", "Engagements", Control::Checks(&model.engagements, &model.chosen))
            .optional()
            .hint("For agents: the ones whose tickets they see, besides those they own. Admins see all, clients' people their own client's."),
    ];
    let sections = vec![
        Section { title: "Who it is", text: "", entries: who },
        Section { title: "What they may do", text: "", entries: access },
    ];
    let title = if form.is_new() { "New person".to_owned() } else { model.name.clone() };
    let context = (!form.is_new()).then(|| view! { <span class=if model.status == PersonStatus::Active { "tag go" } else { "tag" }>{model.status.label()}</span> });
    let submit = if form.is_new() { "Add and make a welcome link" } else { "Save" };
    let aside = Box::new(|| match &form.id {
        Some(id) if form.access.may_edit => vec![sign_in(model, id), shut_out(model, id)],
        _ => Vec::new(),
    });
    frame::record(
        cx,
        Record {
            collection: "/people",
            collection_name: "people",
            title,
            context: context.into_any(),
            form,
            submit,
            sections,
            aside,
        },
    )
}

fn sign_in(model: &PersonModel, id: &str) -> AnyView {
    let text = match model.status {
        PersonStatus::Disabled => "No link can be made while this person is disabled.",
        PersonStatus::Invited => {
            "The welcome link was not used yet. If it is lost or older than three days, make a new one."
        }
        _ => "Is the password lost? A new link lets this person choose another one, and signs them out everywhere.",
    };
    let button = (model.status != PersonStatus::Disabled).then(|| {
        view! { <form method="post" action=format!("/people/{id}/link")><button class="btn">{icon("key")}<span>"Make a new link"</span></button></form> }
    });
    view! { <section class="card act-card"><h2>"Welcome link"</h2><p class="muted small">{text}</p>{button}</section> }
        .into_any()
}

fn shut_out(model: &PersonModel, id: &str) -> AnyView {
    let rev = model.form.rev;
    if model.is_self {
        return view! { <section class="card act-card"><h2>"Access"</h2><p class="muted small">"This is you. Another admin can disable you or change your role."</p></section> }.into_any();
    }
    if model.status == PersonStatus::Disabled {
        return view! {
            <section class="card act-card"><h2>"Access"</h2>
                <p class="muted small">"This person cannot sign in. Everything they wrote is still there."</p>
                <form method="post" action=format!("/people/{id}/enable")><input type="hidden" name="rev" value=rev/><button class="btn">{icon("refresh")}<span>"Enable again"</span></button></form>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="card act-card"><h2>"Access"</h2>
            <details class="careful">
                <summary class="btn">{icon("ban")}<span>"Disable this person"</span></summary>
                <p class="small">"They are signed out everywhere at once and cannot sign in again until somebody enables them. What they wrote stays."</p>
                <form method="post" action=format!("/people/{id}/disable")><input type="hidden" name="rev" value=rev/><button class="btn danger">"Disable now"</button></form>
            </details>
        </section>
    }
    .into_any()
}
