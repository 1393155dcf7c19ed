//! Navigation: left rail or top bar on wide screens, bottom bar and sheet on the phone. No script needed.

use domain::people::Side;
use leptos::prelude::*;

use super::icon::icon;
use crate::model::{PageContext, Theme, Viewer};

#[derive(Clone, Copy)]
struct Item {
    href: &'static str,
    icon: &'static str,
    label: &'static str,
}

const fn item(href: &'static str, icon: &'static str, label: &'static str) -> Item {
    Item { href, icon, label }
}

/// What somebody is called for; both sides have it.
const NOTIFICATIONS: Item = item("/notifications", "bell", "Notifications");
/// What has to be done around go-live and as routine; both sides have it.
const CHECKLISTS: Item = item("/checklists", "checklist", "Checklists");
/// What works without a network; both sides have it.
const FIELD: Item = item("/field", "wifi", "Field");
/// Staff: the daily work first, then the master data.
const STAFF_WORK: &[Item] = &[item("/inbox", "inbox", "Inbox"), NOTIFICATIONS, CHECKLISTS, FIELD];
const STAFF_DATA: &[Item] = &[
    item("/clients", "building", "Clients"),
    item("/engagements", "briefcase", "Engagements"),
    item("/knowledge", "book", "Knowledge"),
    item("/reports", "chart", "Reports"),
    item("/what-if", "clock", "What if?"),
    item("/settings", "cog", "Settings"),
];
const CLIENT: &[Item] = &[
    item("/home", "home", "Home"),
    item("/issues", "list", "Issues"),
    CHECKLISTS,
    FIELD,
    item("/knowledge", "book", "Knowledge"),
    item("/reports", "chart", "Reports"),
    item("/what-if", "clock", "What if?"),
    NOTIFICATIONS,
];

/// The side's name in attributes.
pub fn side_name(side: Side) -> &'static str {
    match side {
        Side::Staff => "staff",
        Side::Client => "client",
    }
}

/// Rail (staff), top bar (client) or the bare brand (guest).
pub fn frame(cx: &PageContext) -> AnyView {
    let overdue = (cx.counts.overdue > 0).then(|| cx.counts.overdue.to_string());
    match &cx.viewer {
        None => view! { <header class="topbar">{brand(cx, None)}</header> }.into_any(),
        Some(viewer) if viewer.side() == Side::Client => {
            let client = viewer.client_name.clone();
            view! {
                <header class="topbar">
                    {brand(cx, client)}
                    <nav aria-label="Main" class="toplinks" id="nav-counts" data-live data-overdue=overdue>{links(cx, CLIENT)}</nav>
                    {account_button(viewer)}
                </header>
            }
            .into_any()
        }
        Some(viewer) => view! {
            <header class="rail">
                {brand(cx, None)}
                <nav aria-label="Main" id="nav-counts" data-live data-overdue=overdue>
                    {links(cx, STAFF_WORK)}<hr class="sep"/>{links(cx, STAFF_DATA)}
                </nav>
                {account_button(viewer)}
            </header>
        }
        .into_any(),
    }
}

fn brand(cx: &PageContext, client: Option<String>) -> AnyView {
    let aside = client.map(|client| view! { <span class="muted brand-for">{format!("for {client}")}</span> });
    view! { <a class="brand" href="/"><span class="mark">{icon("shield")}</span><span>{cx.provider_name.clone()}</span>{aside}</a> }
        .into_any()
}

fn links(cx: &PageContext, items: &'static [Item]) -> AnyView {
    items.iter().map(|item| link(cx, item)).collect_view().into_any()
}

fn link(cx: &PageContext, item: &'static Item) -> AnyView {
    let current = cx.is_under(item.href).then_some("page");
    let open = (item.href == "/inbox" && cx.counts.open > 0).then(|| {
        let class = if cx.counts.overdue > 0 { "n over" } else { "n" };
        view! { <span class=class>{cx.counts.open}<span class="visually-hidden">" open"</span></span> }.into_any()
    });
    let count = open.or_else(|| unread(cx, item));
    view! { <a href=item.href aria-current=current>{icon(item.icon)}<span>{item.label}</span>{count}</a> }.into_any()
}

/// How many notifications wait to be read, beside the link to them.
fn unread(cx: &PageContext, item: &Item) -> Option<AnyView> {
    let count = Some(cx.counts.unread).filter(|count| *count > 0 && item.href == NOTIFICATIONS.href)?;
    let count = if count > 99 { "99+".to_owned() } else { count.to_string() };
    Some(view! { <span class="n calls-n">{count}<span class="visually-hidden">" unread"</span></span> }.into_any())
}

fn account_button(viewer: &Viewer) -> AnyView {
    let under = viewer.client_name.clone().unwrap_or_else(|| viewer.role.label().to_owned());
    view! {
        <button class="me" popovertarget="account">
            <span class=viewer.tone().class() aria-hidden="true">{viewer.initials()}</span>
            <span class="me-name"><span>{viewer.name.clone()}</span><span class="tiny muted">{under}</span></span>
            <span class="visually-hidden">", account"</span>
        </button>
    }
    .into_any()
}

/// The bottom bar: the most used, the rest in a sheet.
pub fn tabs(cx: &PageContext) -> Option<AnyView> {
    let viewer = cx.viewer.as_ref()?;
    let items: &[Item] = match viewer.side() {
        Side::Staff => &[STAFF_WORK[0], NOTIFICATIONS, CHECKLISTS, FIELD],
        Side::Client => &[CLIENT[0], CLIENT[1], CHECKLISTS, item("/report", "plus", "Report")],
    };
    let items = items.iter().map(|item| {
        let current = cx.is_under(item.href).then_some("page");
        view! { <a href=item.href aria-current=current>{icon(item.icon)}<span>{item.label}</span>{unread(cx, item)}</a> }
    });
    Some(
        view! {
            <nav class="tabs" aria-label="Main" id="tab-counts" data-live>
                {items.collect_view()}
                <button popovertarget="more">{icon("more")}<span>"More"</span></button>
            </nav>
        }
        .into_any(),
    )
}

/// Popovers of the navigation: account menu and the phone's sheet.
pub fn sheets(cx: &PageContext) -> Option<AnyView> {
    let viewer = cx.viewer.as_ref()?;
    let (items, name) = match viewer.side() {
        Side::Staff => (STAFF_DATA, viewer.name.clone()),
        Side::Client => (CLIENT, viewer.name.clone()),
    };
    Some(
        view! {
            <div id="account" class="pop account" popover="auto" role="dialog" aria-label="Account">{account(cx, viewer, true)}</div>
            <div id="more" class="pop sheet" popover="auto" role="dialog" aria-label="More">
                <nav class="sheet-links" aria-label="More">{links(cx, items)}</nav>
                <p class="sheet-me tiny muted">{format!("Signed in as {name}")}</p>
                {account(cx, viewer, false)}
            </div>
        }
        .into_any(),
    )
}

/// The staff's sheet lists the settings among its links already.
fn account(cx: &PageContext, viewer: &Viewer, with_settings: bool) -> AnyView {
    let settings = (with_settings || viewer.side() == Side::Client)
        .then(|| view! { <a class="item" href="/settings">{icon("cog")}<span>"Settings"</span></a> });
    view! {
        <div class="account-body">
            {theme_switch(cx)}
            {settings}
            <form method="post" action="/sign-out">
                <button class="item" data-sign-out>{icon("out")}<span>"Sign out"</span></button>
            </form>
            <p class="tiny muted">{format!("Times are shown in {}", viewer.zone)}</p>
        </div>
    }
    .into_any()
}

fn theme_switch(cx: &PageContext) -> AnyView {
    let button = |theme: Theme, name: &'static str, label: &'static str| {
        let pressed = if cx.theme == theme { "true" } else { "false" };
        view! { <button name="theme" value=theme.as_str() aria-pressed=pressed>{icon(name)}<span>{label}</span></button> }
    };
    view! {
        <form class="segments" method="post" action="/settings/theme" aria-label="Colours">
            <input type="hidden" name="return" value=cx.path.clone()/>
            {button(Theme::System, "system", "System")}
            {button(Theme::Light, "sun", "Light")}
            {button(Theme::Dark, "moon", "Dark")}
        </form>
    }
    .into_any()
}
