//! Products: the list and the form.

use leptos::prelude::*;

use super::control::{Control, Entry};
use super::frame::{self, Record, Section, list, related};
use crate::components::empty::empty;
use crate::components::head::link_button;
use crate::components::table::{TableRow, table};
use crate::model::PageContext;
use crate::model::admin::record::count;
use crate::model::admin::{ProductModel, ProductRow, ProductsModel};

/// The list of products as HTML.
pub fn products(cx: &PageContext, model: &ProductsModel) -> String {
    let context = count(model.rows.len(), "product", "products");
    list(cx, "Products", context, Some(("/products/new", "New product")), &model.access, || {
        if model.rows.is_empty() {
            let next = model
                .access
                .may_edit
                .then(|| link_button("/products/new", "btn primary", "plus", "Add the first product"));
            return empty(
                "box",
                "No product yet",
                "A product is what you sold: an application that clients report issues about.",
                next,
            );
        }
        table("Products", &["Product", "SLA policy", "Used by"], model.rows.iter().map(row).collect())
    })
}

fn row(product: &ProductRow) -> TableRow {
    let clients = if product.clients.is_empty() {
        view! { <span class="muted">"No client yet"</span> }.into_any()
    } else {
        product.clients.clone().into_any()
    };
    TableRow {
        href: Some(format!("/products/{}", product.id)),
        cells: vec![product.name.clone().into_any(), product.policy.clone().into_any(), clients],
    }
}

/// A product's page as HTML.
pub fn product(cx: &PageContext, model: &ProductModel) -> String {
    let form = &model.form;
    let entries = vec![
        Entry::new("name", "Name", Control::Text(&model.name, "text", "off"))
            .hint("As clients know it, up to 80 characters."),
        Entry::new("policy", "SLA policy", Control::Select(&model.policies, Some("Choose a policy")))
            .hint("What new plans for this product begin with. Each plan may promise something else."),
    ];
    let sections = vec![Section {
        title: "Product",
        text: "Something you sold. Clients choose it when they report an issue.",
        entries,
    }];
    let aside = Box::new(|| {
        let Some(id) = &form.id else { return Vec::new() };
        let add = form.access.may_edit.then(|| (format!("/engagements/new?product={id}"), "Add"));
        vec![related("Engagements", &model.engagements, "No client uses it yet.", add)]
    });
    let title = if form.is_new() { "New product".to_owned() } else { model.name.clone() };
    let submit = if form.is_new() { "Add product" } else { "Save" };
    frame::record(
        cx,
        Record {
            collection: "/products",
            collection_name: "products",
            title,
            context: ().into_any(),
            form,
            submit,
            sections,
            aside,
        },
    )
}
