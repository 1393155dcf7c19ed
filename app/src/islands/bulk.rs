//! Picking rows for a bulk action: ranges with Shift, all at once, and how many are picked.

use leptos::prelude::*;

/// Improves the checkboxes `keys` of the inbox.
#[island]
pub fn Bulk() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("bulk") {
        picking::start();
    }
}

/// The rows from one to another, in either order.
pub fn range(from: usize, to: usize) -> std::ops::RangeInclusive<usize> {
    from.min(to)..=from.max(to)
}

#[cfg(feature = "hydrate")]
mod picking {
    use std::cell::{Cell, RefCell};

    use wasm_bindgen::JsCast;
    use web_sys::{Element, Event, HtmlInputElement, MouseEvent};

    use super::range;
    use crate::islands::dom;

    const PICKS: &str = "input[name=keys][type=checkbox]";
    const ALL: &str = "[data-select-all]";

    thread_local! {
        /// The key of the row picked last: one end of a range.
        static LAST: RefCell<String> = const { RefCell::new(String::new()) };
        /// How many were picked when last counted.
        static COUNT: Cell<usize> = const { Cell::new(0) };
    }

    pub fn start() {
        dom::on_document("click", |event| on_click(&event));
        dom::on_document("change", |event| {
            if dom::closest::<Element>(&event, PICKS).is_some() {
                count();
            }
        });
        dom::on_document(dom::UPDATED, |_| count());
        count();
    }

    fn on_click(event: &Event) {
        if let Some(pick) = dom::closest::<HtmlInputElement>(event, PICKS) {
            if event.dyn_ref::<MouseEvent>().is_some_and(MouseEvent::shift_key) {
                pick_range(&pick);
            }
            LAST.set(key(&pick));
        } else if let Some(all) = dom::closest::<Element>(event, ALL) {
            let picks = dom::all::<HtmlInputElement>(PICKS);
            let are_all = picks.iter().all(HtmlInputElement::checked);
            let wanted = all.dyn_ref::<HtmlInputElement>().map_or(!are_all, HtmlInputElement::checked);
            for pick in &picks {
                pick.set_checked(wanted);
            }
            count();
        }
    }

    /// The ticket's key in `KEY:VERSION`; the version changes when somebody works on it.
    fn key(pick: &HtmlInputElement) -> String {
        pick.value().split(':').next().unwrap_or_default().to_owned()
    }

    fn pick_range(to: &HtmlInputElement) {
        let picks = dom::all::<HtmlInputElement>(PICKS);
        let place = |wanted: &str| picks.iter().position(|pick| key(pick) == wanted);
        let (Some(from), Some(end)) = (LAST.with_borrow(|last| place(last)), place(&key(to))) else { return };
        for pick in picks.get(range(from, end)).into_iter().flatten() {
            pick.set_checked(to.checked());
        }
    }

    /// Shows how many are picked, and says it when that changed.
    fn count() {
        let picks = dom::all::<HtmlInputElement>(PICKS);
        let picked = picks.iter().filter(|pick| pick.checked()).count();
        let text = [&picked.to_string(), " selected"].concat();
        for place in dom::all::<Element>("[data-bulk-count]") {
            dom::set_text(&place, &text);
        }
        for all in dom::all::<HtmlInputElement>(ALL) {
            all.set_checked(picked > 0 && picked == picks.len());
            all.set_indeterminate(picked > 0 && picked < picks.len());
        }
        if COUNT.replace(picked) != picked {
            dom::announce(&text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_includes_both_ends_in_either_order() {
        assert_eq!(range(2, 4).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(range(4, 2), range(2, 4));
        assert_eq!(range(3, 3).collect::<Vec<_>>(), [3]);
    }
}
