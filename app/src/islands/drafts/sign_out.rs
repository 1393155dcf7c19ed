//! Signing out: drafts must not stay on a device that someone else may use, nor vanish unasked.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlDialogElement, HtmlFormElement};

use super::storage;
use crate::islands::dom;
use crate::islands::enhance::sending;

const ID: &str = "sign-out-dialog";

/// Listens for the sign-out form.
pub fn start() {
    dom::on_document("submit", on_submit);
    dom::on_document("click", |event| {
        if dom::closest::<web_sys::Element>(&event, "[data-sign-out-anyway]").is_some() {
            forget_all();
            if let Some(form) = dom::one::<HtmlFormElement>(SIGN_OUT) {
                // Straight to the server: asking again would lead back here.
                let _ = form.submit();
            }
        } else if dom::closest::<web_sys::Element>(&event, "[data-stay]").is_some() {
            close();
        }
    });
}

const SIGN_OUT: &str = "form[action=\"/sign-out\"]";

fn on_submit(event: Event) {
    let is_sign_out = dom::target(&event)
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        .is_some_and(|form| form.get_attribute("action").as_deref() == Some("/sign-out"));
    let count = if is_sign_out { storage::names().len() } else { 0 };
    if count > 0 {
        event.prevent_default();
        // It is not on its way after all.
        sending::forget_all();
        ask(count);
    }
}

fn forget_all() {
    for name in storage::names() {
        storage::remove(&name);
    }
}

fn ask(count: usize) {
    close();
    let Some(dialog) =
        dom::make("dialog", "dialog ask", "").and_then(|dialog| dialog.dyn_into::<HtmlDialogElement>().ok())
    else {
        return;
    };
    dialog.set_id(ID);
    dom::set_attribute(&dialog, "aria-labelledby", "sign-out-title");
    let title = dom::make("h2", "", "You have text that was not sent");
    if let Some(title) = &title {
        title.set_id("sign-out-title");
    }
    let drafts = match count {
        1 => "One draft is kept on this device. Signing out deletes it.".to_owned(),
        _ => [&count.to_string(), " drafts are kept on this device. Signing out deletes them."].concat(),
    };
    let buttons = dom::make("div", "form-end", "");
    if let Some(buttons) = &buttons {
        dom::append(
            buttons,
            [
                dom::make_button("btn primary", "data-stay", "Stay signed in"),
                dom::make_button("btn danger", "data-sign-out-anyway", "Sign out and delete"),
            ],
        );
    }
    dom::append(&dialog, [title, dom::make("p", "", &drafts), buttons]);
    if let Some(body) = document().body() {
        let _ = body.append_child(&dialog);
    }
    let _ = dialog.show_modal();
}

fn close() {
    if let Some(dialog) = dom::by_id::<HtmlDialogElement>(&document(), ID) {
        dialog.close();
        dialog.remove();
    }
}
