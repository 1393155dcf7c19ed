//! Tickets of the demo world.

use std::collections::BTreeMap;

use app::model::ticket::{
    Attachment, Calling, ClientActions, Composer, Conflict, Entry, EventLine, Fact, Message, Related,
};
use app::model::why::IntervalKind::{Closed, Counted, Paused};
use app::model::why::{Interval, OtherRun, PreviousDue};
use app::model::{
    Actions, Clock, FailedAction, Options, Person, SelectOption, StateOption, TicketModel, Tone, WhyModel,
};
use domain::people::Side;
use domain::problem::Problem;
use domain::sla::Metric;
use domain::ticket::TicketState;

use crate::people::{amal, clock, mira, moment, priority, ruth, tomas};

fn message(id: &str, author: Person, at: &str, is_note: bool, text: &str) -> Entry {
    let html = [
        "<p>",
        &text.replace(
            "

", "</p><p>",
        ),
        "</p>",
    ]
    .concat();
    Entry::Message(Message {
        id: format!("m-{id}"),
        author,
        at: moment(-7_000, at),
        is_note,
        html,
        attachments: vec![],
        split: None,
    })
}

fn event(icon: &'static str, text: &str, at: &str) -> Entry {
    Entry::Event(EventLine { icon, text: text.into(), at: moment(-6_000, at), is_breach: false })
}

fn options(pairs: &[(&str, &str)], current: &str) -> Options {
    Options::new(pairs.iter().map(|(value, label)| SelectOption::new(*value, *label)), current)
}

fn actions() -> Actions {
    let state = |state, fields: &[&'static str], effect: &str| StateOption {
        state,
        fields: fields.to_vec(),
        effect: effect.into(),
    };
    Actions {
        may_accept: true,
        states: vec![
            state(TicketState::Triaged, &["workaround", "owner"], ""),
            state(TicketState::InProgress, &[], ""),
            state(
                TicketState::WaitingOnClient,
                &["pause_reason"],
                "Pauses resolution for at most 5 days. First response and P0 never pause.",
            ),
            state(TicketState::WaitingOnThirdParty, &["pause_reason"], "Pauses resolution for at most 5 days."),
            state(TicketState::Queued, &["impact", "owner", "target_window"], ""),
            state(TicketState::Resolved, &[], "Stops the resolution clock. The client is asked to confirm."),
            state(TicketState::Declined, &["reason"], ""),
            state(TicketState::Duplicate, &["duplicate_of"], ""),
        ],
        priorities: options(
            &[
                ("p0", "P0: system unavailable, or a risk to access to data"),
                ("p1", "P1: payroll, attendance, leave or document work is blocked"),
                ("p2", "P2: workflow issue or improvement"),
            ],
            "p0",
        ),
        people: options(
            &[("", "Nobody"), ("mira", "Mira Kovač"), ("amal", "Amal Jain"), ("tomas", "Tomas Ortega")],
            "mira",
        ),
        pause_reasons: options(
            &[
                ("answer", "An answer from the client"),
                ("access", "Access or data from the client"),
                ("supplier", "Another supplier"),
            ],
            "",
        ),
        target_windows: vec!["Release 2.4, 7 December".into(), "Maintenance, 30 November".into()],
        ..Actions::default()
    }
}

/// The incident on ward 4, as a side sees it.
pub fn ward(side: Side) -> TicketModel {
    let mut report = message(
        "1",
        ruth(),
        "06:14",
        false,
        "Since the update last night everyone on ward 4 gets “session expired” straight after the password. Day shift starts at seven and needs to clock in.",
    );
    if let Entry::Message(message) = &mut report {
        let file = |name: &str, size: &str, is_image| Attachment {
            name: name.into(),
            href: if is_image { "/shot.png".into() } else { "/attachments/1".into() },
            size: size.into(),
            is_image,
        };
        message.attachments =
            vec![file("ward-4-tablet.png", "240 kB", true), file("browser-console.log", "12 kB", false)];
    }
    let mut timeline = vec![
        Entry::Day("Monday 23 November".into()),
        report,
        event("flag", "Raised to P0 by Mira Kovač: “sign-in down for a whole ward”", "06:16"),
        event("check", "Acknowledged by Mira Kovač in 2 min", "06:16"),
        message(
            "2",
            amal(),
            "06:31",
            true,
            "Clock skew on node 2 after the host reboot, tokens are born expired. Draining it now.",
        ),
        message(
            "3",
            mira(),
            "06:34",
            false,
            "We found the cause and are moving ward 4 to a healthy server.\n\nPaper sheet for the first clock-in, we will enter it for you. Next update at 07:00.",
        ),
        event("state", "Moved from Triaged to In progress by Mira Kovač", "06:34"),
    ];
    if side == Side::Client {
        timeline.retain(|entry| !matches!(entry, Entry::Message(message) if message.is_note));
    }
    TicketModel {
        key: "BRIM-42".parse().expect("well formed"),
        version: 7,
        title: "Nobody on ward 4 can sign in since 06:10".into(),
        state: TicketState::InProgress,
        priority: priority("P0"),
        priority_reason: "Sign-in down for a whole ward".into(),
        client: "Brimley Care".into(),
        product: "Rota HRM".into(),
        phase: "Hypercare, day 3".into(),
        side,
        reported: moment(-9_000, "Mon 23 Nov, 06:14").elsewhere("07:14 in Brimley"),
        reporter: ruth(),
        clocks: vec![
            Clock {
                remaining: "8 min 41 s".into(),
                ..clock(Metric::NextUpdate, Tone::Soon, "Next update in 8 min", 16)
            },
            clock(Metric::Acknowledge, Tone::Met, "Acknowledged in 2 min", 0),
            clock(Metric::FirstResponse, Tone::Met, "First response in 20 min", 0),
            clock(Metric::Resolution, Tone::Window, "No resolution time promised", 0),
        ],
        timeline,
        assignee: Some(mira()),
        client_owner: Some(ruth()),
        participants: vec![amal(), crate::people::person("david", "David Osei", "IT lead, Brimley Care")],
        goes_on: None,
        related: vec![Related {
            key: "ACME-110".parse().expect("well formed"),
            title: "White screen on the kiosk tablet".into(),
            relation: "related to".into(),
            state: TicketState::Triaged,
        }],
        facts: vec![Fact {
            label: "Workaround".into(),
            text: "Paper sheet for clock-in; we enter it afterwards.".into(),
        }],
        actions: (side == Side::Staff).then(actions),
        failed: None,
        client_actions: ClientActions::default(),
        addable: if side == Side::Staff { vec![SelectOption::new("tomas", "Tomas Ortega")] } else { vec![] },
        composer: Composer {
            recipients: "Ruth Bell and 1 other".into(),
            effect: if side == Side::Staff { "Resets the next-update clock".into() } else { String::new() },
            promises: if side == Side::Staff {
                options(&[("", "in 30 min (the plan's)"), ("15", "in 15 min"), ("10", "in 10 min")], "")
            } else {
                Options::default()
            },
            ..Composer::default()
        },
        calling: None,
        conflict: None,
        is_just_reported: false,
        return_to: "/tickets/BRIM-42".into(),
    }
}

/// An internal note in the making, after a rejected file.
pub fn note_draft() -> TicketModel {
    let mut ticket = ward(Side::Staff);
    ticket.composer.is_note = true;
    ticket.composer.body = "Node 2 is drained. Keep it out of the pool until the host's clock is fixed.".into();
    ticket.composer.errors =
        Problem::new("files", "dump.zip is an archive. Send PNG, JPEG, WebP, PDF, text or log files.").into();
    ticket
}

/// P1 needs workaround and owner before it is triaged.
pub fn refused() -> TicketModel {
    let mut ticket = ward(Side::Staff);
    ticket.key = "ACME-121".parse().expect("well formed");
    ticket.title = "Leave balances differ after migration".into();
    ticket.priority = priority("P1");
    ticket.state = TicketState::New;
    ticket.assignee = None;
    ticket.clocks = vec![clock(Metric::Triage, Tone::OnTrack, "Triage in 52 min", 14)];
    ticket.facts = vec![];
    if let Some(actions) = &mut ticket.actions {
        actions.people.current = String::new();
    }
    ticket.failed = Some(FailedAction {
        action: "state".into(),
        errors: vec![
            Problem::new(
                "workaround",
                "A P1 needs a workaround before it is triaged. Write “none known” if there is none.",
            ),
            Problem::new("owner", "A P1 needs an owner before it is triaged. Choose a person."),
        ]
        .into(),
        values: BTreeMap::from([("state".into(), "triaged".into())]),
    });
    ticket
}

/// Somebody else was quicker.
pub fn called() -> TicketModel {
    let mut ticket = ward(Side::Staff);
    ticket.calling = Some(Calling {
        asked: "Amal Jain was asked to take it at 06:13 (level 2)".into(),
        next: "If nobody does, level 3 is asked at 06:18.".into(),
    });
    ticket
}

pub fn conflict() -> TicketModel {
    let mut ticket = ward(Side::Staff);
    ticket.conflict = Some(Conflict {
        by: "Ana Silva".into(),
        changes: vec!["Priority is now P0: “whole ward down”.".into(), "Owner is now Amal Jain.".into()],
    });
    ticket.composer.body = "Ward 4 is on the healthy server now. Please try again, Ruth.".into();
    ticket
}

/// The page after reporting.
pub fn just_reported() -> TicketModel {
    let mut ticket = ward(Side::Client);
    ticket.key = "BRIM-43".parse().expect("well formed");
    ticket.state = TicketState::New;
    ticket.is_just_reported = true;
    ticket.assignee = None;
    ticket.timeline.truncate(2);
    ticket.clocks = vec![
        Clock {
            remaining: "4 min 58 s".into(),
            ..clock(Metric::Acknowledge, Tone::OnTrack, "Acknowledge in 4 min", 1)
        },
        Clock { remaining: "29 min".into(), ..clock(Metric::NextUpdate, Tone::OnTrack, "Next update in 29 min", 1) },
    ];
    ticket
}

/// A solution to confirm.
pub fn resolved() -> TicketModel {
    let mut ticket = ward(Side::Client);
    ticket.key = "BRIM-31".parse().expect("well formed");
    ticket.title = "Overtime is missing on the October sheet".into();
    ticket.state = TicketState::Resolved;
    ticket.priority = priority("P2");
    ticket.assignee = Some(tomas());
    ticket.clocks = vec![
        clock(Metric::FirstResponse, Tone::Met, "First response in 40 min", 0),
        clock(Metric::Resolution, Tone::Met, "Resolved in 2 d 3 h", 0),
    ];
    ticket.client_actions = ClientActions {
        may_confirm: true,
        reopen: Some("The resolution clock goes on where it stopped.".into()),
        ..ClientActions::default()
    };
    ticket
}

/// Why triage is due when it is.
pub fn why() -> WhyModel {
    let part = |kind, from: &str, to: &str, note: &str, amount: &str, seconds, is_ahead| Interval {
        kind,
        from: from.into(),
        to: to.into(),
        note: note.into(),
        amount: amount.into(),
        seconds,
        is_ahead,
    };
    WhyModel {
        key: "ACME-121".parse().expect("well formed"),
        title: "Leave balances differ after migration".into(),
        clock: Clock {
            due: Some(moment(3_000, "Tue 24 Nov, 10:42").elsewhere("11:42 in Brimley")),
            ..clock(Metric::Triage, Tone::Soon, "Triage in 52 min", 14)
        },
        target: "4 h 30 min of opening hours".into(),
        source: "HRM go-live route, version 2, priority P1".into(),
        started: moment(-80_000, "Mon 23 Nov, 16:10").elsewhere("17:10 in Brimley"),
        started_because: "Ruth Bell's message is the oldest without an answer.".into(),
        used: "3 h 48 min".into(),
        intervals: vec![
            part(Counted, "Mon 16:10", "18:00", "open", "1 h 50 min", 6_600, false),
            part(Closed, "Mon 18:00", "Tue 08:00", "", "0", 50_400, false),
            part(Counted, "Tue 08:00", "09:20", "open", "1 h 20 min", 4_800, false),
            part(Paused, "Tue 09:20", "10:05", "waiting on client, by Mira Kovač", "0", 2_700, false),
            part(Counted, "Tue 10:05", "now", "open", "38 min", 2_280, false),
            part(Counted, "now", "Tue 10:42", "open", "52 min", 3_120, true),
        ],
        rules: vec![
            "Only opening hours count: Mon to Fri, 08:00 to 18:00.".into(),
            "A pause ends with the client's next message, at the latest after 5 days.".into(),
        ],
        previous: vec![PreviousDue {
            due: "Wed 25 Nov, 12:00".into(),
            because: "Priority was raised from P2 to P1 on Tue 24 Nov, 08:12 by Mira Kovač.".into(),
        }],
        others: vec![OtherRun {
            words: "Triaged in 38 min".into(),
            href: "/tickets/ACME-121/why/triage?cycle=1".into(),
        }],
        zone: "Europe/London".into(),
        return_to: "/tickets/ACME-121".into(),
    }
}
