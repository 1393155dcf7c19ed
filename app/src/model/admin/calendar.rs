//! Calendars: opening hours as a visible week.

use domain::sla::Weekday;
use domain::sla::calendar::{Calendar, DayWindow};

use super::{Access, RelatedLink};

const DAY_MINUTES: u32 = 1_440;

/// The list of calendars.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalendarsModel {
    /// By name.
    pub rows: Vec<CalendarRow>,
    /// Who may add one.
    pub access: Access,
}

/// One calendar in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CalendarRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its IANA zone.
    pub zone: String,
    /// `Mon to Fri, 09:00 to 17:00`.
    pub hours: String,
    /// `Open until 17:00`, `Closed until Mon 09:00`.
    pub now: String,
    /// Whether it is open now.
    pub is_open: bool,
    /// How many engagements count by it.
    pub engagements: usize,
}

/// One calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarModel {
    /// The version that counts now.
    pub calendar: Calendar,
    /// `Open until 17:00`, `Closed until Mon 09:00`.
    pub now: String,
    /// Whether it is open now.
    pub is_open: bool,
    /// The time in its zone: `Mon 23 Nov, 08:51`.
    pub local: String,
    /// The weekday it is in its zone, to mark it.
    pub today: Weekday,
    /// The next changes of its zone's clocks, each in a sentence.
    pub changes: Vec<String>,
    /// Dates that are closed or have hours of their own from today on: date, name, hours.
    pub special: Vec<SpecialDay>,
    /// Every version, newest first.
    #[cfg(feature = "ssr")]
    pub versions: Vec<super::version::VersionLine>,
    /// Who may edit it.
    pub access: Access,
    /// Plans that have it.
    pub plans: Vec<RelatedLink>,
    /// Engagements that count by it.
    pub engagements: Vec<RelatedLink>,
}

/// A date with hours of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpecialDay {
    /// `Fri 25 Dec`.
    pub date: String,
    /// Why; empty for an exception without a name.
    pub name: String,
    /// `closed`, `10:00 to 14:00`.
    pub hours: String,
}

/// An open stretch of a day, in minutes after midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenBar {
    /// Where it begins, 0 to 1,440.
    pub from: u32,
    /// Where it ends, at most 1,440.
    pub to: u32,
    /// Whether it began the evening before and belongs to that day (SLA.md rule 1).
    pub is_overnight: bool,
}

/// One day of the drawn week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekDay {
    /// Which.
    pub day: Weekday,
    /// When it is open, in order.
    pub bars: Vec<OpenBar>,
    /// `09:00 to 12:00, 13:00 to 17:00`, `closed`, `until 06:00 from Fri`.
    pub hours: String,
}

/// The week as seven rows, Monday first.
pub fn week(calendar: &Calendar) -> Vec<WeekDay> {
    Weekday::ALL
        .into_iter()
        .map(|day| WeekDay { day, bars: bars(calendar, day), hours: day_hours(calendar, day) })
        .collect()
}

fn windows(calendar: &Calendar, day: Weekday) -> &[DayWindow] {
    calendar.weekly.get(&day).map_or(&[], Vec::as_slice)
}

fn bars(calendar: &Calendar, day: Weekday) -> Vec<OpenBar> {
    if calendar.always_open {
        return vec![OpenBar { from: 0, to: DAY_MINUTES, is_overnight: false }];
    }
    let spilled = windows(calendar, day_before(day))
        .iter()
        .map(|window| minutes(*window))
        .filter(|(_, close)| *close > DAY_MINUTES);
    let spilled =
        spilled.map(|(_, close)| OpenBar { from: 0, to: (close - DAY_MINUTES).min(DAY_MINUTES), is_overnight: true });
    let own = windows(calendar, day).iter().map(|window| minutes(*window));
    let own = own.map(|(open, close)| OpenBar { from: open, to: close.min(DAY_MINUTES), is_overnight: false });
    let mut bars: Vec<_> = spilled.chain(own).collect();
    bars.sort_by_key(|bar| bar.from);
    bars
}

fn minutes(window: DayWindow) -> (u32, u32) {
    (window.open.seconds() / 60, window.effective_close().seconds() / 60)
}

fn day_hours(calendar: &Calendar, day: Weekday) -> String {
    if calendar.always_open {
        return "00:00 to 24:00".to_owned();
    }
    let spilled = bars(calendar, day)
        .into_iter()
        .filter(|bar| bar.is_overnight)
        .map(|bar| format!("until {:02}:{:02} from {}", bar.to / 60, bar.to % 60, day_before(day).short_name()));
    let mut parts: Vec<_> = spilled.collect();
    let own = windows(calendar, day);
    if !own.is_empty() || parts.is_empty() {
        parts.push(hours(own));
    }
    parts.join(", ")
}

fn day_before(day: Weekday) -> Weekday {
    Weekday::ALL[(day as usize + 6) % 7]
}

/// Windows of a day in words: `09:00 to 12:00, 13:00 to 17:00`, `closed`.
pub fn hours(windows: &[DayWindow]) -> String {
    if windows.is_empty() {
        return "closed".to_owned();
    }
    let text = |window: &DayWindow| {
        let close = window.effective_close();
        if close.seconds() > DAY_MINUTES * 60 {
            let minutes = close.seconds() / 60 - DAY_MINUTES;
            return format!("{} to {:02}:{:02} the next day", window.open, minutes / 60, minutes % 60);
        }
        format!("{} to {close}", window.open)
    };
    windows.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// A whole calendar in one line: `Mon to Fri, 09:00 to 17:00; Sat, 10:00 to 14:00`, `Day and night`.
pub fn summary(calendar: &Calendar) -> String {
    if calendar.always_open {
        return "Day and night".to_owned();
    }
    let days: Vec<_> = Weekday::ALL.into_iter().map(|day| (day, windows(calendar, day))).collect();
    let runs = days.chunk_by(|a, b| a.1 == b.1).filter(|run| run.iter().any(|(_, windows)| !windows.is_empty()));
    let parts: Vec<_> = runs
        .filter_map(|run| {
            let ((first, windows), (last, _)) = (run.first()?, run.last()?);
            let days = if first == last {
                first.short_name().to_owned()
            } else {
                format!("{} to {}", first.short_name(), last.short_name())
            };
            Some(format!("{days}, {}", hours(windows)))
        })
        .collect();
    if parts.is_empty() { "Never open".to_owned() } else { parts.join("; ") }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use domain::sla::LocalTime;
    use domain::sla::templates::{always_open, business_week};

    use super::*;

    fn window(open: u32, close: u32) -> DayWindow {
        DayWindow::new(LocalTime::new(open, 0).unwrap(), LocalTime::new(close, 0).unwrap())
    }

    #[test]
    fn equal_neighbours_are_said_once() {
        let mut calendar = business_week("Europe/London");
        assert_eq!(summary(&calendar), "Mon to Fri, 09:00 to 17:00");
        calendar.weekly.insert(Weekday::Wed, vec![window(9, 12), window(13, 18)]);
        calendar.weekly.insert(Weekday::Sat, vec![window(10, 14)]);
        assert_eq!(
            summary(&calendar),
            "Mon to Tue, 09:00 to 17:00; Wed, 09:00 to 12:00, 13:00 to 18:00; Thu to Fri, 09:00 to 17:00; Sat, 10:00 to 14:00"
        );
        calendar.weekly.clear();
        assert_eq!(summary(&calendar), "Never open");
        assert_eq!(summary(&always_open("UTC")), "Day and night");
    }

    #[test]
    fn a_night_shift_is_drawn_on_both_days_and_belongs_to_the_first() {
        let mut calendar = business_week("Europe/London");
        calendar.weekly.clear();
        calendar.weekly.insert(Weekday::Sun, vec![window(22, 30)]);
        let week = week(&calendar);
        assert_eq!(week[6].bars, [OpenBar { from: 1_320, to: 1_440, is_overnight: false }]);
        assert_eq!(week[6].hours, "22:00 to 06:00 the next day");
        assert_eq!(week[0].bars, [OpenBar { from: 0, to: 360, is_overnight: true }]);
        assert_eq!(week[0].hours, "until 06:00 from Sun");
        assert_eq!(week[1].hours, "closed");
        assert!(week[1].bars.is_empty());
    }
}
