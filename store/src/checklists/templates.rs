//! Versions of templates. A version is written once and never changed; runs keep the one they began with.

use std::ops::Bound;

use domain::checklist::Template;
use domain::checklist::templates::templates;
use domain::ids::TemplateId;
use domain::people::{Actor, Side};
use domain::time::Timestamp;
use surrealdb::types::{RecordId, RecordIdKey, RecordIdKeyRange, SurrealValue, Value, array, vars};

use crate::Store;
use crate::access::Scope;
use crate::clock::wall_clock;
use crate::error::{SaveError, StoreError};
use crate::outbox::{Change, Topic};
use crate::record::{record, records_from};

/// Templates read at once: more than anybody has.
const TEMPLATES_MAX: i64 = 500;

/// A version of a template, and who saved it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTemplate {
    /// The version.
    pub template: Template,
    /// When it was saved; `None` for what ships.
    pub saved_at: Option<Timestamp>,
    /// The name of who saved it.
    pub saved_by: Option<String>,
}

#[derive(SurrealValue, Clone)]
struct TemplateRow {
    id: RecordId,
    version: i64,
    document: String,
    saved_at: Option<i64>,
    saved_by: Option<String>,
}

impl TemplateRow {
    fn of(template: &Template, saved: Option<(Timestamp, &str)>) -> Result<Self, StoreError> {
        let damaged = |error| StoreError::damaged(["checklist_template:", template.id.as_str()].concat(), error);
        Ok(Self {
            id: record("checklist_template", template.id.as_str()),
            version: i64::from(template.version),
            document: serde_json::to_string(template).map_err(damaged)?,
            saved_at: saved.map(|(at, _)| at.unix()),
            saved_by: saved.map(|(_, by)| by.to_owned()),
        })
    }

    /// The same under the id of its version.
    fn version(&self, template: &Template) -> Self {
        let key = array![template.id.as_str(), i64::from(template.version)];
        Self { id: RecordId::new("checklist_template_version", RecordIdKey::Array(key)), ..self.clone() }
    }

    fn read(&self) -> Result<StoredTemplate, StoreError> {
        let template =
            serde_json::from_str(&self.document).map_err(|error| StoreError::damaged("checklist_template", error))?;
        Ok(StoredTemplate {
            template,
            saved_at: self.saved_at.map(Timestamp::from_unix),
            saved_by: self.saved_by.clone(),
        })
    }
}

const IS_DONE: &str = "RETURN record::exists($chore)";
const FILL: &str = "{
    INSERT INTO checklist_template $newest RETURN NONE;
    INSERT INTO checklist_template_version $versions RETURN NONE;
    UPSERT ONLY $chore CONTENT { at: $at } RETURN NONE;
    RETURN NONE;
}";
const LIST: &str = "SELECT * FROM $range LIMIT $limit";
const NEWEST: &str = "SELECT * FROM ONLY $template";
const SAVE: &str = "{
    LET $stored = (SELECT VALUE version FROM ONLY $newest.id) ?? 0;
    IF $stored != $before { THROW 'stale' };
    CREATE ONLY $version.id CONTENT $version RETURN NONE;
    UPSERT ONLY $newest.id CONTENT $newest RETURN NONE;
    CREATE ONLY type::record('outbox', $change) CONTENT $outbox RETURN NONE;
    RETURN NONE;
}";

impl Store {
    /// Adds the templates that ship, if that has not been done yet: to a new database, and to one that an older
    /// program made.
    pub(crate) async fn fill_checklist_templates(&self) -> Result<(), StoreError> {
        let chore = record("chore", "checklist_templates");
        if self.db.read::<bool>(IS_DONE, vars! { chore: chore.clone() }).await? {
            return Ok(());
        }
        let all = templates();
        let newest = all.iter().map(|template| TemplateRow::of(template, None)).collect::<Result<Vec<_>, _>>()?;
        let versions: Vec<TemplateRow> = newest.iter().zip(&all).map(|(row, one)| row.version(one)).collect();
        let vars = vars! { chore: chore, at: wall_clock().unix(), newest: newest, versions: versions };
        match self.db.write::<Value>(FILL, vars).await {
            // Another process was first.
            Err(error) if error.is_taken() => Ok(()),
            outcome => outcome.map(drop),
        }
    }

    /// Every template in its newest version, in the order of an engagement's life, then by name. Only staff have them.
    pub async fn checklist_templates(&self, scope: &Scope) -> Result<Vec<StoredTemplate>, StoreError> {
        if scope.side() != Side::Staff {
            return Ok(Vec::new());
        }
        let range = records_from("checklist_template", Bound::Included(RecordIdKey::String(String::new())));
        let rows: Vec<TemplateRow> = self.db.read(LIST, vars! { range: range, limit: TEMPLATES_MAX }).await?;
        let mut all = rows.iter().map(TemplateRow::read).collect::<Result<Vec<_>, _>>()?;
        all.sort_by_key(|stored| (stored.template.kind, stored.template.name.to_lowercase()));
        Ok(all)
    }

    /// A template in its newest version. Only staff have it.
    pub async fn checklist_template(
        &self,
        scope: &Scope,
        id: &TemplateId,
    ) -> Result<Option<StoredTemplate>, StoreError> {
        if scope.side() != Side::Staff || id.as_str().is_empty() {
            return Ok(None);
        }
        let vars = vars! { template: record("checklist_template", id.as_str()) };
        let row: Option<TemplateRow> = self.db.read(NEWEST, vars).await?;
        row.as_ref().map(TemplateRow::read).transpose()
    }

    /// Every version of a template, the newest first. Only staff have them.
    pub async fn checklist_template_versions(
        &self,
        scope: &Scope,
        id: &TemplateId,
    ) -> Result<Vec<StoredTemplate>, StoreError> {
        if scope.side() != Side::Staff {
            return Ok(Vec::new());
        }
        let bound = |version: i64| RecordIdKey::Array(array![id.as_str(), version]);
        let range = RecordIdKeyRange::from(bound(0)..=bound(i64::from(u32::MAX)));
        let range = RecordId::new("checklist_template_version", RecordIdKey::from(range));
        let rows: Vec<TemplateRow> = self.db.read(LIST, vars! { range: range, limit: i64::from(u32::MAX) }).await?;
        rows.iter().rev().map(TemplateRow::read).collect()
    }

    /// Saves a template's next version, or the first of a new one. [`SaveError::Conflict`] when somebody saved it first.
    pub async fn save_checklist_template(
        &self,
        scope: &Scope,
        by: &Actor,
        template: &Template,
        now: Timestamp,
    ) -> Result<(), SaveError> {
        if !scope.may_administer() {
            return Err(SaveError::Forbidden);
        }
        template.validate().map_err(SaveError::Refused)?;
        if let Some(product) = &template.product
            && self.directory().product(product).is_none()
        {
            return Err(SaveError::refused("product", "There is no such product. Choose one from the list, or any."));
        }
        let row = TemplateRow::of(template, Some((now, by.name())))?;
        let vars = vars! {
            before: i64::from(template.version) - 1,
            version: row.version(template),
            newest: row,
            outbox: Change::by(Topic::Directory, by).into_row(),
        };
        match self.db.write::<Value>(SAVE, vars).await {
            Ok(_) => Ok(()),
            Err(error) if error.is_taken() || error.thrown() == Some("stale") => Err(SaveError::Conflict),
            Err(error) => Err(error.into()),
        }
    }
}
