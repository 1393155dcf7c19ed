//! The clock chip: icon, words, thin line of what is used (UI.md). The island ticks it by `data-clock`.

use domain::people::Side;
use domain::sla::Metric;
use leptos::prelude::*;

use super::icon::icon;
use super::time::both_zones;
use crate::model::Clock;
use crate::model::Tone;

/// A clock chip. `role="timer"` is silent; milestones go through the announcer.
pub fn chip(clock: &Clock) -> AnyView {
    let data = (!clock.data.is_empty()).then(|| clock.data.clone());
    let role = clock.tone.is_live().then_some("timer");
    let used = (clock.tone.is_live() && clock.used > 0).then(|| clock.used.min(20).to_string());
    let title = clock.due.as_ref().map(|due| match &due.elsewhere {
        Some(elsewhere) => format!("{}, {elsewhere}", due.local),
        None => due.local.clone(),
    });
    view! {
        <span class=clock.tone.class() role=role data-clock=data data-p=used>
            {icon(clock.tone.icon())}<span class="words" title=title>{clock.words.clone()}</span>
        </span>
    }
    .into_any()
}

/// A clock chip that opens its explanation.
pub fn chip_with_why(clock: &Clock, ticket_href: &str) -> AnyView {
    let href = format!("{ticket_href}/why/{}", clock.metric.key());
    view! { <a class="why-link" href=href data-dialog>{chip(clock)}<span class="visually-hidden">", why?"</span></a> }
        .into_any()
}

/// What is promised, as a sentence's beginning.
pub fn promise(metric: Metric, side: Side) -> &'static str {
    match (metric, side) {
        (Metric::Acknowledge, Side::Staff) => "Acknowledgement promised to the client",
        (Metric::Triage, Side::Staff) => "Triage promised to the client",
        (Metric::FirstResponse, Side::Staff) => "First response promised to the client",
        (Metric::NextUpdate, Side::Staff) => "Next update promised to the client",
        (Metric::Resolution, Side::Staff) => "Resolution promised to the client",
        (Metric::Acknowledge, Side::Client) => "Someone takes it on",
        (Metric::Triage, Side::Client) => "We judge how urgent it is",
        (Metric::FirstResponse, Side::Client) => "You get our first answer",
        (Metric::NextUpdate, Side::Client) => "You get the next update",
        (Metric::Resolution, Side::Client) => "It is resolved",
    }
}

/// The large form: one promise with its time, when it ends, and room for what to do about it.
pub fn large(clock: &Clock, side: Side, ticket_href: &str, action: AnyView) -> AnyView {
    let tone = clock.tone.class().replace("clock", "hero");
    let data = (!clock.data.is_empty()).then(|| clock.data.clone());
    let when = clock.due.as_ref().map(|due| {
        let word = if clock.tone == Tone::Paused { "then due at the earliest " } else { "at " };
        view! { <span class="muted small">{word}{both_zones(due)}</span> }
    });
    let href = format!("{ticket_href}/why/{}", clock.metric.key());
    view! {
        <div class=tone>
            <p class="hero-what">{promise(clock.metric, side)}</p>
            <p class="hero-time" role="timer" data-clock=data data-clock-form="remaining">
                {icon(clock.tone.icon())}<span class="words">{clock.remaining.clone()}</span>
            </p>
            <p class="hero-when">{when}<a class="link small" href=href data-dialog>"Why this time?"</a></p>
            <div class="hero-do">{action}</div>
        </div>
    }
    .into_any()
}
