//! The field workspace's page: the frame around its one island. The device keeps it, so nothing in it changes from one
//! visit to the next but who it belongs to.

use leptos::prelude::*;

use crate::components::head::head;
use crate::model::PageContext;
use crate::shell::{Meta, page};

/// The page as HTML.
pub fn field(cx: &PageContext) -> String {
    page(cx, Meta::new("Field", "field").field(), || {
        let person = cx.viewer.as_ref().map(|viewer| viewer.id.to_string());
        let shared = cx.is_shared.then_some("");
        // An element of its own, as `boot.js` looks for them: the island is not one of `app`'s.
        let island = view! {
            <leptos-island data-component="Field" data-person=person data-icons=cx.assets.icons.clone() data-shared=shared>
                {head("Field", (), ())}
                <p class="field-wait muted" id="field-wait">"Opening what this device keeps…"</p>
            </leptos-island>
        };
        view! {
            {island}
            <noscript><p class="field-wait">"Working without a network needs JavaScript. "<a class="link" href="/checklists">"Checklists"</a>" work without it, as long as there is a network."</p></noscript>
        }
        .into_any()
    })
}
