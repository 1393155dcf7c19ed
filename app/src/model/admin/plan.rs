//! Support plans.

use super::{Access, RecordForm, RelatedLink};
use crate::model::Options;

/// The list of plans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlansModel {
    /// By name.
    pub rows: Vec<PlanRow>,
    /// Who may add one.
    pub access: Access,
}

/// One plan in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its SLA policy.
    pub policy: String,
    /// Its calendar.
    pub calendar: String,
    /// How many engagements have it.
    pub engagements: usize,
}

/// A plan's form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanModel {
    /// What every form carries.
    pub form: RecordForm,
    /// Its name, as typed.
    pub name: String,
    /// SLA policies on offer.
    pub policies: Options,
    /// Calendars on offer.
    pub calendars: Options,
    /// What it is, as typed.
    pub description: String,
    /// What is done how often, as typed.
    pub cadence: String,
    /// Engagements that have it.
    pub engagements: Vec<RelatedLink>,
}
