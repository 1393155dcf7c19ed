//! Lists of the demo world.

use app::model::admin::*;
use app::model::{KnowledgeModel, KnownIssue};
use domain::engagement::Phase;
use domain::people::Side;
use domain::push::Kind;

use crate::{editor, person};

pub fn clients(access: Access) -> ClientsModel {
    let row = |id: &str, name: &str, prefix: &str, zone: &str, products: &str, people, open, overdue| ClientRow {
        id: id.into(),
        name: name.into(),
        prefix: prefix.into(),
        zone: zone.into(),
        products: products.into(),
        people,
        open,
        overdue,
    };
    ClientsModel {
        rows: vec![
            row("b", "Brimley Care", "BRIM", "Europe/London, 08:51", "Rota HRM", 2, 4, 0),
            row("l", "Luma Dental", "LUMA", "Europe/Zagreb, 09:51", "Frontdesk", 1, 3, 0),
            row("s", "St. Agnes Hospital", "ACME", "America/Halifax, 04:51", "Rota HRM, Frontdesk", 2, 6, 1),
            row("n", "Nordlicht Klinik", "NORD", "Europe/Berlin, 09:51", "", 0, 0, 0),
        ],
        access,
    }
}

pub fn products() -> ProductsModel {
    let row = |name: &str, policy: &str, clients: &str| ProductRow {
        id: name.into(),
        name: name.into(),
        policy: policy.into(),
        clients: clients.into(),
    };
    ProductsModel {
        rows: vec![
            row("Frontdesk", "Standard support", "Luma Dental, St. Agnes Hospital"),
            row("Rota HRM", "HRM go-live route (hospitals, payroll)", "Brimley Care, St. Agnes Hospital"),
            row("Family portal", "Standard support", ""),
        ],
        access: editor(),
    }
}

pub fn plans() -> PlansModel {
    let row = |name: &str, policy: &str, calendar: &str, engagements| PlanRow {
        id: name.into(),
        name: name.into(),
        policy: policy.into(),
        calendar: calendar.into(),
        engagements,
    };
    PlansModel {
        rows: vec![
            row("HRM go-live care", "HRM go-live route (hospitals, payroll)", "London office hours", 2),
            row("Standard care", "Standard support", "Zagreb office hours", 2),
        ],
        access: editor(),
    }
}

pub fn engagements() -> EngagementsModel {
    let mira = || Some(person("mira", "Mira Kovač", ""));
    let row = |client: &str, product: &str, go_live: &str, plan: &str, ours, theirs, open, overdue| EngagementRow {
        id: client.into(),
        client: client.into(),
        product: product.into(),
        go_live: go_live.into(),
        plan: plan.into(),
        supplier_owner: ours,
        buyer_owner: theirs,
        open,
        overdue,
    };
    let group = |phase, rows| PhaseGroup { phase, rows };
    EngagementsModel {
        repairs: vec![],
        groups: vec![
            group(
                Phase::Onboarding,
                vec![row(
                    "St. Agnes Hospital",
                    "Frontdesk",
                    "",
                    "Standard care",
                    Some(person("tove", "Tove Olsen", "")),
                    None,
                    1,
                    0,
                )],
            ),
            group(
                Phase::Launch,
                vec![row(
                    "Luma Dental",
                    "Frontdesk",
                    "Wed 25 Nov, in 2 days",
                    "Standard care",
                    Some(person("tomas", "Tomas Ortega", "")),
                    Some(person("ivana", "Ivana Marić", "")),
                    3,
                    0,
                )],
            ),
            group(
                Phase::Hypercare,
                vec![row(
                    "Brimley Care",
                    "Rota HRM",
                    "Sat 21 Nov, 2 days ago",
                    "HRM go-live care",
                    mira(),
                    Some(person("ruth", "Ruth Bell", "")),
                    4,
                    0,
                )],
            ),
            group(
                Phase::Run,
                vec![row(
                    "St. Agnes Hospital",
                    "Rota HRM",
                    "Sat 25 Apr, 212 days ago",
                    "HRM go-live care",
                    mira(),
                    Some(person("carmel", "Carmel Boudreau", "")),
                    5,
                    1,
                )],
            ),
        ],
        missing: Missing::default(),
        access: editor(),
    }
}

pub fn no_engagements() -> EngagementsModel {
    EngagementsModel {
        missing: Missing { client: true, product: true, plan: false },
        access: editor(),
        ..Default::default()
    }
}

pub fn people() -> PeopleModel {
    let row = |id: &str, name: &str, title: &str, email: &str, role: &str, sees: &str| PersonRow {
        person: person(id, name, title),
        email: email.into(),
        role: role.into(),
        sees: sees.into(),
        is_disabled: id == "tove",
    };
    PeopleModel {
        groups: vec![
            PeopleGroup {
                title: "Northwind Apps".into(),
                note: "our team".into(),
                client: String::new(),
                rows: vec![
                    row(
                        "amal",
                        "Amal Jain",
                        "Support engineer, platform",
                        "amal@northwind.example",
                        "Agent",
                        "3 engagements",
                    ),
                    row(
                        "mira",
                        "Mira Kovač",
                        "Head of client care",
                        "mira@northwind.example",
                        "Admin",
                        "All engagements",
                    ),
                    row(
                        "tove",
                        "Tove Olsen",
                        "Onboarding and training",
                        "tove@northwind.example",
                        "Agent",
                        "No engagement yet",
                    ),
                ],
            },
            PeopleGroup {
                title: "Brimley Care".into(),
                note: "client".into(),
                client: "b".into(),
                rows: vec![
                    row("helen", "Helen Wu", "IT lead", "helen@brimley.example", "Client member", "Brimley Care"),
                    row("ruth", "Ruth Bell", "Ward manager", "ruth@brimley.example", "Client owner", "Brimley Care"),
                ],
            },
            PeopleGroup { title: "Nordlicht Klinik".into(), note: "client".into(), client: "n".into(), rows: vec![] },
        ],
        access: editor(),
    }
}

pub fn settings(is_staff: bool) -> SettingsModel {
    let link = |href, icon, title, text, count| SettingsLink { href, icon, title, text, count };
    let index = vec![
        link("/clients", "building", "Clients", "The organisations you look after.", 3),
        link(
            "/engagements",
            "briefcase",
            "Engagements",
            "Which client uses which product, in which phase, under which plan.",
            4,
        ),
        link("/people", "users", "People", "Who can sign in, on both sides, and what they may do.", 9),
        link("/products", "box", "Products", "What you sold.", 2),
        link("/plans", "file", "Plans", "The contract terms: policy, calendar, cadence.", 2),
        link("/policies", "policy", "SLA policies", "What is promised for each priority.", 2),
        link("/calendars", "calendar", "Calendars", "Opening hours and holidays, in which business time counts.", 3),
    ];
    let session = |id: &str, device: &str, since: &str, seen: &str, is_current| SessionRow {
        id: id.into(),
        device: device.into(),
        since: since.into(),
        seen: seen.into(),
        is_current,
    };
    SettingsModel {
        index: if is_staff { index } else { Vec::new() },
        sessions: vec![
            session("a", "Firefox on Linux", "Signed in 08:02", "active just now", true),
            session("b", "Safari on iPhone", "Signed in Sun 22 Nov, 21:10", "active 12 min ago", false),
            session("c", "Chrome on Windows", "Signed in Sun 22 Nov, 18:44", "active 40 min ago", false),
        ],
        session_rule: "You are signed out after an hour without activity, and after 24 hours in any case.".into(),
        email: "mira@northwind.example".into(),
        push: push(if is_staff { Side::Staff } else { Side::Client }),
    }
}

fn push(side: Side) -> PushModel {
    let device =
        |id: &str, device: &str, since: &str| PushDevice { id: id.into(), device: device.into(), since: since.into() };
    let switch =
        |kind: &Kind| PushSwitch { name: kind.as_str(), label: kind.label(side), is_on: *kind != Kind::Assigned };
    PushModel {
        key: "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg".into(),
        devices: vec![device("a", "Safari on iPhone", "Switched on Sun 22 Nov, 21:12")],
        switches: Kind::of(side).iter().map(switch).collect(),
        quiet_from: "22:00".into(),
        quiet_to: "07:00".into(),
        zone: "Europe/Zagreb".into(),
        ..PushModel::default()
    }
}

pub fn knowledge(query: &str) -> KnowledgeModel {
    let issue = |id: &str, area: &str, problem: &str, cause: &str, fix: &str| KnownIssue {
        id: id.into(),
        area: area.into(),
        problem: problem.into(),
        cause: cause.into(),
        fix: fix.into(),
        steps: vec![],
    };
    let mut issues = vec![
        issue("k1", "authentication", "Cannot log in", "password", "reset the password"),
        issue("k2", "authentication", "Session expired", "normal", "log in again"),
        issue("k3", "authentication", "Account locked", "too many attempts", "unlock the account"),
        issue("k4", "app not loading", "White screen", "Look first at: browser console", "fix the JavaScript errors"),
        issue("k5", "app not loading", "Loads for ever", "Look first at: API calls", "check backend status and logs"),
    ];
    if !query.is_empty() {
        issues = vec![issues.remove(3)];
    }
    KnowledgeModel { issues, query: query.into() }
}
