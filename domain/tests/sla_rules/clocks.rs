//! Rules 6, 7, 9, 11, 14 to 16: what starts, pauses and stops clocks.

use domain::sla::clock::{ClockState, StartedBy};
use domain::sla::policy::Targets;
use domain::sla::{Metric, PriorityKey, Target, soonest};
use domain::time::Seconds;

use crate::story::{Kind, Story, around_the_clock, at, business};

fn response_and_resolution() -> Story {
    let targets = Targets {
        first_response: business(Seconds::hours(2)),
        resolution: business(Seconds::hours(8)),
        ..Targets::default()
    };
    Story::new(targets, Targets::default())
}

#[test]
fn rule_06_response_and_resolution_count_from_the_report_even_when_it_is_written_down_later() {
    let story = response_and_resolution();
    let kind = Kind::Reported {
        reported_at: Some(at("2026-11-23 09:00")),
        policy: story.policies[0].reference(),
        priority: PriorityKey::new("high"),
    };
    let story = story.then("2026-11-23 10:30", kind);
    for (metric, due) in [(Metric::FirstResponse, "2026-11-23 11:00"), (Metric::Resolution, "2026-11-23 17:00")] {
        let clock = story.clock(metric, "2026-11-23 10:30");
        assert_eq!((clock.started_at, clock.due), (at("2026-11-23 09:00"), Some(at(due))));
        assert_eq!(clock.started_by, StartedBy::EarlierReport);
    }
}

#[test]
fn rule_06_only_a_persons_public_reply_stops_the_response_and_only_taking_it_stops_acknowledge() {
    let targets = Targets {
        acknowledge: around_the_clock(Seconds::minutes(5)),
        first_response: business(Seconds::hours(2)),
        ..Targets::default()
    };
    let story = Story::new(targets, Targets::default())
        .reported("2026-11-23 09:00", "high")
        .then("2026-11-23 09:01", Kind::AutomaticReply)
        .then("2026-11-23 09:02", Kind::InternalNote)
        .then("2026-11-23 09:03", Kind::ClientMessage);
    assert!(story.clocks("2026-11-23 09:03").iter().all(domain::sla::Clock::is_open));
    let taken = story.then("2026-11-23 09:04", Kind::Acknowledged);
    assert_eq!(taken.clock(Metric::Acknowledge, "2026-11-23 09:05").state, ClockState::Met);
    assert!(taken.clock(Metric::FirstResponse, "2026-11-23 09:05").is_open());
    let answered = taken.then("2026-11-23 10:00", Kind::PublicReply);
    let clock = answered.clock(Metric::FirstResponse, "2026-11-23 10:00");
    assert_eq!((clock.state, clock.elapsed), (ClockState::Met, Seconds::hours(1)));
}

#[test]
fn rule_06_a_response_clock_anchors_on_the_oldest_unanswered_client_message() {
    let mut story = Story::of(Metric::FirstResponse, business(Seconds::hours(2)));
    story.policies[0].priorities[0].answer_every_message = true;
    let story = story
        .reported("2026-11-23 09:00", "high")
        .then("2026-11-23 10:00", Kind::PublicReply)
        .then("2026-11-23 11:00", Kind::ClientMessage)
        .then("2026-11-23 12:00", Kind::ClientMessage);
    let clock = story.clock(Metric::FirstResponse, "2026-11-23 12:30");
    assert_eq!((clock.cycle, clock.started_at), (2, at("2026-11-23 11:00")));
    assert_eq!((clock.due, clock.started_by), (Some(at("2026-11-23 13:00")), StartedBy::UnansweredMessage));
    let answered = story.then("2026-11-23 12:45", Kind::PublicReply);
    assert!(answered.clocks("2026-11-23 12:45").iter().all(|clock| clock.state == ClockState::Met));
}

#[test]
fn rule_07_pause_only_for_listed_reasons_and_never_the_first_response() {
    let story = response_and_resolution().reported("2026-11-23 09:00", "high");
    let unlisted = story.paused("2026-11-23 10:00", "tired", Seconds::days(1));
    assert_eq!(unlisted.clock(Metric::Resolution, "2026-11-23 11:00").state, ClockState::Running);
    let paused = unlisted.paused("2026-11-23 11:00", "waiting_on_client", Seconds::days(1));
    let clock = paused.clock(Metric::Resolution, "2026-11-23 12:00");
    let reason = "waiting_on_client".to_owned();
    let (since, until) = (at("2026-11-23 11:00"), at("2026-11-24 11:00"));
    assert_eq!(clock.state, ClockState::Paused { reason, since, until });
    assert_eq!(clock.due, Some(at("2026-11-24 10:00")), "projected as if it ran again now");
    assert_eq!(clock.auto_resume_at(), Some(until));
    let response = paused.clock(Metric::FirstResponse, "2026-11-23 12:00");
    assert_eq!((response.state, response.due), (ClockState::Running, Some(at("2026-11-23 11:00"))));
}

#[test]
fn rule_07_a_client_message_ends_a_pause_at_once_and_only_open_time_is_taken_out() {
    let story = Story::of(Metric::Resolution, business(Seconds::hours(4)))
        .reported("2026-11-23 14:00", "high")
        .paused("2026-11-23 16:00", "waiting_on_client", Seconds::days(3))
        .then("2026-11-24 10:00", Kind::ClientMessage);
    let clock = story.clock(Metric::Resolution, "2026-11-24 11:00");
    assert_eq!((clock.state.clone(), clock.elapsed), (ClockState::Running, Seconds::hours(3)));
    assert_eq!(clock.paused_total, Seconds::hours(2), "an hour on each day, not the night");
    assert_eq!(clock.due, Some(at("2026-11-24 12:00")));
}

#[test]
fn rule_07_a_pause_ends_by_itself_at_the_shorter_maximum_without_any_event() {
    let mut story = Story::of(Metric::Resolution, around_the_clock(Seconds::days(2)));
    story.policies[0].pause_reasons[0].max = Seconds::hours(3);
    let story =
        story.reported("2026-11-23 09:00", "high").paused("2026-11-23 10:00", "waiting_on_client", Seconds::days(9));
    assert!(story.clock(Metric::Resolution, "2026-11-23 12:59:59").auto_resume_at().is_some());
    let clock = story.clock(Metric::Resolution, "2026-11-23 13:00");
    assert_eq!((clock.state, clock.due), (ClockState::Running, Some(at("2026-11-25 12:00"))));
    let later = story.clock(Metric::Resolution, "2026-11-24 13:00");
    assert_eq!((later.paused_total, later.due), (Seconds::hours(3), Some(at("2026-11-25 12:00"))));
}

#[test]
fn rule_07_p0_never_pauses_and_a_raise_to_p0_ends_the_pause() {
    let story = Story::shipped("hrm-route").reported("2026-11-23 09:00", "p0").paused(
        "2026-11-23 09:01",
        "waiting_on_client",
        Seconds::days(1),
    );
    assert!(story.clocks("2026-11-23 09:02").iter().all(|clock| clock.state == ClockState::Running));
    let raised = Story::shipped("hrm-route")
        .reported("2026-11-23 09:00", "p1")
        .paused("2026-11-23 09:10", "waiting_on_client", Seconds::days(1))
        .priority("2026-11-23 09:20", "p0");
    let clock = raised.clock(Metric::NextUpdate, "2026-11-23 09:25");
    assert_eq!((clock.state, clock.due), (ClockState::Running, Some(at("2026-11-23 09:40"))));
}

#[test]
fn rule_07_p0_never_pauses_whatever_the_policy_says() {
    for (key, short, is_p0) in [("p0", "Urgent", true), ("worst", "P0", true), ("P0", "p0", true), ("p1", "P1", false)]
    {
        let mut story = Story::of(Metric::Resolution, around_the_clock(Seconds::hours(4)));
        let rule = &mut story.policies[0].priorities[0];
        (rule.key, rule.short) = (PriorityKey::new(key), short.to_owned());
        assert!(rule.pausable, "the policy lets it");
        story.policies[0].fallback_priority = PriorityKey::new(key);
        story.policies[0].escalation_chain = None;
        let fields: Vec<_> =
            story.policies[0].validate().err().into_iter().flatten().map(|error| error.field).collect();
        let expected: &[String] = if is_p0 { &[format!("priorities.{key}.pausable")] } else { &[] };
        assert_eq!(fields, expected, "{key} {short}");
        let story =
            story.reported("2026-11-23 09:00", key).paused("2026-11-23 10:00", "waiting_on_client", Seconds::days(1));
        let clock = story.clock(Metric::Resolution, "2026-11-23 11:00");
        assert_eq!(clock.state == ClockState::Running, is_p0, "{key} {short}");
        assert_eq!(clock.paused_total == Seconds::ZERO, is_p0, "{key} {short}");
    }
}

#[test]
fn rule_09_reopened_within_14_days_the_resolution_resumes_without_the_closed_interval() {
    let story = response_and_resolution()
        .reported("2026-11-02 09:00", "high")
        .then("2026-11-02 10:00", Kind::PublicReply)
        .then("2026-11-02 13:00", Kind::Resolved)
        .then("2026-11-16 12:30", Kind::ClientMessage)
        .then("2026-11-16 13:00", Kind::Reopened);
    let clock = story.clock(Metric::Resolution, "2026-11-16 14:00");
    assert_eq!((clock.cycle, clock.elapsed), (1, Seconds::hours(5)));
    assert_eq!((clock.due, clock.state), (Some(at("2026-11-16 17:00")), ClockState::Running));
    assert_eq!(clock.paused_total, Seconds::ZERO, "a closed interval is no pause");
    let response = story.clock(Metric::FirstResponse, "2026-11-16 14:00");
    assert_eq!((response.cycle, response.started_at), (2, at("2026-11-16 12:30")), "a response clock starts anew");
}

#[test]
fn rule_09_reopened_later_the_resolution_is_a_new_cycle() {
    let story = response_and_resolution()
        .reported("2026-11-02 09:00", "high")
        .then("2026-11-02 13:00", Kind::Resolved)
        .then("2026-11-16 13:00:01", Kind::Reopened);
    let clocks = story.clocks("2026-11-16 14:00");
    let cycles: Vec<_> = clocks.iter().filter(|clock| clock.metric == Metric::Resolution).collect();
    assert_eq!((cycles[0].state.clone(), cycles[0].elapsed), (ClockState::Met, Seconds::hours(4)));
    assert_eq!((cycles[1].cycle, cycles[1].started_at), (2, at("2026-11-16 13:00:01")));
}

#[test]
fn rule_11_every_public_update_resets_the_next_update_for_the_whole_open_life() {
    let story = Story::of(Metric::NextUpdate, around_the_clock(Seconds::hours(1)))
        .reported("2026-11-23 09:00", "high")
        .then("2026-11-23 09:30", Kind::PublicReply)
        .then("2026-11-23 11:00", Kind::PublicReply);
    let clocks = story.clocks("2026-11-23 11:10");
    let states: Vec<_> = clocks.iter().map(|clock| (clock.state.clone(), clock.started_at)).collect();
    assert_eq!(states[0], (ClockState::Met, at("2026-11-23 09:00")));
    assert_eq!(states[1], (ClockState::Missed, at("2026-11-23 09:30")));
    assert_eq!(states[2], (ClockState::Running, at("2026-11-23 11:00")));
    let ended = story.then("2026-11-23 11:20", Kind::Resolved);
    assert!(ended.clocks("2026-11-23 11:20").iter().all(|clock| !clock.is_open()));
}

#[test]
fn rule_11_the_author_may_promise_earlier_and_later_only_within_the_maximum() {
    let promised = |maximum: Option<Seconds>, when: &str| {
        let mut story = Story::of(Metric::NextUpdate, around_the_clock(Seconds::hours(4)));
        story.policies[0].max_next_update = maximum;
        story
            .reported("2026-11-23 08:00", "high")
            .then("2026-11-23 09:00", Kind::PublicReply)
            .then("2026-11-23 09:00", Kind::NextUpdatePromised { at: at(when) })
            .due(Metric::NextUpdate, "2026-11-23 09:00")
    };
    assert_eq!(promised(None, "2026-11-23 10:00"), Some(at("2026-11-23 10:00")), "earlier");
    assert_eq!(promised(None, "2026-11-23 15:00"), Some(at("2026-11-23 13:00")), "not later than the target");
    let maximum = Some(Seconds::hours(8));
    assert_eq!(promised(maximum, "2026-11-23 15:00"), Some(at("2026-11-23 15:00")), "later within the maximum");
    assert_eq!(promised(maximum, "2026-11-23 23:00"), Some(at("2026-11-23 17:00")), "never beyond it");
}

#[test]
fn rule_14_scheduled_has_no_deadline_but_a_window_and_an_absent_metric_has_no_clock() {
    let story = Story::shipped("standard").reported("2026-11-23 09:00", "low");
    let clocks = story.clocks("2026-11-23 09:00");
    let metrics: Vec<_> = clocks.iter().map(|clock| clock.metric).collect();
    assert_eq!(metrics, [Metric::FirstResponse, Metric::Resolution]);
    let clock = &clocks[1];
    assert_eq!((clock.target, clock.due, &clock.window), (Target::Scheduled, None, &None));
    let planned = story.then("2026-11-23 10:00", Kind::TargetWindowSet { window: "release 2.4".to_owned() });
    let clock = planned.clock(Metric::Resolution, "2030-01-01 00:00");
    assert_eq!(clock.window.as_deref(), Some("release 2.4"));
    assert!(!clock.is_overdue(at("2030-01-01 00:00")));
    let shipped = planned.then("2026-12-23 10:00", Kind::Resolved);
    assert_eq!(shipped.clock(Metric::Resolution, "2026-12-24 00:00").state, ClockState::Met);
}

#[test]
fn rule_15_a_stopped_clock_says_for_ever_what_it_was_measured_by_and_what_was_excluded() {
    let story = Story::of(Metric::Resolution, business(Seconds::hours(4)))
        .reported("2026-11-23 09:00", "high")
        .paused("2026-11-23 10:00", "waiting_on_client", Seconds::days(1))
        .then("2026-11-23 11:00", Kind::Resumed)
        .then("2026-11-23 13:00", Kind::Resolved);
    // It is kept by `store` as a `domain::insight::Outcome`, with calendar and time-zone database.
    let stopped = story.clock(Metric::Resolution, "2026-11-23 13:00");
    assert_eq!((stopped.state.clone(), stopped.stopped_at), (ClockState::Met, Some(at("2026-11-23 13:00"))));
    assert_eq!((stopped.elapsed, stopped.paused_total), (Seconds::hours(3), Seconds::hours(1)));
    assert_eq!((stopped.target, stopped.policy_version), (business(Seconds::hours(4)), 1));
    assert_eq!(stopped.due, Some(at("2026-11-23 14:00")));
    assert_eq!(story.clock(Metric::Resolution, "2026-11-30 13:00"), stopped);
}

#[test]
fn rule_16_on_one_event_stop_beats_pause_and_pause_beats_start() {
    let moment = "2026-11-23 10:00";
    let story = || Story::of(Metric::Resolution, business(Seconds::hours(4))).reported("2026-11-23 09:00", "high");
    let pause = || Kind::Paused { reason: "waiting_on_client".to_owned(), max: Seconds::days(1) };
    let state = |story: Story| story.clock(Metric::Resolution, "2026-11-23 12:00").state;
    for both in [[Kind::Resolved, pause()], [pause(), Kind::Resolved]] {
        let ended = both.into_iter().fold(story(), |story, kind| story.then(moment, kind));
        assert_eq!(state(ended), ClockState::Met);
    }
    for both in [[Kind::Resumed, pause()], [pause(), Kind::ClientMessage]] {
        let paused = both.into_iter().fold(story(), |story, kind| story.then(moment, kind));
        assert!(matches!(state(paused), ClockState::Paused { .. }));
    }
}

#[test]
fn the_soonest_clock_is_the_open_one_whose_promise_ends_first() {
    let story = response_and_resolution().reported("2026-11-23 09:00", "high");
    let soonest_of = |story: &Story, now: &str| soonest(&story.clocks(now)).map(|clock| clock.metric);
    assert_eq!(soonest_of(&story, "2026-11-23 09:00"), Some(Metric::FirstResponse));
    let answered = story.then("2026-11-23 09:30", Kind::PublicReply);
    assert_eq!(soonest_of(&answered, "2026-11-23 09:30"), Some(Metric::Resolution));
    let ended = answered.then("2026-11-23 10:00", Kind::Resolved);
    assert_eq!(soonest_of(&ended, "2026-11-23 10:00"), None);
}
