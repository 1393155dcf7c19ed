//! A template's next version, or a new template. Buttons that move, add or remove send the whole form and get it back
//! changed; only "Save" writes.

use app::model::checklist_template::TemplateFormModel;
use app::model::{Flash, FlashTone, FormErrors, Options, SelectOption};
use app::pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::checklist::Kind;
use domain::checklist::draft::{Edit, ItemDraft, SectionDraft, TemplateDraft};
use domain::ids::TemplateId;
use store::SaveError;
use store::checklists::StoredTemplate;

use crate::error::AppError;
use crate::http::fields::Fields;
use crate::http::flash;
use crate::routes::admin::{Call, Editor};
use crate::state::AppState;

const PATH: &str = "/checklists/templates";

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/checklists/templates/new", get(new).post(create))
        .route("/checklists/templates/{id}/edit", get(edit).post(save))
}

/// What the editor says besides the draft.
#[derive(Default)]
struct Said {
    errors: FormErrors,
    conflict: Option<String>,
    done: String,
}

async fn new(Editor(call): Editor) -> Result<Response, AppError> {
    let mut draft = TemplateDraft::default();
    draft.edit(&Edit::AddSection, store::new_id);
    show(&call, StatusCode::OK, None, 0, draft, Said::default()).await
}

async fn edit(Editor(call): Editor, Path(id): Path<String>) -> Result<Response, AppError> {
    let newest = newest(&call, &id).await?;
    let rev = newest.template.version;
    show(&call, StatusCode::OK, Some(id), rev, TemplateDraft::of(&newest.template), Said::default()).await
}

async fn create(Editor(call): Editor, form: Fields) -> Result<Response, AppError> {
    let draft = read(&form);
    if let Some(edited) = pressed(&call, &form, None, 0, &draft).await {
        return edited;
    }
    let id = TemplateId::new(store::new_id());
    write(&call, &id, 1, draft, None).await
}

async fn save(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let newest = newest(&call, &id).await?;
    let draft = read(&form);
    let rev: u32 = form.get("rev").parse().unwrap_or_default();
    if let Some(edited) = pressed(&call, &form, Some(&id), rev, &draft).await {
        return edited;
    }
    let version = newest.template.version;
    if rev != version {
        return conflict(&call, id, &newest, draft).await;
    }
    let template_id = TemplateId::new(id.as_str());
    // Saving what is there already makes no version.
    if draft.check(&template_id, version).is_ok_and(|same| same == newest.template) {
        return Ok(Redirect::to(&format!("{PATH}/{id}")).into_response());
    }
    write(&call, &template_id, version + 1, draft, Some(id)).await
}

/// Carries out a button other than "Save"; `None` for "Save".
async fn pressed(
    call: &Call,
    form: &Fields,
    id: Option<&str>,
    rev: u32,
    draft: &TemplateDraft,
) -> Option<Result<Response, AppError>> {
    let edit = Edit::parse(form.get("do"))?;
    let mut draft = draft.clone();
    draft.edit(&edit, store::new_id);
    let done = match &edit {
        Edit::Up(_) => "Moved up.",
        Edit::Down(_) => "Moved down.",
        Edit::Remove(_) => "Removed. Nothing is saved yet.",
        Edit::AddItem(_) => "An empty item was added.",
        Edit::AddSection => "An empty section was added.",
    };
    let said = Said { done: done.to_owned(), ..Said::default() };
    Some(show(call, StatusCode::OK, id.map(str::to_owned), rev, draft, said).await)
}

async fn write(
    call: &Call,
    id: &TemplateId,
    version: u32,
    draft: TemplateDraft,
    known: Option<String>,
) -> Result<Response, AppError> {
    let saved = match draft.check(id, version) {
        Ok(template) => call.store().save_checklist_template(&call.scope(), &call.actor(), &template, call.now()).await,
        Err(problems) => Err(SaveError::Refused(problems)),
    };
    match saved {
        Ok(()) => {
            let mut response = Redirect::to(&format!("{PATH}/{id}")).into_response();
            let text = format!("Version {version} is saved. Checklists that begin from now on get it.");
            flash::put(&mut response, &Flash { tone: FlashTone::Done, text }, call.state.public_url().is_https());
            Ok(response)
        }
        Err(SaveError::Refused(problems)) => {
            let said = Said { errors: FormErrors::from(problems), ..Said::default() };
            show(call, StatusCode::UNPROCESSABLE_ENTITY, known, version - 1, draft, said).await
        }
        Err(SaveError::Conflict) => {
            let newest = newest(call, id.as_str()).await?;
            conflict(call, id.to_string(), &newest, draft).await
        }
        Err(SaveError::Forbidden) => Err(AppError::Forbidden),
        Err(SaveError::NotFound) => Err(AppError::NotFound),
        Err(SaveError::Store(error)) => Err(error.into()),
    }
}

async fn conflict(
    call: &Call,
    id: String,
    newest: &StoredTemplate,
    draft: TemplateDraft,
) -> Result<Response, AppError> {
    let version = newest.template.version;
    let by = newest.saved_by.as_deref().unwrap_or("Somebody");
    let text = format!("{by} saved version {version}. It is not in what you see below.");
    let said = Said { conflict: Some(text), ..Said::default() };
    show(call, StatusCode::CONFLICT, Some(id), version, draft, said).await
}

async fn newest(call: &Call, id: &str) -> Result<StoredTemplate, AppError> {
    call.store().checklist_template(&call.scope(), &TemplateId::new(id)).await?.ok_or(AppError::NotFound)
}

async fn show(
    call: &Call,
    status: StatusCode,
    id: Option<String>,
    rev: u32,
    draft: TemplateDraft,
    said: Said,
) -> Result<Response, AppError> {
    let kinds = Kind::ALL.map(|kind| SelectOption::new(kind.as_str(), kind.label()));
    let products = call.directory.products();
    let products = products.into_iter().map(|product| SelectOption::new(product.id.as_str(), product.name.clone()));
    let model = TemplateFormModel {
        id,
        rev,
        kinds: Options::new(kinds, draft.kind.clone()),
        products: Options::new(products, draft.product.clone()),
        draft,
        errors: said.errors,
        conflict: said.conflict,
        said: said.done,
    };
    call.draw(status, |cx| pages::checklist_template_form(cx, &model)).await
}

/// The form as typed: parts in the order sent, items after the section that they are in.
fn read(form: &Fields) -> TemplateDraft {
    let text = |name: &str| form.get(name).to_owned();
    let field = |name: &str, id: &str| text(&format!("{name}-{id}"));
    let mut sections: Vec<SectionDraft> = Vec::new();
    for part in form.all("part") {
        match part.split_once(':') {
            Some(("section", id)) => sections.push(SectionDraft {
                id: id.to_owned(),
                title: field("title", id),
                supplier_signs: form.has(&format!("supplier-{id}")),
                buyer_signs: form.has(&format!("buyer-{id}")),
                items: Vec::new(),
            }),
            Some(("item", id)) => {
                let item = ItemDraft {
                    id: id.to_owned(),
                    title: field("title", id),
                    instructions: field("instructions", id),
                    owner: field("owner", id),
                    minutes: field("minutes", id),
                    evidence: form.has(&format!("evidence-{id}")),
                };
                if let Some(section) = sections.last_mut() {
                    section.items.push(item);
                }
            }
            _ => {}
        }
    }
    TemplateDraft { name: text("name"), kind: text("kind"), product: text("product"), sections }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_in_the_order_of_its_parts() {
        let form = Fields::parse(
            b"name=Launch&kind=launch_day&product=&part=section:s&title-s=One&buyer-s=yes&part=item:a&title-a=Do&minutes-a=5\
              &owner-a=both&part=section:t&title-t=Two&part=item:b&evidence-b=yes",
        );
        let draft = read(&form);
        assert_eq!((draft.name.as_str(), draft.sections.len()), ("Launch", 2));
        let [one, two] = &draft.sections[..] else { panic!("two sections") };
        assert!(one.buyer_signs && !one.supplier_signs && two.items[0].evidence && !one.items[0].evidence);
        assert_eq!((one.items[0].title.as_str(), one.items[0].minutes.as_str()), ("Do", "5"));
    }
}
