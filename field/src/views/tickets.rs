//! Open tickets of one's engagements: those that nobody has accepted, and the others.

use domain::ids::TicketKey;
use domain::sync::{KeptTicket, TicketDeed};
use leptos::prelude::*;

use super::parts::{div, icon, maybe, p, shown, span};
use super::tabs;
use crate::bridge::Row;
use crate::route::Route;
use crate::state::State;
use crate::words;

/// What waits for somebody to accept it.
pub fn triage(state: State) -> AnyView {
    list(state, &Route::Triage, "Triage", "Nothing waits to be accepted.", true)
}

/// The other open ones.
pub fn open(state: State) -> AnyView {
    list(state, &Route::Tickets, "Open tickets", "No open ticket.", false)
}

fn list(state: State, route: &Route, title: &'static str, none: &'static str, is_new: bool) -> AnyView {
    let which = state.what_is_held();
    let rows = shown(move || {
        which.with(|_| ());
        let held = state.held.get_untracked();
        let rows: Vec<_> = state.tickets.with(|tickets| {
            let all = held.iter().flat_map(|one| one.open.iter().map(move |key| (one, key)));
            let mut rows: Vec<_> = all
                .filter_map(|(one, key)| {
                    Some((one.id.clone(), tickets.iter().find(|ticket| ticket.key == *key)?.clone()))
                })
                .collect();
            // Clients have one list: accepting is not theirs.
            rows.retain(|(_, ticket)| (ticket.is_new && state.is_staff()) == is_new);
            // What is due first comes first, over all engagements.
            rows.sort_by_key(|(_, ticket)| (next_due(ticket).is_none(), next_due(ticket)));
            rows
        });
        if rows.is_empty() {
            return div("field-empty", vec![icon("done"), p("", none)]);
        }
        let rows: Vec<_> =
            rows.into_iter().map(|(engagement, ticket)| row(state, &state.place(&engagement), &ticket)).collect();
        view! { <ul class="field-rows">{rows}</ul> }.into_any()
    });
    let title = view! { <h2 class="visually-hidden">{title}</h2> }.into_any();
    vec![tabs(state, route), div("field-part", vec![title, rows])].into_any()
}

fn next_due(ticket: &KeptTicket) -> Option<domain::time::Timestamp> {
    ticket.clocks.iter().filter_map(|clock| clock.due).min()
}

fn row(state: State, place: &str, ticket: &KeptTicket) -> AnyView {
    let key = ticket.key.clone();
    let way = {
        let key = key.to_string();
        maybe(move || {
            let is_here = state.rows.with(|rows| rows.iter().any(|row| row.is_waiting() && row.text("ticket") == key));
            is_here.then(|| span("field-way", "on this device"))
        })
    };
    let about = vec![
        span(badge(ticket.rank), ticket.priority.clone()),
        span("num", key.to_string()),
        span("field-place", place),
    ];
    view! {
        <li><a href=Route::Ticket(key.clone()).href()>
            {span("field-name", ticket.title.clone())}
            {div("field-meta", about)}
            {div("field-meta", vec![due(state, ticket), way])}
        </a></li>
    }
    .into_any()
}

/// The colour of a priority, by its place in the policy.
pub fn badge(rank: u32) -> &'static str {
    match rank {
        0 => "prio p0",
        1 => "prio p1",
        _ => "prio",
    }
}

/// The next promise in words, ticking by this device's clock.
pub fn due(state: State, ticket: &KeptTicket) -> AnyView {
    let next = ticket.clocks.iter().filter(|clock| clock.due.is_some()).min_by_key(|clock| clock.due).cloned();
    let Some((clock, due)) = next.and_then(|clock| clock.due.map(|due| (clock, due))) else {
        let text = if ticket.clocks.is_empty() { "No promise runs" } else { "Paused" };
        return span("muted", text);
    };
    shown(move || {
        let left = (due - state.now.get()).get();
        let (class, text) = if left < 0 {
            ("num late", [clock.label.as_str(), " overdue by ", &words::span(left)].concat())
        } else {
            ("num", [clock.label.as_str(), " due in ", &words::span(left), ", ", &words::time(due)].concat())
        };
        span(class, text)
    })
}

/// Whether something that was done to a ticket here is not in what was pulled yet.
pub fn is_coming(state: State, key: &TicketKey, deed: &str) -> bool {
    let key = key.to_string();
    let is_it = |row: &Row| !row.needs_person() && row.text("ticket") == key && row.text("do") == deed;
    state.rows.with(|rows| rows.iter().any(is_it))
}

/// Until when a ticket is put off, by minutes from now.
pub fn snooze(ticket: &KeptTicket, minutes: i64) -> TicketDeed {
    let until = words::now() + domain::time::Seconds::minutes(minutes);
    TicketDeed::Snooze { base: ticket.version, until }
}
