//! Products.

use super::{Access, RecordForm, RelatedLink};
use crate::model::Options;

/// The list of products.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductsModel {
    /// By name.
    pub rows: Vec<ProductRow>,
    /// Who may add one.
    pub access: Access,
}

/// One product in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The SLA policy its plans begin with.
    pub policy: String,
    /// Clients that use it, as `Brimley Care, Luma Dental`; empty when none does.
    pub clients: String,
}

/// A product's form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductModel {
    /// What every form carries.
    pub form: RecordForm,
    /// Its name, as typed.
    pub name: String,
    /// SLA policies on offer.
    pub policies: Options,
    /// Engagements in which it is delivered.
    pub engagements: Vec<RelatedLink>,
}
