//! One ticket: what was written, the next promise, and what can be done without a network.

use domain::ids::TicketKey;
use domain::problem::text;
use domain::sync::{KeptMessage, KeptTicket, TicketDeed};
use domain::ticket::{FACT_MAX, MESSAGE_MAX};
use domain::time::Seconds;
use leptos::prelude::*;

use super::forms::Field;
use super::parts::{absent, button, div, head, icon, maybe, p, shown, span};
use super::tickets::{badge, due, is_coming, snooze};
use crate::act;
use crate::bridge::Row;
use crate::route::Route;
use crate::state::State;
use crate::words;

/// Which forms a ticket has, as a number: none, those of any ticket, or with updates, counted up by the longest minutes
/// that an update may promise. Where the plan names no such span there is a reply, which promises what the plan does.
const GONE: usize = 0;
const ORDINARY: usize = 1;
const INCIDENT: usize = 2;

fn kind_of(ticket: &KeptTicket) -> usize {
    let longest = ticket.update_within.map_or(0, |span| usize::try_from(span.get() / 60).unwrap_or_default());
    if ticket.is_incident && longest > 0 { INCIDENT + longest } else { ORDINARY }
}

/// The ticket, or a sentence when this device does not keep it.
pub fn ticket(state: State, key: &TicketKey) -> AnyView {
    let key = key.clone();
    let current = {
        let key = key.clone();
        Memo::new(move |_| state.ticket(&key))
    };
    let forms = {
        let key = key.clone();
        // Drawn once per kind of ticket, so that a pull takes no text away from under the fingers.
        let kind = Memo::new(move |_| current.with(|ticket| ticket.as_ref().map_or(GONE, kind_of)));
        maybe(move || {
            let kind = kind.get();
            (kind != GONE).then(|| forms(state, &key, kind))
        })
    };
    let ticket = shown(move || match current.get() {
        Some(ticket) => body(state, &ticket),
        None => gone(state, &key),
    });
    vec![ticket, div("field-part", vec![forms])].into_any()
}

/// A ticket that is not here any more, with what was begun to be written on it.
fn gone(state: State, key: &TicketKey) -> AnyView {
    let head = head(&Route::Tickets, "tickets", key.to_string(), String::new());
    let where_it_is = ["/tickets/", &key.to_string()].concat();
    let absent = absent(head, "This device does not keep this ticket, or it has ended. ", where_it_is);
    let begun = ["reply-", "note-", "update-", "accept-"].iter().filter_map(|kind| {
        let text = state.draft(&[kind, key.to_string().as_str()].concat())?;
        Some(div("field-part", vec![p("small muted", "You had begun to write:"), p("ck-text", text)]))
    });
    [absent].into_iter().chain(begun).collect::<Vec<_>>().into_any()
}

fn body(state: State, ticket: &KeptTicket) -> AnyView {
    let back = if ticket.is_new { Route::Triage } else { Route::Tickets };
    let under = [&ticket.key.to_string(), " · ", &ticket.reporter, ", ", &words::time(ticket.reported_at)].concat();
    let owner = ticket.assignee.as_ref().map_or("Nobody has it", |person| person.name.as_str()).to_owned();
    let snoozed = ticket.snoozed_until.map(|until| span("", ["put off until ", &words::time(until)].concat()));
    let workaround =
        (!ticket.workaround.is_empty()).then(|| p("field-fact", ["Workaround: ", &ticket.workaround].concat()));
    let messages: Vec<_> = ticket.messages.iter().map(message).chain([on_their_way(state, &ticket.key)]).collect();
    let about = [span(badge(ticket.rank), ticket.priority.clone()), span("", ticket.state.clone()), span("", owner)];
    let due = div("field-meta", vec![due(state, ticket)]);
    let parts = [div("field-meta", about.into_iter().chain(snoozed).collect()), due];
    let parts = parts.into_iter().chain(workaround).chain(triage(state, ticket));
    let parts = parts.chain([div("field-messages", messages)]).collect();
    vec![head(&back, "tickets", ticket.title.clone(), under), div("field-part", parts)].into_any()
}

fn message(message: &KeptMessage) -> AnyView {
    let class = if message.is_internal { "field-message internal" } else { "field-message" };
    let lock = if message.is_internal { ", for our team only" } else { "" };
    let by = [message.by.name(), ", ", &words::time(message.at), lock].concat();
    div(class, vec![p("tiny muted num", by), p("ck-text", message.text.replace("**", ""))])
}

/// What was written here and is not in the ticket yet.
fn on_their_way(state: State, key: &TicketKey) -> AnyView {
    let key = key.to_string();
    shown(move || {
        let is_mine = |row: &&Row| row.text("ticket") == key && !row.needs_person() && !row.text("text").is_empty();
        let lines: Vec<_> = state.rows.with(|rows| {
            let lines = rows.iter().filter(is_mine).map(|row| {
                let way = if row.is_waiting() { "You, on this device" } else { "You, sent" };
                div("field-message mine", vec![p("tiny muted", way), p("ck-text", row.text("text"))])
            });
            lines.collect()
        });
        lines.into_any()
    })
}

fn triage(state: State, ticket: &KeptTicket) -> Option<AnyView> {
    if !state.is_staff() {
        return None;
    }
    let later = |label: &'static str, minutes: i64| {
        let ticket = ticket.clone();
        button("btn small", label, move || {
            let _ = act::on_ticket(state, &ticket.key, snooze(&ticket, minutes), "");
        })
    };
    let accept = ticket.is_new.then(|| accept(state, ticket));
    let put_off = vec![span("small muted", "Put off"), later("30 min", 30), later("2 h", 120), later("1 day", 1440)];
    let key = ticket.key.clone();
    let is_put_off = maybe(move || is_coming(state, &key, "snooze").then(|| p("field-way", "Put off, on this device")));
    Some(div("field-triage", accept.into_iter().chain([div("field-later", put_off), is_put_off]).collect()))
}

fn accept(state: State, ticket: &KeptTicket) -> AnyView {
    let is_accepted = {
        let ticket = ticket.clone();
        Memo::new(move |_| usize::from(is_coming(state, &ticket.key, "accept")))
    };
    let (key, base, needs_workaround) = (ticket.key.clone(), ticket.version, ticket.needs_workaround);
    shown(move || {
        let key = key.clone();
        if is_accepted.get() == 1 {
            return p("field-way", "Accepted, on this device");
        }
        if !needs_workaround {
            return button("btn primary", "Accept", move || {
                let deed = TicketDeed::Accept { base, workaround: String::new() };
                let _ = act::on_ticket(state, &key, deed, "");
            });
        }
        let field = Field {
            key: ["accept-", &key.to_string()].concat(),
            label: "Workaround (write “none known” if there is none)",
            text: String::new(),
            max: FACT_MAX,
            is_line: true,
            button: "Accept",
            is_internal: false,
        };
        field.view(state, move |typed, draft| match text("workaround", "The workaround", &typed, FACT_MAX) {
            Err(problem) => vec![problem],
            Ok(workaround) => {
                let deed = TicketDeed::Accept { base, workaround };
                act::on_ticket(state, &key, deed, draft).err().unwrap_or_default()
            }
        })
    })
}

fn forms(state: State, key: &TicketKey, kind: usize) -> AnyView {
    let field = |kind: &str, label: &'static str, button: &'static str, is_internal: bool| Field {
        key: [kind, "-", &key.to_string()].concat(),
        label,
        text: String::new(),
        max: MESSAGE_MAX,
        is_line: false,
        button,
        is_internal,
    };
    let write = |deed: fn(String) -> TicketDeed| {
        let key = key.clone();
        move |typed: String, draft: &str| match text("text", "The message", &typed, MESSAGE_MAX) {
            Err(problem) => vec![problem],
            Ok(text) => act::on_ticket(state, &key, deed(text), draft).err().unwrap_or_default(),
        }
    };
    let is_staff = state.is_staff();
    let to = if is_staff { "Reply to the client" } else { "Reply" };
    let reply = field("reply", to, "Send reply", false)
        .view(state, write(|text| TicketDeed::Comment { text, internal: false }));
    let note = is_staff.then(|| {
        field("note", "Note for our team", "Save note", true)
            .view(state, write(|text| TicketDeed::Comment { text, internal: true }))
    });
    let update =
        (is_staff && kind >= INCIDENT).then(|| {
            let (next, minutes) = minutes(i64::try_from(kind - INCIDENT).unwrap_or_default());
            let key = key.clone();
            let form =
                field("update", "Update for both sides", "Send update", false).view(state, move |typed, draft| {
                    match text("text", "The update", &typed, MESSAGE_MAX) {
                        Err(problem) => vec![problem],
                        Ok(text) => {
                            let next_update_at = words::now() + Seconds::minutes(minutes.get_untracked());
                            let deed = TicketDeed::IncidentUpdate { text, next_update_at };
                            act::on_ticket(state, &key, deed, draft).err().unwrap_or_default()
                        }
                    }
                });
            div("field-update", vec![next, form])
        });
    let forms: Vec<_> = update.into_iter().chain([reply]).chain(note).collect();
    view! { <section class="field-write" aria-label="Write">{forms}</section> }.into_any()
}

/// When the next update follows, to choose from what the plan allows: at most so many minutes.
fn minutes(longest: i64) -> (AnyView, RwSignal<i64>) {
    let mut all: Vec<i64> = [15, 30, 60, 120, 240].into_iter().filter(|minutes| *minutes <= longest).collect();
    if all.is_empty() {
        all.push(longest);
    }
    let first = all.iter().copied().filter(|minutes| *minutes <= 30).max().unwrap_or(all[0]);
    let chosen = RwSignal::new(first);
    let options: Vec<_> = all
        .into_iter()
        .map(|minutes| {
            let label = words::span(minutes * 60);
            view! { <option value=minutes.to_string() selected=minutes == first>{label}</option> }.into_any()
        })
        .collect();
    let choose = move |event: web_sys::Event| chosen.set(event_target_value(&event).parse().unwrap_or(first));
    let select = view! {
        <div class="field"><label for="next-update">"The next update follows in"</label>
            <span class="select"><select id="next-update" on:change=choose>{options}</select>{icon("chevron")}</span></div>
    };
    (select.into_any(), chosen)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_update_is_offered_only_where_the_plan_says_how_long_the_next_one_may_take() {
        let kind = |is_incident: bool, update_within: Option<i64>| {
            let ticket = json!({
                "key": "ACME-4", "title": "T", "priority": "P1", "rank": 0, "state": "New", "is_new": true,
                "is_incident": is_incident, "update_within": update_within, "needs_workaround": false, "assignee": null,
                "reporter": "R", "reported_at": 7, "version": 3, "snoozed_until": null, "workaround": "", "clocks": [],
                "messages": [],
            });
            kind_of(&serde_json::from_value(ticket).unwrap())
        };
        assert_eq!(kind(true, Some(1_800)), INCIDENT + 30);
        assert_eq!(kind(true, None), ORDINARY, "by closing time: what is typed could be later");
        assert_eq!(kind(false, Some(1_800)), ORDINARY);
    }
}
