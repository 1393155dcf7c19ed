//! Settings: one's own choices and sessions, and the index of what the organisation sets up.

mod push;

use leptos::prelude::*;

use crate::components::head::head;
use crate::components::icon::icon;
use crate::islands::InboxKeys;
use crate::model::admin::{SessionRow, SettingsLink, SettingsModel};
use crate::model::{PageContext, Theme};
use crate::shell::{Meta, page};
use domain::people::Side;

/// The settings as HTML.
pub fn settings(cx: &PageContext, model: &SettingsModel) -> String {
    page(cx, Meta::new("Settings", "settings"), || {
        let index = (!model.index.is_empty()).then(|| {
            let links = model.index.iter().map(entry).collect_view();
            view! { <section class="settings-part" aria-labelledby="set-up"><h2 id="set-up">"Your organisation"</h2><ul class="settings-index">{links}</ul></section> }
        });
        let is_staff = cx.side() == Side::Staff;
        let keys = is_staff.then(keys);
        // The switch belongs to the island that listens for the keys.
        let island = is_staff.then(|| view! { <InboxKeys/> });
        view! {
            {head("Settings", model.email.clone(), ())}
            <div class="content settings">
                {index}
                <section class="settings-part" aria-labelledby="own">
                    <h2 id="own">"This device"</h2>
                    <div class="card rows-of">{theme(cx)}{keys}</div>
                </section>
                {push::part(cx, &model.push)}
                {sessions(model)}
            </div>
            {island}
        }
        .into_any()
    })
}

fn entry(link: &SettingsLink) -> AnyView {
    view! {
        <li><a class="card" href=link.href>
            <span class="settings-icon">{icon(link.icon)}</span>
            <span class="two-lines"><b>{link.title}</b><span class="small muted">{link.text}</span></span>
            <span class="num muted">{link.count}</span>
        </a></li>
    }
    .into_any()
}

fn theme(cx: &PageContext) -> AnyView {
    let button = |theme: Theme, name: &'static str, label: &'static str| {
        let pressed = if cx.theme == theme { "true" } else { "false" };
        view! { <button name="theme" value=theme.as_str() aria-pressed=pressed>{icon(name)}<span>{label}</span></button> }
    };
    view! {
        <div class="field">
            <p class="field-label">"Colours"</p>
            <p class="hint">"Light, dark, or as this device is set."</p>
            <form class="segments" method="post" action="/settings/theme" aria-label="Colours on this device">
                <input type="hidden" name="return" value="/settings"/>
                {button(Theme::System, "system", "System")}{button(Theme::Light, "sun", "Light")}{button(Theme::Dark, "moon", "Dark")}
            </form>
        </div>
    }
    .into_any()
}

fn keys() -> AnyView {
    view! {
        <div class="field">
            <p class="field-label">"Keyboard shortcuts"</p>
            <p class="hint">"Single keys in the inbox, such as J and K. Switch them off if you dictate or use assistive tools. Press ? in the inbox to see them all."</p>
            <label class="switch"><input type="checkbox" checked data-keys-toggle/><span>"Use keys on this device"</span></label>
        </div>
    }
    .into_any()
}

fn sessions(model: &SettingsModel) -> AnyView {
    let others = model.sessions.iter().filter(|session| !session.is_current).count();
    let all = (others > 1).then(|| {
        view! { <form method="post" action="/settings/sessions/others"><button class="btn">{icon("out")}<span>"End all the others"</span></button></form> }
    });
    view! {
        <section class="settings-part" aria-labelledby="sessions">
            <h2 id="sessions">"Where you are signed in"</h2>
            <p class="muted small">{model.session_rule.clone()}</p>
            <ul class="card sessions">{model.sessions.iter().map(session).collect_view()}</ul>
            <div class="form-end">
                {all}
                <form method="post" action="/sign-out"><button class="btn" data-sign-out>{icon("out")}<span>"Sign out here"</span></button></form>
            </div>
        </section>
    }
    .into_any()
}

fn session(session: &SessionRow) -> AnyView {
    let end = if session.is_current {
        view! { <span class="tag go">"This browser"</span> }.into_any()
    } else {
        let label = format!("End the session in {}", session.device);
        view! {
            <form method="post" action=format!("/settings/sessions/{}/end", session.id)><button class="btn small" aria-label=label>"End"</button></form>
        }
        .into_any()
    };
    view! {
        <li>
            <span class="settings-icon">{icon("system")}</span>
            <span class="two-lines"><span>{session.device.clone()}</span><span class="small muted">{format!("{}, {}", session.since, session.seen)}</span></span>
            {end}
        </li>
    }
    .into_any()
}
