//! Support plans: the contract terms.

use domain::ids::PlanId;
use domain::people::Actor;
use domain::problem::{optional_text, text};

use super::Plan;
use super::check::{NAME_MAX, TEXT_MAX, calendar, policy};
use super::rows::PlanRow;
use crate::Store;
use crate::access::{Scope, keep};
use crate::error::SaveError;
use crate::outbox::{Change, Topic};
use crate::record::record;

/// What the form "Plan" carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanDraft {
    /// Its name.
    pub name: String,
    /// The id of its policy.
    pub policy: String,
    /// The id of its calendar.
    pub calendar: String,
    /// What it is; may be empty.
    pub description: String,
    /// What is done how often; may be empty.
    pub cadence: String,
}

impl Store {
    /// Adds a plan. Problems name `name`, `policy`, `calendar`, `description` or `cadence`.
    pub async fn create_plan(&self, scope: &Scope, by: &Actor, draft: &PlanDraft) -> Result<PlanId, SaveError> {
        let plan = self.check_plan(scope, PlanId::new(crate::new_id()), draft, 1)?;
        self.create_record(PlanRow::from(&plan), Change::by(Topic::Directory, by)).await?;
        Ok(plan.id)
    }

    /// Saves a plan over revision `rev`. Engagements keep the policy and calendar they were made with.
    pub async fn update_plan(
        &self,
        scope: &Scope,
        by: &Actor,
        id: &PlanId,
        rev: u32,
        draft: &PlanDraft,
    ) -> Result<(), SaveError> {
        let plan = self.check_plan(scope, id.clone(), draft, rev + 1)?;
        self.update_record(record("plan", id.as_str()), rev, PlanRow::from(&plan), Change::by(Topic::Directory, by))
            .await
    }

    fn check_plan(&self, scope: &Scope, id: PlanId, draft: &PlanDraft, rev: u32) -> Result<Plan, SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let directory = self.directory();
        let mut problems = Vec::new();
        let name = keep(&mut problems, text("name", "The name", &draft.name, NAME_MAX));
        let policy = policy(&mut problems, &directory, &draft.policy);
        let calendar = calendar(&mut problems, &directory, &draft.calendar);
        let description =
            keep(&mut problems, optional_text("description", "The description", &draft.description, TEXT_MAX));
        let cadence = keep(&mut problems, optional_text("cadence", "The cadence", &draft.cadence, TEXT_MAX));
        if !problems.is_empty() {
            return Err(SaveError::Refused(problems));
        }
        let (description, cadence) = (description.unwrap_or_default(), cadence.unwrap_or_default());
        Ok(Plan { id, name, policy, calendar, description, cadence, rev })
    }
}
