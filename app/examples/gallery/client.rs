//! What clients see of the demo world besides tickets.

use app::model::home::{EngagementCard, Owed};
use app::model::issues::IssuesTab;
use app::model::report::{OnBehalf, Proposals, ReportValues};
use app::model::{HomeModel, IssuesModel, KnownIssue, ReportModel, SelectOption, Tone};
use domain::problem::Problem;
use domain::sla::Metric;
use domain::ticket::TicketState;

use crate::people::{amal, client_row, clock, mira as mira_person, tomas};
use crate::world::options;

pub fn home() -> HomeModel {
    let update = || clock(Metric::NextUpdate, Tone::Soon, "Next update in 8 min", 16);
    HomeModel {
        greeting: "Good morning, Ruth.".into(),
        owner: Some(mira_person()),
        owner_note: "looks after you and is here until 18:00.".into(),
        open: vec![
            client_row(
                "BRIM-42",
                "Nobody on ward 4 can sign in since 06:10",
                TicketState::InProgress,
                Some(mira_person()),
                Some(update()),
                "Updated 22 min ago",
            ),
            client_row(
                "BRIM-40",
                "Shift swap approval sends two e-mails",
                TicketState::Triaged,
                Some(amal()),
                Some(clock(Metric::NextUpdate, Tone::OnTrack, "Next update in 3 h 05 min", 8)),
                "Updated yesterday",
            ),
            client_row(
                "BRIM-37",
                "Attendance device shows yesterday's date",
                TicketState::WaitingOnThirdParty,
                Some(tomas()),
                Some(clock(Metric::Resolution, Tone::Paused, "Paused for 1 d 2 h", 6)),
                "Updated on Friday",
            ),
        ],
        open_total: 3,
        your_turn: vec![client_row(
            "BRIM-31",
            "Overtime is missing on the October sheet",
            TicketState::Resolved,
            Some(amal()),
            None,
            "Solved this morning: please confirm",
        )],
        owed: vec![
            Owed {
                what: "Update on BRIM-42".into(),
                href: Some("/tickets/BRIM-42".into()),
                clock: Some(update()),
                when: String::new(),
            },
            Owed { what: "Two-week check-in".into(), href: None, clock: None, when: "Tue 8 Dec, by e-mail".into() },
            Owed { what: "Restore test, proof to you".into(), href: None, clock: None, when: "by Mon 30 Nov".into() },
        ],
        engagements: vec![
            EngagementCard {
                product: "Rota HRM".into(),
                phase: "Hypercare, day 3".into(),
                go_live: "Live since Fri 20 Nov".into(),
                plan: "HRM go-live route".into(),
                hours: "Mon to Fri, 08:00 to 18:00; P0 day and night".into(),
                plan_href: "/plan".into(),
                owner: Some(mira_person()),
            },
            EngagementCard {
                product: "Family portal".into(),
                phase: "Onboarding".into(),
                go_live: "Go-live on Mon 14 Dec, in 21 days".into(),
                plan: "Standard support".into(),
                hours: "Day and night".into(),
                plan_href: "/plan".into(),
                owner: Some(tomas()),
            },
        ],
    }
}

pub fn known() -> Vec<KnownIssue> {
    let issue = |id: &str, area: &str, problem: &str, cause: &str, fix: &str| KnownIssue {
        id: id.into(),
        area: area.into(),
        problem: problem.into(),
        cause: cause.into(),
        fix: fix.into(),
        steps: vec![],
    };
    vec![
        issue("k1", "Authentication", "Cannot log in", "password", "reset the password"),
        issue("k2", "Authentication", "Session expired", "normal", "log in again"),
        issue("k3", "Authentication", "Account locked", "too many attempts", "unlock the account"),
        issue("k4", "App not loading", "White screen", "browser console", "fix the JavaScript errors"),
        issue("k5", "App not loading", "Loads for ever", "API calls", "check backend status and logs"),
        KnownIssue {
            steps: ["notification credentials", "the user granted permission", "notification queue has no errors"]
                .map(Into::into)
                .to_vec(),
            fix: String::new(),
            ..issue("k6", "Push notifications", "They do not arrive", "", "")
        },
    ]
}

pub fn report(is_rejected: bool) -> ReportModel {
    let mut model = ReportModel {
        engagements: options(&[("rota", "Rota HRM"), ("portal", "Family portal")], "rota"),
        proposals: vec![Proposals {
            engagements: Vec::new(),
            sentences: vec![
                SelectOption::new("stopped", "We propose P0: someone takes it within 5 min."),
                SelectOption::new("blocked", "We propose P1: judged today before 18:00."),
                SelectOption::new("workaround", "We propose P2: planned for a release."),
                SelectOption::new("wish", "We propose P2: planned for a release."),
            ],
        }],
        attachment_rule: "PNG, JPEG, WebP, PDF, text or log; 10 MB each, at most 5.".into(),
        ..ReportModel::default()
    };
    if is_rejected {
        model.values = ReportValues {
            title: "Nobody can sign in on ward 4".into(),
            impact: "stopped".into(),
            ..ReportValues::default()
        };
        model.errors = vec![
            Problem::new("what_happens", "What happens is missing. Write up to 10,000 characters."),
            Problem::new("files", "clip.mov is a video. Send PNG, JPEG, WebP, PDF, text or log files."),
        ]
        .into();
        model.matches = known()[..3].to_vec();
    }
    model
}

pub fn report_on_behalf() -> ReportModel {
    let reporters = options(&[("ruth", "Ruth Bell"), ("david", "David Osei")], "");
    ReportModel {
        on_behalf: Some(OnBehalf { reporters, reported_at: "2026-11-23T08:51".into(), zone: "Europe/London".into() }),
        ..report(false)
    }
}

pub fn issues() -> IssuesModel {
    let tab = |value: &str, label: &str, count| IssuesTab { value: value.into(), label: label.into(), count };
    let mut rows = home().open;
    rows.extend(home().your_turn);
    IssuesModel {
        client: "Brimley Care".into(),
        tabs: vec![
            tab("", "Open", Some(3)),
            tab("your_turn", "Your turn", Some(1)),
            tab("resolved", "Resolved", None),
            tab("all", "All", None),
        ],
        current: String::new(),
        rows,
        next: Some("17:x".into()),
        is_continued: false,
    }
}
