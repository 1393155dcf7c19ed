//! SLA.md rule 10: another calendar moves open clocks from that instant on, keeps what was promised, and leaves what has
//! ended or was missed as it was.

use std::sync::Arc;

use super::{START, Story, staff};
use crate::ids::CalendarId;
use crate::insight::{OutcomeKind, outcomes};
use crate::people::Actor;
use crate::sla::calendar::DayWindow;
use crate::sla::hours::known_at;
use crate::sla::local::{LocalTime, Weekday};
use crate::sla::templates::{always_open, business_week};
use crate::sla::zone::{Stint, expand_stints};
use crate::sla::{Basis, Calendar, Clock, ClockState, HoursSince, Metric, PolicyBook, Target, evaluate_through};
use crate::ticket::{Command, Event, EventKind, Ticket, calendar_changes, pending_marks, sla_events};
use crate::time::{Seconds, Timestamp};

/// Monday to Friday between two full hours.
fn week(id: &str, zone: &str, open: u32, close: u32) -> Calendar {
    let window = DayWindow::new(LocalTime::new(open, 0).unwrap(), LocalTime::new(close, 0).unwrap());
    let weekly = Weekday::ALL[..5].iter().map(|day| (*day, vec![window])).collect();
    Calendar { id: CalendarId::new(id), weekly, ..business_week(zone) }
}

/// The layers of calendars that were given one after the other.
fn given(calendars: &[(Timestamp, Calendar)]) -> Vec<HoursSince> {
    let horizon = (START - Seconds::days(9), START + Seconds::days(400));
    let stints: Vec<Stint<'_>> = calendars
        .iter()
        .map(|(since, calendar)| Stint { versions: std::slice::from_ref(calendar), since: *since })
        .collect();
    let layer = |(index, (since, calendar)): (usize, &(Timestamp, Calendar))| HoursSince {
        calendar: calendar.id.clone(),
        version: 1,
        since: if index == 0 { Timestamp::from_unix(0) } else { *since },
        is_switch: index > 0,
        windows: Arc::new(expand_stints(&stints[..=index], horizon.0, horizon.1).unwrap()),
    };
    calendars.iter().enumerate().map(layer).collect()
}

fn hour(hours: i64) -> Timestamp {
    START + Seconds::hours(hours)
}

/// 09:00 to 17:00, and from an instant on another calendar.
fn switched(at: Timestamp, to: Calendar) -> Vec<HoursSince> {
    given(&[(START, week("day", "UTC", 9, 17)), (at, to)])
}

/// Reported Monday 09:00; the first answer takes `response`, the solution 12 opening hours.
fn story(response: Target) -> Story {
    let mut story = Story::begin("standard", "blocked");
    for rule in &mut story.policy.priorities {
        rule.targets.set(Metric::FirstResponse, response);
        rule.targets.set(Metric::Resolution, hours(12));
        rule.targets.set(Metric::NextUpdate, Target::None);
    }
    story
}

fn hours(hours: i64) -> Target {
    Target::Within { target: Seconds::hours(hours), basis: Basis::Business }
}

fn clocks(story: &Story, layers: &[HoursSince], now: Timestamp) -> Vec<Clock> {
    evaluate_through(&sla_events(&story.events), &PolicyBook::new(story.policy.clone()), layers, now)
}

fn clock(story: &Story, layers: &[HoursSince], metric: Metric, now: Timestamp) -> Clock {
    clocks(story, layers, now).into_iter().find(|clock| clock.metric == metric).expect("promised")
}

/// Writes what the watcher and the rollout would write.
fn write(story: &mut Story, layers: &[HoursSince], at: Timestamp) -> Vec<EventKind> {
    let book = PolicyBook::new(story.policy.clone());
    let ticket = Ticket::fold("BRIM-1".parse().unwrap(), &story.events).expect("a good history");
    let changes = calendar_changes(&story.events, layers, &book, |_| true);
    let marks = pending_marks(&ticket, &clocks(story, layers, at), at);
    let kinds: Vec<_> =
        changes.into_iter().map(|(_, kind)| kind).chain(marks.into_iter().map(crate::ticket::Mark::event)).collect();
    for kind in &kinds {
        let seq = u32::try_from(story.events.len() + 1).expect("short stories");
        story.events.push(Event { seq, at, by: Actor::System, kind: kind.clone() });
    }
    kinds
}

fn answer(story: &mut Story, after: Seconds) {
    let body = "Looking".to_owned();
    story.later(after).give(&staff(), Command::Reply { body, attachments: vec![], next_update_at: None });
}

#[test]
fn rule_10_another_calendar_moves_open_clocks_from_that_instant_and_keeps_what_was_promised() {
    let mut story = story(hours(10));
    // Four of twelve hours are used up at 13:00; the next calendar is open at night only.
    let layers = switched(hour(4), week("night", "UTC", 20, 23));
    let kinds = write(&mut story, &layers, hour(5));
    let [EventKind::CalendarChanged { calendar, version: 1, switched_at, previous }] = kinds.as_slice() else {
        panic!("{kinds:?}")
    };
    assert_eq!((calendar.as_str(), *switched_at), ("night", Some(hour(4))));
    assert_eq!(previous.iter().map(|one| one.metric).collect::<Vec<_>>(), [Metric::FirstResponse, Metric::Resolution]);
    let resolution = clock(&story, &layers, Metric::Resolution, hour(5));
    assert_eq!(resolution.due, Some(hour(2 * 24 + 13)), "eight hours more: three, three and two evenings' hours");
    assert_eq!(resolution.elapsed, Seconds::hours(4), "what was used up stays used up");
    assert_eq!(resolution.previous_due.iter().map(|one| one.due).collect::<Vec<_>>(), [hour(24 + 4)]);
    assert_eq!(write(&mut story, &layers, hour(6)), [], "once");
}

#[test]
fn rule_10_each_calendar_that_was_given_has_its_own_event_also_the_same_one_again() {
    let mut story = story(hours(10));
    let day = || week("day", "UTC", 9, 17);
    let layers = given(&[(START, day()), (hour(1), week("night", "UTC", 20, 23)), (hour(2), day()), (hour(3), day())]);
    let kinds = write(&mut story, &layers, hour(4));
    let at = kinds.iter().map(|kind| match kind {
        EventKind::CalendarChanged { switched_at, .. } => *switched_at,
        other => panic!("{other:?}"),
    });
    assert_eq!(at.collect::<Vec<_>>(), [Some(hour(1)), Some(hour(2))], "the third changed nothing");
    assert_eq!(write(&mut story, &layers, hour(4)), []);
    let resolution = clock(&story, &layers, Metric::Resolution, hour(4));
    assert_eq!(resolution.due, Some(hour(24 + 5)), "an hour of the day fell into the night calendar");
    assert_eq!(resolution.previous_due.len(), 2);
}

#[test]
fn rule_10_a_met_clock_stays_met_and_a_missed_one_missed_by_another_calendar() {
    let always = || always_open("UTC");
    // Answered after two opening hours of three; around the clock since the weekend it would be too late.
    let mut kept = story(hours(3));
    answer(&mut kept, Seconds::hours(2));
    // Answered on Tuesday, an hour too late; by a calendar that is closed on Monday it would be in time.
    let mut broken = story(hours(8));
    answer(&mut broken, Seconds::hours(25));
    for (story, to) in [(&mut kept, always()), (&mut broken, week("late", "UTC", 22, 23))] {
        let before = switched(hour(999), to.clone());
        write(story, &before, hour(26));
        let after = switched(hour(27), to);
        let told = |layers: &[HoursSince], now| {
            let clock = clock(story, layers, Metric::FirstResponse, now);
            (clock.state, clock.due, clock.stopped_at, clock.elapsed)
        };
        assert_eq!(told(&after, hour(30)), told(&before, hour(26)));
        let counted = |layers: &[HoursSince]| {
            let all = outcomes(&story.events, &clocks(story, layers, hour(30)), &layers.last().unwrap().windows);
            all.into_iter().filter(|one| one.metric == Metric::FirstResponse).collect::<Vec<_>>()
        };
        assert_eq!(counted(&after), counted(&before), "reports say the same");
    }
    assert_eq!(clock(&kept, &switched(hour(27), always()), Metric::FirstResponse, hour(30)).state, ClockState::Met);
}

#[test]
fn rule_10_another_calendar_breaks_no_promise_and_takes_no_miss_back() {
    let calendars = [
        week("night", "UTC", 20, 23),
        week("early", "UTC", 5, 10),
        week("long", "UTC", 6, 22),
        week("far", "America/New_York", 9, 17),
        week("east", "Asia/Tokyo", 9, 17),
        always_open("UTC"),
    ];
    for response in [hours(3), hours(8), hours(0), Target::SAME_BUSINESS_DAY] {
        for (minutes, to) in (1..40).flat_map(|step| calendars.iter().map(move |to| (step * 47, to))) {
            let at = START + Seconds::minutes(minutes);
            let mut story = story(response);
            let before = switched(hour(9999), to.clone());
            // The watcher had been there when the other calendar was given.
            write(&mut story, &before, at);
            let missed = |story: &Story| {
                story.events.iter().filter(|event| matches!(event.kind, EventKind::ClockBreached { .. })).count()
            };
            let (was, layers) = (missed(&story), switched(at, to.clone()));
            let promised = clock(&story, &before, Metric::FirstResponse, at).due.unwrap();
            write(&mut story, &layers, at);
            assert_eq!(missed(&story), was, "{response:?} {minutes} {}: no new breach", to.id);
            let due = clock(&story, &layers, Metric::FirstResponse, at).due.unwrap();
            let case = format!("{response:?} {minutes} {}: {promised:?} {due:?}", to.id);
            assert!(if promised < at { due == promised } else { due >= at }, "{case}");
            let windows = &layers.last().unwrap().windows;
            let counted = outcomes(&story.events, &clocks(&story, &layers, at), windows);
            assert_eq!(counted.iter().filter(|one| one.kind == OutcomeKind::Missed).count(), was, "{case}");
        }
    }
}

#[test]
fn rule_13_a_day_that_is_cut_off_goes_on_until_the_next_calendars_first_closing() {
    let due = |at: Timestamp, to: Calendar| {
        clock(&story(Target::SAME_BUSINESS_DAY), &switched(at, to), Metric::FirstResponse, at).due.unwrap()
    };
    assert_eq!(due(hour(3), week("long", "UTC", 6, 22)), hour(13), "the same day's later closing");
    assert_eq!(due(hour(3), week("early", "UTC", 5, 10)), hour(25), "it has closed for today");
    assert_eq!(due(hour(3), week("far", "America/New_York", 9, 17)), hour(13), "17:00 there");
    assert_eq!(due(hour(9), week("long", "UTC", 6, 22)), hour(8), "the day was over");
}

#[test]
fn what_ended_is_measured_by_the_layer_before_the_one_of_that_instant() {
    let layers = switched(hour(4), week("night", "UTC", 20, 23));
    let name = |at| known_at(&layers, at).unwrap().calendar.as_str().to_owned();
    assert_eq!([hour(-9), hour(4), hour(4) + Seconds::new(1)].map(name), ["day", "day", "night"]);
    assert!(known_at(&[], START).is_none());
}
