//! Islands.
use leptos::prelude::*;
/// Trial.
#[island]
pub fn Trial() -> impl IntoView {}
