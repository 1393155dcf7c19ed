//! Where people write. "Reply to client" and "Internal note" are two places, not a small switch: the whole composer
//! changes surface, words and button. Works without JavaScript (radio and `:has()`).

use domain::people::Side;
use leptos::prelude::*;

use super::field::{option_views, raw_text};
use super::icon::icon;
use super::{form, islands};
use crate::model::TicketModel;

/// Accept list of file fields: what the server takes by content.
pub const ACCEPT: &str =
    ".png,.jpg,.jpeg,.webp,.pdf,.txt,.log,image/png,image/jpeg,image/webp,application/pdf,text/plain";

/// The composer of a ticket. Its region is `#reply`.
pub fn composer(ticket: &TicketModel) -> AnyView {
    let composer = &ticket.composer;
    let is_staff = ticket.side == Side::Staff;
    let kinds =
        if is_staff { switch(ticket) } else { view! { <input type="hidden" name="kind" value="public"/> }.into_any() };
    let label = if is_staff { "Your message" } else { "Write to us" };
    let placeholder = if is_staff { "Write your message" } else { "Write to us" };
    let draft = format!("ticket:{}", ticket.key);
    let error = composer.errors.of("body").map(|_| "true");
    let effect = (!composer.effect.is_empty()).then(
        || view! { <p class="effect for-public tiny muted">{icon("clock")}<span>{composer.effect.clone()}</span></p> },
    );
    view! {
        <section id="reply" class="composer-area" data-form aria-label="Write">
            {form::error_summary(&composer.errors, "c-")}
            <form class="composer" method="post" enctype="multipart/form-data" action=ticket.href("/messages") data-enhance data-composer>
                {form::ticket_fields(ticket.version, &ticket.return_to)}
                <input type="hidden" name="draft" value=composer.draft.clone()/>
                {kinds}
                {audience(is_staff, &composer.recipients)}
                <label class="visually-hidden" for="c-body">{label}</label>
                <textarea id="c-body" name="body" rows="3" placeholder=placeholder data-draft=draft aria-invalid=error aria-describedby="c-audience">{raw_text(&composer.body)}</textarea>
                <div class="foot">
                    <label class="btn quiet attach">{icon("clip")}<span>"Attach"</span>
                        <input id="c-files" type="file" name="files" multiple accept=ACCEPT aria-label="Attach files"/></label>
                    {promise(ticket)}
                    {effect}
                    <button class="btn primary send"><span class="for-public">{icon("send")}"Send"</span><span class="for-note">{icon("lock")}"Save note"</span></button>
                </div>
            </form>
            {islands::composer()}
        </section>
    }
    .into_any()
}

fn switch(ticket: &TicketModel) -> AnyView {
    let is_note = ticket.composer.is_note;
    view! {
        <fieldset class="sw">
            <legend class="visually-hidden">"Who should see it?"</legend>
            <label><input type="radio" name="kind" value="public" checked=!is_note/>{icon("reply")}<span>"Reply to client"</span></label>
            <label><input type="radio" name="kind" value="note" checked=is_note/>{icon("lock")}<span>"Internal note"</span></label>
        </fieldset>
    }
    .into_any()
}

fn audience(is_staff: bool, recipients: &str) -> AnyView {
    let public =
        if is_staff && !recipients.is_empty() { format!("{recipients} will read this.") } else { String::new() };
    let note = is_staff.then(|| view! { <span class="for-note">{icon("lock")}"Only our team sees this."</span> });
    view! { <p id="c-audience" class="audience tiny"><span class="for-public muted">{public}</span>{note}</p> }
        .into_any()
}

fn promise(ticket: &TicketModel) -> Option<AnyView> {
    let promises = &ticket.composer.promises;
    (!promises.all.is_empty()).then(|| {
        let error = ticket.composer.errors.of("promise").map(|_| "true");
        view! {
            <span class="promise for-public">
                <label class="tiny muted" for="c-promise">"Next update"</label>
                <span class="select small"><select id="c-promise" name="promise" aria-invalid=error>{option_views(promises, None)}</select>{icon("chevron")}</span>
            </span>
        }
        .into_any()
    })
}
