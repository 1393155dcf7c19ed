//! The timeline: public replies on a plain surface, internal notes on a tinted one with a lock, events in one line.

use leptos::prelude::*;

use super::avatar;
use super::icon::icon;
use super::time::time;
use crate::model::ticket::{Attachment, Entry, EventLine, Message};

/// The timeline, a live region's content (`#timeline`).
pub fn timeline(entries: &[Entry]) -> AnyView {
    let items = entries.iter().map(|entry| match entry {
        Entry::Message(message) => self::message(message),
        Entry::Event(event) => self::event(event),
        Entry::Day(day) => view! { <li class="day"><span>{day.clone()}</span></li> }.into_any(),
    });
    view! { <ol id="timeline" class="timeline" data-live>{items.collect_view()}</ol> }.into_any()
}

fn message(message: &Message) -> AnyView {
    let class = if message.is_note { "msg note" } else { "msg" };
    let lock = message.is_note.then(|| view! { <span class="lock">{icon("lock")}"Only our team sees this"</span> });
    let files = (!message.attachments.is_empty())
        .then(|| view! { <ul class="attached">{message.attachments.iter().map(attachment).collect_view()}</ul> });
    let split = message.split.as_ref().map(|href| {
        let what = format!("Split off what {} wrote at {}", message.author.name, message.at.local);
        view! { <a class="btn quiet small split-off" href=href.clone() aria-label=what title="Make it an issue of its own">{icon("split")}<span>"Split off"</span></a> }
    });
    view! {
        <li class=class id=message.id.clone()>
            {avatar::decorative(&message.author)}
            <div class="msg-in">
                <p class="by">
                    <b>{message.author.name.clone()}</b>
                    <span class="muted tiny">{message.author.detail.clone()}</span>
                    {lock}
                    <a class="at tiny muted" href=format!("#{}", message.id)>{time(&message.at)}</a>
                    {split}
                </p>
                <div class="body prose" inner_html=message.html.clone()></div>
                {files}
            </div>
        </li>
    }
    .into_any()
}

fn attachment(file: &Attachment) -> AnyView {
    let href = file.href.clone();
    let label = view! { <span>{file.name.clone()}</span><span class="muted tiny">{file.size.clone()}</span> };
    if file.is_image {
        let alt = format!("Picture: {}", file.name);
        view! { <li><a class="file shot" href=href><img src=file.href.clone() alt=alt loading="lazy" decoding="async"/><span class="file-name">{label}</span></a></li> }.into_any()
    } else {
        view! { <li><a class="file" href=href download=file.name.clone()>{icon("file")}<span class="file-name">{label}</span></a></li> }.into_any()
    }
}

fn event(event: &EventLine) -> AnyView {
    let class = if event.is_breach { "ev breach" } else { "ev" };
    view! { <li class=class>{icon(event.icon)}<span>{event.text.clone()}</span><span class="at tiny">{time(&event.at)}</span></li> }
        .into_any()
}
