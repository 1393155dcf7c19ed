//! Reading one run: its operations by a range of record ids, without any index.

use std::sync::Arc;

use domain::checklist::Run;
use domain::engagement::Engagement;
use domain::ids::{ChecklistId, EngagementId};
use domain::people::Side;
use surrealdb::types::{SurrealValue, vars};

use super::Checklist;
use super::rows::{damaged, ops_range, read_run};
use crate::Store;
use crate::access::Scope;
use crate::error::StoreError;
use crate::record::record;

/// A run with what a change to it starts from.
pub(super) struct Loaded {
    pub(super) run: Run,
    pub(super) engagement: Arc<Engagement>,
    /// The engagement's number: another one means that somebody else was first.
    pub(super) last: u32,
}

#[derive(SurrealValue)]
struct LoadedRow {
    row: Option<PlanRow>,
    last: Option<i64>,
    ops: Vec<String>,
}

#[derive(SurrealValue)]
struct PlanRow {
    engagement: String,
    document: String,
}

// The number is read with the operations in one statement: what was read is what the number says.
const LOAD: &str = "{
    LET $row = (SELECT engagement, document FROM ONLY $run);
    RETURN {
        row: $row,
        last: IF $row = NONE { NONE } ELSE { (SELECT VALUE last FROM ONLY type::record('revision', $row.engagement)) },
        ops: (SELECT VALUE document FROM $ops)
    };
}";

impl Store {
    /// A run that is a scope's to see. A client's scope gets it without the provider's remarks.
    pub async fn checklist(&self, scope: &Scope, id: &ChecklistId) -> Result<Option<Checklist>, StoreError> {
        let loaded = self.load_checklist(scope, id).await?;
        Ok(loaded.map(|loaded| as_seen(scope, loaded.run, loaded.engagement)))
    }

    /// The same for a device that has what has a number up to this one: `None` also when there is nothing new for its
    /// side. That a remark was written is the team's own.
    pub(crate) async fn checklist_since(
        &self,
        scope: &Scope,
        id: &ChecklistId,
        since: u32,
    ) -> Result<Option<Checklist>, StoreError> {
        let loaded = self.load_checklist(scope, id).await?;
        // Judged by the engagement's numbers: those that a client's device gets are others.
        let news = loaded.filter(|loaded| scope.side() == Side::Staff || shows_news(&loaded.run, since));
        Ok(news.map(|loaded| as_seen(scope, loaded.run, loaded.engagement)))
    }

    pub(super) async fn load_checklist(&self, scope: &Scope, id: &ChecklistId) -> Result<Option<Loaded>, StoreError> {
        let vars = vars! { run: record("checklist", id.as_str()), ops: ops_range(id.as_str()) };
        let loaded: LoadedRow = self.db.read(LOAD, vars).await?;
        let Some(row) = loaded.row else { return Ok(None) };
        let directory = self.directory();
        let engagement = directory
            .engagement(&EngagementId::new(row.engagement))
            .ok_or_else(|| damaged(id, "its engagement does not exist"))?;
        if !scope.sees(engagement) {
            return Ok(None);
        }
        let run = read_run(id, &row.document, &loaded.ops)?;
        let last = loaded.last.and_then(|last| u32::try_from(last).ok());
        let last = last.ok_or_else(|| damaged(id, "its engagement has no number"))?;
        Ok(Some(Loaded { run, engagement: Arc::clone(engagement), last }))
    }
}

/// The run as a side sees it.
pub(super) fn as_seen(scope: &Scope, run: Run, engagement: Arc<Engagement>) -> Checklist {
    let run = if scope.side() == Side::Client { run.for_client() } else { run };
    Checklist { run, engagement }
}

/// Whether a client's device with this number has not everything that its side may know.
fn shows_news(run: &Run, since: u32) -> bool {
    let shown = run.log().iter().filter(|entry| !entry.op.deed.is_internal());
    let mut revs = shown.filter_map(|entry| entry.rev);
    // One with nothing older may have begun since.
    revs.clone().any(|rev| rev > since) || !revs.any(|rev| rev <= since)
}
