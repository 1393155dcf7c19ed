//! Random zones' moments, calendars and tickets.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use domain::sla::calendar::{Calendar, DayWindow};
use domain::sla::templates::business_week;
use domain::sla::zone::expand;
use domain::sla::{LocalDate, LocalTime, OpenWindows, Weekday};
use domain::time::Timestamp;

use crate::naive_calendar::{NaiveCalendar, Table, wall};
use crate::random::Random;

/// One zone, one stretch of time, one calendar, as engine and oracle see it.
pub struct Setting {
    pub zone: Tz,
    pub windows: OpenWindows,
    pub table: Table,
    /// An instant near a change of the zone's offset, if one was looked for and found.
    pub change: Option<i64>,
    /// Whether no opening touches into another, so that "the day of arrival" is beyond doubt.
    pub is_plain: bool,
}

pub fn setting(random: &mut Random, zone_name: &str) -> Setting {
    let zone: Tz = zone_name.parse().expect("a known zone");
    let change = if random.chance(60) { offset_change(random, zone) } else { None };
    let middle = change.unwrap_or_else(|| random_instant(random));
    // Begin on a whole minute some days before.
    let from = (middle.div_euclid(60) - random.between(1, 4) * 1_440) * 60;
    let calendar = naive_calendar(random, middle.div_euclid(86_400));
    let minutes = Table::new(&calendar, zone, from, 14 * 1_440, 60);
    let table = if minutes.is_exact() {
        minutes
    } else {
        Table::new(&calendar, zone, middle.div_euclid(60) * 60 - 40_000, 100_000, 1)
    };
    let engine = engine_calendar(&calendar, zone_name);
    let (from, to) = (Timestamp::from_unix(table.from), Timestamp::from_unix(table.to));
    let windows = expand(&[engine], from, to).expect("a known zone");
    // Within a day or two of the table's end the engine cannot know closing times and says so; only the
    // long tables have room for more.
    let is_plain = table.tick == 60 && is_plain(&table);
    Setting { zone, windows, table, change, is_plain }
}

fn is_plain(table: &Table) -> bool {
    let mut ordered = table.openings.clone();
    ordered.sort_by_key(|one| one.open);
    let in_order = ordered.windows(2).all(|pair| pair[0].close <= pair[1].open && pair[0].date <= pair[1].date);
    let on_own_date = table.openings.iter().all(|one| wall(table.zone, one.open).div_euclid(86_400) == one.date);
    in_order && on_own_date
}

/// From 1885, when many zones had odd seconds, to 2037.
fn random_instant(random: &mut Random) -> i64 {
    random.between(-2_682_000_000, 2_130_000_000)
}

/// A moment at which the zone's offset changes, walking day by day from a random one.
fn offset_change(random: &mut Random, zone: Tz) -> Option<i64> {
    let start = random_instant(random);
    let offset = |at: i64| wall(zone, at) - at;
    let day = (0..800).map(|day| start + day * 86_400).find(|at| offset(*at) != offset(at + 86_400))?;
    (0..1_440).map(|minute| day + minute * 60).find(|at| offset(*at) != offset(at + 60))
}

fn naive_calendar(random: &mut Random, around: i64) -> NaiveCalendar {
    let mut calendar = NaiveCalendar::default();
    let kind = random.between(0, 9);
    for day in 0..7 {
        let is_open = random.chance(if kind == 0 { 20 } else { 75 });
        if is_open {
            calendar.weekly[day] = day_windows(random, kind);
        }
    }
    for _ in 0..random.between(0, 3) {
        calendar.holidays.push(around + random.between(-4, 9));
    }
    for _ in 0..random.between(0, 3) {
        let date = around + random.between(-4, 9);
        let windows = if random.chance(25) { Vec::new() } else { day_windows(random, kind) };
        calendar.overrides.insert(date, windows);
    }
    calendar
}

fn day_windows(random: &mut Random, kind: i64) -> Vec<(i64, i64)> {
    let minute = |minutes: i64| minutes * 60;
    match kind {
        1 => vec![(0, minute(1_440))],
        2 => vec![(minute(540), minute(720)), (minute(780), minute(1_020))],
        // A night shift.
        3 => vec![(minute(1_380), minute(1_440 + random.between(1, 8) * 60))],
        4 => vec![(minute(random.between(0, 700)), minute(1_439))],
        // Edges in the hours in which clocks change.
        5 | 6 => {
            let open = random.between(0, 40) * 5;
            vec![(minute(open), minute(open + random.between(1, 60) * 5))]
        }
        _ => {
            let mut edges: Vec<i64> = (0..2 * random.between(1, 3)).map(|_| random.between(0, 432) * 5).collect();
            edges.sort_unstable();
            edges.dedup();
            let pairs = edges.chunks_exact(2).filter(|pair| pair[0] < 1_440);
            pairs.map(|pair| (minute(pair[0]), minute(pair[1]))).collect()
        }
    }
}

fn engine_calendar(naive: &NaiveCalendar, zone: &str) -> Calendar {
    let time = |seconds: i64| LocalTime::from_seconds(u32::try_from(seconds).expect("positive")).expect("below 48 h");
    let windows =
        |list: &[(i64, i64)]| list.iter().map(|(open, close)| DayWindow::new(time(*open), time(*close))).collect();
    let date = |days: i64| LocalDate::from_days(i32::try_from(days).expect("a date"));
    let mut calendar = business_week(zone);
    calendar.weekly = Weekday::ALL.into_iter().zip(&naive.weekly).map(|(day, list)| (day, windows(list))).collect();
    calendar.holidays = naive.holidays.iter().map(|day| (date(*day), "holiday".to_owned())).collect();
    calendar.overrides =
        naive.overrides.iter().map(|(day, list)| (date(*day), windows(list))).collect::<BTreeMap<_, _>>();
    calendar
}
