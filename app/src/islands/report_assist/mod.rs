//! Help while reporting an issue: known issues that look alike, how much room is left, files.
//!
//! - `suggest`: asking while the person types; `hints`: showing what was found
//! - `room`: characters left, shown when it becomes tight

#[cfg(feature = "hydrate")]
mod hints;
#[cfg(feature = "hydrate")]
mod room;
#[cfg(feature = "hydrate")]
mod suggest;

use leptos::prelude::*;

/// Improves `form[data-report]`.
#[island]
pub fn ReportAssist() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    if super::once("report-assist") {
        super::attachments::start();
        suggest::start();
        room::start();
    }
}
