//! A plan as those who rely on it read it.

use app::model::admin::calendar::{SpecialDay, hours, summary, week};
use app::model::promises::{PlanInWords, SupportDay};
use domain::engagement::Engagement;
use domain::sla::windows::Opening;
use domain::sla::words::{Round, duration};
use domain::sla::zone::{Tz, Zoned, local_to_utc, next_dst_changes, parse_zone};
use domain::sla::{Calendar, LocalDate, LocalTime, OpenWindows, Policy};
use domain::time::{Seconds, Timestamp};
use store::directory::CalendarVersions;

use super::View;

/// Changes of the clocks that are told.
const CHANGES: usize = 2;
/// Days of the list of hours.
const DAYS: i32 = 7;

impl View {
    /// What is promised to an engagement, read in `reader_zone`; `None` when its policy or calendar is missing.
    pub fn plan(&self, engagement: &Engagement, reader_zone: &str) -> Option<PlanInWords> {
        let (directory, now) = (&self.directory, self.now());
        let known = directory.calendar(&engagement.calendar)?;
        let calendar = known.at(now)?;
        let policy = directory.policy_of(engagement, now)?;
        let zone = parse_zone(&calendar.zone).ok()?;
        let own = parse_zone(reader_zone).ok().filter(|own| *own != zone);
        let plan = directory.plan(&engagement.plan);
        let (is_open, state) = self.desk_state(&known.windows(), own.unwrap_or(zone));
        Some(PlanInWords {
            id: engagement.id.to_string(),
            product: self.product_name(engagement),
            name: plan.map(|plan| plan.name.clone()).unwrap_or_default(),
            description: plan.map(|plan| plan.description.clone()).unwrap_or_default(),
            cadence: plan.map(|plan| plan.cadence.clone()).unwrap_or_default(),
            hours: format!("{}, in {}.", summary(calendar), calendar.zone),
            now: state,
            is_open,
            zone: calendar.zone.clone(),
            own_zone: own.map(|own| own.name().to_owned()),
            week: week(calendar),
            today: Zoned::new(now, zone).weekday(),
            days: days(known, zone, own, now),
            special: special(known, zone, now),
            changes: changes(now, zone),
            ahead: self.ahead(engagement, known, own.unwrap_or(zone)),
            policy: Policy::clone(policy),
        })
    }

    fn desk_state(&self, windows: &OpenWindows, zone: Tz) -> (bool, String) {
        let now = self.now();
        let at = |at: Timestamp| {
            let local = Zoned::new(at, zone);
            format!("{} {}", local.weekday().short_name(), local.time_text())
        };
        let is_open = windows.is_open(now) == Some(true);
        let words = match (is_open, windows.next_close(now), windows.next_open(now)) {
            (true, Some(close), _) if !windows.is_always() => format!("Open until {}", at(close)),
            (true, ..) => "Open day and night".to_owned(),
            (false, _, Some(open)) => format!("Closed until {}", at(open)),
            _ => "Closed".to_owned(),
        };
        (is_open, words)
    }

    /// Versions that have been saved and have not begun.
    fn ahead(&self, engagement: &Engagement, known: &CalendarVersions, zone: Tz) -> Vec<String> {
        let now = self.now();
        let from = |at: Timestamp| {
            let (local, year) = (Zoned::new(at, zone), Zoned::new(now, zone).date.parts().0);
            format!("From {}, {}", local.date_text(year), local.time_text())
        };
        let hours = known.versions.iter().filter(|version| version.effective_from > now);
        let hours = hours
            .map(|next| format!("{} the hours are: {}, in {}.", from(next.effective_from), summary(next), next.zone));
        let policies = self.directory.policy_versions(&engagement.policy).iter();
        let policies = policies.filter(|policy| policy.effective_from > now);
        let promises = policies.map(|policy| {
            format!("{} new issues get version {} of the promises.", from(policy.effective_from), policy.version)
        });
        hours.chain(promises).collect()
    }
}

/// `Sun 28 Mar 2027, 01:00: clocks go forward 1 h, to 02:00`.
pub fn changes(now: Timestamp, zone: Tz) -> Vec<String> {
    let year = Zoned::new(now, zone).date.parts().0;
    let changes = next_dst_changes(zone, now, CHANGES).into_iter();
    changes
        .map(|change| {
            let after = Zoned::new(change.at, zone);
            let direction = if change.jump > Seconds::ZERO { "forward" } else { "back" };
            let jump = duration(change.jump, Round::Down, false);
            let from = before_the_change(after, change.jump);
            format!("{}, {from}: clocks go {direction} {jump}, to {}", after.date_text(year), after.time_text())
        })
        .collect()
}

/// What the wall clock showed before it jumped.
fn before_the_change(after: Zoned, jump: Seconds) -> String {
    let seconds = (i64::from(after.time.seconds()) - jump.get()).rem_euclid(86_400);
    let time = u32::try_from(seconds).ok().and_then(|seconds| LocalTime::from_seconds(seconds).ok());
    Zoned { time: time.unwrap_or(after.time), ..after }.time_text()
}

/// The version whose date it is: the one that counts where and when the date begins in that version's own zone. Between
/// two zones a date may be of neither; then the one that counts in `zone`.
fn version_on(known: &CalendarVersions, zone: Tz, date: LocalDate) -> Option<&Calendar> {
    let at = |zone: Tz| known.at(local_to_utc(zone, date, LocalTime::MIDNIGHT));
    let is_its = |version: &&Calendar| {
        let own = parse_zone(&version.zone).ok();
        own.and_then(at).is_some_and(|found| found.version == version.version)
    };
    known.versions.iter().rev().find(is_its).or_else(|| at(zone))
}

/// The date to which an opening belongs, on the wall of the version that opens it.
fn date_of(known: &CalendarVersions, opening: &Opening, zone: Tz) -> LocalDate {
    let own = known.at(opening.open).and_then(|version| parse_zone(&version.zone).ok());
    Zoned::new(opening.day, own.unwrap_or(zone)).date
}

/// The next days, each with what is open; in the reader's zone too, where it is another one.
fn days(known: &CalendarVersions, zone: Tz, own: Option<Tz>, now: Timestamp) -> Vec<SupportDay> {
    let today = Zoned::new(now, zone).date;
    let year = today.parts().0;
    let windows = known.windows();
    let day = |offset| {
        let date = today.plus_days(offset);
        let [from, to] = [date, date.plus_days(1)].map(|date| local_to_utc(zone, date, LocalTime::MIDNIGHT));
        let label = Zoned { date, time: LocalTime::MIDNIGHT, offset_minutes: 0 }.date_text(year);
        if windows.is_always() {
            return SupportDay { date: label, hours: "day and night".to_owned(), own: "day and night".to_owned() };
        }
        // What belongs to this date: an opening over midnight is told on the day on which it begins, and a version that
        // begins meanwhile may have another zone, whose dates begin earlier or later.
        let openings: Vec<_> = windows
            .openings(from - Seconds::days(1), to + Seconds::days(1))
            .filter(|opening| date_of(known, opening, zone) == date)
            .collect();
        let span = |zone: Tz, home: LocalDate| {
            let at = |at: Timestamp, home: LocalDate| {
                let local = Zoned::new(at, zone);
                let day = if local.date == home { String::new() } else { format!("{} ", local.weekday().short_name()) };
                (format!("{day}{}", local.time_text()), local.date)
            };
            let spans = openings.iter().map(|opening| {
                let (open, opened_on) = at(opening.open, home);
                format!("{open} to {}", at(opening.close, opened_on).0)
            });
            let spans: Vec<_> = spans.collect();
            if spans.is_empty() { "closed".to_owned() } else { spans.join(", ") }
        };
        let name = version_on(known, zone, date).and_then(|version| version.holiday_on(date));
        let hours = match name {
            Some(name) if openings.is_empty() => format!("closed, {name}"),
            _ => span(zone, date),
        };
        SupportDay { date: label, hours, own: own.map(|own| span(own, date)).unwrap_or_default() }
    };
    (0..DAYS).map(day).collect()
}

/// Holidays and exceptions ahead, by the version that counts on the date.
fn special(known: &CalendarVersions, zone: Tz, now: Timestamp) -> Vec<SpecialDay> {
    let today = Zoned::new(now, zone).date;
    let year = today.parts().0;
    let dates = known.versions.iter().flat_map(Calendar::special_dates);
    let dates: std::collections::BTreeSet<LocalDate> = dates.filter(|date| *date >= today).collect();
    let days = dates.into_iter().filter_map(|date| {
        let version = version_on(known, zone, date)?;
        version.is_special(date).then(|| SpecialDay {
            date: Zoned { date, time: LocalTime::MIDNIGHT, offset_minutes: 0 }.date_text(year),
            name: version.holidays.get(&date).cloned().unwrap_or_default(),
            hours: hours(version.windows_of(date)),
        })
    });
    days.collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::ids::CalendarId;
    use domain::sla::HoursSince;
    use domain::sla::templates::{always_open, business_week};
    use domain::sla::zone::expand;

    use super::*;

    #[test]
    fn nothing_is_told_to_be_closed_while_a_calendar_is_always_open() {
        let vienna = parse_zone("Europe/Vienna").unwrap();
        let midnight = |text: &str| local_to_utc(vienna, text.parse().unwrap(), LocalTime::MIDNIGHT);
        let with_days = |mut calendar: Calendar| {
            calendar.holidays.insert("2026-12-25".parse().unwrap(), "Christmas Day".to_owned());
            calendar.overrides.insert("2027-01-04".parse().unwrap(), Vec::new());
            calendar
        };
        let first = with_days(always_open("Europe/Vienna"));
        let second = Calendar {
            version: 2,
            effective_from: midnight("2027-01-01"),
            ..with_days(business_week("Europe/Vienna"))
        };
        let known = CalendarVersions { versions: vec![first, second], ..CalendarVersions::default() };
        let told: Vec<_> = special(&known, vienna, midnight("2026-11-23"))
            .into_iter()
            .map(|day| format!("{}: {}", day.date, day.hours))
            .collect();
        assert_eq!(told, ["Mon 4 Jan 2027: closed"]);
    }

    #[test]
    fn the_hours_of_a_week_in_which_a_version_with_another_zone_begins_are_told_day_by_day() {
        let utc = |text: &str| local_to_utc(Tz::UTC, text.parse().unwrap(), LocalTime::MIDNIGHT);
        let vienna = parse_zone("Europe/Vienna").unwrap();
        let first = business_week("Europe/Vienna");
        let mut second =
            Calendar { version: 2, effective_from: utc("2026-11-25"), ..business_week("America/New_York") };
        second.holidays.insert("2026-11-26".parse().unwrap(), "Thanksgiving".to_owned());
        let versions = vec![first, second];
        let windows = Arc::new(expand(&versions, utc("2026-11-01"), utc("2027-11-01")).unwrap());
        let calendar = CalendarId::new("office");
        let layer = HoursSince { calendar, version: 2, since: utc("2026-11-01"), is_switch: false, windows };
        let known = CalendarVersions { versions, layers: vec![layer], ..CalendarVersions::default() };
        // Monday morning; the other hours begin on Wednesday, an hour after midnight in Vienna.
        let now = utc("2026-11-23") + Seconds::hours(8);
        let told: Vec<_> = days(&known, vienna, parse_zone("America/New_York").ok(), now)
            .into_iter()
            .map(|day| format!("{}: {} | {}", day.date, day.hours, day.own))
            .collect();
        assert_eq!(
            told,
            [
                "Mon 23 Nov: 09:00 to 17:00 | 03:00 to 11:00",
                "Tue 24 Nov: 09:00 to 17:00 | 03:00 to 11:00",
                "Wed 25 Nov: 15:00 to 23:00 | 09:00 to 17:00",
                "Thu 26 Nov: closed, Thanksgiving | closed",
                "Fri 27 Nov: 15:00 to 23:00 | 09:00 to 17:00",
                "Sat 28 Nov: closed | closed",
                "Sun 29 Nov: closed | closed",
            ]
        );
    }
}
