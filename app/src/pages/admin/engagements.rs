//! Engagements: the list by phase and the form.

use domain::engagement::Phase;
use leptos::prelude::*;

use super::control::{Control, Entry};
use super::frame::{self, Record, Section, figures, list, related};
use crate::components::avatar;
use crate::components::empty::empty;
use crate::components::head::link_button;
use crate::components::icon::icon;
use crate::components::repairs::repairs;
use crate::components::table::{TableRow, table};
use crate::model::admin::record::count;
use crate::model::admin::{EngagementModel, EngagementRow, EngagementsModel, Missing, PhaseGroup, RelatedLink};
use crate::model::{PageContext, Person};

/// The list of engagements as HTML.
pub fn engagements(cx: &PageContext, model: &EngagementsModel) -> String {
    let total = model.groups.iter().map(|group| group.rows.len()).sum();
    let can_add = model.missing == Missing::default();
    let new = can_add.then_some(("/engagements/new", "New engagement"));
    list(cx, "Engagements", count(total, "engagement", "engagements"), new, &model.access, || {
        if model.groups.is_empty() {
            return nothing(model);
        }
        view! { {repairs(&model.repairs)}{model.groups.iter().map(group).collect_view()} }.into_any()
    })
}

fn nothing(model: &EngagementsModel) -> AnyView {
    let text = "An engagement is one product delivered to one client: its phase, go-live date, plan, and an owner on each side.";
    if !model.access.may_edit {
        return empty(
            "briefcase",
            "No engagement for you yet",
            "You see the engagements whose team you belong to. An admin adds you on your page under People.",
            (),
        );
    }
    let steps = model.missing.steps();
    if steps.is_empty() {
        return empty(
            "briefcase",
            "No engagement yet",
            text,
            link_button("/engagements/new", "btn primary", "plus", "Add the first engagement"),
        );
    }
    let links = steps
        .into_iter()
        .enumerate()
        .map(|(index, (href, label))| link_button(href, if index == 0 { "btn primary" } else { "btn" }, "plus", label));
    empty(
        "briefcase",
        "No engagement yet",
        format!("{text} A few things come first:"),
        view! { <div class="next-steps">{links.collect_view()}</div> },
    )
}

fn group(group: &PhaseGroup) -> AnyView {
    let columns = ["Engagement", "Go-live", "Plan", "Our owner", "Their owner", "Open tickets"];
    view! {
        <section class="phase" aria-label=group.phase.label()>
            <h2>{group.phase.label()}<span class="muted num">{group.rows.len()}</span><span class="muted phase-note">{phase_note(group.phase)}</span></h2>
            {table("Engagements", &columns, group.rows.iter().map(row).collect())}
        </section>
    }
    .into_any()
}

fn phase_note(phase: Phase) -> &'static str {
    match phase {
        Phase::Onboarding => "set-up, training, migration",
        Phase::Launch => "the days around go-live",
        Phase::Hypercare => "the first weeks, with closer care",
        Phase::Run => "everyday support",
        Phase::Offboarding => "export, hand-over, removal of access",
        Phase::Closed => "over; takes no tickets",
    }
}

fn row(engagement: &EngagementRow) -> TableRow {
    let go_live = if engagement.go_live.is_empty() {
        view! { <span class="muted">"No date yet"</span> }.into_any()
    } else {
        engagement.go_live.clone().into_any()
    };
    let cells = vec![
        view! { <span class="two-lines"><span>{engagement.client.clone()}</span><span class="muted small">{engagement.product.clone()}</span></span> }.into_any(),
        go_live,
        engagement.plan.clone().into_any(),
        owner(engagement.supplier_owner.as_ref()),
        owner(engagement.buyer_owner.as_ref()),
        figures(engagement.open, engagement.overdue),
    ];
    TableRow { href: Some(format!("/engagements/{}", engagement.id)), cells }
}

fn owner(person: Option<&Person>) -> AnyView {
    match person {
        Some(person) => {
            view! { <span class="person">{avatar::decorative(person)}<span>{person.name.clone()}</span></span> }
                .into_any()
        }
        None => view! { <span class="muted">"Nobody yet"</span> }.into_any(),
    }
}

/// An engagement's page as HTML.
pub fn engagement(cx: &PageContext, model: &EngagementModel) -> String {
    let form = &model.form;
    let followed =
        |name: &str| if name.is_empty() { "As the plan says".to_owned() } else { format!("As the plan says: {name}") };
    let (policy, calendar) = (followed(&model.plan_policy), followed(&model.plan_calendar));
    let aside = Box::new(|| {
        if form.is_new() {
            return Vec::new();
        }
        let add = form.access.may_edit.then(|| ("/people".to_owned(), "Change on their pages"));
        let cards = [
            tickets(model),
            in_words(model),
            related("Team", &model.team, "No agent belongs to it yet. Admins see it anyway.", add),
        ];
        repairs(&model.repairs).into_iter().chain(cards).collect()
    });
    let title = if form.is_new() { "New engagement".to_owned() } else { name(model) };
    let context = if form.is_new() {
        ().into_any()
    } else {
        model.phases.current_label().map(|phase| view! { <span class="tag">{phase.to_owned()}</span> }).into_any()
    };
    let submit = if form.is_new() { "Add engagement" } else { "Save" };
    let sections = vec![
        Section {
            title: "What was sold to whom",
            text: "Fixed once the engagement exists, because its tickets belong to both.",
            entries: parties(model),
        },
        Section { title: "Where it stands", text: "", entries: standing(model) },
        Section {
            title: "What is promised",
            text: "The plan brings its SLA policy and its calendar. Choose others only where this contract says so.",
            entries: promise(model, &policy, &calendar),
        },
        Section {
            title: "Owners",
            text: "A named person on each side, whom people turn to when it matters.",
            entries: owners(model),
        },
    ];
    frame::record(
        cx,
        Record {
            collection: "/engagements",
            collection_name: "engagements",
            title,
            context,
            form,
            submit,
            sections,
            aside,
        },
    )
}

fn name(model: &EngagementModel) -> String {
    let label = |options: &crate::model::Options| options.current_label().unwrap_or_default().to_owned();
    format!("{}: {}", label(&model.clients), label(&model.products))
}

fn parties(model: &EngagementModel) -> Vec<Entry<'_>> {
    if model.form.is_new() {
        vec![
            Entry::new("client", "Client", Control::Select(&model.clients, Some("Choose a client"))),
            Entry::new("product", "Product", Control::Select(&model.products, Some("Choose a product"))),
        ]
    } else {
        vec![
            Entry::new("client", "Client", Control::Fixed(&model.clients)),
            Entry::new("product", "Product", Control::Fixed(&model.products)),
        ]
    }
}

fn standing(model: &EngagementModel) -> Vec<Entry<'_>> {
    vec![
        Entry::new("phase", "Phase", Control::Select(&model.phases, None))
            .hint("A closed engagement takes no new tickets."),
        Entry::new("go_live", "Go-live date", Control::Text(&model.go_live, "date", "off"))
            .optional()
            .hint("The day the client starts to work with it."),
    ]
}

fn promise<'a>(model: &'a EngagementModel, policy: &'a str, calendar: &'a str) -> Vec<Entry<'a>> {
    vec![
        Entry::new("plan", "Plan", Control::Select(&model.plans, Some("Choose a plan"))),
        Entry::new("policy", "SLA policy", Control::Select(&model.policies, Some(policy)))
            .optional()
            .hint("Counts for tickets reported from now on."),
        Entry::new("calendar", "Calendar", Control::Select(&model.calendars, Some(calendar)))
            .optional()
            .hint("When business hours run. Open tickets count by it from when you save; what moves is shown before."),
    ]
}

fn owners(model: &EngagementModel) -> Vec<Entry<'_>> {
    vec![
        Entry::new("supplier_owner", "Owner, our side", Control::Select(&model.supplier_owners, Some("Nobody yet")))
            .optional()
            .hint("Somebody of the team."),
        Entry::new("buyer_owner", "Owner, client's side", Control::Grouped(&model.buyer_owners, &model.buyer_owner))
            .optional()
            .hint("One of this client's own people. Add them under People first."),
    ]
}

fn tickets(model: &EngagementModel) -> AnyView {
    let (client, product) = (model.clients.current.clone(), model.products.current.clone());
    let overdue = (model.overdue > 0)
        .then(|| view! { <p class="late small">{icon("alert")}{format!("{} overdue", model.overdue)}</p> });
    let open = if model.open == 0 { "Nothing is open.".to_owned() } else { format!("{} open", model.open) };
    let href = format!("/inbox?client={client}&product={product}");
    view! { <section class="card"><h2>"Tickets"<a class="link" href=href>"Inbox"</a></h2><p class="num">{open}</p>{overdue}</section> }.into_any()
}

/// Where the plan is told as the client reads it.
fn in_words(model: &EngagementModel) -> AnyView {
    let href = format!("/engagements/{}/plan", model.form.id.clone().unwrap_or_default());
    let links = [RelatedLink::new(href, "As the client reads it", "")];
    related("What is promised", &links, "", None)
}
