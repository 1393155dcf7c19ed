//! "Why is it due at 10:42?": the explanation of one clock, interval by interval.

use app::model::WhyModel;
use app::model::why::{OtherRun, PreviousDue};
use domain::people::Side;
use domain::sla::event::Carried;
use domain::sla::explain::{Context, HolidaySpan};
use domain::sla::words::{Round, duration};
use domain::sla::{self, Basis, Clock, ClockChip, ClockState, Metric, SlaEventKind, StartedBy, Target};
use domain::ticket::{Event, EventKind, sla_events};
use domain::time::{Seconds, Timestamp};
use store::directory::Given;
use store::tickets::Detail;

use super::View;

impl View {
    /// The explanation of a metric's clock: that of a cycle, else the latest; `None` when the ticket has no such clock.
    pub fn why(&mut self, detail: &Detail, metric: Metric, cycle: Option<u32>) -> Option<WhyModel> {
        let clock = match cycle {
            Some(cycle) => detail.clocks.iter().find(|clock| (clock.metric, clock.cycle) == (metric, cycle)),
            None => latest(&detail.clocks, metric),
        }?
        .clone();
        self.for_client_of(&detail.engagement);
        let events = sla_events(&detail.events);
        let holidays = self.holidays(detail, &clock);
        let context =
            Context { events: &events, windows: &detail.windows, holidays: &holidays, policy: Some(&detail.policy) };
        let explanation = clock.explain(&context, self.now());
        let mut rules = vec![explanation.target_rule.clone()];
        if clock.basis() == Basis::Business {
            rules.push(format!("Only opening hours count: {}.", self.calendar_names(detail, &clock)));
        }
        if let Some(nominal) = explanation.due_without_grace {
            let (due, grace) = (self.times.moment(nominal).local, duration(detail.policy.grace, Round::Up, true));
            rules.push(format!(
                "The new target alone would have been due {due}, already past: {grace} of grace were given."
            ));
        }
        rules.extend(self.merged(detail, &clock));
        if let (ClockState::Misconfigured { why }, Side::Staff) = (&clock.state, self.session.side()) {
            rules.push(why.sentence().to_owned());
        }
        let rule = detail.policy.priority(&clock.priority);
        let priority = rule.map_or_else(|| clock.priority.to_string(), |rule| rule.name.clone());
        let shown = self.clock(&ClockChip::from(&clock), &detail.engagement, &detail.windows);
        Some(WhyModel {
            key: detail.ticket.key.clone(),
            title: detail.ticket.title.clone(),
            clock: shown,
            target: target(clock.target),
            source: format!("{}, version {}, priority {priority}", detail.policy.name, clock.policy_version),
            started: self.times.moment(clock.started_at),
            started_because: explanation.start_rule.clone(),
            used: duration(clock.elapsed, Round::Up, clock.basis() == Basis::Calendar),
            intervals: self.times.intervals(&explanation.intervals),
            rules,
            previous: clock.previous_due.iter().map(|previous| self.previous(previous, &events, detail)).collect(),
            others: self.others(detail, &clock),
            zone: self.times.zone_name().to_owned(),
            return_to: format!("/tickets/{}", detail.ticket.key),
        })
    }

    fn others(&mut self, detail: &Detail, explained: &Clock) -> Vec<OtherRun> {
        let is_other = |clock: &&Clock| clock.metric == explained.metric && clock.cycle != explained.cycle;
        let others = detail.clocks.iter().filter(is_other);
        others
            .map(|clock| OtherRun {
                words: self.clock(&ClockChip::from(clock), &detail.engagement, &detail.windows).words,
                href: format!("/tickets/{}/why/{}?cycle={}", detail.ticket.key, clock.metric.key(), clock.cycle),
            })
            .collect()
    }

    /// SLA.md rules 8 and 10: a due that was replaced stays readable, with what replaced it.
    fn previous(&self, previous: &sla::PreviousDue, events: &[sla::SlaEvent], detail: &Detail) -> PreviousDue {
        let cause = events.iter().rfind(|event| event.at == previous.changed_at && changes_a_due(&event.kind));
        let merged = detail.events.iter().find_map(|event| match &event.kind {
            EventKind::Merged { from, .. } if event.at == previous.changed_at => Some(from),
            _ => None,
        });
        let merge = merged.map(|from| format!("{from} was merged into it"));
        let what = match cause.map(|event| &event.kind) {
            _ if let Some(merge) = &merge => merge,
            Some(SlaEventKind::PriorityChanged { .. }) => "The priority was changed",
            Some(SlaEventKind::PolicyChanged { .. }) => "The ticket was moved to another policy",
            Some(SlaEventKind::CalendarChanged { .. }) if is_of_switch(previous, detail) => {
                "The engagement was given another calendar"
            }
            Some(SlaEventKind::CalendarChanged { .. }) => "The calendar was edited",
            Some(SlaEventKind::NextUpdatePromised { .. }) => "The author promised another time",
            _ => "It was changed",
        };
        let by = cause.and_then(|event| event.by.as_ref()).map(|name| format!(" by {name}")).unwrap_or_default();
        PreviousDue {
            due: self.times.moment(previous.due).local,
            because: format!("{what} at {}{by}.", self.times.moment(previous.changed_at).local),
        }
    }

    /// A promise that was made on another ticket first.
    fn merged(&self, detail: &Detail, clock: &Clock) -> Option<String> {
        if clock.started_by != StartedBy::Merge {
            return None;
        }
        let brought = detail.events.iter().rev().find_map(|event| match &event.kind {
            EventKind::Merged { from, carried, .. } => {
                let is_it = |one: &&Carried| one.metric == clock.metric && one.started_at == clock.started_at;
                carried.iter().find(is_it).map(|one| (from, one, event.at))
            }
            _ => None,
        });
        let (from, carried, at) = brought?;
        let (at, due) = (self.times.moment(at).local, self.times.moment(carried.due).local);
        Some(format!(
            "{from}, merged into it at {at}, had been promised this for {due}. The sooner promise goes on here: no merge makes one later."
        ))
    }

    /// The calendars by which a clock counted, one after the other: `Office, UTC, and from 17:00 on Day and night, UTC`.
    fn calendar_names(&self, detail: &Detail, clock: &Clock) -> String {
        let named = self.counted_by(detail, clock).into_iter().filter_map(|(given, _)| {
            let calendar = self.directory.calendar(given.calendar)?.versions.last()?;
            Some((given.since, format!("{}, {}", calendar.name, calendar.zone)))
        });
        let parts = named.enumerate().map(|(index, (since, name))| match index {
            0 => name,
            _ => format!("and from {} on {name}", self.times.moment(since).local),
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    fn holidays(&self, detail: &Detail, clock: &Clock) -> Vec<HolidaySpan> {
        let now = self.now();
        let spans = self.counted_by(detail, clock).into_iter().flat_map(|(given, until)| {
            let (from, to) = (given.since.max(clock.started_at), until.min(now));
            let versions = self.directory.calendar(given.calendar).map_or(&[][..], |known| &known.versions);
            let spans = sla::zone::holiday_spans(versions, from, to).unwrap_or_default();
            spans.into_iter().map(move |span| HolidaySpan { from: span.from.max(from), to: span.to.min(to), ..span })
        });
        spans.collect()
    }

    /// The calendars that counted during a clock's life, each with its end.
    fn counted_by<'a>(&'a self, detail: &'a Detail, clock: &Clock) -> Vec<(Given<'a>, Timestamp)> {
        let given = self.directory.given(&detail.engagement);
        // A clock that stops at once has had one, too.
        let stop = clock
            .stopped_at
            .map_or(Timestamp::from_unix(i64::MAX), |stop| stop.max(clock.started_at + Seconds::new(1)));
        let ends = given.iter().skip(1).map(|next| next.since.min(stop)).chain([stop]);
        let all = given.iter().copied().zip(ends);
        all.filter(|(given, end)| given.since < *end && clock.started_at < *end).collect()
    }
}

/// Whether a due was replaced because the engagement was given another calendar.
fn is_of_switch(replaced: &sla::PreviousDue, detail: &Detail) -> bool {
    let is_cause = |event: &Event| match &event.kind {
        EventKind::CalendarChanged { switched_at: Some(_), previous, .. } => {
            event.at == replaced.changed_at && previous.iter().any(|one| one.due == replaced.due)
        }
        _ => false,
    };
    detail.events.iter().any(is_cause)
}

/// The open clock of a metric, else the last one.
fn latest(clocks: &[Clock], metric: Metric) -> Option<&Clock> {
    let of_metric = || clocks.iter().filter(|clock| clock.metric == metric);
    of_metric().find(|clock| clock.is_open()).or_else(|| of_metric().next_back())
}

fn changes_a_due(kind: &SlaEventKind) -> bool {
    matches!(
        kind,
        SlaEventKind::PriorityChanged { .. }
            | SlaEventKind::PolicyChanged { .. }
            | SlaEventKind::CalendarChanged { .. }
            | SlaEventKind::NextUpdatePromised { .. }
            | SlaEventKind::MergedFrom { .. }
    )
}

/// `1 h, day and night`, `6 h of opening hours`.
pub fn target(target: Target) -> String {
    match target {
        Target::Within { target, basis: Basis::Calendar } => {
            format!("within {}, day and night", duration(target, Round::Down, true))
        }
        Target::Within { target, basis: Basis::Business } => {
            format!("within {} of opening hours", duration(target, Round::Down, false))
        }
        Target::SameBusinessDay { .. } => "by closing time of the same business day".to_owned(),
        Target::Scheduled => "in a target window".to_owned(),
        Target::None => "not promised".to_owned(),
    }
}
