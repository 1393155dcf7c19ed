//! From the form to the answer.

use std::cell::RefCell;

use domain::sla::what_if::{Sheet, Values};
use gloo_timers::callback::Timeout;
use web_sys::{Element, UrlSearchParams};

use super::choices;
use crate::drawn;
use crate::islands::dom;
use crate::islands::enhance::visit;
use crate::model::what_if::{Answer, field_id};

const FORM: &str = "form[data-what-if]";
/// How long the person must pause before the answer is said, in milliseconds.
const PAUSE: u32 = 800;

thread_local! {
    /// The sheet, by the text that it was read from.
    static SHEET: RefCell<Option<(String, Sheet)>> = const { RefCell::new(None) };
    /// The metrics whose hours were unfolded in the last answer.
    static UNFOLDED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static SAYING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Listens for changes of the form.
pub fn start() {
    for event in ["input", "change"] {
        dom::on_document(event, |event| {
            if let Some(form) = dom::closest::<Element>(&event, FORM) {
                answer(&form);
            }
        });
    }
    dom::on_document("submit", |event| {
        if let Some(form) = dom::closest::<Element>(&event, FORM) {
            event.prevent_default();
            answer(&form);
        }
    });
}

fn answer(form: &Element) {
    let text = form.get_attribute("data-sheet").unwrap_or_default();
    SHEET.with_borrow_mut(|known| {
        if known.as_ref().is_none_or(|(from, _)| *from != text) {
            *known = Sheet::decode(&text).map(|sheet| (text, sheet));
        }
        if let Some((_, sheet)) = known {
            answer_from(form, sheet);
        }
    });
}

fn answer_from(form: &Element, sheet: &Sheet) {
    let read = || Values::read(|name| dom::value_of(form, name));
    if let Some(policy) = read().policy(sheet) {
        choices::offer(form, policy);
    }
    let values = read();
    let answer = Answer::to(&values, sheet);
    let (problems, sentence) = match &answer {
        Ok(answer) => (&[][..], answer.sentence()),
        Err(problems) => (problems.as_slice(), "No answer yet".to_owned()),
    };
    for field in dom::all_in::<Element>(form, "[name]") {
        let is_wrong = problems.iter().any(|problem| field.id() == field_id(&problem.field));
        if is_wrong {
            dom::set_attribute(&field, "aria-invalid", "true");
        } else {
            let _ = field.remove_attribute("aria-invalid");
        }
    }
    // What the server said of the form as it was sent.
    for old in dom::all_in::<Element>(form, ".error") {
        old.remove();
    }
    if let Some(refused) = dom::one::<Element>("[data-refused]") {
        refused.set_text_content(None);
    }
    show(&drawn::what_if::answer(&answer));
    keep_in_address(form);
    SAYING.set(Some(Timeout::new(PAUSE, move || dom::announce(&sentence))));
}

/// Draws the answer; what was unfolded stays so.
fn show(html: &str) {
    let Some(place) = dom::one::<Element>("[data-answer]") else { return };
    // While there is no answer, what was unfolded before is kept in mind.
    if dom::one_in::<Element>(&place, "[data-metric]").is_some() {
        let open = dom::all_in::<Element>(&place, "[data-metric]:has(details[open])");
        UNFOLDED.set(open.iter().filter_map(|promise| promise.get_attribute("data-metric")).collect());
    }
    place.set_inner_html(html);
    UNFOLDED.with_borrow(|metrics| {
        for metric in metrics {
            let selector = ["[data-metric=\"", metric, "\"] details"].concat();
            if let Some(details) = dom::one_in::<Element>(&place, &selector) {
                dom::set_attribute(&details, "open", "");
            }
        }
    });
}

/// The address names what is asked, so that it can be loaded again and passed on.
fn keep_in_address(form: &Element) {
    let Ok(query) = UrlSearchParams::new() else { return };
    for field in dom::all_in::<Element>(form, "input[name], select[name]") {
        let name = field.get_attribute("name").unwrap_or_default();
        let value = dom::value_of(form, &name);
        if !value.is_empty() {
            query.append(&name, &value);
        }
    }
    visit::rename(&["?", &String::from(query.to_string())].concat());
}
