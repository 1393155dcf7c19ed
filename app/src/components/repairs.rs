//! What an admin has to repair in the settings, above the lists in which they work (SLA.md rule 12).

use leptos::prelude::*;

use super::icon::icon;
use crate::model::Repair;

/// One block for all engagements; nothing when nothing is broken.
pub fn repairs(repairs: &[Repair]) -> Option<AnyView> {
    let rows = repairs.iter().map(|repair| {
        let causes = repair.causes.iter().map(|cause| view! { <p class="repair-cause">{cause.clone()}</p> });
        let pages = repair.calendar.iter().chain([&repair.policy]).map(|(href, name)| {
            view! { <a class="link" href=href.clone()>{name.clone()}</a> }
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
