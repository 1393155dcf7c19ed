//! A page with one thing to say and one next step.

use leptos::prelude::*;

use crate::components::empty::empty;
use crate::model::PageContext;
use crate::shell::{Meta, page};

/// What it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Notice {
    /// Name of the icon.
    pub icon: &'static str,
    /// The heading.
    pub title: &'static str,
    /// What it means and what to do.
    pub text: &'static str,
    /// The next step: address and label.
    pub link: (&'static str, &'static str),
}

/// A notice as HTML.
pub fn notice(cx: &PageContext, notice: &Notice) -> String {
    page(cx, Meta::new(notice.title, "notice"), || {
        let (href, label) = notice.link;
        view! {
            <div class="content narrow error-page"><h1 class="visually-hidden">{notice.title}</h1>
                {empty(notice.icon, notice.title, notice.text, view! { <a class="btn primary" href=href>{label}</a> })}
            </div>
        }
        .into_any()
    })
}
