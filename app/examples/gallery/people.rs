//! The demo world's people, and short ways to small parts.

use app::model::home::ClientRow;
use app::model::{Clock, InboxRow, Moment, Person, Priority, Tone};
use domain::ids::PersonId;
use domain::sla::Metric;
use domain::ticket::TicketState;
use domain::time::Timestamp;

/// Mon 23 Nov 2026, 08:51:19 in London.
pub const NOW: i64 = 1_795_423_879;

pub fn person(id: &str, name: &str, detail: &str) -> Person {
    Person::new(PersonId::new(id), name, detail)
}

pub fn mira() -> Person {
    person("mira", "Mira Kovač", "Northwind Apps")
}

pub fn amal() -> Person {
    person("amal", "Amal Jain", "Northwind Apps")
}

pub fn tomas() -> Person {
    person("tomas", "Tomas Ortega", "Northwind Apps")
}

pub fn ruth() -> Person {
    person("ruth", "Ruth Bell", "Ward manager, Brimley Care")
}

pub fn moment(seconds_from_now: i64, local: &str) -> Moment {
    Moment::new(Timestamp::from_unix(NOW + seconds_from_now), local)
}

pub fn clock(metric: Metric, tone: Tone, words: &str, used: u8) -> Clock {
    let remaining = words.trim_start_matches(metric.name()).trim_start_matches(" in").trim().to_owned();
    let data =
        format!("{{\"m\":\"{}\",\"s\":1795400000,\"t\":3600,\"w\":0,\"d\":1795424400,\"a\":2700}}", metric.key());
    let due = Some(moment(521, "09:00").elsewhere("10:00 in Brimley"));
    Clock { metric, tone, words: words.into(), remaining, used, due, data }
}

pub fn priority(label: &str) -> Priority {
    let place = match label {
        "P0" | "Critical" => 0,
        "P1" | "High" => 1,
        _ => 2,
    };
    Priority::new(label.to_lowercase(), label, place)
}

pub fn row(key: &str, title: &str, client: &str, level: &str, owner: Option<Person>, clock: Clock) -> InboxRow {
    InboxRow {
        key: key.parse().expect("fixture keys are well formed"),
        version: 7,
        title: title.into(),
        client: client.into(),
        priority: priority(level),
        state: TicketState::InProgress,
        assignee: owner,
        clock: Some(clock),
    }
}

pub fn client_row(
    key: &str,
    title: &str,
    state: TicketState,
    owner: Option<Person>,
    clock: Option<Clock>,
    activity: &str,
) -> ClientRow {
    ClientRow {
        key: key.parse().expect("fixture keys are well formed"),
        title: title.into(),
        product: "Rota HRM".into(),
        priority: priority("P2"),
        state,
        assignee: owner,
        clock,
        activity: activity.into(),
    }
}
