//! Clocks as a page shows them. The same `face()` ticks in the browser.

use std::collections::BTreeMap;

use super::times::Times;
use app::model::{Clock, Tone};
use domain::sla::{ClockChip, Face, OpenWindows, Tone as FaceTone, face};
use domain::time::{Seconds, Timestamp};

/// How far ahead and back of now the browser gets opening windows: enough for a clock on screen until the page is
/// drawn again.
const BACK: Seconds = Seconds::days(1);
const AHEAD: Seconds = Seconds::days(21);

/// The opening windows that the clocks of one page need, each sent once.
#[derive(Debug, Default)]
pub struct Windows {
    tables: Vec<String>,
    by_calendar: BTreeMap<String, usize>,
}

impl Windows {
    /// The tables for [`app::model::PageContext::windows`].
    pub fn into_tables(self) -> Vec<String> {
        self.tables
    }

    fn index(&mut self, calendar: &str, windows: &OpenWindows, now: Timestamp) -> usize {
        if let Some(index) = self.by_calendar.get(calendar) {
            return *index;
        }
        let index = self.tables.len();
        self.tables.push(windows.encode(now - BACK, now + AHEAD));
        self.by_calendar.insert(calendar.to_owned(), index);
        index
    }
}

/// A chip as a page shows it now.
pub fn clock(chip: &ClockChip, calendar: &str, windows: &OpenWindows, tables: &mut Windows, times: &Times) -> Clock {
    let now = times.now();
    let face = face(chip, windows, now);
    let tone = tone(&face, chip);
    let table = (chip.open_time && tone.is_live()).then(|| tables.index(calendar, windows, now));
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
