//! Lengths of time as people type them.

use crate::time::Seconds;

/// Reads `30 min`, `4 h`, `1 h 30 min`, `7 days`, `2 weeks`, also without spaces and with one letter.
pub(super) fn read_length(typed: &str) -> Result<Seconds, String> {
    let refuse =
        || format!("“{}” is not a length of time. Write it like 30 min, 4 h, 1 h 30 min or 2 days.", typed.trim());
    let text = typed.trim().to_lowercase();
    if text == "0" {
        return Ok(Seconds::ZERO);
    }
    let mut rest = text.as_str();
    let mut total = 0_i64;
    while !rest.is_empty() {
        let (number, after) = split(rest, |letter| letter.is_ascii_digit());
        let (unit, after) = split(after.trim_start(), |letter| letter.is_ascii_alphabetic());
        let seconds = match unit {
            "s" | "sec" | "second" | "seconds" => 1,
            "m" | "min" | "minute" | "minutes" => 60,
            "h" | "hour" | "hours" => 3_600,
            "d" | "day" | "days" => 86_400,
            "w" | "week" | "weeks" => 604_800,
            _ => return Err(refuse()),
        };
        let number: i64 = number.parse().ok().filter(|number| *number < 1_000_000_000).ok_or_else(refuse)?;
        total = total.saturating_add(number.saturating_mul(seconds));
        rest = after.trim_start();
    }
    if text.is_empty() { Err(refuse()) } else { Ok(Seconds::new(total)) }
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|letter| !belongs(letter)).unwrap_or(text.len()))
}

/// The inverse: `5 min`, `4 h`, `48 h`, `7 days`, `1 h 30 min`.
pub(super) fn write_length(length: Seconds) -> String {
    let total = length.get();
    if total > 172_800 && total % 86_400 == 0 {
        return format!("{} days", total / 86_400);
    }
    let (hours, minutes, seconds) = (total / 3_600, total / 60 % 60, total % 60);
    let parts = [(hours, "h"), (minutes, "min"), (seconds, "s")];
    let words: Vec<_> =
        parts.into_iter().filter(|(number, _)| *number != 0).map(|(number, unit)| format!("{number} {unit}")).collect();
    if words.is_empty() { "0".to_owned() } else { words.join(" ") }
}
