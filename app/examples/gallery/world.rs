//! Viewers and the staff inbox of the demo world.

use std::sync::Arc;

use app::model::inbox::Filters;
use app::model::{
    Assets, Group, GroupKind, InboxModel, InboxRow, NavCounts, Options, PageContext, SelectOption, Theme, Tone, Viewer,
};
use domain::ids::PersonId;
use domain::people::Role;
use domain::sla::Metric;
use domain::time::Timestamp;

use crate::people::{amal, clock, mira as mira_person, row, tomas};
use crate::{people, tickets};

pub fn mira() -> Viewer {
    Viewer {
        id: PersonId::new("mira"),
        name: "Mira Kovač".into(),
        role: Role::Admin,
        zone: "Europe/London".into(),
        client_name: None,
    }
}

pub fn ruth() -> Viewer {
    Viewer {
        id: PersonId::new("ruth"),
        name: "Ruth Bell".into(),
        role: Role::ClientOwner,
        zone: "Europe/London".into(),
        client_name: Some("Brimley Care".into()),
    }
}

pub fn context(path: &str, viewer: Option<Viewer>) -> PageContext {
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
        viewer,
        provider_name: "Northwind Apps".into(),
        assets: Arc::new(assets),
        path: path.into(),
        now: Timestamp::from_unix(people::NOW),
        counts: NavCounts { open: 12, overdue: 1, unread: 2 },
        flash: None,
        theme: Theme::System,
        windows: vec!["1795392000+36000,50400+36000".into()],
        attachments: app::model::AttachmentLimits { files: 5, bytes: 10 * 1024 * 1024 },
        is_shared: false,
        seen: String::new(),
    }
}

pub fn options(pairs: &[(&str, &str)], current: &str) -> Options {
    Options::new(pairs.iter().map(|(value, label)| SelectOption::new(*value, *label)), current)
}

pub fn inbox(with_detail: bool) -> InboxModel {
    use Metric::{FirstResponse, NextUpdate, Resolution, Triage};
    use Tone::{OnTrack, Overdue, Paused, Soon, Window};
    let (acme, brim, luma) = ("St. Agnes Hospital", "Brimley Care", "Luma Dental");
    let group = |kind, rows: Vec<InboxRow>| Group { kind, count: u32::try_from(rows.len()).ok(), rows };
    let groups = vec![
        group(
            GroupKind::Overdue,
            vec![row(
                "ACME-118",
                "Payroll export times out for the night shift",
                acme,
                "P1",
                Some(amal()),
                clock(FirstResponse, Overdue, "First response 14 min over", 20),
            )],
        ),
        group(
            GroupKind::DueSoon,
            vec![
                row(
                    "BRIM-42",
                    "Nobody on ward 4 can sign in since 06:10",
                    brim,
                    "P0",
                    Some(mira_person()),
                    clock(NextUpdate, Soon, "Next update in 8 min", 16),
                ),
                row(
                    "ACME-121",
                    "Leave balances differ after migration",
                    acme,
                    "P1",
                    None,
                    clock(Triage, Soon, "Triage in 52 min", 14),
                ),
                row(
                    "LUMA-9",
                    "Two-factor text arrives after ten minutes",
                    luma,
                    "High",
                    Some(tomas()),
                    clock(FirstResponse, Soon, "First response in 1 h 20 min", 13),
                ),
            ],
        ),
        group(
            GroupKind::Today,
            vec![
                row(
                    "BRIM-40",
                    "Shift swap approval sends two e-mails",
                    brim,
                    "P2",
                    Some(amal()),
                    clock(NextUpdate, OnTrack, "Next update in 3 h 05 min", 8),
                ),
                row(
                    "ACME-117",
                    "Document upload rejects .heic photos",
                    acme,
                    "P2",
                    Some(tomas()),
                    clock(Resolution, OnTrack, "Resolution in 6 h 30 min", 10),
                ),
                row(
                    "ACME-110",
                    "White screen on the kiosk tablet",
                    acme,
                    "High",
                    Some(amal()),
                    clock(Resolution, OnTrack, "Resolution in 7 h 12 min", 7),
                ),
            ],
        ),
        group(
            GroupKind::Later,
            vec![row(
                "LUMA-7",
                "Receptionist role should see all branches",
                luma,
                "Low",
                Some(mira_person()),
                clock(Resolution, Window, "Window: release 2.4", 0),
            )],
        ),
        group(
            GroupKind::Paused,
            vec![
                row(
                    "BRIM-37",
                    "Attendance device shows yesterday's date",
                    brim,
                    "P2",
                    Some(tomas()),
                    clock(Resolution, Paused, "Paused for 1 d 2 h", 6),
                ),
                row(
                    "LUMA-5",
                    "Invoice PDF has the old logo",
                    luma,
                    "Low",
                    Some(mira_person()),
                    clock(NextUpdate, Paused, "Paused for 4 h", 6),
                ),
            ],
        ),
    ];
    let filters = Filters {
        client: options(&[("acme", acme), ("brimley", brim), ("luma", luma)], ""),
        product: options(&[("rota", "Rota HRM"), ("booking", "Booking")], ""),
        priority: options(&[("p0", "P0"), ("p1", "P1"), ("p2", "P2"), ("high", "High")], ""),
        assignee: options(&[("me", "Me"), ("none", "Nobody"), ("amal", "Amal Jain"), ("tomas", "Tomas Ortega")], ""),
        state: options(&[("new", "New"), ("in_progress", "In progress"), ("queued", "Queued")], ""),
    };
    InboxModel {
        groups,
        filters,
        after: None,
        next: Some("1795424400:brim-37".into()),
        selected: with_detail.then(|| Box::new(tickets::ward(domain::people::Side::Staff))),
        people: vec![
            SelectOption::new("mira", "Mira Kovač"),
            SelectOption::new("amal", "Amal Jain"),
            SelectOption::new("tomas", "Tomas Ortega"),
        ],
        repairs: vec![],
        is_new_instance: false,
    }
}

/// A full page of fifty rows, for measuring.
pub fn fifty() -> InboxModel {
    let mut model = inbox(false);
    let seed: Vec<InboxRow> = model.groups.iter().flat_map(|group| group.rows.clone()).collect();
    for (index, group) in model.groups.iter_mut().enumerate() {
        group.rows = (0..10)
            .map(|n| InboxRow {
                key: format!("ACME-{}", 100 + index * 10 + n).parse().expect("well formed"),
                ..seed[(index + n) % seed.len()].clone()
            })
            .collect();
        group.count = Some(10);
    }
    model
}
