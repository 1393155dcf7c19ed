//! A clock's life, interval by interval: on the page "Why this time?" and in the answers of "What if?".

use super::Html;
use crate::model::why::{Interval, IntervalKind};

/// Bar and table, as text.
pub fn intervals(intervals: &[Interval]) -> String {
    table(bar(Html::new(), intervals), intervals).into_string()
}

/// A row for each interval.
pub fn table(html: Html, intervals: &[Interval]) -> Html {
    let html = html.tag(concat!(
        "<table class=\"intervals\"><caption class=\"visually-hidden\">Intervals and what each adds to the clock</caption>",
        "<thead class=\"visually-hidden\"><tr><th scope=\"col\">From, to</th><th scope=\"col\">Why</th>",
        "<th scope=\"col\">Adds</th></tr></thead><tbody>",
    ));
    html.each(intervals, row).tag("</tbody></table>")
}

fn row(html: Html, interval: &Interval) -> Html {
    class(html.tag("<tr class=\""), interval)
        .tag("\"><th scope=\"row\"><i class=\"swatch\"></i>")
        .text(&interval.span())
        .tag("</th><td>")
        .text(&interval.what())
        .tag("</td><td class=\"num\">")
        .text(&interval.amount)
        .tag("</td></tr>")
}

fn class(html: Html, interval: &Interval) -> Html {
    let html = html.text(interval.kind.class());
    if interval.is_ahead { html.tag(" ahead") } else { html }
}

/// The intervals to scale. Long closed stretches (nights, weekends) are drawn at a fifth of their length, so that open
/// time stays readable. Decorative: the table says the same.
pub fn bar(html: Html, intervals: &[Interval]) -> Html {
    let weigh = |interval: &Interval| match interval.kind {
        IntervalKind::Closed | IntervalKind::Holiday => interval.seconds / 5,
        IntervalKind::Counted | IntervalKind::Paused => interval.seconds,
    };
    let total = intervals.iter().map(weigh).sum::<i64>().max(1);
    let mut x = 0;
    let begin = "<svg class=\"why-bar\" viewBox=\"0 0 1000 12\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
    let parts = html.tag(begin).each(intervals, |html, interval| {
        let width = weigh(interval) * 1_000 / total;
        let part = class(html.tag("<rect class=\""), interval).tag("\" x=\"").number(x);
        x += width;
        part.tag("\" y=\"0\" width=\"").number((width - 2).max(2)).tag("\" height=\"12\" rx=\"2\"></rect>")
    });
    parts.tag("</svg>")
}
