//! Says milestones (60, 15, 5 minutes left, overdue) once, for people who do not see the clocks tick.

use domain::sla::Metric;
use domain::sla::face::Milestone;
use web_sys::Element;

use crate::islands::dom;

/// What was last seen of each clock.
#[derive(Default)]
pub struct Announcer {
    seen: Vec<Seen>,
    sentences: Vec<String>,
}

struct Seen {
    ticket: String,
    metric: Metric,
    milestone: Option<Milestone>,
}

impl Announcer {
    /// Notes a clock's milestone; one that it had already when the page opened is not news.
    pub fn note(&mut self, element: &Element, metric: Metric, milestone: Option<Milestone>) {
        let ticket = ticket_of(element);
        let Some(seen) = self.seen.iter_mut().find(|seen| seen.metric == metric && seen.ticket == ticket) else {
            self.seen.push(Seen { ticket, metric, milestone });
            return;
        };
        // The same clock may stand on the page twice, but its milestone rises only once.
        if let Some(passed) = milestone.filter(|_| milestone > seen.milestone) {
            self.sentences.push([&seen.ticket, " ", &passed.announcement(metric)].concat());
        }
        seen.milestone = milestone;
    }

    /// Says what was noted, all at once: a second text would cut off the first.
    pub fn speak(&mut self) {
        if !self.sentences.is_empty() {
            dom::announce(&self.sentences.join(" "));
            self.sentences.clear();
        }
    }
}

/// The key of the ticket that a clock belongs to.
fn ticket_of(element: &Element) -> String {
    let around = element.closest("[data-key], [data-ticket]").ok().flatten();
    around
        .and_then(|around| around.get_attribute("data-key").or_else(|| around.get_attribute("data-ticket")))
        .unwrap_or_default()
}
