//! New versions of calendars and policies: form, preview, apply.
//!
//! # Layout
//! - `calendar`: a calendar's next version, and new calendars; `calendar_form`: what is in its fields
//! - `policy`, `policy_form`: the same for policies, with the open tickets that are moved by choice
//! - `holidays`: holidays out of an `.ics` file; `typed`: a form that may bring a file
//! - `effects`: what would change, in words; `lines`: the list of versions

mod calendar;
mod calendar_form;
pub(super) mod effects;
mod holidays;
pub(super) mod lines;
mod policy;
mod policy_form;
mod typed;

use axum::Router;
use axum::response::Response;

use super::call::Call;
use super::saved::done;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    calendar::router().merge(policy::router())
}

/// Why an apply is not carried out although everything typed is right.
pub(super) const STALE: &str = "What would change is not what you looked at: tickets have moved on meanwhile";

/// Back to the list, which has one more.
fn added(call: &Call, list: &str, name: &str) -> Response {
    done(&call.state, list, format!("{} was added. Choose it in a plan or an engagement.", name.trim()))
}

/// How long a person waits for open tickets to follow a version; the job goes on without them.
const WAIT: std::time::Duration = std::time::Duration::from_secs(4);

/// Lets open tickets follow what was just saved, and waits a moment for it. What is not done then, or fails, is the
/// job's (`jobs::rollout`).
pub(super) async fn roll_out(call: &Call) {
    let (store, now) = (call.store().clone(), call.now());
    let task = tokio::spawn(async move { store.roll_out(&store.system(), now).await });
    match tokio::time::timeout(WAIT, task).await {
        // The job meets the same a moment later, and logs it while it lasts.
        Ok(Ok(_)) | Err(_) => {}
        Ok(Err(error)) => tracing::error!(%error, "following what was saved was cut off; the job goes on with it"),
    }
}
