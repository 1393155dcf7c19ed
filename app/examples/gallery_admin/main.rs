//! The administration's part of the gallery: every page with believable data, written as HTML files.
//!
//! `cargo run -p app --features ssr --example gallery_admin -- OUT`, then serve OUT with any static file server.
//! Stylesheet and icons are expected at `/main.css` and `/icons.svg`.

#![expect(clippy::wildcard_imports, clippy::default_trait_access, reason = "fixtures name nearly every model")]

mod forms;
mod lists;
mod rules;

use std::path::Path;
use std::sync::Arc;

use app::model::admin::Access;
use app::model::*;
use app::pages::{self, admin};
use domain::ids::PersonId;
use domain::people::Role;
use domain::time::Timestamp;

fn main() -> std::io::Result<()> {
    let out = std::env::args().nth(1).unwrap_or_else(|| "target/gallery-admin".to_owned());
    let out = Path::new(&out);
    std::fs::create_dir_all(out)?;
    for (name, html) in all() {
        std::fs::write(out.join(format!("{name}.html")), &html)?;
        println!("{name}");
    }
    Ok(())
}

fn all() -> Vec<(&'static str, String)> {
    let staff = |path: &str| context(path, Role::Admin);
    let agent = |path: &str| context(path, Role::Agent);
    let mut flashed = staff("/clients");
    flashed.flash = Some(Flash { tone: FlashTone::Done, text: "Brimley Care was saved.".into() });
    vec![
        ("clients", admin::clients(&flashed, &lists::clients(editor()))),
        ("clients-empty", admin::clients(&staff("/clients"), &Default::default())),
        ("client", admin::client(&staff("/clients/b"), &forms::client())),
        ("client-new", admin::client(&staff("/clients/new"), &forms::client_refused())),
        ("client-conflict", admin::client(&staff("/clients/b"), &forms::client_conflict())),
        ("client-agent", admin::client(&agent("/clients/b"), &forms::client_read())),
        ("products", admin::products(&staff("/products"), &lists::products())),
        ("product", admin::product(&staff("/products/r"), &forms::product())),
        ("plans", admin::plans(&staff("/plans"), &lists::plans())),
        ("plan", admin::plan(&staff("/plans/h"), &forms::plan())),
        ("engagements", admin::engagements(&staff("/engagements"), &lists::engagements())),
        ("engagements-empty", admin::engagements(&staff("/engagements"), &lists::no_engagements())),
        ("engagement", admin::engagement(&staff("/engagements/b"), &forms::engagement(false))),
        ("engagement-new", admin::engagement(&staff("/engagements/new"), &forms::engagement(true))),
        ("people", admin::people(&staff("/people"), &lists::people())),
        ("person", admin::person(&staff("/people/amal"), &forms::person())),
        ("person-new", admin::person(&staff("/people/new"), &forms::person_new())),
        ("person-link", admin::welcome_link(&staff("/people"), &forms::link())),
        ("policies", admin::policies(&staff("/policies"), &rules::policies())),
        ("policy-standard", admin::policy(&staff("/policies/standard"), &rules::policy("standard"))),
        ("policy-route", admin::policy(&staff("/policies/hrm-route"), &rules::policy("hrm-route"))),
        ("policy-escalation", rules::escalation_form(&staff("/policies/hrm-route"))),
        ("calendars", admin::calendars(&agent("/calendars"), &rules::calendars())),
        ("calendar", admin::calendar(&staff("/calendars/l"), &rules::calendar())),
        ("policy-edit", admin::policy_form(&staff("/policies/l/edit"), &rules::policy_form())),
        ("calendar-edit", admin::calendar_form(&staff("/calendars/l/edit"), &rules::calendar_form())),
        ("calendar-preview", admin::preview(&staff("/calendars/l/preview"), &rules::calendar_preview())),
        ("settings", pages::settings(&staff("/settings"), &lists::settings(true))),
        ("settings-client", pages::settings(&context("/settings", Role::ClientOwner), &lists::settings(false))),
        ("knowledge", pages::knowledge(&staff("/knowledge"), &lists::knowledge(""))),
        (
            "knowledge-found",
            pages::knowledge(&context("/knowledge?q=white", Role::ClientOwner), &lists::knowledge("screen")),
        ),
        (
            "sign-in",
            pages::sign_in(
                &guest(),
                &pages::SignInModel {
                    errors: vec![domain::problem::Problem::new("password", "The password is missing.")].into(),
                    email: "ruth@brimley.example".into(),
                    ..Default::default()
                },
            ),
        ),
        ("error-404", pages::error(&staff("/nowhere"), pages::Problem::NotFound, "")),
        ("error-403", pages::error(&agent("/clients/new"), pages::Problem::Forbidden, "")),
        ("error-500", pages::error(&guest(), pages::Problem::Internal, "7f3a-19c2")),
    ]
}

/// May change everything.
pub fn editor() -> Access {
    Access { may_edit: true, admins: vec!["Mira Kovač".into()] }
}

pub fn person(id: &str, name: &str, detail: &str) -> Person {
    Person::new(PersonId::new(id), name, detail)
}

pub fn options(pairs: &[(&str, &str)], current: &str) -> Options {
    Options::new(pairs.iter().map(|(value, label)| SelectOption::new(*value, *label)), current)
}

fn guest() -> PageContext {
    PageContext { viewer: None, ..context("/sign-in", Role::Admin) }
}

fn context(path: &str, role: Role) -> PageContext {
    let (name, client) =
        if role == Role::ClientOwner { ("Ruth Bell", Some("Brimley Care".into())) } else { ("Mira Kovač", None) };
    let viewer = Viewer {
        id: PersonId::new("mira"),
        name: name.into(),
        role,
        zone: "Europe/London".into(),
        client_name: client,
    };
    let assets = Assets {
        css: "/main.css".into(),
        boot: "/boot.js".into(),
        installed: "/installed.js".into(),
        push: "/push.js".into(),
        glue: "/aftercare.js".into(),
        wasm: "/aftercare.wasm".into(),
        icons: "/icons.svg".into(),
        field_glue: String::new(),
        field_wasm: String::new(),
        outbox: String::new(),
    };
    PageContext {
        viewer: Some(viewer),
        provider_name: "Northwind Apps".into(),
        assets: Arc::new(assets),
        path: path.into(),
        now: Timestamp::from_unix(1_795_423_879),
        counts: NavCounts { open: 12, overdue: 1, unread: 2 },
        flash: None,
        theme: Theme::System,
        windows: Vec::new(),
        attachments: app::model::AttachmentLimits { files: 5, bytes: 10 * 1024 * 1024 },
        is_shared: false,
        seen: String::new(),
    }
}
