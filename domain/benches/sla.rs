//! How fast the SLA engine is. `cargo bench -p domain --features native`; the figures to meet are in the
//! last section of SLA.md. `cargo xtask bench --only sla` runs the same work here and as WASM.

use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use domain::sla::templates::{business_week, policy_by_key};
use domain::sla::zone::expand;
use domain::time::{Seconds, Timestamp};
use twin::work::{Desk, MONDAY, Material, STARTS, SWEPT};

fn main() {
    divan::main();
}

fn desk() -> Desk {
    let at = |days: i64| Timestamp::from_unix(MONDAY) + Seconds::days(days);
    let windows = expand(&[business_week("Europe/Vienna")], at(-10), at(720)).expect("a known zone");
    Desk::of(Material { windows, policy: policy_by_key("standard").expect("it ships") })
}

#[divan::bench]
fn due_in_a_two_year_calendar(bencher: Bencher) {
    let desk = desk();
    bencher.counter(ItemsCount::new(STARTS.unsigned_abs())).bench(|| black_box(desk.due(1)));
}

#[divan::bench]
fn elapsed_in_a_two_year_calendar(bencher: Bencher) {
    let desk = desk();
    bencher.counter(ItemsCount::new(STARTS.unsigned_abs())).bench(|| black_box(desk.elapsed(1)));
}

#[divan::bench]
fn ticket_of_20_events_and_5_metrics(bencher: Bencher) {
    let desk = desk();
    bencher.bench(|| black_box(desk.ticket(1)));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn sweep_of_1_000_000_open_tickets(bencher: Bencher) {
    let mut desk = desk();
    bencher.counter(ItemsCount::new(SWEPT)).bench_local(|| black_box(desk.sweep()));
}
