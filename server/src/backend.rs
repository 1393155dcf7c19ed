//! What server functions of `app` may ask, as one signed-in person.

use std::sync::Arc;

use app::actions::suggest_known_issues::KnownIssueHint;
use app::actions::{ActionError, Answer, DeskBackend};
use domain::ids::EngagementId;
use store::access::Session;

use crate::state::AppState;

/// Known issues offered at once.
const HINTS: usize = 5;

/// The desk as one signed-in person may use it.
pub struct Backend {
    state: AppState,
    session: Session,
}

impl Backend {
    /// One for a request.
    pub fn shared(state: AppState, session: Session) -> Arc<dyn DeskBackend> {
        Arc::new(Self { state, session })
    }

    fn hints(&self, engagement: &str, text: &str) -> Result<Vec<KnownIssueHint>, ActionError> {
        let directory = self.state.store().directory();
        let engagement = directory.engagement(&EngagementId::new(engagement));
        let engagement =
            engagement.filter(|engagement| self.session.scope().sees(engagement)).ok_or(ActionError::NotFound)?;
        let found = directory.match_known_issues(Some(&engagement.product), text, HINTS);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let hint = |issue: &store::directory::KnownIssue| KnownIssueHint {
            id: issue.id.to_string(),
            area: issue.area.clone(),
            problem: issue.title().to_owned(),
            cause: text(&issue.cause),
            check: text(&issue.check),
            fix: text(&issue.fix),
            steps: issue.steps.clone(),
        };
        Ok(found.into_iter().map(hint).collect())
    }
}

impl DeskBackend for Backend {
    fn suggest_known_issues<'a>(&'a self, engagement: &'a str, text: &'a str) -> Answer<'a, Vec<KnownIssueHint>> {
        Box::pin(async move { self.hints(engagement, text) })
    }
}
