//! The action bar of a ticket: every key action has a visible button; forms stand in popovers and work without
//! JavaScript. A refused form is drawn open, above the timeline (see [`super::notices::refused`]).

use domain::ticket::TicketState;
use leptos::prelude::*;

use super::icon::icon;
use super::{forms, keys, menu};
use crate::model::{Actions, TicketModel};

/// The bar with its popovers.
pub fn bar(ticket: &TicketModel, actions: &Actions) -> AnyView {
    let can = |state: TicketState| actions.states.iter().any(|option| option.state == state);
    let mergeable = actions.merge_refusal.is_empty();
    let snooze = if actions.snoozed.is_some() { "Snoozed" } else { "Snooze" };
    view! {
        <div class="actions" role="group" aria-label="Actions">
            {accept(ticket, actions)}
            {can(TicketState::Duplicate).then(|| menu::opener("a-duplicate", "copy", "Duplicate", Some("duplicate"), "2"))}
            {can(TicketState::Declined).then(|| menu::opener("a-decline", "ban", "Decline", Some("decline"), "3"))}
            {menu::opener("a-snooze", "snooze", snooze, Some("snooze"), "H")}
            {menu::opener("a-assign", "assign", "Assign", Some("assign"), "A")}
            {menu::opener("a-priority", "flag", "Priority", Some("priority"), "P")}
            {menu::opener("a-state", "state", "State", Some("state"), "")}
            {menu::opener("a-more", "more", "More", None, "")}
        </div>
        {can(TicketState::Duplicate).then(|| menu::panel("a-duplicate", "Duplicate of another ticket", forms::duplicate(ticket)))}
        {can(TicketState::Declined).then(|| menu::panel("a-decline", "Decline", forms::decline(ticket)))}
        {menu::panel("a-snooze", "Snooze", forms::snooze(ticket, actions))}
        {panel_unless_refused(ticket, "assign", "a-assign", "Assign", || forms::assign(ticket, actions))}
        {panel_unless_refused(ticket, "priority", "a-priority", "Change the priority", || forms::priority(ticket, actions))}
        {panel_unless_refused(ticket, "state", "a-state", "Move to", || forms::state(ticket, actions))}
        {menu::panel("a-more", "More", more(ticket, actions))}
        {panel_unless_refused(ticket, "title", "a-title", "Edit the title", || forms::title(ticket))}
        {panel_unless_refused(ticket, "link", "a-link", "Link another ticket", || forms::link(ticket))}
        {mergeable.then(|| panel_unless_refused(ticket, "merge", "a-merge", "Merge into another ticket", || forms::merge(ticket)))}
        {panel_unless_refused(ticket, "split", "a-split", "Split off an issue", || forms::split(ticket, actions))}
        {keys::help()}
    }
    .into_any()
}

/// The panel of a form, or, when that form was refused and stands open above, a way to it (ids stay unique).
fn panel_unless_refused(
    ticket: &TicketModel,
    action: &str,
    id: &'static str,
    title: &'static str,
    body: impl Fn() -> AnyView,
) -> AnyView {
    let body = if ticket.failed_action(action).is_some() {
        view! { <p><a class="btn" href=format!("#form-{action}")>"Go to the form that needs attention"</a></p> }
            .into_any()
    } else {
        view! { <div id=format!("form-{action}") data-form>{body()}</div> }.into_any()
    };
    menu::panel(id, title, body)
}

fn accept(ticket: &TicketModel, actions: &Actions) -> Option<AnyView> {
    if !actions.may_accept {
        return (!actions.accept_refusal.is_empty()).then(|| {
            let why = actions.accept_refusal.clone();
            view! { <button type="button" class="btn act" disabled title=why.clone()>{icon("check")}<span>"Accept"</span><span class="visually-hidden">{why.clone()}</span></button> }.into_any()
        });
    }
    Some(
        view! {
            <form method="post" action=ticket.href("/accept") data-enhance>
                {super::form::ticket_fields(ticket.version, &ticket.return_to)}
                <button class="btn primary act" data-key-action="accept">{icon("check")}<span>"Accept"</span><kbd>"1"</kbd></button>
            </form>
        }
        .into_any(),
    )
}

fn more(ticket: &TicketModel, actions: &Actions) -> AnyView {
    let merge = if actions.merge_refusal.is_empty() {
        view! { <button type="button" class="item" popovertarget="a-merge">{icon("merge")}<span>"Merge into another ticket"</span></button> }
            .into_any()
    } else {
        let why = actions.merge_refusal.clone();
        view! { <button type="button" class="item" disabled>{icon("merge")}<span class="two-lines"><span>"Merge into another ticket"</span><span class="tiny">{why}</span></span></button> }
            .into_any()
    };
    view! {
        <div class="items">
            <a class="item" href=ticket.href("")>{icon("expand")}<span>"Open on its own page"</span></a>
            <button type="button" class="item" popovertarget="a-title">{icon("edit")}<span>"Edit the title"</span></button>
            <button type="button" class="item" popovertarget="a-link">{icon("link")}<span>"Link another ticket"</span></button>
            {merge}
            <button type="button" class="item" popovertarget="a-split">{icon("split")}<span>"Split off an issue"</span></button>
            <button type="button" class="item" popovertarget="a-people">{icon("users")}<span>"Add a person"</span></button>
            <button type="button" class="item" popovertarget="keys" data-key-action="help">{icon("keys")}<span>"Keyboard"</span><kbd>"?"</kbd></button>
        </div>
    }
    .into_any()
}
