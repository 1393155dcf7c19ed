//! One sentence about what just happened.

use leptos::prelude::*;

use super::icon::icon;
use crate::model::{Flash, FlashTone};

/// The notice, in a place that is announced. Changes of others leave it; it goes with the person's next step.
pub fn flash(flash: Option<&Flash>) -> AnyView {
    let notice = flash.map(|flash| {
        let (class, name) = match flash.tone {
            FlashTone::Done => ("flash done", "done"),
            FlashTone::Warning => ("flash warning", "alert"),
        };
        view! { <p class=class role="status">{icon(name)}<span>{flash.text.clone()}</span></p> }
    });
    view! { <div id="flash">{notice}</div> }.into_any()
}
