//! Opening hours as a short text for the browser: differences only, equal weeks folded.
//!
//! `24x7` for always; else `v1 FROM TO UNIT` and one token per opening, all numbers in base 36:
//! `GAP.LENGTH.SINCE_MIDNIGHT`, where the gap runs from the previous close (or FROM), everything is in
//! units, and the time since the day's local midnight is left out while it stays the same. `TOKEN*N`
//! repeats a token.

use super::windows::{OpenWindows, Opening};
use crate::time::{Seconds, Timestamp};

const ALWAYS: &str = "24x7";
const VERSION: &str = "v1";

impl OpenWindows {
    /// The hours within `[from, to)` (cut to the known horizon) as text; [`OpenWindows::decode`] reads it.
    pub fn encode(&self, from: Timestamp, to: Timestamp) -> String {
        let Some(horizon) = self.horizon() else {
            return ALWAYS.to_owned();
        };
        let from = from.max(horizon.start).min(horizon.end);
        let to = to.min(horizon.end).max(from);
        let openings: Vec<Opening> = self
            .openings(from, to)
            .map(|opening| Opening { open: opening.open.max(from), close: opening.close.min(to), day: opening.day })
            .collect();
        let unit = unit_of(from, &openings);
        let mut text = String::from(VERSION);
        for number in [from.unix(), to.unix(), unit] {
            text.push(' ');
            push_base36(&mut text, number);
        }
        push_openings(&mut text, from, unit, &openings);
        text
    }

    /// Reads what [`OpenWindows::encode`] wrote. None for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        if text == ALWAYS {
            return Some(Self::always());
        }
        let mut words = text.split(' ');
        if words.next()? != VERSION {
            return None;
        }
        let from = base36(words.next()?)?;
        let to = base36(words.next()?)?;
        let unit = base36(words.next()?).filter(|unit| *unit > 0)?;
        let mut openings = Vec::new();
        let mut cursor = from;
        let mut since_midnight = 0;
        for word in words {
            let (token, times) = match word.split_once('*') {
                Some((token, times)) => (token, base36(times)?),
                None => (word, 1),
            };
            let mut parts = token.split('.');
            let gap = base36(parts.next()?)?.checked_mul(unit)?;
            let length = base36(parts.next()?)?.checked_mul(unit)?;
            if let Some(changed) = parts.next() {
                since_midnight = base36(changed)?.checked_mul(unit)?;
            }
            for _ in 0..times {
                let open = cursor.checked_add(gap)?;
                cursor = open.checked_add(length)?;
                // Also keeps a forged repeat count from filling the memory.
                if gap < 0 || length <= 0 || cursor > to {
                    return None;
                }
                openings.push(Opening {
                    open: Timestamp::from_unix(open),
                    close: Timestamp::from_unix(cursor),
                    day: Timestamp::from_unix(open) - Seconds::new(since_midnight),
                });
            }
        }
        let (from, to) = (Timestamp::from_unix(from), Timestamp::from_unix(to));
        Some(Self::new(from, to, openings))
    }
}

/// The largest number of seconds that divides every number of the text.
fn unit_of(from: Timestamp, openings: &[Opening]) -> i64 {
    let mut unit = 0;
    let mut cursor = from;
    for opening in openings {
        for length in [opening.open - cursor, opening.close - opening.open, opening.open - opening.day] {
            unit = greatest_common_divisor(unit, length.get().abs());
        }
        cursor = opening.close;
    }
    unit.max(1)
}

fn push_openings(text: &mut String, from: Timestamp, unit: i64, openings: &[Opening]) {
    let mut cursor = from;
    let mut since_midnight = 0;
    let mut last = String::new();
    let mut times = 0;
    for opening in openings {
        let mut token = String::new();
        push_base36(&mut token, (opening.open - cursor).get() / unit);
        token.push('.');
        push_base36(&mut token, (opening.close - opening.open).get() / unit);
        let since = (opening.open - opening.day).get() / unit;
        if since != since_midnight {
            token.push('.');
            push_base36(&mut token, since);
            since_midnight = since;
        }
        cursor = opening.close;
        if token == last {
            times += 1;
        } else {
            push_repeated(text, &last, times);
            (last, times) = (token, 1);
        }
    }
    push_repeated(text, &last, times);
}

fn push_repeated(text: &mut String, token: &str, times: i64) {
    if times > 0 {
        text.push(' ');
        text.push_str(token);
    }
    if times > 1 {
        text.push('*');
        push_base36(text, times);
    }
}

fn greatest_common_divisor(a: i64, b: i64) -> i64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

pub(super) fn push_base36(text: &mut String, number: i64) {
    if number < 0 {
        text.push('-');
    }
    let mut rest = number.unsigned_abs();
    let mut digits = [b'0'; 13];
    let mut first = digits.len();
    loop {
        first -= 1;
        digits[first] = b"0123456789abcdefghijklmnopqrstuvwxyz"[usize::try_from(rest % 36).unwrap_or(0)];
        rest /= 36;
        if rest == 0 {
            break;
        }
    }
    text.extend(digits[first..].iter().map(|digit| char::from(*digit)));
}

pub(super) fn base36(text: &str) -> Option<i64> {
    i64::from_str_radix(text, 36).ok()
}

impl From<OpenWindows> for String {
    fn from(windows: OpenWindows) -> Self {
        match windows.horizon() {
            None => ALWAYS.to_owned(),
            Some(horizon) => windows.encode(horizon.start, horizon.end),
        }
    }
}

impl TryFrom<String> for OpenWindows {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::decode(&text).ok_or("not an opening-hours text")
    }
}

#[cfg(test)]
mod tests;
