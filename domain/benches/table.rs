//! The native column of `cargo xtask bench --only sla`, and the material for the others. Writes to the folder
//! `BENCH_FOLDER`: `material.json` for the engine as WASM, `cases.json` for other libraries, with the engine's answers,
//! and `native.json` with nanoseconds per operation.

use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use domain::sla::templates::{business_week, policy_by_key};
use domain::sla::zone::expand;
use domain::sla::{Calendar, OpenWindows, Weekday};
use domain::time::{Seconds, Timestamp};
use serde_json::json;
use twin::work::{BUDGET, Desk, MONDAY, Material, SPAN, STARTS, SWEPT, starts};

const ZONE: &str = "Europe/Vienna";

fn main() {
    // `cargo test --benches` starts it too; without a folder there is nothing to do.
    let Some(folder) = std::env::var_os("BENCH_FOLDER") else { return };
    let folder = Path::new(&folder);
    let at = |days: i64| Timestamp::from_unix(MONDAY) + Seconds::days(days);
    let calendar = business_week(ZONE);
    let windows = expand(std::slice::from_ref(&calendar), at(-10), at(720)).expect("a known zone");
    write(folder, "cases.json", &cases(&calendar, &windows));
    let material = Material { windows, policy: policy_by_key("standard").expect("it ships") };
    write(folder, "material.json", &serde_json::to_value(&material).expect("plain data"));
    let mut desk = Desk::of(material);
    let starts = f64::from(u32::try_from(STARTS).expect("few"));
    let native = json!({
        "due": time(100, || desk.due(10)) / (10.0 * starts),
        "elapsed": time(100, || desk.elapsed(10)) / (10.0 * starts),
        "ticket": time(200, || desk.ticket(500)) / 500.0,
        "sweep": time(5, || desk.sweep()) / f64::from(SWEPT),
    });
    write(folder, "native.json", &native);
}

/// Nanoseconds of the best of some runs, for other programs only ever add time.
fn time(runs: usize, mut work: impl FnMut() -> f64) -> f64 {
    let run = |()| {
        let began = Instant::now();
        black_box(work());
        began.elapsed().as_secs_f64() * 1e9
    };
    std::iter::repeat_n((), runs).map(run).fold(f64::INFINITY, f64::min)
}

/// What other libraries are asked, with the engine's answers.
fn cases(calendar: &Calendar, windows: &OpenWindows) -> serde_json::Value {
    let window = calendar.weekly[&Weekday::Mon][0];
    let starts = starts();
    json!({
        "zone": ZONE,
        "opens": window.open.seconds() / 3_600, "closes": window.close.seconds() / 3_600,
        "budget_seconds": BUDGET, "span_seconds": SPAN,
        "starts": starts,
        "due": starts.iter().map(|start| windows.due(*start, BUDGET)).collect::<Vec<_>>(),
        "elapsed": starts.iter().map(|start| windows.elapsed(*start, *start + SPAN)).collect::<Vec<_>>(),
    })
}

fn write(folder: &Path, name: &str, value: &serde_json::Value) {
    std::fs::write(folder.join(name), value.to_string()).expect("BENCH_FOLDER takes files");
}
