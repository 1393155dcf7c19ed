//! Figures as rows of words.

use app::model::reports::{Cell, DataTable};
use domain::ids::EngagementId;
use domain::insight::figures::Times;
use domain::insight::{AGE_BANDS, Attainment, Backlog, Figures, MonthRange};
use domain::sla::Metric;
use domain::sla::words::{Round, duration};
use domain::time::Seconds;

use super::{person_words, reason_words};

/// Tickets that a row links to; the rest is counted, and all are in the file.
const LINKS: usize = 6;

const DASH: &str = "–";

fn columns(names: &[&str]) -> Vec<String> {
    names.iter().copied().map(str::to_owned).collect()
}

/// The name of the rows, and a column for each metric.
fn metric_columns(first: &str) -> Vec<String> {
    std::iter::once(first).chain(Metric::ALL.map(Metric::name)).map(str::to_owned).collect()
}

fn share(one: Option<&Attainment>) -> Cell {
    let one = one.copied().unwrap_or_default();
    match one.share() {
        Some(share) => Cell::Figure(share.to_string(), format!("{} of {}", one.met, one.counted())),
        None => Cell::figure(DASH),
    }
}

/// Time as a clock counts it: opening hours have no days of 24 hours.
fn counted(time: Seconds) -> String {
    if time == Seconds::ZERO { DASH.to_owned() } else { duration(time, Round::Up, false) }
}

/// By metric, with what was not counted.
pub fn attainment(figures: &Figures) -> DataTable {
    let row = |metric: Metric| {
        let one = figures.of_metric(metric);
        vec![
            Cell::words(metric.name()),
            Cell::figure(one.share().map_or_else(|| DASH.to_owned(), |share| share.to_string())),
            Cell::figure(one.met),
            Cell::figure(one.missed),
            Cell::figure(counted(one.paused)),
            Cell::figure(one.cancelled),
            Cell::figure(one.misconfigured),
        ]
    };
    DataTable {
        caption: "Attainment by metric".to_owned(),
        columns: columns(&[
            "Metric",
            "Attainment",
            "Kept",
            "Missed",
            "Pauses took out",
            "Not counted: cancelled",
            "Not counted: no clock",
        ]),
        rows: Metric::ALL.map(row).to_vec(),
        nothing: String::new(),
    }
}

/// By month and metric.
pub fn months(range: MonthRange, figures: &Figures) -> DataTable {
    let months = figures.by(|month, _| month);
    let rows = range.months().map(|month| {
        let cells = Metric::ALL.map(|metric| share(months.get(&(month, metric))));
        std::iter::once(Cell::words(month.label())).chain(cells).collect()
    });
    DataTable {
        caption: "Attainment by month and metric".to_owned(),
        columns: metric_columns("Month"),
        rows: rows.collect(),
        nothing: String::new(),
    }
}

/// By what an engagement belongs to.
pub fn groups(noun: &str, figures: &Figures, name: impl Fn(&EngagementId) -> String) -> DataTable {
    let groups = figures.by(|_, engagement| name(engagement));
    let mut names: Vec<&String> = groups.keys().map(|(name, _)| name).collect();
    names.dedup();
    names.sort_by_key(|name| name.to_lowercase());
    let rows = names.into_iter().map(|name| {
        let cells = Metric::ALL.map(|metric| share(groups.get(&(name.clone(), metric))));
        std::iter::once(Cell::words(name.clone())).chain(cells).collect()
    });
    DataTable {
        caption: format!("Attainment by {} and metric", noun.to_lowercase()),
        columns: metric_columns(noun),
        rows: rows.collect(),
        nothing: "Nothing was counted in these months.".to_owned(),
    }
}

/// Means and medians by month.
pub fn times(metric: Metric, title: &str, range: MonthRange, figures: &Figures) -> DataTable {
    let row = |name: String, times: &Times| {
        let time = |value: Option<Seconds>, days| {
            Cell::figure(value.map_or_else(|| DASH.to_owned(), |value| duration(value, Round::Up, days)))
        };
        vec![
            Cell::words(name),
            Cell::figure(times.in_all.count()),
            time(times.in_all.mean(), true),
            time(times.in_all.median(), true),
            time(times.on_the_clock.mean(), false),
            time(times.on_the_clock.median(), false),
        ]
    };
    let nothing = Times::default();
    let months = range
        .months()
        .map(|month| row(month.label(), figures.times.get(&(metric, month)).unwrap_or(&nothing)))
        .chain(std::iter::once(row("All months".to_owned(), &figures.times_of(metric))));
    DataTable {
        caption: format!("{title} by month"),
        columns: columns(&["Month", "Count", "Mean", "Median", "Mean on the clock", "Median on the clock"]),
        rows: months.collect(),
        nothing: String::new(),
    }
}

/// Excluded time by person and reason.
pub fn excluded(figures: &Figures) -> DataTable {
    let rows = figures.taken_out.totals().into_iter().map(|total| {
        let keys: Vec<String> = total.tickets.iter().take(LINKS).map(ToString::to_string).collect();
        let more = total.tickets.len() - keys.len();
        vec![
            Cell::words(reason_words(&total.reason)),
            Cell::words(person_words(total.by.as_ref())),
            Cell::figure(counted(total.counted)),
            Cell::figure(total.stretches),
            Cell::Tickets(keys, more),
        ]
    });
    DataTable {
        caption: "Excluded time by reason and person".to_owned(),
        columns: columns(&["Reason", "Person", "Time taken out", "Stretches", "Tickets"]),
        rows: rows.collect(),
        nothing: "No clock that was stopped in these months had stood still.".to_owned(),
    }
}

/// Open tickets by age.
pub fn backlog(backlog: &Backlog) -> DataTable {
    let rows = AGE_BANDS.iter().zip(&backlog.bands).map(|((name, _), band)| {
        vec![Cell::words(*name), Cell::figure(band.open), Cell::figure(band.overdue), Cell::figure(band.paused)]
    });
    DataTable {
        caption: "Open tickets by age".to_owned(),
        columns: columns(&["Age", "Open", "Overdue", "Waiting"]),
        rows: rows.collect(),
        nothing: String::new(),
    }
}
