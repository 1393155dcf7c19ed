//! The forms behind a ticket's action bar. Each is a plain POST; `data-enhance` lets an island send it in place.

use domain::ticket::{FACT_MAX, Impact, TITLE_MAX};
use leptos::prelude::*;

use super::field::{self, Field};
use super::form::ticket_fields;
use super::icon::icon;
use crate::model::{Actions, FailedAction, FormErrors, Options, SelectOption, StateOption, TicketModel};

/// What moves ask for, in the order in which it is shown.
const NEEDS: [&str; 7] = ["duplicate_of", "impact", "owner", "pause_reason", "reason", "target_window", "workaround"];
/// What every move takes, whether or not it asks for it. Not the owner: sent along unnoticed, it would undo what
/// somebody else has just chosen.
const TAKEN_BY_ALL: [&str; 4] = ["impact", "reason", "target_window", "workaround"];

fn post(ticket: &TicketModel, tail: &str, body: AnyView) -> AnyView {
    view! {
        <form method="post" action=ticket.href(tail) class="panel-form" data-enhance>
            {ticket_fields(ticket.version, &ticket.return_to)}{body}
        </form>
    }
    .into_any()
}

fn end(label: &'static str, class: &'static str) -> AnyView {
    view! { <div class="form-end"><button class=class>{label}</button></div> }.into_any()
}

/// "Duplicate of": the short way to the state of that name.
pub fn duplicate(ticket: &TicketModel) -> AnyView {
    let none = FormErrors::none();
    let field = Field::new("dup-", "duplicate_of", "Which ticket is it the same as?", &none)
        .hint("The client finds the link here. Example: ACME-42");
    let body = view! {
        <input type="hidden" name="state" value="duplicate"/>
        {field::text_input(field, "", "text", "off")}
        {end("Mark as duplicate", "btn primary")}
    };
    post(ticket, "/state", body.into_any())
}

/// "Decline": the short way to the state of that name.
pub fn decline(ticket: &TicketModel) -> AnyView {
    let none = FormErrors::none();
    let field = Field::new("dec-", "reason", "Why will it not be done?", &none).hint("The client reads this sentence.");
    let body = view! {
        <input type="hidden" name="state" value="declined"/>
        {field::text_area(field, "", 3, None)}
        {end("Decline", "btn danger")}
    };
    post(ticket, "/state", body.into_any())
}

/// "Snooze": out of the viewer's list for a while; clocks go on.
pub fn snooze(ticket: &TicketModel, actions: &Actions) -> AnyView {
    let until = [
        ("1h", "For an hour"),
        ("4h", "For four hours"),
        ("tomorrow", "Until tomorrow morning"),
        ("monday", "Until Monday morning"),
    ];
    let buttons = until.map(|(value, label)| view! { <button class="item" name="until" value=value>{icon("snooze")}<span>{label}</span></button> });
    let wake = actions.snoozed.is_some().then(|| {
        view! { <button class="item" name="until" value="now">{icon("refresh")}<span>"Bring it back now"</span></button> }
    });
    let note = match &actions.snoozed {
        Some(until) => format!("Snoozed {until}. Its clocks go on."),
        None => "It leaves your list for a while. Its clocks go on, and a client's message brings it back.".to_owned(),
    };
    post(
        ticket,
        "/snooze",
        view! { <p class="hint">{note}</p><div class="items">{wake}{buttons.collect_view()}</div> }.into_any(),
    )
}

/// "Assign".
pub fn assign(ticket: &TicketModel, actions: &Actions) -> AnyView {
    let failed = ticket.failed_action("assign");
    let errors = failed.map(|failed| failed.errors.clone()).unwrap_or_default();
    // Somebody who is not offered any more would be shown as nobody.
    let chosen = failed.and_then(|failed| failed.values.get("assignee"));
    let chosen = chosen.filter(|chosen| actions.people.all.iter().any(|person| person.value == **chosen));
    let current = chosen.unwrap_or(&actions.people.current).clone();
    let people = Options { all: actions.people.all.clone(), current };
    let field = Field::new("as-", "assignee", "Who owns it on our side?", &errors).sometimes();
    post(ticket, "/assign", view! { {field::select(field, &people, None)}{end("Assign", "btn primary")} }.into_any())
}

/// "Priority", with its reason.
pub fn priority(ticket: &TicketModel, actions: &Actions) -> AnyView {
    let failed = ticket.failed_action("priority");
    let errors = failed.map(|failed| failed.errors.clone()).unwrap_or_default();
    let current = failed.map_or_else(|| actions.priorities.current.clone(), |failed| failed.value("priority"));
    let choices = Options { all: actions.priorities.all.clone(), current };
    let field = Field::new("pr-", "reason", "Why?", &errors)
        .hint("Both sides read this. Due times are worked out anew from the same start.");
    let body = view! {
        {radios("priority", "Priority", &choices, |_| None)}
        {field::text_input(field, ticket.start("priority", "reason"), "text", "off")}
        {end("Change the priority", "btn primary")}
    };
    post(ticket, "/priority", body.into_any())
}

/// "Move to": every state on offer; what a state needs appears with it. What was typed into a refused form stays in
/// sight, also when its state is not on offer any more.
pub fn state(ticket: &TicketModel, actions: &Actions) -> AnyView {
    let failed = ticket.failed_action("state");
    let errors = failed.map(|failed| failed.errors.clone()).unwrap_or_default();
    let all = actions.states.iter().map(|option| SelectOption::new(option.state.as_str(), option.label()));
    let choices = Options::new(all, failed.map(|failed| failed.value("state")).unwrap_or_default());
    let needs = |value: &str| option_of(actions, value).map(|option| option.fields.join(" "));
    let effects = actions.states.iter().filter(|option| !option.effect.is_empty()).map(|option| {
        view! { <p class=format!("hint when when-{}", option.state.as_str())>{option.effect.clone()}</p> }
    });
    let chosen = option_of(actions, &choices.current);
    let is_needed = |name: &str| chosen.is_some_and(|option| option.fields.contains(&name));
    let is_offered = |name: &str| actions.states.iter().any(|option| option.fields.contains(&name));
    let typed: Vec<&'static str> =
        NEEDS.into_iter().filter(|name| is_typed(failed, actions, name) && !is_needed(name)).collect();
    let has_field = |name: &str| is_offered(name) || (TAKEN_BY_ALL.contains(&name) && typed.contains(&name));
    let fields = NEEDS.into_iter().filter(|name| has_field(name)).map(|name| {
        let field = need(name, "st-", "state", ticket, actions, &errors);
        if typed.contains(&name) { view! { <div class="show-all">{field}</div> }.into_any() } else { field }
    });
    let lost: Vec<&'static str> = typed.iter().copied().filter(|name| !has_field(name)).collect();
    let body = view! {
        {radios("state", "New state", &choices, needs)}
        {effects.collect_view()}
        {fields.collect_view()}
        {failed.and_then(|failed| left_over(&lost, failed, actions))}
        {end("Move", "btn primary")}
    };
    post(ticket, "/state", body.into_any())
}

/// Whether a refused form had something in a field that is not simply what is known.
fn is_typed(failed: Option<&FailedAction>, actions: &Actions, name: &str) -> bool {
    let value = failed.and_then(|failed| failed.values.get(name));
    value.is_some_and(|value| !value.trim().is_empty()) && value != actions.known.get(name)
}

/// What was typed for a state that is not on offer any more: to be read and copied, not to be sent.
fn left_over(names: &[&'static str], failed: &FailedAction, actions: &Actions) -> Option<AnyView> {
    let items = names.iter().map(|name| {
        let value = failed.value(name);
        let chosen = |options: &Options| Options { all: options.all.clone(), current: value.clone() };
        let (label, options) = match *name {
            "owner" => ("Owner", chosen(&actions.people)),
            "pause_reason" => ("What are we waiting for?", chosen(&actions.pause_reasons)),
            _ => ("Duplicate of", Options::default()),
        };
        let text = options.current_label().unwrap_or(&value).to_owned();
        let id = format!("st-left-{name}");
        view! { <div class="field"><label for=id.clone()>{label}</label><input id=id type="text" value=text readonly/></div> }
    });
    (!names.is_empty()).then(|| {
        view! {
            <fieldset class="field">
                <legend>"What you typed"</legend>
                <p class="hint">"No state on offer takes this any more. Copy what you still need."</p>
                {items.collect_view()}
            </fieldset>
        }
        .into_any()
    })
}

/// "Accept" again, with what was missing and what was typed.
pub fn accept(ticket: &TicketModel, actions: &Actions) -> AnyView {
    let failed = ticket.failed_action("accept");
    let errors = failed.map(|failed| failed.errors.clone()).unwrap_or_default();
    let is_typed = |name: &str| failed.is_some_and(|failed| !failed.value(name).trim().is_empty());
    let names = ["workaround", "owner", "impact", "target_window", "reason"];
    let shown = names.into_iter().filter(|name| errors.of(name).is_some() || is_typed(name));
    let fields = shown.map(|name| need(name, "ac-", "accept", ticket, actions, &errors)).collect_view();
    post(ticket, "/accept", view! { <div class="show-all">{fields}</div>{end("Accept", "btn primary")} }.into_any())
}

/// "Edit the title".
pub fn title(ticket: &TicketModel) -> AnyView {
    let failed = ticket.failed_action("title");
    let errors = failed.map(|failed| failed.errors.clone()).unwrap_or_default();
    let value = failed.map_or_else(|| ticket.title.clone(), |failed| failed.value("title"));
    let field = Field::new("ti-", "title", "Title", &errors)
        .hint("One sentence that a stranger understands. The client sees the change.")
        .max(TITLE_MAX);
    post(ticket, "/title", view! { {field::text_area(field, value, 2, None)}{end("Save", "btn primary")} }.into_any())
}

/// "Link another ticket".
pub fn link(ticket: &TicketModel) -> AnyView {
    let failed = ticket.failed_action("link");
    let errors = failed.map(|failed| failed.errors.clone()).unwrap_or_default();
    let relations = [
        ("related", "is related to"),
        ("blocks", "blocks"),
        ("blocked_by", "is blocked by"),
        ("caused_by", "is caused by"),
    ];
    let current = failed.map_or_else(|| "related".to_owned(), |failed| failed.value("relation"));
    let options = Options::new(relations.map(|(value, label)| SelectOption::new(value, label)), current);
    let relation = Field::new("li-", "relation", "This ticket", &errors);
    let other = Field::new("li-", "other", "Which ticket?", &errors).hint("Its key, like ACME-42");
    let body = view! {
        {field::select(relation, &options, None)}
        {field::text_input(other, ticket.start("link", "other"), "text", "off")}
        {end("Link", "btn primary")}
    };
    post(ticket, "/link", body.into_any())
}

/// "Merge into another ticket".
pub fn merge(ticket: &TicketModel) -> AnyView {
    let failed = ticket.failed_action("merge");
    let errors = failed.map(|failed| failed.errors.clone()).unwrap_or_default();
    let hint = format!(
        "The key of an open ticket of {}, about {}. Example: {}-42",
        ticket.client,
        ticket.product,
        ticket.key.prefix()
    );
    let into = Field::new("me-", "into", "In which ticket does it go on?", &errors).hint(&hint);
    let reason =
        Field::new("me-", "reason", "Why?", &errors).hint("Both sides read this sentence.").optional().max(FACT_MAX);
    let body = view! {
        {field::text_input(into, ticket.start("merge", "into"), "text", "off")}
        {field::text_area(reason, ticket.start("merge", "reason"), 2, None)}
        <ul class="consequences small muted">
            <li>{icon("copy")}<span>{format!("{} ends as its duplicate. What was written stays here; notes stay ours.", ticket.key)}</span></li>
            <li>{icon("users")}<span>"Its people follow the other ticket and read there what happens."</span></li>
            <li>{icon("clock")}<span>"Nothing gets later: of two promises the sooner goes on, and the higher priority stays."</span></li>
        </ul>
        {end("Merge", "btn primary")}
    };
    post(ticket, "/merge", body.into_any())
}

/// "Split off": something that the client wrote becomes an issue of its own.
pub fn split(ticket: &TicketModel, actions: &Actions) -> AnyView {
    let failed = ticket.failed_action("split");
    let errors = failed.map(|failed| failed.errors.clone()).unwrap_or_default();
    let typed = |name: &str| failed.map(|failed| failed.value(name)).unwrap_or_default();
    let newest = actions.messages.first().map(|message| message.value.clone()).unwrap_or_default();
    let chosen = Some(typed("message")).filter(|message| !message.is_empty()).unwrap_or(newest);
    let messages = Options::new(actions.messages.iter().cloned(), chosen);
    let impacts = Impact::ALL.map(|impact| SelectOption::new(impact.as_str(), impact.label()));
    let impacts = Options::new(impacts, typed("impact"));
    let draft = Some(typed("draft")).filter(|draft| !draft.is_empty()).unwrap_or_else(|| ticket.composer.draft.clone());
    let message = Field::new("sp-", "message", "What did the client write?", &errors)
        .hint("It becomes the description, with its files. The ticket counts from when it was written.");
    let title = Field::new("sp-", "title", "What is wrong, in one sentence?", &errors)
        .hint("One sentence that a stranger understands. The client sees it.")
        .max(TITLE_MAX);
    let impact =
        Field::new("sp-", "impact", "How bad is it?", &errors).hint("The policy proposes the priority from it.");
    let body = view! {
        <input type="hidden" name="draft" value=draft/>
        {field::select(message, &messages, None)}
        {field::text_area(title, typed("title"), 2, None)}
        {field::select(impact, &impacts, Some("Choose a sentence"))}
        {end("Split off", "btn primary")}
    };
    post(ticket, "/split", body.into_any())
}

fn option_of<'a>(actions: &'a Actions, value: &str) -> Option<&'a StateOption> {
    actions.states.iter().find(|option| option.state.as_str() == value)
}

fn radios(
    name: &'static str,
    legend: &'static str,
    options: &Options,
    needs: impl Fn(&str) -> Option<String>,
) -> AnyView {
    let items = options.all.iter().map(|option| {
        let needs = needs(&option.value).filter(|needs| !needs.is_empty());
        let checked = option.value == options.current;
        view! {
            <label><input type="radio" name=name value=option.value.clone() checked=checked required data-needs=needs/><span>{option.label.clone()}</span></label>
        }
    });
    view! { <fieldset class="choices"><legend>{legend}</legend>{items.collect_view()}</fieldset> }.into_any()
}

/// A field some states need. Hidden until such a state is chosen (`:has()`), shown with a problem in any case.
fn need(
    name: &'static str,
    prefix: &'static str,
    action: &str,
    ticket: &TicketModel,
    actions: &Actions,
    errors: &FormErrors,
) -> AnyView {
    let field = |name, label, hint| Field::new(prefix, name, label, errors).hint(hint).sometimes();
    let value = ticket.start(action, name);
    let control = match name {
        "workaround" => field::text_area(
            field(name, "Workaround", "What can the client do meanwhile? Write “none known” if there is none."),
            value,
            2,
            None,
        ),
        "owner" => {
            let current = if value.is_empty() { actions.people.current.clone() } else { value };
            let people = Options { all: actions.people.all.clone(), current };
            field::select(field(name, "Owner", ""), &people, None)
        }
        "impact" => {
            field::text_area(field(name, "Business impact", "What does it cost the client as it is?"), value, 2, None)
        }
        "target_window" => field::suggested_input(
            field(name, "Target window", "The release or week in which it ships."),
            value,
            &actions.target_windows,
        ),
        "pause_reason" => {
            let reasons = Options { all: actions.pause_reasons.all.clone(), current: value };
            field::select(field(name, "What are we waiting for?", ""), &reasons, Some("Choose a reason"))
        }
        "duplicate_of" => field::text_input(field(name, "Duplicate of", "Its key, like ACME-42"), value, "text", "off"),
        _ => field::text_area(field("reason", "Reason", "The client reads this sentence."), value, 2, None),
    };
    view! { <div class=format!("need need-{name}")>{control}</div> }.into_any()
}
