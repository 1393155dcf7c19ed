//! What server functions need from the server.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::use_context;

use super::ActionError;
use super::suggest_known_issues::KnownIssueHint;

/// The answer to a question, later.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, ActionError>> + Send + 'a>>;

/// The desk as one signed-in person may use it.
///
/// The server makes one per request, with the person's scope inside, and puts it into the context as
/// `Arc<dyn DeskBackend>`. So no server function can ask on behalf of someone else.
pub trait DeskBackend: Send + Sync {
    /// Known issues that match what a person is writing about one engagement; the best first, at most five.
    ///
    /// # Errors
    /// [`ActionError::NotFound`] for an engagement that the person may not see.
    fn suggest_known_issues<'a>(&'a self, engagement: &'a str, text: &'a str) -> Answer<'a, Vec<KnownIssueHint>>;
}

/// The backend of the request that is being served.
///
/// # Errors
/// [`ActionError::SignedOut`] when the server put none into the context, because nobody is signed in.
pub fn backend() -> Result<Arc<dyn DeskBackend>, ActionError> {
    use_context::<Arc<dyn DeskBackend>>().ok_or(ActionError::SignedOut)
}
