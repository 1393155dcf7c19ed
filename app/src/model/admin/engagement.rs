//! Engagements: one product delivered to one client.

use domain::engagement::Phase;

use super::{Access, RecordForm, RelatedLink};
use crate::model::{Options, Person, Repair, SelectOption};

/// The list of engagements, grouped by phase.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EngagementsModel {
    /// In the order of phases; empty ones are left out.
    pub groups: Vec<PhaseGroup>,
    /// What must exist before there can be one.
    pub missing: Missing,
    /// What an admin has to repair; for others nothing.
    pub repairs: Vec<Repair>,
    /// Who may add one.
    pub access: Access,
}

/// What an engagement is made of and does not exist yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing {
    /// There is no client.
    pub client: bool,
    /// There is no product.
    pub product: bool,
    /// There is no plan.
    pub plan: bool,
}

impl Missing {
    /// Address and name of what has to be made first, in the order in which to make it.
    pub fn steps(self) -> Vec<(&'static str, &'static str)> {
        let all = [
            (self.client, "/clients/new", "Add a client"),
            (self.product, "/products/new", "Add a product"),
            (self.plan, "/plans/new", "Add a plan"),
        ];
        all.into_iter().filter(|(is_missing, _, _)| *is_missing).map(|(_, href, label)| (href, label)).collect()
    }
}

/// The engagements of one phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseGroup {
    /// Which phase.
    pub phase: Phase,
    /// Those that go live first come first.
    pub rows: Vec<EngagementRow>,
}

/// One engagement in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EngagementRow {
    /// Its id.
    pub id: String,
    /// The buyer.
    pub client: String,
    /// What was sold.
    pub product: String,
    /// `Fri 20 Nov, 3 days ago`; empty when no date is agreed.
    pub go_live: String,
    /// The contract terms.
    pub plan: String,
    /// The named owner on the provider's side.
    pub supplier_owner: Option<Person>,
    /// The named owner on the client's side.
    pub buyer_owner: Option<Person>,
    /// Open tickets.
    pub open: u64,
    /// Of these, with a promise already missed.
    pub overdue: u64,
}

/// People of one client, as a group of a select.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnerGroup {
    /// The client's name.
    pub label: String,
    /// Its people.
    pub people: Vec<SelectOption>,
}

/// An engagement's form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EngagementModel {
    /// What every form carries.
    pub form: RecordForm,
    /// Clients on offer. Fixed once the engagement exists.
    pub clients: Options,
    /// Products on offer. Fixed once the engagement exists.
    pub products: Options,
    /// Phases.
    pub phases: Options,
    /// `YYYY-MM-DD` as typed; empty when no date is agreed.
    pub go_live: String,
    /// Plans on offer.
    pub plans: Options,
    /// SLA policies on offer; no current one means the plan's.
    pub policies: Options,
    /// What the plan's policy is called; empty before a plan is chosen.
    pub plan_policy: String,
    /// Calendars on offer; no current one means the plan's.
    pub calendars: Options,
    /// What the plan's calendar is called; empty before a plan is chosen.
    pub plan_calendar: String,
    /// Staff who may own it.
    pub supplier_owners: Options,
    /// The clients' people, by client: only the own ones once the client is fixed.
    pub buyer_owners: Vec<OwnerGroup>,
    /// The chosen person of the client's side, as sent; empty means nobody.
    pub buyer_owner: String,
    /// Agents who belong to it.
    pub team: Vec<RelatedLink>,
    /// What an admin has to repair, so that each of its promises can be worked out.
    pub repairs: Vec<Repair>,
    /// What stands in its way: what has to be made first.
    pub missing: Missing,
    /// Open tickets.
    pub open: u64,
    /// Of these, with a promise already missed.
    pub overdue: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_in_the_order_in_which_to_make_it() {
        let missing = Missing { client: true, product: false, plan: true };
        assert_eq!(missing.steps(), [("/clients/new", "Add a client"), ("/plans/new", "Add a plan")]);
        assert!(Missing::default().steps().is_empty());
    }
}
