//! Clients: the list and the form.

use leptos::prelude::*;

use super::control::{Control, Entry};
use super::frame::{self, Record, Section, figures, list, related};
use crate::components::empty::empty;
use crate::components::head::link_button;
use crate::components::table::{TableRow, table};
use crate::model::PageContext;
use crate::model::admin::record::count;
use crate::model::admin::{ClientModel, ClientRow, ClientsModel};

/// The list of clients as HTML.
pub fn clients(cx: &PageContext, model: &ClientsModel) -> String {
    let context = count(model.rows.len(), "client", "clients");
    list(cx, "Clients", context, Some(("/clients/new", "New client")), &model.access, || {
        if model.rows.is_empty() {
            let next = model
                .access
                .may_edit
                .then(|| link_button("/clients/new", "btn primary", "plus", "Add the first client"));
            return empty(
                "building",
                "No client yet",
                "A client is an organisation you look after. Its people see their own tickets and nothing else.",
                next,
            );
        }
        table(
            "Clients",
            &["Client", "Ticket keys", "Products", "People", "Open tickets", "Time there"],
            model.rows.iter().map(row).collect(),
        )
    })
}

fn row(client: &ClientRow) -> TableRow {
    let products = if client.products.is_empty() {
        view! { <span class="muted">"No engagement yet"</span> }.into_any()
    } else {
        client.products.clone().into_any()
    };
    let cells = vec![
        client.name.clone().into_any(),
        view! { <span class="key muted">{format!("{}-1, -2 …", client.prefix)}</span> }.into_any(),
        products,
        view! { <span class="num">{client.people}</span> }.into_any(),
        figures(client.open, client.overdue),
        view! { <span class="muted num">{client.zone.clone()}</span> }.into_any(),
    ];
    TableRow { href: Some(format!("/clients/{}", client.id)), cells }
}

/// A client's page as HTML.
pub fn client(cx: &PageContext, model: &ClientModel) -> String {
    let form = &model.form;
    let entries = vec![
        Entry::new("name", "Name", Control::Text(&model.name, "text", "off")).hint("As the client writes it, up to 80 characters."),
        Entry::new("prefix", "Ticket prefix", Control::Text(&model.prefix, "text", "off"))
            .hint("2 to 8 capital letters or digits, a letter first. Tickets are called ACME-1, ACME-2 and so on; once one exists, the prefix stays."),
        Entry::new("zone", "Time zone", Control::Suggested(&model.zone, &model.zones)).hint("Such as Europe/London. Its people read times in it."),
    ];
    let sections = vec![Section {
        title: "Client",
        text: "The organisation that uses what you delivered. Nobody outside it and your team sees its tickets.",
        entries,
    }];
    let aside = Box::new(|| {
        let Some(id) = &form.id else { return Vec::new() };
        let add = |href: &str| form.access.may_edit.then(|| (format!("{href}?client={id}"), "Add"));
        vec![
            related(
                "Engagements",
                &model.engagements,
                "None yet. An engagement says which product this client uses and what is promised.",
                add("/engagements/new"),
            ),
            related("People", &model.people, "Nobody can sign in for this client yet.", add("/people/new")),
        ]
    });
    let title = if form.is_new() { "New client".to_owned() } else { model.name.clone() };
    let submit = if form.is_new() { "Add client" } else { "Save" };
    frame::record(
        cx,
        Record {
            collection: "/clients",
            collection_name: "clients",
            title,
            context: ().into_any(),
            form,
            submit,
            sections,
            aside,
        },
    )
}
