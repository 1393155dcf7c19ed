//! Pages for what went wrong: always with the next step, never with an internal text.

use leptos::prelude::*;

use crate::components::empty::empty;
use crate::model::PageContext;
use crate::shell::{Meta, page};

/// What went wrong, as a person should read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// 404: not there, or not yours (the same, SECURITY.md: tenancy).
    NotFound,
    /// 403: signed in, but the role does not allow it.
    Forbidden,
    /// 500: our fault; nothing was saved.
    Internal,
    /// 503: too much at once.
    Busy,
}

/// An error page as HTML. `reference` is what the log line carries, for a person to quote; may be empty.
pub fn error(cx: &PageContext, problem: Problem, reference: &str) -> String {
    let (icon, title, text) = match problem {
        Problem::NotFound => (
            "search",
            "This page is not here",
            "The address may be mistyped, or it is something you cannot see with this account.",
        ),
        Problem::Forbidden => {
            ("lock", "This is for somebody else", "Your account may not do this. An administrator can change that.")
        }
        Problem::Internal => (
            "alert",
            "Something broke on our side",
            "Nothing was saved. What you typed may still be in the form: go back and try again.",
        ),
        Problem::Busy => (
            "clock",
            "Too much at once",
            "The server is busy for a moment. Wait a few seconds, then load the page again.",
        ),
    };
    page(cx, Meta::new(title, "error"), || {
        let reference = (!reference.is_empty()).then(
            || view! { <p class="tiny muted">"If it goes on, tell us this: "<code>{reference.to_owned()}</code></p> },
        );
        view! {
            <div class="content narrow error-page"><h1 class="visually-hidden">{title}</h1>
                {empty(icon, title, text, view! { <a class="btn primary" href="/">"Back to the start"</a> })}{reference}
            </div>
        }
        .into_any()
    })
}
