//! A clock in words, for the server's HTML and the browser's ticking alike.

use serde::{Deserialize, Serialize};

use super::policy::Metric;
use super::windows::OpenWindows;
use super::words::{Round, duration, precise};
use crate::time::{Seconds, Timestamp};

mod chip;
mod milestone;

pub use chip::{ChipState, ClockChip};
pub use milestone::Milestone;

/// What a clock's colour says; icon and words say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Running with time in hand, or a named target window.
    OnTrack,
    /// Past its warning point.
    Soon,
    /// Past its due.
    Overdue,
    /// Standing still for a listed reason.
    Paused,
    /// Stopped in time.
    Met,
    /// Stopped late.
    Missed,
    /// Nothing is owed, or it cannot be said.
    None,
}

/// A clock as it looks at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Face {
    /// Its colour.
    pub tone: Tone,
    /// Name in the icon sprite.
    pub icon: &'static str,
    /// Like `First response 14 min over` or `Next update in 8 min`.
    pub words: String,
    /// The same without the metric, like `14 min over`.
    pub short: String,
    /// The time alone, to the second below an hour, for the large form, like `8 min 41 s`.
    pub large: String,
    /// Share of the budget that is used, in thousandths.
    pub progress: u16,
    /// Seconds until the words may change; zero when they never will.
    pub next_tick: u32,
    /// The last milestone passed, to be announced once when it changes.
    pub milestone: Option<Milestone>,
}

/// What remains between two instants.
#[derive(Debug, Clone, Copy)]
struct Left {
    counted: Seconds,
    /// Whether closed time lies in between, so that the words must say which time they mean.
    is_open_time: bool,
}

/// How a clock looks at `now`. `windows` matter only for clocks that count opening hours.
pub fn face(chip: &ClockChip, windows: &OpenWindows, now: Timestamp) -> Face {
    match chip.state {
        ChipState::Running => match chip.due {
            Some(due) => running(chip, due, windows, now),
            None => still(Tone::None, "clock", name_only(chip.metric)),
        },
        ChipState::Paused => paused(chip, windows, now),
        ChipState::Met => met(chip),
        ChipState::Missed => {
            let late = duration(chip.late, Round::Up, true);
            let words = [chip.metric.name(), " ", &late, " late"].concat();
            Face { short: [&late, " late"].concat(), large: late, ..still(Tone::Missed, "alert", words) }
        }
        ChipState::Cancelled => still(Tone::None, "ban", [chip.metric.name(), " no longer owed"].concat()),
        ChipState::Misconfigured => still(Tone::None, "alert", [chip.metric.name(), ": settings need repair"].concat()),
        ChipState::Scheduled => match &chip.window {
            Some(window) => still(Tone::OnTrack, "tag", ["Window: ", window].concat()),
            None => still(Tone::None, "tag", "Window: not named yet".to_owned()),
        },
    }
}

/// A face that does not tick.
fn still(tone: Tone, icon: &'static str, words: String) -> Face {
    Face { tone, icon, short: words.clone(), large: words.clone(), words, progress: 0, next_tick: 0, milestone: None }
}

fn name_only(metric: Metric) -> String {
    metric.name().to_owned()
}

fn met(chip: &ClockChip) -> Face {
    let took = duration(chip.elapsed, Round::Up, !chip.open_time);
    let verb = match chip.metric {
        Metric::Acknowledge => "Acknowledged in ",
        Metric::Triage => "Triaged in ",
        Metric::FirstResponse => "First response in ",
        Metric::NextUpdate => "Updated in ",
        Metric::Resolution => "Resolved in ",
    };
    let unit = if chip.open_time && chip.elapsed > Seconds::minutes(59) { " open time" } else { "" };
    let words = [verb, &took, unit].concat();
    Face { short: ["in ", &took].concat(), large: took, ..still(Tone::Met, "check", words) }
}

fn running(chip: &ClockChip, due: Timestamp, windows: &OpenWindows, now: Timestamp) -> Face {
    if now > due {
        return overdue(chip.metric, now - due);
    }
    let Some(left) = left(chip, due, windows, now) else {
        return Face { next_tick: 60, ..still(Tone::OnTrack, "clock", name_only(chip.metric)) };
    };
    let counted = left.counted;
    let is_soon = chip.warn_at.is_some_and(|warn| now >= warn);
    let text = duration(counted, Round::Down, !left.is_open_time);
    let unit = if left.is_open_time { " open time" } else { "" };
    let (before, after) = if chip.metric == Metric::NextUpdate { (" in ", "") } else { (" ", " left") };
    let until_change = if counted < Seconds::hours(1) { 1 } else { counted.get() % 60 + 1 };
    let until_warning = chip.warn_at.map_or(i64::MAX, |warn| (warn - now).get());
    Face {
        tone: if is_soon { Tone::Soon } else { Tone::OnTrack },
        icon: "clock",
        words: [chip.metric.name(), before, &text, unit, after].concat(),
        short: [&text, unit].concat(),
        large: [&precise(counted, Round::Down, !left.is_open_time), unit].concat(),
        progress: progress(counted, chip.budget),
        next_tick: tick(until_change, until_warning),
        milestone: Milestone::at(counted),
    }
}

/// Lateness is felt around the clock, so it is real time for every basis.
fn overdue(metric: Metric, over: Seconds) -> Face {
    let text = [&duration(over, Round::Up, true), " over"].concat();
    let until_change = if over < Seconds::hours(1) { 1 } else { 60 - (over.get() - 1) % 60 };
    Face {
        tone: Tone::Overdue,
        icon: "alert",
        words: [metric.name(), " ", &text].concat(),
        short: text,
        large: [&precise(over, Round::Up, true), " over"].concat(),
        progress: 1_000,
        next_tick: tick(until_change, i64::MAX),
        milestone: Some(Milestone::Overdue),
    }
}

/// A paused clock. A broken promise stays in view; past the pause's maximum the clock runs again by itself
/// (SLA.md rule 7).
fn paused(chip: &ClockChip, windows: &OpenWindows, now: Timestamp) -> Face {
    if let Some(due) = chip.due.filter(|_| chip.was_overdue) {
        return overdue(chip.metric, now - due);
    }
    let (since, until) = (chip.since.unwrap_or(now), chip.until.unwrap_or(now));
    if now >= until {
        let due = if chip.open_time { windows.due(until, chip.left) } else { Some(until + chip.left) };
        let warn_at = None;
        return match due {
            Some(due) => running(&ClockChip { warn_at, ..chip.clone() }, due, windows, now),
            None => still(Tone::OnTrack, "clock", name_only(chip.metric)),
        };
    }
    let lasted = now - since;
    let lasted_for = duration(lasted, Round::Down, true);
    let text = ["Paused ", &lasted_for].concat();
    let until_change = if lasted < Seconds::minutes(1) { 1 } else { 60 - lasted.get() % 60 };
    Face {
        tone: Tone::Paused,
        icon: "pause",
        short: text.clone(),
        large: text,
        words: [chip.metric.name(), " paused ", &lasted_for].concat(),
        progress: progress(chip.left, chip.budget),
        next_tick: tick(until_change, (until - now).get()),
        milestone: None,
    }
}

/// What is left until due; none when the windows at hand do not reach that far.
fn left(chip: &ClockChip, due: Timestamp, windows: &OpenWindows, now: Timestamp) -> Option<Left> {
    let real = due - now;
    if !chip.open_time {
        return Some(Left { counted: real, is_open_time: false });
    }
    let counted = windows.elapsed(now, due)?;
    Some(Left { counted, is_open_time: counted != real })
}

/// Only for the thin line; nothing is ever decided by it (SLA.md rule 5).
fn progress(left: Seconds, budget: Seconds) -> u16 {
    if budget <= Seconds::ZERO {
        return 0;
    }
    let used = 1_000 - left.get().saturating_mul(1_000) / budget.get();
    u16::try_from(used.clamp(0, 1_000)).unwrap_or(0)
}

fn tick(until_change: i64, until_event: i64) -> u32 {
    let event = if until_event > 0 { until_event } else { i64::MAX };
    u32::try_from(until_change.min(event).max(1)).unwrap_or(60)
}

#[cfg(test)]
mod tests;
