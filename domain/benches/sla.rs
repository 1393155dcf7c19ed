//! How fast the SLA engine is. `cargo bench -p domain --features native`; the figures to meet are in the
//! last section of SLA.md.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use domain::sla::evaluate::evaluate_into;
use domain::sla::policy::PolicyBook;
use domain::sla::templates::{business_week, policy_by_key};
use domain::sla::zone::expand;
use domain::sla::{Basis, OpenWindows, Policy, PriorityKey, SlaEvent, SlaEventKind as Kind, Target, evaluate};
use domain::time::{Seconds, Timestamp};

/// Monday 2026-01-05 08:00 UTC.
const MONDAY: i64 = 1_767_600_000;
const HOUR: i64 = 3_600;

fn main() {
    divan::main();
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(MONDAY + seconds)
}

/// Two years of Monday to Friday.
fn two_years() -> OpenWindows {
    let calendar = business_week("Europe/Vienna");
    expand(&[calendar], at(-86_400 * 10), at(86_400 * 720)).expect("a known zone")
}

/// Scattered starts, so that a branch predictor cannot learn them.
fn scattered() -> Vec<Timestamp> {
    (0..1_024_i64).map(|index| at(index * 7_919 * 7_919 % (86_400 * 600))).collect()
}

#[divan::bench]
fn due_in_a_two_year_calendar(bencher: Bencher) {
    let (windows, starts) = (two_years(), scattered());
    bencher.counter(ItemsCount::new(starts.len())).bench(|| {
        for start in &starts {
            black_box(windows.due(black_box(*start), Seconds::hours(48)));
        }
    });
}

#[divan::bench]
fn elapsed_in_a_two_year_calendar(bencher: Bencher) {
    let (windows, starts) = (two_years(), scattered());
    bencher.counter(ItemsCount::new(starts.len())).bench(|| {
        for start in &starts {
            black_box(windows.elapsed(black_box(*start), *start + Seconds::days(30)));
        }
    });
}

/// All five metrics in business hours.
fn policy() -> Policy {
    let mut policy = policy_by_key("standard").expect("it ships");
    let within = |hours| Target::Within { target: Seconds::hours(hours), basis: Basis::Business };
    for rule in &mut policy.priorities {
        rule.targets.acknowledge = within(1);
        rule.targets.triage = Target::SAME_BUSINESS_DAY;
        rule.targets.first_response = within(4);
        rule.targets.next_update = within(8);
        rule.targets.resolution = within(40);
    }
    policy
}

fn event(seconds: i64, kind: Kind) -> SlaEvent {
    SlaEvent { at: at(seconds), by: Some("Mira Kovač".to_owned()), kind }
}

fn reported(seconds: i64, policy: &Policy) -> SlaEvent {
    let priority = PriorityKey::new("high");
    event(seconds, Kind::Reported { reported_at: None, policy: policy.reference(), priority })
}

fn pause() -> Kind {
    Kind::Paused { reason: "waiting_on_client".to_owned(), max: Seconds::days(7) }
}

/// A ticket of twenty events that is still open: two pauses, a change of priority, four public replies.
fn long_story(policy: &Policy) -> Vec<SlaEvent> {
    let kinds = [
        Kind::AutomaticReply,
        Kind::Acknowledged,
        Kind::InternalNote,
        Kind::Triaged,
        Kind::PublicReply,
        pause(),
        Kind::ClientMessage,
        Kind::InternalNote,
        Kind::PriorityChanged { to: PriorityKey::new("critical") },
        Kind::PublicReply,
        Kind::InternalNote,
        Kind::ClientMessage,
        Kind::InternalNote,
        pause(),
        Kind::Resumed,
        Kind::PublicReply,
        Kind::ClientMessage,
        Kind::InternalNote,
        Kind::PublicReply,
    ];
    let later = kinds.into_iter().zip(1..).map(|(kind, index)| event(index * 3 * HOUR, kind));
    std::iter::once(reported(0, policy)).chain(later).collect()
}

/// A usual open ticket: reported, taken, judged, answered, and waiting for the client.
fn usual_story(policy: &Policy, seconds: i64) -> Vec<SlaEvent> {
    vec![
        reported(seconds, policy),
        event(seconds + 300, Kind::Acknowledged),
        event(seconds + 900, Kind::Triaged),
        event(seconds + 2 * HOUR, Kind::PublicReply),
        event(seconds + 2 * HOUR, pause()),
    ]
}

#[divan::bench]
fn ticket_of_20_events_and_5_metrics(bencher: Bencher) {
    let (windows, policy) = (two_years(), policy());
    let events = long_story(&policy);
    assert_eq!(events.len(), 20);
    let book = PolicyBook::new(policy);
    bencher.bench(|| evaluate(black_box(&events), &book, &windows, at(70 * HOUR)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn sweep_of_1_000_000_open_tickets(bencher: Bencher) {
    let (windows, policy) = (two_years(), policy());
    // Ten thousand different histories, each a hundred times: the work of a million without their memory.
    let tickets: Vec<_> = (0..10_000).map(|index| usual_story(&policy, index * 613 % (86_400 * 90))).collect();
    let book = PolicyBook::new(policy);
    let now = at(86_400 * 95);
    let mut clocks = Vec::new();
    bencher.counter(ItemsCount::new(1_000_000_u32)).bench_local(|| {
        let mut open = 0_usize;
        for _ in 0..100 {
            for events in &tickets {
                evaluate_into(&mut clocks, events, &book, &windows, now);
                open += clocks.iter().filter(|clock| clock.is_open()).count();
            }
        }
        open
    });
}
