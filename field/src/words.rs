//! Times and counts in words, in this device's zone: the only one that is known without a network.

use domain::checklist::Progress;
use domain::time::Timestamp;
use js_sys::Date;
use wasm_bindgen::JsValue;

const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Milliseconds now, by this device's clock.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds fit far beyond any date")]
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// Seconds now.
pub fn now() -> Timestamp {
    Timestamp::from_unix(now_ms() / 1000)
}

fn date(seconds: i64) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "seconds fit into a float for longer than calendars reach")]
    Date::new(&JsValue::from_f64(seconds as f64 * 1000.0))
}

fn two(number: u32) -> String {
    let digits = number.to_string();
    if digits.len() < 2 { ["0", &digits].concat() } else { digits }
}

/// `09:21` today, `Mon 23 Nov, 09:21` otherwise.
pub fn time(at: Timestamp) -> String {
    let (then, today) = (date(at.unix()), date(now_ms() / 1000));
    let clock = [two(then.get_hours()), two(then.get_minutes())].join(":");
    let is_today = (then.get_date(), then.get_month()) == (today.get_date(), today.get_month())
        && then.get_full_year() == today.get_full_year();
    if is_today { clock } else { [day(&then), clock].join(", ") }
}

fn day(then: &Date) -> String {
    let name = |names: &[&'static str], index: u32| names.get(index as usize).copied().unwrap_or_default();
    [name(&DAYS, then.get_day()), &then.get_date().to_string(), name(&MONTHS, then.get_month())].join(" ")
}

/// `3 min`, `2 h 5 min`, `4 d`: how long.
pub fn span(seconds: i64) -> String {
    let minutes = seconds.abs() / 60;
    match minutes {
        0 => "under a minute".to_owned(),
        1..60 => [&minutes.to_string(), " min"].concat(),
        60..2880 if minutes % 60 == 0 => [&(minutes / 60).to_string(), " h"].concat(),
        60..2880 => [&(minutes / 60).to_string(), " h ", &(minutes % 60).to_string(), " min"].concat(),
        _ => [&(minutes / 1440).to_string(), " d"].concat(),
    }
}

/// `3 min ago`, `just now`.
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    let passed = (now - at).get();
    if passed < 60 { "just now".to_owned() } else { [&span(passed), " ago"].concat() }
}

/// `4 Dec`: a day that is written as `2026-12-04`.
pub fn date_of(written: &str) -> String {
    let mut parts = written.split('-').skip(1).map(|part| part.parse::<usize>().unwrap_or_default());
    let month = parts.next().and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or_default();
    [parts.next().unwrap_or_default().to_string().as_str(), month].join(" ")
}

/// `1 change`, `3 changes`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    [number.to_string().as_str(), " ", if number == 1 { one } else { many }].concat()
}

/// `3 of 7 · 32 min left`.
pub fn progress(progress: Progress) -> String {
    let settled = [&progress.settled().to_string(), " of ", &progress.total.to_string()].concat();
    match progress.minutes_left {
        0 => settled,
        minutes => [&settled, " · ", &span(i64::from(minutes) * 60), " left"].concat(),
    }
}

/// `740 kB`, `3.1 MB`.
pub fn size(bytes: i64) -> String {
    let kilobytes = (bytes + 500) / 1000;
    if kilobytes < 1000 {
        [&kilobytes.to_string(), " kB"].concat()
    } else {
        [&(kilobytes / 1000).to_string(), ".", &(kilobytes % 1000 / 100).to_string(), " MB"].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_counts_are_words() {
        assert_eq!(span(59), "under a minute");
        assert_eq!(span(-180), "3 min");
        assert_eq!(span(7_500), "2 h 5 min");
        assert_eq!(span(7_200), "2 h");
        assert_eq!(span(4 * 86_400), "4 d");
        assert_eq!(date_of("2026-12-04"), "4 Dec");
        assert_eq!(count(1, "change", "changes"), "1 change");
        assert_eq!(size(3_140_000), "3.1 MB");
        let at = Timestamp::from_unix(1000);
        assert_eq!(ago(at, Timestamp::from_unix(1030)), "just now");
    }
}
