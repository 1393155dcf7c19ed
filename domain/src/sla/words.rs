//! Durations in words, as the pages and the browser show them.

use crate::time::Seconds;

/// How a duration that is not whole in the shown unit is rounded. The display rounds to the worse side
/// (SLA.md rule 5): what is left down, what is over or used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Towards zero: for time that is left.
    Down,
    /// Away from zero: for time that is over or used.
    Up,
}

/// A duration in the two largest useful units: `41 s`, `8 min`, `3 h 05 min`, `1 d 2 h`. Opening hours
/// have no days of 24 hours, so `days` is false for them: `30 h 05 min`.
pub fn duration(value: Seconds, round: Round, days: bool) -> String {
    let total = value.get().unsigned_abs();
    let mut text = String::new();
    if total < 60 {
        push_unit(&mut text, total, " s");
        return text;
    }
    let minutes = rounded(total, 60, round);
    if !days || minutes < 1_440 {
        push_hours(&mut text, minutes);
        return text;
    }
    let hours = rounded(total, 3_600, round);
    push_unit(&mut text, hours / 24, " d");
    if !hours.is_multiple_of(24) {
        text.push(' ');
        push_unit(&mut text, hours % 24, " h");
    }
    text
}

/// A duration to the second below an hour, for the large countdown: `8 min 41 s`. From an hour on as in [`duration`],
/// because clocks are drawn once a minute there and a second that stands still would be wrong.
pub fn precise(value: Seconds, round: Round, days: bool) -> String {
    let total = value.get().unsigned_abs();
    if !(60..3_600).contains(&total) {
        return duration(value, round, days);
    }
    let mut text = String::new();
    push_unit(&mut text, total / 60, " min ");
    push_two(&mut text, total % 60);
    text.push_str(" s");
    text
}

fn rounded(total: u64, unit: u64, round: Round) -> u64 {
    match round {
        Round::Down => total / unit,
        Round::Up => total.div_ceil(unit),
    }
}

fn push_hours(text: &mut String, minutes: u64) {
    let (hours, minutes) = (minutes / 60, minutes % 60);
    if hours == 0 {
        push_unit(text, minutes, " min");
        return;
    }
    push_unit(text, hours, " h");
    if minutes > 0 {
        text.push(' ');
        push_two(text, minutes);
        text.push_str(" min");
    }
}

fn push_unit(text: &mut String, number: u64, unit: &str) {
    push_number(text, number);
    text.push_str(unit);
}

fn push_two(text: &mut String, number: u64) {
    if number < 10 {
        text.push('0');
    }
    push_number(text, number);
}

/// Appends a number without the formatting machinery, which costs bytes in the browser.
pub(crate) fn push_number(text: &mut String, number: u64) {
    if number >= 10 {
        push_number(text, number / 10);
    }
    let digit = u8::try_from(number % 10).unwrap_or(0);
    text.push(char::from(b'0' + digit));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_is_rounded_down_and_what_is_over_up() {
        let show = |seconds, round| duration(Seconds::new(seconds), round, true);
        assert_eq!(show(0, Round::Down), "0 s");
        assert_eq!(show(59, Round::Down), "59 s");
        assert_eq!(show(119, Round::Down), "1 min");
        assert_eq!(show(119, Round::Up), "2 min");
        assert_eq!(show(-840, Round::Up), "14 min");
        assert_eq!(show(3_599, Round::Up), "1 h");
        assert_eq!(show(11_100, Round::Down), "3 h 05 min");
        assert_eq!(show(14_400, Round::Down), "4 h");
        assert_eq!(show(93_600, Round::Down), "1 d 2 h");
        assert_eq!(show(93_601, Round::Up), "1 d 3 h");
        assert_eq!(show(86_399, Round::Up), "1 d");
        assert_eq!(show(172_800, Round::Down), "2 d");
    }

    #[test]
    fn opening_hours_have_no_days() {
        assert_eq!(duration(Seconds::hours(30), Round::Down, false), "30 h");
        assert_eq!(duration(Seconds::new(108_300), Round::Down, false), "30 h 05 min");
    }

    #[test]
    fn the_large_countdown_shows_seconds_while_it_is_drawn_each_second() {
        assert_eq!(precise(Seconds::new(521), Round::Down, true), "8 min 41 s");
        assert_eq!(precise(Seconds::new(3_599), Round::Down, true), "59 min 59 s");
        assert_eq!(precise(Seconds::new(3_600), Round::Down, true), "1 h");
        assert_eq!(precise(Seconds::new(3_723), Round::Down, true), "1 h 02 min");
        assert_eq!(precise(Seconds::new(3_723), Round::Up, true), "1 h 03 min", "over: to the worse side");
        assert_eq!(precise(Seconds::new(41), Round::Down, true), "41 s");
        assert_eq!(precise(Seconds::days(3), Round::Down, true), "3 d");
    }

    #[test]
    fn after_a_larger_unit_minutes_and_seconds_have_two_digits() {
        assert_eq!(duration(Seconds::new(11_340), Round::Down, true), "3 h 09 min");
        assert_eq!(duration(Seconds::new(11_400), Round::Down, true), "3 h 10 min");
        assert_eq!(precise(Seconds::new(489), Round::Down, true), "8 min 09 s");
        assert_eq!(precise(Seconds::new(490), Round::Down, true), "8 min 10 s");
    }
}
