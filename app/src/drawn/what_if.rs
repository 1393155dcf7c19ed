//! The answer of the page "What if?": every metric with its due, what it counts from and its intervals.

use domain::problem::Problem;

use super::Html;
use super::intervals::{bar, table};
use crate::model::what_if::{Answer, Promised, field_id};

/// The answer, or what keeps it from being given.
pub fn answer(answer: &Result<Answer, Vec<Problem>>) -> String {
    match answer {
        Ok(answer) => promised(answer),
        Err(problems) => refused(problems),
    }
}

fn promised(answer: &Answer) -> String {
    let html = Html::new().tag("<p class=\"muted small\">").text(&answer.source).tag("</p><div class=\"due-list\">");
    let html = html.each(&answer.promises, promise).tag("</div>");
    let html = html.each(&answer.notes, |html, note| html.tag("<p class=\"small muted\">").text(note).tag("</p>"));
    html.tag("<p class=\"tiny muted\">Times are in ").text(&answer.zone).tag(".</p>").into_string()
}

fn promise(html: Html, promised: &Promised) -> Html {
    let html = html.tag("<article class=\"card promise\" data-metric=\"").text(promised.metric.key()).tag("\"><h3>");
    let html = html.text(promised.metric.name()).tag("</h3><p class=\"why-due\">").text(&promised.due).tag("</p>");
    let html = html.tag("<p class=\"small\">").text(&promised.target).tag("</p>");
    if promised.intervals.is_empty() {
        return html.tag("</article>");
    }
    let html = bar(html, &promised.intervals);
    let html = html.tag("<details><summary>Hour by hour</summary><div class=\"why-in\"><p class=\"small muted\">");
    let html = html.text(&promised.started).tag("</p>");
    table(html, &promised.intervals).tag("</div></details></article>")
}

/// What is wrong, each with a link to its field: like the summary above a form that was refused.
fn refused(problems: &[Problem]) -> String {
    let html = Html::new().tag("<div class=\"summary\"><div><p class=\"summary-title\">No answer yet</p><ul>");
    let item = |html: Html, problem: &Problem| {
        let html = html.tag("<li><a href=\"#").text(&field_id(&problem.field)).tag("\">");
        html.text(&problem.message).tag("</a></li>")
    };
    html.each(problems, item).tag("</ul></div></div>").into_string()
}

#[cfg(test)]
mod tests {
    use domain::sla::Metric;

    use super::*;

    #[test]
    fn names_from_settings_stay_text() {
        let promised = Promised {
            metric: Metric::Triage,
            due: "Mon 23 Nov, 10:00".to_owned(),
            target: "By <b>noon</b>.".to_owned(),
            started: String::new(),
            intervals: Vec::new(),
        };
        let source = "R&D, version 1, priority <i>High".to_owned();
        let notes = vec!["\"Quiet\" hours".to_owned()];
        let drawn = answer(&Ok(Answer { source, zone: "Etc/UTC".to_owned(), promises: vec![promised], notes }));
        assert!(drawn.contains("R&amp;D, version 1, priority &lt;i&gt;High"), "{drawn}");
        assert!(drawn.contains("By &lt;b&gt;noon&lt;/b&gt;.") && !drawn.contains("<details"), "{drawn}");
        let refused = answer(&Err(vec![Problem::new("pause1_from", "Give <a date>.")]));
        assert!(refused.contains("<a href=\"#w-pause1_from\">Give &lt;a date&gt;.</a>"), "{refused}");
    }
}
