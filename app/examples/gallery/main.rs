//! A living style guide: every page with believable data, written as HTML files.
//!
//! `cargo run -p app --features ssr --example gallery -- OUT`, then serve OUT with any static file server (the icon
//! sprite does not load from `file:`). Stylesheet and icons are expected at `/main.css` and `/icons.svg`.

mod calls;
mod client;
mod people;
mod tickets;
mod world;

use std::fmt::Write;
use std::path::Path;

use app::model::{Flash, FlashTone, HomeModel, InboxModel, KnowledgeModel};
use app::pages;

fn main() -> std::io::Result<()> {
    let out = std::env::args().nth(1).unwrap_or_else(|| "target/gallery".to_owned());
    let out = Path::new(&out);
    std::fs::create_dir_all(out)?;
    let mut index = String::from("<!DOCTYPE html><meta charset=utf-8><title>Gallery</title><ul>");
    for (name, html) in all() {
        std::fs::write(out.join(format!("{name}.html")), &html)?;
        writeln!(index, "<li><a href=\"{name}.html\">{name}</a> {} bytes", html.len())
            .expect("a String takes every text");
    }
    std::fs::write(out.join("index.html"), index)
}

fn all() -> Vec<(&'static str, String)> {
    let staff = |path: &str| world::context(path, Some(world::mira()));
    let client = |path: &str| world::context(path, Some(world::ruth()));
    let mut flashed = staff("/inbox");
    flashed.flash = Some(Flash { tone: FlashTone::Done, text: "BRIM-40 is assigned to Amal Jain.".into() });
    let empty = InboxModel { groups: vec![], is_new_instance: true, ..world::inbox(false) };
    let mut filtered = world::inbox(false);
    filtered.filters.client.current = "brimley".into();
    filtered.filters.state.current = "in_progress".into();
    let mut nothing = filtered.clone();
    nothing.groups.clear();
    vec![
        ("inbox", pages::inbox(&staff("/inbox"), &world::inbox(true))),
        ("inbox-list", pages::inbox(&flashed, &filtered)),
        ("inbox-empty", pages::inbox(&staff("/inbox"), &empty)),
        ("inbox-nothing", pages::inbox(&staff("/inbox"), &nothing)),
        ("inbox-fifty", pages::inbox(&staff("/inbox"), &world::fifty())),
        ("ticket", pages::ticket(&staff("/tickets/BRIM-42"), &tickets::ward(domain::people::Side::Staff))),
        ("ticket-note", pages::ticket(&staff("/tickets/BRIM-42"), &tickets::note_draft())),
        ("ticket-refused", pages::ticket(&staff("/tickets/ACME-121"), &tickets::refused())),
        ("ticket-conflict", pages::ticket(&staff("/tickets/BRIM-42"), &tickets::conflict())),
        ("ticket-client", pages::ticket(&client("/tickets/BRIM-42"), &tickets::ward(domain::people::Side::Client))),
        ("ticket-reported", pages::ticket(&client("/tickets/BRIM-43"), &tickets::just_reported())),
        ("ticket-resolved", pages::ticket(&client("/tickets/BRIM-31"), &tickets::resolved())),
        ("notifications", pages::notifications(&staff("/notifications"), &calls::staff())),
        ("notifications-client", pages::notifications(&client("/notifications"), &calls::client())),
        (
            "notifications-empty",
            pages::notifications(
                &staff("/notifications"),
                &app::model::NotificationsModel { is_staff: true, ..Default::default() },
            ),
        ),
        ("ticket-called", pages::ticket(&staff("/tickets/BRIM-42"), &tickets::called())),
        ("why", pages::why(&staff("/tickets/ACME-121/why/triage"), &tickets::why())),
        ("home", pages::home(&client("/home"), &client::home())),
        (
            "home-quiet",
            pages::home(
                &client("/home"),
                &HomeModel { open: vec![], your_turn: vec![], owed: vec![], open_total: 0, ..client::home() },
            ),
        ),
        ("report", pages::report(&client("/report"), &client::report(false))),
        ("report-rejected", pages::report(&client("/report"), &client::report(true))),
        ("report-staff", pages::report(&staff("/tickets/new"), &client::report_on_behalf())),
        ("issues", pages::issues(&client("/issues"), &client::issues())),
        (
            "knowledge",
            pages::knowledge(
                &client("/knowledge"),
                &KnowledgeModel { issues: client::known(), ..KnowledgeModel::default() },
            ),
        ),
        ("error-404", pages::error(&staff("/nowhere"), pages::Problem::NotFound, "")),
        ("error-500", pages::error(&world::context("/x", None), pages::Problem::Internal, "7f3a-19c2")),
    ]
}
