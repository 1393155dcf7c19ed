//! Clients.

use super::{Access, RecordForm, RelatedLink};

/// The list of clients.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientsModel {
    /// By name.
    pub rows: Vec<ClientRow>,
    /// Who may add one.
    pub access: Access,
}

/// One client in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What its ticket keys begin with.
    pub prefix: String,
    /// Its zone and the time there: `Europe/London, 08:51`.
    pub zone: String,
    /// Products in use, as `Rota HRM, Frontdesk`; empty when there is no engagement.
    pub products: String,
    /// How many people can sign in.
    pub people: usize,
    /// Open tickets.
    pub open: u64,
    /// Of these, with a promise already missed.
    pub overdue: u64,
}

/// A client's form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientModel {
    /// What every form carries.
    pub form: RecordForm,
    /// Its name, as typed.
    pub name: String,
    /// What its ticket keys begin with, as typed.
    pub prefix: String,
    /// Its IANA zone, as typed.
    pub zone: String,
    /// Zones on offer while typing.
    pub zones: Vec<String>,
    /// Its engagements.
    pub engagements: Vec<RelatedLink>,
    /// Its people.
    pub people: Vec<RelatedLink>,
}
