//! Empty states: what this place is for and the next step. "No dead ends" (PRODUCT.md, rules of taste).

use leptos::prelude::*;

use super::icon::icon;

/// An empty place. `next` holds the next step: a link, a button, or nothing when there is none to take.
pub fn empty(
    icon_name: &'static str,
    title: impl Into<String>,
    text: impl Into<String>,
    next: impl IntoView + 'static,
) -> AnyView {
    view! {
        <div class="empty">
            <span class="empty-mark">{icon(icon_name)}</span>
            <p class="empty-title">{title.into()}</p>
            <p class="muted">{text.into()}</p>
            {next.into_any()}
        </div>
    }
    .into_any()
}
