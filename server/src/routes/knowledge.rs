//! `/knowledge`: known issues, for both sides.

use app::model::KnowledgeModel;
use app::pages;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::people::Side;
use serde::Deserialize;
use store::Directory;
use store::access::Session;
use store::directory::KnownIssue;

use crate::auth::SignedIn;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::report::known_issue;
use crate::state::AppState;

/// The longest text that is searched for.
const QUERY_MAX: usize = 200;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/knowledge", get(show))
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
}

async fn show(
    State(state): State<AppState>,
    SignedIn(session): SignedIn,
    page: PageRequest,
    Query(Search { q }): Query<Search>,
) -> Result<Response, AppError> {
    let query: String = q.trim().chars().take(QUERY_MAX).collect();
    let directory = state.store().directory();
    let mut issues = found(&directory, &session, &query);
    // Issues of one area are neighbours; areas and issues keep their order otherwise.
    let areas: Vec<String> = issues.iter().map(|issue| issue.area.clone()).collect();
    issues.sort_by_key(|issue| areas.iter().position(|area| *area == issue.area));
    let model = KnowledgeModel { issues: issues.into_iter().map(known_issue).collect(), query };
    let cx = state.page(&page, Some(&session)).await?;
    Ok(Html(pages::knowledge(&cx, &model)).into_response())
}

/// All that concern the viewer, or those that share words with a text, the best first.
fn found<'a>(directory: &'a Directory, session: &Session, query: &str) -> Vec<&'a KnownIssue> {
    let issues = if query.is_empty() {
        directory.known_issues(None)
    } else {
        directory.match_known_issues(None, query, usize::MAX)
    };
    issues.into_iter().filter(|issue| concerns(directory, session, issue)).collect()
}

/// What is known about a product is shown to clients who use it: others need not learn that it exists.
fn concerns(directory: &Directory, session: &Session, issue: &KnownIssue) -> bool {
    match (&issue.product, session.side()) {
        (None, _) | (_, Side::Staff) => true,
        (Some(product), Side::Client) => {
            directory.engagements(&session.scope()).iter().any(|one| one.product == *product)
        }
    }
}
