//! Outcomes of tickets as people work on them, and the figures that they come to.

use super::*;
use crate::ids::{EngagementId, PersonId, PolicyId, TicketKey};
use crate::people::{Actor, PersonRef};
use crate::sla::zone::{Tz, parse_zone};
use crate::sla::{Metric, OpenWindows, Policy, PolicyBook, PolicyRef, evaluate, templates};
use crate::ticket::{
    Command, Event, Facts, Report, StateChange, Ticket, TicketState, decide, pending_marks, report, sla_events,
};
use crate::time::{Seconds, Timestamp};

/// Mon 23 Nov 2026, 09:00 UTC.
const START: Timestamp = Timestamp::from_unix(1_795_424_400);

fn person(name: &str) -> PersonRef {
    PersonRef { id: PersonId::new(name.to_lowercase()), name: name.to_owned() }
}

fn mira() -> Actor {
    Actor::Staff(person("Mira"))
}

fn ruth() -> Actor {
    Actor::Client(person("Ruth"))
}

fn utc() -> Tz {
    parse_zone("Etc/UTC").expect("UTC")
}

/// A ticket on which people act and the watcher writes its marks, around the clock.
struct Story {
    policy: Policy,
    events: Vec<Event>,
}

impl Story {
    /// Reported as "blocked": of high priority under the standard policy.
    fn begin() -> Self {
        let policy = templates::policies()
            .into_iter()
            .find(|policy| policy.id.as_str() == "standard")
            .expect("the policy ships");
        let form = Report {
            engagement: EngagementId::new("acme-hrm"),
            title: "Nobody can sign in".to_owned(),
            what_happens: "Session expired.".to_owned(),
            blocks: String::new(),
            impact: "blocked".to_owned(),
            reporter: person("Ruth"),
            reported_at: None,
            attachments: Vec::new(),
        };
        let kind = report(&form, &ruth(), &policy, START).expect("a good report");
        Self { policy, events: vec![Event { seq: 1, at: START, by: ruth(), kind }] }
    }

    fn ticket(&self) -> Ticket {
        Ticket::fold(key(), &self.events).expect("a whole history")
    }

    fn clocks(&self, now: Timestamp) -> Vec<crate::sla::Clock> {
        evaluate(&sla_events(&self.events), &PolicyBook::new(self.policy.clone()), &OpenWindows::always(), now)
    }

    /// What is due of the watcher by then.
    fn watch(mut self, after: Seconds) -> Self {
        let now = START + after;
        for mark in pending_marks(&self.ticket(), &self.clocks(now), now) {
            self.push(now, &Actor::System, mark.event());
        }
        self
    }

    fn act(mut self, after: Seconds, by: &Actor, command: &Command) -> Self {
        self = self.watch(after);
        let now = START + after;
        let kinds =
            decide(&self.ticket(), command, by, &self.policy, &OpenWindows::always(), now).expect("an allowed command");
        for kind in kinds {
            self.push(now, by, kind);
        }
        self
    }

    fn push(&mut self, at: Timestamp, by: &Actor, kind: crate::ticket::EventKind) {
        let seq = u32::try_from(self.events.len() + 1).expect("short stories");
        self.events.push(Event { seq, at, by: by.clone(), kind });
    }

    fn outcomes(&self, after: Seconds) -> Vec<Outcome> {
        outcomes(&self.events, &self.clocks(START + after), &OpenWindows::always())
    }

    fn of(&self, metric: Metric, after: Seconds) -> Vec<(OutcomeKind, Seconds)> {
        let all = self.outcomes(after);
        let of_it = all.iter().filter(|outcome| outcome.metric == metric);
        of_it.map(|outcome| (outcome.kind, outcome.at - START)).collect()
    }
}

fn key() -> TicketKey {
    TicketKey::new("ACME", 1).expect("a key")
}

fn reply() -> Command {
    Command::Reply { body: "Looking".to_owned(), attachments: Vec::new(), next_update_at: None }
}

fn moved(to: TicketState) -> Command {
    let facts = Facts { business_impact: "Work stands still".to_owned(), ..Facts::default() };
    Command::ChangeState(StateChange { facts, reason: "Because".to_owned(), ..StateChange::to(to) })
}

const HOUR: Seconds = Seconds::hours(1);

#[test]
fn a_promise_counts_when_it_is_kept_and_not_before() {
    let story = Story::begin();
    assert_eq!(story.outcomes(HOUR), Vec::new(), "running clocks do not count yet");
    let story = story.act(HOUR, &mira(), &reply());
    assert_eq!(story.of(Metric::FirstResponse, HOUR), [(OutcomeKind::Met, HOUR)]);
    assert_eq!(story.of(Metric::Resolution, HOUR), []);
    let response = &story.outcomes(HOUR)[0];
    assert_eq!((response.elapsed, response.passed(), response.cycle), (HOUR, HOUR, 1));
}

#[test]
fn an_outcome_names_the_policy_that_promised_it_unless_two_of_the_same_version_were_in_force() {
    let named = |version: u32| {
        let story = Story::begin().act(HOUR, &mira(), &reply());
        let to = PolicyRef { id: PolicyId::new("other"), version: story.policy.version + version };
        let mut story = story.act(Seconds::hours(2), &mira(), &Command::ChangePolicy { to: to.clone() });
        (story.policy.id, story.policy.version) = (to.id, to.version);
        let story = story.act(Seconds::hours(3), &mira(), &moved(TicketState::InProgress));
        let story = story.act(Seconds::hours(4), &mira(), &moved(TicketState::Resolved));
        let all = story.outcomes(Seconds::hours(4));
        let policy = |metric| {
            let outcome = all.iter().find(|outcome| outcome.metric == metric).expect("it ended");
            outcome.policy.clone().map(|id| id.as_str().to_owned())
        };
        (policy(Metric::FirstResponse), policy(Metric::Resolution))
    };
    assert_eq!(named(0), (None, None));
    assert_eq!(named(1).1.as_deref(), Some("other"));
    let alone = Story::begin().act(HOUR, &mira(), &reply()).outcomes(HOUR);
    assert_eq!(alone[0].policy, Some(PolicyId::new("standard")));
}

#[test]
fn an_outcome_stored_before_the_policy_was_named_says_the_same_with_less() {
    let story = Story::begin().act(HOUR, &mira(), &reply());
    let computed = &story.outcomes(HOUR)[0];
    let older = Outcome { policy: None, ..computed.clone() };
    assert!(older.says_the_same_as(computed));
    assert!(!Outcome { policy: Some(PolicyId::new("other")), ..older.clone() }.says_the_same_as(computed));
    assert!(!Outcome { elapsed: Seconds::ZERO, ..older }.says_the_same_as(computed));
}

#[test]
fn a_missed_promise_counts_from_its_first_second_of_delay_and_its_times_when_it_is_made_good() {
    let due = Seconds::hours(24);
    let missed = (OutcomeKind::Missed, due + Seconds::new(1));
    let story = Story::begin();
    assert_eq!(story.of(Metric::FirstResponse, due + HOUR), [], "nobody has noticed it yet");
    let story = story.watch(due + HOUR);
    assert_eq!(story.of(Metric::FirstResponse, due + HOUR), [missed]);
    let late = Seconds::hours(30);
    let story = story.act(late, &mira(), &reply());
    assert_eq!(story.of(Metric::FirstResponse, late), [missed, (OutcomeKind::Late, late)]);
}

#[test]
fn what_is_declined_is_cancelled_and_what_was_missed_before_stays_missed_without_times() {
    let declined = moved(TicketState::Declined);
    let story = Story::begin().act(HOUR, &mira(), &declined);
    assert_eq!(story.of(Metric::Resolution, HOUR), [(OutcomeKind::Cancelled, HOUR)]);
    let late = Seconds::days(90);
    let story = Story::begin().act(late, &mira(), &declined);
    let kinds: Vec<_> = story.of(Metric::Resolution, late).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [OutcomeKind::Missed, OutcomeKind::GivenUp]);
}

#[test]
fn a_reopened_resolution_is_taken_back_and_its_closed_time_is_excluded() {
    let accept = moved(TicketState::InProgress);
    let mut story =
        Story::begin().act(HOUR, &mira(), &accept).act(Seconds::hours(3), &mira(), &moved(TicketState::Resolved));
    assert_eq!(story.of(Metric::Resolution, Seconds::hours(3)), [(OutcomeKind::Met, Seconds::hours(3))]);
    story = story.act(Seconds::hours(5), &ruth(), &Command::Reopen { body: "Still there".to_owned() });
    assert_eq!(story.of(Metric::Resolution, Seconds::hours(5)), []);
    story = story.act(Seconds::hours(6), &mira(), &moved(TicketState::Resolved));
    let all = story.outcomes(Seconds::hours(6));
    let resolution = all.iter().find(|outcome| outcome.metric == Metric::Resolution).expect("resolved again");
    assert_eq!((resolution.elapsed, resolution.passed()), (Seconds::hours(4), Seconds::hours(6)));
    let [piece] = resolution.excluded.as_slice() else { panic!("{resolution:?}") };
    assert_eq!((piece.counted, piece.reason.as_str()), (Seconds::hours(2), ""));
    assert_eq!(piece.by, Some(person("Mira")));
    assert_eq!(resolution.paused, Seconds::ZERO, "no pause: the time is excluded, not paused");
}

#[test]
fn a_pause_is_excluded_once_by_who_paused_and_why() {
    let story = Story::begin()
        .act(HOUR, &mira(), &moved(TicketState::InProgress))
        .act(Seconds::hours(2), &mira(), &moved(TicketState::WaitingOnClient))
        .act(Seconds::hours(3), &mira(), &reply())
        .act(Seconds::hours(5), &mira(), &moved(TicketState::InProgress))
        .act(Seconds::hours(6), &mira(), &moved(TicketState::Resolved));
    let mut figures = Figures::default();
    let all = story.outcomes(Seconds::hours(6));
    for outcome in all {
        let settled = Settled { key: key(), engagement: EngagementId::new("acme-hrm"), outcome };
        figures.add(&settled, Month::of(settled.outcome.at, utc()));
    }
    let totals = figures.taken_out.totals();
    let [total] = totals.as_slice() else { panic!("{totals:?}") };
    assert_eq!((total.stretches, total.counted, total.by.clone()), (1, Seconds::hours(3), Some(person("Mira"))));
    assert!(!total.reason.is_empty() && total.tickets.contains(&key()), "{total:?}");
    assert_eq!(figures.of_metric(Metric::Resolution).paused, Seconds::hours(3));
    assert_eq!(figures.of_metric(Metric::FirstResponse).paused, Seconds::ZERO);
    let resolved = figures.times_of(Metric::Resolution);
    assert_eq!(resolved.on_the_clock.mean(), Some(Seconds::hours(3)));
    assert_eq!(resolved.in_all.mean(), Some(Seconds::hours(6)));
}

#[test]
fn a_stored_outcome_reads_back_as_it_was() {
    let story = Story::begin()
        .act(HOUR, &mira(), &moved(TicketState::InProgress))
        .act(Seconds::hours(2), &mira(), &moved(TicketState::WaitingOnClient))
        .act(Seconds::days(40), &mira(), &moved(TicketState::Resolved));
    let all = story.outcomes(Seconds::days(40));
    assert!(all.len() > 3);
    for outcome in all {
        let text = serde_json::to_string(&outcome).expect("plain data");
        assert_eq!(serde_json::from_str::<Outcome>(&text).expect("the same"), outcome, "{text}");
    }
}

#[test]
fn figures_of_nothing_are_empty_and_say_no_share() {
    let figures = Figures::default();
    assert!(figures.is_empty() && figures.taken_out.totals().is_empty());
    let none = figures.of_metric(Metric::Resolution);
    assert_eq!((none.counted(), none.share()), (0, None));
    assert_eq!(figures.times_of(Metric::Resolution).in_all.mean(), None);
}

#[test]
fn shares_are_rounded_down_and_all_is_all() {
    let text = |met, counted| Share::of(met, counted).map(|share| share.to_string());
    assert_eq!(text(9_996, 10_000).as_deref(), Some("99.9 %"));
    assert_eq!(text(999_999, 1_000_000).as_deref(), Some("99.9 %"));
    assert_eq!(text(10_000, 10_000).as_deref(), Some("100 %"));
    assert_eq!(text(2, 3).as_deref(), Some("66.6 %"));
    assert_eq!(text(1, 10_000).as_deref(), Some("0 %"));
    assert_eq!(text(0, 7).as_deref(), Some("0 %"));
    assert_eq!(text(0, 0), None);
    assert_eq!(text(u64::MAX, u64::MAX).as_deref(), Some("100 %"));
}

#[test]
fn each_outcome_counts_once_in_its_month_metric_and_engagement() {
    let mut figures = Figures::default();
    let (november, december) = (START, START + Seconds::days(10));
    let story = Story::begin().act(HOUR, &mira(), &reply());
    let met = story.outcomes(HOUR)[0].clone();
    let entry = |engagement: &str, kind, at| Settled {
        key: key(),
        engagement: EngagementId::new(engagement),
        outcome: Outcome { kind, at, ..met.clone() },
    };
    for (engagement, kind, at) in [
        ("a", OutcomeKind::Met, november),
        ("a", OutcomeKind::Missed, november),
        ("a", OutcomeKind::Late, december),
        ("b", OutcomeKind::Met, december),
        ("b", OutcomeKind::Cancelled, december),
        ("b", OutcomeKind::Misconfigured, december),
    ] {
        figures.add(&entry(engagement, kind, at), Month::of(at, utc()));
    }
    let months = figures.by(|month, _| month);
    let month = |at| months[&(Month::of(at, utc()), met.metric)];
    assert_eq!((month(november).met, month(november).missed), (1, 1));
    assert_eq!((month(december).counted(), month(december).cancelled, month(december).misconfigured), (1, 1, 1));
    let engagements = figures.by(|_, engagement| engagement.clone());
    let engagement = |id: &str| engagements[&(EngagementId::new(id), met.metric)];
    assert_eq!(engagement("a").share().map(Share::tenths), Some(500));
    assert_eq!(engagement("b").share().map(Share::tenths), Some(1000));
    assert_eq!(figures.of_metric(met.metric).counted(), 3);
}
