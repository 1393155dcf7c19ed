//! One ticket: the same parts on its own page and in the inbox's detail pane.

use domain::people::Side;
use leptos::prelude::*;

use super::icon::icon;
use super::{Level, actions, avatar, badge, clock, composer, facts, notices, timeline};
use crate::model::{TicketModel, Tone};

/// The whole ticket. `back` leads to the list on the phone.
pub fn ticket(ticket: &TicketModel, level: Level, back: Option<String>) -> AnyView {
    let bar = ticket.actions.as_ref().map(|list| actions::bar(ticket, list));
    let refused = notices::refused(ticket);
    let conflict = ticket.conflict.as_ref().map(notices::conflict);
    let lead = if ticket.is_just_reported { Some(notices::promises(ticket)) } else { hero(ticket) };
    // What somebody typed before it was merged is not lost: then the place to write stays.
    let writes = ticket.goes_on.is_none() || !ticket.composer.errors.is_empty();
    let back = back.map(|href| view! { <a class="btn quiet back" href=href>{icon("back")}<span>"Inbox"</span></a> });
    let own_page = (level == Level::Pane).then(|| {
        view! { <a class="btn quiet icon own-page" href=ticket.href("") aria-label=format!("Open {} on its own page", ticket.key)>{icon("expand")}</a> }
    });
    view! {
        <article class="ticket" data-ticket=ticket.key.to_string() data-version=ticket.version>
            <div class="ticket-top">{back}{bar}{own_page}</div>
            <div class="ticket-body"><div class="ticket-in">
                <div class="ticket-main">
                    <div id="ticket-head" data-live>{heading(ticket, level)}</div>
                    {conflict}{refused}
                    <div id="calling" data-live>{notices::calling(ticket)}</div>
                    <div id="hero" data-live>{lead}</div>
                    {to_facts(ticket)}
                    {notices::resolution(ticket)}
                    {notices::goes_on(ticket)}
                    <div class="visually-hidden">{subheading(level, "Timeline")}</div>
                    {timeline::timeline(&ticket.timeline)}
                    {writes.then(|| composer::composer(ticket))}
                </div>
                {facts::facts(ticket)}
            </div></div>
        </article>
    }
    .into_any()
}

fn heading(ticket: &TicketModel, level: Level) -> AnyView {
    let title = ticket.title.clone();
    let title = match level {
        Level::Page => view! { <h1 class="ticket-title">{title}</h1> }.into_any(),
        Level::Pane => view! { <h2 class="ticket-title">{title}</h2> }.into_any(),
    };
    let client = (ticket.side == Side::Staff).then(|| view! { <span class="muted">{ticket.client.clone()}</span> });
    view! {
        <p class="ticket-line">
            {badge::priority(&ticket.priority)}<span class="key">{ticket.key.to_string()}</span>
            {badge::state(ticket.state, ticket.side)}{client}
        </p>
        {title}
    }
    .into_any()
}

/// On narrow screens the facts come last; this says who owns it and leads there.
fn to_facts(ticket: &TicketModel) -> AnyView {
    let owner = match &ticket.assignee {
        Some(person) => view! { {avatar::decorative(person)}<span>{person.name.clone()}</span> }.into_any(),
        None => view! { <span class="muted">"Nobody owns it yet"</span> }.into_any(),
    };
    view! { <a class="to-facts" href="#facts">{owner}<span class="link">"All clocks and facts"</span></a> }.into_any()
}

fn subheading(level: Level, text: &'static str) -> AnyView {
    match level {
        Level::Page => view! { <h2>{text}</h2> }.into_any(),
        Level::Pane => view! { <h3>{text}</h3> }.into_any(),
    }
}

/// The promise that ends first, large, with what to do about it.
fn hero(ticket: &TicketModel) -> Option<AnyView> {
    let first = ticket.first_clock()?;
    let action = if ticket.side == Side::Staff && first.tone != Tone::Paused {
        view! { <a class="btn primary" href="#c-body">{icon("reply")}<span>"Reply"</span></a> }.into_any()
    } else {
        ().into_any()
    };
    Some(clock::large(first, ticket.side, &ticket.href(""), action))
}
