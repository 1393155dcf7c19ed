//! Clocks as a page shows them. The same `face()` ticks in the browser.

use std::collections::BTreeMap;

use super::times::Times;
use app::model::{Clock, Tone};
use domain::sla::{ClockChip, Face, OpenWindows, Tone as FaceTone, face};
use domain::time::{Seconds, Timestamp};

/// How far ahead and back of now the browser gets opening windows at least: enough for a clock on screen until the page
/// is drawn again.
const BACK: Seconds = Seconds::days(1);
const AHEAD: Seconds = Seconds::days(21);
/// And how far beyond a due time, without which the browser could not tell how much open time is left.
const BEYOND_DUE: Seconds = Seconds::days(1);

/// The opening windows that the clocks of one page need, each sent once.
#[derive(Debug, Default)]
pub struct Windows {
    tables: Vec<String>,
    /// Which table a calendar has, and until when it reaches.
    by_calendar: BTreeMap<String, (usize, Timestamp)>,
}

impl Windows {
    /// The tables for [`app::model::PageContext::windows`].
    pub fn into_tables(self) -> Vec<String> {
        self.tables
    }

    /// The calendar's table, which reaches beyond `due`.
    fn index(&mut self, calendar: &str, windows: &OpenWindows, now: Timestamp, due: Option<Timestamp>) -> usize {
        let until = due.map_or(now + AHEAD, |due| (due + BEYOND_DUE).max(now + AHEAD));
        let text = || windows.encode(now - BACK, until);
        if let Some((index, end)) = self.by_calendar.get_mut(calendar) {
            if *end < until {
                *end = until;
                self.tables[*index] = text();
            }
            *index
        } else {
            let index = self.tables.len();
            self.tables.push(text());
            self.by_calendar.insert(calendar.to_owned(), (index, until));
            index
        }
    }
}

/// A chip as a page shows it now.
pub fn clock(chip: &ClockChip, calendar: &str, windows: &OpenWindows, tables: &mut Windows, times: &Times) -> Clock {
    let now = times.now();
    let face = face(chip, windows, now);
    let tone = tone(&face, chip);
    let table = (chip.open_time && tone.is_live()).then(|| tables.index(calendar, windows, now, chip.due));
    let data = if tone.is_live() { data(chip, table) } else { String::new() };
    Clock {
        metric: chip.metric,
        tone,
        words: face.words,
        remaining: face.large,
        used: u8::try_from(face.progress / 50).unwrap_or(20),
        due: chip.due.map(|due| times.moment(due)),
        data,
    }
}

/// What the island reads from `data-clock`: the number of the windows table, if one is needed, then the chip.
fn data(chip: &ClockChip, table: Option<usize>) -> String {
    let json = serde_json::to_string(chip).unwrap_or_default();
    match table {
        Some(table) => format!("{table}{json}"),
        None => json,
    }
}

fn tone(face: &Face, chip: &ClockChip) -> Tone {
    match face.tone {
        FaceTone::OnTrack if chip.due.is_none() => Tone::Window,
        FaceTone::OnTrack => Tone::OnTrack,
        FaceTone::Soon => Tone::Soon,
        FaceTone::Overdue | FaceTone::Missed => Tone::Overdue,
        FaceTone::Paused => Tone::Paused,
        FaceTone::Met => Tone::Met,
        FaceTone::None => Tone::Window,
    }
}

#[cfg(test)]
mod tests {
    use domain::sla::windows::Opening;
    use domain::sla::{ChipState, Metric};

    use super::*;

    fn running(due: Timestamp) -> ClockChip {
        ClockChip {
            metric: Metric::Resolution,
            state: ChipState::Running,
            open_time: true,
            due: Some(due),
            warn_at: None,
            budget: Seconds::days(9),
            elapsed: Seconds::ZERO,
            late: Seconds::ZERO,
            left: Seconds::ZERO,
            since: None,
            until: None,
            was_overdue: false,
            window: None,
        }
    }

    #[test]
    fn the_browser_reads_the_same_of_a_due_time_that_is_far_away() {
        let now = Timestamp::from_unix(1_790_000_000);
        let day = |number: i64| now + Seconds::days(number);
        let opening = |number| Opening { open: day(number), close: day(number) + Seconds::hours(8), day: day(number) };
        let windows = OpenWindows::new(day(-9), day(99), (-9..99).map(opening).collect());
        let (mut tables, times) = (Windows::default(), Times::new("UTC", now));
        for ahead in [2, 30, 4] {
            let due = day(ahead) + Seconds::hours(1);
            let chip = running(due);
            let drawn = clock(&chip, "week", &windows, &mut tables, &times);
            let table = OpenWindows::decode(&tables.tables[0]).unwrap();
            assert_eq!(face(&chip, &table, now).words, drawn.words);
            assert!(drawn.words.ends_with("open time left"), "{}", drawn.words);
        }
        assert_eq!(tables.into_tables().len(), 1);
    }
}
