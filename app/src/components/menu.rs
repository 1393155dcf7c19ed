//! Popover menus: a button and a panel beside it, a sheet at the bottom on the phone. No script needed.

use leptos::prelude::*;

use super::icon::icon;

/// A button that opens a panel. `id` is the panel's; `key` the keyboard shortcut's name (`data-key-action`).
pub fn opener(
    id: &'static str,
    icon_name: &'static str,
    label: &'static str,
    action: Option<&'static str>,
    key: &'static str,
) -> AnyView {
    let hint = (!key.is_empty()).then(|| view! { <kbd>{key}</kbd> });
    view! {
        <button type="button" class="btn act" title=label popovertarget=id data-key-action=action>{icon(icon_name)}<span>{label}</span>{hint}</button>
    }
    .into_any()
}

/// The panel. Its heading names it.
pub fn panel(id: &'static str, title: &'static str, body: AnyView) -> AnyView {
    view! {
        <div id=id class="pop panel" popover="auto" role="dialog" aria-label=title>
            <div class="panel-head"><p class="panel-title">{title}</p>
                <button type="button" class="btn quiet icon" popovertarget=id popovertargetaction="hide" aria-label="Close">{icon("x")}</button>
            </div>
            {body}
        </div>
    }
    .into_any()
}
