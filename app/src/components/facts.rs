//! The facts column: clocks, owners on both sides, priority with its reason, what is known, related tickets.

use domain::people::Side;
use leptos::prelude::*;

use super::field::option_views;
use super::icon::icon;
use super::{avatar, badge, clock, form, menu, time};
use crate::model::{Options, Person, TicketModel};

/// The column, a live region (`#facts`).
pub fn facts(ticket: &TicketModel) -> AnyView {
    let side = ticket.side;
    let href = ticket.href("");
    let clocks =
        ticket.clocks.iter().map(|clock| view! { <li>{clock::chip_with_why(clock, &href)}</li> }).collect_view();
    let known = ticket
        .facts
        .iter()
        .map(|fact| pair(fact.label.clone(), view! { <p class="fact-text">{fact.text.clone()}</p> }.into_any()));
    let (ours, theirs) = match side {
        Side::Staff => ("Owner, our side".to_owned(), format!("Owner, {}", ticket.client)),
        Side::Client => ("Who looks after it".to_owned(), "Owner, your side".to_owned()),
    };
    view! {
        <aside class="facts" aria-label="Facts">
            <div id="facts" data-live>
                <section><h3 class="label">"Clocks"</h3><ul class="clocks">{clocks}</ul></section>
                <dl>
                    {pair(ours, owner(ticket.assignee.as_ref(), side))}
                    {pair(theirs, owner(ticket.client_owner.as_ref(), side))}
                    {pair("Priority", view! { <p class="fact-line">{badge::priority(&ticket.priority)}</p><p class="tiny muted">{ticket.priority_reason.clone()}</p> }.into_any())}
                    {pair("Product", view! { <p>{ticket.product.clone()}</p><p class="tiny muted">{ticket.phase.clone()}</p> }.into_any())}
                    {known.collect_view()}
                    {pair("Reported", view! { <p>{time::time(&ticket.reported)}</p><p class="tiny muted">{reported_by(ticket)}</p> }.into_any())}
                    {related(ticket)}
                </dl>
            </div>
            {people(ticket)}
        </aside>
    }
    .into_any()
}

fn pair(label: impl Into<String>, value: AnyView) -> AnyView {
    view! { <div><dt>{label.into()}</dt><dd>{value}</dd></div> }.into_any()
}

fn owner(person: Option<&Person>, side: Side) -> AnyView {
    match (person, side) {
        (Some(person), _) => avatar::named(person),
        (None, Side::Staff) => view! { <p class="muted">"Nobody yet"</p> }.into_any(),
        (None, Side::Client) => view! { <p class="muted">"Being assigned"</p> }.into_any(),
    }
}

fn reported_by(ticket: &TicketModel) -> String {
    match &ticket.reported.elsewhere {
        Some(elsewhere) => format!("{elsewhere}, by {}", ticket.reporter.name),
        None => format!("by {}", ticket.reporter.name),
    }
}

fn related(ticket: &TicketModel) -> Option<AnyView> {
    if ticket.related.is_empty() {
        return None;
    }
    let side = ticket.side;
    let items = ticket.related.iter().map(move |related| {
        view! {
            <li><a class="related" href=format!("/tickets/{}", related.key)>
                <span class="tiny muted">{related.relation.clone()}" "{related.key.to_string()}</span>
                <span>{related.title.clone()}</span>{badge::state(related.state, side)}
            </a></li>
        }
    });
    Some(pair("Related", view! { <ul class="relations">{items.collect_view()}</ul> }.into_any()))
}

fn people(ticket: &TicketModel) -> AnyView {
    let listed = ticket.participants.iter().map(|person| view! { <li>{avatar::named(person)}</li> }).collect_view();
    let add = (!ticket.addable.is_empty()).then(|| {
        let options = Options::new(ticket.addable.iter().cloned(), "");
        let body = view! {
            <form method="post" action=ticket.href("/participants") class="panel-form" data-enhance>
                {form::ticket_fields(ticket.version, &ticket.return_to)}
                <label for="add-person">"Who else should follow it?"</label>
                <span class="select"><select id="add-person" name="person">{option_views(&options, None)}</select>{icon("chevron")}</span>
                <div class="form-end"><button class="btn primary">"Add"</button></div>
            </form>
        };
        view! {
            <button type="button" class="btn quiet small" popovertarget="a-people">{icon("assign")}<span>"Add a person"</span></button>
            {menu::panel("a-people", "Add a person", body.into_any())}
        }
    });
    view! { <section class="told"><h3 class="label">"Also follows"</h3><ul id="people" data-live>{listed}</ul>{add}</section> }.into_any()
}
