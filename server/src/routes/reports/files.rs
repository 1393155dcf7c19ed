//! The tables of the report as files. Durations are whole seconds, shares percent with one decimal, rounded down.

use domain::insight::figures::Times;
use domain::insight::{AGE_BANDS, Attainment, Backlog, Csv, Figures, MonthRange};
use domain::sla::Metric;
use domain::time::Seconds;

use crate::routes::present::View;
use crate::routes::present::reports::{person_words, reason_words};

/// The files there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// By month and metric.
    Attainment,
    /// By month, client, product and metric.
    Details,
    /// By client and metric.
    Clients,
    /// By product and metric.
    Products,
    /// Times by month.
    Times,
    /// Excluded time by person and reason.
    Excluded,
    /// Open tickets by age.
    Backlog,
}

const FILES: [(File, &str); 7] = [
    (File::Attainment, "attainment"),
    (File::Details, "details"),
    (File::Clients, "clients"),
    (File::Products, "products"),
    (File::Times, "times"),
    (File::Excluded, "excluded"),
    (File::Backlog, "backlog"),
];

impl File {
    /// Reads the last part of an address: `times.csv`.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".csv")?;
        FILES.into_iter().find(|(_, known)| *known == name).map(|(file, _)| file)
    }

    /// The name without its ending.
    pub fn name(self) -> &'static str {
        FILES.into_iter().find(|(file, _)| *file == self).map_or("report", |(_, name)| name)
    }
}

const FIGURES: [&str; 6] = ["met", "missed", "attainment_percent", "cancelled", "not_computable", "paused_seconds"];

fn head(first: &[&str]) -> Csv {
    Csv::new(&[first, &FIGURES].concat())
}

fn seconds(value: Seconds) -> u64 {
    u64::try_from(value.get()).unwrap_or(0)
}

fn attainment(csv: &mut Csv, one: &Attainment) {
    let share =
        one.share().map_or_else(String::new, |share| format!("{}.{}", share.tenths() / 10, share.tenths() % 10));
    csv.number(one.met).number(one.missed).words(&share);
    csv.number(one.cancelled).number(one.misconfigured).number(seconds(one.paused)).end_row();
}

/// A file of figures. [`File::Backlog`] has its own, [`backlog`].
pub fn table(file: File, view: &View, range: MonthRange, figures: &Figures) -> String {
    match file {
        File::Attainment => by_month(range, figures),
        File::Details => details(view, figures),
        File::Clients => by_name("client", figures, |engagement| view.names_of(engagement).0),
        File::Products => by_name("product", figures, |engagement| view.names_of(engagement).1),
        File::Times => times(range, figures),
        File::Excluded => excluded(figures),
        File::Backlog => String::new(),
    }
}

fn by_month(range: MonthRange, figures: &Figures) -> String {
    let mut csv = head(&["month", "metric"]);
    let months = figures.by(|month, _| month);
    for month in range.months() {
        for metric in Metric::ALL {
            csv.words(&month.to_string()).words(metric.name());
            attainment(&mut csv, &months.get(&(month, metric)).copied().unwrap_or_default());
        }
    }
    csv.into_text()
}

fn details(view: &View, figures: &Figures) -> String {
    let mut csv = head(&["month", "client", "product", "metric"]);
    for ((month, engagement, metric), one) in &figures.cells {
        let (client, product) = view.names_of(engagement);
        csv.words(&month.to_string()).words(&client).words(&product).words(metric.name());
        attainment(&mut csv, one);
    }
    csv.into_text()
}

fn by_name(column: &str, figures: &Figures, name: impl Fn(&domain::ids::EngagementId) -> String) -> String {
    let mut csv = head(&[column, "metric"]);
    for ((name, metric), one) in figures.by(|_, engagement| name(engagement)) {
        csv.words(&name).words(metric.name());
        attainment(&mut csv, &one);
    }
    csv.into_text()
}

fn times(range: MonthRange, figures: &Figures) -> String {
    let mut csv = Csv::new(&[
        "month",
        "metric",
        "count",
        "mean_seconds",
        "median_seconds",
        "mean_on_the_clock_seconds",
        "median_on_the_clock_seconds",
    ]);
    let nothing = Times::default();
    for metric in Figures::TIMED {
        for month in range.months() {
            let one = figures.times.get(&(metric, month)).unwrap_or(&nothing);
            csv.words(&month.to_string()).words(metric.name());
            csv.number(u64::try_from(one.in_all.count()).unwrap_or(u64::MAX));
            for value in [one.in_all.mean(), one.in_all.median(), one.on_the_clock.mean(), one.on_the_clock.median()] {
                csv.optional_number(value.map(seconds));
            }
            csv.end_row();
        }
    }
    csv.into_text()
}

fn excluded(figures: &Figures) -> String {
    let mut csv = Csv::new(&["reason", "person", "seconds", "stretches", "tickets"]);
    for total in figures.taken_out.totals() {
        let tickets: Vec<String> = total.tickets.iter().map(ToString::to_string).collect();
        csv.words(reason_words(&total.reason)).words(person_words(total.by.as_ref()));
        csv.number(seconds(total.counted)).number(total.stretches).words(&tickets.join(" ")).end_row();
    }
    csv.into_text()
}

/// The backlog as a file.
pub fn backlog(backlog: &Backlog) -> String {
    let mut csv = Csv::new(&["age", "open", "overdue", "waiting"]);
    for ((name, _), band) in AGE_BANDS.iter().zip(&backlog.bands) {
        csv.words(name).number(band.open).number(band.overdue).number(band.paused).end_row();
    }
    csv.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_found_by_its_name_and_nothing_else_is() {
        for (file, name) in FILES {
            assert_eq!(File::from_name(&[name, ".csv"].concat()), Some(file));
            assert_eq!(file.name(), name);
        }
        for other in ["attainment", "attainment.csv.csv", ".csv", "", "Attainment.csv"] {
            assert_eq!(File::from_name(other), None, "{other}");
        }
    }

    #[test]
    fn a_backlog_without_tickets_still_has_its_rows() {
        let text = backlog(&Backlog::default());
        assert_eq!(text.lines().count(), AGE_BANDS.len() + 1);
        assert!(text.starts_with("age,open,overdue,waiting\r\nUnder a day,0,0,0\r\n"), "{text}");
    }
}
