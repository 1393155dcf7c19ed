//! What stands above a timeline when something needs attention: a refused form, somebody who was quicker, promises
//! just made, a solution to confirm.

use domain::people::Side;
use domain::problem::Problem;
use leptos::prelude::*;

use super::clock::promise;
use super::field::{self, Field};
use super::icon::icon;
use super::time::both_zones;
use super::{avatar, badge, form, forms};
use crate::model::ticket::Conflict;
use crate::model::{Actions, FormErrors, TicketModel};

/// A refused form, open, with what was typed and what is missing.
pub fn refused(ticket: &TicketModel) -> Option<AnyView> {
    let failed = ticket.failed.as_ref()?;
    let form = |prefix, title, form: fn(&TicketModel, &Actions) -> AnyView| {
        (prefix, title, ticket.actions.as_ref().map(|actions| form(ticket, actions)))
    };
    let (prefix, title, body) = match failed.action.as_str() {
        "state" => form("st-", "The state was not changed", forms::state),
        "priority" => form("pr-", "The priority was not changed", forms::priority),
        "assign" => form("as-", "The owner was not changed", forms::assign),
        "title" => form("ti-", "The title was not changed", |ticket, _| forms::title(ticket)),
        "merge" if failed.errors.is_empty() => {
            form("me-", "Merge into another ticket", |ticket, _| forms::merge(ticket))
        }
        "link" => form("li-", "The ticket was not linked", |ticket, _| forms::link(ticket)),
        "accept" if failed.errors.is_empty() => form("ac-", "It was not accepted", forms::accept),
        "accept" => form("ac-", "Accepting needs one more thing", forms::accept),
        "merge" => form("me-", "The tickets were not merged", |ticket, _| forms::merge(ticket)),
        "split" if failed.errors.is_empty() => form("sp-", "Make it an issue of its own", forms::split),
        "split" => form("sp-", "No issue was split off", forms::split),
        "participants" => ("", "Nobody was added", None),
        "snooze" => ("", "The snooze was not changed", None),
        "confirm" => ("", "It was not closed", None),
        _ => ("", "That did not work", None),
    };
    // Without its form below there is no field to lead to.
    let errors = match &body {
        Some(_) => failed.errors.clone(),
        None => FormErrors(failed.errors.0.iter().map(|one| Problem::new("", one.message.clone())).collect()),
    };
    Some(
        view! {
            <section class="refused" id=format!("form-{}", failed.action) data-form aria-label=title>
                <p class="panel-title">{title}</p>
                {form::error_summary(&errors, prefix)}
                {body}
            </section>
        }
        .into_any(),
    )
}

/// Somebody else changed the ticket first. What was typed is kept in the form below.
pub fn conflict(conflict: &Conflict) -> AnyView {
    let changes = conflict.changes.iter().map(|change| view! { <li>{change.clone()}</li> }).collect_view();
    view! {
        <section class="conflict" role="alert" tabindex="-1" data-focus>
            {icon("users")}
            <div>
                <p class="summary-title">{format!("{} changed this while you were typing", conflict.by)}</p>
                <ul>{changes}</ul>
                <p class="muted small">"What you typed is still in the form. Look at the change, then send again if it still fits."</p>
            </div>
        </section>
    }
    .into_any()
}

/// Somebody of the team is called to take it: who, and who is next.
pub fn calling(ticket: &TicketModel) -> Option<AnyView> {
    let calling = ticket.calling.as_ref()?;
    let next = (!calling.next.is_empty()).then(|| view! { <span class="small muted">{calling.next.clone()}</span> });
    Some(
        view! {
            <section class="calling" aria-label="Escalation">
                {icon("bell")}
                <p class="two-lines"><span class="calling-title">{calling.asked.clone()}</span>{next}</p>
                <form method="post" action=ticket.href("/take") data-enhance>
                    {form::ticket_fields(ticket.version, &ticket.return_to)}
                    <button class="btn primary">{icon("hand")}<span>"I take it"</span></button>
                </form>
            </section>
        }
        .into_any(),
    )
}

/// The page after reporting: the key, each promise as a running clock, and who owns it.
pub fn promises(ticket: &TicketModel) -> AnyView {
    let cards = ticket.clocks.iter().filter(|clock| clock.tone.is_live()).map(|clock| {
        let data = (!clock.data.is_empty()).then(|| clock.data.clone());
        let due = clock.due.as_ref().map(both_zones);
        view! {
            <li class="promise-card">
                <p class="muted small">{promise(clock.metric, Side::Client)}</p>
                <p class="promise-time" role="timer" data-clock=data data-clock-form="remaining"><span class="muted">"within "</span><span class="words">{clock.remaining.clone()}</span></p>
                <p class="tiny muted">{due}</p>
            </li>
        }
    });
    let owner = match &ticket.assignee {
        Some(person) => {
            view! { {avatar::decorative(person)}<span><b>{person.name.clone()}</b>" looks after it."</span> }.into_any()
        }
        None => {
            view! { {icon("users")}<span>"It is with the team; the person who takes it will be shown here."</span> }
                .into_any()
        }
    };
    view! {
        <section class="promises" aria-label="What we promise">
            <p class="promises-title">{icon("done")}<span>{format!("We have it. It is {}.", ticket.key)}</span></p>
            <ul class="promise-cards">{cards.collect_view()}</ul>
            <p class="promises-owner">{owner}</p>
            <p class="small muted">"You do not have to keep this page open: the clocks run on, and what happens is written down here."</p>
        </section>
    }
    .into_any()
}

/// It was merged into another ticket: where it goes on, and where to write.
pub fn goes_on(ticket: &TicketModel) -> Option<AnyView> {
    let other = ticket.goes_on.as_ref()?;
    let said = match ticket.side {
        Side::Staff => "Its people follow the other ticket, and what was still promised here runs there.",
        Side::Client => "We found that both are about the same thing. Nothing that was promised here gets later.",
    };
    Some(
        view! {
            <section class="goes-on" aria-label="Where it goes on">
                {icon("merge")}
                <div>
                    <p class="summary-title">{format!("This goes on as {}", other.key)}</p>
                    <p class="goes-on-title">{other.title.clone()}" "{badge::state(other.state, ticket.side)}</p>
                    <p class="small muted">{said}</p>
                </div>
                <a class="btn primary" href=format!("/tickets/{}", other.key)><span>{format!("Go to {}", other.key)}</span>{icon("arrow")}</a>
            </section>
        }
        .into_any(),
    )
}

/// A solution to confirm, and the way to say that it is not one.
pub fn resolution(ticket: &TicketModel) -> Option<AnyView> {
    let actions = &ticket.client_actions;
    if !actions.may_confirm && actions.reopen.is_none() {
        return None;
    }
    let confirm = actions.may_confirm.then(|| {
        view! {
            <form method="post" action=ticket.href("/confirm") data-enhance>
                {form::ticket_fields(ticket.version, &ticket.return_to)}
                <button class="btn primary">{icon("check")}<span>"Yes, it is solved"</span></button>
            </form>
        }
    });
    let reopen = actions.reopen.as_ref().map(|effect| {
        let is_open = !actions.errors.is_empty();
        let field = Field::new("re-", "body", "What is still wrong?", &actions.errors).hint(effect);
        view! {
            <details class="reopen" open=is_open>
                <summary class="btn">{icon("refresh")}<span>"No, reopen it"</span></summary>
                <div data-form id="form-reopen">
                    {form::error_summary(&actions.errors, "re-")}
                    <form method="post" action=ticket.href("/reopen") class="panel-form" data-enhance>
                        {form::ticket_fields(ticket.version, &ticket.return_to)}
                        {field::text_area(field, actions.reopen_body.clone(), 3, Some(format!("reopen:{}", ticket.key)))}
                        <div class="form-end"><button class="btn primary">"Reopen"</button></div>
                    </form>
                </div>
            </details>
        }
    });
    let question = if actions.may_confirm { "We think this is solved. Is it?" } else { "Is it back?" };
    Some(view! { <section class="confirm" id="resolution"><p class="panel-title">{question}</p><div class="confirm-do">{confirm}{reopen}</div></section> }.into_any())
}
