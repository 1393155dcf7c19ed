//! Opening hours by walking: a table that says for each tick whether the doors are open.

use std::collections::BTreeMap;

use chrono::{DateTime, Offset, TimeZone};
use chrono_tz::Tz;

/// A calendar as the oracle reads it: days since 1970 and seconds since local midnight.
#[derive(Debug, Clone, Default)]
pub struct NaiveCalendar {
    /// Monday is 0.
    pub weekly: [Vec<(i64, i64)>; 7],
    pub holidays: Vec<i64>,
    pub overrides: BTreeMap<i64, Vec<(i64, i64)>>,
}

/// One opening, with the local date that owns it.
#[derive(Debug, Clone, Copy)]
pub struct NaiveOpening {
    pub date: i64,
    pub open: i64,
    pub close: i64,
}

/// A stretch of time in ticks.
pub struct Table {
    pub zone: Tz,
    pub from: i64,
    pub to: i64,
    pub tick: i64,
    pub open: Vec<bool>,
    pub openings: Vec<NaiveOpening>,
}

/// Seconds that a wall clock in UTC would show when the zone's wall clock is read at `at`.
pub fn wall(zone: Tz, at: i64) -> i64 {
    let instant = DateTime::from_timestamp(at, 0).expect("in range").naive_utc();
    at + i64::from(zone.offset_from_utc_datetime(&instant).fix().local_minus_utc())
}

/// Rule 4 by walking: the first instant at which the wall clock shows `wanted`; when it jumps over it, the
/// time moves forward by the jump.
pub fn instant_of(zone: Tz, wanted: i64) -> i64 {
    let farthest = [-30, 0, 30].map(|hours| {
        let near = wanted + hours * 3_600;
        wall(zone, near) - near
    });
    let mut at = wanted - farthest.into_iter().max().expect("three of them") - 120;
    while wall(zone, at + 60) < wanted {
        at += 60;
    }
    while wall(zone, at) < wanted {
        at += 1;
    }
    let shown = wall(zone, at);
    if shown == wanted {
        return at;
    }
    let jump = shown - wall(zone, at - 1) - 1;
    at + (wanted + jump - shown)
}

impl NaiveCalendar {
    /// Rule 1: an override replaces the day's windows, a holiday closes the date, else the weekday counts.
    pub fn windows_of(&self, date: i64) -> Vec<(i64, i64)> {
        let windows = if let Some(own) = self.overrides.get(&date) {
            own.clone()
        } else if self.holidays.contains(&date) {
            Vec::new()
        } else {
            // 1970-01-01 was a Thursday.
            self.weekly[usize::try_from((date + 3).rem_euclid(7)).expect("0 to 6")].clone()
        };
        let minute_before_midnight = 23 * 3_600 + 59 * 60;
        let until = |close| if close == minute_before_midnight { 86_400 } else { close };
        windows.into_iter().map(|(open, close)| (open, until(close))).collect()
    }

    /// The openings of every local date near a stretch of time.
    pub fn openings(&self, zone: Tz, from: i64, to: i64) -> Vec<NaiveOpening> {
        let mut openings = Vec::new();
        for date in from.div_euclid(86_400) - 4..=to.div_euclid(86_400) + 2 {
            for (open, close) in self.windows_of(date) {
                let open = instant_of(zone, date * 86_400 + open);
                let close = instant_of(zone, date * 86_400 + close);
                if open < close {
                    openings.push(NaiveOpening { date, open, close });
                }
            }
        }
        openings
    }
}

impl Table {
    pub fn new(calendar: &NaiveCalendar, zone: Tz, from: i64, ticks: i64, tick: i64) -> Self {
        let to = from + ticks * tick;
        let openings = calendar.openings(zone, from, to);
        let is_open = |at: i64| openings.iter().any(|one| one.open <= at && at < one.close);
        let open = (0..ticks).map(|index| is_open(from + index * tick)).collect();
        Self { zone, from, to, tick, open, openings }
    }

    /// Whether every edge falls on a tick, so that whole ticks tell the truth.
    pub fn is_exact(&self) -> bool {
        let on_tick = |at: i64| (at - self.from).rem_euclid(self.tick) == 0;
        self.openings.iter().all(|one| on_tick(one.open) && on_tick(one.close))
    }

    pub fn is_open(&self, at: i64) -> bool {
        self.open[self.index(at)]
    }

    pub fn index(&self, at: i64) -> usize {
        usize::try_from((at - self.from) / self.tick).expect("inside the table")
    }

    /// The instant at which `budget` seconds have been counted since `start`, walking tick by tick.
    pub fn due(&self, start: i64, budget: i64, counts: impl Fn(i64) -> bool) -> Option<i64> {
        let mut at = start;
        let mut used = 0;
        while at < self.to {
            if counts(at) {
                if budget == 0 {
                    return Some(at);
                }
                used += self.tick;
                if used >= budget {
                    return Some(at + self.tick);
                }
            }
            at += self.tick;
        }
        None
    }

    /// Counted seconds in `[from, to)`, walking tick by tick.
    pub fn count(&self, from: i64, to: i64, counts: impl Fn(i64) -> bool) -> i64 {
        let mut at = from;
        let mut counted = 0;
        while at < to {
            if counts(at) {
                counted += self.tick;
            }
            at += self.tick;
        }
        counted
    }

    /// Rule 13 by walking over dates; none when a closing time beyond the table decides.
    pub fn same_business_day(&self, start: i64, min_remaining: i64, counts: impl Fn(i64) -> bool) -> Option<i64> {
        let today = wall(self.zone, start).div_euclid(86_400);
        let mut dates: Vec<i64> = self.openings.iter().filter(|one| one.close > start).map(|one| one.date).collect();
        dates.dedup();
        let inside = self.openings.iter().find(|one| one.open <= start && start < one.close);
        let arrival = inside.map_or(today, |one| one.date);
        let closing = |date: i64| {
            let closes = self.openings.iter().filter(|one| one.date == date).map(|one| one.close);
            closes.max().filter(|close| *close < self.to)
        };
        let open_until = |close: i64| self.count(start, close, |at| self.is_open(at));
        let mut position = 0;
        if dates.first() == Some(&arrival) && open_until(closing(arrival)?) < min_remaining {
            position = 1;
        }
        let needed = open_until(closing(*dates.get(position)?)?).min(min_remaining);
        loop {
            let close = closing(*dates.get(position)?)?;
            if self.count(start, close, &counts) >= needed {
                return Some(close);
            }
            position += 1;
        }
    }
}
