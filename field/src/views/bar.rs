//! One line on how things stand on the way to the server.

use leptos::prelude::*;

use super::parts::{button, icon, shown, span, words as words_of};
use crate::bridge::{self, Way, later};
use crate::state::State;
use crate::words;

/// The line, at the top of every part. What it says aloud is only what matters: not each look for news.
pub fn bar(state: State) -> AnyView {
    let aloud = Memo::new(move |_| {
        let waiting = state.rows.with(|rows| rows.iter().filter(|row| row.is_waiting()).count());
        let quiet = Way { sending: false, at: 0, ..state.way.get() };
        said(&quiet, waiting, None)
    });
    let status = view! { <div class="visually-hidden" role="status">{words_of(move || aloud.get())}</div> }.into_any();
    vec![status, line(state)].into_any()
}

fn line(state: State) -> AnyView {
    shown(move || {
        let waiting = state.rows.with(|rows| rows.iter().filter(|row| row.is_waiting()).count());
        let kept = state.held.with(|held| held.iter().map(|one| one.pulled_at).min());
        let way = state.way.get();
        let text = said(&way, waiting, kept);
        let is_loud = way.offline || !way.problem.is_empty() || way.mode == "full" || way.mode == "denied";
        let class = if is_loud { "field-bar loud" } else { "field-bar" };
        let symbol = if way.offline {
            "wifi"
        } else if is_loud {
            "alert"
        } else {
            "check"
        };
        let act = if way.problem == "sign in" {
            Some(view! { <a class="btn small" href="/sign-in?next=%2Ffield">"Sign in"</a> }.into_any())
        } else if (waiting > 0 || way.offline) && !way.sending {
            let label = if waiting > 0 { "Send now" } else { "Try again" };
            Some(button("btn small", label, || later(bridge::sync())))
        } else {
            None
        };
        view! { <div class=class><span>{icon(symbol)}{span("", text)}</span>{act}</div> }.into_any()
    })
}

fn said(way: &Way, waiting: usize, kept: Option<i64>) -> String {
    let changes = words::count(waiting, "change", "changes");
    let at = |milliseconds: i64| words::time(domain::time::Timestamp::from_unix(milliseconds / 1000));
    match way.mode.as_str() {
        "full" => {
            return "The storage of this device is full. Do not close this page before everything is sent.".into();
        }
        "denied" => return "This browser keeps nothing on this device: stay online, and send before you close.".into(),
        "shared" if waiting > 0 => return [&changes, " not sent yet. A shared device keeps nothing."].concat(),
        _ => {}
    }
    if way.problem == "sign in" {
        return match waiting {
            0 => "Your sign-in has ended. What you see is kept on this device.".into(),
            _ => [&changes, " kept on this device: sign in again to send."].concat(),
        };
    }
    if !way.problem.is_empty() {
        return way.problem.clone();
    }
    match (way.offline, waiting, way.sending) {
        (true, 0, _) => match kept {
            Some(kept) => ["Offline. What you see is from ", &at(kept), "."].concat(),
            None => "Offline.".into(),
        },
        (true, _, _) => {
            ["Offline. ", &changes, if waiting == 1 { " is" } else { " are" }, " saved on this device."].concat()
        }
        (false, 0, true) => "Looking for news…".into(),
        (false, _, true) => ["Sending ", &changes, "…"].concat(),
        (false, 0, false) if way.at > 0 => ["Everything is sent. Up to date at ", &at(way.at), "."].concat(),
        (false, 0, false) => "Nothing waits to be sent.".into(),
        (false, _, false) => [&changes, " waiting"].concat(),
    }
}
