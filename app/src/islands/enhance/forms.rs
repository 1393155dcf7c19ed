//! Sending `form[data-enhance]` in place.

use js_sys::futures::spawn_local;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, SubmitEvent};

use super::later::Sent;
use super::sending::{self, RETRY, Sending};
use super::{outcome, visit};
use crate::islands::live::{bar, source};
use crate::islands::{dom, net};

/// Listens for forms that are sent.
pub fn start() {
    dom::on_document("submit", on_submit);
    dom::on_document("click", |event| {
        if let Some(form) = dom::closest::<Element>(&event, &["[", RETRY, "]"].concat())
            .and_then(|button| button.closest("form").ok().flatten())
            .and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
        {
            sending::press(&form);
        }
    });
    dom::on(&window(), "pageshow", |_| sending::forget_all());
}

fn on_submit(event: Event) {
    let Some(form) = dom::target(&event).and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    if event.default_prevented() || form.get_attribute("method").as_deref() != Some("post") {
        return;
    }
    let button = event.dyn_ref::<SubmitEvent>().and_then(SubmitEvent::submitter);
    if !form.has_attribute("data-enhance") {
        // The browser reads the form after this event: a marked button is still the one that was pressed.
        if !sending::leave_to_browser(&form, button) {
            event.prevent_default();
        }
        return;
    }
    event.prevent_default();
    // Read before the form is marked, so that the data is what the person saw.
    let (Some(address), Some(body)) = (sending::address(&form, button.as_ref()), sending::body(&form, button.as_ref()))
    else {
        return;
    };
    let sent = Sent::remember(&form);
    if let Some(mark) = Sending::begin(&form, button) {
        sending::clear_explanation(&form);
        visit::forget_flash();
        spawn_local(send(form, mark, address, body, sent));
    }
}

async fn send(form: HtmlFormElement, mark: Sending, address: String, body: wasm_bindgen::JsValue, sent: Sent) {
    source::hold();
    let answer = net::post(&address, &body).await;
    drop(mark);
    let Ok(page) = answer else {
        source::release(false);
        sending::explain(&form, "Not sent: no connection. Your text is kept.");
        return;
    };
    let is_fresh = match page.status {
        _ if page.is_signed_out() => {
            bar::show(bar::Trouble::SignedOut);
            sending::explain(
                &form,
                "Not sent: you are signed out. Sign in in another tab, then try again. Your text is kept.",
            );
            false
        }
        200..=299 => outcome::accepted(&form, &address, page, sent).await,
        409 | 422 => {
            outcome::refused(&form, &address, &page, sent);
            true
        }
        status => {
            sending::explain(&form, reason(status));
            false
        }
    };
    source::release(is_fresh);
}

fn reason(status: u16) -> &'static str {
    match status {
        403 => "Not sent: you may not do this. Your text is kept.",
        404 | 410 => "Not sent: this is no longer there, or no longer shared with you. Your text is kept.",
        413 => "Not sent: the attachments are too large. Remove one and try again. Your text is kept.",
        429 => "Not sent: too many tries in a short time. Wait a minute. Your text is kept.",
        _ => "Not sent: the server has a problem. Your text is kept; try again in a moment.",
    }
}
