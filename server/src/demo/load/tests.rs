//! Generated tickets: possible, believable in number, and the same for the same seed.

use std::collections::{BTreeMap, BTreeSet};

use domain::sla::zone::expand;
use domain::sla::{PolicyBook, evaluate};
use domain::ticket::{EventKind, Lane, Ticket, TicketState, place, sla_events};
use domain::time::{Seconds, Timestamp};

use super::texts::Texts;
use super::*;

/// Mon 23 Nov 2026, 09:00 UTC.
const NOW: Timestamp = Timestamp::from_unix(1_795_424_400);

fn generate(seed: u64, count: u64) -> Vec<GeneratedTicket> {
    let tickets = tickets(seed, count, NOW).unwrap_or_else(|error| panic!("{error}"));
    tickets.map(|ticket| ticket.unwrap_or_else(|error| panic!("{error}"))).collect()
}

#[test]
fn the_directory_has_the_agreed_size_and_unique_names() {
    let world = world(7, NOW).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((world.clients.len(), world.engagements.len()), (40, 60));
    let staff = world.people.iter().filter(|person| person.client.is_none()).count();
    assert_eq!((staff, world.people.len()), (12, 72));
    let unique = |list: Vec<&str>| list.iter().collect::<BTreeSet<_>>().len() == list.len();
    assert!(unique(world.people.iter().map(|person| person.id.as_str()).collect()));
    assert!(unique(world.people.iter().map(|person| person.email.as_str()).collect()));
    assert!(unique(world.clients.iter().map(|client| client.prefix.as_str()).collect()));
    assert!(unique(world.engagements.iter().map(|entry| entry.engagement.id.as_str()).collect()));
    assert!(world.engagements.iter().all(|entry| entry.team.len() == 4));
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let bytes = |seed| format!("{:?}{:?}", world(seed, NOW).unwrap(), generate(seed, 300));
    assert_eq!(bytes(11), bytes(11));
    assert_ne!(bytes(11), bytes(12));
}

#[test]
fn histories_fold_rise_and_stay_in_the_past() {
    let mut last_report = Timestamp::from_unix(0);
    for entry in generate(1, 6_000) {
        let ticket = Ticket::fold(entry.key.clone(), &entry.events).unwrap();
        assert!(entry.events.is_sorted_by_key(|event| event.at), "{}", entry.key);
        assert!(entry.events.iter().all(|event| event.at < NOW), "{}", entry.key);
        assert!(last_report <= ticket.created_at && NOW - ticket.created_at < Seconds::days(732));
        last_report = ticket.created_at;
        let allowed = if ticket.state == TicketState::New { 1..=4 } else { 4..=12 };
        assert!(
            allowed.contains(&entry.events.len()),
            "{} ({:?}): {} events",
            entry.key,
            ticket.state,
            entry.events.len()
        );
    }
}

#[test]
fn numbers_are_gapless_per_client() {
    let mut last: BTreeMap<String, u32> = BTreeMap::new();
    for entry in generate(5, 2_000) {
        let number = last.entry(entry.key.prefix().to_owned()).or_default();
        assert_eq!(entry.key.number(), *number + 1, "{}", entry.key);
        *number += 1;
    }
    assert_eq!(last.len(), 40, "every client has tickets");
}

#[test]
fn about_four_per_cent_are_open_in_every_lane_and_state() {
    let directory = world(1, NOW).unwrap();
    let windows: BTreeMap<&str, _> = directory
        .calendars
        .iter()
        .map(|calendar| {
            let list = std::slice::from_ref(calendar);
            (calendar.id.as_str(), expand(list, NOW - Seconds::days(760), NOW + Seconds::days(60)).unwrap())
        })
        .collect();
    let mut lanes: BTreeMap<Lane, usize> = BTreeMap::new();
    let mut states = BTreeSet::new();
    let all = generate(1, 40_000);
    for entry in &all {
        let engagement =
            &directory.engagements.iter().find(|other| other.engagement.id == entry.engagement).unwrap().engagement;
        let policy = directory.policies.iter().find(|policy| policy.id == engagement.policy).unwrap();
        let ticket = Ticket::fold(entry.key.clone(), &entry.events).unwrap();
        let clocks = evaluate(
            &sla_events(&entry.events),
            &PolicyBook::new(policy.clone()),
            &windows[engagement.calendar.as_str()],
            NOW,
        );
        *lanes.entry(place(&ticket, &clocks, NOW).lane).or_default() += 1;
        states.insert(ticket.state.as_str());
    }
    let open = all.len() - lanes[&Lane::Done];
    assert!((1_200..=2_000).contains(&open), "{open} of 40,000 are open: {lanes:?}");
    for lane in [Lane::Overdue, Lane::Soon, Lane::Running, Lane::Paused, Lane::Unclocked] {
        assert!(lanes.get(&lane).is_some_and(|count| *count >= 5), "{lane:?}: {lanes:?}");
    }
    assert!(lanes[&Lane::Overdue] * 3 < open, "most promises are kept: {lanes:?}");
    assert_eq!(states.len(), TicketState::ALL.len() - 1, "every state but duplicate: {states:?}");
}

#[test]
fn there_are_thousands_of_titles_and_no_unfilled_place() {
    let mut titles = BTreeSet::new();
    for entry in generate(2, 10_000) {
        let EventKind::Reported { title, what_happens, .. } = &entry.events[0].kind else { panic!("no report") };
        assert!(!what_happens.contains('{') && !title.contains('{') && title.chars().count() <= 100, "{title}");
        titles.insert(title.clone());
    }
    assert!(titles.len() > 5_000, "{} titles", titles.len());
}

#[test]
fn families_are_complete() {
    for family in Texts::read().unwrap().family_of_issues {
        assert_eq!(family.impacts.in_order().into_iter().sum::<u64>(), 100, "{}", family.key);
        let (fixes, questions) = (family.fixes.len(), family.questions.len());
        assert_eq!(fixes, family.reasons.len(), "{}: a reason for each fix", family.key);
        assert_eq!(questions, family.answers.len(), "{}: an answer for each question", family.key);
    }
}
