//! Engagements: one product delivered to one client.

use std::sync::Arc;

use domain::engagement::{Engagement, Phase};
use domain::ids::{ClientId, EngagementId, PersonId, PlanId, ProductId};
use domain::people::{Actor, Role, Side};
use domain::problem::Problem;
use domain::sla::LocalDate;
use domain::time::Timestamp;

use super::Directory;
use super::check::{calendar, policy};
use super::hours::note_switch;
use super::rows::EngagementRow;
use super::versions::rollout;
use crate::Store;
use crate::access::{Person, Scope};
use crate::error::SaveError;
use crate::outbox::{Change, Topic};
use crate::record::record;

/// What the form "Engagement" carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EngagementDraft {
    /// The client's id; fixed once created.
    pub client: String,
    /// The product's id; fixed once created.
    pub product: String,
    /// A phase's stored name.
    pub phase: String,
    /// `YYYY-MM-DD`, or empty.
    pub go_live: String,
    /// The plan's id.
    pub plan: String,
    /// A policy's id; empty for the plan's.
    pub policy: String,
    /// A calendar's id; empty for the plan's.
    pub calendar: String,
    /// The id of a person on the provider's side, or empty.
    pub supplier_owner: String,
    /// The id of a person on the client's side, or empty.
    pub buyer_owner: String,
}

impl Store {
    /// Adds an engagement. Problems name the draft's fields.
    pub async fn create_engagement(
        &self,
        scope: &Scope,
        by: &Actor,
        draft: &EngagementDraft,
    ) -> Result<EngagementId, SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let engagement = check(&self.directory(), EngagementId::new(crate::new_id()), draft)?;
        self.create_record(EngagementRow::of(&engagement, &[], 1)?, Change::by(Topic::Directory, by)).await?;
        Ok(engagement.id)
    }

    /// Saves an engagement over revision `rev`. Its open tickets keep their policy and their clocks' start. Another
    /// calendar counts for them from `now` on, by [`Store::roll_out`]; what has passed stays as it was (SLA.md rule 10).
    pub async fn update_engagement(
        &self,
        scope: &Scope,
        by: &Actor,
        id: &EngagementId,
        rev: u32,
        draft: &EngagementDraft,
        now: Timestamp,
    ) -> Result<(), SaveError> {
        if self.directory().engagement_rev(id) != rev {
            // Another process may have saved it a moment ago; the calendars it had must not get lost.
            self.reload_directory().await?;
        }
        let directory = self.directory();
        let (before, after) = change(&directory, scope, id, draft)?;
        if directory.engagement_rev(id) != rev {
            return Err(SaveError::Conflict);
        }
        let mut switches = directory.switches.get(id).cloned().unwrap_or_default();
        let rollout = (before.calendar != after.calendar).then(|| {
            let at = note_switch(&mut switches, &before.calendar, &after.calendar, by, now);
            rollout("engagement", id.as_str(), rev + 1, at, &[])
        });
        let row = EngagementRow::of(&after, &switches, rev + 1)?;
        let change = Change::by(Topic::Directory, by);
        self.update_rolling_out(record("engagement", id.as_str()), rev, row, rollout, change).await
    }
}

impl Directory {
    /// A person as read, with all engagements that are theirs: an agent belongs to those they own, for as long as they
    /// own them, whether or not they were chosen for its team. This is the one place that says so. Every person comes
    /// through here, so that scopes, open sessions, live updates and the lists of whom a ticket can be given to agree.
    pub(crate) fn with_owned(&self, mut person: Person) -> Person {
        if person.role == Role::Agent {
            let is_owned = |engagement: &&Arc<Engagement>| engagement.supplier_owner.as_ref() == Some(&person.id);
            let owned = self.engagements.values().filter(is_owned).map(|engagement| engagement.id.clone());
            let missing: Vec<_> = owned.filter(|id| !person.engagements.contains(id)).collect();
            person.engagements.extend(missing.iter().cloned());
            person.by_owning = missing;
        }
        person
    }
}

/// An engagement as it is, and as a form would have it.
pub(crate) fn change(
    directory: &Directory,
    scope: &Scope,
    id: &EngagementId,
    draft: &EngagementDraft,
) -> Result<(Arc<Engagement>, Engagement), SaveError> {
    if !scope.may_administer() {
        return Err(SaveError::Forbidden);
    }
    let before = directory.engagement(id).ok_or(SaveError::NotFound)?;
    let after = check(directory, id.clone(), draft)?;
    let mut problems = Vec::new();
    if after.client != before.client {
        problems.push(Problem::new(
            "client",
            "Tickets belong to this client, so it stays. Create another engagement instead.",
        ));
    }
    if after.product != before.product {
        problems.push(Problem::new(
            "product",
            "Tickets belong to this product, so it stays. Create another engagement instead.",
        ));
    }
    if problems.is_empty() { Ok((Arc::clone(before), after)) } else { Err(SaveError::Refused(problems)) }
}

fn check(directory: &Directory, id: EngagementId, draft: &EngagementDraft) -> Result<Engagement, SaveError> {
    let mut problems = Vec::new();
    let mut refuse = |field: &str, message: &str| problems.push(Problem::new(field, message));
    let client = ClientId::new(draft.client.clone());
    if directory.client(&client).is_none() {
        refuse("client", "Choose one of the clients.");
    }
    let product = ProductId::new(draft.product.clone());
    if directory.product(&product).is_none() {
        refuse("product", "Choose one of the products.");
    }
    let phase = Phase::from_name(&draft.phase);
    if phase.is_none() {
        refuse("phase", "Choose a phase: onboarding, launch, hypercare, run, offboarding or closed.");
    }
    let go_live = draft.go_live.trim();
    if !go_live.is_empty() && go_live.parse::<LocalDate>().is_err() {
        refuse("go_live", "Write the go-live date as year-month-day, like 2027-03-31, or leave it empty.");
    }
    let owner = |text: &str, side: Side| {
        let id = PersonId::new(text);
        let person = directory.person(&id)?;
        let belongs = person.side() == side && (side == Side::Staff || person.client.as_ref() == Some(&client));
        belongs.then_some(id)
    };
    let supplier_owner = owner(&draft.supplier_owner, Side::Staff);
    if supplier_owner.is_none() && !draft.supplier_owner.is_empty() {
        refuse("supplier_owner", "Choose one of the support team, or nobody.");
    }
    let buyer_owner = owner(&draft.buyer_owner, Side::Client);
    if buyer_owner.is_none() && !draft.buyer_owner.is_empty() {
        refuse("buyer_owner", "Choose one of this client's people, or nobody.");
    }
    let plan_id = PlanId::new(draft.plan.clone());
    let plan = directory.plan(&plan_id);
    if plan.is_none() {
        refuse("plan", "Choose one of the plans.");
    }
    let policy = match plan {
        Some(plan) if draft.policy.is_empty() => plan.policy.clone(),
        _ => policy(&mut problems, directory, &draft.policy),
    };
    let calendar = match plan {
        Some(plan) if draft.calendar.is_empty() => plan.calendar.clone(),
        _ => calendar(&mut problems, directory, &draft.calendar),
    };
    match phase {
        Some(phase) if problems.is_empty() => Ok(Engagement {
            id,
            client,
            product,
            phase,
            go_live: (!go_live.is_empty()).then(|| go_live.to_owned()),
            plan: plan_id,
            policy,
            calendar,
            supplier_owner,
            buyer_owner,
        }),
        _ => Err(SaveError::Refused(problems)),
    }
}
