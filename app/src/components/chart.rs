//! Charts as inline SVG, drawn on the server. Colours come from classes; a table with the same figures stands beside
//! each, and title and description say in words what it shows.

use std::fmt::Write;

use domain::sla::words::{Round, duration};
use domain::time::Seconds;
use leptos::prelude::*;

use crate::model::reports::{Chart, ChartKind, PairColumn, Row, ShareColumn};

/// Units of the drawing: as wide as a phone's card, so that its text keeps its size there.
const WIDTH: u64 = 340;
/// Where columns stand and how high they may grow.
const FLOOR: u64 = 112;
const HEIGHT: u64 = 88;
/// Room for the scale at the left.
const LEFT: u64 = 38;

/// A chart.
pub fn chart(chart: &Chart) -> AnyView {
    let (title, description) = (format!("{}-title", chart.id), format!("{}-desc", chart.id));
    let (body, height) = match &chart.kind {
        ChartKind::Shares(columns) => (shares(columns), 132),
        ChartKind::Pairs(columns) => (pairs(columns), 132),
        ChartKind::Rows(rows) => (bars(rows), 26 * count(rows.len())),
    };
    let inner = format!(
        "<title id=\"{title}\">{}</title><desc id=\"{description}\">{}</desc>{body}",
        escape(&chart.title),
        escape(&chart.description)
    );
    let labelled = format!("{title} {description}");
    let view_box = format!("0 0 {WIDTH} {height}");
    view! { <svg class="chart" role="img" aria-labelledby=labelled viewBox=view_box inner_html=inner></svg> }.into_any()
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// The middle and the width of each column's place.
fn places(columns: usize) -> impl Iterator<Item = (u64, u64)> {
    let slot = (WIDTH - LEFT) / count(columns.max(1));
    (0..count(columns)).map(move |index| (LEFT + slot * index + slot / 2, slot))
}

/// Labels that would touch each other are left out: every second, third, ... stays, and always the last.
fn is_labelled(index: usize, columns: usize) -> bool {
    let step = columns.div_ceil(7).max(1);
    (columns - 1 - index).is_multiple_of(step)
}

fn line(out: &mut String, y: u64, label: &str, class: &str) {
    let _ = write!(
        out,
        "<line class=\"grid {class}\" x1=\"{LEFT}\" x2=\"{WIDTH}\" y1=\"{y}\" y2=\"{y}\"/><text class=\"scale\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
        LEFT - 6,
        y + 4,
        escape(label)
    );
}

fn label(out: &mut String, middle: u64, text: &str) {
    let _ =
        write!(out, "<text class=\"label\" x=\"{middle}\" y=\"127\" text-anchor=\"middle\">{}</text>", escape(text));
}

fn rect(out: &mut String, class: &str, (x, y): (u64, u64), (width, height): (u64, u64), tip: &str) {
    if height > 0 && width > 0 {
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"2\"><title>{}</title></rect>",
            escape(tip)
        );
    }
}

/// A dash where there is nothing to draw, with the reason.
fn nothing(out: &mut String, middle: u64, tip: &str) {
    let _ = write!(
        out,
        "<text class=\"none\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">\u{2013}<title>{}</title></text>",
        FLOOR - 6,
        escape(tip)
    );
}

fn shares(columns: &[ShareColumn]) -> String {
    let mut out = String::new();
    line(&mut out, FLOOR - HEIGHT, "100 %", "");
    line(&mut out, FLOOR - HEIGHT / 2, "50 %", "");
    line(&mut out, FLOOR, "0", "floor");
    for (index, (column, (middle, slot))) in columns.iter().zip(places(columns.len())).enumerate() {
        let width = (slot * 3 / 5).clamp(3, 34);
        let x = middle - width / 2;
        if let Some(tenths) = column.tenths {
            // A missed one shows as at least two units, and a kept one too.
            let missed = if tenths == 1000 { 0 } else { ((1000 - u64::from(tenths)) * HEIGHT / 1000).max(2) };
            let missed = if tenths == 0 { HEIGHT } else { missed.min(HEIGHT - 2) };
            rect(&mut out, "missed", (x, FLOOR - HEIGHT), (width, missed.saturating_sub(1)), &column.tip);
            rect(&mut out, "met", (x, FLOOR - HEIGHT + missed), (width, HEIGHT - missed), &column.tip);
            if columns.len() <= 6 {
                let _ = write!(
                    out,
                    "<text class=\"value\" x=\"{middle}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                    FLOOR - HEIGHT - 6,
                    escape(&column.share)
                );
            }
        } else {
            nothing(&mut out, middle, &column.tip);
        }
        if is_labelled(index, columns.len()) {
            label(&mut out, middle, &column.label);
        }
    }
    out
}

/// A round number of seconds that is not less: the top of a scale.
fn ceiling(most: u64) -> u64 {
    const STEPS: [u64; 20] = [
        60, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600, 604_800, 1_209_600,
        2_419_200, 4_838_400, 9_676_800, 15_552_000, 31_104_000, 62_208_000,
    ];
    STEPS.into_iter().find(|step| *step >= most).unwrap_or_else(|| most.div_ceil(31_104_000) * 31_104_000)
}

fn words(seconds: u64) -> String {
    duration(Seconds::new(i64::try_from(seconds).unwrap_or(i64::MAX)), Round::Down, true)
}

fn pairs(columns: &[PairColumn]) -> String {
    let most = columns.iter().filter_map(|column| column.mean.max(column.median)).max().unwrap_or(0);
    let top = ceiling(most);
    let mut out = String::new();
    line(&mut out, FLOOR - HEIGHT, &words(top), "");
    line(&mut out, FLOOR - HEIGHT / 2, &words(top / 2), "");
    line(&mut out, FLOOR, "0", "floor");
    let height = |value: u64| (value * HEIGHT / top.max(1)).max(2);
    for (index, (column, (middle, slot))) in columns.iter().zip(places(columns.len())).enumerate() {
        let width = (slot * 3 / 10).clamp(2, 18);
        if let Some(mean) = column.mean {
            let tall = height(mean);
            rect(&mut out, "mean", ((middle - width).saturating_sub(1), FLOOR - tall), (width, tall), &column.tip);
        }
        if let Some(median) = column.median {
            let tall = height(median);
            rect(&mut out, "median", (middle + 1, FLOOR - tall), (width, tall), &column.tip);
        }
        if column.mean.is_none() {
            nothing(&mut out, middle, &column.tip);
        }
        if is_labelled(index, columns.len()) {
            label(&mut out, middle, &column.label);
        }
    }
    out
}

fn bars(rows: &[Row]) -> String {
    const START: u64 = 118;
    const LONGEST: u64 = 180;
    let most = rows.iter().map(|row| row.count).max().unwrap_or(0).max(1);
    let mut out = String::new();
    for (index, row) in rows.iter().enumerate() {
        let y = 26 * count(index);
        let long = |value: u64| if value == 0 { 0 } else { (value * LONGEST / most).max(2) };
        let (all, marked) = (long(row.count), long(row.marked));
        let _ = write!(
            out,
            "<text class=\"label\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            START - 8,
            y + 17,
            escape(&row.label)
        );
        rect(&mut out, "missed", (START, y + 5), (marked, 16), &row.tip);
        let rest = all.saturating_sub(marked + u64::from(marked > 0));
        rect(&mut out, "open", (START + marked + u64::from(marked > 0), y + 5), (rest, 16), &row.tip);
        let _ = write!(
            out,
            "<text class=\"value\" x=\"{}\" y=\"{}\">{}</text>",
            START + all.max(marked) + 7,
            y + 17,
            row.count
        );
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::render;

    fn share(tenths: Option<u16>) -> ShareColumn {
        ShareColumn { label: "Nov".to_owned(), tip: "Nov <2026>".to_owned(), tenths, share: "98.2 %".to_owned() }
    }

    fn drawn(kind: ChartKind) -> String {
        let title = "Share & <more>".to_owned();
        let model = Chart { id: "c".to_owned(), title, description: "In words.".to_owned(), kind };
        render(move || chart(&model))
    }

    #[test]
    fn a_chart_is_an_image_with_a_title_and_a_description_and_no_inline_style() {
        let html = drawn(ChartKind::Shares(vec![share(Some(982)), share(None)]));
        assert!(html.contains("role=\"img\"") && html.contains("aria-labelledby=\"c-title c-desc\""), "{html}");
        assert!(html.contains("<title id=\"c-title\">Share &amp; &lt;more&gt;</title>"), "{html}");
        assert!(html.contains("<desc id=\"c-desc\">In words.</desc>"), "{html}");
        assert!(!html.contains("style=") && !html.contains("<2026>"), "{html}");
    }

    #[test]
    fn one_missed_of_many_is_seen_and_all_kept_shows_nothing_missed() {
        let missed = |tenths| drawn(ChartKind::Shares(vec![share(Some(tenths))])).matches("class=\"missed\"").count();
        assert_eq!((missed(999), missed(1000), missed(0)), (1, 0, 1));
        let kept = |tenths| drawn(ChartKind::Shares(vec![share(Some(tenths))])).matches("class=\"met\"").count();
        assert_eq!((kept(1), kept(0)), (1, 0));
    }

    #[test]
    fn the_scale_ends_at_a_round_time_above_the_highest_column() {
        assert_eq!((ceiling(0), ceiling(61), ceiling(3_600), ceiling(100_000)), (60, 300, 3_600, 172_800));
        assert!(ceiling(u64::from(u32::MAX)) >= u64::from(u32::MAX));
        let column = PairColumn { label: "Nov".to_owned(), tip: String::new(), mean: Some(5_000), median: Some(0) };
        let html = drawn(ChartKind::Pairs(vec![column]));
        assert!(html.contains(">2 h<") && html.contains("class=\"median\""), "{html}");
    }

    #[test]
    fn of_many_months_only_some_are_named_and_the_last_always() {
        assert!((0..6).all(|index| is_labelled(index, 6)));
        let named: Vec<_> = (0..36).filter(|index| is_labelled(*index, 36)).collect();
        assert!(named.contains(&35) && named.len() <= 7, "{named:?}");
    }
}
