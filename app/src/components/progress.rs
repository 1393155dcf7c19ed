//! How far a checklist is: a bar with its words.

use leptos::prelude::*;

use crate::model::checklist::Bar;

/// The bar alone; its words must stand beside it. Drawn as an image, so that it needs no inline style.
pub fn bar(bar: &Bar) -> AnyView {
    let width = bar.settled.saturating_mul(100).checked_div(bar.total).unwrap_or(100);
    let class = if bar.settled == bar.total { "progress full" } else { "progress" };
    let line = format!("<rect width=\"{width}\" height=\"6\"/>");
    view! { <svg class=class viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" inner_html=line></svg> }
        .into_any()
}
