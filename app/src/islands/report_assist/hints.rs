//! Showing known issues, in the markup in which the server shows them.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node};

use crate::actions::suggest_known_issues::KnownIssueHint;
use crate::islands::dom;

/// Where they stand.
const PLACE: &str = "[data-known]";
const SOLVED: &str = "data-solved";

thread_local! {
    /// What the server draws there while nothing matches.
    static NOTHING: RefCell<Option<Element>> = const { RefCell::new(None) };
    static SHOWN: RefCell<Vec<KnownIssueHint>> = const { RefCell::new(Vec::new()) };
}

/// Listens for "This solved it".
pub fn start() {
    dom::on_document("click", |event| {
        if dom::closest::<Element>(&event, &["[", SOLVED, "]"].concat()).is_some() {
            say_goodbye();
        }
    });
}

/// Shows what was found. The same again changes nothing: an opened answer stays open.
pub fn show(found: &[KnownIssueHint]) {
    if SHOWN.with_borrow(|shown| shown == found) {
        return;
    }
    SHOWN.set(found.to_vec());
    let Some(place) = dom::one::<Element>(PLACE) else { return };
    keep_nothing(&place);
    place.set_text_content(None);
    if found.is_empty() {
        show_nothing(&place);
        return;
    }
    let lead = "These look like yours. If one of them helps, you need not wait for us.";
    let list = dom::make("ul", "known-list", "");
    if let Some(list) = &list {
        for hint in found {
            dom::append(list, [item(hint)]);
        }
    }
    dom::append(&place, [dom::make("p", "muted small", lead), list]);
    let count = found.len();
    let text = if count == 1 {
        "One known issue looks like yours.".to_owned()
    } else {
        [&count.to_string(), " known issues look like yours."].concat()
    };
    dom::announce(&text);
}

fn keep_nothing(place: &Element) {
    let is_kept = NOTHING.with_borrow(Option::is_some);
    if !is_kept && dom::one_in::<Element>(place, ".known").is_none() {
        NOTHING.set(place.clone_node_with_deep(true).ok().and_then(|copy| copy.dyn_into().ok()));
    }
}

fn show_nothing(place: &Element) {
    let copy = NOTHING.with_borrow(|nothing| nothing.as_ref()?.clone_node_with_deep(true).ok());
    while let Some(child) = copy.as_ref().and_then(Node::first_child) {
        let _ = place.append_child(&child);
    }
}

fn item(hint: &KnownIssueHint) -> Option<HtmlElement> {
    let item = dom::make("li", "", "")?;
    let details = dom::make("details", "known", "")?;
    let summary = dom::make("summary", "", "")?;
    dom::append(&summary, [dom::make("span", "", &hint.problem), dom::make("span", "tiny muted", &hint.area)]);
    let inside = dom::make("div", "known-in", "")?;
    dom::append(
        &inside,
        [
            labelled("Usual cause ", &hint.cause),
            labelled("Where to look ", &hint.check),
            labelled("What helps ", &hint.fix),
            steps(&hint.steps),
            dom::make_button("btn", SOLVED, "This solved it"),
        ],
    );
    dom::append(&details, [Some(summary), Some(inside)]);
    dom::append(&item, [Some(details)]);
    Some(item)
}

fn labelled(label: &str, text: &str) -> Option<HtmlElement> {
    if text.is_empty() {
        return None;
    }
    let line = dom::make("p", "", "")?;
    dom::append(&line, [dom::make("span", "label", label), dom::make("span", "", text)]);
    Some(line)
}

fn steps(steps: &[String]) -> Option<HtmlElement> {
    if steps.is_empty() {
        return None;
    }
    let list = dom::make("ol", "steps", "")?;
    for step in steps {
        dom::append(&list, [dom::make("li", "", step)]);
    }
    Some(list)
}

/// The person is helped: nothing was sent, nothing is lost.
fn say_goodbye() {
    let Some(place) = dom::one::<Element>(PLACE) else { return };
    place.set_text_content(None);
    let text = "Good to hear. Nothing was sent, and what you wrote is kept on this device in case it comes back.";
    let link = dom::make("a", "btn", "Back to the start page");
    if let Some(link) = &link {
        let _ = link.set_attribute("href", "/");
    }
    dom::append(&place, [dom::make("p", "", text), link.clone()]);
    if let Some(link) = link {
        let _ = link.focus();
    }
    dom::announce(text);
}
