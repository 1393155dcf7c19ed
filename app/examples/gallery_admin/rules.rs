//! Policies and calendars of the demo world.

use app::components::escalation;
use app::components::head::head;
use app::model::admin::calendar::{SpecialDay, summary};
use app::model::admin::*;
use app::model::{PageContext, SelectOption};
use domain::sla::calendar::DayWindow;
use domain::sla::{LocalTime, Weekday, templates};
use leptos::prelude::*;

pub fn policies() -> PoliciesModel {
    let rows = templates::policies().into_iter().map(|policy| PolicyRow {
        id: policy.id.to_string(),
        name: policy.name.clone(),
        priorities: policy.priorities.iter().map(|rule| rule.name.clone()).collect::<Vec<_>>().join(", "),
        version: policy.version,
        engagements: 2,
    });
    PoliciesModel { rows: rows.collect() }
}

pub fn policy(key: &str) -> PolicyModel {
    PolicyModel {
        policy: templates::policy_by_key(key).expect("the template ships"),
        escalation: ChainWords::of(&templates::policy_by_key(key).expect("the template ships"), |_| None),
        since: "since the beginning".into(),
        versions: vec![],
        plans: vec![RelatedLink::new("/plans/h", "HRM go-live care", "London office hours")],
        engagements: vec![RelatedLink::new("/engagements/b", "Brimley Care: Rota HRM", "Hypercare")],
    }
}

/// The fields that edit a policy's escalation, as they stand inside a form of it, one of them refused.
pub fn escalation_form(cx: &PageContext) -> String {
    let policy = templates::policy_by_key("hrm-route").expect("the template ships");
    let staff = [("mira", "Mira Kovač"), ("amal", "Amal Jain")].map(|(id, name)| SelectOption::new(id, name)).to_vec();
    let mut editor = ChainEditor::of(&policy, staff);
    editor.form.levels[1].wait = "soon".into();
    let wrong = "Level 2 waits for 1 to 10080 minutes. Write a whole number, like 15.";
    editor.errors = domain::problem::Problem::new("escalation_wait_2", wrong).into();
    app::shell::page(cx, app::shell::Meta::new("Escalation", "admin-record"), || {
        view! {
            {head("Escalation", policy.name.clone(), ())}
            <div class="content"><form class="record-form" data-form>{escalation::editor(&editor)}</form></div>
        }
        .into_any()
    })
}

fn london() -> domain::sla::Calendar {
    let time = |hour, minute| LocalTime::new(hour, minute).expect("a time of day");
    let mut calendar = templates::business_week("Europe/London");
    calendar.name = "London office hours".into();
    calendar
        .weekly
        .insert(Weekday::Wed, vec![DayWindow::new(time(9, 0), time(12, 0)), DayWindow::new(time(13, 0), time(18, 30))]);
    calendar.weekly.insert(Weekday::Fri, vec![DayWindow::new(time(22, 0), time(30, 0))]);
    calendar
}

pub fn calendars() -> CalendarsModel {
    let row = |id: &str, calendar: &domain::sla::Calendar, now: &str, is_open| CalendarRow {
        id: id.into(),
        name: calendar.name.clone(),
        zone: calendar.zone.clone(),
        hours: summary(calendar),
        now: now.into(),
        is_open,
        engagements: 2,
    };
    CalendarsModel {
        rows: vec![
            row("l", &london(), "Open until 17:00", true),
            row("z", &templates::business_week("Europe/Zagreb"), "Closed until Mon 09:00", false),
            row("a", &templates::always_open("Europe/London"), "Always open", true),
        ],
    }
}

pub fn calendar() -> CalendarModel {
    let day =
        |date: &str, name: &str, hours: &str| SpecialDay { date: date.into(), name: name.into(), hours: hours.into() };
    CalendarModel {
        calendar: london(),
        now: "Open until 17:00".into(),
        is_open: true,
        local: "Mon 23 Nov, 08:51".into(),
        today: Weekday::Mon,
        changes: vec![
            "Sun 28 Mar 2027, 01:00: clocks go forward 1 h, to 02:00".into(),
            "Sun 31 Oct 2027, 02:00: clocks go back 1 h, to 01:00".into(),
        ],
        special: vec![
            day("Fri 25 Dec", "Christmas Day", "closed"),
            day("Sat 26 Dec", "Boxing Day", "closed"),
            day("Thu 31 Dec", "", "09:00 to 13:00"),
        ],
        plans: vec![RelatedLink::new("/plans/h", "HRM go-live care", "HRM go-live route")],
        engagements: vec![RelatedLink::new("/engagements/b", "Brimley Care: Rota HRM", "Hypercare")],
    }
}
