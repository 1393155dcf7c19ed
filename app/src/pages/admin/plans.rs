//! Support plans: the list and the form.

use leptos::prelude::*;

use super::control::{Control, Entry};
use super::frame::{self, Record, Section, list, related};
use crate::components::empty::empty;
use crate::components::head::link_button;
use crate::components::table::{TableRow, table};
use crate::model::PageContext;
use crate::model::admin::record::count;
use crate::model::admin::{PlanModel, PlanRow, PlansModel};

/// The list of plans as HTML.
pub fn plans(cx: &PageContext, model: &PlansModel) -> String {
    let context = count(model.rows.len(), "plan", "plans");
    list(cx, "Plans", context, Some(("/plans/new", "New plan")), &model.access, || {
        if model.rows.is_empty() {
            let next =
                model.access.may_edit.then(|| link_button("/plans/new", "btn primary", "plus", "Add the first plan"));
            return empty(
                "file",
                "No plan yet",
                "A plan is the contract: which SLA policy you promise and in which hours it counts.",
                next,
            );
        }
        table("Plans", &["Plan", "SLA policy", "Calendar", "Engagements"], model.rows.iter().map(row).collect())
    })
}

fn row(plan: &PlanRow) -> TableRow {
    let cells = vec![
        plan.name.clone().into_any(),
        plan.policy.clone().into_any(),
        plan.calendar.clone().into_any(),
        view! { <span class="num">{count(plan.engagements, "engagement", "engagements")}</span> }.into_any(),
    ];
    TableRow { href: Some(format!("/plans/{}", plan.id)), cells }
}

/// A plan's page as HTML.
pub fn plan(cx: &PageContext, model: &PlanModel) -> String {
    let form = &model.form;
    let name = vec![
        Entry::new("name", "Name", Control::Text(&model.name, "text", "off"))
            .hint("Clients read it on their home page. Up to 80 characters."),
    ];
    let promise = vec![
        Entry::new("policy", "SLA policy", Control::Select(&model.policies, Some("Choose a policy")))
            .hint("What is promised for each priority."),
        Entry::new("calendar", "Calendar", Control::Select(&model.calendars, Some("Choose a calendar")))
            .hint("When the hours of business-time promises count."),
    ];
    let words = vec![
        Entry::new("description", "What it is", Control::Area(&model.description, 3))
            .optional()
            .hint("A sentence or two for the client, up to 2,000 characters."),
        Entry::new("cadence", "What is done how often", Control::Area(&model.cadence, 3))
            .optional()
            .hint("Maintenance, review calls, check-ins, in words."),
    ];
    let sections = vec![
        Section { title: "Plan", text: "", entries: name },
        Section {
            title: "What is promised",
            text: "New engagements begin with these. Existing ones keep theirs until you change them there.",
            entries: promise,
        },
        Section { title: "In words", text: "", entries: words },
    ];
    let aside = Box::new(|| {
        if form.is_new() {
            return Vec::new();
        }
        vec![related("Engagements", &model.engagements, "No engagement has this plan yet.", None)]
    });
    let title = if form.is_new() { "New plan".to_owned() } else { model.name.clone() };
    let submit = if form.is_new() { "Add plan" } else { "Save" };
    frame::record(
        cx,
        Record {
            collection: "/plans",
            collection_name: "plans",
            title,
            context: ().into_any(),
            form,
            submit,
            sections,
            aside,
        },
    )
}
