use super::*;
use crate::sla::clock::StartedBy;
use crate::sla::policy::PriorityKey;

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix)
}

fn within(basis: Basis) -> Target {
    Target::Within { target: Seconds::new(400), basis }
}

/// 100 seconds are used, 300 are left.
fn clock(state: ClockState, target: Target) -> Clock {
    Clock {
        metric: Metric::Resolution,
        cycle: 1,
        state,
        target,
        priority: PriorityKey::new("high"),
        policy_version: 1,
        started_at: at(0),
        started_by: StartedBy::Report,
        due: Some(at(1_000)),
        due_basis: target.basis(),
        warn_at: Some(at(900)),
        previous_due: Vec::new(),
        due_without_grace: None,
        stopped_at: None,
        elapsed: Seconds::new(100),
        remaining: Some(Seconds::new(300)),
        paused_total: Seconds::ZERO,
        excluded: Vec::new(),
        window: None,
    }
}

fn paused(left: i64) -> ClockChip {
    let state = ClockState::Paused { reason: "waiting_on_client".to_owned(), since: at(100), until: at(700) };
    let remaining = Some(Seconds::new(left));
    ClockChip::from(&Clock { remaining, ..clock(state, within(Basis::Business)) })
}

fn running(left: i64) -> ClockChip {
    let remaining = Some(Seconds::new(left));
    ClockChip::from(&Clock { remaining, ..clock(ClockState::Running, within(Basis::Calendar)) })
}

#[test]
fn what_is_left_is_open_time_when_the_due_was_counted_in_it() {
    let open_time = |due_basis| {
        ClockChip::from(&Clock { due_basis, ..clock(ClockState::Running, within(Basis::Business)) }).open_time
    };
    assert!(open_time(Basis::Business));
    assert!(!open_time(Basis::Calendar), "a grace or a promise counts day and night");
}

#[test]
fn what_a_met_clock_took_is_told_in_the_time_of_its_target() {
    let open_time = |basis, due_basis| {
        let chip = ClockChip::from(&Clock { due_basis, ..clock(ClockState::Met, within(basis)) });
        assert_eq!(chip.elapsed, Seconds::new(100));
        chip.open_time
    };
    assert!(open_time(Basis::Business, Basis::Calendar));
    assert!(!open_time(Basis::Calendar, Basis::Business));
}

#[test]
fn the_budget_is_what_is_used_and_what_is_left_and_lateness_takes_nothing_from_it() {
    let budgets = |left| (running(left).budget.get(), paused(left).budget.get());
    assert_eq!((budgets(300), budgets(0), budgets(-50)), ((400, 400), (100, 100), (100, 100)));
}

#[test]
fn a_promise_is_broken_before_a_pause_only_when_less_than_nothing_was_left() {
    let chip = |left| (paused(left).was_overdue, paused(left).left.get());
    assert_eq!((chip(1), chip(0), chip(-1)), ((false, 1), (false, 0), (true, 0)));
}

#[test]
fn a_missed_clock_is_late_by_the_real_time_between_due_and_stop() {
    let late = |due| {
        let stopped_at = Some(at(1_061));
        ClockChip::from(&Clock { due, stopped_at, ..clock(ClockState::Missed, within(Basis::Business)) }).late
    };
    assert_eq!((late(Some(at(1_000))), late(None)), (Seconds::new(61), Seconds::ZERO));
}

#[test]
fn a_scheduled_target_shows_its_window_until_a_time_is_promised() {
    let show = |target, due| {
        let window = Some("release 2.4".to_owned());
        let chip = ClockChip::from(&Clock { due, window, ..clock(ClockState::Running, target) });
        (chip.state, chip.window)
    };
    assert_eq!(show(Target::Scheduled, None), (ChipState::Scheduled, Some("release 2.4".to_owned())));
    assert_eq!(show(Target::Scheduled, Some(at(1_000))), (ChipState::Running, None));
    assert_eq!(show(within(Basis::Calendar), None), (ChipState::Running, None));
}

#[test]
fn a_chip_that_says_everything_loses_nothing_on_its_way() {
    let full = ClockChip {
        metric: Metric::Resolution,
        state: ChipState::Paused,
        open_time: true,
        due: Some(at(5)),
        warn_at: Some(at(4)),
        budget: Seconds::new(400),
        elapsed: Seconds::new(100),
        late: Seconds::new(3),
        left: Seconds::new(300),
        since: Some(at(1)),
        until: Some(at(2)),
        was_overdue: true,
        window: Some("release 2.4".to_owned()),
    };
    let text = serde_json::to_string(&full).unwrap();
    assert_eq!(serde_json::from_str::<ClockChip>(&text).unwrap(), full);
}
