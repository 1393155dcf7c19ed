use super::*;

fn at(unix: i64) -> Timestamp {
    Timestamp::from_unix(unix)
}

/// From nine to five on the nth day, in UTC.
fn nine_to_five(day: i64) -> Opening {
    let midnight = at(0) + Seconds::days(day);
    Opening { open: midnight + Seconds::hours(9), close: midnight + Seconds::hours(17), day: midnight }
}

#[test]
fn the_text_counts_in_the_largest_unit_and_folds_equal_days() {
    let hours = OpenWindows::new(at(0), at(259_200), (0..3).map(nine_to_five).collect());
    let text = String::from(hours.clone());
    assert_eq!(text, "v1 0 5k00 2s0 9.8.9 g.8*2", "three days in hours; midnight is told once");
    assert_eq!(OpenWindows::decode(&text), Some(hours));
}

#[test]
fn hours_without_any_opening_are_counted_in_seconds() {
    let closed = OpenWindows::new(at(0), at(10), Vec::new());
    assert_eq!(closed.encode(at(0), at(10)), "v1 0 a 1");
}

#[test]
fn numbers_are_written_in_base_36_with_a_sign_only_below_zero() {
    for (number, text) in [
        (0, "0"),
        (35, "z"),
        (36, "10"),
        (-1, "-1"),
        (-37, "-11"),
        (i64::MAX, "1y2p0ij32e8e7"),
        (i64::MIN, "-1y2p0ij32e8e8"),
    ] {
        let mut written = String::new();
        push_base36(&mut written, number);
        assert_eq!((written.as_str(), base36(text)), (text, Some(number)));
    }
}
