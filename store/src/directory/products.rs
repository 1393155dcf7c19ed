//! Products: what was sold.

use domain::ids::ProductId;
use domain::people::Actor;
use domain::problem::text;

use super::Product;
use super::check::{NAME_MAX, policy};
use super::rows::ProductRow;
use crate::Store;
use crate::access::{Scope, keep};
use crate::error::SaveError;
use crate::outbox::{Change, Topic};
use crate::record::record;

/// What the form "Product" carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProductDraft {
    /// Its name.
    pub name: String,
    /// The id of the policy its plans begin with.
    pub policy: String,
}

impl Store {
    /// Adds a product. Problems name `name` or `policy`.
    pub async fn create_product(
        &self,
        scope: &Scope,
        by: &Actor,
        draft: &ProductDraft,
    ) -> Result<ProductId, SaveError> {
        let product = self.check_product(scope, ProductId::new(crate::new_id()), draft, 1)?;
        self.create_record(ProductRow::from(&product), Change::by(Topic::Directory, by)).await?;
        Ok(product.id)
    }

    /// Saves a product over revision `rev`.
    pub async fn update_product(
        &self,
        scope: &Scope,
        by: &Actor,
        id: &ProductId,
        rev: u32,
        draft: &ProductDraft,
    ) -> Result<(), SaveError> {
        let product = self.check_product(scope, id.clone(), draft, rev + 1)?;
        let change = Change::by(Topic::Directory, by);
        self.update_record(record("product", id.as_str()), rev, ProductRow::from(&product), change).await
    }

    fn check_product(
        &self,
        scope: &Scope,
        id: ProductId,
        draft: &ProductDraft,
        rev: u32,
    ) -> Result<Product, SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        let mut problems = Vec::new();
        let name = keep(&mut problems, text("name", "The name", &draft.name, NAME_MAX));
        let policy = policy(&mut problems, &self.directory(), &draft.policy);
        if problems.is_empty() { Ok(Product { id, name, policy, rev }) } else { Err(SaveError::Refused(problems)) }
    }
}
