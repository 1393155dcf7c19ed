//! The page header: title, context, at most one primary action.

use leptos::prelude::*;

use super::icon::icon;

/// A page's header. `context` stands beside the title, `actions` at its end.
pub fn head(title: impl Into<String>, context: impl IntoView + 'static, actions: impl IntoView + 'static) -> AnyView {
    view! {
        <header class="head">
            <h1>{title.into()}</h1>
            <div class="context">{context.into_any()}</div>
            <div class="do">{actions.into_any()}</div>
        </header>
    }
    .into_any()
}

/// A page's header that leads back to where the page belongs.
pub fn head_with_back(
    back: (String, String),
    title: impl Into<String>,
    context: impl IntoView + 'static,
    actions: impl IntoView + 'static,
) -> AnyView {
    let (href, label) = back;
    view! {
        <header class="head">
            <a class="btn quiet icon" href=href aria-label=format!("Back to {label}")>{icon("back")}</a>
            <h1>{title.into()}</h1>
            <div class="context">{context.into_any()}</div>
            <div class="do">{actions.into_any()}</div>
        </header>
    }
    .into_any()
}

/// A link that looks like a button.
pub fn link_button(
    href: impl Into<String>,
    class: &'static str,
    icon_name: &'static str,
    label: &'static str,
) -> AnyView {
    view! { <a class=class href=href.into()>{icon(icon_name)}<span>{label}</span></a> }.into_any()
}
