//! A zone's wall clock without the time-zone database: its offsets within a stretch of time, worked out where zones are
//! known and sent to the browser as a short text.

use super::local::{LocalDate, LocalTime};
use super::windows_text::{base36, push_base36};
use super::zoned::Zoned;
use crate::time::{Seconds, Timestamp};

/// The wall clock of one zone. Outside the stretch for which it was made, the nearest offset goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallClock {
    name: String,
    first: Seconds,
    /// The first instant of each new offset, in order.
    changes: Vec<(Timestamp, Seconds)>,
}

impl WallClock {
    /// A wall clock that begins with the offset `first` and changes at the given instants, which are in order.
    pub fn new(name: impl Into<String>, first: Seconds, changes: Vec<(Timestamp, Seconds)>) -> Self {
        Self { name: name.into(), first, changes }
    }

    /// The zone's name: `Europe/London`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Seconds ahead of UTC at an instant.
    pub fn offset_at(&self, at: Timestamp) -> Seconds {
        let begun = self.changes.partition_point(|(change, _)| *change <= at);
        begun.checked_sub(1).map_or(self.first, |index| self.changes[index].1)
    }

    /// What the clock shows at an instant.
    pub fn read(&self, at: Timestamp) -> Zoned {
        Zoned::at_offset(at, self.offset_at(at))
    }

    /// The instant of a wall-clock time, by SLA.md rule 4: a time in the gap moves forward by the gap, an ambiguous one
    /// is the earlier instant. Agrees with `zone::local_to_utc`, which knows every year.
    pub fn instant(&self, date: LocalDate, time: LocalTime) -> Timestamp {
        let wall = Timestamp::from_unix(i64::from(date.days()) * 86_400 + i64::from(time.seconds()));
        let mut offset = self.first;
        for (change, next) in &self.changes {
            // Before the change the old offset counts, and still in the gap that the change makes: what the old offset
            // calls later than the change is shown by the new one only where the clock has gone on to it.
            if wall - offset < *change || wall - *next < *change {
                return wall - offset;
            }
            offset = *next;
        }
        wall - offset
    }

    /// As text without tabs or line breaks; [`WallClock::decode`] reads it.
    pub fn encode(&self) -> String {
        let mut text = self.name.clone();
        text.push(' ');
        push_base36(&mut text, self.first.get());
        for (at, offset) in &self.changes {
            text.push(' ');
            push_base36(&mut text, at.unix());
            text.push('.');
            push_base36(&mut text, offset.get());
        }
        text
    }

    /// Reads what [`WallClock::encode`] wrote. None for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let name = words.next()?;
        let first = Seconds::new(base36(words.next()?)?);
        let change = |word: &str| {
            let (at, offset) = word.split_once('.')?;
            Some((Timestamp::from_unix(base36(at)?), Seconds::new(base36(offset)?)))
        };
        Some(Self::new(name, first, words.map(change).collect::<Option<_>>()?))
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use super::*;
    use crate::sla::zone::{Tz, local_at, local_to_utc, parse_zone};

    const ZONES: [&str; 10] = [
        "Etc/UTC",
        "Europe/London",
        "America/New_York",
        "America/St_Johns",
        "America/Santiago",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Australia/Lord_Howe",
        "Pacific/Chatham",
        "America/Havana",
    ];

    fn clock(name: &str) -> (Tz, WallClock) {
        let zone = parse_zone(name).unwrap();
        let (from, to) = (Timestamp::from_unix(1_767_225_600), Timestamp::from_unix(1_830_297_600));
        (zone, WallClock::of_zone(zone, from, to))
    }

    #[test]
    fn every_hour_of_a_year_reads_as_the_time_zone_database_says() {
        for name in ZONES {
            let (zone, clock) = clock(name);
            for hour in 0..365 * 24 {
                let at = Timestamp::from_unix(1_767_398_400 + hour * 3_600);
                let shown = clock.read(at);
                assert_eq!((shown.date, shown.time), local_at(zone, at), "{name} at {at}");
                let (date, time) = (shown.date, shown.time);
                assert_eq!(clock.instant(date, time), local_to_utc(zone, date, time), "{name}, {date} {time}");
            }
        }
    }

    #[test]
    fn times_in_a_gap_and_ambiguous_ones_are_the_instants_of_rule_4() {
        for name in ZONES {
            let (zone, clock) = clock(name);
            for (change, _) in &clock.changes {
                let around = clock.read(*change);
                for minute in (-180..=180).step_by(5) {
                    let wall = i64::from(around.date.days()) * 86_400 + i64::from(around.time.seconds()) + minute * 60;
                    let date = LocalDate::from_days(i32::try_from(wall.div_euclid(86_400)).unwrap());
                    let time = LocalTime::from_seconds(u32::try_from(wall.rem_euclid(86_400)).unwrap()).unwrap();
                    assert_eq!(clock.instant(date, time), local_to_utc(zone, date, time), "{name}, {date} {time}");
                }
            }
        }
        assert_eq!(clock("Europe/London").1.changes.len(), 4, "two years");
    }

    #[test]
    fn the_text_form_is_lossless_and_anything_else_is_refused() {
        for name in ZONES {
            let (_, clock) = clock(name);
            assert_eq!(WallClock::decode(&clock.encode()), Some(clock), "{name}");
        }
        for bad in ["", "Europe/London", "Europe/London x!", "Europe/London 0 5", "Europe/London 0 5.!"] {
            assert_eq!(WallClock::decode(bad), None, "{bad:?}");
        }
    }
}
