//! `cargo xtask test`: everything that must pass before a change is merged.
//!
//! Each part runs even when an earlier one failed, so that one run shows all there is to mend.

mod browser;
mod counts;
mod rust;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::paths::{Build, Paths};
use crate::{budgets, same_bytes, site};
use counts::Counts;

/// What `cargo xtask test` can be told.
#[derive(clap::Args)]
pub struct Arguments {
    /// Only these parts (may be repeated)
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Passed on to the Rust tests and to Playwright, e.g. a name to filter by
    #[arg(last = true)]
    rest: Vec<String>,
}

/// A part of the run, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Rust sources are formatted
    Format,
    /// No warning in the code for the server
    Lint,
    /// No warning in the code for the browser
    LintWasm,
    /// Rust unit and integration tests
    Unit,
    /// Rust tests of the field workspace, which is built apart
    Field,
    /// The examples in the documentation of `domain`
    Doc,
    /// The SLA engine says the same natively, in Node and in Chromium
    SameBytes,
    /// The browser files as shipped
    Site,
    /// A first visit costs no more bytes than it may
    Budgets,
    /// Playwright, with WASM and with JavaScript off
    Browser,
}

/// Runs the parts, then prints the times and, alone on the last line, `N passed, M failed`.
pub fn command(paths: &Paths, arguments: &Arguments) -> Result<()> {
    let mut times: Vec<(Part, Duration, bool)> = Vec::new();
    let mut total = Counts::default();
    for part in Part::value_variants() {
        if !arguments.only.is_empty() && !arguments.only.contains(part) {
            continue;
        }
        println!("\n==== {} ====", title(*part));
        let started = Instant::now();
        let counts = run_part(*part, paths, &arguments.rest).unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Counts::one_failure()
        });
        times.push((*part, started.elapsed(), counts.failed == 0));
        total += counts;
    }
    println!("\n==== Summary ====");
    for (part, time, good) in &times {
        let word = if *good { "ok" } else { "FAILED" };
        println!("{:<44} {word:<6} {:>7.1} s", title(*part), time.as_secs_f32());
    }
    let failed_parts = times.iter().filter(|(_, _, good)| !good).count();
    println!("{total}");
    if failed_parts > 0 {
        bail!("{failed_parts} of {} parts failed", times.len());
    }
    Ok(())
}

fn title(part: Part) -> &'static str {
    match part {
        Part::Format => "Format",
        Part::Lint => "Lint: server, store, domain, app, xtask",
        Part::LintWasm => "Lint: the browser's code",
        Part::Unit => "Rust tests",
        Part::Field => "Rust tests of the field workspace",
        Part::Doc => "Examples in the documentation of domain",
        Part::SameBytes => "SLA engine: native and WASM say the same",
        Part::Site => "Site as shipped",
        Part::Budgets => "Bytes of a first visit",
        Part::Browser => "Browser tests",
    }
}

/// Parts without countable tests add nothing when they pass and one failure when they do not.
fn run_part(part: Part, paths: &Paths, rest: &[String]) -> Result<Counts> {
    match part {
        Part::Format => rust::format(paths),
        Part::Lint => rust::lint(paths),
        Part::LintWasm => rust::lint_wasm(paths),
        Part::Unit => rust::unit_tests(paths, rest),
        Part::Field => rust::field_tests(paths, rest),
        Part::Doc => rust::doc_tests(paths),
        Part::SameBytes => same_bytes::check(paths, &same_bytes::Arguments::default()).map(|()| Counts::default()),
        Part::Site => site::build_site(paths, Build::Release).map(|_| Counts::default()),
        Part::Budgets => {
            site::build_site(paths, Build::Release)?;
            rust::build_server(paths)?;
            budgets::check(paths).map(|()| Counts::default())
        }
        Part::Browser => browser::tests(paths, rest),
    }
}
