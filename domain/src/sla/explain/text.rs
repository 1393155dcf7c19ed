//! The explanation as rows, for the web page and the command line alike.

use super::{Explanation, Interval, IntervalKind};
use crate::sla::words::{Round, duration};
use crate::time::{Seconds, Timestamp};

/// One row: when, what, and how much of it counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Like `Mon 16:10 to 18:00`.
    pub when: String,
    /// Like `open` or `paused: Waiting on the client (Mira)`.
    pub what: String,
    /// Like `1 h 50 min`, or `0`.
    pub counted: String,
}

impl IntervalKind {
    /// What the stretch was, in a few words.
    pub fn words(&self) -> String {
        match self {
            Self::Counted => "open".to_owned(),
            Self::Closed => "closed".to_owned(),
            Self::Holiday { name } => ["closed: ", name].concat(),
            Self::Paused { reason, by: Some(by) } => ["paused: ", reason, " (", by, ")"].concat(),
            Self::Paused { reason, by: None } => ["paused: ", reason].concat(),
            Self::Unknown => "outside the calendar's known years".to_owned(),
            Self::Ended => "resolved, before it was reopened".to_owned(),
        }
    }
}

impl Interval {
    /// How much of it counted, rounded to the worse side.
    pub fn counted_words(&self) -> String {
        if self.counted == Seconds::ZERO { "0".to_owned() } else { duration(self.counted, Round::Up, false) }
    }
}

impl Explanation {
    /// One row per interval; `span` writes two instants in the reader's zone.
    pub fn rows(&self, span: impl Fn(Timestamp, Timestamp) -> String) -> Vec<Row> {
        let row = |interval: &Interval| Row {
            when: span(interval.from, interval.to),
            what: interval.kind.words(),
            counted: interval.counted_words(),
        };
        self.intervals.iter().map(row).collect()
    }

    /// The whole explanation as plain text; `span` writes two instants, `instant` one, in the reader's zone.
    pub fn to_text(
        &self,
        span: impl Fn(Timestamp, Timestamp) -> String,
        instant: impl Fn(Timestamp) -> String,
    ) -> String {
        let mut lines = vec![self.start_rule.clone(), self.target_rule.clone()];
        let rows = self.rows(span);
        let width = rows.iter().map(|row| row.when.chars().count()).max().unwrap_or(0);
        for row in rows {
            let padding = " ".repeat(width - row.when.chars().count());
            lines.push(["  ", &row.when, &padding, "  ", &row.what, "  ", &row.counted].concat());
        }
        lines.push(["Counted: ", &duration(self.counted, Round::Up, false)].concat());
        if let Some(due) = self.due {
            lines.push(["Due: ", &instant(due)].concat());
        }
        if let Some(nominal) = self.due_without_grace {
            lines.push(["Without the grace it would have been due: ", &instant(nominal)].concat());
        }
        for previous in &self.previous_due {
            let changed = instant(previous.changed_at);
            lines.push(["Until ", &changed, " it was due: ", &instant(previous.due)].concat());
        }
        lines.join("\n")
    }
}
