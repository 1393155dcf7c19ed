//! `/products`.

use app::model::admin::{ProductModel, ProductRow, ProductsModel, RecordForm};
use app::pages::admin as pages;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use domain::ids::ProductId;
use store::directory::{Product, ProductDraft};

use super::call::{Call, Editor, Reader};
use super::links;
use super::saved::{differences, done, outcome, rev};
use crate::error::AppError;
use crate::http::fields::Fields;
use crate::state::AppState;

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/products", get(list).post(create))
        .route("/products/new", get(new))
        .route("/products/{id}", get(show).post(save))
}

async fn list(Reader(call): Reader) -> Result<Response, AppError> {
    let (directory, scope) = (&call.directory, call.scope());
    let rows = directory.products().into_iter().map(|product| {
        let engagements = directory.engagements(&scope).into_iter().filter(|one| one.product == product.id);
        let mut clients: Vec<_> = engagements.map(|engagement| links::client_name(directory, engagement)).collect();
        clients.sort();
        clients.dedup();
        let policy = directory.policy_at(&product.policy, call.now());
        ProductRow {
            id: product.id.to_string(),
            name: product.name.clone(),
            policy: policy.map_or_else(String::new, |policy| policy.name.clone()),
            clients: clients.join(", "),
        }
    });
    let model = ProductsModel { rows: rows.collect(), access: call.access() };
    call.draw(StatusCode::OK, |cx| pages::products(cx, &model)).await
}

async fn new(Editor(call): Editor) -> Result<Response, AppError> {
    let model = model(&call, call.new_form(), &ProductDraft::default());
    call.draw(StatusCode::OK, |cx| pages::product(cx, &model)).await
}

async fn create(Editor(call): Editor, form: Fields) -> Result<Response, AppError> {
    let draft = draft(&form);
    match outcome(call.store().create_product(&call.scope(), &call.actor(), &draft).await)? {
        Ok(_) => Ok(done(&call.state, "/products", format!("{} was added.", draft.name.trim()))),
        Err(rejected) => {
            let model = model(&call, rejected.form(call.new_form(), Vec::new()), &draft);
            call.draw(rejected.status, |cx| pages::product(cx, &model)).await
        }
    }
}

async fn show(Reader(call): Reader, Path(id): Path<String>) -> Result<Response, AppError> {
    let product = find(&call, &ProductId::new(id))?;
    let model = model(&call, call.form(product.id.as_str(), product.rev), &draft_of(product));
    call.draw(StatusCode::OK, |cx| pages::product(cx, &model)).await
}

async fn save(Editor(call): Editor, Path(id): Path<String>, form: Fields) -> Result<Response, AppError> {
    let id = find(&call, &ProductId::new(id))?.id.clone();
    let draft = draft(&form);
    match outcome(call.store().update_product(&call.scope(), &call.actor(), &id, rev(&form), &draft).await)? {
        Ok(()) => Ok(done(&call.state, "/products", format!("{} was saved.", draft.name.trim()))),
        Err(rejected) => {
            let call = call.refreshed();
            let product = find(&call, &id)?;
            let policy = |id: &str| links::chosen(&links::policy_options(&call.directory, call.now(), id));
            let changes = differences(&[
                ("Name", product.name.clone(), draft.name.clone()),
                ("SLA policy", policy(product.policy.as_str()), policy(&draft.policy)),
            ]);
            let model = model(&call, rejected.form(call.form(product.id.as_str(), product.rev), changes), &draft);
            call.draw(rejected.status, |cx| pages::product(cx, &model)).await
        }
    }
}

fn find<'a>(call: &'a Call, id: &ProductId) -> Result<&'a Product, AppError> {
    call.directory.product(id).ok_or(AppError::NotFound)
}

fn draft(form: &Fields) -> ProductDraft {
    ProductDraft { name: form.get("name").to_owned(), policy: form.get("policy").to_owned() }
}

fn draft_of(product: &Product) -> ProductDraft {
    ProductDraft { name: product.name.clone(), policy: product.policy.to_string() }
}

fn model(call: &Call, form: RecordForm, draft: &ProductDraft) -> ProductModel {
    let directory = &call.directory;
    let id = form.id.clone().map(ProductId::new);
    let engagements = links::engagements(
        directory,
        &call.scope(),
        |one| id.as_ref() == Some(&one.product),
        |one| links::client_name(directory, one),
    );
    let policies = links::policy_options(directory, call.now(), &draft.policy);
    ProductModel { form, name: draft.name.clone(), policies, engagements }
}
