//! Beginning a run of a template on an engagement, and loading runs with their whole history.

use domain::checklist::{Entry, NAME_MAX, Plan, Run};
use domain::engagement::Engagement;
use domain::ids::{ChecklistId, EngagementId, TemplateId};
use domain::people::{Actor, Side};
use domain::problem::{Problem, optional_text};
use domain::time::Timestamp;
use surrealdb::types::{Value, vars};

use super::evidence::EvidenceRow;
use super::rows::{OpRow, RunRow};
use crate::Store;
use crate::access::{Scope, SystemScope};
use crate::error::{SaveError, StoreError};
use crate::outbox::{Change, Topic};
use crate::record::record;

/// What the form "Start a checklist" carries. Texts as typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Start {
    /// The form's own id, under which the run is kept: sent twice it begins once.
    pub id: String,
    /// Where.
    pub engagement: String,
    /// What of.
    pub template: String,
    /// Its name; empty for the template's.
    pub name: String,
}

const NUMBER: &str = "SELECT VALUE last FROM ONLY $revision";
const BEGIN: &str = "{
    LET $before = (SELECT VALUE last FROM ONLY $revision) ?? 0;
    IF $before != $seen { THROW 'moved' };
    CREATE ONLY $row.id CONTENT $row RETURN NONE;
    IF array::len($ops) > 0 { INSERT INTO checklist_op $ops RETURN NONE };
    IF array::len($files) > 0 { INSERT INTO evidence $files RETURN NONE };
    UPSERT ONLY $revision SET last = $last RETURN NONE;
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}";
/// How often a run is numbered again because the engagement changed meanwhile.
const TRIES: u32 = 20;

impl Store {
    /// Begins a run of the template's newest version. For staff who see the engagement.
    pub async fn start_checklist(
        &self,
        scope: &Scope,
        by: &Actor,
        start: &Start,
        now: Timestamp,
    ) -> Result<ChecklistId, SaveError> {
        if scope.side() != Side::Staff {
            return Err(SaveError::NotFound);
        }
        let directory = self.directory();
        let engagement = directory.engagement(&EngagementId::new(start.engagement.as_str()));
        let engagement = engagement.filter(|engagement| scope.sees(engagement));
        let template = self.checklist_template(scope, &TemplateId::new(start.template.as_str())).await?;
        let name = optional_text("name", "The name", &start.name, NAME_MAX);
        let mut problems: Vec<Problem> = name.as_ref().err().cloned().into_iter().collect();
        if engagement.is_none() {
            problems.push(Problem::new("engagement", "Choose the engagement that it is for."));
        }
        let fits = template.as_ref().zip(engagement).is_none_or(|(stored, engagement)| {
            stored.template.product.as_ref().is_none_or(|product| *product == engagement.product)
        });
        if template.is_none() {
            problems.push(Problem::new("template", "Choose a template."));
        } else if !fits {
            problems.push(Problem::new("template", "This template is for another product. Choose one that fits."));
        }
        let is_id = start.id.len() == 32 && start.id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_id {
            problems.push(Problem::new("", "This form is damaged. Load the page again."));
        }
        let (Some(engagement), Some(stored), true) = (engagement, template, problems.is_empty()) else {
            return Err(SaveError::Refused(problems));
        };
        let template = stored.template;
        let plan = Plan {
            id: ChecklistId::new(start.id.as_str()),
            engagement: engagement.id.clone(),
            template: template.reference(),
            kind: template.kind,
            name: name.ok().flatten().unwrap_or(template.name),
            sections: template.sections,
            started_at: now,
            started_by: by.clone(),
        };
        let id = plan.id.clone();
        match self.begin(engagement, plan, Vec::new(), by).await {
            Ok(()) => Ok(id),
            // The same form was sent before.
            Err(error) if error.is_taken() && self.checklist_exists(scope, &id).await? => Ok(id),
            Err(error) => Err(error.into()),
        }
    }

    /// Loads a run with what happened to it, numbered here in the order given. For the demo and imports.
    pub async fn load_checklist_history(
        &self,
        _: &SystemScope,
        plan: Plan,
        entries: Vec<Entry>,
    ) -> Result<(), StoreError> {
        let directory = self.directory();
        let engagement = directory
            .engagement(&plan.engagement)
            .ok_or_else(|| StoreError::damaged(plan.id.to_string(), "its engagement does not exist"))?;
        self.begin(engagement, plan, entries, &Actor::System).await
    }

    async fn begin(
        &self,
        engagement: &Engagement,
        plan: Plan,
        entries: Vec<Entry>,
        by: &Actor,
    ) -> Result<(), StoreError> {
        let revision = record("revision", engagement.id.as_str());
        for _ in 0..TRIES {
            let seen: Option<i64> = self.db.read(NUMBER, vars! { revision: revision.clone() }).await?;
            let seen = u32::try_from(seen.unwrap_or_default()).unwrap_or(u32::MAX);
            // The run itself is the engagement's next change, its operations those after it.
            let numbers = seen.saturating_add(2)..;
            let entries: Vec<Entry> =
                numbers.zip(&entries).map(|(rev, entry)| Entry { rev: Some(rev), ..entry.clone() }).collect();
            let last = entries.last().and_then(|entry| entry.rev).unwrap_or(seen.saturating_add(1));
            let run = Run::fold(plan.clone(), entries.clone());
            let ops: Result<Vec<OpRow>, _> = entries.iter().map(|entry| OpRow::of(&plan.id, entry)).collect();
            let files = entries.iter().filter_map(|entry| entry.op.deed.file());
            let told = Change::by(Topic::Checklist, by).on_engagement(&engagement.id, &engagement.client);
            let vars = vars! {
                revision: revision.clone(),
                seen: i64::from(seen),
                last: i64::from(last),
                row: RunRow::of(&run, &engagement.client, last)?,
                ops: ops?,
                files: files.map(|file| EvidenceRow::of(&plan.id, file)).collect::<Vec<_>>(),
                outbox: told.into_row(),
            };
            match self.db.write::<Value>(BEGIN, vars).await {
                Err(error) if error.thrown() == Some("moved") => {}
                outcome => return outcome.map(drop),
            }
        }
        Err(StoreError::Busy { attempts: TRIES })
    }
}
