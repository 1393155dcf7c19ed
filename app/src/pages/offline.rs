//! The page that the service worker shows when there is neither a network nor a kept copy of the page that was asked for.

use leptos::prelude::*;

use crate::components::empty::empty;
use crate::model::PageContext;
use crate::shell::{Meta, page};

/// The page as HTML. The service worker puts links to the pages it has kept into the list and shows it.
pub fn offline(cx: &PageContext) -> String {
    const TITLE: &str = "You are offline";
    page(cx, Meta::new(TITLE, "offline"), || {
        let text = "This page needs the network and is not kept on this device. What you typed elsewhere is kept where you typed it.";
        view! {
            <div class="content narrow error-page"><h1 class="visually-hidden">{TITLE}</h1>
                {empty("refresh", TITLE, text, view! { <a class="btn primary" href="">"Try again"</a><a class="btn" href="/field">"Open the field workspace"</a> })}
                <section id="kept-pages" class="card kept-pages" hidden><h2>"Kept on this device"</h2><ul></ul></section>
            </div>
        }
        .into_any()
    })
}
