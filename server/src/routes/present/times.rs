//! Instants as people read them: in the viewer's zone, and in the other side's where it differs (PRODUCT.md, taste).

use app::model::Moment;
use app::model::why::Interval;
use domain::sla;
use domain::sla::words::{Round, duration};
use domain::sla::zone::{Tz, Zoned, parse_zone};
use domain::time::{Seconds, Timestamp};

/// The zones of one page.
#[derive(Debug, Clone)]
pub struct Times {
    viewer: Tz,
    other: Option<(Tz, String)>,
    now: Timestamp,
}

impl Times {
    /// Times for a viewer. An unknown zone reads as UTC, said so by its name in the profile.
    pub fn new(viewer_zone: &str, now: Timestamp) -> Self {
        Self { viewer: zone(viewer_zone), other: None, now }
    }

    /// Adds the other side's zone under the name of a place or organisation.
    #[must_use]
    pub fn with_other(mut self, other_zone: &str, name: &str) -> Self {
        let tz = zone(other_zone);
        self.other = (tz != self.viewer).then(|| (tz, name.to_owned()));
        self
    }

    /// When the page was drawn.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The zone in which the page's times are written.
    pub fn zone_name(&self) -> &'static str {
        self.viewer.name()
    }

    /// An instant: the time alone when it is today, with the date otherwise.
    pub fn moment(&self, at: Timestamp) -> Moment {
        let moment = Moment::new(at, self.text(at, self.viewer));
        match &self.other {
            Some((tz, name)) => moment.elsewhere(format!("{} in {name}", self.text(at, *tz))),
            None => moment,
        }
    }

    /// An instant inside a day that stands above it: only the time.
    pub fn time_of_day(&self, at: Timestamp) -> Moment {
        Moment { local: Zoned::new(at, self.viewer).time_text(), ..self.moment(at) }
    }

    /// The local day of an instant, for grouping.
    pub fn day_number(&self, at: Timestamp) -> i32 {
        Zoned::new(at, self.viewer).date.days()
    }

    /// A day as a heading: `Today`, `Yesterday`, `Mon 23 Nov`.
    pub fn day(&self, at: Timestamp) -> String {
        match self.day_number(self.now) - self.day_number(at) {
            0 => "Today".to_owned(),
            1 => "Yesterday".to_owned(),
            _ => self.date(at),
        }
    }

    /// A date: `Mon 23 Nov`, with the year when it is another one.
    pub fn date(&self, at: Timestamp) -> String {
        Zoned::new(at, self.viewer).date_text(Zoned::new(self.now, self.viewer).date.parts().0)
    }

    /// How long ago: `12 min ago`, `just now`.
    pub fn ago(&self, at: Timestamp) -> String {
        let past = self.now - at;
        if past < Seconds::minutes(1) {
            return "just now".to_owned();
        }
        if past >= Seconds::days(7) {
            return format!("on {}", self.date(at));
        }
        format!("{} ago", duration(past, Round::Down, true))
    }

    /// The hour of the day the viewer lives in, 0 to 23.
    pub fn hour(&self) -> u32 {
        Zoned::new(self.now, self.viewer).time.seconds() / 3_600
    }

    /// The weekday and time: `Mon 16:10`; with the date when it is more than six days away.
    pub fn weekday_time(&self, at: Timestamp) -> String {
        self.zoned(at).weekday_time(self.zoned(self.now).date)
    }

    /// An explanation's intervals up to now.
    pub fn intervals(&self, intervals: &[sla::Interval]) -> Vec<Interval> {
        Interval::list(intervals, Some(self.now), self.zoned(self.now).date, |at| self.zoned(at))
    }

    fn zoned(&self, at: Timestamp) -> Zoned {
        Zoned::new(at, self.viewer)
    }

    fn text(&self, at: Timestamp, tz: Tz) -> String {
        let (zoned, today) = (Zoned::new(at, tz), Zoned::new(self.now, tz));
        if zoned.date == today.date {
            return zoned.time_text();
        }
        zoned.date_and_time(today.date)
    }
}

fn zone(name: &str) -> Tz {
    parse_zone(name).unwrap_or(Tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mon 23 Nov 2026, 09:00 UTC.
    const NOW: Timestamp = Timestamp::from_unix(1_795_424_400);

    #[test]
    fn today_is_a_time_and_other_days_carry_their_date() {
        let times = Times::new("Europe/London", NOW).with_other("Europe/Zagreb", "Brimley");
        let soon = times.moment(NOW + Seconds::minutes(5));
        assert_eq!((soon.local.as_str(), soon.elsewhere.as_deref()), ("09:05", Some("10:05 in Brimley")));
        assert_eq!(times.moment(NOW - Seconds::days(1)).local, "Sun 22 Nov, 09:00");
        assert_eq!(times.moment(NOW - Seconds::days(400)).local, "Sun 19 Oct 2025, 10:00");
    }

    #[test]
    fn the_same_zone_is_not_said_twice() {
        let times = Times::new("Europe/London", NOW).with_other("Europe/London", "Brimley");
        assert_eq!(times.moment(NOW).elsewhere, None);
    }

    #[test]
    fn days_and_ages_are_words() {
        let times = Times::new("UTC", NOW);
        assert_eq!(times.day(NOW - Seconds::hours(10)), "Yesterday");
        assert_eq!(times.ago(NOW - Seconds::minutes(12)), "12 min ago");
        assert_eq!(times.ago(NOW - Seconds::days(9)), "on Sat 14 Nov");
        assert_eq!(times.weekday_time(NOW - Seconds::days(2)), "Sat 09:00");
    }
}
