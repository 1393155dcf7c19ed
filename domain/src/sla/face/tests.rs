use super::*;
use crate::sla::windows::Opening;

const NOW: i64 = 1_800_000_000;

fn at(after: i64) -> Timestamp {
    Timestamp::from_unix(NOW + after)
}

fn chip(metric: Metric, state: ChipState) -> ClockChip {
    ClockChip {
        metric,
        state,
        open_time: false,
        due: None,
        warn_at: None,
        budget: Seconds::hours(4),
        elapsed: Seconds::ZERO,
        late: Seconds::ZERO,
        left: Seconds::ZERO,
        since: None,
        until: None,
        was_overdue: false,
        window: None,
    }
}

fn running(metric: Metric, left: i64) -> Face {
    let due = Some(at(left));
    let warn_at = Some(at(left - 3_600));
    face(&ClockChip { due, warn_at, ..chip(metric, ChipState::Running) }, &OpenWindows::always(), at(0))
}

#[test]
fn running_clocks_say_what_is_left() {
    assert_eq!(running(Metric::NextUpdate, 521).words, "Next update in 8 min");
    assert_eq!(running(Metric::NextUpdate, 521).large, "8 min 41 s");
    assert_eq!(running(Metric::Resolution, 7_230).large, "2 h", "drawn with the minute, so it names no second");
    assert_eq!(running(Metric::Triage, 3_179).words, "Triage 52 min left");
    assert_eq!(running(Metric::Resolution, 23_430).words, "Resolution 6 h 30 min left");
    assert_eq!(running(Metric::FirstResponse, -839).words, "First response 14 min over");
    assert_eq!(running(Metric::Acknowledge, 300).short, "5 min");
}

#[test]
fn tones_follow_the_warning_and_the_due_to_the_second() {
    let tone = |left| running(Metric::Resolution, left).tone;
    assert_eq!((tone(3_601), tone(3_600), tone(0), tone(-1)), (Tone::OnTrack, Tone::Soon, Tone::Soon, Tone::Overdue));
    assert_eq!((running(Metric::Resolution, 0).icon, running(Metric::Resolution, -1).icon), ("clock", "alert"));
}

#[test]
fn it_ticks_each_second_under_an_hour_and_else_with_the_minute() {
    let tick = |left| running(Metric::Resolution, left).next_tick;
    assert_eq!((tick(3_599), tick(3_600 + 59), tick(7_200), tick(-5)), (1, 59, 1, 1));
    assert_eq!((tick(-3_600), tick(-3_601), tick(-3_600 - 45)), (1, 60, 16), "lateness is rounded up");
    let far = running(Metric::Resolution, 7_200 + 30);
    assert_eq!((far.words.as_str(), far.next_tick), ("Resolution 2 h left", 31));
}

#[test]
fn opening_hours_are_named_when_closed_time_lies_between() {
    let opening = |open, close| Opening { open: at(open), close: at(close), day: at(0) };
    let hours = OpenWindows::new(at(-9), at(100_000), vec![opening(0, 3_600), opening(50_000, 60_000)]);
    let words = |due| {
        let due = Some(at(due));
        face(&ClockChip { due, open_time: true, ..chip(Metric::Resolution, ChipState::Running) }, &hours, at(0)).words
    };
    assert_eq!(words(3_000), "Resolution 50 min left");
    assert_eq!(words(53_600), "Resolution 2 h open time left");
    let unknown = OpenWindows::new(at(0), at(10), vec![]);
    let due = Some(at(3_000));
    let face =
        face(&ClockChip { due, open_time: true, ..chip(Metric::Resolution, ChipState::Running) }, &unknown, at(0));
    assert_eq!((face.words.as_str(), face.large.as_str()), ("Resolution", "Resolution"), "no guess beyond the windows");
}

#[test]
fn a_paused_clock_says_since_when_and_runs_again_at_its_maximum() {
    let chip = ClockChip {
        since: Some(at(-93_600)),
        until: Some(at(600)),
        left: Seconds::hours(2),
        due: Some(at(7_200)),
        ..chip(Metric::Resolution, ChipState::Paused)
    };
    let show = |after| face(&chip, &OpenWindows::always(), at(after));
    assert_eq!(
        (show(0).words.as_str(), show(0).tone, show(0).icon),
        ("Resolution paused 1 d 2 h", Tone::Paused, "pause")
    );
    assert_eq!(show(0).progress, 500);
    assert_eq!((show(600).words.as_str(), show(600).tone), ("Resolution 2 h left", Tone::OnTrack));
    assert_eq!(show(600 + 7_201).words, "Resolution 1 s over");
    let broken = ClockChip { was_overdue: true, due: Some(at(-60)), ..chip.clone() };
    assert_eq!(face(&broken, &OpenWindows::always(), at(0)).words, "Resolution 1 min over", "a pause hides nothing");
}

#[test]
fn ended_clocks_say_how_it_went() {
    let elapsed = Seconds::new(61);
    let met = |metric| face(&ClockChip { elapsed, ..chip(metric, ChipState::Met) }, &OpenWindows::always(), at(0));
    assert_eq!(met(Metric::Acknowledge).words, "Acknowledged in 2 min");
    assert_eq!(
        (met(Metric::FirstResponse).words.as_str(), met(Metric::FirstResponse).next_tick),
        ("First response in 2 min", 0)
    );
    let show = |chip: ClockChip| face(&chip, &OpenWindows::always(), at(0));
    let missed = show(ClockChip { late: Seconds::new(61), ..chip(Metric::Triage, ChipState::Missed) });
    assert_eq!((missed.words.as_str(), missed.tone), ("Triage 2 min late", Tone::Missed));
    let window = Some("release 2.4".to_owned());
    assert_eq!(
        show(ClockChip { window, ..chip(Metric::Resolution, ChipState::Scheduled) }).words,
        "Window: release 2.4"
    );
    assert_eq!(show(chip(Metric::Resolution, ChipState::Scheduled)).tone, Tone::None);
    assert_eq!(show(chip(Metric::Resolution, ChipState::Cancelled)).tone, Tone::None);
    assert_eq!(show(chip(Metric::Resolution, ChipState::Misconfigured)).icon, "alert");
}

#[test]
fn milestones_come_at_60_15_and_5_minutes_and_when_overdue() {
    let milestone = |left| running(Metric::Triage, left).milestone;
    assert_eq!(milestone(3_601), None);
    assert_eq!((milestone(3_600), milestone(901)), (Some(Milestone::Hour), Some(Milestone::Hour)));
    assert_eq!((milestone(900), milestone(301)), (Some(Milestone::QuarterHour), Some(Milestone::QuarterHour)));
    assert_eq!((milestone(300), milestone(0)), (Some(Milestone::FiveMinutes), Some(Milestone::FiveMinutes)));
    assert_eq!(milestone(-1), Some(Milestone::Overdue));
    assert_eq!(Milestone::QuarterHour.announcement(Metric::Triage), "Triage: 15 minutes left.");
    assert_eq!(Milestone::Overdue.announcement(Metric::FirstResponse), "First response is overdue.");
}

#[test]
fn a_chip_travels_as_a_short_text() {
    let due = Some(at(60));
    let small = ClockChip { due, budget: Seconds::ZERO, ..chip(Metric::Triage, ChipState::Running) };
    let text = serde_json::to_string(&small).unwrap();
    assert_eq!(text, r#"{"m":"triage","s":"running","d":1800000060}"#);
    assert_eq!(serde_json::from_str::<ClockChip>(&text).unwrap(), small);
}

/// The short form and the large one.
fn forms(chip: &ClockChip) -> [String; 2] {
    let face = face(chip, &OpenWindows::always(), at(0));
    [face.short, face.large]
}

#[test]
fn the_short_and_the_large_form_of_an_ended_clock_leave_out_the_metric() {
    let missed = ClockChip { late: Seconds::new(61), ..chip(Metric::Triage, ChipState::Missed) };
    assert_eq!(forms(&missed), ["2 min late", "2 min"]);
    let met = ClockChip { elapsed: Seconds::new(61), ..chip(Metric::Triage, ChipState::Met) };
    assert_eq!(forms(&met), ["in 2 min", "2 min"]);
}

#[test]
fn a_met_clock_names_open_time_from_an_hour_on() {
    let words = |open_time, elapsed| {
        let elapsed = Seconds::new(elapsed);
        let chip = ClockChip { open_time, elapsed, ..chip(Metric::Resolution, ChipState::Met) };
        face(&chip, &OpenWindows::always(), at(0)).words
    };
    assert_eq!(words(true, 3_540), "Resolved in 59 min");
    for rounded_up in [3_541, 3_599, 3_600] {
        assert_eq!(words(true, rounded_up), "Resolved in 1 h open time");
    }
    assert_eq!(words(true, 93_600), "Resolved in 26 h open time");
    assert_eq!(words(false, 93_600), "Resolved in 1 d 2 h");
}

#[test]
fn real_time_that_is_left_has_days_and_open_time_has_none() {
    let real = running(Metric::Resolution, 93_600);
    assert_eq!([real.words, real.short, real.large], ["Resolution 1 d 2 h left", "1 d 2 h", "1 d 2 h"]);
    let opening = |open, close| Opening { open: at(open), close: at(close), day: at(0) };
    let hours = OpenWindows::new(at(0), at(300_000), vec![opening(0, 80_000), opening(100_000, 200_000)]);
    let due = Some(at(113_600));
    let chip = ClockChip { due, open_time: true, ..chip(Metric::Resolution, ChipState::Running) };
    let open = face(&chip, &hours, at(0));
    assert_eq!(
        [open.words, open.short, open.large],
        ["Resolution 26 h open time left", "26 h open time", "26 h open time"]
    );
}

#[test]
fn a_clock_whose_due_lies_beyond_the_known_hours_looks_again_in_a_minute() {
    let unknown = OpenWindows::new(at(0), at(10), vec![]);
    let due = Some(at(3_000));
    let chip = ClockChip { due, open_time: true, ..chip(Metric::Resolution, ChipState::Running) };
    assert_eq!(face(&chip, &unknown, at(0)).next_tick, 60);
}

#[test]
fn a_warning_brings_the_next_tick_forward_only_while_it_is_to_come() {
    let show = |warning| {
        let (due, warn_at) = (Some(at(7_230)), Some(at(warning)));
        let chip = ClockChip { due, warn_at, ..chip(Metric::Resolution, ChipState::Running) };
        let face = face(&chip, &OpenWindows::always(), at(0));
        (face.tone, face.next_tick)
    };
    assert_eq!((show(1), show(0)), ((Tone::OnTrack, 1), (Tone::Soon, 31)));
}

#[test]
fn a_pause_ticks_each_second_in_its_first_minute_and_then_with_the_minute_until_it_ends() {
    let tick = |lasted: i64, ends_in: i64| {
        let (since, until) = (Some(at(-lasted)), Some(at(ends_in)));
        let chip = ClockChip { since, until, ..chip(Metric::Resolution, ChipState::Paused) };
        face(&chip, &OpenWindows::always(), at(0)).next_tick
    };
    assert_eq!((tick(30, 600), tick(59, 600)), (1, 1));
    assert_eq!((tick(60, 600), tick(61, 600), tick(90, 600)), (60, 59, 30));
    assert_eq!((tick(120, 600), tick(150, 600)), (60, 30), "in each later minute, too");
    assert_eq!(tick(60, 5), 5);
}

#[test]
fn a_clock_that_runs_again_after_its_longest_pause_forgets_the_warning_from_before() {
    let (since, until, warn_at) = (Some(at(-60)), Some(at(0)), Some(at(-30)));
    let left = Seconds::hours(2);
    let chip = ClockChip { warn_at, left, since, until, ..chip(Metric::Resolution, ChipState::Paused) };
    assert_eq!(face(&chip, &OpenWindows::always(), at(0)).tone, Tone::OnTrack);
}
