//! The demo must hold at any hour of any day on which somebody may start it.

use std::collections::{BTreeMap, BTreeSet};

use domain::engagement::Phase;
use domain::people::Side;
use domain::sla::{Clock, PolicyBook, evaluate};
use domain::ticket::{EventKind, Lane, Place, Ticket, TicketState, Visibility, place, sla_events};

use super::*;

/// 20 instants: every weekday, mornings and nights, both changes of the clocks in both hemispheres' rules used, the
/// turn of the year, a leap day.
const INSTANTS: [&str; 20] = [
    "2026-11-23 09:00",
    "2026-11-24 03:30",
    "2026-11-25 17:05",
    "2026-11-26 12:00",
    "2026-11-27 23:50",
    "2026-11-28 10:00",
    "2026-11-29 02:00",
    "2026-11-22 18:55",
    "2026-03-29 00:59",
    "2026-03-29 01:30",
    "2026-10-25 00:30",
    "2026-10-25 01:30",
    "2026-11-01 05:30",
    "2027-03-14 06:30",
    "2026-12-31 23:59",
    "2027-01-01 00:01",
    "2028-02-29 08:00",
    "2027-06-14 06:00",
    "2027-08-16 21:00",
    "2026-12-05 13:37",
];

fn instant(text: &str) -> Timestamp {
    let (date, time) = text.split_once(' ').unwrap();
    domain::sla::zone::local_to_utc(parse_zone("Etc/UTC").unwrap(), date.parse().unwrap(), time.parse().unwrap())
}

fn some_world() -> World {
    build(instant(INSTANTS[0])).unwrap_or_else(|error| panic!("{error}"))
}

struct Seen {
    slug: String,
    ticket: Ticket,
    place: Place,
    clocks: Vec<Clock>,
}

fn seen(world: &World, now: Timestamp) -> Vec<Seen> {
    let look = |entry: &DemoTicket| {
        let engagement =
            &world.engagements.iter().find(|other| other.engagement.id == entry.engagement).unwrap().engagement;
        let policy = world.policies.iter().find(|policy| policy.id == engagement.policy).unwrap();
        let calendar = world.calendars.iter().find(|calendar| calendar.id == engagement.calendar).unwrap();
        let windows = opening_hours(calendar, now).unwrap();
        let clocks = evaluate(&sla_events(&entry.events), &PolicyBook::new(policy.clone()), &windows, now);
        let ticket = Ticket::fold(entry.key.clone(), &entry.events).unwrap();
        let place = place(&ticket, &clocks, now);
        Seen { slug: entry.slug.clone(), ticket, place, clocks }
    };
    world.tickets.iter().map(look).collect()
}

#[test]
fn the_world_has_the_size_that_was_agreed() {
    let world = some_world();
    assert_eq!((world.clients.len(), world.engagements.len(), world.people.len(), world.tickets.len()), (3, 4, 9, 60));
    let phases: BTreeSet<Phase> = world.engagements.iter().map(|entry| entry.engagement.phase).collect();
    assert_eq!(phases.len(), 4, "every engagement is in a phase of its own");
    let staff = world.people.iter().filter(|person| person.role.side() == Side::Staff);
    assert!(staff.clone().all(|person| person.client.is_none()));
    assert_eq!(staff.count(), 4);
    assert!(world.password.chars().count() >= 15);
    let zones: BTreeSet<&str> = world.calendars.iter().map(|calendar| calendar.zone.as_str()).collect();
    assert_eq!(zones.len(), 3);
    for calendar in &world.calendars {
        assert_eq!(calendar.validate(), Ok(()));
    }
}

#[test]
fn every_group_of_the_inbox_has_tickets_at_any_hour() {
    for text in INSTANTS {
        let now = instant(text);
        let world = build(now).unwrap_or_else(|error| panic!("{text}: {error}"));
        let seen = seen(&world, now);
        let in_lane = |lane| seen.iter().filter(|one| one.place.lane == lane).collect::<Vec<_>>();
        let count = |lane| in_lane(lane).len();
        assert!((2..=3).contains(&count(Lane::Overdue)), "{text}: {} overdue", count(Lane::Overdue));
        assert!((3..=6).contains(&count(Lane::Soon)), "{text}: {} due soon", count(Lane::Soon));
        assert!(count(Lane::Paused) >= 3 && count(Lane::Unclocked) >= 3, "{text}");
        assert_eq!(count(Lane::Snoozed), 1, "{text}");
        let hours_left = |one: &&Seen| (one.place.due - now).get() / 3_600;
        let running = in_lane(Lane::Running);
        assert!(running.iter().filter(|one| hours_left(one) < 24).count() >= 3, "{text}: too little within a day");
        assert!(running.iter().filter(|one| hours_left(one) >= 24).count() >= 2, "{text}: too little later");
        let open = seen.len() - count(Lane::Done);
        assert!((20..=26).contains(&open), "{text}: {open} open");
    }
}

#[test]
fn what_the_drawings_show_is_there_at_any_hour() {
    for text in INSTANTS {
        let now = instant(text);
        let world = build(now).unwrap();
        let all: BTreeMap<String, Seen> = seen(&world, now).into_iter().map(|one| (one.slug.clone(), one)).collect();
        let left = |slug: &str| (all[slug].place.due - now).get();
        assert_eq!(all["ward-4"].ticket.state, TicketState::InProgress);
        assert_eq!((all["ward-4"].ticket.priority.as_str(), left("ward-4")), ("p0", 521), "{text}");
        assert_eq!((all["two-factor"].place.lane, left("two-factor")), (Lane::Soon, 4_800), "{text}");
        assert_eq!((all["same-chair"].place.lane, left("same-chair")), (Lane::Soon, 3_300), "{text}");
        assert_eq!(all["payroll-night"].place.lane, Lane::Overdue, "{text}");
        let fresh = &all["larch-tablet"].ticket;
        assert!(fresh.assignee.is_none() && fresh.state == TicketState::New && (now - fresh.created_at).get() == 240);
        for slug in ["overtime-approver", "training-colour", "branches"] {
            assert_eq!(all[slug].ticket.state, TicketState::Queued);
            assert_eq!(all[slug].ticket.target_window.as_deref(), Some("release 2.4"));
        }
        let misconfigured = |clock: &Clock| matches!(clock.state, domain::sla::ClockState::Misconfigured { .. });
        assert!(!all.values().any(|one| one.clocks.iter().any(misconfigured)), "{text}");
    }
}

#[test]
fn histories_are_in_order_and_end_before_now() {
    for text in INSTANTS {
        let now = instant(text);
        let world = build(now).unwrap();
        assert!(world.tickets.is_sorted_by_key(|ticket| ticket.events[0].at), "{text}");
        for ticket in &world.tickets {
            assert!(ticket.events.is_sorted_by_key(|event| event.at), "{text}: {}", ticket.slug);
            assert!(
                ticket.events.iter().all(|event| event.at < now),
                "{text}: {} reaches into the future",
                ticket.slug
            );
        }
        let oldest = now - world.tickets[0].events[0].at;
        assert!((170..200).contains(&(oldest.get() / 86_400)), "{text}");
    }
}

#[test]
fn keys_are_gapless_per_client_in_the_order_of_the_list() {
    let world = some_world();
    for client in &world.clients {
        let numbers = world
            .tickets
            .iter()
            .filter(|ticket| ticket.key.prefix() == client.prefix)
            .map(|ticket| ticket.key.number());
        assert!(numbers.clone().eq(1..=u32::try_from(numbers.count()).unwrap()), "{}", client.name);
    }
}

#[test]
fn every_end_a_ticket_can_have_is_shown() {
    let now = instant(INSTANTS[0]);
    let world = some_world();
    let states: BTreeSet<&str> = seen(&world, now).iter().map(|one| one.ticket.state.as_str()).collect();
    let all: BTreeSet<&str> = TicketState::ALL.into_iter().map(TicketState::as_str).collect();
    assert_eq!(states, all);
}

#[test]
fn no_note_of_the_team_stands_in_what_a_client_may_see() {
    let world = some_world();
    let mut notes = 0;
    for ticket in &world.tickets {
        let shown: Vec<String> = ticket
            .events
            .iter()
            .filter(|event| event.kind.is_visible_to_client())
            .map(|event| serde_json::to_string(event).unwrap())
            .collect();
        for event in &ticket.events {
            let EventKind::MessageAdded { visibility: Visibility::Internal, body, .. } = &event.kind else { continue };
            notes += 1;
            assert!(event.by.is_staff(), "{}: a client wrote an internal note", ticket.slug);
            for sentence in body.split(". ") {
                let quoted = serde_json::to_string(sentence).unwrap();
                let words = quoted.trim_matches('"');
                assert!(!shown.iter().any(|text| text.contains(words)), "{}: “{sentence}”", ticket.slug);
            }
        }
    }
    assert!(notes >= 20, "only {notes} notes; the demo should show them");
}

#[test]
fn staff_act_only_on_engagements_they_belong_to_and_clients_only_on_their_own() {
    let world = some_world();
    for ticket in &world.tickets {
        let entry = world.engagements.iter().find(|entry| entry.engagement.id == ticket.engagement).unwrap();
        let assigned = ticket.events.iter().filter_map(|event| match &event.kind {
            EventKind::Assigned { to } => to.as_ref(),
            EventKind::ParticipantAdded { person } => Some(person),
            _ => None,
        });
        for person in ticket.events.iter().filter_map(|event| event.by.person()).chain(assigned) {
            let known = world.people.iter().find(|other| other.id == person.id).unwrap();
            let belongs = match &known.client {
                Some(client) => *client == entry.engagement.client,
                None => known.role.may_administer() || entry.team.contains(&known.id),
            };
            assert!(belongs, "{}: {}", ticket.slug, person.name);
        }
    }
}

#[test]
fn no_text_keeps_an_unfilled_place() {
    for ticket in some_world().tickets {
        for event in &ticket.events {
            let text = serde_json::to_string(&event.kind).unwrap();
            assert!(!text.contains("[[") && !text.contains("{+") && !text.contains("{-"), "{}: {text}", ticket.slug);
        }
    }
}
