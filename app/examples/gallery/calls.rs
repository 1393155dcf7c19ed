//! Notifications of the demo world.

use app::model::notifications::NotificationRow;
use app::model::{Moment, NotificationsModel, Priority};
use domain::time::Timestamp;

use crate::people::{mira, tomas};

fn row(key: &str, title: &str, place: usize, text: &str) -> NotificationRow {
    NotificationRow {
        key: key.parse().expect("well formed"),
        call: 2,
        title: title.into(),
        priority: Priority::new("p", if place == 0 { "P0" } else { "P1" }, place),
        client: "Brimley Care".into(),
        text: text.into(),
        level: "Level 1".into(),
        at: Moment::new(Timestamp::from_unix(1_795_423_000), "08:36"),
        ago: "14 min ago, ".into(),
        others: vec![],
        settled: String::new(),
        is_unread: true,
        may_take: true,
    }
}

/// What an engineer was asked.
pub fn staff() -> NotificationsModel {
    let level =
        |row: NotificationRow| NotificationRow { level: "Level 2".into(), others: vec![mira(), tomas()], ..row };
    let settled = |row: NotificationRow, how: &str| NotificationRow {
        settled: how.into(),
        is_unread: false,
        may_take: false,
        ..row
    };
    let asked = "You are asked to take it, because nobody acknowledged within 3 min.";
    let missed = "You are asked to take it, because “Next update” was missed.";
    NotificationsModel {
        rows: vec![
            level(row("BRIM-43", "No rota opens at Willow since the tablets restarted", 0, asked)),
            NotificationRow {
                is_unread: false,
                ..row("ACME-121", "Payroll export of the night shift is 40 minutes short", 1, missed)
            },
            settled(
                row("BRIM-42", "Nobody on ward 4 can sign in since 06:10", 0, asked),
                "Mira Kovač took it 2 min later",
            ),
            settled(row("ACME-110", "White screen on the kiosk tablet", 1, missed), "You answered at once"),
        ],
        has_unread: true,
        next: Some("x".into()),
        is_continued: false,
        is_staff: true,
    }
}

/// What the client's owner was told.
pub fn client() -> NotificationsModel {
    let told = "Your support plan names you for P0. Northwind Apps has been asked to take it; there is nothing you need to do.";
    let row = NotificationRow {
        client: "Rota HRM".into(),
        level: String::new(),
        may_take: false,
        ..row("BRIM-43", "No rota opens at Willow since the tablets restarted", 0, told)
    };
    NotificationsModel { rows: vec![row], has_unread: true, ..NotificationsModel::default() }
}
