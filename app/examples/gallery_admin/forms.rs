//! Forms of the demo world.

use app::model::SelectOption;
use app::model::admin::*;
use domain::problem::Problem;

use crate::{editor, options};

fn form(id: &str) -> RecordForm {
    RecordForm { id: Some(id.into()), rev: 3, access: editor(), ..Default::default() }
}

pub fn client() -> ClientModel {
    ClientModel {
        form: form("b"),
        name: "Brimley Care".into(),
        prefix: "BRIM".into(),
        zone: "Europe/London".into(),
        zones: vec!["Europe/London".into(), "Europe/Zagreb".into()],
        engagements: vec![RelatedLink::new("/engagements/b", "Rota HRM", "Hypercare")],
        people: vec![
            RelatedLink::new("/people/ruth", "Ruth Bell", "Client owner"),
            RelatedLink::new("/people/helen", "Helen Wu", "Client member"),
        ],
    }
}

pub fn client_refused() -> ClientModel {
    let errors = vec![
        Problem::new("prefix", "Another client's tickets begin with this prefix. Choose a different one."),
        Problem::new("zone", "“London” is not a time zone. Write one like Europe/Berlin or America/New_York."),
    ];
    ClientModel {
        form: RecordForm { access: editor(), errors: errors.into(), ..Default::default() },
        name: "Nordlicht Klinik".into(),
        prefix: "ACME".into(),
        zone: "London".into(),
        ..Default::default()
    }
}

pub fn client_conflict() -> ClientModel {
    let model = client();
    ClientModel {
        form: RecordForm { conflict: Some(vec!["Name is now “Brimley Care Group”.".into()]), ..model.form.clone() },
        ..model
    }
}

pub fn client_read() -> ClientModel {
    let model = client();
    ClientModel {
        form: RecordForm {
            access: Access { may_edit: false, admins: vec!["Mira Kovač".into()] },
            ..model.form.clone()
        },
        ..model
    }
}

pub fn product() -> ProductModel {
    ProductModel {
        form: form("r"),
        name: "Rota HRM".into(),
        policies: options(
            &[("standard", "Standard support"), ("hrm-route", "HRM go-live route (hospitals, payroll)")],
            "hrm-route",
        ),
        engagements: vec![
            RelatedLink::new("/engagements/b", "Brimley Care", "Hypercare"),
            RelatedLink::new("/engagements/s", "St. Agnes Hospital", "Run"),
        ],
    }
}

pub fn plan() -> PlanModel {
    PlanModel {
        form: form("h"),
        name: "HRM go-live care".into(),
        policies: product().policies,
        calendars: options(&[("l", "London office hours"), ("z", "Zagreb office hours")], "l"),
        description: "Closer care through launch and hypercare, then everyday support in office hours.".into(),
        cadence: String::new(),
        engagements: product().engagements,
    }
}

pub fn engagement(is_new: bool) -> EngagementModel {
    let people = |label: &str, people: &[(&str, &str)]| OwnerGroup {
        label: label.into(),
        people: people.iter().map(|(id, name)| SelectOption::new(*id, *name)).collect(),
    };
    let mut groups = vec![people("Brimley Care", &[("ruth", "Ruth Bell"), ("helen", "Helen Wu")])];
    if is_new {
        groups.push(people("Luma Dental", &[("ivana", "Ivana Marić")]));
    }
    let pick = |id: &'static str| if is_new { "" } else { id };
    EngagementModel {
        repairs: vec![],
        form: if is_new { RecordForm { access: editor(), ..Default::default() } } else { form("b") },
        clients: options(&[("b", "Brimley Care"), ("l", "Luma Dental")], pick("b")),
        products: options(&[("r", "Rota HRM"), ("f", "Frontdesk")], pick("r")),
        phases: options(
            &[("onboarding", "Onboarding"), ("launch", "Launch"), ("hypercare", "Hypercare"), ("run", "Run")],
            if is_new { "onboarding" } else { "hypercare" },
        ),
        go_live: pick("2026-11-21").into(),
        plans: options(&[("h", "HRM go-live care"), ("s", "Standard care")], pick("h")),
        policies: options(&[("standard", "Standard support"), ("hrm-route", "HRM go-live route")], ""),
        plan_policy: pick("HRM go-live route (hospitals, payroll)").into(),
        calendars: options(&[("l", "London office hours"), ("z", "Zagreb office hours")], ""),
        plan_calendar: pick("London office hours").into(),
        supplier_owners: options(&[("mira", "Mira Kovač"), ("amal", "Amal Jain")], pick("mira")),
        buyer_owners: groups,
        buyer_owner: pick("ruth").into(),
        team: vec![
            RelatedLink::new("/people/amal", "Amal Jain", "Support engineer"),
            RelatedLink::new("/people/tove", "Tove Olsen", "Onboarding and training"),
        ],
        missing: Missing::default(),
        open: 4,
        overdue: 1,
    }
}

fn roles(current: &str) -> app::model::Options {
    options(
        &[
            ("admin", "Admin: everything, on every engagement, and this set-up"),
            ("agent", "Agent: the tickets of the engagements they belong to"),
            ("client_owner", "Client owner: reports issues, signs readiness and acceptance, is called when it matters"),
            ("client_member", "Client member: reports issues and follows them"),
        ],
        current,
    )
}

pub fn person() -> PersonModel {
    PersonModel {
        form: form("amal"),
        name: "Amal Jain".into(),
        email: "amal@northwind.example".into(),
        title: "Support engineer, platform".into(),
        roles: roles("agent"),
        clients: options(&[("b", "Brimley Care"), ("l", "Luma Dental")], ""),
        engagements: vec![
            SelectOption::new("b", "Brimley Care: Rota HRM"),
            SelectOption::new("l", "Luma Dental: Frontdesk"),
            SelectOption::new("s", "St. Agnes Hospital: Rota HRM"),
        ],
        chosen: vec!["b".into(), "s".into()],
        status: PersonStatus::Active,
        ..Default::default()
    }
}

pub fn person_new() -> PersonModel {
    let errors = vec![
        Problem::new("email", "This is not an e-mail address. Write it like name@example.com."),
        Problem::new("role", "Choose a role: admin, agent, client owner or client member."),
    ];
    PersonModel {
        form: RecordForm { access: editor(), errors: errors.into(), ..Default::default() },
        name: "Neil Amero".into(),
        email: "neil@".into(),
        roles: roles(""),
        status: PersonStatus::New,
        chosen: vec![],
        title: String::new(),
        ..person()
    }
}

pub fn link() -> WelcomeLinkModel {
    WelcomeLinkModel {
        id: "neil".into(),
        name: "Neil Amero".into(),
        email: "neil@st-agnes.example".into(),
        link: "https://care.northwind.example/welcome/9vJ3k0mQb1cXo8yP2sVtWq7RzE4uLh6NaFgDiKjSwT0".into(),
        hours: 72,
        is_new: true,
    }
}
