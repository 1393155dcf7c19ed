//! "Report an issue" (PRODUCT.md, journey 1): one sentence, what it blocks, impact in plain words. No priority jargon.

use domain::ticket::{Impact, MESSAGE_MAX, TITLE_MAX};
use leptos::prelude::*;

use crate::components::composer::ACCEPT;
use crate::components::field::{self, Field};
use crate::components::head::head;
use crate::components::icon::icon;
use crate::components::{form, islands, known};
use crate::model::report::OnBehalf;
use crate::model::{PageContext, ReportModel};
use crate::shell::{Meta, page};

const PREFIX: &str = "r-";

/// The form as HTML, empty or rejected.
pub fn report(cx: &PageContext, model: &ReportModel) -> String {
    let title = if model.on_behalf.is_some() { "New ticket" } else { "Report an issue" };
    page(cx, Meta::new(title, "report"), || {
        let note = if model.on_behalf.is_some() {
            "On a client's behalf"
        } else {
            "About a minute. You see at once when we answer."
        };
        view! {
            {head(title, note, ())}
            <div class="content report">
                <div data-form id="report">{form::error_summary(&model.errors, PREFIX)}{the_form(model)}</div>
            </div>
            {islands::report()}
        }
        .into_any()
    })
}

fn the_form(model: &ReportModel) -> AnyView {
    let values = &model.values;
    let errors = &model.errors;
    let field = |name, label| Field::new(PREFIX, name, label, errors);
    let send = if model.on_behalf.is_some() { "Create the ticket" } else { "Send to the team" };
    view! {
        <form class="stack" method="post" action=model.action() enctype="multipart/form-data" data-report>
            <input type="hidden" name="draft" value=values.draft.clone()/>
            {product(model)}
            {model.on_behalf.as_ref().map(|on_behalf| behalf(model, on_behalf))}
            {field::text_input(field("title", "What is wrong, in one sentence?").hint("Example: Nobody on ward 4 can sign in since 06:10").max(TITLE_MAX), values.title.clone(), "text", "off")}
            {field::text_area(field("what_happens", "What happens?").hint("What did you do, what did you see, since when?").max(MESSAGE_MAX), values.what_happens.clone(), 4, Some("report".to_owned()))}
            {solved_before(model)}
            {field::text_area(field("blocks", "What does it block?").optional().hint("Who is waiting, for what, until when?").max(MESSAGE_MAX), values.blocks.clone(), 2, Some("report:blocks".to_owned()))}
            {impacts(model)}
            {field::file_input(field("files", "Pictures or files").optional().hint(&model.attachment_rule), ACCEPT)}
            <div class="form-end sticky-end"><button class="btn primary big">{icon("send")}<span>{send}</span></button></div>
        </form>
    }
    .into_any()
}

/// The only product is said, not asked.
fn product(model: &ReportModel) -> AnyView {
    let only = model.engagements.all.first().filter(|_| model.engagements.all.len() == 1);
    match only {
        Some(only) => view! {
            <input type="hidden" name="engagement" value=only.value.clone()/>
            <p class="about"><span class="muted">"About "</span><b>{only.label.clone()}</b></p>
        }
        .into_any(),
        None => products(model),
    }
}

/// Each product says which policy it has, so that the right proposals are shown without a script (`report.css`).
fn products(model: &ReportModel) -> AnyView {
    let field = Field::new(PREFIX, "engagement", "What is it about?", &model.errors);
    let current = &model.engagements.current;
    let options = model.engagements.all.iter().map(|option| {
        let selected = option.value == *current;
        let policy = model.policy_of(&option.value);
        view! { <option value=option.value.clone() selected=selected data-policy=policy>{option.label.clone()}</option> }
    });
    let select = view! {
        <span class="select">
            <select id=field.id() name="engagement" required aria-invalid=field.invalid() aria-describedby=field.described_by()>
                <option value="" selected=current.is_empty()>"Choose a product"</option>{options.collect_view()}
            </select>
            {icon("chevron")}
        </span>
    };
    field.around(select.into_any())
}

fn behalf(model: &ReportModel, on_behalf: &OnBehalf) -> AnyView {
    let reporter = Field::new(PREFIX, "reporter", "Who told you?", &model.errors);
    let hint = format!("Clocks start then. Times are in {}.", on_behalf.zone);
    let told_at = Field::new(PREFIX, "reported_at", "When did they tell you?", &model.errors).hint(&hint);
    view! {
        <div class="pair">
            {field::select(reporter, &on_behalf.reporters, Some("Choose a person"))}
            {field::text_input(told_at, on_behalf.reported_at.clone(), "datetime-local", "off")}
        </div>
    }
    .into_any()
}

fn impacts(model: &ReportModel) -> AnyView {
    let field = Field::new(PREFIX, "impact", "How badly does it hurt?", &model.errors);
    let cards =
        Impact::ALL.into_iter().enumerate().map(|(index, impact)| card(model, impact, index == 0)).collect_view();
    view! {
        <fieldset class="field impacts" data-field="impact">
            <legend>"How badly does it hurt?"</legend>
            {field.error_view()}
            <div class="impact-cards">{cards}</div>
        </fieldset>
    }
    .into_any()
}

fn impact_icon(impact: Impact) -> &'static str {
    match impact {
        Impact::Stopped => "alert",
        Impact::Blocked => "ban",
        Impact::Workaround => "detour",
        Impact::Wish => "bulb",
    }
}

fn card(model: &ReportModel, impact: Impact, is_first: bool) -> AnyView {
    // The error summary links to the group: its first radio carries the field's id.
    let id = if is_first { format!("{PREFIX}impact") } else { format!("{PREFIX}impact-{}", impact.as_str()) };
    // With one product there is no choice that a sentence would have to follow.
    let depends = model.engagements.all.len() > 1;
    let proposals = model.proposals.iter().enumerate().filter_map(|(policy, one)| {
        let text = one.of(impact.as_str())?.to_owned();
        let policy = depends.then_some(policy);
        Some(view! { <span class="proposal tiny" data-policy=policy>{icon("clock")}<span>{text}</span></span> })
    });
    let proposals = proposals.collect_view();
    let checked = model.values.impact == impact.as_str();
    view! {
        <label class="impact">
            <input type="radio" name="impact" id=id value=impact.as_str() checked=checked required/>
            <span class="impact-mark">{icon(impact_icon(impact))}</span>
            <span class="impact-in"><b>{impact.label()}</b><span class="muted small">{impact.hint()}</span>{proposals}</span>
        </label>
    }
    .into_any()
}

/// Stands where it is read: beside the form on wide screens, under the description on narrow ones.
fn solved_before(model: &ReportModel) -> AnyView {
    view! {
        <aside class="report-side" aria-labelledby="known-title">
            <h2 id="known-title">{icon("bulb")}"Solved before"</h2>
            <div id="known-matches" data-known>{matches(model)}</div>
        </aside>
    }
    .into_any()
}

fn matches(model: &ReportModel) -> AnyView {
    if model.matches.is_empty() {
        return view! { <p class="muted small">"While you write, answers to problems that look like yours appear here. "<a class="link" href="/knowledge">"See all of them"</a></p> }.into_any();
    }
    view! { <p class="muted small">"These look like yours. If one of them helps, you need not wait for us."</p>{known::list(&model.matches)} }.into_any()
}
