//! A ticket on its own page, for both sides.

use domain::people::Side;
use leptos::prelude::*;

use crate::components::head::link_button;
use crate::components::icon::icon;
use crate::components::{Level, ticket as parts};
use crate::model::{PageContext, TicketModel};
use crate::shell::{Meta, page};

/// A ticket as HTML. What a client may not see is not in the model.
pub fn ticket(cx: &PageContext, model: &TicketModel) -> String {
    page(cx, Meta::new(format!("{} {}", model.key, model.title), "ticket"), || {
        let (href, label) = match model.side {
            Side::Staff => ("/inbox", "Inbox"),
            Side::Client => ("/issues", "Issues"),
        };
        let report = (model.side == Side::Client).then(|| link_button("/report", "btn", "plus", "Report an issue"));
        view! {
            <header class="head crumbs">
                <nav aria-label="Where you are"><a href=href>{icon("back")}<span>{label}</span></a><span class="key" aria-current="page">{model.key.to_string()}</span></nav>
                <div class="do">{report}</div>
            </header>
            {parts::ticket(model, Level::Page, None)}
        }
        .into_any()
    })
}
