//! The one place where islands are put into pages, so that wiring them is one edit.

use domain::people::Side;
use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;

use crate::islands::{Bulk, Clocks, Composer, Drafts, Enhance, InboxKeys, Live, ReportAssist, WhatIf};
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

/// Islands of every signed-in page: ticking clocks, live updates, forms sent in place, drafts; keys for staff.
pub fn everywhere(cx: &PageContext) -> Option<AnyView> {
    let viewer = cx.viewer.as_ref()?;
    // Staff act on a ticket by the same keys on its own page as in the inbox.
    let keys = (viewer.side() == Side::Staff).then(|| view! { <InboxKeys/> });
    Some(view! { <Clocks/><Live/><Enhance/><Drafts/>{keys} }.into_any())
}

/// Islands of the inbox: selection.
pub fn inbox() -> AnyView {
    view! { <Bulk/> }.into_any()
}

/// Islands of the report form: known issues while typing.
pub fn report() -> AnyView {
    view! { <ReportAssist/> }.into_any()
}

/// Islands of the composer: size of the text, attachments, sending by key.
pub fn composer() -> AnyView {
    view! { <Composer/> }.into_any()
}

/// Islands of "What if?": answers without the server.
pub fn what_if() -> AnyView {
    view! { <WhatIf/> }.into_any()
}
