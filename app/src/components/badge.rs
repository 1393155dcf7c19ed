//! Priority and state labels.

use domain::people::Side;
use domain::ticket::TicketState;
use leptos::prelude::*;

use crate::model::Priority;
use crate::model::badge::{state_class, state_label};

/// A priority's label.
pub fn priority(priority: &Priority) -> AnyView {
    view! { <span class=priority.class()>{priority.label.clone()}</span> }.into_any()
}

/// Where a ticket stands, in the words of a side.
pub fn state(state: TicketState, side: Side) -> AnyView {
    view! { <span class=state_class(state)>{state_label(state, side)}</span> }.into_any()
}
