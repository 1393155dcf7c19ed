//! The table that the bench prints and the JSON it writes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::sample::Samples;

/// What a figure is held against.
#[derive(Clone, Copy, Debug)]
pub enum Bar {
    /// Printed only.
    None,
    /// Must not be larger; for times the median counts.
    AtMost(f64),
    /// Must not be smaller.
    AtLeast(f64),
}

struct Row {
    name: String,
    unit: &'static str,
    /// The figure itself, or p50, p90 and p99.
    figures: Vec<f64>,
    count: usize,
    bar: Bar,
}

impl Row {
    fn is_missed(&self) -> bool {
        match self.bar {
            Bar::None => false,
            Bar::AtMost(limit) => self.figures[0] > limit,
            Bar::AtLeast(limit) => self.figures[0] < limit,
        }
    }
}

/// All figures of one run.
pub struct Report {
    tickets: Option<usize>,
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl Report {
    /// An empty report of a run on that many tickets, or on the demo content.
    pub fn new(tickets: Option<usize>) -> Self {
        Self { tickets, rows: Vec::new(), notes: Vec::new() }
    }

    /// Adds the percentiles of many times, in milliseconds.
    pub fn times(&mut self, name: &str, samples: &Samples, bar: Bar) {
        let figures = [50.0, 90.0, 99.0].map(|percent| samples.percentile(percent)).to_vec();
        self.rows.push(Row { name: name.to_owned(), unit: "ms", figures, count: samples.len(), bar });
    }

    /// Adds a figure that is held against a bar.
    pub fn bar(&mut self, name: &str, unit: &'static str, figure: f64, bar: Bar) {
        self.rows.push(Row { name: name.to_owned(), unit, figures: vec![figure], count: 1, bar });
    }

    /// Adds the median score, of 100, of that many runs.
    pub fn score(&mut self, name: &str, score: f64, runs: usize, bar: Bar) {
        self.rows.push(Row { name: name.to_owned(), unit: "", figures: vec![score], count: runs, bar });
    }

    /// Adds a figure.
    pub fn fact(&mut self, name: &str, unit: &'static str, figure: f64) {
        self.bar(name, unit, figure, Bar::None);
    }

    /// Adds a sentence that explains a figure.
    pub fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    /// Whether any figure misses its bar.
    pub fn any_missed(&self) -> bool {
        self.rows.iter().any(Row::is_missed)
    }

    /// Prints the table.
    pub fn print(&self) {
        match self.tickets {
            Some(tickets) => println!("\n{tickets} tickets"),
            None => println!("\nDemo content"),
        }
        println!("{:<36} {:>8} {:>9} {:>9} {:>9}  bar", "", "n", "p50", "p90", "p99");
        for row in &self.rows {
            let figures: Vec<_> = row.figures.iter().map(|f| format!(" {f:>9.2}")).collect();
            let figures = figures.concat();
            let bar = match row.bar {
                Bar::None => String::new(),
                Bar::AtMost(limit) => format!("<= {limit:.2}  {}", if row.is_missed() { "OVER" } else { "ok" }),
                Bar::AtLeast(limit) => format!(">= {limit:.2}  {}", if row.is_missed() { "UNDER" } else { "ok" }),
            };
            println!("{:<36} {:>8}{figures:<30} {:<3} {bar}", row.name, row.count, row.unit);
        }
        for note in &self.notes {
            println!("{note}");
        }
    }

    /// Writes the run beside the earlier ones and answers with the file.
    pub fn write(&self, folder: &Path) -> Result<PathBuf> {
        let seconds = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .context("the clock is before 1970")?
            .as_secs();
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let (at_most, at_least) = match row.bar {
                    Bar::None => (None, None),
                    Bar::AtMost(limit) => (Some(limit), None),
                    Bar::AtLeast(limit) => (None, Some(limit)),
                };
                json!({
                    "name": row.name, "unit": row.unit, "count": row.count, "figures": row.figures,
                    "at_most": at_most, "at_least": at_least, "missed": row.is_missed(),
                })
            })
            .collect();
        let run = json!({ "tickets": self.tickets, "unix_seconds": seconds, "rows": rows, "notes": self.notes });
        let file = folder.join(format!("bench-{seconds}.json"));
        fs::write(&file, serde_json::to_string_pretty(&run)? + "\n")
            .with_context(|| format!("cannot write {}", file.display()))?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_decides_about_the_bar() {
        let mut samples = Samples::default();
        for milliseconds in [1, 1, 1, 50] {
            samples.add(std::time::Duration::from_millis(milliseconds));
        }
        let mut report = Report::new(Some(10));
        report.times("inbox", &samples, Bar::AtMost(8.0));
        assert!(!report.any_missed());
        report.bar("memory", "MB", 301.0, Bar::AtMost(300.0));
        assert!(report.any_missed());
    }

    #[test]
    fn a_score_must_reach_its_bar() {
        let mut report = Report::new(Some(10));
        report.bar("inbox, performance", "", 95.0, Bar::AtLeast(95.0));
        assert!(!report.any_missed());
        report.bar("inbox, accessibility", "", 99.0, Bar::AtLeast(100.0));
        assert!(report.any_missed());
    }
}
