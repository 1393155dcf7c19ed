//! "What if?": due times of a ticket that nobody has reported. A form sent by GET; an island answers while it is filled
//! in.

use domain::sla::what_if::form::{UNITS, pause_field};
use domain::sla::what_if::{PAUSES, PauseValues};
use leptos::prelude::*;

use crate::components::field::{kind_showing, option_views};
use crate::components::head::head;
use crate::components::icon::icon;
use crate::components::{form, islands};
use crate::drawn;
use crate::model::what_if::{PREFIX, WhatIfModel, field_id};
use crate::model::{FormErrors, Options, PageContext, SelectOption};
use crate::shell::{Meta, page};

/// The page as HTML, with the answer or with what keeps it from being given.
pub fn what_if(cx: &PageContext, model: &WhatIfModel) -> String {
    page(cx, Meta::new("What if?", "what-if"), || {
        let note = "When would each promise be due? Nothing is saved.";
        view! { {head("What if?", note, ())}<div class="content">{body(model)}</div>{islands::what_if()} }.into_any()
    })
}

fn body(model: &WhatIfModel) -> AnyView {
    if model.sheet.plans.is_empty() {
        return view! { <p class="muted">"There is no plan to ask about yet."</p> }.into_any();
    }
    let errors = model.errors();
    let answer = drawn::what_if::answer(&model.answer);
    // The summary of a refused form takes the focus, once; after that the island draws its own.
    let (summary, answer) = match &model.answer {
        Ok(_) => (None, answer),
        Err(_) => (form::error_summary(&errors, PREFIX), String::new()),
    };
    view! {
        <div class="what-if">
            {the_form(model, &errors)}
            <section class="answer" aria-labelledby="answer-title">
                <h2 id="answer-title">"Due times"</h2>
                <div data-refused>{summary}</div>
                <div data-answer inner_html=answer></div>
            </section>
        </div>
    }
    .into_any()
}

fn the_form(model: &WhatIfModel, errors: &FormErrors) -> AnyView {
    let (values, sheet) = (&model.values, &model.sheet);
    let plans = sheet.plans.iter().map(|plan| SelectOption::new(&*plan.id, &*plan.name));
    let policy = values.policy(sheet);
    let rules = policy.into_iter().flat_map(|policy| &policy.priorities);
    let priorities = rules.map(|rule| SelectOption::new(rule.key.as_str(), &*rule.name));
    let reasons: Vec<_> = policy.into_iter().flat_map(|policy| &policy.pause_reasons).collect();
    let reasons: Vec<_> = reasons.iter().map(|reason| SelectOption::new(&*reason.key, &*reason.name)).collect();
    let zones = sheet.zones.iter().map(|zone| SelectOption::new(zone.name(), zone.name()));
    let field = |name: &str, label, control| field(name, label, errors, control);
    view! {
        <form class="stack" method="get" action="/what-if" data-what-if data-sheet=sheet.encode()>
            {field("plan", "Plan", select("plan", &Options::new(plans, &*values.plan), None, errors))}
            <button class="btn when-still" name="change" value="plan">"Use this plan"</button>
            {field("priority", "Priority", select("priority", &Options::new(priorities, &*values.priority), None, errors))}
            {field("at", "Reported at", moment("at", &values.at, true, errors))}
            {field("zone", "Time zone", select("zone", &Options::new(zones, &*values.zone), None, errors))}
            <fieldset class="pauses">
                <legend>"Pauses"<span class="muted optional">" optional"</span></legend>
                {(0..PAUSES).map(|index| pause(index, &values.pauses[index], &reasons, errors)).collect_view()}
            </fieldset>
            <div class="form-end when-still"><button class="btn primary">{icon("clock")}<span>"Show due times"</span></button></div>
        </form>
    }
    .into_any()
}

/// What the folded pauses are called.
const ADD: [&str; PAUSES] = ["Add a pause", "Add a second pause", "Add a third pause"];

/// Reason, beginning, length; folded away until they are needed.
fn pause(index: usize, values: &PauseValues, reasons: &[SelectOption], errors: &FormErrors) -> AnyView {
    let name = |part| pause_field(index, part);
    let field = |part, label, control| field(&name(part), label, errors, control);
    let reasons = Options::new(reasons.iter().cloned(), &*values.reason);
    let units = UNITS.iter().map(|(value, label, _)| SelectOption::new(*value, *label));
    let units = Options::new(units, &*values.unit);
    let length = view! {
        <input id=field_id(&name("length")) name=name("length") type="text" inputmode="numeric" autocomplete="off" value=values.length.clone()
            aria-invalid=invalid(&name("length"), errors) aria-describedby=described(&name("length"), errors)/>
    };
    let fields = view! {
        {field("reason", "Reason", select(&name("reason"), &reasons, Some("No pause"), errors))}
        {field("from", "From", moment(&name("from"), &values.from, false, errors))}
        <div class="pair">
            {field("length", "Length", length.into_any())}
            {field("unit", "Counted in", select(&name("unit"), &units, None, errors))}
        </div>
    };
    let is_open = !values.reason.is_empty();
    view! { <details class="pause" open=is_open><summary>{icon("pause")}{ADD[index]}{icon("chevron")}</summary><div class="pause-in">{fields}</div></details> }
        .into_any()
}

/// Like [`crate::components::field::Field`], for names that are made up while drawing.
fn field(name: &str, label: &'static str, errors: &FormErrors, control: AnyView) -> AnyView {
    let error = errors.of(name).map(|message| {
        view! { <p class="error" id=format!("{}-error", field_id(name))>{icon("alert")}<span>{message}</span></p> }
    });
    view! {
        <div class="field" data-field=name.to_owned()><label for=field_id(name)>{label}</label>{control}{error}</div>
    }
    .into_any()
}

fn invalid(name: &str, errors: &FormErrors) -> Option<&'static str> {
    errors.of(name).map(|_| "true")
}

fn described(name: &str, errors: &FormErrors) -> Option<String> {
    errors.of(name).map(|_| format!("{}-error", field_id(name)))
}

fn select(name: &str, options: &Options, blank: Option<&'static str>, errors: &FormErrors) -> AnyView {
    view! {
        <span class="select">
            <select id=field_id(name) name=name.to_owned() aria-invalid=invalid(name, errors) aria-describedby=described(name, errors)>
                {option_views(options, blank)}
            </select>
            {icon("chevron")}
        </span>
    }
    .into_any()
}

fn moment(name: &str, value: &str, is_required: bool, errors: &FormErrors) -> AnyView {
    view! {
        <input id=field_id(name) name=name.to_owned() type=kind_showing("datetime-local", value) autocomplete="off" value=value.to_owned() required=is_required
            aria-invalid=invalid(name, errors) aria-describedby=described(name, errors)/>
    }
    .into_any()
}
