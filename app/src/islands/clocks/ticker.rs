//! When clocks are drawn: at the seconds at which one of them changes, and never on a hidden page.

use std::cell::RefCell;

use domain::sla::face;
use domain::time::Timestamp;
use gloo_timers::callback::Timeout;
use leptos::prelude::document;
use web_sys::{Element, HtmlElement};

use super::announcer::Announcer;
use super::chip;
use super::tables::{Tables, learn_time};
use crate::islands::{dom, server_time};

/// The longest time between two looks, in seconds: clocks change each minute.
const LONGEST: u32 = 60;

#[derive(Default)]
struct State {
    tables: Tables,
    announcer: Announcer,
    timer: Option<Timeout>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Draws now and keeps drawing.
pub fn start() {
    learn_time();
    tick();
    dom::on_document("visibilitychange", |_| tick());
    dom::on_document(dom::UPDATED, |_| tick());
}

fn tick() {
    STATE.with_borrow_mut(|state| {
        // Dropping the timer stops it: there is never more than one.
        state.timer = None;
        if document().hidden() {
            return;
        }
        let now = server_time::now();
        if let Some(seconds) = draw_all(state, now) {
            state.timer = Some(Timeout::new(until_second(now, seconds), tick));
        }
    });
}

/// Draws every clock on the page; answers in how many seconds the next one changes.
fn draw_all(state: &mut State, now: f64) -> Option<u32> {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 in seconds")]
    let now = Timestamp::from_unix((now / 1_000.0).floor() as i64);
    let mut next: Option<u32> = None;
    let elements = dom::all::<Element>("[data-clock]");
    let texts: Vec<String> =
        elements.iter().map(|element| element.get_attribute("data-clock").unwrap_or_default()).collect();
    state.tables.retain(|json| texts.iter().any(|text| text.ends_with(json)));
    for (element, text) in elements.iter().zip(&texts) {
        let Some((chip, windows)) = state.tables.read(text) else { continue };
        let face = face(chip, windows, now);
        if face.next_tick == 0 {
            continue;
        }
        chip::draw(element, &face);
        state.announcer.note(element, chip.metric, face.milestone);
        let wait = if is_shown(element) { face.next_tick.min(LONGEST) } else { LONGEST };
        next = Some(next.map_or(wait, |next| next.min(wait)));
    }
    state.announcer.speak();
    next
}

/// Whether it takes up room: a clock in a closed panel need not tick each second.
fn is_shown(element: &Element) -> bool {
    use wasm_bindgen::JsCast;
    element.dyn_ref::<HtmlElement>().is_none_or(|element| element.offset_parent().is_some())
}

/// Milliseconds until just after the beginning of the server's second that is `seconds` ahead.
fn until_second(now: f64, seconds: u32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
    let into_second = now.rem_euclid(1_000.0) as u32;
    seconds * 1_000 - into_second.min(999) + 15
}
