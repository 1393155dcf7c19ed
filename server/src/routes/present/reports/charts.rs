//! Figures as drawings, each with the words for those who do not see it.

use app::model::reports::{Chart, ChartKind, PairColumn, Row, ShareColumn};
use domain::insight::{AGE_BANDS, Backlog, Figures, MonthRange, Spread};
use domain::sla::Metric;
use domain::sla::words::{Round, duration};
use domain::time::Seconds;

/// Shares by month, a chart for each metric that was counted at all.
pub fn attainment(range: MonthRange, figures: &Figures) -> Vec<Chart> {
    let months = figures.by(|month, _| month);
    let counted = |metric: &Metric| figures.of_metric(*metric).counted() > 0;
    let chart = |metric: Metric| {
        let columns: Vec<ShareColumn> = range
            .months()
            .map(|month| {
                let one = months.get(&(month, metric)).copied().unwrap_or_default();
                let share = one.share();
                let tip = match share {
                    Some(share) => format!("{}: {share}, {} of {} kept", month.label(), one.met, one.counted()),
                    None => format!("{}: nothing counted", month.label()),
                };
                ShareColumn {
                    label: month.short().to_owned(),
                    tip,
                    tenths: share.map(domain::insight::Share::tenths),
                    share: share.map(|share| share.to_string()).unwrap_or_default(),
                }
            })
            .collect();
        Chart {
            id: format!("chart-{}", metric.key().replace('_', "-")),
            title: metric.name().to_owned(),
            description: sentence("Attainment by month", columns.iter().map(|column| column.tip.as_str())),
            kind: ChartKind::Shares(columns),
        }
    };
    Metric::ALL.into_iter().filter(counted).map(chart).collect()
}

/// Mean and median by month.
pub fn times(metric: Metric, title: &str, range: MonthRange, figures: &Figures) -> Chart {
    let columns: Vec<PairColumn> = range
        .months()
        .map(|month| {
            let times = figures.times.get(&(metric, month)).map(|times| &times.in_all);
            let (mean, median) = (times.and_then(Spread::mean), times.and_then(Spread::median));
            let words = |value: Seconds| duration(value, Round::Up, true);
            let tip = match (times, mean, median) {
                (Some(times), Some(mean), Some(median)) => {
                    format!("{}: mean {}, median {}, of {}", month.label(), words(mean), words(median), times.count())
                }
                _ => format!("{}: none", month.label()),
            };
            let seconds = |value: Option<Seconds>| value.and_then(|value| u64::try_from(value.get()).ok());
            PairColumn { label: month.short().to_owned(), tip, mean: seconds(mean), median: seconds(median) }
        })
        .collect();
    Chart {
        id: format!("chart-time-{}", metric.key()),
        title: "Mean and median by month".to_owned(),
        description: sentence(title, columns.iter().map(|column| column.tip.as_str())),
        kind: ChartKind::Pairs(columns),
    }
}

/// Open tickets by age.
pub fn backlog(backlog: &Backlog) -> Chart {
    let rows: Vec<Row> = AGE_BANDS
        .iter()
        .zip(&backlog.bands)
        .map(|((name, _), band)| Row {
            label: (*name).to_owned(),
            tip: format!("{name}: {} open, {} of them overdue", band.open, band.overdue),
            count: band.open,
            marked: band.overdue,
        })
        .collect();
    Chart {
        id: "chart-backlog".to_owned(),
        title: "Open tickets by age".to_owned(),
        description: sentence("Open tickets", rows.iter().map(|row| row.tip.as_str())),
        kind: ChartKind::Rows(rows),
    }
}

fn sentence<'a>(beginning: &str, parts: impl Iterator<Item = &'a str>) -> String {
    format!("{beginning}. {}.", parts.collect::<Vec<_>>().join("; "))
}
