//! `/checklists/templates`: the templates, and one of them to read. Staff only.

use app::model::checklist_template::{TemplateItem, TemplateModel, TemplateRow, TemplatesModel};
use app::pages;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use domain::checklist::{Owner, Section, Template};
use domain::ids::TemplateId;
use domain::people::Side;
use store::checklists::StoredTemplate;

use crate::auth::Staff;
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::routes::present::checklist_item::about;
use crate::routes::present::checklists::minutes;
use crate::routes::present::view::plural;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new().route("/checklists/templates", get(list)).route("/checklists/templates/{id}", get(show))
}

async fn list(State(state): State<AppState>, Staff(session): Staff, page: PageRequest) -> Result<Response, AppError> {
    let (store, scope) = (state.store(), session.scope());
    let templates = store.checklist_templates(&scope).await?;
    let view = View::new(store.directory(), &session, state.now());
    let model = TemplatesModel {
        rows: templates.iter().map(|stored| view.template_row(stored)).collect(),
        may_edit: scope.may_administer(),
        admins: view.directory.admins().into_iter().map(|person| person.name.clone()).collect(),
    };
    let cx = state.page(&page, Some(&session)).await?;
    Ok(Html(pages::checklist_templates(&cx, &model)).into_response())
}

async fn show(
    State(state): State<AppState>,
    Staff(session): Staff,
    page: PageRequest,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let (store, scope) = (state.store(), session.scope());
    let id = TemplateId::new(id);
    let stored = store.checklist_template(&scope, &id).await?.ok_or(AppError::NotFound)?;
    let versions = store.checklist_template_versions(&scope, &id).await?;
    let view = View::new(store.directory(), &session, state.now());
    let model = TemplateModel {
        row: view.template_row(&stored),
        sections: stored.template.sections.iter().map(read_section).collect(),
        versions: versions.iter().map(|stored| view.template_version(stored)).collect(),
        may_edit: scope.may_administer(),
    };
    let cx = state.page(&page, Some(&session)).await?;
    Ok(Html(pages::checklist_template(&cx, &model)).into_response())
}

/// `11 items, 3 h 5 min`.
fn size(template: &Template) -> String {
    let items = plural(i32::try_from(template.items().count()).unwrap_or(i32::MAX), "item");
    match template.minutes() {
        0 => items,
        count => format!("{items}, {}", minutes(count)),
    }
}

impl View {
    fn template_row(&self, stored: &StoredTemplate) -> TemplateRow {
        let template = &stored.template;
        let product = template.product.as_ref().and_then(|id| self.directory.product(id));
        TemplateRow {
            id: template.id.to_string(),
            name: template.name.clone(),
            kind: template.kind.label().to_owned(),
            product: product.map(|product| product.name.clone()).unwrap_or_default(),
            size: size(template),
            version: self.template_version(stored),
        }
    }

    /// `Version 2, saved by Mira Kovač, Mon 23 Nov, 09:14`.
    fn template_version(&self, stored: &StoredTemplate) -> String {
        let version = stored.template.version;
        match (&stored.saved_by, stored.saved_at) {
            (Some(by), Some(at)) => format!("Version {version}, saved by {by}, {}", self.times.moment(at).local),
            _ => format!("Version {version}, ships with Aftercare"),
        }
    }
}

/// Heading, who signs, items.
fn read_section(section: &Section) -> (String, String, Vec<TemplateItem>) {
    let side = |side: &Side| if *side == Side::Staff { "us" } else { "the client" };
    let signed: Vec<&str> = section.signed_by.iter().map(side).collect();
    let signed = if signed.is_empty() { String::new() } else { format!("Signed by {}", signed.join(" and ")) };
    let items = section.items.iter().map(|item| {
        let owner = match item.owner {
            Owner::Supplier => "ours",
            Owner::Buyer => "the client's",
            Owner::Both => "both",
        };
        TemplateItem { title: item.title.clone(), about: about(item, owner), instructions: item.instructions.clone() }
    });
    (section.title.clone(), signed, items.collect())
}
