//! What an admin has to repair in the settings, where they work (SLA.md rule 12): in one line above the inbox, in full
//! where it is repaired.

use leptos::prelude::*;

use super::icon::icon;
use crate::model::Repair;

/// Names in the line; the others are counted.
const NAMED: usize = 2;

/// One line that leads to the engagements; nothing when nothing is broken.
pub fn line(repairs: &[Repair]) -> Option<AnyView> {
    let (first, others) = repairs.split_at(repairs.len().min(NAMED));
    let mut names: Vec<String> = first.iter().map(|repair| repair.name.clone()).collect();
    if !others.is_empty() {
        names.push(format!("{} more", others.len()));
    }
    (!repairs.is_empty()).then(|| {
        view! {
            <a class="repairs-line" href="/engagements">
                {icon("alert")}
                <span><strong>"Settings need repair. "</strong>"Not every promise can be worked out: "{names.join(", ")}"."</span>
                {icon("right")}
            </a>
        }
        .into_any()
    })
}

/// One block for all engagements; nothing when nothing is broken.
pub fn repairs(repairs: &[Repair]) -> Option<AnyView> {
    let rows = repairs.iter().map(|repair| {
        let causes = repair.causes.iter().map(|cause| view! { <p class="repair-cause">{cause.clone()}</p> });
        let calendar = repair.calendar.as_ref().map(|page| ("Calendar", page));
        let pages = calendar.into_iter().chain([("SLA policy", &repair.policy)]).map(|(kind, (href, name))| {
            view! { <a class="link" href=href.clone()>{format!("{kind}: {name}")}</a> }
        });
        view! {
            <li>
                <a class="repair-name" href=repair.href.clone()>{repair.name.clone()}</a>
                {causes.collect_view()}
                <p class="repair-links small">{pages.collect_view()}</p>
            </li>
        }
    });
    (!repairs.is_empty()).then(|| {
        view! {
            <section class="repairs" aria-labelledby="repairs-title">
                <h2 id="repairs-title">{icon("alert")}<span>"Settings need repair"</span></h2>
                <p class="muted small">"These promises cannot be worked out, so tickets run without their deadline. Only admins see this."</p>
                <ul>{rows.collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}
