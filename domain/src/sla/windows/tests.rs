use super::*;

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix)
}

fn seconds(value: i64) -> Seconds {
    Seconds::new(value)
}

/// Open 10 to 20, 30 to 40 on one day, 110 to 120 on the next, known from 0 to 200.
fn hours() -> OpenWindows {
    let opening = |open, close, day| Opening { open: at(open), close: at(close), day: at(day) };
    OpenWindows::new(at(0), at(200), vec![opening(110, 120, 100), opening(30, 40, 0), opening(10, 20, 0)])
}

#[test]
fn a_budget_is_due_at_the_earliest_instant_at_which_it_is_used_up() {
    let due = |start, budget| hours().due(at(start), seconds(budget)).map(Timestamp::unix);
    assert_eq!(due(0, 5), Some(15));
    assert_eq!(due(0, 10), Some(20));
    assert_eq!(due(0, 11), Some(31));
    assert_eq!(due(15, 20), Some(115));
    assert_eq!(due(0, 30), Some(120));
    assert_eq!((due(12, 0), due(20, 0), due(12, -5)), (Some(12), Some(30), Some(12)));
}

#[test]
fn nothing_is_answered_beyond_the_horizon() {
    let hours = hours();
    assert_eq!(hours.due(at(0), seconds(31)), None);
    assert_eq!(hours.due(at(-1), seconds(1)), None);
    assert_eq!(hours.due(at(0), seconds(i64::MAX)), None);
    assert_eq!((hours.next_open(at(-1)), hours.next_open(at(120))), (None, None));
    assert_eq!((hours.is_open(at(-1)), hours.is_open(at(200))), (None, None));
    assert_eq!((hours.elapsed(at(-1), at(5)), hours.elapsed(at(5), at(201))), (None, None));
    assert_eq!(hours.elapsed(at(0), at(200)), Some(seconds(30)), "the whole horizon is known");
    assert_eq!(hours.next_close(at(125)), None);
}

#[test]
fn a_closing_time_that_the_horizon_may_have_cut_is_unknown() {
    let opening = |open, close| Opening { open: at(open), close: at(close), day: at(0) };
    let cut = OpenWindows::new(at(0), at(15), vec![opening(10, 20)]);
    assert_eq!(cut.next_close(at(12)), None);
    assert_eq!(cut.closing_of_day(at(12)), None);
    let whole = OpenWindows::new(at(0), at(200_000), vec![opening(10, 20)]);
    assert_eq!(whole.next_close(at(12)), Some(at(20)));
    assert_eq!(whole.closing_of_day(at(12)).map(|(closing, begun)| (closing.close, begun)), Some((at(20), true)));
}

#[test]
fn the_closing_of_a_day_is_its_last_one() {
    let closing = |when| hours().closing_of_day(at(when)).map(|(closing, begun)| (closing.close.unix(), begun));
    assert_eq!(closing(12), Some((40, true)));
    assert_eq!(closing(25), Some((40, true)), "between two openings of the day");
    assert_eq!(closing(50), None, "the next day may go on beyond the horizon");
    assert_eq!(OpenWindows::always().closing_of_day(at(12)), None);
}

#[test]
fn elapsed_counts_half_open_ranges_and_never_backwards() {
    let elapsed = |from, to| hours().elapsed(at(from), at(to)).map(Seconds::get);
    assert_eq!((elapsed(10, 20), elapsed(19, 30), elapsed(19, 31)), (Some(10), Some(1), Some(2)));
    assert_eq!((elapsed(40, 10), elapsed(12, 12)), (Some(0), Some(0)));
    assert_eq!((hours().is_open(at(10)), hours().is_open(at(20))), (Some(true), Some(false)));
}

#[test]
fn overlapping_openings_count_once_and_are_cut_to_the_horizon() {
    let opening = |open, close| Opening { open: at(open), close: at(close), day: at(0) };
    let openings = vec![opening(-5, 5), opening(3, 8), opening(4, 6), opening(8, 9), opening(18, 30), opening(40, 50)];
    let hours = OpenWindows::new(at(0), at(20), openings);
    assert_eq!(hours.elapsed(at(0), at(20)), Some(seconds(11)));
    let ranges: Vec<_> = hours.openings(at(0), at(20)).map(|one| (one.open.unix(), one.close.unix())).collect();
    assert_eq!(ranges, [(0, 5), (5, 8), (8, 9), (18, 20)]);
}

#[test]
fn always_open_has_no_horizon() {
    let always = OpenWindows::always();
    assert_eq!(always.due(at(7), seconds(i64::MAX - 7)), Some(at(i64::MAX)));
    assert_eq!((always.elapsed(at(3), at(10)), always.elapsed(at(10), at(3))), (Some(seconds(7)), Some(Seconds::ZERO)));
    assert_eq!(
        (always.is_open(at(-9)), always.next_open(at(5)), always.next_close(at(5))),
        (Some(true), Some(at(5)), None)
    );
    assert!(always.is_always() && always.horizon().is_none() && always.openings(at(0), at(9)).next().is_none());
}

#[test]
fn the_text_form_leads_back_and_is_cut_to_what_is_asked_for() {
    let hours = hours();
    let text = String::from(hours.clone());
    assert_eq!(OpenWindows::decode(&text), Some(hours.clone()));
    let part = OpenWindows::decode(&hours.encode(at(15), at(115))).unwrap();
    assert_eq!(part.horizon(), Some(at(15)..at(115)));
    assert_eq!(part.elapsed(at(15), at(115)), Some(seconds(20)));
    assert_eq!(OpenWindows::decode(&OpenWindows::always().encode(at(0), at(9))), Some(OpenWindows::always()));
}

#[test]
fn a_forged_text_is_refused() {
    for text in [
        "",
        "v1",
        "v2 0 9 1",
        "v1 0 9 0",
        "v1 0 9 1 x!",
        "v1 0 9 1 -1.2",
        "v1 0 9 1 1",
        "v1 0 9 1 1.0*zzz",
        "v1 0 9 1 1.1*zzz",
        "v1 0 zz 1 1.-1",
        "v1 -1y2p0ij32e8e8 1y2p0ij32e8e7 1 1.-1",
    ] {
        assert_eq!(OpenWindows::decode(text), None, "{text}");
    }
}

#[test]
fn a_business_day_begins_at_its_midnight_or_when_its_doors_open_before() {
    let opening = |open, close, day| Opening { open: at(open), close: at(close), day: at(day) };
    let openings = vec![opening(10, 20, 0), opening(110, 120, 100), opening(290, 310, 300)];
    let hours = OpenWindows::new(at(0), at(900_000), openings);
    let closing = |when| hours.closing_of_day(at(when)).map(|(closing, begun)| (closing.close.unix(), begun));
    assert_eq!((closing(0), closing(19)), (Some((20, true)), Some((20, true))));
    assert_eq!((closing(20), closing(99), closing(100)), (Some((120, false)), Some((120, false)), Some((120, true))));
    assert_eq!((closing(289), closing(290)), (Some((310, false)), Some((310, true))));
}

#[test]
fn the_last_day_is_known_when_the_horizon_leaves_room_for_the_longest_day() {
    let closing = |to| {
        let day = vec![Opening { open: at(10), close: at(20), day: at(0) }];
        OpenWindows::new(at(0), at(to), day).closing_of_day(at(12)).map(|(closing, _)| closing.close)
    };
    // 51 hours: a window ends by 48:00, and clocks may go back.
    assert_eq!((closing(183_599), closing(183_600)), (None, Some(at(20))));
}

#[test]
fn openings_are_those_that_touch_what_is_asked_for_also_from_before_the_horizon() {
    let opens = |from, to| hours().openings(at(from), at(to)).map(|one| one.open.unix()).collect::<Vec<_>>();
    assert_eq!(opens(20, 110), [30]);
    assert_eq!(opens(19, 111), [10, 30, 110]);
    assert_eq!(opens(-9, 11), [10]);
}

#[test]
fn an_opening_outside_the_horizon_is_no_open_time() {
    let has_open_time = |open, close| {
        let openings = vec![Opening { open: at(open), close: at(close), day: at(0) }];
        OpenWindows::new(at(0), at(20), openings).has_open_time()
    };
    assert!(has_open_time(19, 30) && has_open_time(-5, 1));
    assert!(!has_open_time(20, 30) && !has_open_time(-5, 0));
}
