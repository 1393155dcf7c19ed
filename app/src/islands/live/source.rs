//! The stream of changes (`GET /events`) and when to fetch the page anew.
//!
//! The stream only says that something changed; the page itself is then asked for again, with the rights
//! of the person. So a lost event costs nothing: after every gap the page is fetched once.

use std::cell::RefCell;

use gloo_timers::callback::Timeout;
use js_sys::futures::spawn_local;
use leptos::prelude::{document, window};
use web_sys::EventSource;

use super::apply::{Extent, apply};
use super::backoff;
use super::bar::{self, Trouble};
use crate::islands::{dom, net};

/// The shortest time between two fetches of the page, in milliseconds.
const PAUSE: f64 = 250.0;
/// A hidden page keeps its stream so long, in milliseconds: browsers allow six connections to a server,
/// and many people keep many tabs.
const HIDDEN_GRACE: u32 = 60_000;
/// How long the stream may be away before the page says so, in milliseconds.
const OFFLINE_GRACE: u32 = 4_000;

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "four facts that do not exclude each other")]
struct State {
    source: Option<EventSource>,
    /// Tries since the stream last worked.
    attempt: u32,
    /// The stream was away: something may have been missed.
    has_gap: bool,
    /// A change was announced and the page not fetched since.
    is_stale: bool,
    is_fetching: bool,
    is_held: bool,
    fetched_at: f64,
    fetch_timer: Option<Timeout>,
    reopen_timer: Option<Timeout>,
    offline_timer: Option<Timeout>,
    hidden_timer: Option<Timeout>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

fn with<T>(change: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(change)
}

/// Opens the stream and keeps it open while the page is looked at.
pub fn start() {
    // Between drawing the page and opening the stream something may have changed already.
    with(|state| state.has_gap = dom::body_attribute("data-seen").is_empty() || bar::is_kept());
    if bar::is_kept() {
        bar::show(Trouble::Offline);
    }
    open();
    dom::on_document("visibilitychange", |_| if document().hidden() { on_hidden() } else { on_shown() });
    // A page in the back/forward cache must not hold a connection.
    dom::on(&window(), "pagehide", |_| close());
    dom::on(&window(), "pageshow", |_| on_shown());
    dom::on(&window(), "online", |_| on_shown());
    // A network that goes away leaves the stream hanging without an error.
    dom::on(&window(), "offline", |_| on_lost());
}

/// Fetches the page soon: at once, but never twice within [`PAUSE`], and not while hidden.
pub fn refresh() {
    let wait = with(|state| {
        state.is_stale = true;
        if state.is_fetching || state.is_held || state.fetch_timer.is_some() || document().hidden() {
            return None;
        }
        Some((state.fetched_at + PAUSE - dom::device_now()).clamp(0.0, PAUSE))
    });
    let Some(wait) = wait else { return };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 250")]
    let timer = Timeout::new(wait as u32, || {
        with(|state| state.fetch_timer = None);
        spawn_local(fetch());
    });
    with(|state| state.fetch_timer = Some(timer));
}

/// No fetch while a form is on its way: its answer brings the page along.
pub fn hold() {
    with(|state| state.is_held = true);
}

/// Ends [`hold`]; `is_fresh` when the form's answer was a fresh copy of the page.
pub fn release(is_fresh: bool) {
    let is_stale = with(|state| {
        state.is_held = false;
        state.is_stale &= !is_fresh;
        state.is_stale
    });
    if is_stale {
        refresh();
    }
}

async fn fetch() {
    let begun = with(|state| {
        let may = !state.is_fetching && !state.is_held;
        if may {
            state.is_fetching = true;
            state.is_stale = false;
            state.fetched_at = dom::device_now();
        }
        may
    });
    if !begun {
        return;
    }
    let address = net::here();
    let answer = net::get_again(&address).await;
    let again = with(|state| {
        state.is_fetching = false;
        state.is_stale
    });
    match answer {
        // The person has moved on, or is sending a form, whose answer is newer than this one.
        _ if net::here() != address || with(|state| state.is_held) => with(|state| state.is_stale = true),
        Ok(page) if page.is_signed_out() => bar::show(Trouble::SignedOut),
        Ok(page) if page.is_ok() => {
            // Of a kept page all may be old, of another one only what is live.
            let extent = if bar::is_kept() { Extent::Page } else { Extent::Regions };
            bar::is_fresh();
            bar::clear();
            apply(&page.document, extent);
        }
        // The kept page is not there any more: the server's own page says so.
        Ok(page) if bar::is_kept() && page.status < 500 => {
            let _ = window().location().reload();
        }
        // Not found any more, or the server is starting: the next event or reconnect tries again.
        Ok(_) => {}
        Err(net::Unreachable) => fetch_later(),
    }
    if again {
        refresh();
    }
}

/// The stream is up but the page did not come: try again by ourselves.
fn fetch_later() {
    let wait = backoff::wait(2, js_sys::Math::random());
    let timer = Timeout::new(wait, || {
        with(|state| state.fetch_timer = None);
        refresh();
    });
    with(|state| {
        state.is_stale = true;
        state.fetch_timer = Some(timer);
    });
}

/// The stream's address: from the last change that the page already shows, where the page says which.
fn address() -> String {
    match dom::body_attribute("data-seen") {
        seen if seen.is_empty() => "/events".to_owned(),
        seen => ["/events?after=", &seen].concat(),
    }
}

fn open() {
    if with(|state| state.source.is_some()) {
        return;
    }
    let Ok(source) = EventSource::new(&address()) else { return };
    dom::on(&source, "open", |_| on_open());
    dom::on(&source, "error", |_| on_error());
    dom::on(&source, "change", |_| refresh());
    with(|state| state.source = Some(source));
}

fn close() {
    with(|state| {
        if let Some(source) = state.source.take() {
            source.close();
            state.has_gap = true;
        }
    });
}

fn on_open() {
    let had_gap = with(|state| {
        state.attempt = 0;
        state.offline_timer = None;
        std::mem::take(&mut state.has_gap) || state.is_stale
    });
    // Of a kept page it is not known yet what has changed.
    if !bar::is_kept() {
        bar::clear();
    }
    if had_gap {
        refresh();
    }
}

fn on_error() {
    let gave_up = with(|state| {
        state.has_gap = true;
        if state.offline_timer.is_none() {
            state.offline_timer = Some(Timeout::new(OFFLINE_GRACE, || bar::show(Trouble::Offline)));
        }
        // After a refusal (401, 503) the browser does not try again by itself.
        state.source.as_ref().is_some_and(|source| source.ready_state() == EventSource::CLOSED)
    });
    if gave_up {
        close();
        reopen_later();
        spawn_local(find_out_why());
    }
}

fn on_lost() {
    close();
    with(|state| state.offline_timer = Some(Timeout::new(OFFLINE_GRACE, || bar::show(Trouble::Offline))));
}

fn reopen_later() {
    let attempt = with(|state| {
        state.attempt += 1;
        state.attempt - 1
    });
    let timer = Timeout::new(backoff::wait(attempt, js_sys::Math::random()), || {
        with(|state| state.reopen_timer = None);
        if !document().hidden() {
            open();
        }
    });
    with(|state| state.reopen_timer = Some(timer));
}

/// The stream does not tell its status: ask for the page to learn whether the session has ended.
async fn find_out_why() {
    let answer = net::get_again(&net::here()).await;
    if answer.is_ok_and(|page| page.is_signed_out()) {
        with(|state| state.offline_timer = None);
        bar::show(Trouble::SignedOut);
    }
}

fn on_hidden() {
    let timer = Timeout::new(HIDDEN_GRACE, close);
    with(|state| state.hidden_timer = Some(timer));
}

fn on_shown() {
    let is_stale = with(|state| {
        state.hidden_timer = None;
        state.is_stale
    });
    open();
    if is_stale {
        refresh();
    }
}
