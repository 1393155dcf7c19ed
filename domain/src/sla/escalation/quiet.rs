//! Quiet hours on a wall clock.

use super::QuietHours;
use crate::sla::local::LocalTime;
use crate::sla::zone::{Tz, local_at, local_to_utc};
use crate::time::Timestamp;

impl QuietHours {
    /// When somebody may be asked who should be asked at an instant: then, or at the end of these hours.
    pub fn end_after(self, zone: Tz, at: Timestamp) -> Timestamp {
        let (date, time) = local_at(zone, at);
        if !self.covers(time) {
            return at;
        }
        let is_evening = self.from > self.to && time >= self.from;
        let day = if is_evening { date.plus_days(1) } else { date };
        // On the night on which clocks are set back the end may be the earlier of two instants and be over.
        local_to_utc(zone, day, self.to).max(at)
    }

    fn covers(self, time: LocalTime) -> bool {
        if self.from <= self.to { self.from <= time && time < self.to } else { self.from <= time || time < self.to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sla::zone::parse_zone;

    fn zone() -> Tz {
        parse_zone("Europe/Zagreb").unwrap()
    }

    fn at(date: &str, time: &str) -> Timestamp {
        local_to_utc(zone(), date.parse().unwrap(), time.parse().unwrap())
    }

    fn quiet(from: &str, to: &str) -> QuietHours {
        QuietHours { from: from.parse().unwrap(), to: to.parse().unwrap() }
    }

    #[test]
    fn a_night_is_waited_for_from_both_sides_of_midnight() {
        let night = quiet("22:00", "07:00");
        let morning = at("2026-11-24", "07:00");
        for (date, time) in
            [("2026-11-23", "22:00"), ("2026-11-23", "23:59"), ("2026-11-24", "00:00"), ("2026-11-24", "06:59")]
        {
            assert_eq!(night.end_after(zone(), at(date, time)), morning, "{date} {time}");
        }
        for (date, time) in [("2026-11-23", "21:59"), ("2026-11-24", "07:00"), ("2026-11-24", "12:00")] {
            assert_eq!(night.end_after(zone(), at(date, time)), at(date, time), "{date} {time}");
        }
    }

    #[test]
    fn quiet_hours_within_a_day_end_on_that_day() {
        let noon = quiet("12:00", "13:00");
        for (asked, answer) in
            [("11:59", "11:59"), ("12:00", "13:00"), ("12:59", "13:00"), ("13:00", "13:00"), ("13:01", "13:01")]
        {
            assert_eq!(noon.end_after(zone(), at("2026-11-23", asked)), at("2026-11-23", answer), "{asked}");
        }
    }

    #[test]
    fn a_night_in_which_clocks_change_ends_at_the_wall_clocks_time() {
        let night = quiet("22:00", "07:00");
        let hours = |from: Timestamp, to: Timestamp| (to - from).get() / 3_600;
        let autumn = at("2026-10-24", "22:00");
        assert_eq!(hours(autumn, night.end_after(zone(), autumn)), 10);
        let spring = at("2026-03-28", "22:00");
        assert_eq!(hours(spring, night.end_after(zone(), spring)), 8);
        // The second 02:10 of that night, when "until 02:30" was over already once.
        let second = at("2026-10-25", "02:10") + crate::time::Seconds::hours(1);
        assert_eq!(quiet("22:00", "02:30").end_after(zone(), second), second, "never before the step itself");
    }
}
