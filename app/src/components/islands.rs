//! The one place where islands are put into pages, so that wiring them is one edit.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::islands::{Bulk, Clocks, Composer, Drafts, Enhance, InboxKeys, Live, ReportAssist};
use crate::model::PageContext;

/// The tables clocks refer to: the moment the page was drawn and the opening windows (`data-w0`, `data-w1`, …).
pub fn clock_data(cx: &PageContext) -> AnyView {
    let windows = cx.windows.iter().enumerate();
    let attributes: Vec<_> = windows
        .map(|(index, table)| custom_attribute(format!("data-w{index}"), table.clone()).into_any_attr())
        .collect();
    let now = cx.now.unix();
    view! { <div id="clock-data" hidden data-live data-now={now} {..attributes}></div> }.into_any()
}

/// Islands of every signed-in page: ticking clocks, live updates, forms sent in place, drafts.
pub fn everywhere(cx: &PageContext) -> Option<AnyView> {
    cx.viewer.as_ref().map(|_| view! { <Clocks/><Live/><Enhance/><Drafts/> }.into_any())
}

/// Islands of the inbox: keys, selection.
pub fn inbox() -> AnyView {
    view! { <InboxKeys/><Bulk/> }.into_any()
}

/// Islands of the report form: known issues while typing.
pub fn report() -> AnyView {
    view! { <ReportAssist/> }.into_any()
}

/// Islands of the composer: size of the text, attachments, sending by key.
pub fn composer() -> AnyView {
    view! { <Composer/> }.into_any()
}
