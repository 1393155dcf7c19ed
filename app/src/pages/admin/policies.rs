//! SLA policies: the list, and one policy as a matrix.

use domain::sla::{Metric, Policy, PriorityRule, Target};
use leptos::prelude::*;

use super::calendars::versions;
use super::frame::{list, refusal, related};
use crate::components::head::{head_with_back, link_button};
use crate::components::icon::icon;
use crate::components::table::{TableRow, table};
use crate::components::{badge, empty::empty, escalation};
use crate::model::admin::policy::{budget, requirements, target_words};
use crate::model::admin::record::count;
use crate::model::admin::{PoliciesModel, PolicyModel, PolicyRow};
use crate::model::{PageContext, Priority};
use crate::shell::{Meta, page};

/// The list of policies as HTML.
pub fn policies(cx: &PageContext, model: &PoliciesModel) -> String {
    let context = count(model.rows.len(), "policy", "policies");
    list(cx, "SLA policies", context, Some(("/policies/new", "New policy")), &model.access, || {
        if model.rows.is_empty() {
            return empty(
                "policy",
                "No SLA policy",
                "Two policies ship with every new instance. Run aftercare init on an empty data folder to get them.",
                (),
            );
        }
        table("SLA policies", &["Policy", "Priorities", "Version", "Engagements"], model.rows.iter().map(row).collect())
    })
}

fn row(policy: &PolicyRow) -> TableRow {
    let cells = vec![
        policy.name.clone().into_any(),
        view! { <span class="muted">{policy.priorities.clone()}</span> }.into_any(),
        view! { <span class="num">{policy.version}</span> }.into_any(),
        view! { <span class="num">{count(policy.engagements, "engagement", "engagements")}</span> }.into_any(),
    ];
    TableRow { href: Some(format!("/policies/{}", policy.id)), cells }
}

/// One policy as HTML.
pub fn policy(cx: &PageContext, model: &PolicyModel) -> String {
    let policy = &model.policy;
    page(cx, Meta::new(policy.name.clone(), "policy"), || {
        let back = ("/policies".to_owned(), "SLA policies".to_owned());
        let context = format!("Version {}, {}", policy.version, model.since);
        let edit = model
            .access
            .may_edit
            .then(|| link_button(format!("/policies/{}/edit", policy.id), "btn primary", "edit", "New version"));
        view! {
            {head_with_back(back, policy.name.clone(), context, edit)}
            <div class="content record">
                <div class="record-main">
                    {refusal(&model.access)}
                    {matrix(policy, "What is promised")}
                    {asked(policy)}
                    {escalation::card(model.escalation.as_ref())}
                    {rules(policy)}
                </div>
                <aside class="record-aside" aria-label="What belongs to it">
                    {related("Plans", &model.plans, "No plan promises it.", None)}
                    {related("Engagements", &model.engagements, "No engagement is measured by it.", None)}
                    {versions(&model.versions)}
                </aside>
            </div>
        }
        .into_any()
    })
}

fn label(policy: &Policy, index: usize, rule: &PriorityRule) -> AnyView {
    let name = (rule.name != rule.short).then(|| view! { <b>{rule.name.clone()}</b> });
    let fallback = (rule.key == policy.fallback_priority)
        .then(|| view! { <span class="tiny muted">"Used when a ticket's priority is unknown"</span> });
    view! {
        <span class="matrix-priority">{badge::priority(&Priority::new(rule.key.as_str(), &*rule.short, index))}{name}<span class="small muted">{rule.meaning.clone()}</span>{fallback}</span>
    }
    .into_any()
}

/// What is promised for each priority, as a table with the meaning of its words.
pub fn matrix(policy: &Policy, title: &str) -> AnyView {
    let heads = Metric::ALL.map(|metric| view! { <th scope="col">{metric.name()}</th> });
    let rows = policy.priorities.iter().enumerate().map(|(index, rule)| {
        let cells = Metric::ALL.map(|metric| {
            let target = rule.targets.get(metric);
            let (promise, basis) = target_words(target);
            let class = match target {
                Target::None => "none",
                Target::Scheduled => "scheduled",
                Target::Within { .. } | Target::SameBusinessDay { .. } => "",
            };
            let basis = (!basis.is_empty()).then(|| view! { <span class="tiny muted">{basis}</span> });
            view! { <td class=class data-label=metric.name()><span class="promise">{promise}</span>{basis}</td> }
        });
        view! { <tr><th scope="row">{label(policy, index, rule)}</th>{cells.collect_view()}</tr> }
    });
    view! {
        <section class="card matrix-card">
            <h2>"What is promised"</h2>
            <div class="matrix-scroll" tabindex="0" role="region" aria-label=title.to_owned()>
                <table class="matrix">
                    <caption class="visually-hidden">"Promised time for each priority and metric"</caption>
                    <thead><tr><th scope="col">"Priority"</th>{heads.collect_view()}</tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            {legend(policy)}
        </section>
    }
    .into_any()
}

/// What the words of the matrix mean; only those that occur.
fn legend(policy: &Policy) -> AnyView {
    let targets: Vec<Target> =
        policy.priorities.iter().flat_map(|rule| Metric::ALL.map(|metric| rule.targets.get(metric))).collect();
    let same_day = targets.iter().find_map(|target| match target {
        Target::SameBusinessDay { min_remaining } => Some(*min_remaining),
        _ => None,
    });
    let mut words = vec![
        ("Day and night", "Every second counts, also nights, weekends and holidays.".to_owned()),
        ("Opening hours", "Only seconds in which the plan's calendar is open count.".to_owned()),
    ];
    if let Some(left) = same_day {
        words.push(("Same business day", format!("Until closing time of the day it arrives, if at least {} of it are left; else until closing time of the next business day.", budget(left, domain::sla::Basis::Business))));
    }
    if targets.contains(&Target::Scheduled) {
        words.push(("Scheduled", "No deadline, but a target window, such as a release, has to be named.".to_owned()));
    }
    if targets.contains(&Target::None) {
        words.push(("None", "Nothing is promised for this metric, and pages say so.".to_owned()));
    }
    let items = words.into_iter().map(|(word, meaning)| view! { <div><dt>{word}</dt><dd>{meaning}</dd></div> });
    view! { <dl class="legend">{items.collect_view()}</dl> }.into_any()
}

/// What each priority asks for and who is told.
fn asked(policy: &Policy) -> AnyView {
    let items = policy.priorities.iter().enumerate().filter_map(|(index, rule)| {
        let mut lines: Vec<(&'static str, String)> = requirements(rule);
        if let Some(escalation) = &rule.escalation {
            lines.push(("Who is told", escalation.clone()));
        }
        if !rule.may_pause() {
            lines.push(("Pausing", "never: its clocks run until it is solved".to_owned()));
        }
        if rule.only_during_active_plan {
            lines.push(("Offered", "only while the engagement's plan is active".to_owned()));
        }
        if rule.answer_every_message {
            lines.push(("Answers", "each client message runs a response clock of its own".to_owned()));
        }
        if lines.is_empty() {
            return None;
        }
        let priority = badge::priority(&Priority::new(rule.key.as_str(), &*rule.short, index));
        let lines = lines.into_iter().map(|(when, what)| view! { <div><dt>{when}</dt><dd>{what}</dd></div> });
        Some(view! { <li><p>{priority}</p><dl class="lines">{lines.collect_view()}</dl></li> })
    });
    let items: Vec<_> = items.collect();
    if items.is_empty() {
        return view! { <section class="card"><h2>"What is asked for"</h2><p class="muted small">"No priority asks for anything before a ticket moves on."</p></section> }.into_any();
    }
    view! { <section class="card"><h2>"What is asked for"</h2><ul class="asked">{items}</ul></section> }.into_any()
}

/// When clocks stand still, and the rules that hold for every priority.
pub fn rules(policy: &Policy) -> AnyView {
    view! { {waiting(policy)}{remaining_rules(policy)} }.into_any()
}

fn calendar_time(time: domain::time::Seconds) -> String {
    budget(time, domain::sla::Basis::Calendar)
}

/// The reasons for which clocks stand still, each with its longest length.
pub fn waiting(policy: &Policy) -> AnyView {
    let reasons = policy.pause_reasons.iter().map(|reason| {
        view! { <div><dt>{icon("pause")}{reason.name.clone()}</dt><dd>{format!("at most {}, then the clock runs again by itself", calendar_time(reason.max))}</dd></div> }
    });
    let none = policy.pause_reasons.is_empty().then(|| view! { <p class="muted small">"They never do."</p> });
    view! { <section class="card"><h2>"When clocks stand still"</h2>{none}<dl class="lines">{reasons.collect_view()}</dl></section> }.into_any()
}

fn remaining_rules(policy: &Policy) -> AnyView {
    let calendar = calendar_time;
    let later = match policy.max_next_update {
        Some(most) => format!("An author may promise a later one, up to {} from the last.", calendar(most)),
        None => "An author may promise an earlier one, never a later one.".to_owned(),
    };
    let share = f64::from(policy.warning.remaining_per_mille) / 10.0;
    let lines = [
        ("Pausing", "First response never pauses. A client's message ends a pause at once, and only opening hours inside it count.".to_owned()),
        ("Next update", later),
        ("Reopened", format!("Within {} of being resolved the resolution clock goes on where it stood; later a new one begins.", calendar(policy.reopen_within))),
        ("Changed priority", format!("Same start, new target. When that is already past, {} are granted.", calendar(policy.grace))),
        ("Due soon", format!("Clocks turn amber with {share} % of their time left, at the latest {} before and at the earliest {}.", calendar(policy.warning.at_least), calendar(policy.warning.at_most))),
    ];
    let lines = lines.into_iter().map(|(word, meaning)| view! { <div><dt>{word}</dt><dd>{meaning}</dd></div> });
    view! {
        <section class="card"><h2>"Rules"</h2><dl class="lines">{lines.collect_view()}</dl></section>
    }
    .into_any()
}
