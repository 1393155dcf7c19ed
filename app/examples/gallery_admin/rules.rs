//! Policies and calendars of the demo world.

use app::components::escalation;
use app::components::head::head;
use app::model::admin::calendar::{SpecialDay, summary, week};
use app::model::admin::version::{
    CalendarFormModel, EffectLine, EffectRow, PolicyFormModel, PreviewModel, VersionLine,
};
use app::model::admin::*;
use app::model::{PageContext, SelectOption};
use domain::sla::calendar::DayWindow;
use domain::sla::calendar_draft::CalendarDraft;
use domain::sla::policy_draft::{PauseDraft, PolicyDraft, PriorityDraft};
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
    PoliciesModel { rows: rows.collect(), access: Access { may_edit: true, admins: vec![] } }
}

pub fn policy(key: &str) -> PolicyModel {
    PolicyModel {
        policy: templates::policy_by_key(key).expect("the template ships"),
        escalation: ChainWords::of(&templates::policy_by_key(key).expect("the template ships"), |_| None),
        since: "since the beginning".into(),
        versions: vec![line("Version 1", "since the beginning", "", true)],
        access: Access { may_edit: true, admins: vec![] },
        plans: vec![RelatedLink::new("/plans/h", "HRM go-live care", "London office hours")],
        engagements: vec![RelatedLink::new("/engagements/b", "Brimley Care: Rota HRM", "Hypercare")],
    }
}

/// The fields that edit a policy's escalation, as they stand inside a form of it, one of them refused.
pub fn escalation_form(cx: &PageContext) -> String {
    let policy = templates::policy_by_key("hrm-route").expect("the template ships");
    let mut editor = ChainEditor::of(&policy, team());
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

fn team() -> Vec<SelectOption> {
    [("mira", "Mira Kovač"), ("amal", "Amal Jain")].map(|(id, name)| SelectOption::new(id, name)).to_vec()
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
        access: Access { may_edit: true, admins: vec![] },
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
        versions: vec![
            line("Version 2", "begins Tue 24 Nov, 00:00", "Saved by Mira Kovač, Mon 23 Nov, 10:12", false),
            line("Version 1", "since the beginning", "", true),
        ],
        access: Access { may_edit: true, admins: vec![] },
        plans: vec![RelatedLink::new("/plans/h", "HRM go-live care", "HRM go-live route")],
        engagements: vec![RelatedLink::new("/engagements/b", "Brimley Care: Rota HRM", "Hypercare")],
    }
}

fn line(name: &str, when: &str, saved: &str, is_current: bool) -> VersionLine {
    VersionLine { name: name.into(), when: when.into(), saved: saved.into(), is_current }
}

pub fn calendar_form() -> CalendarFormModel {
    CalendarFormModel {
        form: RecordForm {
            id: Some("l".into()),
            rev: 1,
            access: Access { may_edit: true, admins: vec![] },
            ..RecordForm::default()
        },
        draft: CalendarDraft {
            holidays: "2026-12-25 Christmas Day\n2026-12-26 Boxing Day".into(),
            overrides: "2026-12-24 09:00-12:00".into(),
            ..CalendarDraft::of(&london())
        },
        zones: vec!["Europe/London".into()],
        changes: calendar().changes,
        imported: Some("8 holidays were read from “uk.ics”. Look them through: they are not saved yet.".into()),
    }
}

pub fn calendar_preview() -> PreviewModel {
    let effect = |metric, before: &str, after: &str, note: &str, is_overdue| EffectLine {
        metric,
        before: before.into(),
        after: after.into(),
        note: note.into(),
        is_overdue,
    };
    let row = |key: &str, title: &str, effects| EffectRow {
        key: key.into(),
        title: title.into(),
        client: "Brimley Care".into(),
        effects,
        is_chosen: None,
    };
    PreviewModel {
        title: "London office hours, version 2".into(),
        action: "/calendars/l".into(),
        back: ("/calendars/l".into(), "the calendar".into()),
        begins: "Version 2 begins Tue 24 Nov, 00:00 in Europe/London.".into(),
        summary: vec![
            "12 open tickets count by it.".into(),
            "3 due times of 2 tickets would move; 1 would be overdue at once.".into(),
        ],
        differences: vec!["Monday: 09:00-17:00 becomes 08:00-18:00.".into()],
        week: Some((week(&london()), Weekday::Mon)),
        rows: vec![
            row(
                "BRIM-14",
                "Rota export stops at week 53",
                vec![
                    effect("First response", "Mon 23 Nov, 17:00", "Mon 23 Nov, 12:00", "5 h earlier", true),
                    effect("Resolution", "Wed 25 Nov, 10:00", "Tue 24 Nov, 16:00", "18 h earlier", false),
                ],
            ),
            row(
                "BRIM-9",
                "Night shifts are shown on the wrong day",
                vec![effect(
                    "Resolution",
                    "Thu 26 Nov, 10:00",
                    "Thu 26 Nov, 12:00",
                    "2 h later, paused: as if it ran again now",
                    false,
                )],
            ),
        ],
        more: String::new(),
        all: None,
        hidden: vec![],
        submit: "Apply version 2".into(),
        stale: None,
        zone: "Europe/London".into(),
    }
}

pub fn policy_form() -> PolicyFormModel {
    let mut draft = PolicyDraft::of(&templates::policy_by_key("hrm-route").expect("the template ships"));
    draft.priorities.push(PriorityDraft::default());
    draft.pauses.push(PauseDraft::default());
    PolicyFormModel {
        form: calendar_form().form,
        draft,
        staff: team(),
        zone: "Europe/London".into(),
        moving: Vec::new(),
    }
}
