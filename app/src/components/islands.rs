//! The one place where islands are put into pages, so that wiring them is one edit.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::model::PageContext;

/// The tables clocks refer to: the moment the page was drawn and the opening windows (`data-w0`, `data-w1`, …).
pub fn clock_data(cx: &PageContext) -> AnyView {
    let windows = cx.windows.iter().enumerate();
    let attributes: Vec<_> =
        windows.map(|(index, table)| custom_attribute(format!("data-w{index}"), table.clone()).into_any_attr()).collect();
    let now = cx.now.unix();
    view! { <div id="clock-data" hidden data-live data-now={now} {..attributes}></div> }.into_any()
}

/// Islands of every page: ticking clocks, live updates, forms sent in place, drafts.
pub fn everywhere(cx: &PageContext) -> Option<AnyView> {
    cx.viewer.as_ref().map(|_| ().into_any())
}

/// Islands of the inbox: keys, selection.
pub fn inbox() -> AnyView {
    ().into_any()
}

/// Islands of the report form: known issues while typing.
pub fn report() -> AnyView {
    ().into_any()
}

/// Islands of the composer: draft, size of the text, sending in place.
pub fn composer() -> AnyView {
    ().into_any()
}
