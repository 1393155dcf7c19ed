//! Asking for known issues while the person types.

use std::cell::{Cell, RefCell};

use gloo_timers::callback::Timeout;
use js_sys::futures::spawn_local;
use web_sys::Element;

use super::hints;
use crate::actions::suggest_known_issues::suggest_known_issues;
use crate::islands::dom;

/// How long the person must pause, in milliseconds.
const PAUSE: u32 = 250;
/// Fewer characters say nothing.
const SHORTEST: usize = 4;
/// More text does not find more; keeps requests small.
const LONGEST: usize = 600;

thread_local! {
    static TIMER: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    /// Counts questions, so that a late answer does not replace a newer one.
    static TURN: Cell<u32> = const { Cell::new(0) };
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Listens for typing, and asks for what stands there already (a restored draft).
pub fn start() {
    for event in ["input", "change", dom::RESTORED] {
        dom::on_document(event, |event| {
            if dom::closest::<Element>(&event, "form[data-report]").is_some() {
                later();
            }
        });
    }
    dom::on_document(dom::UPDATED, |_| later());
    hints::start();
}

fn later() {
    TIMER.set(Some(Timeout::new(PAUSE, ask)));
}

fn ask() {
    let Some(form) = dom::one::<Element>("form[data-report]") else { return };
    let text = [dom::value_of(&form, "title"), dom::value_of(&form, "what_happens")].join("\n");
    let text: String = text.trim().chars().take(LONGEST).collect();
    let engagement = dom::value_of(&form, "engagement");
    let question = [engagement.as_str(), "\n", &text].concat();
    if LAST.with_borrow(|last| *last == question) {
        return;
    }
    LAST.set(question);
    let turn = TURN.get() + 1;
    TURN.set(turn);
    // Staff may write before they have chosen what it is about.
    if engagement.is_empty() || text.chars().count() < SHORTEST {
        hints::show(&[]);
        return;
    }
    spawn_local(async move {
        let answer = suggest_known_issues(engagement, text).await;
        if TURN.get() != turn {
            return;
        }
        match answer {
            Ok(found) => hints::show(&found),
            // Help that does not come must not disturb: the next pause asks again.
            Err(_) => LAST.set(String::new()),
        }
    });
}
