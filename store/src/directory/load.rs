//! Reading everything into one snapshot.

use std::sync::Arc;

use domain::sla::{Calendar, Policy, PolicyBook};
use surrealdb::types::{SurrealValue, vars};

use super::rows::{ClientRow, DocumentRow, EngagementRow, PlanRow, ProductRow, ProviderRow};
use super::saved::VersionRow;
use super::{Client, Directory, KnownIssue, Plan, Product};
use crate::Store;
use crate::access::PersonRow;
use crate::clock::wall_clock;
use crate::db::Db;
use crate::error::StoreError;

#[derive(SurrealValue)]
struct Everything {
    provider: Vec<ProviderRow>,
    clients: Vec<ClientRow>,
    products: Vec<ProductRow>,
    plans: Vec<PlanRow>,
    engagements: Vec<EngagementRow>,
    people: Vec<PersonRow>,
    policies: Vec<VersionRow>,
    calendars: Vec<VersionRow>,
    articles: Vec<DocumentRow>,
}

/// One statement, so one consistent state.
const EVERYTHING: &str = "RETURN {
    provider: (SELECT * FROM provider),
    clients: (SELECT * FROM client),
    products: (SELECT * FROM product),
    plans: (SELECT * FROM plan),
    engagements: (SELECT * FROM engagement),
    people: (SELECT * FROM person),
    policies: (SELECT * FROM policy),
    calendars: (SELECT * FROM calendar),
    articles: (SELECT * FROM article)
}";

pub(crate) async fn load(db: &Db) -> Result<Directory, StoreError> {
    let rows: Everything = db.read(EVERYTHING, vars! {}).await?;
    let mut directory = Directory {
        provider: rows.provider.into_iter().next().map(Into::into),
        loaded_at: wall_clock(),
        ..Directory::default()
    };
    directory.clients = rows.clients.into_iter().map(Client::from).map(|client| (client.id.clone(), client)).collect();
    directory.products =
        rows.products.into_iter().map(Product::from).map(|product| (product.id.clone(), product)).collect();
    directory.plans = rows.plans.into_iter().map(Plan::from).map(|plan| (plan.id.clone(), plan)).collect();
    for row in rows.engagements {
        let (engagement, rev, switches) = row.into_engagement()?;
        directory.engagement_revs.insert(engagement.id.clone(), rev);
        directory.switches.insert(engagement.id.clone(), switches);
        directory.engagements.insert(engagement.id.clone(), Arc::new(engagement));
    }
    for row in rows.people {
        let person = directory.with_owned(row.into_person()?);
        directory.people.insert(person.id.clone(), person);
    }
    for row in rows.policies {
        let policy: Policy = row.read()?;
        let version = (policy.id.clone(), policy.version);
        directory.policies_saved.extend(row.meta().map(|saved| (version, saved)));
        directory.policies.entry(policy.id.clone()).or_default().push(Arc::new(policy));
    }
    for row in rows.calendars {
        let calendar: Calendar = row.read()?;
        let entry = directory.calendars.entry(calendar.id.clone()).or_default();
        entry.saved.extend(row.meta().map(|saved| (calendar.version, saved)));
        entry.versions.push(calendar);
    }
    directory.known_issues = rows.articles.iter().map(DocumentRow::read::<KnownIssue>).collect::<Result<_, _>>()?;
    finish(&mut directory)?;
    Ok(directory)
}

/// Derives what is computed: policy books and expanded calendars.
fn finish(directory: &mut Directory) -> Result<(), StoreError> {
    for versions in directory.policies.values_mut() {
        versions.sort_by_key(|policy| policy.version);
    }
    let now = directory.loaded_at;
    let every = || directory.policies.values().flatten();
    let books = directory.policies.keys().filter_map(|id| {
        let fallback = directory.policy_at(id, now)?;
        let others = every().filter(|policy| policy.reference() != fallback.reference());
        let book =
            others.fold(PolicyBook::new(Policy::clone(fallback)), |book, policy| book.with(Policy::clone(policy)));
        Some((id.clone(), Arc::new(book)))
    });
    directory.books = books.collect();
    for (id, calendar) in &mut directory.calendars {
        calendar.expand(now).map_err(|error| StoreError::damaged(["calendar:", id.as_str()].concat(), error))?;
    }
    directory.expand_switched().map_err(|error| StoreError::damaged("calendars", error))
}

impl Store {
    /// The directory as of the last reload: after own writes, and when the outbox tells of another process's
    /// ([`crate::outbox::Topic::Directory`], see [`Store::reload_directory`]).
    pub fn directory(&self) -> Arc<Directory> {
        // A poisoned lock still holds a whole snapshot: it is replaced in one assignment.
        Arc::clone(&self.directory.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// Reads the directory again.
    pub async fn reload_directory(&self) -> Result<(), StoreError> {
        // One at a time, so that an older snapshot never replaces a newer one.
        let _turn = self.reloading.lock().await;
        let fresh = Arc::new(load(&self.db).await?);
        *self.directory.write().unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
        Ok(())
    }
}
