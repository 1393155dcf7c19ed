//! Rows of checklists and of their files against what people did, and each engagement's number against its runs.

use domain::ids::{ChecklistId, ClientId};
use surrealdb::types::{RecordId, RecordIdKey, SurrealValue, Value, vars};

use super::Finding;
use super::check::Round;
use crate::checklists::{EvidenceRow, RunRow, ops_range, read_run};
use crate::error::StoreError;
use crate::record::{IDS, key_text, record};

#[derive(SurrealValue)]
struct StoredRun {
    row: RunRow,
    ops: Vec<String>,
}

const RUN: &str = "RETURN {
    row: (SELECT * FROM ONLY $run),
    ops: (SELECT VALUE document FROM $ops)
}";
const ROWS: &str = "SELECT * FROM $files";
const LAST: &str = "SELECT VALUE last FROM ONLY $revision";
const PUT_ROW: &str = "{ UPSERT ONLY $row.id CONTENT $row RETURN NONE; RETURN NONE; }";
const PUT_LAST: &str = "{ UPSERT ONLY $revision SET last = $last RETURN NONE; RETURN NONE; }";

impl Round<'_> {
    /// Every run.
    pub(super) async fn check_checklists(&mut self) -> Result<(), StoreError> {
        let mut after = RecordIdKey::String(String::new());
        loop {
            let ids: Vec<RecordId> = self.page("checklist", after, IDS).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = last.key.clone();
            for id in ids {
                self.check_checklist(id).await?;
            }
        }
    }

    async fn check_checklist(&mut self, id: RecordId) -> Result<(), StoreError> {
        let name = key_text(&id).to_owned();
        let stored: StoredRun = self.store.db.read(RUN, vars! { run: id, ops: ops_range(&name) }).await?;
        let found = |what: &str| Finding::Checklist { id: name.clone(), what: what.to_owned() };
        let Ok(run) = read_run(&ChecklistId::new(name.as_str()), &stored.row.document, &stored.ops) else {
            self.report
                .findings
                .push(Finding::History { key: ["checklist ", &name].concat(), what: "unreadable".to_owned() });
            return Ok(());
        };
        // Where it belongs is said by its plan; whose that is by the directory.
        let engagement = self.directory.engagement(&run.plan.engagement);
        let client = engagement.map_or_else(|| ClientId::new(""), |engagement| engagement.client.clone());
        let numbers = run.log().iter().filter_map(|entry| entry.rev);
        let rev = numbers.max().unwrap_or_else(|| u32::try_from(stored.row.rev).unwrap_or_default());
        let expected = RunRow::of(&run, &client, rev)?;
        if expected != stored.row {
            self.report.findings.push(found("the list row differs from what people did"));
            self.put(vars! { row: expected }).await?;
        }
        self.check_evidence(
            &name,
            run.log()
                .iter()
                .filter_map(|entry| entry.op.deed.file())
                .map(|file| EvidenceRow::of(&run.plan.id, file))
                .collect(),
        )
        .await?;
        let revision = record("revision", run.plan.engagement.as_str());
        let last: Option<i64> = self.store.db.read(LAST, vars! { revision: revision.clone() }).await?;
        if last.unwrap_or_default() < i64::from(rev) {
            self.report.findings.push(found("its engagement's number is behind it"));
            if self.rebuild {
                self.store.db.write::<Value>(PUT_LAST, vars! { revision: revision, last: i64::from(rev) }).await?;
                self.report.repaired += 1;
            }
        }
        Ok(())
    }

    /// The rows of a run's files: without its row nobody gets a file, and housekeeping removes it.
    async fn check_evidence(&mut self, run: &str, expected: Vec<EvidenceRow>) -> Result<(), StoreError> {
        if expected.is_empty() {
            return Ok(());
        }
        let ids: Vec<RecordId> = expected.iter().map(|row| row.id.clone()).collect();
        let stored: Vec<EvidenceRow> = self.store.db.read(ROWS, vars! { files: ids }).await?;
        for row in expected.into_iter().filter(|row| !stored.contains(row)) {
            let what = ["the row of file ", key_text(&row.id), " is missing or differs"].concat();
            self.report.findings.push(Finding::Checklist { id: run.to_owned(), what });
            self.put(vars! { row: row }).await?;
        }
        Ok(())
    }

    async fn put(&mut self, vars: surrealdb::types::Variables) -> Result<(), StoreError> {
        if self.rebuild {
            self.store.db.write::<Value>(PUT_ROW, vars).await?;
            self.report.repaired += 1;
        }
        Ok(())
    }
}
