//! "Why is it due at 10:42?": the explanation of one clock, interval by interval.

use domain::ids::TicketKey;
use domain::sla;
use domain::sla::{LocalDate, Zoned};
use domain::time::Timestamp;

use super::{Clock, Moment};

/// How an interval counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalKind {
    /// Open time: it counts.
    Counted,
    /// Outside opening hours.
    Closed,
    /// A holiday.
    Holiday,
    /// Standing still, with a reason.
    Paused,
}

impl IntervalKind {
    /// The CSS class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Closed => "closed",
            Self::Holiday => "holiday",
            Self::Paused => "paused",
        }
    }

    /// The word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Counted => "counted",
            Self::Closed => "closed",
            Self::Holiday => "holiday",
            Self::Paused => "paused",
        }
    }
}

/// A stretch of time with one meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    /// How it counts.
    pub kind: IntervalKind,
    /// `Mon 16:10`.
    pub from: String,
    /// `18:00`, `now`.
    pub to: String,
    /// `waiting on client, by Mira Kovač`. Empty: the kind says it all.
    pub note: String,
    /// What it adds to the clock: `1 h 50 min`, `0`.
    pub amount: String,
    /// Its length in seconds, for the bar.
    pub seconds: i64,
    /// Whether it lies after now.
    pub is_ahead: bool,
}

impl Interval {
    /// The intervals of an explanation as people read them. `read` is the reader's wall clock, `today` their date; what
    /// ends at `now` says so, and what begins there is still ahead.
    pub fn list(
        intervals: &[sla::Interval],
        now: Option<Timestamp>,
        today: LocalDate,
        read: impl Fn(Timestamp) -> Zoned,
    ) -> Vec<Self> {
        let one = |interval: &sla::Interval| {
            let (from, to) = (read(interval.from), read(interval.to));
            let (kind, note) = kind(&interval.kind);
            Self {
                kind,
                from: from.weekday_time(today),
                to: if now == Some(interval.to) {
                    "now".to_owned()
                } else if from.date == to.date {
                    to.time_text()
                } else {
                    to.weekday_time(today)
                },
                note,
                amount: interval.counted_words(),
                seconds: (interval.to - interval.from).get(),
                is_ahead: now.is_some_and(|now| interval.from >= now),
            }
        };
        intervals.iter().map(one).collect()
    }

    /// `Mon 16:10 to 18:00`.
    pub fn span(&self) -> String {
        [self.from.as_str(), " to ", &self.to].concat()
    }

    /// `counted`, `paused: waiting on client, by Mira Kovač`.
    pub fn what(&self) -> String {
        if self.note.is_empty() { self.kind.label().to_owned() } else { [self.kind.label(), ": ", &self.note].concat() }
    }
}

fn kind(kind: &sla::IntervalKind) -> (IntervalKind, String) {
    match kind {
        sla::IntervalKind::Counted => (IntervalKind::Counted, String::new()),
        sla::IntervalKind::Closed => (IntervalKind::Closed, String::new()),
        sla::IntervalKind::Holiday { name } => (IntervalKind::Holiday, name.clone()),
        sla::IntervalKind::Paused { reason, by: Some(by) } => {
            (IntervalKind::Paused, [reason.as_str(), ", by ", by].concat())
        }
        sla::IntervalKind::Paused { reason, by: None } => (IntervalKind::Paused, reason.clone()),
        sla::IntervalKind::Ended => (IntervalKind::Paused, "resolved, before it was reopened".to_owned()),
        sla::IntervalKind::Unknown => {
            (IntervalKind::Closed, "outside the years the calendar was worked out for".to_owned())
        }
    }
}

/// A due time that was replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousDue {
    /// `Mon 23 Nov, 17:00`.
    pub due: String,
    /// `Priority was raised to P1 on Mon 23 Nov, 09:12 by Mira Kovač.`
    pub because: String,
}

/// Another time at which the same clock ran.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherRun {
    /// How it stands or ended: `First response in 22 min`.
    pub words: String,
    /// Its own explanation.
    pub href: String,
}

/// The explanation of one clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhyModel {
    /// Of which ticket.
    pub key: TicketKey,
    /// The ticket's title.
    pub title: String,
    /// The clock.
    pub clock: Clock,
    /// What is promised: `1 h, counted day and night`.
    pub target: String,
    /// Where the promise comes from: `Standard support, version 1, priority Critical`.
    pub source: String,
    /// When the clock began, and why then.
    pub started: Moment,
    /// `The client's message of 09:14 is the oldest without an answer.`
    pub started_because: String,
    /// Used so far: `22 min`.
    pub used: String,
    /// In order.
    pub intervals: Vec<Interval>,
    /// The rules that were applied, a sentence each.
    pub rules: Vec<String>,
    /// Due times that no longer hold.
    pub previous: Vec<PreviousDue>,
    /// When the clock ran besides, in order: before a reopening, for an earlier message.
    pub others: Vec<OtherRun>,
    /// The zone in which the page's times are written: `Europe/London`.
    pub zone: String,
    /// Where "Back" leads.
    pub return_to: String,
}

impl WhyModel {
    /// The same as plain text, for terminals and mails.
    pub fn to_text(&self) -> String {
        let both = |moment: &Moment| match &moment.elsewhere {
            Some(elsewhere) => format!("{} ({elsewhere})", moment.local),
            None => moment.local.clone(),
        };
        let mut lines = vec![
            format!("{} · {}", self.key, self.title),
            format!("{}: {}", self.clock.metric.name(), self.clock.words),
        ];
        lines.extend(self.clock.due.as_ref().map(|due| format!("Due:      {}", both(due))));
        lines.push(format!("Promised: {} ({})", self.target, self.source));
        lines.push(format!("Began:    {}. {}", both(&self.started), self.started_because));
        lines.push(format!("Used:     {}", self.used));
        lines.push("Hour by hour:".to_owned());
        let rows: Vec<_> = self.intervals.iter().map(|one| (one.span(), one.what(), &one.amount)).collect();
        let widest = |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| text.chars().count()).max();
        let when = widest(&mut rows.iter().map(|row| &row.0)).unwrap_or_default();
        let what = widest(&mut rows.iter().map(|row| &row.1)).unwrap_or_default();
        lines.extend(rows.iter().map(|row| format!("  {:when$}  {:what$}  {}", row.0, row.1, row.2)));
        lines.extend(self.rules.iter().map(|rule| format!("Rule:     {rule}")));
        lines.extend(self.previous.iter().map(|one| format!("Earlier:  {}. {}", one.due, one.because)));
        lines.push(format!("Times are in {}.", self.zone));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use domain::sla::Metric;
    use domain::time::Timestamp;

    use super::*;
    use crate::model::clock::Tone;

    fn interval(kind: IntervalKind, from: &str, note: &str, amount: &str) -> Interval {
        Interval {
            kind,
            from: from.to_owned(),
            to: "18:00".to_owned(),
            note: note.to_owned(),
            amount: amount.to_owned(),
            seconds: 60,
            is_ahead: false,
        }
    }

    #[test]
    fn the_text_says_all_that_the_page_says_in_columns() {
        let due = Moment::new(Timestamp::from_unix(0), "Tue 24 Nov, 10:00").elsewhere("11:00 in Brimley");
        let clock = Clock {
            metric: Metric::Resolution,
            tone: Tone::OnTrack,
            words: "Resolution in 2 h".to_owned(),
            remaining: "2 h".to_owned(),
            used: 3,
            due: Some(due),
            data: String::new(),
        };
        let model = WhyModel {
            key: "BRIM-12".parse().unwrap(),
            title: "It stops".to_owned(),
            clock,
            target: "within 8 h of opening hours".to_owned(),
            source: "Standard, version 1, priority High".to_owned(),
            started: Moment::new(Timestamp::from_unix(0), "Mon 23 Nov, 16:10"),
            started_because: "Counts from when the issue was reported.".to_owned(),
            used: "1 h 50 min".to_owned(),
            intervals: vec![
                interval(IntervalKind::Counted, "Mon 16:10", "", "1 h 50 min"),
                interval(IntervalKind::Paused, "Tue 09:20", "waiting on client, by Mira", "0"),
            ],
            rules: vec!["Only opening hours count.".to_owned()],
            previous: vec![PreviousDue {
                due: "Wed 25 Nov, 10:00".to_owned(),
                because: "The priority was changed.".to_owned(),
            }],
            others: Vec::new(),
            zone: "Europe/London".to_owned(),
            return_to: String::new(),
        };
        assert_eq!(
            model.to_text(),
            "BRIM-12 · It stops\n\
             Resolution: Resolution in 2 h\n\
             Due:      Tue 24 Nov, 10:00 (11:00 in Brimley)\n\
             Promised: within 8 h of opening hours (Standard, version 1, priority High)\n\
             Began:    Mon 23 Nov, 16:10. Counts from when the issue was reported.\n\
             Used:     1 h 50 min\n\
             Hour by hour:\n  \
               Mon 16:10 to 18:00  counted                             1 h 50 min\n  \
               Tue 09:20 to 18:00  paused: waiting on client, by Mira  0\n\
             Rule:     Only opening hours count.\n\
             Earlier:  Wed 25 Nov, 10:00. The priority was changed.\n\
             Times are in Europe/London."
        );
    }
}
