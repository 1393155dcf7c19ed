//! Instants.

use leptos::prelude::*;

use crate::model::Moment;

/// A `<time>` in the viewer's zone, the other side's zone in its tooltip.
pub fn time(moment: &Moment) -> AnyView {
    view! { <time datetime=moment.iso() title=moment.elsewhere.clone()>{moment.local.clone()}</time> }.into_any()
}

/// `09:00, 10:00 in Brimley`: both zones written out.
pub fn both_zones(moment: &Moment) -> AnyView {
    let elsewhere = moment.elsewhere.clone().map(|text| format!(", {text}"));
    view! { <time datetime=moment.iso()>{moment.local.clone()}{elsewhere}</time> }.into_any()
}
